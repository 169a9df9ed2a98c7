"""The list against the shop: what was typed beside what was booked, code by code.

An order belongs to its first code that a creator of the list holds, whatever other codes stand beside it; codes that
the shop names as its own never count as a creator's. Definitions: metrics.md section 10 (``net_total``),
ledger.md section 8 (comparison of codes). Nothing here says what a creator caused: these are attributed figures.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shoal.domain.creator import SheetDeal
from shoal.domain.trade import CodeRecord, Order, OwnRecord, SheetAgainstShop
from shoal.domain.values import Money
from shoal.errors import InputError
from shoal.measure.differences import Books, Group, all_differences, group_lines
from shoal.measure.spelling import fold_code

_HELD_BACK = {
    "shared": "shared with another account",
    "leak_suspect": "may have leaked: far more orders than its clicks suggest",
    "typed_not_booked": "typed with sales that the shop does not have",
    "mistyped": "may be mistyped: the shop knows a code that is nearly the same",
}
_LONGEST_GAP = timedelta(days=3660)  # a stray date must not become a list of a hundred thousand quiet days


def sheet_against_shop(
    orders: Iterable[Order],
    deals: Sequence[tuple[str, SheetDeal]],
    *,
    currency: str,
    timezone: str,
    shop_codes: Iterable[str] = (),
) -> SheetAgainstShop:
    """Return typed uses and revenue beside the shop's books, the untracked share first, every difference named.

    ``deals`` are (account id, line of the list); ``timezone`` (IANA) says which day an order belongs to. Orders in
    another currency are left out and said. Costs O(orders + codes). Raises ``InputError`` for an unknown zone.
    """
    zone = _zone(timezone)
    own = frozenset(fold_code(code) for code in shop_codes)
    groups = tuple(group for group in group_lines(deals) if not set(group.codes) <= own)
    owners = _owners(groups, own)
    everything = list(orders)
    inside = [order for order in everything if order.currency == currency]
    by_code: dict[str, list[Order]] = defaultdict(list)
    sightings: Counter[str] = Counter()
    for order in inside:
        folded = [fold_code(code) for code in order.codes]
        sightings.update(set(folded))
        by_code[code_of(folded, owners, own)].append(order)
    listed = [code for group in groups for code in group.codes]
    names = dict.fromkeys(["", *listed, *by_code])
    records = {name: _record(name, owners.get(name, ()), by_code.get(name, []), currency, zone) for name in names}
    books = Books(
        currency=currency,
        records=records,
        groups=groups,
        sightings=sightings,
        shop_codes=own,
        left_out=Counter(order.currency for order in everything if order.currency != currency),
    )
    return _sums(books, inside, _days(inside, zone))


def code_of(folded: Sequence[str], owners: Mapping[str, Sequence[str]], shop_codes: frozenset[str]) -> str:
    """Return the code that an order counts for: the first of a creator, else the first that is not the shop's own."""
    creators = next((code for code in folded if code in owners), None)
    if creators is not None:
        return creators
    return next((code for code in folded if code not in shop_codes), folded[0] if folded else "")


def own_record(sheet: SheetAgainstShop) -> Mapping[str, OwnRecord]:
    """Return what each account sold by codes that are its own alone, by account id.

    Codes that are shared, may have leaked, may be mistyped or were typed with sales that never came do not count;
    ``held_back`` names them. An account with only such codes has no record: nothing is known, which is not zero.
    """
    doubtful = held_back(sheet)
    held = {(account, code) for account, codes in doubtful.items() for code in codes}
    found: dict[str, OwnRecord] = {}
    for record in sheet.codes:
        if len(record.owners) == 1 and (record.owners[0], record.code) not in held:
            account = record.owners[0]
            words = tuple(f"{code}: {why}" for code, why in doubtful.get(account, {}).items())
            found[account] = _joined(found.get(account), record, account, words)
    return found


def held_back(sheet: SheetAgainstShop) -> Mapping[str, Mapping[str, str]]:
    """Return the codes that are left out of an account's own record and why: account id to code to reason."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in sheet.differences:
        if entry.kind in _HELD_BACK:
            for account in entry.account_ids:
                for code in entry.code.split(" / "):
                    found[account].setdefault(code, _HELD_BACK[entry.kind])
    return found


def _joined(known: OwnRecord | None, record: CodeRecord, account: str, words: tuple[str, ...]) -> OwnRecord:
    if known is None:
        return OwnRecord(
            account_id=account,
            codes=(record.code,),
            orders=record.counted,
            net=record.net,
            first_day=record.first_day,
            last_day=record.last_day,
            held_back=words,
        )
    days = [day for day in (known.first_day, known.last_day, record.first_day, record.last_day) if day]
    return replace(
        known,
        codes=(*known.codes, record.code),
        orders=known.orders + record.counted,
        net=Money(minor=known.net.minor + record.net.minor, currency=known.net.currency),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            "There is no such time zone.", received=name, next_step="Use an IANA name such as Europe/Berlin."
        ) from error


def _owners(groups: Sequence[Group], shop_codes: frozenset[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for group in groups:
        for code in group.codes:
            if code not in shop_codes:
                found[code] |= dict.fromkeys(group.accounts)
    return {code: tuple(accounts) for code, accounts in found.items()}


def _record(code: str, owners: tuple[str, ...], orders: Sequence[Order], currency: str, zone: ZoneInfo) -> CodeRecord:
    sold = [order for order in orders if order.counted]
    days = [order.at.astimezone(zone).date() for order in sold]
    return CodeRecord(
        code=code,
        owners=owners,
        orders=len(orders),
        cancelled=sum(order.cancelled_at is not None for order in orders),
        pending=sum(order.state == "pending" and order.cancelled_at is None for order in orders),
        counted=len(sold),
        full_refunds=sum(order.state == "refunded" for order in sold),
        part_refunds=sum(order.state == "partially_refunded" for order in sold),
        customers=len({order.customer_key for order in sold if order.customer_key}),
        gross=Money(minor=sum(order.total_minor for order in orders), currency=currency),
        refunds=Money(minor=sum(order.refunded_minor for order in sold), currency=currency),
        net=Money(minor=sum(order.net_total_minor for order in sold), currency=currency),
        net_goods=Money(minor=sum(order.net_goods_minor for order in sold), currency=currency),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
    )


def _sums(books: Books, orders: Sequence[Order], days: tuple[tuple[str, int], ...]) -> SheetAgainstShop:
    records = list(books.records.values())
    tracked = [record for record in records if record.owners]
    others = [record for record in records if record.code and not record.owners]
    lines = [deal for group in books.groups for _, deal in group.lines]
    typed = [deal.revenue.minor for deal in lines if deal.revenue and deal.revenue.currency == books.currency]
    shown = sorted(records, key=lambda record: (record.code != "", not record.owners, -record.net.minor, record.code))
    return SheetAgainstShop(
        currency=books.currency,
        orders=len(orders),
        counted=sum(record.counted for record in records),
        gifts=sum(order.gift for order in orders),
        untracked=books.records[""].counted,
        shop_codes=sum(record.counted for record in others),
        tracked=sum(record.counted for record in tracked),
        gross=_total(records, "gross", books.currency),
        refunds=_total(records, "refunds", books.currency),
        net=_total(records, "net", books.currency),
        net_tracked=_total(tracked, "net", books.currency),
        typed_uses=sum(deal.uses or 0 for deal in lines),
        typed_revenue=Money(minor=sum(typed), currency=books.currency) if typed else None,
        codes=tuple(record for record in shown if record.code or record.orders),
        differences=all_differences(books),
        days=days,
    )


def _total(records: Iterable[CodeRecord], name: str, currency: str) -> Money:
    return Money(minor=sum(getattr(record, name).minor for record in records), currency=currency)


def _days(orders: Sequence[Order], zone: ZoneInfo) -> tuple[tuple[str, int], ...]:
    """Return orders per local day; a day inside the span without an order had none, because the file lists them all."""
    counts: Counter[date] = Counter(order.at.astimezone(zone).date() for order in orders)
    if not counts:
        return ()
    first, last = min(counts), max(counts)
    span = (last - first).days + 1 if last - first <= _LONGEST_GAP else 0
    listed = [first + timedelta(days=i) for i in range(span)] or sorted(counts)
    return tuple((day.isoformat(), counts.get(day, 0)) for day in listed)

"""Every place where the list and the shop do not agree, named, with what would settle it.

Nothing is matched, given or corrected here: each entry asks a person.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from shoal.domain.amounts import amount_text
from shoal.domain.creator import SheetDeal
from shoal.domain.trade import CodeRecord, SheetDifference
from shoal.measure.leaks import LeakView, leak_views
from shoal.measure.spelling import NearCodes, fold_code, looks_like

_ORDER = (
    "leak_suspect", "typed_not_booked", "revenue_differs", "uses_differ", "mistyped", "shared", "two_codes_one_line",
    "no_owner", "other_currency",
)  # fmt: skip
_MOST_WITHOUT_OWNER = 12  # shops with a code per customer have thousands; the rest is one line [judgement]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The lines of the list that hold the same codes: one set of typed figures per line."""

    codes: tuple[str, ...]
    lines: tuple[tuple[str, SheetDeal], ...]

    @property
    def accounts(self) -> tuple[str, ...]:
        """Return the accounts that hold these codes, in the order of the list."""
        return tuple(dict.fromkeys(account for account, _ in self.lines))

    @property
    def row(self) -> int:
        """Return the line of the list that names the codes first."""
        return self.lines[0][1].row

    @property
    def name(self) -> str:
        """Return the codes as they are shown."""
        return " / ".join(self.codes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """Both sides: records of the shop by folded code, groups of the list, and sightings of every code in orders."""

    currency: str
    records: Mapping[str, CodeRecord]
    groups: tuple[Group, ...]
    sightings: Mapping[str, int]
    shop_codes: frozenset[str]
    left_out: Mapping[str, int]


def group_lines(deals: Sequence[tuple[str, SheetDeal]]) -> tuple[Group, ...]:
    """Return the lines of the list by their codes; a line that was pasted twice for one account counts once."""
    groups: dict[tuple[str, ...], dict[str, SheetDeal]] = {}
    for account, deal in deals:
        codes = tuple(dict.fromkeys(folded for code in deal.codes if (folded := fold_code(code))))
        if codes:
            groups.setdefault(codes, {}).setdefault(account, deal)
    return tuple(Group(codes=codes, lines=tuple(lines.items())) for codes, lines in groups.items())


def all_differences(books: Books) -> tuple[SheetDifference, ...]:
    """Return every difference, the ones that cost money first."""
    near = _near_misses(books)
    found = [*_typed(books), *near, *_held_by(books), *_leaks(books)]
    found += [*_without_owner(books, {entry.near for entry in near}), *_currencies(books)]
    return tuple(sorted(found, key=lambda entry: _ORDER.index(entry.kind)))


def _typed(books: Books) -> Iterator[SheetDifference]:
    """Hold typed uses and revenue against all orders with the code, as a person would copy them, or the net ones."""
    for group in books.groups:
        records = [books.records[code] for code in group.codes]
        orders, counted = sum(r.orders for r in records), sum(r.counted for r in records)
        uses = [deal.uses for _, deal in group.lines if deal.uses is not None]
        typed = [d.revenue.minor for _, d in group.lines if d.revenue and d.revenue.currency == books.currency]
        if orders == 0:
            if sum(uses) or sum(typed):
                yield _phantom(books, group, sum(uses), sum(typed))
            continue
        if not _agrees(uses, (orders, counted)):
            listed, booked = _some(sum(uses), "use"), _some(orders, "order")
            text = f"{group.name}: {listed} in the list, {booked} in the shop ({counted} counted)"
            settle = "Take the shop's number, or say which orders the list counts that the file does not hold."
            yield _entry("uses_differ", group, text, settle)
        sums = tuple(sum(getattr(r, name).minor for r in records) for name in ("gross", "net", "net_goods"))
        if not _agrees(typed, sums):
            yield _revenue(books, group, sum(typed), sums[0])


def _agrees(typed: list[int], booked: tuple[int, ...]) -> bool:
    """Say whether figures agree: together, or each alone where every owner of a shared code copied the same sum."""
    return not typed or sum(typed) in booked or (len(typed) > 1 and all(number in booked for number in typed))


def _phantom(books: Books, group: Group, uses: int, revenue: int) -> SheetDifference:
    typed = f"{_some(uses, 'use')} and {amount_text(revenue, books.currency)}"
    text = f"{group.name}: {typed} in the list, no order in the shop"
    settle = "Ask where the figures come from; does the orders file cover those days, and is the code spelt so there?"
    return _entry("typed_not_booked", group, text, settle)


def _revenue(books: Books, group: Group, typed: int, booked: int) -> SheetDifference:
    text = (
        f"{group.name}: {amount_text(typed, books.currency)} in the list, {amount_text(booked, books.currency)} booked"
    )
    slipped = any(typed == booked * factor or typed * factor == booked for factor in (10, 100, 1000))
    text += "; has the decimal mark slipped?" if slipped and booked else ""
    return _entry("revenue_differs", group, text, "Take the shop's figure, or correct the cell.")


def _near_misses(books: Books) -> list[SheetDifference]:
    """Offer codes of the shop that nobody holds for codes of the list that never came; one may fit several."""
    owned = {code for group in books.groups for code in group.codes}
    nobodys = [code for code, seen in books.sightings.items() if seen and code not in owned | books.shop_codes]
    index = NearCodes(nobodys)
    found = []
    for group in books.groups:
        for code in (code for code in group.codes if books.records[code].orders == 0):
            found += [_near(books, group, code, other) for other in index.near(code)]
    return found


def _near(books: Books, group: Group, code: str, other: str) -> SheetDifference:
    record = books.records.get(other)
    booked = (
        f"{_some(record.orders, 'order')}, {amount_text(record.net.minor, books.currency)} net"
        if record
        else "beside others"
    )
    how = "only characters that look alike differ" if looks_like(code, other) else "one slip of the keyboard apart"
    text = f"{code} is in the list and not in the shop, {other} is in the shop ({booked}) and nobody's: {how}"
    settle = f"If {code} was meant to be {other}, correct it in the list; nothing is matched before."
    return SheetDifference(
        kind="mistyped", code=code, account_ids=group.accounts, text=text, settle=settle, row=group.row, near=other
    )


def _held_by(books: Books) -> Iterator[SheetDifference]:
    """Name codes with several owners and lines with several codes."""
    for group in books.groups:
        if len(group.codes) > 1:
            text = f"{group.name}: several codes on one line with one set of numbers; the typed figures are not split"
            yield _entry("two_codes_one_line", group, text, "Nothing to do: the shop's orders are counted per code.")
    for code in dict.fromkeys(code for group in books.groups for code in group.codes):
        record = books.records[code]
        if len(record.owners) > 1:
            row = next(group.row for group in books.groups if code in group.codes)
            net = amount_text(record.net.minor, books.currency)
            booked = _some(record.orders, "order")
            text = f"{code} belongs to {len(record.owners)} accounts; its {booked} ({net} net) go to neither"
            settle = "Give each their own code, or say that the accounts are one person."
            yield SheetDifference(
                kind="shared", code=code, account_ids=record.owners, text=text, settle=settle, row=row
            )


def _leaks(books: Books) -> Iterator[SheetDifference]:
    """Ask about codes with far more orders than the clicks on their links suggest, next to the other codes."""
    known: list[tuple[Group, int, int]] = []
    for group in books.groups:
        clicks = [deal.clicks for _, deal in group.lines if deal.clicks is not None]
        if len(clicks) == len(group.lines):
            known.append((group, sum(books.records[code].orders for code in group.codes), sum(clicks)))
    views = leak_views([orders for _, orders, _ in known], [visits for _, _, visits in known])
    for (group, orders, visits), view in zip(known, views, strict=True):
        if view.suspect:
            for code in group.codes:
                yield _leak(group, code, f"{_some(orders, 'order')} came with {_some(visits, 'link click')}", view)


def _leak(group: Group, code: str, what: str, view: LeakView) -> SheetDifference:
    usual = f"{view.low} to {view.high} orders (80 %)"
    text = (
        f"{code}: unusual, because {what}; by the other {view.peers} codes such clicks suggest {usual}. "
        f"Consistent with a code that is shared beyond the link, P {_odds_text(view)}"
    )
    settle = "Search for the code on coupon pages; if it is there, retire it and give a fresh one."
    return SheetDifference(
        kind="leak_suspect", code=code, account_ids=group.accounts, text=text, settle=settle, row=group.row
    )


def _odds_text(view: LeakView) -> str:
    probability = view.probability or 0.0
    return "above 99.9 %" if probability > 0.999 else f"{probability:.1%}"  # noqa: PLR2004  as far as it is shown


def _without_owner(books: Books, offered: set[str]) -> Iterator[SheetDifference]:
    owned = {code for group in books.groups for code in group.codes}
    nobodys = [c for c in books.sightings if c not in owned and c not in books.shop_codes and c not in offered]
    nobodys.sort(key=lambda code: (-books.sightings[code], code))
    for code in nobodys[:_MOST_WITHOUT_OWNER]:
        text = f"{code}: {_what_it_did(books, code)}; nobody of the list holds it"
        settle = "Is it the shop's own code? Say so once, or add it to its creator's line."
        yield SheetDifference(kind="no_owner", code=code, account_ids=(), text=text, settle=settle)
    rest = nobodys[_MOST_WITHOUT_OWNER:]
    if rest:
        orders = sum(books.sightings[code] for code in rest)
        text = f"{len(rest)} further codes that nobody of the list holds, on {_some(orders, 'order')} together"
        yield SheetDifference(kind="no_owner", code="", account_ids=(), text=text, settle="Look at them in the shop.")


def _what_it_did(books: Books, code: str) -> str:
    record = books.records.get(code)
    if record is None:
        return f"on {_some(books.sightings[code], 'order')}, always beside another code"
    if record.counted and record.gross.minor == 0:
        return f"{_some(record.orders, 'order')} of nothing: gifts"
    return f"{_some(record.orders, 'order')}, {amount_text(record.net.minor, books.currency)} net"


def _currencies(books: Books) -> Iterator[SheetDifference]:
    for currency, orders in sorted(books.left_out.items()):
        text = f"{_some(orders, 'order')} in {currency} left out: amounts of two currencies are never added"
        yield SheetDifference(
            kind="other_currency", code="", account_ids=(), text=text, settle=f"Look at {currency} by itself."
        )


def _entry(kind: str, group: Group, text: str, settle: str) -> SheetDifference:
    return SheetDifference(
        kind=kind, code=group.name, account_ids=group.accounts, text=text, settle=settle, row=group.row
    )


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"

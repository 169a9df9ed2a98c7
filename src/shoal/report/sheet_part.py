"""Sheet against shop on the page: the untracked share first, then every difference by its name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from shoal.domain.amounts import figures_text
from shoal.domain.creator import SheetDeal
from shoal.domain.report import ReportInput
from shoal.domain.trade import CodeRecord, SheetAgainstShop, SheetDifference
from shoal.domain.values import Money
from shoal.report.charts import Part, day_strip, stacked_bar
from shoal.report.frame import Chart
from shoal.report.markup import Column, Html, Table, joined, safe, table
from shoal.report.people import NameBook
from shoal.report.sentences import DIFFERENCE_WORDS, difference_title, untracked_sentence
from shoal.report.words import counted_noun, day_text, money_text, share_text

CODE_COLUMNS = (
    Column("Code"),
    Column("Held by"),
    Column("Uses typed", numeric=True),
    Column("Orders booked", numeric=True),
    Column("Cancelled", numeric=True),
    Column("Pending", numeric=True),
    Column("Counted", numeric=True),
    Column("Refunded whole, part", numeric=True),
    Column("Revenue typed", numeric=True),
    Column("Gross, all orders", numeric=True),
    Column("Refunds", numeric=True),
    Column("Net", numeric=True),
)
DIFFERING = {
    "uses_differ": ("uses",),
    "revenue_differs": ("revenue",),
    "typed_not_booked": ("uses", "revenue"),
}  # which typed figure of a code a kind of difference speaks of
DIFFERS = Html(' <span class="differs">differs</span>')


def sheet_section(report: ReportInput, names: NameBook) -> dict[str, object] | None:
    """Return sheet against shop, ``None`` where no orders were brought in."""
    return None if report.sheet is None else sheet_alone(report.sheet, names)


def sheet_alone(sheet: SheetAgainstShop, names: NameBook) -> dict[str, object]:
    """Return sheet against shop without any report around it; what is typed comes from the creators of the book."""
    codes, quiet = _codes(sheet, names)
    return {
        "sentence": untracked_sentence(sheet),
        "share": _share_chart(sheet),
        "facts": _facts(sheet),
        "differences": _differences(sheet.differences, names),
        "difference_count": counted_noun(len(sheet.differences), "difference"),
        "codes": codes,
        "quiet_codes": quiet,
        "days": _days(sheet),
    }


def _share_chart(sheet: SheetAgainstShop) -> Chart | None:
    if sheet.counted <= 0:
        return None
    amounts = (
        ("untracked: no code", sheet.untracked, "fill-4"),
        ("only codes that nobody in the sheet holds", sheet.shop_codes, "fill-3"),
        ("tracked by a creator's code", sheet.tracked, "fill-1"),
    )
    parts = [
        Part(label=label, share=number / sheet.counted, note=counted_noun(number, "order"), fill=fill)
        for label, number, fill in amounts
    ]
    columns = ("Orders", "Number")
    return stacked_bar(
        "untracked", "Which orders a code leads back to a creator", untracked_sentence(sheet), parts, columns
    )


def _facts(sheet: SheetAgainstShop) -> list[tuple[str, str]]:
    cancelled, pending = (sum(getattr(code, field) for code in sheet.codes) for field in ("cancelled", "pending"))
    typed = money_text(sheet.typed_revenue) if sheet.typed_revenue else "unknown: no one currency in the sheet"
    booked = sum(code.orders for code in sheet.codes if code.owners)
    return [
        ("Orders in the shop's export", f"{sheet.orders:,} counted"),
        (
            "Paid and not cancelled",
            f"{sheet.counted:,} counted" + (f", {counted_noun(sheet.gifts, 'gift')} among them" if sheet.gifts else ""),
        ),
        ("Not counted", f"{cancelled:,} cancelled, {pending:,} pending"),
        ("Gross of all orders, cancelled and pending among them", f"{money_text(sheet.gross)} counted"),
        ("Refunds of counted orders so far", f"{money_text(sheet.refunds)} counted"),
        ("Net (total minus refunds; tax and shipping in)", f"{money_text(sheet.net)} counted"),
        ("Net tracked by a creator's code", f"{money_text(sheet.net_tracked)} counted{_share_of_net(sheet)}"),
        ("Uses: typed in the sheet", f"{sheet.typed_uses:,} typed, beside {booked:,} booked under codes of the sheet"),
        ("Revenue typed in the sheet", f"{typed}{' typed' if sheet.typed_revenue else ''}"),
    ]


def _share_of_net(sheet: SheetAgainstShop) -> str:
    return f" ({share_text(sheet.net_tracked.minor / sheet.net.minor)} of net)" if sheet.net.minor > 0 else ""


def _differences(differences: Sequence[SheetDifference], names: NameBook) -> list[dict[str, object]]:
    rank = {kind: place for place, kind in enumerate(DIFFERENCE_WORDS)}
    ordered = sorted(
        differences, key=lambda item: (rank.get(item.kind, len(rank)), item.kind, item.code, item.row or 0)
    )
    groups = [(kind, list(items)) for kind, items in groupby(ordered, key=lambda item: item.kind)]
    return [
        {
            "title": difference_title(kind),
            "items": [_difference(item, names) for item in items],
            "settle": joined(dict.fromkeys(names.rich(item.settle) for item in items if item.settle), " "),
        }
        for kind, items in groups
    ]


def _difference(item: SheetDifference, names: NameBook) -> dict[str, object]:
    return {
        "code": "" if not item.code or item.text.startswith(item.code) else names.code(item.code),
        "text": names.rich(item.text),
        "owners": _owners(item.account_ids, names),
        "row": item.row,
    }


def _owners(account_ids: Sequence[str], names: NameBook) -> Html:
    return joined(dict.fromkeys(names.owner(account_id) for account_id in account_ids), ", ")


def _codes(sheet: SheetAgainstShop, names: NameBook) -> tuple[Table, str]:
    """Return the table of codes, orders without one first, and a sentence on those that the sheet holds for nothing.

    Money has no sign in the table: the caption names the currency once.
    """
    deals = _deals_by_code(deal for creator in names.creators.values() for deal in creator.deals)
    ordered = sorted(sheet.codes, key=lambda record: (bool(record.code), -record.net.minor, record.code))
    marked = {(item.code.upper(), field) for item in sheet.differences for field in DIFFERING.get(item.kind, ())}
    named = {code for code, _ in marked}  # typed, though the holder may be kept off this page
    busy = [
        record
        for record in ordered
        if record.orders or record.code.upper() in named or any(deal.uses for deal in _deals_of(record, deals))
    ]
    rows = [_code_row(record, _deals_of(record, deals), names, marked) for record in busy]
    rows.append(_whole_row(sheet))
    quiet = [names.code(record.code) for record in ordered if record not in busy]
    sentence = (
        f"{counted_noun(len(quiet), 'code')} without an order or a typed use: {', '.join(quiet)}." if quiet else ""
    )
    caption = f"What the sheet says and what the shop booked, code by code; amounts in {sheet.currency}"
    return table(caption, CODE_COLUMNS, rows), sentence


def _code_row(
    record: CodeRecord, deals: list[SheetDeal], names: NameBook, marked: Collection[tuple[str, str]]
) -> tuple[str, ...]:
    code = names.code(record.code) if record.code else "no code: untracked"
    mark = {field: DIFFERS if (record.code.upper(), field) in marked else "" for field in ("uses", "revenue")}
    held = _owners(record.owners, names) if record.owners else "nobody in the sheet"
    return (
        Html(f'<code class="code">{safe(code)}</code>') if record.code else code,
        held if record.code else "nobody",
        Html(_typed(record, deals, "uses", names) + mark["uses"]),
        *_booked(record),
        Html(_typed(record, deals, "revenue", names) + mark["revenue"]),
        _amount(record.gross),
        _amount(record.refunds),
        _amount(record.net),
    )


def _booked(record: CodeRecord) -> tuple[str, ...]:
    numbers = (record.orders, record.cancelled, record.pending, record.counted)
    return (*(f"{number:,}" for number in numbers), f"{record.full_refunds:,}, {record.part_refunds:,}")


def _whole_row(sheet: SheetAgainstShop) -> tuple[str, ...]:
    """Return the sums of the shop; what is typed for several codes at once is counted once, as in the facts above."""
    fields = ("orders", "cancelled", "pending", "counted", "full_refunds", "part_refunds")
    orders, cancelled, pending, counted, full, part = (
        sum(getattr(code, field) for code in sheet.codes) for field in fields
    )
    typed = _amount(sheet.typed_revenue) if sheet.typed_revenue else "unknown"
    numbers = (f"{number:,}" for number in (sheet.typed_uses, orders, cancelled, pending, counted))
    money = (_amount(amount) for amount in (sheet.gross, sheet.refunds, sheet.net))
    return ("all", "", *numbers, f"{full:,}, {part:,}", typed, *money)


def _typed(record: CodeRecord, deals: list[SheetDeal], field: str, names: NameBook) -> Html:
    """Return what the sheet says: the figure of a line belongs to all its codes, and two lines may disagree."""
    if not record.code:
        return _word("not applicable")
    said = [deal for deal in deals if getattr(deal, field) is not None]
    if not said:
        return _word("nothing typed" if deals else "owner not listed" if record.owners else "not in the sheet")
    figures = dict.fromkeys((_figure_of(deal, field), _together(deal, record, names)) for deal in said)
    texts = [joined([safe(number), _word(together)] if together else [safe(number)]) for number, together in figures]
    return joined(texts, " or ")


def _word(text: str) -> Html:
    """Return words in a column of figures: small, and free to break."""
    return Html(f'<span class="sub">{safe(text)}</span>')


def _figure_of(deal: SheetDeal, field: str) -> str:
    if field == "revenue" and deal.revenue is not None:
        return _amount(deal.revenue)
    return f"{deal.uses or 0:,}"


def _amount(money: Money) -> str:
    """Return an amount without its sign, with the decimals of its currency."""
    return figures_text(money.minor, money.currency)


def _together(deal: SheetDeal, record: CodeRecord, names: NameBook) -> str:
    others = [names.code(code) for code in deal.codes if code.upper() != record.code.upper()]
    return f"with {' and '.join(others)}" if others else ""


def _deals_of(record: CodeRecord, deals: Mapping[str, list[SheetDeal]]) -> list[SheetDeal]:
    return deals.get(record.code.upper(), []) if record.code else []


def _deals_by_code(deals: Iterable[SheetDeal]) -> dict[str, list[SheetDeal]]:
    found: dict[str, list[SheetDeal]] = {}
    for deal in deals:
        for code in deal.codes:
            found.setdefault(code.upper(), []).append(deal)
    return found


def _days(sheet: SheetAgainstShop) -> Chart | None:
    if not sheet.days:
        return None
    busiest, most = max(sheet.days, key=lambda day: day[1])
    whole = sum(number for _, number in sheet.days)
    busiest_day = day_text(date.fromisoformat(busiest))
    finding = f"{counted_noun(whole, 'order')} in all; the busiest day is {busiest_day} with {most:,}."
    return day_strip("days", "Orders day by day, in the brand's time zone", finding, sheet.days)

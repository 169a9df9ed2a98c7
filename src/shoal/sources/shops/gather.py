"""Lines to orders: which lines belong together, and what of them is kept.

The first line of an order holds the cells of the whole order; further lines repeat its name and add an item.
A blank there means "see above", never zero. The mail address is hashed here and goes no further.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from shoal.domain.intake import ColumnMatch, RowNote, RowResult
from shoal.sources.cells.text import cell_text, fold
from shoal.sources.shops.columns import LINE_FIELDS

Hasher = Callable[[str, str], str]
_TOTAL_WORDS = frozenset({"total", "totals", "sum", "summe", "gesamt", "grandtotal"})
_HEAD_FIELDS = ("state", "at", "total", "currency")
_SAMPLES = 3


@dataclass(slots=True)
class Draft:
    """One order as text: the line it began on, the cells of the order by field and those of its items."""

    row: int
    cells: dict[str, str]
    items: list[dict[str, str]] = field(default_factory=list)
    customer_key: str | None = None


@dataclass(slots=True)
class Gathered:
    """What the lines held: drafts in file order, notes, and the lines that are no part of an order."""

    drafts: list[Draft] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    results: list[RowResult] = field(default_factory=list)
    samples: dict[str, list[str]] = field(default_factory=dict)
    rows: int = 0


def normal_mail(mail: str) -> str:
    """Return the form of a mail address that is hashed: trimmed and in lower case."""
    return cell_text(mail).casefold()


def gather(
    rows: Iterable[tuple[int, Mapping[str, str]]], columns: Sequence[ColumnMatch], hasher: Hasher, *, repeats: bool
) -> Gathered:
    """Group lines into orders by their name, wherever in the file they stand.

    ``repeats`` says that an order may repeat its own cells on each line (item lists of other shops); in a Shopify
    export a second full line of the same order is a pasted copy: it is left out with a note. Costs O(lines).
    """
    fields = [(column.header, column.field) for column in columns if column.field and column.field != "keep"]
    book = _Book(hasher=hasher, repeats=repeats)
    for row, line in rows:
        book.gathered.rows += 1
        cells = {name: text for header, name in fields if (text := cell_text(line.get(header, "")))}
        book.take(row, cells, blank=not any(text.strip() for text in line.values()))
    return book.gathered


@dataclass(slots=True)
class _Book:
    hasher: Hasher
    repeats: bool
    gathered: Gathered = field(default_factory=Gathered)
    open_orders: dict[str, Draft | None] = field(default_factory=dict)
    seen: dict[tuple[str, str], Draft] = field(default_factory=dict)

    def take(self, row: int, cells: dict[str, str], *, blank: bool) -> None:
        name = cells.get("name", "") or cells.get("id", "")
        if blank:
            self._leave(row, "skipped", "blank line")
        elif fold(name) in _TOTAL_WORDS:
            self._leave(row, "skipped", "line of totals")
        elif not name:
            self._leave(row, "error", "no order number on this line")
        elif any(cells.get(field) for field in _HEAD_FIELDS):
            self._head(row, name, cells)
        elif name in self.open_orders:
            self._item(self.open_orders[name], cells)
        else:
            self._leave(row, "error", f"an item of {name}, whose first line is not in the file")

    def _head(self, row: int, name: str, cells: dict[str, str]) -> None:
        key = (name, cells.get("id", ""))
        known = self.seen.get(key)
        own = {field: text for field, text in cells.items() if field not in LINE_FIELDS and field != "email"}
        if known is not None:
            self._again(row, name, known, own, cells)
            return
        mail = cells.get("email", "")
        draft = Draft(row=row, cells=own, customer_key=self.hasher("email", normal_mail(mail)) if mail else None)
        for field_name, text in own.items():
            samples = self.gathered.samples.setdefault(field_name, [])
            if len(samples) < _SAMPLES and text not in samples:
                samples.append(text)
        self.seen[key] = self.open_orders[name] = draft
        self.gathered.drafts.append(draft)
        self._item(draft, cells)

    def _again(self, row: int, name: str, known: Draft, own: dict[str, str], cells: dict[str, str]) -> None:
        if self.repeats and own == known.cells and any(field in cells for field in LINE_FIELDS):
            self._item(known, cells)
            return
        self.open_orders[name] = None
        differs = "" if own == known.cells else ", with other figures"
        text = f"order {name} stands twice in the file{differs}: line {known.row} is used"
        self.gathered.notes.append(RowNote(row=row, code="order_twice", text=text))
        self._leave(row, "skipped", text)

    def _item(self, draft: Draft | None, cells: dict[str, str]) -> None:
        item = {field: text for field, text in cells.items() if field in LINE_FIELDS}
        if draft is not None and item:
            draft.items.append(item)

    def _leave(self, row: int, outcome: str, text: str) -> None:
        kind = "skipped" if outcome == "skipped" else "error"
        self.gathered.results.append(RowResult(row=row, outcome=kind, text=text))  # type: ignore[arg-type]

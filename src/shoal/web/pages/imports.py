"""What the pages of an import are promised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext

from shoal.app import Example, Inspected, money_text, share_text
from shoal.domain.intake import ColumnMatch, FieldChange, Preview, RowNote, RowResult
from shoal.domain.values import Money
from shoal.web.forms.imports import field_words

OUTCOMES = ("new", "changed", "same", "held", "error", "skipped", "read")
STAYS_OUT = ("held", "error")
LINES_SHOWN = 50
CELLS_SHOWN = 40  # of one kind of warning: further ones are the same repair
IDENTIFYING = ("name", "handle", "url", "platform", "key", "platform_id")
OPTION = re.compile(r"--([a-z]+)")
TERMINAL = re.compile(r"(?:[,;:]? ?(?:or )?(?:correct|say|leave) (?:it with )?--[a-z]+(?: with one of them| out)?)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A cell that may be mended: the name of its field in the form, its column, what the file says, what is typed."""

    name: str
    header: str
    written: str
    typed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line that stays out: why, the cells that say who it is, and the others."""

    row: int
    outcome: str
    who: str
    text: str
    first: tuple[Cell, ...]
    rest: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Cells with the same warning: one repair, however many there are; ``cells`` are (line, cell) to be mended."""

    title: str
    number: int
    rows: str
    cells: tuple[tuple[int, Cell], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One cell as it stands and as it is read."""

    written: str
    read: str
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRow:
    """One column: its cells, what it was taken for and why, and the name of the field that changes it."""

    header: str
    samples: tuple[str, ...]
    readings: tuple[Reading, ...]
    taken_for: str
    reason: str
    reading: str
    dropped: str
    select: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of the file and what becomes of it; ``changes`` are (field, before, after)."""

    row: int
    outcome: str
    who: str
    account: str
    text: str
    changes: tuple[tuple[str, str, str], ...] = ()


def plain_words(text: str) -> str:
    """Return a sentence of a source without the words that only a terminal understands: here there are forms."""
    return TERMINAL.sub("", text).strip()


def form_words(text: str, labels: Mapping[str, str]) -> str:
    """Return a sentence of a source with the labels of the form, by name, in place of a terminal's options."""
    return OPTION.sub(lambda found: f"“{labels[found[1]]}”" if found[1] in labels else found[0], text)


def outcome_words(name: str) -> str:
    """Return how an outcome is called."""
    return {
        "new": gettext("new"), "changed": gettext("changed"), "same": gettext("same as before"),
        "held": gettext("held back"), "error": gettext("in error"), "skipped": gettext("skipped"),
        "read": gettext("read"),
    }.get(name, name)  # fmt: skip


def counts_sentence(preview: Preview) -> str:
    """Return ``60 lines: 45 new, 3 changed …``; for orders the orders are counted, not the lines."""
    told = [f"{preview.counts[name]:,} {outcome_words(name)}" for name in OUTCOMES if preview.counts.get(name)]
    if preview.kind == "orders":
        number = sum(preview.counts.values())
        head = ngettext("%(n)s order", "%(n)s orders", number) % {"n": f"{number:,}"}
    else:
        head = ngettext("%(n)s line", "%(n)s lines", preview.rows) % {"n": f"{preview.rows:,}"}
    return f"{head}: {', '.join(told) or gettext('nothing that can be used')}."


def comes_in(preview: Preview) -> int:
    """Return how many lines (of orders: orders) would be written."""
    return preview.counts.get("new", 0) + preview.counts.get("changed", 0)


def columns_of(found: Inspected, selects: Mapping[str, object]) -> tuple[ColumnRow, ...]:
    """Return the columns of a file; ``selects`` are the form's fields by header."""
    preview = found.preview
    if preview is None:
        return ()
    return tuple(_column(column, found.examples.get(column.header, ()), selects) for column in preview.columns)


def _column(column: ColumnMatch, shown: Sequence[Example], selects: Mapping[str, object]) -> ColumnRow:
    return ColumnRow(
        header=column.header,
        samples=() if column.dropped else column.samples,
        readings=tuple(reading_of(example) for example in shown),
        taken_for=field_words(column.field) if column.field else "",
        reason=column.reason,
        reading=column.reading,
        dropped=column.dropped or "",
        select=selects.get(column.header),
    )


def reading_of(example: Example) -> Reading:
    """Return a cell as ``12,5k → 12,500 ± 50``."""
    figure = example.figure
    if figure is None:
        why = example.why_not or gettext("no number stands there")
        return Reading(written=example.written, read=gettext("unknown"), why_not=why)
    half = (figure.high - figure.low) / 2
    if example.unit == "rate":
        spread = f" ± {100 * half:.3g}" if half else ""
        return Reading(written=example.written, read=f"{100 * figure.value:.4g}{spread} %", why_not=example.why_not)
    if example.unit == "count":
        spread = f" ± {half:,.10g}" if half else ""
        return Reading(written=example.written, read=f"{figure.value:,.10g}{spread}", why_not=example.why_not)
    if not example.unit:
        amount = f"{figure.value / 100:,.2f}"
        return Reading(written=example.written, read=amount, why_not=example.why_not)
    amount = money_text(Money(minor=round(figure.value), currency=example.unit))
    return Reading(written=example.written, read=amount, why_not=example.why_not)


# what needs somebody -------------------------------------------------------------------------------------------------


def lines_to_mend(preview: Preview, headers: Mapping[str, int], fixes: Mapping[str, Mapping[str, str]]) -> list[Line]:
    """Return the lines that stay out with their cells, those that say who it is first."""
    naming = {column.header for column in preview.columns if column.field in IDENTIFYING}
    found = []
    for result in preview.results:
        if result.outcome not in STAYS_OUT:
            continue
        typed = fixes.get(str(result.row), {})
        cells = [
            Cell(
                name=f"cell-{result.row}-{headers[header]}", header=header, written=written,
                typed=typed.get(header, written),
            )
            for header, written in result.cells.items()
            if header in headers
        ]  # fmt: skip
        found.append(
            Line(
                row=result.row,
                outcome=result.outcome,
                who=result.name or result.subject,
                text=plain_words(result.text),
                first=tuple(cell for cell in cells if cell.header in naming),
                rest=tuple(cell for cell in cells if cell.header not in naming),
            )
        )
    return found


def repairs_of(preview: Preview, headers: Mapping[str, int], fixes: Mapping[str, Mapping[str, str]]) -> list[Repair]:
    """Return the warnings grouped by the repair they need, never line by line; the most common first."""
    groups: dict[str, list[RowNote]] = {}
    for note in preview.notes:
        groups.setdefault(note.code, []).append(note)
    found = []
    for notes in sorted(groups.values(), key=len, reverse=True):
        cells = [
            (
                note.row,
                Cell(
                    name=f"cell-{note.row}-{headers[note.column]}", header=note.column, written=note.received,
                    typed=fixes.get(str(note.row), {}).get(note.column, note.received),
                ),
            )
            for note in notes[:CELLS_SHOWN]
            if note.column and note.column in headers and note.received is not None
        ]  # fmt: skip
        number = ngettext("%(n)s cell", "%(n)s cells", len(notes)) % {"n": f"{len(notes):,}"}
        rows = [str(note.row) for note in notes if note.row]
        more = f" {gettext('and %(n)s more') % {'n': len(rows) - 6}}" if len(rows) > 6 else ""  # noqa: PLR2004
        found.append(
            Repair(
                title=f"{number}: {plain_words(notes[0].text)}",
                number=len(notes),
                rows=", ".join(rows[:6]) + more,
                cells=tuple(cells),
            )
        )
    return found


# line by line --------------------------------------------------------------------------------------------------------


def line_row(result: RowResult) -> LineRow:
    """Return one line with old and new values."""
    return LineRow(
        row=result.row,
        outcome=result.outcome,
        who=result.name,
        account=result.subject,
        text="" if result.changes else plain_words(result.text),
        changes=tuple(
            (field_words(change.field), _value(change, change.before), _value(change, change.after))
            for change in result.changes
        ),
    )


def _value(change: FieldChange, value: str | float | None) -> str:
    if value is None:
        return gettext("unknown")
    if isinstance(value, str):
        return value.replace("|", ", ") if change.field in ("codes", "languages") else value
    if change.field == "er":
        return share_text(float(value))
    if change.field.endswith("_minor"):
        known = Money(minor=round(value), currency=change.currency) if change.currency else None
        return money_text(known) if known else f"{value / 100:,.2f}"
    return f"{value:,.10g}"

"""The sheet on which somebody outside says yes or no to a shortlist: written as a file, read when it comes back.

Without a public address this is how a client approves. It holds a row id, a name, room for a decision and a comment;
prices, contact points and notes are not in it, so that they cannot travel. It comes back as workbook or CSV, as the
page that ``shoal.report`` writes with the answers inside, or as the text of a mail.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.domain.intake import ReadOptions
from shoal.errors import FileFormatError
from shoal.sources.approval_texts import marked
from shoal.sources.cells.text import cell_text, fold, guarded
from shoal.sources.sheets.bytes import scan
from shoal.sources.sheets.written import written_csv
from shoal.sources.tables import open_table

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

HEADERS = ("row id", "creator", "decision", "comment")
OFFERED = ("approve", "reject", "ask")
WIDTHS = (12, 44, 14, 60)
LONGEST_COMMENT, LONGEST_NAME = 500, 80
LARGEST_TEXT = 5 * 2**20  # bytes; a page of a thousand creators has a third of that
WORKBOOK = b"PK"  # what every zip starts with
OPEN = frozenset({"open", "undecided", "offen"})
CHOICES = {
    "wanted": "approve approved yes y ok okay wanted accept accepted ja oui si sí + x ✓ ✔",
    "unwanted": "reject rejected no n unwanted decline declined nein non - ✗ ✘",
    "asked": "ask asked question maybe unsure ? vielleicht frage",
}
WORDS = {word: choice for choice, words in CHOICES.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLine:
    """One line as it came back: the row id, what was decided (``None``: nothing), the comment, and what is wrong.

    ``creator`` is whom the sheet names in that row, empty where it names nobody.
    """

    row_id: str
    choice: str | None
    comment: str
    wrong: str = ""
    creator: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnedSheet:
    """A sheet that came back: its lines, and the brief and the person it names, empty where it names none."""

    lines: tuple[ApprovalLine, ...]
    brief_name: str = ""
    by_name: str = ""


def approval_csv(rows: Sequence[tuple[str, str]]) -> bytes:
    """Return the sheet as CSV in UTF-8 with a mark that spreadsheets know; rows are (row id, creator)."""
    return written_csv([HEADERS, *((row_id, name, "", "") for row_id, name in rows)])


def approval_workbook(rows: Sequence[tuple[str, str]], title: str) -> bytes:
    """Return the sheet as a workbook with a list to choose from in its decision column."""
    from openpyxl import Workbook  # noqa: PLC0415  8 MB in a server that may never write a workbook
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415  as above
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415  as above

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "".join(sign for sign in title if sign not in "[]:*?/\\")[:31] or "Approval"
    for column, (header, width) in enumerate(zip(HEADERS, WIDTHS, strict=True), start=1):
        head = sheet.cell(row=1, column=column, value=header)
        head.font, head.fill = Font(bold=True), PatternFill("solid", fgColor="FFE9EEF2")
        sheet.column_dimensions[head.column_letter].width = width
    for line, (row_id, name) in enumerate(rows, start=2):
        for column, text in ((1, row_id), (2, guarded(name))):
            cell = sheet.cell(row=line, column=column, value=text)
            cell.data_type = "s"  # a name is never a formula
        sheet.cell(row=line, column=4).alignment = Alignment(wrap_text=True, vertical="top")
    choice = DataValidation(type="list", formula1=f'"{",".join(OFFERED)}"', allow_blank=True)
    choice.error = "approve, reject or ask; leave it empty where you have not decided"
    sheet.add_data_validation(choice)
    choice.add(f"C2:C{max(2, len(rows) + 1)}")
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def read_approval(path: Path) -> ReturnedSheet:
    """Return a sheet that came back: CSV or workbook by its headers, a page with answers in it, or a mail's text.

    Raises ``FileFormatError`` where it is no such sheet.
    """
    found = marked(_text(path))
    if found is None:
        return ReturnedSheet(lines=_table(path))
    lines = tuple(_line(row, said, comment) for row, said, comment in found.rows)
    return ReturnedSheet(lines=lines, brief_name=found.brief, by_name=found.by_name[:LONGEST_NAME])


def _text(path: Path) -> str:
    """Return a file as text, nothing where it is a workbook, too large for a page of answers, or not there."""
    if not path.is_file() or path.stat().st_size > LARGEST_TEXT:
        return ""
    content = path.read_bytes()
    if content.startswith(WORKBOOK):
        return ""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _table(path: Path) -> tuple[ApprovalLine, ...]:
    table = open_table(scan(path), ReadOptions())
    columns = {fold(header): header for header in table.headers}
    missing = [name for name in ("row id", "decision") if fold(name) not in columns]
    if missing:
        raise FileFormatError(
            f"This is no approval sheet: it has no column {' and '.join(missing)}.",
            received=", ".join(table.headers)[:200],
            allowed=HEADERS,
            next_step="Send back the sheet that was downloaded here, with its header line.",
        )
    keys = {name: columns.get(fold(name), "") for name in HEADERS}
    lines = ({name: cell_text(cells.get(header, "")) for name, header in keys.items()} for _, cells in table.lines())
    return tuple(
        _line(found["row id"], found["decision"], found["comment"], found["creator"])
        for found in lines
        if found["row id"]
    )


def _line(row_id: str, decision: str, comment: str, creator: str = "") -> ApprovalLine:
    said = decision.strip()
    choice = WORDS.get(said.casefold()) or WORDS.get(fold(said))
    wrong = "" if not said or choice or fold(said) in OPEN else _no_decision(said)
    return ApprovalLine(
        row_id=row_id, choice=choice, comment=comment.strip()[:LONGEST_COMMENT], wrong=wrong, creator=creator
    )


def _no_decision(said: str) -> str:
    return f"“{said[:40]}” is no decision: write {', '.join(OFFERED)}"

"""The sheet on which somebody outside says yes or no to a shortlist: written as a file, read when it comes back.

Without a public address this is how a client approves. It holds a row id, a name, room for a decision and a comment;
prices, contact points and notes are not in it, so that they cannot travel.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from shoal.domain.intake import ReadOptions
from shoal.errors import FileFormatError
from shoal.sources.cells.text import cell_text, fold, guarded
from shoal.sources.sheets.bytes import scan
from shoal.sources.sheets.written import written_csv
from shoal.sources.tables import open_table

HEADERS = ("row id", "creator", "decision", "comment")
OFFERED = ("approve", "reject", "ask")
WIDTHS = (12, 44, 14, 60)
LONGEST_COMMENT = 500
CHOICES = {
    "wanted": "approve approved yes y ok okay wanted accept accepted ja oui si sí + x ✓ ✔",
    "unwanted": "reject rejected no n unwanted decline declined nein non - ✗ ✘",
    "asked": "ask asked question maybe unsure ? vielleicht frage",
}
WORDS = {word: choice for choice, words in CHOICES.items() for word in words.split()}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalLine:
    """One line as it came back: the row id, what was decided (``None``: nothing), the comment, and what is wrong."""

    row_id: str
    choice: str | None
    comment: str
    wrong: str = ""


def approval_csv(rows: Sequence[tuple[str, str]]) -> bytes:
    """Return the sheet as CSV in UTF-8 with a mark that spreadsheets know; rows are (row id, creator)."""
    return written_csv([HEADERS, *((row_id, name, "", "") for row_id, name in rows)])


def approval_workbook(rows: Sequence[tuple[str, str]], title: str) -> bytes:
    """Return the sheet as a workbook with a list to choose from in its decision column."""
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


def read_approval(path: Path) -> tuple[ApprovalLine, ...]:
    """Return the lines of a sheet that came back, as CSV or workbook; columns are found by their headers.

    Raises ``FileFormatError`` where it is no such sheet.
    """
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
    return tuple(_line(found) for found in lines if found["row id"])


def _line(found: dict[str, str]) -> ApprovalLine:
    said = found["decision"].strip()
    comment = found["comment"].strip()[:LONGEST_COMMENT]
    choice = WORDS.get(said.casefold()) or WORDS.get(fold(said))
    wrong = f"“{said[:40]}” is no decision: write {', '.join(OFFERED)}" if said and choice is None else ""
    return ApprovalLine(row_id=found["row id"], choice=choice, comment=comment, wrong=wrong)

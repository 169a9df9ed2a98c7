"""A table going out, as CSV or as a workbook: text stays text, whatever a spreadsheet would make of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shoal.sources.cells.text import guarded

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

WIDEST, NARROWEST = 60, 8


def written_csv(rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows, header first, as CSV in UTF-8 with the mark that spreadsheets know; no cell becomes a formula."""
    text = io.StringIO()
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")


def written_workbook(rows: Sequence[Sequence[str]], title: str, *, notes: Sequence[tuple[str, str]] = ()) -> bytes:
    """Return rows, header first, as a workbook that prints across one page; ``notes`` are a second sheet of pairs."""
    from openpyxl import Workbook  # noqa: PLC0415  8 MB in a server that may never write a workbook
    from openpyxl.worksheet.properties import PageSetupProperties  # noqa: PLC0415  as above

    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = "".join(sign for sign in title if sign not in "[]:*?/\\")[:31] or "Shoal"
    _fill(sheet, rows)
    sheet.freeze_panes = "C2"
    sheet.print_title_rows = "1:1"
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if notes:
        _fill(book.create_sheet("About"), [("what", "says"), *notes])
    saved = io.BytesIO()
    book.save(saved)
    return saved.getvalue()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[str]]) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill  # noqa: PLC0415  as above
    from openpyxl.utils import get_column_letter  # noqa: PLC0415  as above

    for line, row in enumerate(rows, start=1):
        for column, text in enumerate(row, start=1):
            cell = sheet.cell(row=line, column=column, value=guarded(text))
            cell.data_type = "s"  # a name is never a formula
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            if line == 1:
                cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFE9EEF2")
    for column, cells in enumerate(zip(*rows, strict=True), start=1):
        wide = max(max(len(part) for part in str(cell).split("; ")) for cell in cells)
        sheet.column_dimensions[get_column_letter(column)].width = min(max(wide + 2, NARROWEST), WIDEST)

"""The figures of a picture as CSV: what the table shows, as text that no spreadsheet runs."""

from __future__ import annotations

import csv
import html
import io
import re

from shoal.domain.guard import guarded_text
from shoal.report.frame import Chart
from shoal.report.markup import Cell, Html
from shoal.report.people import clean

TAG = re.compile(r"<[^>]*>")
SPACES = re.compile(r"\s+")
GROUPED = re.compile(r"-?\d{1,3}(,\d{3})+(\.\d+)?")


def chart_csv(chart: Chart) -> str:
    """Return the table of a picture as CSV with one header line, comma-separated, lines ending in CR LF.

    Cells read as on the page; whole figures of numeric columns lose their thousands marks. What a spreadsheet would run
    as a formula gets one apostrophe in front.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([guarded_text(column.text) for column in chart.table.columns])
    writer.writerows([_cell(cell) for cell in row] for row in chart.table.rows)
    return text.getvalue()


def _cell(cell: Cell) -> str:
    text = html.unescape(TAG.sub("", cell.text)) if isinstance(cell.text, Html) else cell.text
    text = SPACES.sub(" ", clean(text)).strip()
    if cell.numeric and GROUPED.fullmatch(text):
        return text.replace(",", "")
    return guarded_text(text)

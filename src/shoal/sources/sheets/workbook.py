"""Workbooks: stored values by calamine (formulas are never run), number formats by openpyxl where they matter."""

from __future__ import annotations

import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from shoal.domain.intake import FileFacts, ReadOptions
from shoal.errors import FileFormatError, UnknownColumnError
from shoal.sources.cells.numbers import GROUP, LARGEST
from shoal.sources.sheets.bytes import Scan
from shoal.sources.sheets.header import clean_headers, find_header, join_header, known_header
from shoal.sources.sheets.linked import linked_columns, links_of
from shoal.sources.sheets.table import Line, Table, number_lines

_SIGN = re.compile(r"\[\$([^\]-]+)[^\]]*\]|\"([^\"]{1,5})\"|([€£¥₹₽₺₩₴₪฿₫₱₦]|(?<!\[)\$(?!-))")
FIRST_RECORDS = 60  # among which the header is looked for
_CENTS_NOISE = 1e-6  # a spreadsheet adds in binary: 0.1 + 0.2 shows as 0.30000000000000004


def number_text(value: float) -> str:
    """Return a number that came as a number in writing that has one reading: no groups, the point is decimal."""
    if value != value or value in (float("inf"), float("-inf")):  # noqa: PLR0124  NaN
        return "nan" if value != value else "inf"  # noqa: PLR0124  NaN
    if value == int(value) and abs(value) < LARGEST:
        return str(int(value))
    cents = round(value, 2)
    text = format(
        Decimal(repr(cents if abs(value - cents) < _CENTS_NOISE * max(1.0, abs(value)) * 1e-3 else value)), "f"
    )
    # Three decimals would look like a group of three.
    return f"{text}0" if len(text.partition(".")[2]) == GROUP else text


def cell_of(value: object) -> str:
    """Return a stored value as the text that the cell rules read."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class _Grid:
    """One sheet in place: row 0 and column 0 are A1, as openpyxl counts them less one."""

    path: Path
    sheet: str
    rows: list[list[object]]
    header_row: int


def _damaged(path: Path, error: Exception) -> FileFormatError:
    wrong = FileFormatError(
        "the workbook is damaged, cut short or locked with a password", received=path.name,
        next_step="open it in a spreadsheet program and save it again as .xlsx",
    )  # fmt: skip
    wrong.__cause__ = error
    return wrong


def _first_records(rows: Sequence[Sequence[object]]) -> list[list[str]]:
    return [[cell_of(cell) for cell in row] for row in rows[:FIRST_RECORDS]]


def _holds_table(book: CalamineWorkbook, name: str) -> bool:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=FIRST_RECORDS)
    return known_header(_first_records(rows)) is not None


def _choose(book: CalamineWorkbook, said: str | None, name: str) -> tuple[str, tuple[str, ...]]:
    """Return the sheet to read and those that are left alone: the one asked for, else the first visible with a table.

    A cover sheet with a title and a note has no header of known words; where no sheet has one, the first is read.
    """
    sheets = [item for item in book.sheets_metadata if item.typ == SheetTypeEnum.WorkSheet]
    names = [item.name for item in sheets]
    visible = [item.name for item in sheets if item.visible == SheetVisibleEnum.Visible]
    if said is not None:
        if said not in names:
            raise UnknownColumnError(
                "no such sheet", received=said, allowed=names, next_step="say --sheet with one of them"
            )
        return said, tuple(other for other in names if other != said)
    if not visible:
        raise FileFormatError(
            "the workbook has no visible sheet", received=name, allowed=names, next_step="say --sheet"
        )
    chosen = next((one for one in visible if _holds_table(book, one)), visible[0]) if visible[1:] else visible[0]
    return chosen, tuple(other for other in names if other != chosen)


def _load(path: Path, said: str | None) -> tuple[CalamineSheet, tuple[str, ...]]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        chosen, others = _choose(book, said, path.name)
        return book.get_sheet_by_name(chosen), others
    except (CalamineError, OSError, ValueError, BaseException) as error:
        if isinstance(error, FileFormatError | UnknownColumnError | KeyboardInterrupt | SystemExit):
            raise
        raise _damaged(path, error if isinstance(error, Exception) else ValueError(str(error))) from error


def _kind_of_format(code: str) -> str | None:
    """Return ``%`` for a percent format, the currency sign of a money format, ``None`` for any other."""
    shown = code.split(";", maxsplit=1)[0]
    if "%" in re.sub(r"\"[^\"]*\"", "", shown):
        return "%"
    sign = _SIGN.search(shown)
    return next((part.strip() for part in sign.groups() if part), None) if sign else None


def _formats(grid: _Grid, columns: Sequence[int]) -> dict[tuple[int, int], str]:
    """Return (row, column) -> percent sign or currency sign of the number cells in those columns."""
    import openpyxl  # noqa: PLC0415  8 MB in a server that may never read a workbook
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415  as above

    found: dict[tuple[int, int], str] = {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns of drawings and validations that do not matter here
            book = openpyxl.load_workbook(grid.path, read_only=True, data_only=True)
            try:
                sheet = book[grid.sheet]
                cells = sheet.iter_rows(min_col=min(columns) + 1, max_col=max(columns) + 1)
                for row in cells:
                    for cell in row:
                        kind = _kind_of_format(cell.number_format) if isinstance(cell.value, int | float) else None
                        if kind:
                            found[(int(cell.row or 0) - 1, int(cell.column or 0) - 1)] = kind
            finally:
                book.close()
    except (
        InvalidFileException,
        KeyError,
        ValueError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        SyntaxError,
    ) as error:
        raise _damaged(grid.path, error) from error
    return found


def _written(value: object, kind: str | None) -> str:
    if kind == "%" and isinstance(value, int | float) and not isinstance(value, bool):
        return f"{number_text(float(Decimal(repr(float(value))).scaleb(2)))} %"
    return f"{cell_of(value)} {kind}" if kind and isinstance(value, int | float) else cell_of(value)


def _plain_lines(grid: _Grid, headers: tuple[str, ...]) -> Iterator[Line]:
    return number_lines(headers, ([cell_of(cell) for cell in row] for row in grid.rows[grid.header_row + 1 :]))


def _formatter(grid: _Grid, headers: tuple[str, ...]) -> Callable[[frozenset[str]], Callable[[], Iterator[Line]]]:
    def with_formats(wanted: frozenset[str]) -> Callable[[], Iterator[Line]]:
        columns = [at for at, header in enumerate(headers) if header in wanted]
        found = _formats(grid, columns) if columns else {}

        def lines() -> Iterator[Line]:
            start = grid.header_row + 1
            rows = (
                [
                    _written(cell, found.get((at, column)) if column in columns else None)
                    for column, cell in enumerate(row)
                ]
                for at, row in enumerate(grid.rows[start:], start=start)
            )
            return number_lines(headers, rows)

        return lines

    return with_formats


def _with_links(grid: _Grid, headers: tuple[str, ...]) -> tuple[str, ...]:
    """Put the profiles behind cells into columns of their own behind the others; return the headers with theirs."""
    try:
        links = links_of(grid.path, grid.sheet)
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, OSError, EOFError):
        links = {}  # the cells were read; what lies behind them is an extra
    start = grid.header_row + 1
    texts = [[cell_of(cell) for cell in row] for row in grid.rows[start:]] if links else []
    columns = [at for at in linked_columns(texts, start, links) if at < len(headers)]
    added = {at: f"{headers[at]} (link)" for at in columns if f"{headers[at]} (link)" not in headers}
    for at, row in enumerate(grid.rows[start:] if added else [], start=start):
        row.extend([""] * (len(headers) - len(row)))
        row[len(headers) : len(headers)] = [links.get((at, column), "") for column in added]
    return (*headers, *added.values())


def open_workbook(scan: Scan, options: ReadOptions) -> Table:
    """Return the table of one sheet: the first visible one, or ``options.sheet``.

    Raises FileFormatError for a damaged or locked workbook and UnknownColumnError for a sheet that is not there.
    """
    sheet, others = _load(scan.path, options.sheet)
    rows: list[list[object]] = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    first = _first_records(rows)
    at, header = join_header(first, find_header(first, f"{scan.path.name}, sheet {sheet.name}"))
    headers = clean_headers(header, scan.path.name)
    grid = _Grid(scan.path, sheet.name, rows, at)
    headers = _with_links(grid, headers)
    assumed = (
        (f"sheet “{sheet.name}” is read; left alone: {', '.join(others)}: say --sheet to read another",)
        if others
        else ()
    )
    facts = FileFacts(
        name=scan.path.name, format="xlsx", size_bytes=scan.size_bytes, sha256=scan.sha256, sheet=sheet.name,
        sheets=(sheet.name, *others), header_line=at + 1, assumed=assumed,
    )  # fmt: skip
    return Table(
        facts=facts, headers=headers, lines=lambda: _plain_lines(grid, headers), typed=True,
        with_formats=_formatter(grid, headers),
    )  # fmt: skip

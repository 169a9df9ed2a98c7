"""Survey and read: any file, whatever it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from shoal.domain.intake import FileFacts, Kind, Reading, ReadOptions, RowNote, RowResult, Sighting
from shoal.errors import FileFormatError
from shoal.sources.creators import creator_rows
from shoal.sources.insights import read_insights, recognise_insights
from shoal.sources.instafake import is_account_list, read_account_list
from shoal.sources.posts import audience_rows, comment_rows, post_rows
from shoal.sources.sheets.bytes import Scan, scan
from shoal.sources.sheets.delimited import text_lines
from shoal.sources.sheets.mending import mended
from shoal.sources.sheets.records import load_json
from shoal.sources.sheets.table import Table
from shoal.sources.shops import orders_shape, read_orders
from shoal.sources.survey import ParquetRows, Survey
from shoal.sources.tables import checked, open_table, survey_table
from shoal.sources.vendors import read_report, recognise

Hasher = Callable[[str, str], str]
_HEAD_LINES = 80


class _Opened:
    """A file once opened: its survey, and the parts that reading it needs."""

    def __init__(self, survey: Survey, *, table: Table | None = None, document: object = None) -> None:
        self.survey, self.table, self.document = survey, table, document

    def lines(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        if self.table is None:
            raise FileFormatError("this file has no lines of cells", received=self.survey.file.name)
        return self.table.lines()


def _facts(found: Scan) -> FileFacts:
    return FileFacts(
        name=found.path.name,
        format=found.format,
        size_bytes=found.size_bytes,
        sha256=found.sha256,
        encoding=found.encoding,
    )


def _document(found: Scan, options: ReadOptions) -> _Opened | None:
    """Recognise a JSON document of a known layout; ``None`` for a plain list of records."""
    document = load_json(found)
    base = Survey(path=found.path, kind="creators", file=_facts(found), options=options, source=found.path.name)
    vendor = recognise(document)
    if vendor is not None:
        survey = replace(base, reader=f"vendor.{vendor}", policy=f"vendor.{vendor}", source=f"{vendor}_report")
        said = f"recognised by its keys: a report of {vendor}"
        return _Opened(replace(survey, facts_found=(said,), rows_seen=1), document=document)
    if is_account_list(document):
        said = "recognised by its keys: accounts with their posts; accounts are named by their place in the list"
        rows = len(document) if isinstance(document, list) else 0
        return _Opened(replace(base, reader="instafake", facts_found=(said,), rows_seen=rows), document=document)
    return None


def _export(found: Scan, options: ReadOptions) -> _Opened | None:
    """Recognise an analytics or platform export, whose tables are not lines of creators."""
    if found.format != "csv" or options.kind not in (None, "insights"):
        return None
    lines = text_lines(found, _HEAD_LINES)
    export = recognise_insights(lines)
    if export is None and options.kind != "insights":
        return None
    kind: Kind = "creators" if options.account and export in ("meta", "tiktok") else "insights"
    survey = Survey(
        path=found.path, kind=kind, file=_facts(found), options=options, source=export or found.path.name,
        policy="own",
        reader="insights", facts_found=(f"recognised by its first lines: {export}",),
    )  # fmt: skip
    return _Opened(survey)


def _orders(found: Scan, table: Table, options: ReadOptions) -> _Opened | None:
    shape = orders_shape(table.headers)
    if options.kind not in (None, "orders") or (shape is None and options.kind is None):
        return None
    survey = Survey(
        path=found.path, kind="orders", file=table.facts, options=options, source=f"{shape or 'generic'}_orders",
        policy="own",
        reader="orders", headers=table.headers,
        facts_found=(f"recognised by its headers: orders ({shape or 'you said so'})",),
    )  # fmt: skip
    return _Opened(survey, table=table)


def _open(path: Path, options: ReadOptions, parquet_rows: ParquetRows | None, *, ask: bool = True) -> _Opened:
    options = checked(options)
    found = scan(path, encoding=options.encoding)
    special = _document(found, options) if found.format == "json" else _export(found, options)
    if special is not None:
        return special
    table = mended(open_table(found, options, parquet_rows), options.fixes)
    orders = _orders(found, table, options)
    if orders is not None:
        return orders
    survey, table = survey_table(found, table, options, ask=ask)
    return _Opened(survey, table=table)


def survey(
    path: Path, options: ReadOptions | None = None, *, parquet_rows: ParquetRows | None = None, ask: bool = True
) -> Survey:
    """Take a first look at a file: what it holds, which column means what, how cells are read, what has to be asked.

    One pass over the bytes (checksum, caps) and the first 10,000 lines; constant memory for delimited text and Parquet.
    ``parquet_rows`` gives the rows of a Parquet file as text by column. Without ``ask`` the survey holds no questions:
    for who brings the file in and leaves open what is open. Raises NotFoundError, FileFormatError, TooLargeError,
    UnknownColumnError or InputError.
    """
    return _open(path, options or ReadOptions(), parquet_rows, ask=ask).survey


_ROWS: dict[str, tuple[str, Callable[[Survey, Any], tuple[list[Any], list[RowNote], list[RowResult]]]]] = {
    "creators": ("creators", creator_rows), "posts": ("posts", post_rows), "comments": ("comments", comment_rows),
    "audience": ("audience", audience_rows),
}  # fmt: skip


class _Counted:
    """Lines as they pass, counted."""

    def __init__(self, lines: Iterator[tuple[int, Mapping[str, str]]]) -> None:
        self.lines, self.rows = lines, 0

    def __iter__(self) -> Iterator[tuple[int, Mapping[str, str]]]:
        for row, line in self.lines:
            self.rows = row
            yield row, line


def _read_rows(opened: _Opened) -> Reading:
    look = opened.survey
    lines = _Counted(opened.lines())
    field, rule = _ROWS[look.kind]
    rows, notes, results = rule(look, lines)
    return Reading(
        kind=look.kind, source=look.source, policy=look.policy, file=look.file, options=look.options, rows=lines.rows,
        sighting=Sighting(**{field: tuple(rows)}), columns=look.matches(), questions=look.questions, notes=tuple(notes),
        results=tuple(results), facts_found=look.facts_found,
    )  # fmt: skip


def _read_list(opened: _Opened) -> Reading:
    look = opened.survey
    found = read_account_list(opened.document, look.options.platform)
    return Reading(
        kind="creators", source=look.source, policy=look.policy, file=look.file, options=look.options,
        rows=look.rows_seen,
        sighting=Sighting(creators=tuple(found.creators), posts=tuple(found.posts)), notes=tuple(found.notes),
        facts_found=look.facts_found,
    )  # fmt: skip


def read(
    path: Path, options: ReadOptions | None, hasher: Hasher, *, parquet_rows: ParquetRows | None = None
) -> Reading:
    """Read a whole file into typed rows, in memory.

    ``hasher(kind, normalised text)`` gives the keyed hash that stands for a customer's mail address. Raises as
    :func:`survey` does.
    """
    opened = _open(path, options or ReadOptions(), parquet_rows)
    look = opened.survey
    if look.reader == "orders":
        return read_orders(opened.lines(), look.options, hasher, look.file)
    if look.reader == "insights":
        return read_insights(text_lines(scan(path, encoding=look.options.encoding)), look.options, look.file)
    if look.reader.startswith("vendor."):
        return read_report(opened.document, look.file, look.options)
    return _read_list(opened) if look.reader == "instafake" else _read_rows(opened)

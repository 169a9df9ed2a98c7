"""Cells mended by hand: read in place of what a file says, or written into a copy of it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from shoal.domain.intake import ReadOptions
from shoal.errors import InputError
from shoal.sources.sheets.bytes import scan
from shoal.sources.sheets.delimited import layout
from shoal.sources.sheets.table import Line, Table

Fixes = Mapping[str, Mapping[str, str]]


def mended(table: Table, fixes: Fixes) -> Table:
    """Return a table in which the mended cells stand; number formats of a workbook do not touch them."""
    if not fixes:
        return table
    formats = table.with_formats
    with_formats = None
    if formats is not None:
        original = formats  # a name of its own: the type checker forgets that it is there

        def with_formats(wanted: frozenset[str]) -> Callable[[], Iterator[Line]]:
            lines = original(wanted)
            return lambda: _laid_over(lines(), fixes)

    return replace(table, lines=lambda: _laid_over(table.lines(), fixes), with_formats=with_formats)


def _laid_over(lines: Iterator[Line], fixes: Fixes) -> Iterator[Line]:
    for row, cells in lines:
        mending = fixes.get(str(row))
        yield (row, {**cells, **mending}) if mending else (row, cells)


def mended_copy(path: Path, options: ReadOptions, target: Path) -> None:
    """Write a copy of a table of text with the mended cells of ``options`` in it, as UTF-8.

    For files so large that they are not read line by line in memory. O(bytes of the file), constant memory. Raises
    ``InputError`` for a file that is no table of text.
    """
    found = scan(path, encoding=options.encoding)
    if found.format != "csv":
        raise InputError("Only a table of text can be mended by a copy.", received=path.name)
    form, headers = layout(found, options)
    with (
        path.open(encoding=form.codec, errors=form.errors, newline="") as file,
        target.open("w", encoding="utf-8", newline="") as copy,
    ):
        copy.writelines(islice(file, form.skipped))
        writer = csv.writer(copy, delimiter=form.delimiter, lineterminator="\n")
        records = csv.reader(file, delimiter=form.delimiter)
        writer.writerows(islice(records, form.header_record + 1))
        for row, record in enumerate(records, start=1):
            mending = options.fixes.get(str(row))
            writer.writerow(_mended_record(record, headers, mending) if mending else record)


def _mended_record(record: Sequence[str], headers: Sequence[str], mending: Mapping[str, str]) -> list[str]:
    cells = [*record, *([""] * (len(headers) - len(record)))]
    return [mending.get(header, cell) for header, cell in zip(headers, cells, strict=False)] + cells[len(headers) :]

"""The table in a form's export. Its header is always the first line, and two questions may share one header.

One tool's first header is ``#``: the general reader takes lines that begin so for comments, hence this one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from shoal.domain.intake import FileFacts, ReadOptions
from shoal.errors import FileFormatError
from shoal.sources.cells.text import cell_text
from shoal.sources.sheets.bytes import Scan
from shoal.sources.sheets.delimited import DELIMITERS
from shoal.sources.sheets.table import Line, number_lines
from shoal.sources.tables import open_table

_SAID = {"tab": "\t", "comma": ",", "semicolon": ";", "bar": "|"}
_NAMES = {mark: name for name, mark in _SAID.items()}


@dataclass(frozen=True, slots=True)
class FormTable:
    """The headers and lines of one export."""

    facts: FileFacts
    headers: tuple[str, ...]
    lines: tuple[Line, ...]


def _text(scan: Scan) -> str:
    codec = "utf-8-sig" if scan.encoding == "utf-8" else "utf-16" if scan.bom and scan.encoding else scan.encoding
    text = scan.path.read_text(encoding=codec or "utf-8", errors="replace" if scan.guessed else "strict")
    first, _, rest = text.partition("\n")
    return rest if first.strip().lower().startswith("sep=") else text


def _records(text: str, delimiter: str, most: int | None = None) -> list[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return [record for record, _ in zip(reader, range(most), strict=False)] if most else list(reader)


def _unlike(headers: Sequence[str]) -> tuple[str, ...]:
    """Return the headers with a number behind each that stood there before (``Other``, ``Other (2)``)."""
    seen: dict[str, int] = {}
    found = []
    for at, header in enumerate(headers, start=1):
        plain = " ".join(cell_text(header).split()) or f"column {at}"
        seen[plain] = seen.get(plain, 0) + 1
        found.append(plain if seen[plain] == 1 else f"{plain} ({seen[plain]})")
    return tuple(found)


def open_form(scan: Scan, options: ReadOptions) -> FormTable:
    """Return the table of an export, in memory: a form has thousands of answers, not millions.

    Raises FileFormatError where there is none.
    """
    if scan.format != "csv":
        table = open_table(scan, options)
        return FormTable(table.facts, table.headers, tuple(table.lines()))
    text = _text(scan)
    said = _SAID.get(options.delimiter or "", options.delimiter)
    try:
        widths = {mark: len((_records(text, mark, 1) or [[]])[0]) for mark in DELIMITERS}
        delimiter = said or max(DELIMITERS, key=lambda mark: widths[mark])
        records = _records(text, delimiter)
    except (csv.Error, TypeError) as error:
        raise FileFormatError(
            "the table cannot be read", received=scan.path.name, next_step="download the answers again as .csv"
        ) from error
    headers = _unlike(records[0]) if records else ()
    facts = FileFacts(
        name=scan.path.name, format="csv", size_bytes=scan.size_bytes, sha256=scan.sha256, encoding=scan.encoding,
        delimiter=delimiter, header_line=1,
        assumed=(f"columns are separated by {_NAMES.get(delimiter, repr(delimiter))}",),
    )  # fmt: skip
    return FormTable(facts, headers, tuple(number_lines(headers, records[1:])))

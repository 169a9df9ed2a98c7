"""Links behind the cells of a workbook: people write a name and put the profile behind it.

A column whose cells mostly have a profile behind them, and do not say it themselves, gets a column of those links at
the end of the table: "Creator" gives "Creator (link)".
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from shoal.sources.cells.links import looks_like_link, read_link

MOST_READ = 50_000_000  # bytes of a sheet, unpacked: a larger one has no links made by hand
_FOLDER = "xl/worksheets/"
LEAST_SHARE = 0.5  # of the filled cells of a column that have a profile behind them [judgement]
_TAG = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_FORMULA = re.compile(
    rb"<c\b[^>]*?\br=\"([A-Z]{1,3}\d+)\"[^>]*>\s*<f[^>]*>\s*=?HYPERLINK\(\s*(?:\"|&quot;)(.*?)(?:\"|&quot;)"
)
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")

Place = tuple[int, int]  # row and column from 0


def links_of(path: Path, sheet: str) -> dict[Place, str]:
    """Return the profile behind each cell of a sheet, by row and column from 0. O(bytes of the workbook's sheets).

    Behind a cell lies a link of the workbook or a formula ``HYPERLINK``, which is read and never run. Links to anything
    else (a mail address, a post, another sheet) are left out.
    """
    with zipfile.ZipFile(path) as book:
        sizes = {item.filename: item.file_size for item in book.infolist() if item.filename.startswith(_FOLDER)}
        small = [name for name, size in sizes.items() if name.endswith(".xml") and size <= MOST_READ]
        if not any(_relations(name) in sizes or b"HYPERLINK(" in book.read(name) for name in small):
            return {}
        part = _part_of(path, sheet)
        if part not in small:
            return {}
        content = book.read(part)
        relations = book.read(_relations(part)) if _relations(part) in sizes else b""
    targets = {said.get("Id"): said.get("Target", "") for said in map(_said, _RELATION.findall(relations))}
    behind = [(said.get("ref", ""), targets.get(said.get("r:id"), "")) for said in map(_said, _TAG.findall(content))]
    behind += [
        (cell.decode(), html.unescape(link.decode("utf-8", "replace"))) for cell, link in _FORMULA.findall(content)
    ]
    return {place: link for ref, link in behind if _is_profile(link) for place in _places(ref)}


def _relations(part: str) -> str:
    return f"{_FOLDER}_rels/{part.removeprefix(_FOLDER)}.rels"


def _said(tag: bytes) -> Mapping[str, str]:
    return {name: html.unescape(value) for name, value in _ATTRIBUTE.findall(tag.decode("utf-8", "replace"))}


def _part_of(path: Path, sheet: str) -> str:
    """Return where in the workbook a sheet lies."""
    import openpyxl  # noqa: PLC0415  8 MB in a server that may never read a workbook

    book = openpyxl.load_workbook(path, read_only=True)
    try:
        return str(getattr(book[sheet], "_worksheet_path", "")).lstrip("/")
    finally:
        book.close()


def _is_profile(link: str) -> bool:
    return looks_like_link(link) and bool(read_link(link).name)


def _places(ref: str) -> list[Place]:
    from openpyxl.utils import range_boundaries  # noqa: PLC0415  as above

    try:
        left, top, right, bottom = range_boundaries(ref)
    except ValueError:
        return []
    if left is None or top is None or (left, top) != (right, bottom):  # whole rows or columns, or many cells at once
        return []
    return [(top - 1, left - 1)]


def linked_columns(texts: Sequence[Sequence[str]], first_row: int, links: Mapping[Place, str]) -> list[int]:
    """Return the columns that mostly have profiles behind cells which do not say them.

    ``texts`` are the cells of the lines under the header, the first of which lies in row ``first_row``.
    """
    found = []
    for column in sorted({column for _, column in links}):
        filled = [
            (at, row[column].strip()) for at, row in enumerate(texts) if column < len(row) and row[column].strip()
        ]
        behind = [text for at, text in filled if (first_row + at, column) in links]
        silent = sum(not (text.startswith("@") or looks_like_link(text)) for text in behind)
        if behind and len(behind) >= LEAST_SHARE * len(filled) and silent >= LEAST_SHARE * len(behind):
            found.append(column)
    return found

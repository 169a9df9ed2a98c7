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

MOST_READ = 200_000_000  # bytes of a sheet, unpacked: a larger one has no links made by hand
LEAST_SHARE = 0.5  # of the filled cells of a column that have a profile behind them [judgement]
_TAG = re.compile(rb"<(?:\w+:)?hyperlink\b[^>]*>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)\s*=\s*[\"']([^\"']*)[\"']")

Place = tuple[int, int]  # row and column from 0


def links_of(path: Path, sheet: str) -> dict[Place, str]:
    """Return the profile behind each cell of a sheet, by row and column from 0. O(bytes of the sheet).

    Links to anything else (a mail address, a post, another sheet) are left out.
    """
    with zipfile.ZipFile(path) as book:
        names = set(book.namelist())
        if not any(name.startswith("xl/worksheets/_rels/") for name in names):
            return {}
        part = _part_of(path, sheet)
        folder, _, name = part.rpartition("/")
        relations = f"{folder}/_rels/{name}.rels"
        if relations not in names or part not in names or book.getinfo(part).file_size > MOST_READ:
            return {}
        targets = {
            said.get("Id"): said.get("Target", "") for said in map(_said, _RELATION.findall(book.read(relations)))
        }
        tags = [_said(tag) for tag in _TAG.findall(book.read(part))]
    found = ((said.get("ref", ""), targets.get(said.get("r:id"), "")) for said in tags)
    return {place: link for ref, link in found if _is_profile(link) for place in _places(ref)}


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

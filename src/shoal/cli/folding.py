"""How a table and a sentence fit a narrow terminal: what has no room goes below, and no number loses its unit."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence

from rich.cells import cell_len

GAP = 2
ROOM = 40  # a column that may still fold beside the others; with less room it reads better below them
LABEL = re.compile(r"\s*(?:\S+ {2,})?")  # what stands before the text of a line: its indent, perhaps a word
LONGEST_LABEL = 16
UNIT = re.compile(r"(?<=\d) (?=(?:%|km|min|s|h|MB|MiB|GiB)(?!\w))|(?<=\bn) (?=\d)|(?<=\b[A-Z]{3}) (?=\d)")


def hanging(line: str, width: int) -> list[str]:
    """Return a line folded at ``width``, what follows set under its first word."""
    if cell_len(line) <= width:
        return [line]
    label = LABEL.match(line)
    indent = label.end() if label and label.end() <= LONGEST_LABEL else 0
    kept = indent or len(line) - len(line.lstrip()) + GAP
    folded = textwrap.wrap(
        UNIT.sub("\N{NO-BREAK SPACE}", line), width, subsequent_indent=" " * min(kept, width // 3),
        break_on_hyphens=False, drop_whitespace=True,
    )  # fmt: skip
    return [part.replace("\N{NO-BREAK SPACE}", " ") for part in folded]


def folded(
    headers: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], width: int
) -> list[tuple[str, bool]] | None:
    """Return a table that is wider than the terminal as lines, each with whether it is the head; else ``None``.

    The first columns stay beside each other. The first that has no room folds in what is left, or goes below its row
    with all that follow, each under its name. Linear in the cells.
    """
    if not rows:
        return None
    wide = [max(map(cell_len, column)) for column in zip(headers, *rows, strict=True)]
    if sum(wide) + GAP * (len(wide) - 1) <= width:
        return None
    beside = _beside(wide, width)
    left = width - sum(wide[:beside]) - GAP * beside
    last = beside if left >= ROOM else -1
    if last >= 0:
        wide[last] = left
        beside += 1
    lines = [(_line(headers[:beside], wide, right), True)]
    for row in rows:
        lines += [(line, False) for line in _row(row[:beside], wide, right, last)]
        for header, cell in zip(headers[beside:], row[beside:], strict=True):
            lines += [(line, False) for line in hanging(f"    {header}  {cell}", width) if cell]
    return lines


def _beside(wide: Sequence[int], width: int) -> int:
    """Return how many columns fit beside each other, at least one."""
    taken = -GAP
    for place, column in enumerate(wide):
        taken += column + GAP
        if taken > width:
            return max(place, 1)
    return len(wide)


def _row(row: Sequence[str], wide: Sequence[int], right: Sequence[int], last: int) -> list[str]:
    """Return a row; its last column may take several lines."""
    if last < 0:
        return [_line(row, wide, right)]
    parts = hanging(row[last], wide[last])
    first = _line([*row[:last], parts[0].strip() if parts else ""], wide, right)
    before = sum(wide[:last]) + GAP * last
    return [first, *(" " * before + part.strip() for part in parts[1:])]


def _line(cells: Sequence[str], wide: Sequence[int], right: Sequence[int]) -> str:
    """Return cells side by side, each as wide as its column."""
    said = []
    for place, (cell, column) in enumerate(zip(cells, wide, strict=False)):
        free = " " * max(column - cell_len(cell), 0)
        said.append(free + cell if place in right else cell + free)
    return (" " * GAP).join(said).rstrip()

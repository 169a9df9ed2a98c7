"""Single lines of a large table of text, picked out by their number."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.errors import FileFormatError
from shoal.sources.survey import Survey

BLOCK = 1 << 17  # bytes: larger ones do not stay in the cache of a core, and take three times as long
STRIDE = 16  # pieces of a file that are passed over between one piece and the next
LINE_END, RETURN = b"\n\r"
Line = tuple[int, dict[str, str]]


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of whole lines: where it begins, how long it is, and the number of its first line; the header is 0."""

    start: int
    size: int
    first: int


def lines_spread(survey: Survey, *, pieces: int, size: int) -> Iterator[bytes] | None:
    """Yield whole lines from places all over a file, about ``size`` bytes together; ``None`` for a smaller file.

    Whoever reads on stops where they like: the places of the first few pieces are all over the file too. A piece may
    begin or end within a cell that holds a line end.
    """
    whole = survey.path.stat().st_size
    if whole <= size:
        return None
    starts = [whole * piece // pieces for piece in range(pieces)]
    return _pieces(survey, [start for first in range(STRIDE) for start in starts[first::STRIDE]], size // pieces)


def _pieces(survey: Survey, starts: list[int], size: int) -> Iterator[bytes]:
    with survey.path.open("rb") as file:
        for start in starts:
            file.seek(start)
            file.readline(BLOCK)  # the header, or the rest of a line that began before
            text = file.read(size) + file.readline(BLOCK)
            yield text[: text.rfind(b"\n") + 1]


def lines_at(survey: Survey, numbers: NDArray[np.int64], lines: int) -> Iterator[Line] | None:
    """Yield the lines of some ascending numbers, the first under the header being 1, with their cells by header.

    ``lines`` is how many the table has. Returns ``None`` where a line of text is not always one line of the table: with
    line ends within cells, blank lines, or carriage returns alone. One pass over the bytes, and the blocks of the lines
    asked for once more. Raises FileFormatError where a line has not the cells of the header.
    """
    blocks, last = _blocks(survey)
    return None if last != lines else _picked(survey, numbers, blocks)


def _blocks(survey: Survey) -> tuple[list[_Block], int]:
    """Return the blocks of a file and the number of its last line, -1 where a carriage return stands alone."""
    blocks: list[_Block] = []
    at = ends = 0
    block = b"\n"
    with survey.path.open("rb") as file:
        while text := file.read(BLOCK):
            block = text + file.readline()
            blocks.append(_Block(at, len(block), ends))
            at += len(block)
            signs = np.frombuffer(block, dtype=np.uint8)  # to count with it takes a tenth of what bytes.count does
            line_ends = signs == LINE_END
            ends += int(np.count_nonzero(line_ends))
            if b"\r" in block and _stands_alone(signs == RETURN, line_ends):
                return [], -1
    return blocks, ends - 1 if block.endswith(b"\n") else ends


def _stands_alone(returns: NDArray[np.bool_], line_ends: NDArray[np.bool_]) -> bool:
    return bool(returns[-1] or np.any(returns[:-1] > line_ends[1:]))


def _picked(survey: Survey, numbers: NDArray[np.int64], blocks: list[_Block]) -> Iterator[Line]:
    firsts = np.array([block.first for block in blocks], dtype=np.int64)
    owners = np.searchsorted(firsts, numbers, side="right") - 1
    with survey.path.open("rb") as file:
        for owner in np.unique(owners):
            block = blocks[owner]
            file.seek(block.start)
            text = file.read(block.size)  # to split it all would take twice as long as to find its line ends
            ends = [-1, *np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == LINE_END).tolist(), len(text)]
            for number in numbers[owners == owner].tolist():
                place = number - block.first
                yield number, _cells(survey, text[ends[place] + 1 : ends[place + 1]])


def _cells(survey: Survey, text: bytes) -> dict[str, str]:
    cells = next(csv.reader([text.decode()], delimiter=survey.file.delimiter or ","), [])
    if len(cells) != len(survey.headers):
        raise FileFormatError("a line has not the cells of the header", received=survey.path.name)
    return dict(zip(survey.headers, cells, strict=True))

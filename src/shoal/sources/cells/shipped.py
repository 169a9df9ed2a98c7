"""Tables that come with Shoal: sorted lines of text, of which most are never asked for, looked up by halving."""

from __future__ import annotations

import gzip
from bisect import bisect_left
from functools import lru_cache
from importlib.resources import files
from itertools import takewhile

import numpy as np


class Lines:
    """The lines of one table as one text: split into as many small objects they would take three times the memory."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._ends = np.flatnonzero(np.frombuffer(text, dtype=np.uint8) == ord("\n"))

    def starting(self, key: str) -> list[str]:
        """Return the lines that begin with a key. O(log lines)."""
        sought, places = key.encode(), range(len(self._ends))
        first = bisect_left(places, sought, key=self._line)
        found = takewhile(lambda line: line.startswith(sought), map(self._line, places[first:]))
        return [line.decode() for line in found]

    def _line(self, place: int) -> bytes:
        start = int(self._ends[place - 1]) + 1 if place else 0
        return self._text[start : int(self._ends[place])]


@lru_cache(maxsize=2)
def shipped(name: str) -> Lines:
    """Return a table of the folder ``data``, read once, 0.02 s."""
    return Lines(gzip.decompress(files("shoal.sources").joinpath(f"data/{name}").read_bytes()))


@lru_cache(maxsize=4096)
def code_of(kind: str, folded: str) -> str | None:
    """Return the code of a ``country``, ``language`` or ``month`` (1 to 12) by its folded name in many languages."""
    found = shipped("names.csv.gz").starting(f"{kind},{folded},") if folded else []
    return found[0].rpartition(",")[2] if found else None

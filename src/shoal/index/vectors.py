"""Nearest by meaning, exactly: bytes are scanned, the best few hundred are weighed again in half precision.

A scan of a million times 256 bytes is bound by memory: about 12 ms on two threads. Where few accounts pass the filters
only theirs are looked at. No approximate index: with a selective filter those lose half of the right answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import simsimd
from numpy.typing import NDArray

from shoal.domain.bulk import Ints

DIMENSIONS = 256
# Numbers of a direction of length 1 spread as 1/16 and hardly ever pass 0.4: that is what the largest byte stands for.
SCALE = 127 / 0.4
THREADS = 2
CHUNK = 65_536  # rows that one thread scans at once
GATHERED = 0.15  # below this share of passing rows, theirs are gathered; above it, all are scanned (measured)
WEIGHED = 400  # best by bytes that are weighed again for 50 or more wanted
AT_ONCE = 2  # times that many rows are weighed at once: to look at their bytes first would take longer (measured)
SAMPLED = 4_096  # rows from which the border of the best is guessed
Bytes = NDArray[np.int8]
Halves = NDArray[np.float16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """The vectors of one part: as bytes, and in half precision; ``first`` is the position of its first row."""

    first: int
    small: Bytes
    exact: Halves


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """The nearest: positions and cosines, nearest first."""

    rows: Ints
    cosines: NDArray[np.float32]


@lru_cache(maxsize=1)
def threads() -> ThreadPoolExecutor:
    """Return the threads that scan; the library lets go of the interpreter while it counts."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="shoal-scan")


def as_bytes(vectors: NDArray[np.float32]) -> Bytes:
    """Return directions as bytes."""
    return np.asarray(np.clip(np.rint(vectors * SCALE), -127, 127), dtype=np.int8)


def dots(query: Bytes, rows: Bytes) -> NDArray[np.float32]:
    """Return the products of one vector with each row, as whole numbers in float32."""
    if not len(rows):
        return np.zeros(0, dtype=np.float32)
    found = simsimd.cdist(query[None, :], rows, "dot", out_dtype="float32")
    return np.asarray(found, dtype=np.float32).reshape(-1)


def nearest(blocks: Sequence[Block], query: NDArray[np.float32], rows: Ints, most: int) -> Near:
    """Return the nearest of some rows, which are in order. O(all rows), or O(rows) where these are few."""
    if not len(rows):
        return Near(rows=np.zeros(0, dtype=np.int64), cosines=np.zeros(0, dtype=np.float32))
    wanted = max(WEIGHED, 4 * most)
    best = rows if len(rows) <= AT_ONCE * wanted else promising(blocks, query, rows, wanted)
    exact = weighed(blocks, query, best)
    order = np.lexsort((best, -exact))[:most]
    return Near(rows=best[order], cosines=exact[order])


def promising(blocks: Sequence[Block], query: NDArray[np.float32], rows: Ints, wanted: int) -> Ints:
    """Return which of some rows are nearest by bytes, in no order."""
    total = sum(len(block.small) for block in blocks)
    small = as_bytes(query[None, :])[0]
    scores = gathered(blocks, small, rows) if len(rows) < GATHERED * total else scanned(blocks, small, total)[rows]
    above = np.flatnonzero(scores > border(scores, wanted))
    if len(above) < wanted:
        above = np.arange(len(scores))
    return np.asarray(rows[above[highest(scores[above], wanted)]], dtype=np.int64)


def scanned(blocks: Sequence[Block], query: Bytes, total: int) -> NDArray[np.float32]:
    """Scan everything; return the score of every row."""
    spans = [
        (block.small[start : start + CHUNK], block.first + start)
        for block in blocks
        for start in range(0, len(block.small), CHUNK)
    ]
    scores = np.empty(total, dtype=np.float32)

    def scan(span: tuple[Bytes, int]) -> None:
        rows, first = span
        scores[first : first + len(rows)] = dots(query, rows)

    if len(spans) == 1:
        scan(spans[0])
    else:
        list(threads().map(scan, spans))
    return scores


def border(scores: NDArray[np.float32], wanted: int) -> float:
    """Guess a score that somewhat more than the wanted number pass, from every n-th row: a sort would cost more."""
    step = max(1, len(scores) // SAMPLED)
    sample = scores[::step]
    above = min(len(sample) - 1, int(np.ceil(3 * wanted / step)) + 3)
    return float(np.partition(sample, len(sample) - 1 - above)[len(sample) - 1 - above])


def gathered(blocks: Sequence[Block], query: Bytes, rows: Ints) -> NDArray[np.float32]:
    """Look at some rows only, which are in order; return their scores."""
    return np.concatenate([dots(query, np.take(block.small, inside, axis=0)) for block, inside in split(blocks, rows)])


def split(blocks: Sequence[Block], rows: Ints) -> list[tuple[Block, Ints]]:
    """Return for each block the rows in it, counted from its first; ``rows`` are in order."""
    ends = np.searchsorted(rows, [block.first + len(block.small) for block in blocks])
    starts = [0, *ends[:-1]]
    return [
        (block, rows[start:end] - block.first)
        for block, start, end in zip(blocks, starts, ends, strict=True)
        if end > start
    ]


def highest(scores: NDArray[Any], wanted: int) -> Ints:
    """Return the places of the highest scores, in no order."""
    if len(scores) <= wanted:
        return np.arange(len(scores))
    return np.asarray(np.argpartition(scores, len(scores) - wanted)[len(scores) - wanted :], dtype=np.int64)


def weighed(blocks: Sequence[Block], query: NDArray[np.float32], rows: Ints) -> NDArray[np.float32]:
    """Return the cosines of some rows in half precision, in their order.

    The question is cut into two halves that add up to it, since to widen the rows would take twice as long as this.
    """
    order = np.argsort(rows)
    large = query.astype(np.float16)
    both = np.stack([large, (query - large).astype(np.float16)])
    parts = [
        np.asarray(simsimd.cdist(both, np.take(block.exact, inside, axis=0), "dot", out_dtype="float32")).sum(axis=0)
        for block, inside in split(blocks, rows[order])
    ]
    found = np.empty(len(rows), dtype=np.float32)
    found[order] = np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)
    return found


def vectors_of(blocks: Sequence[Block], rows: Ints) -> NDArray[np.float32]:
    """Return the directions of some rows, in their order."""
    order = np.argsort(rows)
    parts = [np.take(block.exact, inside, axis=0) for block, inside in split(blocks, rows[order])]
    found = np.empty((len(rows), DIMENSIONS), dtype=np.float32)
    if parts:
        found[order] = np.concatenate(parts)
    return found

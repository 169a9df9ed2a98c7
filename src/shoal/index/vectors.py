"""Nearest by meaning, exactly: bytes are scanned, the best few hundred are weighed again in half precision.

A scan of a million times 256 bytes is bound by memory: about 12 ms on two threads. Where few accounts pass the filters
only theirs are looked at. No approximate index: with a selective filter those lose half of the right answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache

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
MANY_TIMES = 8  # up to so many times the wanted all rows are weighed: to look at bytes first takes longer (measured)
# How far the cosine of bytes may be from that in half precision: a deviation of .0012, at most .0070 among 10 million
BLUR = 0.01
LIFTED = np.float32(2048)  # the smallest numbers of half precision are coarse, and slow to make
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
    told = np.rint(vectors * np.float32(SCALE))
    return np.asarray(np.maximum(np.minimum(told, 127, out=told), -127, out=told), dtype=np.int8)


def dots(query: Bytes, rows: Bytes) -> NDArray[np.float32]:
    """Return the products of one vector with each row, as whole numbers in float32."""
    if not len(rows):
        return np.zeros(0, dtype=np.float32)
    found = simsimd.cdist(query[None, :], rows, "dot", out_dtype="float32")
    return np.asarray(found, dtype=np.float32).reshape(-1)


def nearest(blocks: Sequence[Block], query: NDArray[np.float32], rows: Ints, most: int, least: float = -1.0) -> Near:
    """Return the nearest of some rows, which are in order, of a cosine of ``least`` or more.

    O(all rows), or O(rows) where these are few.
    """
    if not len(rows):
        return Near(rows=np.zeros(0, dtype=np.int64), cosines=np.zeros(0, dtype=np.float32))
    if len(rows) > MANY_TIMES * most:
        rows = promising(blocks, query, rows, most, least)
    exact = weighed(blocks, query, rows)
    near = np.flatnonzero(exact >= least)
    order = near[np.lexsort((rows[near], -exact[near]))][:most]
    return Near(rows=rows[order], cosines=exact[order])


def promising(blocks: Sequence[Block], query: NDArray[np.float32], rows: Ints, most: int, least: float) -> Ints:
    """Return which of some rows can be among the nearest by what their bytes say, in no order."""
    total = sum(len(block.small) for block in blocks)
    small = as_bytes(query[None, :])[0]
    scores = gathered(blocks, small, rows) if len(rows) < GATHERED * total else scanned(blocks, small, total)[rows]
    near = np.flatnonzero(scores >= (least - BLUR) * SCALE**2)
    if len(near) > most:
        told = scores[near]
        near = near[told >= np.partition(told, len(told) - most)[len(told) - most] - 2 * BLUR * SCALE**2]
    return rows[near]


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


def weighed(blocks: Sequence[Block], query: NDArray[np.float32], rows: Ints) -> NDArray[np.float32]:
    """Return the cosines of some rows in half precision, in their order.

    The question is cut into two halves that add up to it, since to widen the rows would take twice as long as this.
    """
    both = np.empty((2, len(query)), dtype=np.float16)
    both[0] = query
    both[1] = (query - both[0]) * LIFTED
    found = np.empty(len(rows), dtype=np.float32)
    order = np.argsort(rows)
    start = 0
    for block, inside in split(blocks, rows[order]):
        large, rest = np.asarray(simsimd.cdist(both, block.exact.take(inside, axis=0), "dot", out_dtype="float32"))
        found[order[start : start + len(inside)]] = large + rest / LIFTED
        start += len(inside)
    return found


def vectors_of(blocks: Sequence[Block], rows: Ints) -> NDArray[np.float32]:
    """Return the directions of some rows, in their order."""
    order = np.argsort(rows)
    parts = [np.take(block.exact, inside, axis=0) for block, inside in split(blocks, rows[order])]
    found = np.empty((len(rows), DIMENSIONS), dtype=np.float32)
    if parts:
        found[order] = np.concatenate(parts)
    return found

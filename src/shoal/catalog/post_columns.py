"""The windows of all accounts with posts, in columns in order of account id: what is kept between two looks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.identity import ID_DIGITS
from shoal.domain.bulk import POST_PROBLEMS, Floats, Ints, NewestPosts, PostWindows
from shoal.engines import Arrays

Ids = NDArray[np.bytes_]  # the twelve bytes that the digits of an account id stand for
PREFIX = "ac_"
ID_KIND = f"S{ID_DIGITS // 2}"
NO_POSTS = POST_PROBLEMS.index("no_posts")
MOST_SMALL = np.iinfo(np.int32).max


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Windows by account id. ``counts`` are likes and comments from old to new, -1 behind.

    ``format``, ``stale``, ``problem`` and ``until`` are those of ``PostWindows``, format and staleness 0 where no post
    counts. ``first`` and ``last`` are the lowest and highest number of a batch that holds a live post of the account.
    ``mature`` is the age, in seconds, from which its posts were taken to count. The newest post came in at ``line`` of
    the batch with the number ``batch``.
    """

    ids: Ids
    counts: Ints
    format: NDArray[np.int8]
    stale: NDArray[np.bool_]
    problem: NDArray[np.int8]
    until: Floats
    first: Ints
    last: Ints
    mature: Floats
    batch: Ints
    line: Ints

    def __len__(self) -> int:
        """Return the number of accounts."""
        return int(self.ids.shape[0])

    def take(self, rows: Any) -> Columns:  # noqa: ANN401  whatever numpy takes as an index
        """Return the accounts at those positions (or under that mask)."""
        return Columns(**{name: getattr(self, name)[rows] for name in NAMES})

    def put(self, rows: Ints, other: Columns) -> None:
        """Write other windows of the accounts at those positions over these."""
        for name in NAMES:
            getattr(self, name)[rows] = getattr(other, name)

    def arrays(self) -> Arrays:
        """Return the columns by name, counts as small as they are."""
        small = not self.counts.size or int(self.counts.max()) <= MOST_SMALL
        counts = self.counts.astype(np.int32) if small else self.counts
        return {name: getattr(self, name) for name in NAMES} | {"counts": counts}

    def windows(self, ids: Ids, batches: Mapping[int, str]) -> PostWindows:
        """Return the windows of some accounts, in their order; an account without posts has none. O(accounts).

        ``batches`` are the names of batches by their number.
        """
        place = placed(self.ids, ids)
        known = place >= 0
        problem, until = np.full(len(ids), NO_POSTS, dtype=np.int64), np.full(len(ids), np.inf)
        problem[known], until[known] = self.problem[place[known]], self.until[place[known]]
        rows = np.flatnonzero(problem == 0)
        place = place[rows]
        counts = self.counts[place]
        return PostWindows(
            rows=rows,
            counts=np.where(counts < 0, np.nan, counts),
            format=self.format[place].astype(np.int64),
            stale=self.stale[place],
            problem=problem,
            until=until,
            newest=self._newest(rows, place, batches),
        )

    def _newest(self, rows: Ints, place: Ints, batches: Mapping[int, str]) -> NewestPosts:
        numbers = np.array(sorted(batches), dtype=np.int64)
        names = tuple(batches[number] for number in numbers.tolist())
        batch = np.searchsorted(numbers, self.batch[place])
        known = np.isin(self.batch[place], numbers)
        return NewestPosts(
            rows=rows[known], batches=names, batch=batch[known].astype(np.int64), line=self.line[place][known]
        )


NAMES = tuple(field.name for field in fields(Columns))


def empty(size: int, most: int) -> Columns:
    """Return columns of so many accounts, to be filled."""
    return Columns(
        ids=np.zeros(size, dtype=ID_KIND),
        counts=np.full((size, most), -1, dtype=np.int64),
        format=np.zeros(size, dtype=np.int8),
        stale=np.zeros(size, dtype=bool),
        problem=np.zeros(size, dtype=np.int8),
        until=np.full(size, np.inf),
        first=np.zeros(size, dtype=np.int64),
        last=np.zeros(size, dtype=np.int64),
        mature=np.zeros(size),
        batch=np.zeros(size, dtype=np.int64),
        line=np.zeros(size, dtype=np.int64),
    )


def columns_of(arrays: Arrays) -> Columns:
    """Return columns that were kept. Raises ``KeyError`` where one is missing."""
    found = {name: arrays[name] for name in NAMES}
    return Columns(**{**found, "counts": found["counts"].astype(np.int64)})


def joined(parts: Sequence[Columns]) -> Columns:
    """Return the accounts of several parts, which share none, in order of their ids."""
    if len(parts) == 1:
        return parts[0]
    order = np.argsort(np.concatenate([part.ids for part in parts]), kind="stable")
    return Columns(**{name: np.concatenate([getattr(part, name) for part in parts])[order] for name in NAMES})


def placed(among: Ids, wanted: Ids) -> Ints:
    """Return the place of each wanted id among ids in order, -1 where it is not there."""
    if among.shape == wanted.shape and np.array_equal(among, wanted):
        return np.arange(len(wanted))
    if not len(among):
        return np.full(len(wanted), -1, dtype=np.int64)
    place = np.minimum(np.searchsorted(among, wanted), len(among) - 1)
    return np.where(among[place] == wanted, place, -1).astype(np.int64)


def ids_of(accounts: Sequence[str]) -> Ids:
    """Return account ids as bytes."""
    digits = "".join(account.removeprefix(PREFIX) for account in accounts)
    return np.frombuffer(bytes.fromhex(digits), dtype=ID_KIND)


def texts_of(ids: Ids) -> list[str]:
    """Return account ids as texts."""
    digits = np.ascontiguousarray(ids).tobytes().hex()
    return [PREFIX + digits[start : start + ID_DIGITS] for start in range(0, len(digits), ID_DIGITS)]


def packed_ids(high: NDArray[np.uint64], low: NDArray[np.uint32]) -> Ids:
    """Return ids as bytes from their first sixteen digits and the other eight, as numbers."""
    both = np.empty(len(high), dtype=[("high", ">u8"), ("low", ">u4")])
    both["high"], both["low"] = high, low
    return both.view(ID_KIND)


def packed_sql(account: str) -> str:
    """Return SQL for the two numbers that :func:`packed_ids` takes, as ``high`` and ``low``."""
    return f"('0x' || {account}[4:19])::UBIGINT AS high, ('0x' || {account}[20:27])::UINTEGER AS low"

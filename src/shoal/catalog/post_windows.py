"""The posts that count, picked by the engine: a pass over the posts, then a few numbers per account.

The engine keeps the newest posts of each format by one packed number per post. That is only sound for accounts of which
every post came in once, with a time, and no two at one moment; the others are read post by post and picked by the rule
itself. A test feeds both roads the same posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.post_columns import (
    Columns,
    Ids,
    empty,
    ids_of,
    joined,
    packed_ids,
    packed_sql,
    placed,
    texts_of,
)
from shoal.catalog.posts import POSTS_READ, VIDEO, read_counted
from shoal.catalog.shown import Sight, live
from shoal.domain.bulk import POST_PROBLEMS, Floats, Ints, WindowRule
from shoal.engines import Engine

# A post as one number: its instant in steps of 2^19 microseconds since 1900, above its likes and comments. Instants are
# whole seconds, so that no two share a step; a division by a million would cost the pass a fifth of its time.
COUNT_BITS, STEP_BITS = 28, 19
YEARS = "TIMESTAMP '1900-01-01' AND TIMESTAMP '2100-01-01'"
MOST_LINES = (
    1 << COUNT_BITS
) - 1  # of one file; below the instant of the newest post stands how far from here its line is
BEFORE_1970 = 2_208_988_800  # seconds from then to 1970
UNFIT = 2**63 - 1  # stands for a post that counts and does not fit
ROWS_AT_ONCE = 25_000_000  # posts that the engine holds against each other in one pass: bounds its memory
CLOSELY_AT_ONCE = 100_000  # accounts that are read post by post at once
NUMPY_AT_ONCE = 200_000  # accounts whose packed numbers are taken apart at once
SPLITS = 16  # ids begin with a hexadecimal digit
SOME = "posts_of_some"  # a scratch table: one reader works at a time
READ = (
    "account_id", "sequence", "row", "observed_at", "expires_at", "post_id", "posted_at", "format", "likes", "comments",
)  # fmt: skip
AMONG = "account_id IN (SELECT unnest($1::VARCHAR[]))"
CODE = {problem: place for place, problem in enumerate(POST_PROBLEMS)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ripening:
    """From which age a post counts: that of the rule, and for the accounts ``ids`` (in order) another one, each its."""

    ids: Ids
    seconds: Floats

    def at(self, ids: Ids, otherwise: float) -> Floats:
        """Return the age for each of some accounts."""
        found = np.full(len(ids), otherwise)
        place = placed(self.ids, ids)
        found[place >= 0] = self.seconds[place[place >= 0]]
        return found

    def among(self, ids: Ids) -> Ripening:
        """Return what it says of those accounts alone."""
        there = np.isin(self.ids, ids)
        return Ripening(ids=self.ids[there], seconds=self.seconds[there])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """What one pass found: windows, a mark on accounts of whom it cannot tell, when their first post expires."""

    columns: Columns
    closely: NDArray[np.bool_]
    expires: Floats


class WindowReader:
    """Reads the windows of all accounts with posts, or of some; O(posts in the catalogue), memory O(accounts)."""

    def __init__(self, engine: Engine, sight: Sight, rule: WindowRule, ripening: Ripening) -> None:
        self._engine = engine
        self._sight = sight
        self._rule = rule
        self._ripening = ripening
        self._now = sight.as_of.timestamp()
        self._posts = live("posts", sight)

    def read(self, ids: Ids | None = None) -> Columns:
        """Return the windows of these accounts as far as they have live posts, of all where none are named."""
        if ids is None:
            return joined([self._part(within) for within in self._parts()])
        # several passes follow, and all of them look at these posts alone
        self._engine.run(
            f"CREATE OR REPLACE TABLE {SOME} AS SELECT {', '.join(READ)} FROM {self._posts} WHERE {AMONG}",
            [texts_of(ids)],
        )
        self._posts, self._ripening = SOME, self._ripening.among(ids)
        try:
            return self._part("true")
        finally:
            self._engine.run(f"DROP TABLE {SOME}")

    def _parts(self) -> list[str]:
        """Return conditions that part the accounts by their ids, in order, so that each part fits in memory."""
        rows = int(self._engine.rows("SELECT count(*) FROM posts")[0][0])
        parts = next((parts for parts in (1, 2, 4, 8) if parts * ROWS_AT_ONCE >= rows), SPLITS)
        step = SPLITS // parts
        ends = [f"ac_{place:x}" for place in range(step, SPLITS, step)]
        low = ["true", *(f"account_id >= '{end}'" for end in ends)]
        high = [*(f"account_id < '{end}'" for end in ends), "true"]
        return [f"{one} AND {other}" for one, other in zip(low, high, strict=True)]

    def _part(self, within: str) -> Columns:
        """Return the windows of some accounts: all by one pass, then those again of whom it could not tell."""
        found = self._pass(within)
        columns = found.columns
        rows = np.flatnonzero(found.closely)
        for start in range(0, len(rows), CLOSELY_AT_ONCE):
            some = rows[start : start + CLOSELY_AT_ONCE]
            columns.put(some, self._closely(columns.take(some), found.expires[some]))
        return columns

    # one pass ------------------------------------------------------------------------------------------------------

    def _pass(self, where: str) -> _Pass:
        """Return the windows in order of account id."""
        most = self._rule.most
        keys = ", ".join(f"coalesce(keys[{place}], -1) AS key_{place}" for place in range(1, most + 2))
        told = self._engine.columns(
            f"SELECT {packed_sql('account_id')}, plain, first_in, last_in, problem, videos > others AS video, "
            "coalesce(epoch(expires), 'infinity') AS expires, coalesce(epoch(ripens), 'infinity') AS ripens, "
            f"coalesce(newest, 0) AS newest, {keys} "
            "FROM (SELECT *, CASE WHEN videos > others THEN of_videos ELSE of_others END AS keys "
            f"FROM ({self._gathered()} WHERE {where} GROUP BY account_id))",
            [texts_of(self._ripening.ids), self._ripening.seconds.tolist()],
        )
        order = np.lexsort((told["low"], told["high"]))
        told = {name: column[order] for name, column in told.items()}
        columns = empty(len(order), most)
        columns.ids[:] = packed_ids(told["high"], told["low"])
        columns.first[:], columns.last[:] = told["first_in"], told["last_in"]
        columns.problem[:], columns.format[:] = told["problem"], told["video"]
        columns.mature[:] = self._ripening.at(columns.ids, self._rule.mature_seconds)
        columns.until[:] = np.minimum(told["ripens"], told["expires"])
        columns.batch[:], columns.line[:] = told["last_in"], MOST_LINES - (told["newest"] & MOST_LINES)
        closely = ~told["plain"].astype(bool)
        for start in range(0, len(closely), NUMPY_AT_ONCE):
            some = slice(start, start + NUMPY_AT_ONCE)
            packed = np.column_stack([told[f"key_{place}"][some] for place in range(1, most + 2)])
            closely[some] |= self._unpack(packed, columns, some)
        return _Pass(columns=columns, closely=closely, expires=told["expires"])

    def _gathered(self) -> str:
        """Return SQL that groups posts by account, up to its FROM: the rule of the windows.

        Its parameters are the accounts whose posts count from another age, and those ages.
        A key is NULL for a post that does not count, and no aggregate takes NULL. What holds for nearly every post is
        asked first: an engine asks the rest of a CASE for the others only.
        """
        now, usual = _literal(self._sight.as_of), self._rule.mature_seconds
        # no likes beside comments are hidden likes: so none of either counts, and otherwise likes are above 0
        usable = "posted_at <= ripe_from AND comments >= 0 AND (likes > 0 OR (likes = 0 AND comments = 0))"
        small = 1 << (COUNT_BITS - 1)
        fits = f"likes < {small} AND comments < {small} AND step IS NOT NULL"
        key = f"CASE WHEN {fits} THEN step + likes + comments ELSE {UNFIT} END"
        problem = (
            f"CASE WHEN usable THEN 0 WHEN likes IS NULL OR (likes = 0 AND comments > 0) THEN {CODE['likes_hidden']} "
            f"WHEN comments IS NULL THEN {CODE['comments_hidden']} "
            f"WHEN likes < 0 OR comments < 0 THEN {CODE['counts_impossible']} "
            f"WHEN posted_at > {now} THEN {CODE['posts_in_future']} "
            f"WHEN posted_at > ripe_from THEN {CODE['posts_too_fresh']} ELSE 0 END"
        )
        ripens = (
            f"CASE WHEN posted_at > ripe_from THEN CASE WHEN posted_at > {now} THEN posted_at "
            f"ELSE posted_at + ({now} - ripe_from) END END"
        )
        step = f"(((epoch_us(posted_at) + {BEFORE_1970}000000) >> {STEP_BITS}) << {COUNT_BITS})"
        from_age = (
            f"SELECT unnest($1::VARCHAR[]) AS account_id, {now} - to_seconds(unnest($2::DOUBLE[])) AS ripe_otherwise"
        )
        aged = (
            f"SELECT *, coalesce(ripe_otherwise, {now} - to_seconds({usual})) AS ripe_from "
            f"FROM {self._posts} LEFT JOIN ({from_age}) USING (account_id)"
        )
        told = (
            f"SELECT *, CASE WHEN posted_at BETWEEN {YEARS} THEN {step} END AS step, "
            f"coalesce({usable}, false) AS usable, {VIDEO} AS video FROM ({aged})"
        )
        posts = (
            f"SELECT account_id, sequence, expires_at, posted_at, {problem} AS problem, {ripens} AS ripens, "
            f"step + greatest({MOST_LINES} - row, 0) AS appeared, "
            f"CASE WHEN usable AND video THEN {key} END AS of_video, "
            f"CASE WHEN usable AND NOT video THEN {key} END AS of_other FROM ({told})"
        )
        newest = self._rule.most + 1  # one more than count: it shows whether the last one shares its moment
        return (
            "SELECT account_id, min(sequence) AS first_in, max(sequence) AS last_in, min(expires_at) AS expires, "
            f"min(sequence) = max(sequence) AND count(posted_at) = count(*) AND count(*) <= {POSTS_READ} AS plain, "
            "min(problem) AS problem, min(ripens) AS ripens, max(appeared) AS newest, "
            "count(of_video) AS videos, count(of_other) AS others, "
            f"max(of_video, {newest}) AS of_videos, max(of_other, {newest}) AS of_others FROM ({posts})"
        )

    def _unpack(self, packed: Ints, found: Columns, some: slice) -> NDArray[np.bool_]:
        """Fill in the windows of some accounts from the packed posts of each, newest first; mark those with a tie."""
        most, oldest = self._rule.most, self._rule.oldest_seconds
        there = packed >= 0
        at = _seconds(packed)
        tied = np.any((at[:, 1:] == at[:, :-1]) & there[:, 1:], axis=1)
        recent = there & ~(self._now - at > oldest)
        fresh = recent[:, 0]  # the newest comes first
        size = np.minimum(np.where(fresh, recent.sum(axis=1), there.sum(axis=1)), most)
        place = size[:, None] - 1 - np.arange(most)
        counts = np.take_along_axis(packed & ((1 << COUNT_BITS) - 1), np.maximum(place, 0), axis=1)
        found.counts[some] = np.where(place >= 0, counts, -1)
        found.stale[some] = there[:, 0] & ~fresh
        first = np.take_along_axis(at, np.maximum(size - 1, 0)[:, None], axis=1)[:, 0]
        found.until[some] = np.minimum(found.until[some], np.where(fresh, first + oldest, np.inf))
        return np.asarray(tied | (packed[:, 0] == UNFIT))

    # post by post --------------------------------------------------------------------------------------------------

    def _closely(self, columns: Columns, expires: Floats) -> Columns:
        """Return the windows of some accounts from all of their posts, each post once; O(posts in the catalogue)."""
        accounts = np.array(texts_of(columns.ids), dtype=object)
        posts, numbers, lines = read_counted(self._engine, self._posts, accounts, POSTS_READ)
        platforms = {seconds: name for name, seconds in self._rule.mature_elsewhere.items()}
        names = [platforms.get(seconds, "") for seconds in columns.mature.tolist()]
        picked = self._rule.pick(np.array(names, dtype=object), posts, self._sight.as_of)
        columns.counts[:], columns.format[:], columns.stale[:] = -1, 0, False
        columns.counts[picked.rows] = np.where(np.isnan(picked.counts), -1, picked.counts)
        columns.format[picked.rows], columns.stale[picked.rows] = picked.format, picked.stale
        columns.problem[:] = picked.problem
        columns.until[:] = np.minimum(picked.until, expires)
        columns.batch[posts.account], columns.line[posts.account] = numbers, lines  # the last of each account stays
        return columns


def _seconds(packed: Ints) -> Ints:
    """Return the instants of packed posts in seconds since 1970: the one whole second in their step."""
    steps = packed >> COUNT_BITS
    return -((-steps << STEP_BITS) // 1_000_000) - BEFORE_1970


def _literal(at: datetime) -> str:
    return f"TIMESTAMP '{at.astimezone(UTC).replace(tzinfo=None).isoformat(sep=' ')}'"


def accounts_in(engine: Engine, batches: Sequence[str]) -> Ids:
    """Return the accounts of which some batches hold posts, whatever has expired, in order."""
    sql = "SELECT DISTINCT account_id FROM posts WHERE batch IN (SELECT unnest($1::VARCHAR[])) ORDER BY account_id"
    return ids_of([str(row[0]) for row in engine.rows(sql, [list(batches)])])

"""Posts of accounts in columns, each post once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.near import numbers, posts_once, seconds, texts
from shoal.catalog.shown import Near, Sight, live
from shoal.domain.bulk import Ints, PostTable, Texts
from shoal.engines import Engine

POSTS_READ = 60  # newest posts of an account that estimates use; older ones stay stored
POST_COUNTS = ("likes", "comments", "shares", "saves", "views")
COUNTED = ("likes", "comments")
VIDEOS = ("video", "reel", "short")
VIDEO = "coalesce(format IN ('video', 'reel', 'short'), false)"
# A look-up in a map is made while a file is read, so that columns of other accounts are not read at all: five times
# quicker for a page of accounts. It compares one by one, so for more than these a join is quicker.
MOST_LOOKED_UP = 64


def read_posts(engine: Engine, sight: Sight, accounts: Texts, last: int) -> PostTable:
    """Return the newest ``last`` posts of some accounts, from old to new; ``account`` is the place among those asked.

    A post that came in twice counts once, and of each of its values the newest batch that has it. Posts of one moment
    are in the order of their file, those without a time at the moment they came in. O(posts in the catalogue), and
    memory for those asked for.
    """
    if sight.near is not None:
        found = _of_near(sight.near, sight, last)
    else:
        asked = {**{name: name for name in (*POST_COUNTS, "sponsored")}, "ref": "batch || ':' || row"}
        found = _found(engine, live("posts", sight), accounts, last, asked)
    numbers = {name: found[name].astype(np.float64) for name in ("at", *POST_COUNTS, "sponsored")}
    return PostTable(account=found["place"], format=found["format"], ref=found["ref"].astype(object), **numbers)


def _of_near(near: Near, sight: Sight, last: int) -> dict[str, NDArray[Any]]:
    """Return the columns of :func:`read_posts` for the account that is seen close up."""
    told = posts_once(near, sight, ("format", *POST_COUNTS, "sponsored"), last)
    return {
        "place": np.zeros(len(told["ref"]), dtype=np.int64),
        "at": seconds(told["posted_at"]),
        "format": np.array([form in VIDEOS for form in told["format"]], dtype=np.int64),
        "ref": texts(told["ref"]),
        **{name: numbers(told[name]) for name in (*POST_COUNTS, "sponsored")},
    }


def read_counted(engine: Engine, posts: str, accounts: Texts, last: int) -> tuple[PostTable, Ints, Ints]:
    """Return the same with likes and comments alone, and for each post the number of its batch and its line.

    ``posts`` is the table to read from, as an SQL expression.
    """
    found = _found(
        engine, posts, accounts, last, {**{name: name for name in COUNTED}, "number": "sequence", "line": "row"}
    )
    missing = np.broadcast_to(np.float64("nan"), len(found["place"]))
    names = ("at", *POST_COUNTS, "sponsored")
    told: dict[str, Any] = {name: found[name].astype(np.float64) if name in found else missing for name in names}
    table = PostTable(account=found["place"], format=found["format"], **told)
    return table, found["number"].astype(np.int64), found["line"].astype(np.int64)


def _found(engine: Engine, posts: str, accounts: Texts, last: int, asked: Mapping[str, str]) -> dict[str, NDArray[Any]]:
    """Return what a query finds of the newest posts of some accounts: ``asked`` are expressions over a line by name."""
    few = len(accounts) <= MOST_LOOKED_UP
    theirs = "map_contains(MAP($1::VARCHAR[], $1::VARCHAR[]), account_id)" if few else "true"
    columns = {"posted_at": "posted_at", "format": "format", **asked}
    if not few and _each_once(engine, posts, accounts):
        one = f"row, observed_at, {', '.join(f'{told} AS {name}' for name, told in columns.items())}"
        together = ""
    else:
        newest = ", ".join(f"arg_max({told}, sequence) AS {name}" for name, told in columns.items())
        one, together = f"max(row) AS row, max(observed_at) AS observed_at, {newest}", "GROUP BY place, post_id"
    sql = (
        "WITH asked AS (SELECT unnest($1::VARCHAR[]) AS account_id, unnest(range($2)) AS place), "
        f"one AS (SELECT place, post_id, {one} "
        f"FROM (FROM {posts} WHERE {theirs}) JOIN asked USING (account_id) {together}) "
        f"SELECT * REPLACE ({VIDEO}::BIGINT AS format), epoch(posted_at) AS at FROM one "
        "ORDER BY place, coalesce(posted_at, observed_at), row DESC, post_id"
    )
    named = f"SELECT * EXCLUDE (post_id, posted_at, observed_at, row) FROM ({sql})"
    found = engine.columns(named, [accounts.tolist(), len(accounts)])
    found["place"], found["format"] = found["place"].astype(np.int64), found["format"].astype(np.int64)
    kept = _from_end(found["place"]) < last
    return {name: column[kept] for name, column in found.items()}


def _each_once(engine: Engine, posts: str, accounts: Texts) -> bool:
    """Say whether no post of these accounts came in twice: then nothing is to be put together, in half of the time."""
    lines = f"FROM {posts} WHERE account_id IN (SELECT unnest($1::VARCHAR[]))"
    counted = engine.rows(f"SELECT count(*) = count(DISTINCT hash(account_id, post_id)) {lines}", [accounts.tolist()])
    return bool(counted[0][0])  # two posts of one hash only make the slower road the one that is taken


def _from_end(account: Ints) -> Ints:
    """Return how many posts of the same account come after each post (0 for the newest)."""
    return np.asarray(np.searchsorted(account, account, side="right") - 1 - np.arange(account.shape[0]), dtype=np.int64)

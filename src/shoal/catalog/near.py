"""One account seen close up: all rows that can matter to her read once, and weighed here instead of by the engine.

A page on one person asks a dozen things of her. Each would be a pass over everybody's posts, comments or lines, and
planning the SQL that weighs them costs more than these few rows are worth: together 80 to 150 ms at 10,000 creators,
where four plain reads cost 30. What is said here is what the SQL says; a test holds every reading of both against each
other.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.shown import PRECEDENCE, Near, Row, Sight
from shoal.catalog.tables import TABLES
from shoal.domain.bulk import Floats, Texts
from shoal.engines import Engine

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  the engine's instants have no zone and mean UTC
SECOND = timedelta(seconds=1)
WEIGHED = ("accounts", "metrics")  # rows that are held against each other by precedence; the others by their batch


class CloseUp(threading.local):
    """Who is seen close up by the thread that asks, ``None`` for nobody."""

    near: Near | None = None

    def sight(self, sight: Sight, accounts: Iterable[str]) -> Sight:
        """Return the sight with which some accounts are read; where she alone is asked for, with her rows."""
        if self.near is None or list(accounts) != [self.near.account]:
            return sight
        return replace(sight, near=self.near)

    @contextmanager
    def of(self, engine: Engine, account: str) -> Iterator[None]:
        """See an account close up for a while. O(rows in the catalogue), of one column each; once for who nests it."""
        before = self.near
        if before is None or before.account != account:
            self.near = _read(engine, account)
        try:
            yield
        finally:
            self.near = before


def _read(engine: Engine, account: str) -> Near:
    tables = {table: _rows(engine, table, "account_id = $1", account) for table in ("accounts", "metrics", "posts")}
    tables["comments"] = []
    keys = sorted({row["post_key"] for row in tables["posts"] if row["post_key"] is not None})
    if keys:
        # the bounds let whole stretches of a file be passed over, in which they stand in this order
        under = "post_key IN (SELECT unnest($1)) AND post_key BETWEEN $2 AND $3"
        tables["comments"] = _rows(engine, "comments", under, keys, keys[0], keys[-1])
    if any(row["platform"] == "" for row in tables["comments"]):
        tables["posts"] += _rows(engine, "posts", "account_id <> $1 AND post_key IN (SELECT unnest($2))", account, keys)
        others = sorted({row["account_id"] for row in tables["posts"]} - {account})
        tables["accounts"] += _rows(engine, "accounts", "account_id IN (SELECT unnest($1))", others)
    return Near(account, tables)


def _rows(engine: Engine, table: str, where: str, *asked: object) -> list[Row]:
    columns = dict.fromkeys(TABLES[table], "")
    if table in WEIGHED:
        columns["precedence"] = f"{PRECEDENCE} AS "
    sql = f"SELECT {', '.join(f'{told}{name}' for name, told in columns.items())} FROM {table} WHERE {where}"
    return [dict(zip(columns, row, strict=True)) for row in engine.rows(sql, asked)]


# weighing ------------------------------------------------------------------------------------------------------------


def newest(rows: Iterable[Row], name: str) -> Any:  # noqa: ANN401  a cell of any column
    """Return the value of a column that the newest batch tells, as ``arg_max(name, sequence)`` does."""
    told = [row for row in rows if row[name] is not None]
    return max(told, key=lambda row: int(row["sequence"]))[name] if told else None


def grouped(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    """Return rows by the value of a column."""
    found: dict[Any, list[Row]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


def posts_once(near: Near, sight: Sight, names: Sequence[str], last: int) -> dict[str, list[Any]]:
    """Return columns of her newest ``last`` posts, old to new: each post once, each value as the newest batch has it.

    Beside ``names`` these are ``posted_at`` and ``ref``.
    """
    posts = [
        {
            "post_id": post,
            "when": newest(told, "posted_at") or max(row["observed_at"] for row in told),
            "line": max(row["row"] for row in told),
            "ref": ref_of(max(told, key=lambda row: int(row["sequence"]))),
            **{name: newest(told, name) for name in ("posted_at", *names)},
        }
        for post, told in grouped(near.hers("posts", sight), "post_id").items()
    ]
    posts.sort(key=lambda post: (post["when"], -post["line"], post["post_id"]))
    return {name: [post[name] for post in posts[-last:]] for name in ("posted_at", "ref", *names)}


def ref_of(row: Row) -> str:
    """Return where a row came in."""
    return f"{row['batch']}:{row['row']}"


# columns -------------------------------------------------------------------------------------------------------------


def numbers(column: Sequence[float | None]) -> Floats:
    """Return numbers, NaN where there is none."""
    return np.array([np.nan if value is None else value for value in column], dtype=np.float64)


def seconds(column: Sequence[datetime | None]) -> Floats:
    """Return instants as seconds since 1970, NaN where there is none."""
    return numbers([None if at is None else (at - EPOCH) / SECOND for at in column])


def texts(column: Sequence[str | None]) -> Texts:
    """Return texts, ``None`` where there is none."""
    found: NDArray[Any] = np.empty(len(column), dtype=object)
    found[:] = column
    return found

"""All signals that posts alone give, beside a bare group-by over the same files.

``python -m benchmarks.signals JOB FOLDER ...`` does one job in this process and prints seconds, the parts of them, and
the peak of memory as JSON. ``make bench ARGS="signals --accounts 1000000"`` runs them in turn.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from benchmarks.memory import peak_mb
from shoal.catalog import Catalog, open_catalog
from shoal.catalog.tables import TABLES
from shoal.engines import open_engine
from shoal.signals import WINDOW_RULE, engagement

POSTS = 20  # of each account
TOUCHED = 1_000  # accounts that a later batch names
PER_BATCH = 250_000  # accounts
MEMORY_MB = 1_024  # of the engine: the default of a workspace
AT = datetime(2026, 6, 5, tzinfo=UTC)  # some posts are too young to count, and of YouTube a few more
FACTS = {
    "kind": "posts", "source": "posts.csv", "label": "", "at": "2026-06-01T00:00:00+00:00", "counts": {},
    "policy": "user_file", "sha256": "",
}  # fmt: skip

ACCOUNT = "'ac_' || left(md5('account ' || a), 24)"
# A fifth each on TikTok and YouTube; followers from 400 to 60,000, levels by size, a tenth of the posts videos, one in
# fifty with hidden likes, the newest four to eight days old. Everything follows from hashes: the same on every machine.
ACCOUNTS = """
SELECT {origin}, {account} AS account_id, 'handle' AS key_kind, 'user' || a AS handle,
  CASE hash(a, 1) % 5 WHEN 0 THEN 'tiktok' WHEN 1 THEN 'youtube' ELSE 'instagram' END AS platform,
  round(exp(6 + 5 * (hash(a, 2) % 1000) / 1000.0)) AS followers
FROM range({start}, {stop}) line(a)
"""
LINES = """
SELECT {origin}, {account} AS account_id, 'po_' || left(md5('post ' || i), 24) AS post_id, 'p' || i AS post_key,
  TIMESTAMP '2026-06-01' - to_seconds((({posts} - 1 - i % {posts}) * 371520 + hash(a, 3) % 345600 + hash(i) % 7200)
    ::BIGINT) AS posted_at,
  CASE WHEN hash(i, 5) % 10 < CASE WHEN hash(a, 4) % 10 = 0 THEN 8 ELSE 1 END THEN 'reel' ELSE 'post' END AS format,
  CASE WHEN hash(i, 6) % 50 > 0 THEN round(exp(3 + 3 * (hash(a, 2) % 1000) / 1000.0 + (hash(a, 7) % 1000) / 700.0
    + (hash(i, 8) % 1000) / 1000.0))::BIGINT END AS likes,
  (exp((hash(i, 9) % 4000) / 1000.0) - 1)::BIGINT AS comments, (hash(i, 10) % 9)::BIGINT AS shares,
  'morning bread, day ' || i AS caption, hash(i, 11) % 20 = 0 AS sponsored
FROM (SELECT i, i // {posts} AS a FROM range({start} * {posts}, {stop} * {posts}) line(i))
"""
LATE = """
SELECT {origin}, {account} AS account_id, 'po_' || left(md5('late {number} ' || a), 24) AS post_id,
  'late{number}' AS post_key, TIMESTAMP '2026-06-01' - INTERVAL {day} HOUR AS posted_at, 'post' AS format, 50 AS likes,
  3 AS comments FROM range(0, {stop}, {step}) line(a)
"""


def _origin(batch: str, sequence: int, row: str, observed: str) -> str:
    return (
        f"'{batch}' AS batch, {sequence} AS sequence, {row} AS row, 'posts.csv' AS source, 'user_file' AS policy, "
        f"TIMESTAMP '{observed}' AS observed_at, TIMESTAMP '{observed}' + INTERVAL 730 DAY AS expires_at"
    )


def make(folder: str, accounts: str) -> dict[str, float]:
    """Write accounts with twenty posts each as batches of a catalogue, through its engine."""
    engine = open_engine("duckdb://", Path(folder) / "catalog", TABLES, memory_mb=MEMORY_MB)
    for number, start in enumerate(range(0, int(accounts), PER_BATCH), start=1):
        told = {"account": ACCOUNT, "posts": POSTS, "start": start, "stop": min(start + PER_BATCH, int(accounts))}
        writer = engine.begin(f"ba_{number}")
        for table, sql, row in (("accounts", ACCOUNTS, "a + 1"), ("posts", LINES, "i + 1")):
            origin = _origin(writer.batch, writer.sequence, row, "2026-06-01")
            writer.append_query(table, sql.format(origin=origin, **told))
        writer.commit(FACTS)
    engine.close()
    return {"seconds": 0.0}


def bare(folder: str) -> dict[str, float]:
    """Group the posts by account with nothing of ours in between."""
    connection = duckdb.connect(config={"memory_limit": f"{MEMORY_MB}MB", "temp_directory": f"{folder}/bare"})
    sums = "avg(likes), sum(likes), avg(comments), sum(comments), count(*)"
    began, used = time.perf_counter(), _cpu()
    connection.execute(f"SELECT account_id, {sums} FROM '{folder}/catalog/posts/*.parquet' GROUP BY ALL").fetchnumpy()  # noqa: S608  a folder of our own
    return {"seconds": time.perf_counter() - began, "cpu": _cpu() - used}


def signals(folder: str) -> dict[str, float]:
    """Work out the signals of everybody; what is kept of posts is used where it is there."""
    catalog = _catalog(folder)
    register = catalog.register(AT)
    fitting = _time_of_fits()
    began, used = time.perf_counter(), _cpu()
    windows = catalog.register_windows(register, AT, WINDOW_RULE)
    read = time.perf_counter() - began
    rates = engagement(register.pool(), windows, as_of=AT)
    seconds = time.perf_counter() - began
    told = {"seconds": seconds, "cpu": _cpu() - used, "read": read, "fit": fitting[0]}
    known = float((rates.n > 0).sum())
    return told | {"rest": seconds - read - fitting[0], "again": float(catalog.kept.accounts_read), "known": known}


def touch(folder: str, number: str) -> dict[str, float]:
    """Bring one new post of a thousand accounts in, as one more batch."""
    engine = open_engine("duckdb://", Path(folder) / "catalog", TABLES, memory_mb=MEMORY_MB)
    rows = engine.rows("SELECT count(*) FROM accounts")[0][0]
    step = max(rows // TOUCHED, 1)
    writer = engine.begin(f"ba_touch{number}")
    origin = _origin(writer.batch, writer.sequence, "a + 1", "2026-06-03")
    told = {"account": ACCOUNT, "number": number, "day": 1 + int(number), "stop": min(rows, TOUCHED) * step}
    writer.append_query("posts", LATE.format(origin=origin, step=step, **told))
    writer.commit(FACTS)
    engine.close()
    return {"seconds": 0.0}


def _catalog(folder: str) -> Catalog:
    return open_catalog("duckdb://", Path(folder) / "catalog", bytes(32), memory_mb=MEMORY_MB)


def _time_of_fits() -> list[float]:
    """Return a list whose one number grows by the seconds of every fit of a league from now on."""
    estimating = sys.modules["shoal.signals.engagement"]  # the room's door gives the function of that name
    fit: Callable[..., object] = estimating.fit_league
    spent = [0.0]

    def timed(*told: object) -> object:
        began = time.perf_counter()
        try:
            return fit(*told)
        finally:
            spent[0] += time.perf_counter() - began

    estimating.fit_league = timed  # type: ignore[attr-defined]  # a module has the names that are in it
    return spent


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


JOBS: dict[str, Callable[..., dict[str, float]]] = {"make": make, "bare": bare, "signals": signals, "touch": touch}


def main() -> None:
    job, *arguments = sys.argv[1:]
    print(json.dumps(JOBS[job](*arguments) | {"peak_mb": peak_mb()}))


if __name__ == "__main__":
    main()

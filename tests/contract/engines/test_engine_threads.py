"""What an engine promises to a server: threads share it, a thread may keep a session, a backup may keep writers out."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import shoal.engines.segments
from shoal.engines import Engine, open_engine
from shoal.errors import WorkspaceBusyError

ENGINES = ("duckdb://",)
TABLES = {"people": {"batch": "VARCHAR", "name": "VARCHAR"}, "posts": {"batch": "VARCHAR", "likes": "BIGINT"}}
THREADS, QUERIES, STEP = 8, 100, 50
# a process that brings batches in and undoes the older ones until it is told to stop
WRITER = f"""
import pathlib, sys, threading
from shoal.engines import open_engine
engine = open_engine(sys.argv[1], pathlib.Path(sys.argv[2]), {TABLES!r})
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
turn = 0
while not stop.wait(0.02):
    turn += 1
    writer = engine.begin(f"ba_{{turn}}")
    for table in {tuple(TABLES)!r}:
        writer.append_rows(table, [{{"batch": f"ba_{{turn}}"}}] * {STEP})
    writer.commit({{}})
    if turn == 1:
        print("writing", flush=True)
    if turn > 3:
        engine.drop_batch(f"ba_{{turn - 3}}")
print(turn, flush=True)
"""


@pytest.fixture(params=ENGINES)
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], Engine]]:
    """Return a way to open the same folder any number of times."""
    made: list[Engine] = []

    def again() -> Engine:
        made.append(open_engine(request.param, tmp_path / "catalog", TABLES))
        return made[-1]

    yield again
    for engine in made:
        engine.close()


def bring_in(engine: Engine, batch: str) -> None:
    writer = engine.begin(batch)
    writer.append_rows("people", [{"batch": batch, "name": "a"}])
    writer.commit({})


def asked(engine: Engine, thread: int) -> list[object]:
    """Ask a hundred questions of every kind; returns the answers that cannot be."""
    wrong: list[object] = []
    for turn in range(QUERIES):
        mark = f"{thread}-{turn}"
        if turn % 4 == 0:
            (people, posts), *_ = engine.rows("SELECT (SELECT count(*) FROM people), (SELECT count(*) FROM posts)")
            wrong += [] if people == posts and people % STEP == 0 else [(people, posts)]
        elif turn % 4 == 1:
            found = engine.columns("SELECT batch, count(*) AS n, $1 AS mark FROM people GROUP BY batch", [mark])
            wrong += [row for row in zip(found["n"], found["mark"], strict=True) if row != (STEP, mark)]
        elif turn % 4 == 2:
            engine.run(
                f"CREATE OR REPLACE TABLE scratch_{thread} AS SELECT $1 AS mark, unnest(range(500)) AS n", [mark]
            )
            rows = list(engine.stream(f"SELECT mark, n FROM scratch_{thread} ORDER BY n"))  # noqa: S608  our own
            wrong += [] if rows == [(mark, n) for n in range(500)] else [rows[:3]]
        else:
            with engine.session():
                engine.run("SET VARIABLE told = $1", [mark])
                wrong += [row for row in engine.rows("SELECT getvariable('told')") if row != (mark,)]
    return wrong


@pytest.mark.timeout(120)
def test_eight_threads_ask_one_engine_while_another_process_writes_and_each_gets_its_own_whole_answer(
    opened: Callable[[], Engine], tmp_path: Path
) -> None:
    engine = opened()
    command = [sys.executable, "-c", WRITER, ENGINES[0], str(tmp_path / "catalog")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "writing\n"
        with ThreadPoolExecutor(THREADS) as pool:
            wrong = list(pool.map(lambda thread: asked(engine, thread), range(THREADS)))
        told, _ = writer.communicate()

    assert wrong == [[]] * THREADS
    assert int(told) > 5  # else nothing was written meanwhile


def test_what_belongs_to_a_session_ends_with_it(opened: Callable[[], Engine]) -> None:
    engine = opened()
    with engine.session():
        engine.run("SET VARIABLE told = 'x'")
        within = engine.rows("SELECT getvariable('told')")

    assert within == [("x",)]
    assert engine.rows("SELECT getvariable('told')") == [(None,)]


def test_settings_hold_in_every_thread(opened: Callable[[], Engine]) -> None:
    engine, found = opened(), []

    def ask() -> None:
        found.extend(engine.rows("SELECT current_setting('TimeZone'), current_setting('disabled_optimizers')"))

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join()

    assert [(zone, sorted(off.split(","))) for zone, off in found] == [("UTC", ["build_side_probe_side", "join_order"])]


def test_nobody_writes_while_the_engine_is_kept_still_and_everybody_reads(
    opened: Callable[[], Engine], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shoal.engines.segments, "LOCK_SECONDS", 0.05)
    engine, other = opened(), opened()
    bring_in(engine, "ba_1")

    with engine.still():
        with pytest.raises(WorkspaceBusyError):
            other.begin("ba_2")
        read = other.rows("SELECT count(*) FROM people")
    bring_in(other, "ba_2")

    assert read == [(1,)]
    assert engine.rows("SELECT count(*) FROM people") == [(2,)]

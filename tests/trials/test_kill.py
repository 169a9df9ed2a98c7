"""A process that dies at any instruction leaves the whole batch or nothing, and the next command works.

The moments are seeded and uniform over the measured duration of a whole run: a few of them in ``make test``, sixty in
``make trials``. There is no false alarm by chance: a half that is seen is a defect.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from kill_child import (
    BASE,
    HELD,
    HER,
    LARGE_ROWS,
    ORDERS,
    WHOLE,
    bring_in_large,
    forget,
    ledger_in,
    make_market,
    prepare,
)
from readings import AT, Desk, creator, everything_in

from shoal.app import open_workspace

pytestmark = [
    pytest.mark.trials,
    pytest.mark.timeout(900),
    pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL"),
]
LOOKED_AT = 0.4  # the share of a large import in which the file is only looked at
Repetitions = Callable[[int, int], int]


class Killer:
    """Runs tasks in children of a warm process, and kills them when it is told to."""

    def __init__(self) -> None:
        here = Path(__file__)
        paths = os.pathsep.join((str(here.parent), str(here.parents[1]), os.environ.get("PYTHONPATH", "")))
        self._server = subprocess.Popen(
            [sys.executable, "-W", "ignore", str(here.with_name("kill_child.py"))],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": paths},
        )  # fmt: skip

    def run(self, task: str, folder: Path, kill_after: float | None = None) -> tuple[float, bool]:
        """Return how long the task ran and whether it ended by itself."""
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(f"{task} {folder}\n")
        self._server.stdin.flush()
        pid = int(self._server.stdout.readline())
        start = time.perf_counter()
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(pid, signal.SIGKILL)
        self._server.stdin.write("reap\n")
        self._server.stdin.flush()
        status = int(self._server.stdout.readline())
        assert status in (0, signal.SIGKILL)
        return time.perf_counter() - start, status == 0

    def close(self) -> None:
        self._server.communicate()


@pytest.fixture(scope="module")
def killer() -> Iterator[Killer]:
    made = Killer()
    yield made
    made.close()


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "workspace"
    prepare(folder)
    return folder


@pytest.fixture
def moments(
    killer: Killer, prepared: Path, tmp_path: Path, dice: np.random.Generator, repetitions: Repetitions
) -> Callable[..., Iterator[tuple[Path, bool]]]:
    """Return a way to kill a task at random moments, each time on a fresh copy of the workspace."""

    def kills(
        task: str, few: int, begin: float = 0.0, start: Path = prepared
    ) -> Iterator[tuple[Path, bool]]:  # fmt: skip
        runs = [killer.run(task, shutil.copytree(start, tmp_path / f"whole{turn}"))[0] for turn in range(3)]
        whole = sorted(runs)[1]
        for number, share in enumerate(dice.random(repetitions(few, 60))):
            folder = shutil.copytree(start, tmp_path / f"{number}")
            yield folder, killer.run(task, folder, kill_after=(begin + (1 - begin) * float(share)) * whole)[1]
            shutil.rmtree(folder)

    return kills


def tally(capsys: pytest.CaptureFixture[str], what: str, found: Counter[str]) -> None:
    """Say where the kills fell; a run in which all fell on one side would prove little."""
    with capsys.disabled():
        sys.stdout.write(f"\n{what}: " + ", ".join(f"{count} {name}" for name, count in sorted(found.items())) + "\n")


def segments_on_disk(folder: Path) -> set[str]:
    catalog = folder / "catalog"
    return {path.relative_to(catalog).as_posix() for path in catalog.rglob("*.parquet")}


def test_an_import_that_is_killed_leaves_the_whole_batch_or_nothing(moments, capsys) -> None:
    found: Counter[str] = Counter()
    for folder, _ in moments("bring_in", 6):
        before = len(segments_on_disk(folder))  # opening the catalogue sweeps
        desk = Desk(folder / "catalog", made=10)
        counts, live = desk.catalog.counts(), [batch.id for batch in desk.catalog.batches()]
        base = {"accounts": 3 * BASE, "metrics": 0, "posts": 3, "comments": 3, "audience": 3, "insights": 0}
        whole = {table: base[table] + WHOLE[table] for table in base}
        assert counts == (whole if "ba_killed" in live else base)
        named = {
            name for batch in desk.catalog._engine.batches() for names in batch.segments.values() for name in names
        }
        begun = before > len(named)
        found["whole" if "ba_killed" in live else "nothing, half written" if begun else "nothing, not begun"] += 1
        desk.bring_in(creator("next"))
        assert desk.catalog.counts()["accounts"] == counts["accounts"] + 1
        named |= {
            name for batch in desk.catalog._engine.batches() for names in batch.segments.values() for name in names
        }
        assert segments_on_disk(folder) == named
        desk.catalog.close()
    tally(capsys, "killed imports", found)


def test_a_large_import_that_is_killed_leaves_the_whole_batch_or_nothing_and_can_be_repeated(moments, capsys) -> None:
    found: Counter[str] = Counter()
    for folder, _ in moments("bring_in_large", 4, LOOKED_AT):
        before = len(segments_on_disk(folder))  # opening the catalogue sweeps
        desk = Desk(folder / "catalog", made=10)
        stored, live = desk.catalog.counts()["accounts"], [batch.id for batch in desk.catalog.batches()]
        assert stored == 3 * BASE + (LARGE_ROWS if "ba_killed" in live else 0)
        begun = before > len(segments_on_disk(folder))
        found["whole" if "ba_killed" in live else "nothing, half written" if begun else "nothing, not begun"] += 1
        desk.bring_in(creator("next"))
        if "ba_killed" not in live:
            bring_in_large(folder)
        assert desk.catalog.counts()["accounts"] == 3 * BASE + 1 + LARGE_ROWS
        named = {
            name for batch in desk.catalog._engine.batches() for names in batch.segments.values() for name in names
        }
        assert segments_on_disk(folder) == named
        assert HELD not in everything_in(folder / "catalog")
        desk.catalog.close()
    tally(capsys, "killed large imports", found)


def test_a_batch_of_orders_that_is_killed_is_there_whole_or_not_at_all(moments, capsys) -> None:
    found: Counter[str] = Counter()
    for folder, _ in moments("bring_in_orders", 3):
        begun = (folder / "ledger.sqlite3-wal").exists()  # opening the ledger sweeps
        with ledger_in(folder) as ledger:
            there = len(ledger.trade.order_batches())
            assert len(ledger.trade.orders()) == there * len(ORDERS)
            found["whole" if there else "nothing, open" if begun else "nothing, not begun"] += 1
            draft = ledger.trade.draft_orders(ORDERS)
            assert (len(draft.new), len(draft.same)) == ((0, len(ORDERS)) if there else (len(ORDERS), 0))
            ledger.erasure.suppress(["ac_next"], "the next command works", AT)
            assert ledger.audit.verify() is None
    tally(capsys, "killed batches of orders", found)


def test_an_erasure_that_is_killed_is_completed_by_asking_again(moments, capsys) -> None:
    found: Counter[str] = Counter()
    for folder, ended in moments("forget", 4):
        with ledger_in(folder) as ledger:
            begun = bool(ledger.erasure.suppressed())
        found["done" if ended else "half done" if begun else "not begun"] += 1
        forget(folder)
        held = everything_in(folder)
        assert [word for word in (HER, "Mina.Bakes", "confided") if word in held] == []
        with ledger_in(folder) as ledger:
            desk = Desk(folder / "catalog", suppressed=ledger.erasure.suppressed())
            assert ledger.audit.verify() is None
        assert desk.catalog.counts()["accounts"] == 3 * (BASE - 1)
        assert desk.outcomes(creator(HER)) == ["held"]
        desk.catalog.close()
    tally(capsys, "killed erasures", found)


def test_preparing_that_is_killed_leaves_the_import_whole_and_the_next_commands_find_the_same(
    moments, capsys, tmp_path
) -> None:
    make_market(tmp_path / "market")
    with open_workspace(shutil.copytree(tmp_path / "market", tmp_path / "calm")) as shoal:
        batches, verdicts = shoal.creators.batches(), shoal.creators.vet()
    found: Counter[str] = Counter()
    for folder, ended in moments("prepare_import", 3, start=tmp_path / "market"):
        begun = (folder / "derived").exists()
        found["done" if ended else "half done" if begun else "not begun"] += 1
        with open_workspace(folder) as shoal:
            assert (shoal.creators.batches(), shoal.creators.vet()) == (batches, verdicts)
            done = shoal.imports.prepare()
            assert (done.creators, done.later, shoal.searching.standing()) == (60, (), "current")
    tally(capsys, "killed preparations", found)

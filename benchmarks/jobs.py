"""One measurement in one process: prints its seconds and its peak of memory as JSON."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from benchmarks.memory import peak_mb
from shoal.app import demo_settings, make_workspace, open_workspace
from shoal.sources import read_synthetic

LISTED = 20  # creators that ``shoal creators vet`` lists unless it is told how many


def bare_read(path: str, as_text: str = "") -> float:
    """Read a CSV into Parquet with nothing of ours in between; one with odd cells can only be read as text."""
    with tempfile.TemporaryDirectory() as folder:
        connection = duckdb.connect(config={"memory_limit": "1024MB", "temp_directory": folder})
        began = time.perf_counter()
        connection.read_csv(path, all_varchar=bool(as_text)).write_parquet(f"{folder}/out.parquet")
        return time.perf_counter() - began


def bring_in(path: str, first: str = "") -> float:
    """Bring a CSV into an empty workspace, as the command does after its start.

    ``first``: nothing was ever done in the workspace, so the tables of its ledger are made on the way.
    """
    with tempfile.TemporaryDirectory() as folder, open_workspace(Path(folder) / "market.shoal") as desk:
        if not first:
            desk.ledger.entry.imports()
        began = time.perf_counter()
        desk.creators.bring_in(path)
        return time.perf_counter() - began


def make_market(folder: str, creators: str) -> float:
    """Make up a market to measure the main job on, and bring it in; returns how long bringing it in took."""
    make_workspace(demo_settings(Path(folder), 7))
    seconds = 0.0
    with open_workspace(folder) as desk:
        for reading in read_synthetic(f"synthetic://?seed=7&creators={creators}", desk.catalog.hasher):
            verb = desk.results.bring_in_order_reading if reading.kind == "orders" else desk.creators.bring_in_reading
            began = time.perf_counter()
            verb(reading, label=reading.kind)
            seconds += time.perf_counter() - began
    return seconds


def prepare(folder: str) -> float:
    """Do what an import is followed by: texts read, leagues fitted, the search index built."""
    with open_workspace(folder) as desk:
        began = time.perf_counter()
        desk.imports.prepare()
        return time.perf_counter() - began


def main_job(folder: str) -> float:
    """Vet everybody, then a shortlist and a plan for an open brief; after the interpreter and the rooms are loaded.

    Libraries that the verbs load on their way (Django, the search library) count. All verdicts are made, and as many
    creators are read for them as the command lists.
    """
    with open_workspace(folder) as desk:
        began = time.perf_counter()
        desk.vetting.run(keep=False).people(range(LISTED))
        brief = desk.planning.brief(
            name="bench", text="coffee, food and slow fashion", budget="5000 EUR", tiers=["nano", "micro"]
        )
        desk.planning.build(desk.planning.shortlist(brief))
        return time.perf_counter() - began


def whole_process(*command: str) -> float:
    """Time a whole process from outside."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


JOBS: dict[str, Callable[..., float]] = {
    "bare-read": bare_read,
    "bring-in": bring_in,
    "make-market": make_market,
    "prepare": prepare,
    "main-job": main_job,
    "help": lambda: whole_process(sys.executable, "-m", "shoal", "--help"),
    "import": lambda: whole_process(sys.executable, "-c", "import shoal"),
}


def main() -> None:
    job, *arguments = sys.argv[1:]
    seconds = JOBS[job](*arguments)
    print(json.dumps({"seconds": seconds, "peak_mb": peak_mb(), "process_seconds": since_start()}))


def since_start() -> float:
    """Return how long this process has run, with its interpreter and all that it loaded; Linux alone knows."""
    stat = Path("/proc/self/stat")
    if not stat.is_file():
        return float("nan")
    ticks = int(stat.read_text(encoding="ascii").rpartition(")")[2].split()[19])  # field 22: since the machine started
    return time.clock_gettime(time.CLOCK_BOOTTIME) - ticks / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()

"""``make bench``: run every measurement, print a table, and keep it as text under ``benchmarks/results``.

Each figure is the median of several runs, with the fastest and the slowest beside it; ours and the peer take turns, so
that a machine that drifts drifts for both. ``make bench ARGS="import --runs 3"`` runs one group.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from benchmarks.data import write_creators
from benchmarks.search import search_lines

HERE = Path(__file__).parent
LARGE_LINES = 100_000  # from here on also as people write them
SPELLED = {
    "plain": "plain", "odd": "2 % odd", "capitals": "every handle with capitals and @", "links": "profile links",
}  # fmt: skip
SIGNAL_ACCOUNTS = 100_000  # with twenty posts each: a minute; --accounts 1000000 takes ten


@dataclass(frozen=True)
class Row:
    """One line of the table: seconds of every run, the highest peak of memory, and what it is held against."""

    name: str
    seconds: Sequence[float]
    peak_mb: float
    note: str = ""

    def text(self) -> str:
        middle = statistics.median(self.seconds)
        spread = f"{min(self.seconds):.2f} to {max(self.seconds):.2f}"
        peak = f"{self.peak_mb:.0f}" if self.peak_mb else "-"
        return f"{self.name:<48}{middle:>8.2f}{spread:>18}{len(self.seconds):>4}{peak:>9}  {self.note}".rstrip()


def told_by(module: str, *arguments: str) -> dict[str, float]:
    """Run a module in a process of its own; return what its last line tells as JSON.

    Modules are compiled once, as an installation does it, also where the surroundings say otherwise.
    """
    command = [sys.executable, "-m", module, *arguments]
    own = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent, env=own)
    return json.loads(done.stdout.splitlines()[-1])


def measured(job: str, *arguments: str) -> tuple[float, float]:
    """Run one job in a process of its own; return its seconds (as the job counts them) and its peak in megabytes."""
    told = told_by("benchmarks.jobs", job, *arguments)
    return told["seconds"], told["peak_mb"]


def turns(jobs: Sequence[tuple[str, Sequence[str]]], runs: int) -> list[tuple[list[float], float]]:
    """Run jobs in turn, so that ours and the peer meet the same machine."""
    seconds: list[list[float]] = [[] for _ in jobs]
    peaks = [0.0 for _ in jobs]
    for _ in range(runs):
        for place, (job, arguments) in enumerate(jobs):
            took, peak = measured(job, *arguments)
            seconds[place].append(took)
            peaks[place] = max(peaks[place], peak)
    return list(zip(seconds, peaks, strict=True))


def imports(runs: int) -> Iterator[Row]:
    """A creators' CSV into the catalogue, beside a bare read of the same file into Parquet."""
    with tempfile.TemporaryDirectory() as folder:
        for lines in (1_000, 10_000, 100_000, 1_000_000):
            for kind in SPELLED if lines >= LARGE_LINES else ("plain",):
                path = write_creators(Path(folder) / f"{kind}-{lines}.csv", lines, kind)
                as_text = [] if kind == "plain" else ["as text"]
                jobs = [("bare-read", [str(path), *as_text]), ("bring-in", [str(path)])]
                if kind == "plain":
                    jobs.append(("bring-in", [str(path), "first"]))
                bare, *ours = turns(jobs, runs)
                name = f"{lines:,} lines, {SPELLED[kind]}"
                yield Row(f"bare DuckDB read, {name}", *bare)
                for words, one in zip(("bring-in", "first command ever"), ours, strict=False):
                    ratio = statistics.median(one[0]) / statistics.median(bare[0])
                    yield Row(f"{words}, {name}", *one, note=f"{ratio:.1f} x the bare read")
                path.unlink()


def start(runs: int) -> Iterator[Row]:
    """What starting costs."""
    for name, job in (("shoal --help, whole process", "help"), ("import shoal, whole process", "import")):
        ((seconds, _),) = turns([(job, [])], max(runs, 7))
        yield Row(name, seconds, 0.0)


def main_job(runs: int) -> Iterator[Row]:
    """Vet, shortlist and plan at the sizes people have, after the start; beside it what an import is followed by.

    First is the first time after an import that was prepared, again the next time: each in a process of its own.
    """
    with tempfile.TemporaryDirectory() as folder:
        for creators in (60, 400, 5_000):
            made, workspace = Path(folder) / "made.shoal", Path(folder) / "market.shoal"
            shutil.rmtree(made, ignore_errors=True)
            came = told_by("benchmarks.jobs", "make-market", str(made), str(creators))
            yield Row(f"import, {creators:,} creators", [came["seconds"]], 0.0)
            steps = {
                "prepare after an import": "prepare",
                "vet + shortlist + plan, first": "main-job",
                "vet + shortlist + plan, again": "main-job",
            }
            found: dict[str, list[dict[str, float]]] = {name: [] for name in steps}
            for _ in range(runs):
                shutil.rmtree(workspace, ignore_errors=True)
                shutil.copytree(made, workspace)
                for name, job in steps.items():
                    found[name].append(told_by("benchmarks.jobs", job, str(workspace)))
            for name, told in found.items():
                whole = statistics.median(one["process_seconds"] for one in told)
                peak = max(one["peak_mb"] for one in told)
                note = f"{whole:.2f} with interpreter and imports"
                yield Row(f"{name}, {creators:,} creators", [one["seconds"] for one in told], peak, note=note)


def pages(_runs: int) -> Iterator[Row]:
    """Pages of a server with that many creators, asked one after another; and its memory when it has nothing to do."""
    for creators in (400, 5_000, 10_000, 100_000, 1_000_000):
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.pages", str(creators)],
            capture_output=True, text=True, check=True, cwd=HERE.parent,
        )  # fmt: skip
        told = json.loads(done.stdout.splitlines()[-1])
        yield Row(f"first list after the start, {creators:,} creators", [told["first list"]], 0.0)
        for page, seconds in told["pages"].items():
            late = statistics.quantiles(seconds, n=20)[-1]
            yield Row(f"page {page}, {creators:,} creators", seconds, 0.0, note=f"p95 {late * 1000:.0f} ms")
        yield Row(f"idle server, {creators:,} creators", [0.0], told["idle_mb"])


def signals(runs: int, accounts: int = SIGNAL_ACCOUNTS) -> Iterator[Row]:
    """What posts alone tell of everybody: from all posts, from what is kept, and after a batch of 1,000 accounts."""
    with tempfile.TemporaryDirectory() as folder:
        told_by("benchmarks.signals", "make", folder, str(accounts))
        found: dict[str, list[dict[str, float]]] = {"bare": [], "all": [], "kept": [], "batch": []}
        for _ in range(runs):
            shutil.rmtree(Path(folder) / "derived", ignore_errors=True)
            found["bare"].append(told_by("benchmarks.signals", "bare", folder))
            found["all"].append(told_by("benchmarks.signals", "signals", folder))
            found["kept"].append(told_by("benchmarks.signals", "signals", folder))
        for run in range(runs):
            told_by("benchmarks.signals", "touch", folder, str(run + 1))
            found["batch"].append(told_by("benchmarks.signals", "signals", folder))
    middle = {
        name: {part: statistics.median(one[part] for one in told) for part in told[0]} for name, told in found.items()
    }
    for name, words in SIGNAL_ROWS.items():
        one, bare = middle[name], middle["bare"]
        note = f"cpu {one['cpu']:.1f} s"
        if name != "bare":
            without_fit = (one["seconds"] - one["fit"]) / bare["seconds"]
            note += (
                f"; {one['seconds'] / bare['seconds']:.1f} x bare, {without_fit:.1f} x without the fit; posts "
                f"{one['read']:.2f}, fit {one['fit']:.2f}, rest {one['rest']:.2f}; read {one['again']:,.0f} accounts"
            )
        peak = max(told["peak_mb"] for told in found[name])
        yield Row(f"{words}, {accounts:,} x 20", [told["seconds"] for told in found[name]], peak, note=note)


SIGNAL_ROWS = {
    "bare": "bare group-by", "all": "signals, all posts", "kept": "signals, posts kept",
    "batch": "signals, batch of 1,000",
}  # fmt: skip


def search(_runs: int, kept: Path | None = None) -> Iterator[Row]:
    """Looking for creators, beside peers that look through the same creators for the same questions."""
    for name, seconds, peak, note in search_lines(kept):
        yield Row(name, seconds, peak, note=note)


GROUPS: dict[str, Callable[[int], Iterator[Row]]] = {
    "import": imports, "start": start, "job": main_job, "pages": pages, "search": search,
    "signals": signals,
}  # fmt: skip


def report(groups: Sequence[str], runs: int) -> str:
    head = f"{'measured':<48}{'median s':>8}{'fastest to slowest':>18}{'n':>4}{'peak MB':>9}"
    machine = f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}"
    lines = [f"{date.today()}, {machine}, load {os.getloadavg()[0]:.1f} at the start", head]
    for group in groups:
        for row in GROUPS[group](runs):
            lines.append(row.text())
            print(lines[-1], flush=True)
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], default=[])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--accounts", type=int, default=SIGNAL_ACCOUNTS, help="of the signals")
    parser.add_argument("--kept", type=Path, help="folder where the indexes of search stay; without peers")
    told = parser.parse_args()
    GROUPS["search"] = partial(search, kept=told.kept)
    GROUPS["signals"] = partial(signals, accounts=told.accounts)
    groups = told.groups or list(GROUPS)
    text = report(groups, told.runs)
    target = HERE / "results" / f"{'-'.join(groups)}.txt"
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    print(f"kept in {target.relative_to(HERE.parent)}")


if __name__ == "__main__":
    main()

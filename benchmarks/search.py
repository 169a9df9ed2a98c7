"""What search costs, beside others: the same creators and questions in one run, each in a process of its own.

The peers come with ``pip install "shoal[bench]"``, but DuckDB with its fts package pins another DuckDB than Shoal and
gets an environment of its own; what cannot be installed is named and left out. SHOAL_BENCH_PEERS and SHOAL_BENCH_DUCKDB
may name a Python that has them.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Line = tuple[str, list[float], float, str]
HERE = Path(__file__).parent
SIZES = (10_000, 1_000_000)
PEERS_AT = 1_000_000
DUCKDB = ("duckdb==1.5.5", "duckdb-extension-fts==1.5.5", "numpy", "pyarrow")
KINDS = ("broad", "selective")
FORMS = {"query": "words + vector + range, four facets", "page": "the whole page: seven facets and reasons"}
LINES = [f"{form}, {kind}, {words}" for form in FORMS for words in ("any", "all") for kind in KINDS]


def search_lines(kept: Path | None = None) -> Iterator[Line]:
    """Yield (name, seconds, peak in MB, note) for each thing measured.

    With ``kept``, the indexes stay in that folder and are only built where they are not there yet, without the peers.
    """
    for rows in SIZES:
        with tempfile.TemporaryDirectory() as name:
            folder = kept / str(rows) if kept else Path(name)
            ours: dict[str, float] = {}
            yield from of_ours(folder, rows, ours)
            if rows == PEERS_AT and not kept:
                yield from of_peers(folder, rows, ours)
            shutil.rmtree(folder / "grown", ignore_errors=True)
            shutil.copytree(folder / "index", folder / "grown" / "index", copy_function=os.link)
            added = job("add", folder / "grown", rows)
            note = f"{added['asked']:.0f} questions meanwhile, median {added['median'] * 1000:.0f} ms, "
            note += f"slowest {added['slowest'] * 1000:.0f} ms"
            yield f"add 10,000 to {rows:,}, searchable", [added["seconds"]], 0.0, note


def of_ours(folder: Path, rows: int, medians: dict[str, float]) -> Iterator[Line]:
    """Build, then ask."""
    told = folder / "build.json"
    if not told.exists():
        folder.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps(job("build", folder, rows)), encoding="utf-8")
    built = json.loads(told.read_text(encoding="utf-8"))
    note = f"vectors {built['vectors_seconds']:.0f} s; {built['disk_mb']:,.0f} MB on disk, "
    yield f"index build, {rows:,}", [built["seconds"]], built["peak_mb"], f"{note}model {built['model_mb']:.0f} MB"
    asked = job("ask", folder, rows)
    firsts, resident = ([told[name] for told in map(asked.get, LINES)] for name in ("first_seconds", "resident_mb"))
    yield f"first search of a new process, {rows:,}", firsts, 0.0, f"resident {max(resident):,.0f} MB when warm"
    for line in LINES:
        form, kind, words = line.split(", ")
        told = asked[line]
        recall = f", recall@50 {asked['recall'][kind]:.3f}" if line.startswith("query") and words == "any" else ""
        note = f"{share(told['seconds'])}; {told['passing']:.1%} pass, {told['total']:,.0f} found{recall}; "
        note += f"200,000 additions {' and '.join(f'{ms:.0f}' for ms in told['additions_ms'])} ms"
        yield f"shoal, {FORMS[form]}, {kind}, {words} words, {rows:,}", told["seconds"], 0.0, note
    for kind in KINDS:
        medians[kind] = statistics.median(asked[f"query, {kind}, any"]["seconds"])


def of_peers(folder: Path, rows: int, medians: dict[str, float]) -> Iterator[Line]:
    """Ask the same of the others; say how much longer they take."""
    job("export", folder, rows)
    shared = os.environ.get("SHOAL_BENCH_PEERS", sys.executable)
    for name, python in (("lancedb", shared), ("sqlite", shared), ("duckdb", duckdb_python(folder))):
        told = peer(name, python, folder)
        if "missing" in told:
            yield f"{name}: not measured", [0.0], 0.0, told["missing"]
            continue
        yield f"{name} build, {rows:,}", [told["build_seconds"]], 0.0, ""
        for kind in KINDS:
            seconds = told[kind]["seconds"]
            times = statistics.median(seconds) / medians[kind]
            note = f"{share(seconds)}; recall@50 {told[kind]['recall']:.3f}; {times:.1f} x ours at the median"
            yield f"{name}, {kind}, any words, {rows:,}", seconds, 0.0, note


def share(seconds: list[float]) -> str:
    late = statistics.quantiles(seconds, n=20)[-1]
    return f"p50 {statistics.median(seconds) * 1000:.1f}, p95 {late * 1000:.1f} ms"


def job(name: str, folder: Path, rows: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "benchmarks.search_jobs", name, str(folder), str(rows)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def peer(name: str, python: str, folder: Path) -> dict[str, Any]:
    done = subprocess.run(
        [python, str(HERE / "search_peers.py"), name, str(folder)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        return {"missing": (done.stderr.splitlines() or ["it ended without a word"])[-1][:160]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def duckdb_python(folder: Path) -> str:
    """Make an environment with the DuckDB whose fts extension is packaged."""
    named = os.environ.get("SHOAL_BENCH_DUCKDB")
    if named:
        return named
    home = folder / "duckdb-environment"
    shutil.rmtree(home, ignore_errors=True)
    subprocess.run([sys.executable, "-m", "venv", str(home)], check=False, capture_output=True)
    python = str(home / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *DUCKDB], check=False, capture_output=True)
    return python

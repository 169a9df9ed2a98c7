"""One phase of measuring search, in a process of its own: prints what it measured as JSON.

``build FOLDER N``, ``ask FOLDER N``, ``line FOLDER N FORM KIND WORDS``, ``add FOLDER N``; the folder holds the index
and the vectors in single precision. ``ask`` asks every line in a process of its own: each question is new to it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import psutil
from numpy.random import PCG64, Generator

from benchmarks.search_data import broad, made, selective, texts_asked
from shoal.domain.search import SearchQuery
from shoal.index import NOTHING_OWN, Embedder, Opened, Origin, Reader, Store, build, embedder_for, refresh, search
from shoal.index.filters import Filters
from shoal.index.vectors import nearest

ASKED = 200
WARM = 20
RECALL_OF = 50
RECALL_ASKED = 20
ADDED = 10_000
PEER_ASKED = 50
NO_ROWS = {"tag": np.zeros(0, dtype=np.int64), "without": np.zeros(0, dtype=np.int64)}
ORIGIN = Origin(catalog="bench", made_at="2026-11-22T00:00:00+00:00")
KINDS: dict[str, Callable[..., SearchQuery]] = {"broad": broad, "selective": selective}
# What is asked for: what the target names and the peers are asked for too (50 lines with their columns, four facets),
# or what the page of creators shows (the reason for each line and seven facets as well).
PEER_FACETS = ("platform", "country", "language", "niche")
FORMS: dict[str, dict[str, object]] = {"query": {"facets": PEER_FACETS, "reasons": False}, "page": {}}
LINES = [(form, kind, words) for form in FORMS for words in ("any", "all") for kind in KINDS]
ADDITIONS = 200_000  # the machine has more than one speed: a loop of so many says which one a line met


class Keeping:
    """An embedder that also keeps the vectors as they were before they became bytes, to count recall against."""

    def __init__(self, embedder: Embedder, path: Path, rows: int) -> None:
        self.name, self.dim = embedder.name, embedder.dim
        self.seconds = 0.0
        self._embedder = embedder
        self._kept = np.lib.format.open_memmap(path, mode="w+", dtype=np.float32, shape=(rows, embedder.dim))
        self._at = 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        began = time.perf_counter()
        found = self._embedder.embed(texts)
        self.seconds += time.perf_counter() - began
        self._kept[self._at : self._at + len(found)] = found
        self._at += len(found)
        return found

    def done(self) -> None:
        began = time.perf_counter()
        self._embedder.done()
        self.seconds += time.perf_counter() - began


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def build_job(folder: Path, rows: int) -> dict[str, float]:
    """Build from text, the piece table included; making the texts up is not counted."""
    store = Store(folder / "index")
    began = time.perf_counter()
    embedder = embedder_for(store.model, rows)
    if embedder is None:
        raise SystemExit("the sentence model is not installed")
    opened = time.perf_counter() - began
    told = made(rows, store.model)
    keeping = Keeping(embedder, folder / "float32.npy", rows)
    making = 0.0

    def chunks() -> object:
        nonlocal making
        source = told.chunks()
        while True:
            start = time.perf_counter()
            chunk = next(source, None)
            making += time.perf_counter() - start
            if chunk is None:
                return
            yield chunk

    began = time.perf_counter()
    build(store, chunks(), rows, ORIGIN, embedder=keeping)  # type: ignore[arg-type]
    seconds = time.perf_counter() - began - making + opened
    return {
        "seconds": seconds, "vectors_seconds": keeping.seconds,
        "disk_mb": store.disk_bytes() / 1e6,
        "model_mb": sum(path.stat().st_size for path in store.model.iterdir()) / 1e6, "peak_mb": peak_mb(),
    }  # fmt: skip


def asked(store: Store, words: str) -> dict[str, list[SearchQuery]]:
    texts = texts_asked(made(1, store.model).words, ASKED + WARM)
    return {kind: [make(text, Generator(PCG64(place)), words=words) for place, text in enumerate(texts)]
            for kind, make in KINDS.items()}  # fmt: skip


def ask_job(folder: Path, rows: int) -> dict[str, object]:
    """Ask every line of questions, each in a process that just started."""
    found: dict[str, object] = {}
    for line in LINES:
        command = [sys.executable, "-m", "benchmarks.search_jobs", "line", str(folder), str(rows), *line]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found[", ".join(line)] = json.loads(done.stdout)
    return found | {"recall": recall(folder)}


def line_job(folder: Path, rows: int, form: str, kind: str, words: str) -> dict[str, object]:
    """Ask questions of a warm index; the first one is that of a process that just started."""
    store = Store(folder / "index")
    queries = [replace(query, **FORMS[form]) for query in asked(store, words)[kind]]  # type: ignore[arg-type]
    began = time.perf_counter()
    reader = Opened(store.folder).reader()
    assert reader is not None  # noqa: S101
    search(reader, queries[0])
    first = time.perf_counter() - began
    took, passing, total, speeds = [], [], [], [speed()]
    for place, query in enumerate(queries):
        began = time.perf_counter()
        page = search(reader, query)
        if place >= WARM:
            took.append(time.perf_counter() - began)
            passing.append(page.passing / rows)
            total.append(page.total)
    return {
        "seconds": took, "passing": float(np.median(passing)), "total": float(np.median(total)), "first_seconds": first,
        "resident_mb": psutil.Process().memory_info().rss / 1e6, "additions_ms": [*speeds, speed()],
    }  # fmt: skip


def speed() -> float:
    """Return how many ms the machine takes for the additions now."""
    began, total = time.perf_counter(), 0
    for number in range(ADDITIONS):
        total += number
    return (time.perf_counter() - began) * 1000


def recall(folder: Path) -> dict[str, float]:
    """Hold the nearest 50 against those by the vectors in single precision, over the same filters."""
    store = Store(folder / "index")
    reader = Opened(store.folder).reader()
    assert reader is not None  # noqa: S101
    questions = asked(store, "any")
    exact = np.load(folder / "float32.npy", mmap_mode="r")
    embedder, found = reader.embedder(), {}
    assert embedder is not None  # noqa: S101
    for kind, queries in questions.items():
        shares = []
        for query in queries[:RECALL_ASKED]:
            vector = embedder.embed([query.text])[0]
            filters = Filters(reader.columns, query, NOTHING_OWN, NO_ROWS)
            rows = filters.rows[reader.columns.has_vector[filters.rows]]
            rows = rows[rows < len(exact)]  # without what was added since
            best = rows[np.argsort(-(exact[rows] @ vector), kind="stable")[:RECALL_OF]]
            near = nearest(reader.blocks, vector, rows, RECALL_OF)
            shares.append(len(set(best.tolist()) & set(near.rows.tolist())) / max(1, len(best)))
        found[kind] = float(np.mean(shares))
    return found


def add_job(folder: Path, _rows: int) -> dict[str, float]:
    """Add 10,000 creators while somebody keeps asking; done when a new one is found by a new question."""
    store = Store(folder / "index")
    opened = Opened(store.folder)
    queries = asked(store, "any")["selective"]
    took: list[float] = []
    stop = threading.Event()

    def ask() -> None:
        place = 0
        while not stop.is_set():
            reader = opened.reader()
            assert reader is not None  # noqa: S101
            began = time.perf_counter()
            search(reader, queries[place % len(queries)])
            took.append(time.perf_counter() - began)
            place += 1
            time.sleep(0.02)

    fresh = made(ADDED, store.model).chunk(0, ADDED, "new")
    search(opened.reader(), queries[0])  # type: ignore[arg-type]
    asking = threading.Thread(target=ask)
    asking.start()
    began = time.perf_counter()
    refresh(store, [fresh], [], ORIGIN)
    reader = opened.reader()
    assert reader is not None  # noqa: S101
    found = len(reader.rows_of([str(fresh.account_id[0])]))
    seconds = time.perf_counter() - began
    stop.set()
    asking.join()
    return {"seconds": seconds, "found": float(found), "asked": float(len(took)), "slowest": max(took),
            "median": float(np.median(took))}  # fmt: skip


def export_job(folder: Path, rows: int) -> dict[str, float]:
    """Write what the peers read, in the order of our rows: texts, columns, questions, vectors, the right nearest 50."""
    store = Store(folder / "index")
    told = made(rows, store.model)
    names = ("handle", "platform", "country", "niche")
    texts: dict[str, list[np.ndarray]] = {name: [] for name in (*names, "languages")}
    numbers: dict[str, list[np.ndarray]] = {name: [] for name in ("followers", "latitude", "longitude")}
    lines: list[str] = []
    for chunk in told.chunks():
        for column, parts in texts.items():
            parts.append(getattr(chunk, column).astype(str))
        for column, parts in numbers.items():
            parts.append(getattr(chunk, column))
        lines += [" ".join(parts) for parts in zip(chunk.niche, chunk.bio, chunk.captions, strict=True)]
    reader = Opened(store.folder).reader()
    assert reader is not None  # noqa: S101
    order = [int(account.removeprefix("ac_")) for account in reader.account_ids(np.arange(rows))]
    (folder / "texts.txt").write_text("\n".join(lines[place] for place in order), encoding="utf-8")
    columns = {name: np.concatenate(parts)[order] for name, parts in (texts | numbers).items()}
    columns["language"] = columns.pop("languages")
    columns["followers"] = np.nan_to_num(columns["followers"], nan=-1)
    np.savez(folder / "columns.npz", **columns)
    exact = np.load(folder / "float32.npy", mmap_mode="r")
    questions = {kind: [for_peers(reader, exact, query) for query in queries[:PEER_ASKED]]
                 for kind, queries in asked(store, "any").items()}  # fmt: skip
    (folder / "questions.json").write_text(json.dumps(questions), encoding="utf-8")
    return {"seconds": 0.0}


def for_peers(reader: Reader, exact: np.ndarray, query: SearchQuery) -> dict[str, object]:
    rows = Filters(reader.columns, query, NOTHING_OWN, NO_ROWS).rows
    rows = rows[rows < len(exact)]  # without what was added since
    vector = reader.direction(query.text.strip())
    best = rows[np.argsort(-(exact[rows] @ vector), kind="stable")[:RECALL_OF]]
    circle, span = query.circle, query.followers
    return {
        "text": query.text.strip(), "vector": [float(number) for number in vector], "nearest": best.tolist(),
        "language": query.language[0] if query.language else "", "country": query.country[0] if query.country else "",
        "low": span.low, "high": span.high, "radius_km": circle.radius_km if circle else 0,
        "latitude": circle.latitude if circle else 0, "longitude": circle.longitude if circle else 0,
    }  # fmt: skip


JOBS: dict[str, Callable[..., object]] = {
    "build": build_job, "ask": ask_job, "line": line_job, "add": add_job, "export": export_job
}  # fmt: skip


def main() -> None:
    job, folder, rows, *line = sys.argv[1:]
    print(json.dumps(JOBS[job](Path(folder), int(rows), *line)))


if __name__ == "__main__":
    main()

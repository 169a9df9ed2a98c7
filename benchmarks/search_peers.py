"""The same creators and questions through others: LanceDB, SQLite (FTS5 + sqlite-vec), DuckDB (fts + arrays).

``python benchmarks/search_peers.py PEER FOLDER`` with whatever Python has the peer: this file imports nothing of Shoal.
The folder is what ``benchmarks.search_jobs export`` wrote. Each question is answered as ours: the 200 best by words
(any of them) and the 200 nearest vectors among those who pass the filters, fused by reciprocal ranks, 50 lines with
their columns, and four facets. Facets count everybody who passes the filters, which is less work than ours.
"""

from __future__ import annotations

import json
import math
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np

KEPT, SHOWN, K = 200, 50, 60
FACETS = ("platform", "country", "language", "niche")
SHOWN_COLUMNS = ("handle", "platform", "country", "language", "niche", "followers")
LOADED_AT_ONCE = 50_000


def data(folder: Path) -> tuple[dict[str, np.ndarray], list[str], np.ndarray]:
    with np.load(folder / "columns.npz", allow_pickle=False) as kept:
        columns = {name: kept[name] for name in kept.files}
    texts = (folder / "texts.txt").read_text(encoding="utf-8").split("\n")
    return columns, texts, np.load(folder / "float32.npy", mmap_mode="r")


def where(asked: dict[str, Any]) -> str:
    """The filters as SQL; a circle as a box, which passes a few more than ours and is less work."""
    parts = [f"followers >= {asked['low']} AND followers <= {asked['high']}"]
    parts += [f"{name} = '{asked[name]}'" for name in ("language", "country") if asked.get(name)]
    if asked.get("radius_km"):
        down = asked["radius_km"] / 111.2
        across = down / math.cos(math.radians(asked["latitude"]))
        parts.append(f"latitude BETWEEN {asked['latitude'] - down} AND {asked['latitude'] + down}")
        parts.append(f"longitude BETWEEN {asked['longitude'] - across} AND {asked['longitude'] + across}")
    return " AND ".join(parts)


def fused(*lists: list[int]) -> list[int]:
    scores: Counter[int] = Counter()
    for one in lists:
        for rank, row in enumerate(one, start=1):
            scores[row] += 1 / (K + rank)
    return [row for row, _ in scores.most_common(SHOWN)]


class Lance:
    """LanceDB: full text and vectors in one table; exact vectors, as an approximate index loses answers of a filter."""

    def __init__(self, folder: Path) -> None:
        import lancedb

        self.db = lancedb.connect(folder / "lance")
        self.table = self.db.open_table("creators") if "creators" in self.db.table_names() else None

    def load(self, columns: dict[str, np.ndarray], texts: list[str], vectors: np.ndarray) -> None:
        import pyarrow as pa

        for start in range(0, len(texts), LOADED_AT_ONCE):
            cut = slice(start, min(start + LOADED_AT_ONCE, len(texts)))
            size = cut.stop - cut.start
            vector = pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(vectors[cut]).reshape(-1)), 256)
            part = {name: pa.array(column[cut]) for name, column in columns.items()}
            part |= {"row": pa.array(np.arange(start, start + size)), "text": pa.array(texts[cut]), "vector": vector}
            table = pa.table(part)
            if self.table is None:
                self.table = self.db.create_table("creators", table)
            else:
                self.table.add(table)
        self.table.create_fts_index("text", replace=True)
        for name in ("language", "country"):
            self.table.create_scalar_index(name, index_type="BITMAP")
        self.table.create_scalar_index("followers", index_type="BTREE")

    def near(self, vector: list[float], asked: dict[str, Any]) -> list[int]:
        found = (
            self.table.search(np.array(vector, dtype=np.float32))
            .distance_type("dot")
            .where(where(asked), prefilter=True)
        )
        return found.select(["row"]).limit(KEPT).to_arrow()["row"].to_pylist()

    def ask(self, asked: dict[str, Any]) -> list[int]:
        words = self.table.search(asked["text"], query_type="fts").where(where(asked), prefilter=True)
        rows = fused(words.select(["row"]).limit(KEPT).to_arrow()["row"].to_pylist(), self.near(asked["vector"], asked))
        listed = ", ".join(map(str, rows))
        self.table.search().where(f"row IN ({listed})").select(list(SHOWN_COLUMNS)).limit(SHOWN).to_arrow()
        passing = self.table.search().where(where(asked)).select(list(FACETS)).limit(10_000_000).to_arrow()
        for name in FACETS:
            passing[name].value_counts()
        return rows


class Sqlite:
    """SQLite: FTS5 beside sqlite-vec, joined by row."""

    def __init__(self, folder: Path) -> None:
        import apsw
        import sqlite_vec

        self.db = apsw.Connection(str(folder / "sqlite.db"))
        self.db.enable_load_extension(True)  # noqa: FBT003
        self.db.load_extension(sqlite_vec.loadable_path())
        self.db.execute("PRAGMA journal_mode = off; PRAGMA synchronous = off")
        self.db.execute("PRAGMA cache_size = -500000; PRAGMA mmap_size = 4000000000")

    def load(self, columns: dict[str, np.ndarray], texts: list[str], vectors: np.ndarray) -> None:
        names = list(columns)
        self.db.execute(f"CREATE TABLE c(row INTEGER PRIMARY KEY, {', '.join(names)})")
        self.db.execute("CREATE VIRTUAL TABLE f USING fts5(text, content='', tokenize='unicode61 remove_diacritics 2')")
        kinds = "language text, country text, followers float, latitude float, longitude float"
        vector = "row INTEGER PRIMARY KEY, e float[256] distance_metric=cosine"
        self.db.execute(f"CREATE VIRTUAL TABLE v USING vec0({vector}, {kinds})")
        marks = ", ".join("?" * (len(names) + 1))
        with self.db:
            listed = [column.tolist() for column in columns.values()]
            self.db.executemany(f"INSERT INTO c VALUES ({marks})", zip(range(len(texts)), *listed, strict=True))
            self.db.executemany("INSERT INTO f(rowid, text) VALUES (?, ?)", enumerate(texts))
            told = (columns[name].tolist() for name in ("language", "country", "followers", "latitude", "longitude"))
            self.db.executemany(
                "INSERT INTO v VALUES (?, ?, ?, ?, ?, ?, ?)",
                ((row, vectors[row].tobytes(), *rest) for row, rest in enumerate(zip(*told, strict=True))),
            )
        self.db.execute("CREATE INDEX by_language ON c(language, followers)")
        self.db.execute("CREATE INDEX by_country ON c(country, followers)")
        self.db.execute("INSERT INTO f(f) VALUES ('optimize'); ANALYZE")

    def near(self, vector: list[float], asked: dict[str, Any]) -> list[int]:
        told = np.array(vector, dtype=np.float32).tobytes()
        sql = f"SELECT row FROM v WHERE e MATCH ? AND k = {KEPT} AND {between_apart(where(asked))}"
        return [row[0] for row in self.db.execute(sql, [told])]

    def ask(self, asked: dict[str, Any]) -> list[int]:
        text = " OR ".join(f'"{word}"' for word in asked["text"].split())
        joined = f"f JOIN c ON c.row = f.rowid WHERE f MATCH ? AND {where(asked)}"
        sql = f"SELECT f.rowid FROM {joined} ORDER BY f.rank LIMIT {KEPT}"
        rows = fused([row[0] for row in self.db.execute(sql, [text])], self.near(asked["vector"], asked))
        list(
            self.db.execute(
                f"SELECT {', '.join(SHOWN_COLUMNS)} FROM c WHERE row IN ({', '.join(map(str, rows)) or 'NULL'})"
            )
        )
        for name in FACETS:
            list(self.db.execute(f"SELECT {name}, count(*) FROM c WHERE {where(asked)} GROUP BY {name}"))
        return rows


class Duck:
    """DuckDB: the fts extension of its package, and vectors in an array column; exact."""

    def __init__(self, folder: Path) -> None:
        import duckdb
        import duckdb_extension_fts

        self.db = duckdb.connect(str(folder / "duck.db"), config={"threads": 2, "memory_limit": "6GB"})
        packaged = next(Path(duckdb_extension_fts.__file__).parent.glob("extensions/*/fts.duckdb_extension"))
        self.db.execute(f"LOAD '{packaged}'")  # from the package: nothing is fetched

    def load(self, columns: dict[str, np.ndarray], texts: list[str], vectors: np.ndarray) -> None:
        import pyarrow as pa

        for start in range(0, len(texts), LOADED_AT_ONCE):
            cut = slice(start, min(start + LOADED_AT_ONCE, len(texts)))
            part = {name: pa.array(column[cut]) for name, column in columns.items()}
            part |= {"row": pa.array(np.arange(cut.start, cut.stop)), "text": pa.array(texts[cut])}
            part["e"] = pa.FixedSizeListArray.from_arrays(pa.array(np.ascontiguousarray(vectors[cut]).reshape(-1)), 256)
            self.db.register("told", pa.table(part))
            self.db.execute("INSERT INTO c FROM told" if start else "CREATE TABLE c AS FROM told")
        self.db.execute("PRAGMA create_fts_index('c', 'row', 'text')")

    def near(self, vector: list[float], asked: dict[str, Any]) -> list[int]:
        sql = (
            f"SELECT row FROM c WHERE {where(asked)} ORDER BY array_inner_product(e, $1::FLOAT[256]) DESC LIMIT {KEPT}"
        )
        return [row[0] for row in self.db.execute(sql, [vector]).fetchall()]

    def ask(self, asked: dict[str, Any]) -> list[int]:
        sql = (
            f"SELECT row FROM (SELECT row, fts_main_c.match_bm25(row, $1) AS score FROM c WHERE {where(asked)}) "
            f"WHERE score IS NOT NULL ORDER BY score DESC LIMIT {KEPT}"
        )
        words = [row[0] for row in self.db.execute(sql, [asked["text"]]).fetchall()]
        rows = fused(words, self.near(asked["vector"], asked))
        self.db.execute(
            f"SELECT {', '.join(SHOWN_COLUMNS)} FROM c WHERE row IN ({', '.join(map(str, rows)) or 'NULL'})"
        ).fetchall()
        for name in FACETS:
            self.db.execute(f"SELECT {name}, count(*) FROM c WHERE {where(asked)} GROUP BY {name}").fetchall()
        return rows


PEERS = {"lancedb": Lance, "sqlite": Sqlite, "duckdb": Duck}


def between_apart(sql: str) -> str:
    """sqlite-vec knows no BETWEEN on its columns: the same as two comparisons."""
    return re.sub(r"(\w+) BETWEEN (\S+) AND (\S+)", r"\1 >= \2 AND \1 <= \3", sql)


def main() -> None:
    name, folder = sys.argv[1], Path(sys.argv[2])
    columns, texts, vectors = data(folder)
    told = json.loads((folder / "questions.json").read_text(encoding="utf-8"))
    began = time.perf_counter()
    peer = PEERS[name](folder)
    if not (folder / f"{name}.loaded").exists():
        peer.load(columns, texts, vectors)
        (folder / f"{name}.loaded").write_text(f"{time.perf_counter() - began:.1f}", encoding="ascii")
    found: dict[str, Any] = {"build_seconds": float((folder / f"{name}.loaded").read_text(encoding="ascii"))}
    for kind, questions in told.items():
        took, recall = [], []
        for place, asked in enumerate(questions):
            began = time.perf_counter()
            peer.ask(asked)
            if place >= len(questions) // 5:
                took.append(time.perf_counter() - began)
            if place < 10:  # noqa: PLR2004
                near = set(peer.near(asked["vector"], asked)[:SHOWN])
                recall.append(len(near & set(asked["nearest"])) / max(1, len(asked["nearest"])))
        found[kind] = {"seconds": took, "recall": float(np.mean(recall))}
    print(json.dumps(found))


if __name__ == "__main__":
    main()

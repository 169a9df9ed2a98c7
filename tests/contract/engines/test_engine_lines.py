"""What an engine promises of batches that are written line for line and seen through a lens."""

from __future__ import annotations

from pathlib import Path

import pytest

from shoal.engines import Lens, open_engine

ENGINES = ("duckdb://",)
TABLES = {"people": {"batch": "VARCHAR", "name": "VARCHAR", "size": "BIGINT"}}


@pytest.mark.parametrize("url", ENGINES)
def test_lines_left_out_are_not_seen_and_still_go_from_the_file_when_they_are_erased(url: str, tmp_path: Path) -> None:
    engine = open_engine(url, tmp_path, TABLES)
    writer = engine.begin("one")
    source = "SELECT unnest(['a', 'b', NULL, 'b']) AS name"
    lens: Lens = {"constants": {"batch": "'one'"}, "line": "size", "where": "name IS NOT NULL"}
    counted = writer.append_lines("people", source, lens)
    writer.leave_out("people", [2])
    rows = writer.commit({}).rows["people"]

    seen = engine.rows("SELECT name, size FROM people ORDER BY size")
    gone = engine.rewrite("people", "name = 'b'")

    assert (counted, rows, seen, gone) == ((4, 3), 2, [("a", 1), ("b", 4)], 1)
    (segment,) = engine.batches()[0].segments["people"]
    path = engine.store.folder / segment  # type: ignore[attr-defined]
    assert engine.rows("SELECT name FROM read_parquet($1)", [str(path)]) == [("a",)]

"""The embedded engine: DuckDB in memory over Parquet segments. The one file that speaks to the library."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from shoal.engines.base import Lens, Manifest, Tables
from shoal.engines.segments import SegmentStore, sync_file
from shoal.errors import ConflictError, FileFormatError, NotFoundError

CHUNK_ROWS = 20_000
Place = tuple[str, Lens | None]
ATTEMPTS = 5  # a reader meets at most as many undone or rewritten batches in one query

Fetched = TypeVar("Fetched")


def quoted(name: str) -> str:
    """Return a name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as an SQL literal; for file names only, values go in as parameters."""
    return "'" + text.replace("'", "''") + "'"


def seen_through(lens: Lens, path: str) -> str:
    """Return SQL for a segment seen through its lens."""
    constants = [f"{value} AS {quoted(name)}" for name, value in lens.get("constants", {}).items()]
    numbered = [f"file_row_number + 1 AS {quoted(lens['line'])}"] if "line" in lens else []
    columns = ", ".join(["* EXCLUDE (file_row_number)", *constants, *numbered])
    source = f"read_parquet({literal(path)}, file_row_number = true)"
    return f"SELECT {columns} FROM {source} WHERE {lens.get('where', 'true')}"


class DuckEngine:
    """DuckDB over a folder of segments; one connection, no database file, so that readers never shut anyone out."""

    def __init__(self, folder: Path, tables: Tables, *, memory_mb: int = 1024) -> None:
        self.store = SegmentStore(folder)
        self.tables = tables
        self.store.sweep_if_free()
        self._spill = self.store.spill()
        self._connection = duckdb.connect(
            config={
                "memory_limit": f"{memory_mb}MB",
                "temp_directory": str(self._spill.folder),
                "autoinstall_known_extensions": False,  # nothing is fetched at run time
                "autoload_known_extensions": True,
            }
        )
        self._connection.execute("SET TimeZone = 'UTC'")
        # A file has no row count until it is read, so the optimiser takes it for small and builds a hash of all of it.
        self._connection.execute("SET disabled_optimizers = 'build_side_probe_side,join_order'")
        self._seen: tuple[tuple[str, tuple[Place, ...]], ...] | None = None

    # reading -------------------------------------------------------------------------------------------------------

    def batches(self) -> tuple[Manifest, ...]:
        """Return the live batches from old to new."""
        return self.store.read()

    def _refresh(self) -> None:
        """Point the views at the live segments; does nothing while the manifests are the same."""
        manifests = self.store.read()
        state = tuple((table, self._places(table, manifests)) for table in self.tables)
        if state == self._seen:
            return
        self._seen = None  # until all views stand: half of them new would mix two states
        for table, places in state:
            self._connection.execute(f"CREATE OR REPLACE VIEW {quoted(table)} AS {self.table_query(table, places)}")
        self._seen = state

    def _places(self, table: str, manifests: Sequence[Manifest]) -> tuple[Place, ...]:
        return tuple(
            (str(self.store.folder / segment), manifest.lenses.get(segment))
            for manifest in manifests
            for segment in manifest.segments.get(table, ())
        )

    def table_query(self, table: str, places: Sequence[Place]) -> str:
        """Return SQL for the rows of some segments with all columns of their table."""
        columns = self.tables[table]
        parts = [f"SELECT {', '.join(f'NULL::{kind} AS {quoted(name)}' for name, kind in columns.items())} WHERE false"]
        whole = [path for path, lens in places if lens is None]
        if whole:
            parts.append(f"SELECT * FROM read_parquet([{', '.join(map(literal, whole))}], union_by_name = true)")
        parts += [seen_through(lens, path) for path, lens in places if lens is not None]
        union = " UNION ALL BY NAME ".join(parts)
        return f"SELECT {', '.join(map(quoted, columns))} FROM ({union})"

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        return self._execute(sql, parameters, duckdb.DuckDBPyConnection.fetchall)

    def columns(self, sql: str, parameters: Sequence[Any] = ()) -> dict[str, NDArray[Any]]:
        """Return the columns of a query; missing numbers are NaN, missing text is ``None``."""
        found = self._execute(sql, parameters, duckdb.DuckDBPyConnection.fetchnumpy)
        return {name: _unmasked(array) for name, array in found.items()}

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query in constant memory, over a cursor of its own."""
        self._refresh()
        cursor = self._connection.cursor()
        try:
            cursor.execute(sql)
            while chunk := cursor.fetchmany(CHUNK_ROWS):
                yield from chunk
        except duckdb.Error as cause:
            raise _unreadable(cause) from cause
        finally:
            cursor.close()

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement on the scratch space."""
        self._execute(sql, parameters, lambda _: None)

    def _execute(
        self, sql: str, parameters: Sequence[Any], fetch: Callable[[duckdb.DuckDBPyConnection], Fetched]
    ) -> Fetched:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._refresh()
                return fetch(self._connection.execute(sql, list(parameters)))
            except duckdb.IOException:
                # A segment went between the listing and the reading: another process undid or rewrote its batch.
                self._seen = None
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("not reached")

    def text_table(self, path: Path, *, delimiter: str, columns: Sequence[str], skip: int) -> str:
        """Give a delimited UTF-8 file a table name under which its cells are read as text in one pass."""
        kinds = "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns) + "}"
        self._connection.execute(
            f"CREATE OR REPLACE VIEW incoming AS SELECT * FROM read_csv({literal(str(path))}, header = false, "
            f"skip = {skip}, auto_detect = false, delim = {literal(delimiter)}, quote = '\"', escape = '\"', "
            f"columns = {kinds}, nullstr = '', max_line_size = 10000000)"
        )
        return "incoming"

    def parquet_rows(self, path: Path) -> Iterator[Mapping[str, str | None]]:
        """Yield the rows of a Parquet file as text cells. Raises ``FileFormatError`` where it is none."""
        cursor = self._connection.cursor()
        try:
            cursor.execute(f"SELECT COLUMNS(*)::VARCHAR FROM read_parquet({literal(str(path))})")
            names = [column[0] for column in cursor.description or ()]
            while chunk := cursor.fetchmany(CHUNK_ROWS):
                yield from (dict(zip(names, row, strict=True)) for row in chunk)
        except duckdb.Error as cause:  # also in the middle: the head of a file may be whole and a page broken
            raise FileFormatError(
                "This is not a readable Parquet file.", received=path.name, next_step="Export it again, or as CSV."
            ) from cause
        finally:
            cursor.close()

    # writing -------------------------------------------------------------------------------------------------------

    def begin(self, batch: str) -> DuckWriter:
        """Start a batch; one writer at a time."""
        lock = self.store.lock()
        try:
            self._refuse_twice(batch)
            self.store.sweep()
            return DuckWriter(self, batch, self.store.next_sequence(), lock)
        except BaseException:
            lock.release()
            raise

    def _refuse_twice(self, batch: str) -> None:
        """Keep a new batch from writing over the segments of a live one."""
        if batch in {manifest.batch for manifest in self.store.read()}:
            raise ConflictError(
                "There is a batch of that name already.", received=batch, next_step=f"shoal creators undo {batch}"
            )

    def drop_batch(self, batch: str) -> None:
        """Take a batch away in all tables at once."""
        with self.store.writing():
            self.store.remove(self._live(batch).batch)
            self.store.sweep()

    def amend(self, batch: str, facts: Mapping[str, Any]) -> None:
        """Replace what the owner notes of a live batch."""
        with self.store.writing():
            self.store.write(replace(self._live(batch), facts=facts))

    def _live(self, batch: str) -> Manifest:
        """Return the manifest of a live batch; call it with the lock held."""
        for manifest in self.store.read():
            if manifest.batch == batch:
                return manifest
        raise NotFoundError(
            "There is no such batch.", received=batch, next_step="List them with: shoal creators batches"
        )

    def rewrite(self, table: str, drop_where: str, parameters: Sequence[Any] = ()) -> int:
        """Write every segment of a table anew without the rows that match. O(rows of the segments that hold one)."""
        gone = 0
        with self.store.writing():
            for manifest in self.store.read():
                changed = [
                    self._without(segment, manifest.lenses.get(segment), table, drop_where, parameters)
                    for segment in manifest.segments.get(table, ())
                ]
                lost = sum(count for _, count in changed)
                if not lost:
                    continue
                gone += lost
                segments = {**manifest.segments, table: [name for name, _ in changed]}
                rows = {**manifest.rows, table: manifest.rows[table] - lost}
                kept = {name for names in segments.values() for name in names}
                lenses = {name: lens for name, lens in manifest.lenses.items() if name in kept}
                self.store.write(replace(manifest, segments=segments, rows=rows, lenses=lenses))
            self.store.sweep()
        return gone

    def _without(
        self, segment: str, lens: Lens | None, table: str, drop_where: str, parameters: Sequence[Any]
    ) -> tuple[str, int]:
        """Write one segment anew without some rows, with all its columns: then it needs no lens any more."""
        path = self.store.folder / segment
        source = f"({self.table_query(table, [(str(path), lens)])})"
        count = f"SELECT count(*) FROM {source} WHERE {drop_where}"
        (lost,) = self._connection.execute(count, list(parameters)).fetchall()[0]
        if not lost:
            return segment, 0
        name = f"{Path(segment).stem}-{os.urandom(3).hex()}.parquet"
        kept = f"SELECT * FROM {source} WHERE ({drop_where}) IS NOT TRUE"
        self.copy(kept, path.with_name(name), parameters)
        return f"{Path(segment).parent.as_posix()}/{name}", int(lost)

    def copy(self, sql: str, path: Path, parameters: Sequence[Any] = ()) -> int:
        """Write what a query gives to one Parquet file, synced to the disk; returns how many rows."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._refresh()
        statement = f"COPY ({sql}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1)"
        try:
            (written,) = self._connection.execute(statement, list(parameters)).fetchall()[0]
        except (duckdb.InvalidInputException, duckdb.ConversionException) as cause:
            raise _unreadable(cause) from cause
        sync_file(path)
        sync_file(path.parent)
        return int(written)

    def load_rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> tuple[str, Path]:
        """Put rows into a scratch file; returns the SQL that reads it with the types of the table, and the file."""
        handle, name = tempfile.mkstemp(suffix=".ndjson", dir=self.store.scratch)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            for row in rows:
                file.write(json.dumps(row, ensure_ascii=False, default=str) + "\n")
        columns = self.tables[table]
        kinds = "{" + ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in columns.items()) + "}"
        sql = (
            f"SELECT {', '.join(map(quoted, columns))} FROM read_json({literal(name)}, format = 'newline_delimited', "
            f"columns = {kinds}, maximum_object_size = 33554432)"
        )
        return sql, Path(name)

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
        self._spill.free()


class DuckWriter:
    """One batch in the making."""

    def __init__(self, engine: DuckEngine, batch: str, sequence: int, lock: FileLock) -> None:
        self.batch = batch
        self.sequence = sequence
        self._engine = engine
        self._lock = lock
        self._segments: dict[str, list[str]] = {}
        self._rows: dict[str, int] = {}
        self._lenses: dict[str, Lens] = {}
        self._made = 0

    def append_rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Add rows given as mappings of column to value; missing columns are NULL."""
        sql, scratch = self._engine.load_rows(table, rows)
        try:
            return self.append_query(table, sql)
        finally:
            scratch.unlink(missing_ok=True)

    def append_query(self, table: str, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Add what a query gives as one more segment of the batch; an empty result leaves no segment."""
        self._made += 1
        name = f"{table}/{self.batch}-{self._made}.parquet"
        path = self._engine.store.folder / name
        count = self._engine.copy(sql, path, parameters)
        if not count:
            path.unlink()
            return 0
        self._segments.setdefault(table, []).append(name)
        self._rows[table] = self._rows.get(table, 0) + count
        return count

    def append_lines(self, table: str, sql: str, lens: Lens) -> tuple[int, int]:
        """Add what a query gives, line for line, to be seen through a lens; returns all lines and those that count."""
        lines = self.append_query(table, sql)
        if not lines:
            return 0, 0
        self._lenses[self._segments[table][-1]] = lens
        seen = seen_through(lens, self._places(table)[-1][0])
        ((counted,),) = self._engine.rows(f"SELECT count(*) FROM ({seen})")
        self._rows[table] += counted - lines
        return lines, int(counted)

    def uncounted_query(self, table: str) -> str:
        """Return SQL for the numbers of the lines that the lens of the newest segment leaves out, as ``line``."""
        path, lens = self._places(table)[-1]
        counted = (lens or {}).get("where", "true")
        source = f"read_parquet({literal(path)}, file_row_number = true)"
        return f"SELECT file_row_number + 1 AS line FROM {source} WHERE ({counted}) IS NOT TRUE"

    def _places(self, table: str) -> list[Place]:
        names = self._segments.get(table, ())
        return [(str(self._engine.store.folder / name), self._lenses.get(name)) for name in names]

    def segment_query(self, table: str) -> str | None:
        """Return SQL for what this batch holds of a table so far, ``None`` for nothing."""
        places = self._places(table)
        return self._engine.table_query(table, places) if places else None

    def keep(self, table: str, where: str) -> None:
        """Write what this batch holds of a table anew, with only the rows that match; what they share stays apart."""
        kept: list[str] = []
        self._rows[table] = 0
        for path, lens in self._places(table):
            self._made += 1
            name = f"{table}/{self.batch}-{self._made}.parquet"
            source = seen_through({**lens, "constants": {}}, path) if lens else f"FROM read_parquet({literal(path)})"
            count = self._engine.copy(f"FROM ({source}) WHERE {where}", self._engine.store.folder / name)
            Path(path).unlink()
            self._rows[table] += count
            kept.append(name)
            if lens:
                self._lenses[name] = {"constants": lens.get("constants", {})}
        self._segments[table] = kept
        self._lenses = {name: lens for name, lens in self._lenses.items() if name in kept or table not in name}

    def commit(self, facts: Mapping[str, Any]) -> Manifest:
        """Make the batch visible in all tables by one rename."""
        manifest = Manifest(
            batch=self.batch,
            sequence=self.sequence,
            segments=self._segments,
            rows=self._rows,
            facts=dict(facts),
            lenses=self._lenses,
        )
        self._engine.store.write(manifest)
        self._lock.release()
        return manifest

    def abort(self) -> None:
        """Forget the batch and what it wrote; does nothing once it is committed."""
        if not self._lock.is_locked:
            return  # without the lock, the sweep would take what another writer is writing
        try:
            self._engine.store.sweep()
        finally:
            self._lock.release()


def _unreadable(cause: duckdb.Error) -> FileFormatError:
    """Return an error in our words; the library's own may quote cells, so only its first line is kept, shortened."""
    return FileFormatError(
        "The file cannot be read as one table.",
        received=str(cause).splitlines()[0][:120],
        next_step="Check that every line has the cells of the header, or export the file again.",
    )


def _unmasked(array: NDArray[Any]) -> NDArray[Any]:
    """Return a plain array: missing numbers become NaN, missing text stays ``None``."""
    if not isinstance(array, np.ma.MaskedArray):
        return array
    if array.dtype.kind in "iufb":
        return np.where(np.ma.getmaskarray(array), np.nan, array.data.astype(np.float64))
    plain = array.data.astype(object)
    plain[np.ma.getmaskarray(array)] = None
    return plain

"""The embedded engine: DuckDB in memory over Parquet segments. The one file that speaks to the library."""

from __future__ import annotations

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from shoal.engines.base import Lens, Manifest, Tables
from shoal.engines.segments import SegmentStore, sync_file
from shoal.engines.sql import Place, literal, quoted, seen_through, unfiltered
from shoal.engines.writer import BatchWriter
from shoal.errors import ConflictError, FileFormatError, NotFoundError

CHUNK_ROWS = 20_000
# A dictionary of more words is given up: building one for names and texts costs more than it saves. Measured on a
# million lines: a fifth less to write than with the library's own sizes, 1 % larger, and less memory.
WRITTEN_AS = (
    "FORMAT parquet, COMPRESSION zstd, COMPRESSION_LEVEL 1, DICTIONARY_SIZE_LIMIT 2048, WRITE_BLOOM_FILTER false"
)
GROUP_ROWS = 40_960
LOOKED_UP_ROWS = 8_192  # where rows are looked up by a column: a group is read whole. 2 % larger on disk
AS_JSON = json.JSONEncoder(ensure_ascii=False, default=str)  # json.dumps would make one for every row
LONGEST_LINE = 10_000_000  # bytes; of a longer one nobody has a use. The library's own stretch is sixteen times of it
ATTEMPTS = 20  # a reader meets at most as many undone or rewritten batches in a row

Fetched = TypeVar("Fetched")


class _Session(threading.local):
    """The cursor that the queries of a thread share for a while, ``None`` where each has its own."""

    cursor: duckdb.DuckDBPyConnection | None = None


class DuckEngine:
    """DuckDB over a folder of segments; no database file, so that readers never shut anyone out.

    Every query runs on a cursor of its own: two threads on one connection would read each other's results.
    """

    def __init__(self, folder: Path, tables: Tables, *, memory_mb: int = 1024) -> None:
        self.store = SegmentStore(folder)
        self.tables = tables
        self.store.sweep_if_free()
        self._spill = self.store.spill()
        self._memory_limit = f"{memory_mb}MB"
        self._connection = duckdb.connect(
            config={
                "memory_limit": self._memory_limit,
                "temp_directory": str(self._spill.folder),
                "autoinstall_known_extensions": False,  # nothing is fetched at run time
                "autoload_known_extensions": True,
            }
        )
        self._views = threading.RLock()
        self._session = _Session()
        self._connection.execute("SET GLOBAL TimeZone = 'UTC'")  # a cursor is a session: it has the global settings
        # A file has no row count until it is read, so the optimiser takes it for small and builds a hash of all of it.
        self._connection.execute("SET GLOBAL disabled_optimizers = 'build_side_probe_side,join_order'")
        self._seen: tuple[tuple[str, tuple[Place, ...]], ...] | None = None

    # reading -------------------------------------------------------------------------------------------------------

    def batches(self) -> tuple[Manifest, ...]:
        """Return the live batches from old to new."""
        return self.store.read()

    def _refresh(self) -> None:
        """Point the views at the live segments; does nothing while the manifests are the same."""
        with self._views:
            manifests = self.store.read()
            state = tuple((table, self._places(table, manifests)) for table in self.tables)
            if state == self._seen:
                return
            self._seen = None  # until all views stand
            views = [
                f"CREATE OR REPLACE VIEW {quoted(table)} AS {self.table_query(table, places)}"
                for table, places in state
            ]
            with closing(self._connection.cursor()) as cursor:
                # in one go: a query of another thread that saw half of them new would mix two states
                cursor.execute("; ".join(["BEGIN TRANSACTION", *views, "COMMIT"]))
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
        cursor = self._connection.cursor()
        try:
            self._persisted(lambda: cursor.execute(sql))
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
        return self._persisted(lambda: self._fetched(sql, parameters, fetch))

    def _persisted(self, ask: Callable[[], Fetched]) -> Fetched:
        """Ask again where a segment went between the listing and the reading: another process undid its batch."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                self._refresh()
                return ask()
            except duckdb.IOException:
                self._seen = None
                if attempt == ATTEMPTS:
                    raise
        raise AssertionError("not reached")

    def _fetched(
        self, sql: str, parameters: Sequence[Any], fetch: Callable[[duckdb.DuckDBPyConnection], Fetched]
    ) -> Fetched:
        if self._session.cursor is not None:
            return fetch(self._session.cursor.execute(sql, list(parameters)))
        with closing(self._connection.cursor()) as cursor:
            return fetch(cursor.execute(sql, list(parameters)))

    @contextmanager
    def session(self) -> Iterator[None]:
        """Let the queries of this thread share what belongs to a session, such as variables. Not to be nested."""
        self._session.cursor = self._connection.cursor()
        try:
            yield
        finally:
            self._session.cursor.close()
            self._session.cursor = None

    def _ask(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run a statement without looking at the manifests first."""
        return self._fetched(sql, parameters, duckdb.DuckDBPyConnection.fetchall)

    def text_table(self, path: Path, *, delimiter: str, columns: Sequence[str], skip: int) -> str:
        """Give a delimited UTF-8 file a table name under which its cells are read as text in one pass."""
        self._ask(f"CREATE OR REPLACE VIEW incoming AS {_text_query(path, delimiter, columns, f'skip = {skip}')}")
        return "incoming"

    @contextmanager
    def scratch_lines(
        self, name: str, text: Iterable[bytes], *, delimiter: str, columns: Sequence[str]
    ) -> Iterator[None]:
        """Give lines of text a table name for a while; a line that has not the cells of the columns is left out."""
        handle, path = tempfile.mkstemp(suffix=".csv", dir=self.store.scratch)
        try:
            with os.fdopen(handle, "wb") as file:
                file.writelines(text)
            query = _text_query(Path(path), delimiter, columns, "ignore_errors = true")
            self._ask(f"CREATE OR REPLACE VIEW {quoted(name)} AS {query}")
            yield
        finally:
            self._ask(f"DROP VIEW IF EXISTS {quoted(name)}")
            Path(path).unlink()

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

    def begin(self, batch: str) -> BatchWriter:
        """Start a batch; one writer at a time."""
        lock = self.store.lock()
        try:
            self._refuse_twice(batch)
            self.store.sweep()
            return BatchWriter(self, batch, self.store.next_sequence(), lock)
        except BaseException:
            lock.release()
            raise

    def _refuse_twice(self, batch: str) -> None:
        """Keep a new batch from writing over the segments of a live one."""
        if batch in {manifest.batch for manifest in self.store.read()}:
            raise ConflictError(
                "There is a batch of that name already.", received=batch, next_step=f"shoal creators undo {batch}"
            )

    @contextmanager
    def still(self) -> Iterator[None]:
        """Keep every writer out, so that the files can be copied as they stand."""
        with self.store.writing():
            yield

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
                before = list(manifest.segments.get(table, ()))
                changed = [
                    self._without(segment, manifest.lenses.get(segment), table, drop_where, parameters)
                    for segment in before
                ]
                after = [name for name, _ in changed]
                if after == before:
                    continue
                lost = sum(count for _, count in changed)
                gone += lost
                segments = {**manifest.segments, table: after}
                rows = {**manifest.rows, table: manifest.rows[table] - lost}
                kept = {name for names in segments.values() for name in names}
                lenses = {name: lens for name, lens in manifest.lenses.items() if name in kept}
                self.store.write(replace(manifest, segments=segments, rows=rows, lenses=lenses))
            self.store.sweep()
        return gone

    def _without(
        self, segment: str, lens: Lens | None, table: str, drop_where: str, parameters: Sequence[Any]
    ) -> tuple[str, int]:
        """Write one segment anew without some rows, with all its columns: then it needs no lens any more.

        A segment in which only lines that its lens leaves out match is written anew as well: nobody sees them, and
        still they have to go.
        """
        path = self.store.folder / segment
        source = f"({self.table_query(table, [(str(path), lens)])})"
        whole = f"({self.table_query(table, [(str(path), unfiltered(lens))])})"
        lost, held = (
            int(self._ask(f"SELECT count(*) FROM {rows} WHERE {drop_where}", parameters)[0][0])
            for rows in (source, whole)
        )
        if not held:
            return segment, 0
        name = f"{Path(segment).stem}-{os.urandom(3).hex()}.parquet"
        kept = f"SELECT * FROM {source} WHERE ({drop_where}) IS NOT TRUE"
        self.copy(kept, path.with_name(name), parameters)
        return f"{Path(segment).parent.as_posix()}/{name}", lost

    def copy(self, sql: str, path: Path, parameters: Sequence[Any] = (), *, by: str = "") -> int:
        """Write what a query gives to one Parquet file, synced to the disk; returns how many rows.

        With ``by`` they are in the order of a column, in small groups of which each says from where to where it goes.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._refresh()
        # rows of one value stay in the order in which they came
        ordered = f"FROM (SELECT *, row_number() OVER () AS came FROM ({sql})) ORDER BY {quoted(by)}, came"
        told, rows = (f"SELECT * EXCLUDE (came) {ordered}", LOOKED_UP_ROWS) if by else (sql, GROUP_ROWS)
        statement = f"COPY ({told}) TO {literal(str(path))} ({WRITTEN_AS}, ROW_GROUP_SIZE {rows})"
        try:
            (written,) = self._ask(statement, parameters)[0]
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
                file.write(AS_JSON.encode(row) + "\n")
        columns = self.tables[table]
        kinds = "{" + ", ".join(f"{literal(column)}: {literal(kind)}" for column, kind in columns.items()) + "}"
        sql = (
            f"SELECT {', '.join(map(quoted, columns))} FROM read_json({literal(name)}, format = 'newline_delimited', "
            f"columns = {kinds}, maximum_object_size = 33554432)"
        )
        return sql, Path(name)

    def rest(self) -> None:
        """Hand freed memory back: the library keeps it, 50 to 110 MB after 5,000 creators were read for a page.

        It flushes its allocator when its limit is set, also to what it is; its settings for that changed nothing.
        """
        with closing(self._connection.cursor()) as cursor:
            cursor.execute(f"SET GLOBAL memory_limit = {literal(self._memory_limit)}")

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()
        self._spill.free()


def _text_query(path: Path, delimiter: str, columns: Sequence[str], *further: str) -> str:
    """Return SQL that reads a delimited UTF-8 file, its cells as text."""
    kinds = "{" + ", ".join(f"{literal(name)}: 'VARCHAR'" for name in columns) + "}"
    said = (
        f"header = false, auto_detect = false, delim = {literal(delimiter)}, quote = '\"', escape = '\"'",
        f"columns = {kinds}, nullstr = '', max_line_size = {LONGEST_LINE}, buffer_size = {2 * LONGEST_LINE}",
    )
    return f"SELECT * FROM read_csv({', '.join((literal(str(path)), *said, *further))})"


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

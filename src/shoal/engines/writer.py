"""One batch in the making: its segments are written one after the other, and seen by one rename."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

from filelock import FileLock

from shoal.engines.base import Lens, Manifest
from shoal.engines.segments import SegmentStore
from shoal.engines.sql import Place, literal, numbered_rows, seen_through


class Copying(Protocol):
    """What a writer needs of its engine."""

    store: SegmentStore

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        ...

    def copy(self, sql: str, path: Path, parameters: Sequence[Any] = (), *, by: str = "") -> int:
        """Write what a query gives to one file, in the order of a column if one is named; returns how many rows."""
        ...

    def load_rows(self, table: str, rows: Iterable[Mapping[str, Any]]) -> tuple[str, Path]:
        """Put rows into a scratch file; returns the SQL that reads it, and the file."""
        ...

    def table_query(self, table: str, places: Sequence[Place]) -> str:
        """Return SQL for the rows of some segments with all columns of their table."""
        ...


class BatchWriter:
    """One batch in the making."""

    def __init__(self, engine: Copying, batch: str, sequence: int, lock: FileLock) -> None:
        self.batch = batch
        self.sequence = sequence
        self._engine = engine
        self._lock = lock
        self._segments: dict[str, list[str]] = {}
        self._rows: dict[str, int] = {}
        self._lenses: dict[str, Lens] = {}
        self._made = 0

    def append_rows(self, table: str, rows: Iterable[Mapping[str, Any]], *, by: str = "") -> int:
        """Add rows given as mappings of column to value; missing columns are NULL. See ``Writer`` for ``by``."""
        sql, scratch = self._engine.load_rows(table, rows)
        try:
            return self._append(table, sql, (), by)
        finally:
            scratch.unlink(missing_ok=True)

    def append_query(self, table: str, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Add what a query gives as one more segment of the batch; an empty result leaves no segment."""
        return self._append(table, sql, parameters)

    def _append(self, table: str, sql: str, parameters: Sequence[Any], by: str = "") -> int:
        name, path = self._next(table)
        count = self._engine.copy(sql, path, parameters, by=by)
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
        counted = self._seen(self._segments[table][-1])
        self._rows[table] += counted - lines
        return lines, counted

    def uncounted_query(self, table: str) -> str:
        """Return SQL for the numbers of the lines that the lens of the newest segment leaves out, as ``line``."""
        path, lens = self._places(table)[-1]
        where = (lens or {}).get("where", "true")
        return f"SELECT file_row_number + 1 AS line FROM {numbered_rows(path)} WHERE ({where}) IS NOT TRUE"

    def _next(self, table: str) -> tuple[str, Path]:
        self._made += 1
        name = f"{table}/{self.batch}-{self._made}.parquet"
        return name, self._engine.store.folder / name

    def _places(self, table: str) -> list[Place]:
        names = self._segments.get(table, ())
        return [(str(self._engine.store.folder / name), self._lenses.get(name)) for name in names]

    def segment_query(self, table: str) -> str | None:
        """Return SQL for what this batch holds of a table so far, ``None`` for nothing."""
        places = self._places(table)
        return self._engine.table_query(table, places) if places else None

    def keep(self, table: str, where: str) -> None:
        """Write what this batch holds of a table anew, with only the rows that match; what they share stays apart."""
        names = self._segments.get(table, ())
        self._rows[table] = 0
        self._segments[table] = [self._written_anew(table, name, where) for name in names]

    def leave_out(self, table: str, lines: Sequence[int]) -> None:
        """Take a few lines out of what this batch holds of a table.

        Those of a segment whose lens numbers its lines stay in its file, unseen, until the batch goes or their account
        is erased: writing a million rows anew for ten of them takes a third of the whole import.
        """
        gone = ", ".join(map(str, lines))
        kept: list[str] = []
        self._rows[table] = 0
        for name in self._segments.get(table, ()):
            lens = self._lenses.get(name)
            if lens is None or "line" not in lens:
                kept.append(self._written_anew(table, name, f"row NOT IN ({gone})"))
            else:
                self._lenses[name] = {**lens, "left_out": sorted({*lens.get("left_out", ()), *lines})}
                self._rows[table] += self._seen(name)
                kept.append(name)
        self._segments[table] = kept

    def _written_anew(self, table: str, name: str, where: str) -> str:
        path, lens = self._engine.store.folder / name, self._lenses.pop(name, None)
        source = (
            seen_through({**lens, "constants": {}}, str(path)) if lens else f"FROM read_parquet({literal(str(path))})"
        )
        anew, target = self._next(table)
        self._rows[table] += self._engine.copy(f"FROM ({source}) WHERE {where}", target)
        path.unlink()
        if lens:
            self._lenses[anew] = {"constants": lens.get("constants", {})}
        return anew

    def _seen(self, name: str) -> int:
        path = str(self._engine.store.folder / name)
        return int(self._engine.rows(f"SELECT count(*) FROM ({seen_through(self._lenses[name], path)})")[0][0])

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

"""What every engine can do: read by SQL, and write whole batches that are seen at once or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, TypedDict

from numpy.typing import NDArray

# table -> column -> SQL type; the room that owns the tables hands it in
Tables = Mapping[str, Mapping[str, str]]


class Lens(TypedDict, total=False):
    """How a segment is seen that does not hold every column: what all its rows share is written once, not per row.

    ``constants`` are columns with one SQL value, ``line`` the column that numbers the rows from 1, ``where`` the rows
    that count, ``left_out`` the numbers of a few lines that do not count all the same.
    """

    constants: dict[str, str]
    line: str
    where: str
    left_out: list[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One batch as the engine knows it: its place in time, its segments by table, and what its owner notes of it."""

    batch: str
    sequence: int
    segments: Mapping[str, Sequence[str]]
    rows: Mapping[str, int]
    facts: Mapping[str, Any] = field(default_factory=dict)
    lenses: Mapping[str, Lens] = field(default_factory=dict)


class Writer(Protocol):
    """One batch in the making; nothing of it is seen before ``commit``."""

    batch: str
    sequence: int

    def append_rows(self, table: str, rows: Iterable[Mapping[str, Any]], *, by: str = "") -> int:
        """Add rows given as mappings of column to value; returns how many.

        ``by`` names a column by which rows will be looked up: they are put in its order, so that those of one value lie
        together and the others need not be read.
        """
        ...

    def append_query(self, table: str, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Add what a query gives; its columns are those of the table; returns how many rows."""
        ...

    def append_lines(self, table: str, sql: str, lens: Lens) -> tuple[int, int]:
        """Add what a query gives, line for line, to be seen through a lens; returns all lines and those that count."""
        ...

    def uncounted_query(self, table: str) -> str:
        """Return SQL for the numbers of the lines that the lens of the newest segment leaves out, as ``line``."""
        ...

    def segment_query(self, table: str) -> str | None:
        """Return SQL for what this batch holds of a table so far, ``None`` for nothing."""
        ...

    def keep(self, table: str, where: str) -> None:
        """Write what this batch holds of a table anew, with only the rows that match."""
        ...

    def leave_out(self, table: str, lines: Sequence[int]) -> None:
        """Take a few lines, by their number in ``row``, out of what this batch holds of a table.

        They may stay in a file where nobody sees them, so this is not for lines of somebody who was erased.
        """
        ...

    def commit(self, facts: Mapping[str, Any]) -> Manifest:
        """Make the batch visible in all tables at once."""
        ...

    def abort(self) -> None:
        """Forget the batch; what it wrote is removed."""
        ...


class Engine(Protocol):
    """Columns under named tables. Queries see the live batches only."""

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        ...

    def columns(self, sql: str, parameters: Sequence[Any] = ()) -> dict[str, NDArray[Any]]:
        """Return the columns of a query as arrays; missing numbers are NaN, missing text is ``None``."""
        ...

    def stream(self, sql: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query a few thousand at a time, in constant memory; other queries may run meanwhile."""
        ...

    def run(self, sql: str, parameters: Sequence[Any] = ()) -> None:
        """Run a statement on the engine's own scratch space; segments are never changed so."""
        ...

    def session(self) -> AbstractContextManager[None]:
        """Let the queries of this thread share what belongs to a session, such as variables. Not to be nested."""
        ...

    def still(self) -> AbstractContextManager[None]:
        """Keep every writer of every process out, for a backup. Raises ``WorkspaceBusyError``."""
        ...

    def begin(self, batch: str) -> Writer:
        """Start a batch; one writer at a time, any number of readers. Raises ``WorkspaceBusyError``."""
        ...

    def batches(self) -> tuple[Manifest, ...]:
        """Return the live batches from old to new."""
        ...

    def drop_batch(self, batch: str) -> None:
        """Take a batch away in all tables at once. Raises ``NotFoundError``."""
        ...

    def amend(self, batch: str, facts: Mapping[str, Any]) -> None:
        """Replace what the owner notes of a live batch. Raises ``NotFoundError``."""
        ...

    def rewrite(self, table: str, drop_where: str, parameters: Sequence[Any] = ()) -> int:
        """Write every segment of a table anew without the rows that match; returns how many rows went."""
        ...

    def text_table(self, path: Path, *, delimiter: str, columns: Sequence[str], skip: int) -> str:
        """Give a delimited UTF-8 file a table name under which its cells are read as text in one pass."""
        ...

    def scratch_lines(
        self, name: str, text: Iterable[bytes], *, delimiter: str, columns: Sequence[str]
    ) -> AbstractContextManager[None]:
        """Give lines of delimited UTF-8 text a table name for a while; those without the right cells are left out."""
        ...

    def parquet_rows(self, path: Path) -> Iterable[Mapping[str, str | None]]:
        """Yield the rows of a Parquet file as text cells."""
        ...

    def rest(self) -> None:
        """Hand memory that no query needs back to the system."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...

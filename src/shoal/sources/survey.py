"""What a first look at a file found: its layout, its kind, its columns and what has to be asked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from shoal.domain.intake import ColumnMatch, FileFacts, Kind, Question, ReadOptions
from shoal.sources.headers import Column

ParquetRows = Callable[[Path], Iterable[Mapping[str, str | None]]]
SAMPLE_LINES = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A first look at a file, decided from its first 10,000 lines.

    ``columns`` tell, for each header, its field and how its cells are read. ``reader`` is ``rows`` for tables that go
    line by line through the column rules, or the name of a recognised layout (``instafake``, ``modash`` ...).
    ``whole`` says that the sample was the whole file, ``rows_seen`` how many lines it had.
    """

    path: Path
    kind: Kind
    file: FileFacts
    options: ReadOptions
    source: str = ""
    policy: str = "user_file"
    reader: str = "rows"
    headers: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    questions: tuple[Question, ...] = ()
    facts_found: tuple[str, ...] = ()
    rows_seen: int = 0
    whole: bool = True

    def column(self, field: str, platform: str | None = None) -> Column | None:
        """Return the column that was taken for a field (of one platform, where the header names it)."""
        return next((item for item in self.columns if item.field == field and item.platform == platform), None)

    def matches(self) -> tuple[ColumnMatch, ...]:
        """Return the columns as a person is shown them."""
        return tuple(
            ColumnMatch(
                header=column.header, field=column.field, reason=column.reason, samples=column.samples,
                reading=column.reading, dropped=column.dropped,
            )
            for column in self.columns
        )  # fmt: skip

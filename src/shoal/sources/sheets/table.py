"""A table as read: headers, and lines of text cells that can be gone through as often as needed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from shoal.domain.intake import FileFacts
from shoal.errors import FileFormatError
from shoal.sources.cells.text import unstorable

Line = tuple[int, Mapping[str, str]]
MORE_CELLS = "(cells beyond the header)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a file.

    ``lines`` starts a new pass over (row, cells by header); rows count from 1 under the header, blank rows at the end
    are left out. ``formatted`` returns the pass with the number formats of some columns written out (workbooks only):
    3.4 with a percent format becomes ``3.4 %``. ``typed`` says that numbers came as numbers, so the point is decimal.
    """

    facts: FileFacts
    headers: tuple[str, ...]
    lines: Callable[[], Iterator[Line]]
    typed: bool = False
    with_formats: Callable[[frozenset[str]], Callable[[], Iterator[Line]]] | None = None

    def formatted(self, headers: Iterable[str]) -> Table:
        """Return the table with the number formats of those columns written into their cells."""
        return self if self.with_formats is None else replace(self, lines=self.with_formats(frozenset(headers)))


def _cells(headers: Sequence[str], record: Sequence[str], row: int) -> Mapping[str, str]:
    cells = dict(zip(headers, record, strict=False))
    if len(record) > len(headers):
        more = " | ".join(cell for cell in record[len(headers) :] if cell.strip())
        if more:
            cells[MORE_CELLS] = more
    for header, cell in cells.items():
        if (cell and not cell.isascii()) or "\0" in cell:
            wrong = unstorable(cell)
            if wrong:
                raise FileFormatError(
                    f"{wrong} in row {row}, column “{header}”", received=header, fields={header: wrong},
                    next_step="delete the character in that cell and save the file again",
                )  # fmt: skip
    return cells


def number_lines(headers: Sequence[str], records: Iterable[Sequence[str]]) -> Iterator[Line]:
    """Yield (row, cells by header); blank rows are given but for those at the end of the file."""
    waiting = 0
    for row, record in enumerate(records, start=1):
        if not any(cell and not cell.isspace() for cell in record):
            waiting += 1
            continue
        for blank in range(row - waiting, row):
            yield blank, {}
        waiting = 0
        yield row, _cells(headers, record, row)

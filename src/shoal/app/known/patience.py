"""Reading that a page cannot wait for: done by a worker, who tells how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from shoal.app.known.findings import read_hints
from shoal.app.known.look import look
from shoal.errors import FileFormatError

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal


class Teller(Protocol):
    """Whom a job tells how far it is; telling stops the work where the job was cancelled."""

    def progress(self, words: str, done: int = 0, total: int | None = None) -> None:
        """Tell how far it is."""


def read_texts(shoal: Shoal, told: Teller) -> None:
    """Read all captions and comments that were not read yet, so that no page has to."""
    with telling(shoal, told):
        try:
            read_hints(look(shoal, patient=True).task)
        except FileFormatError:  # rules or word lists that cannot be used: pages say so, and the import is whole
            return


@contextmanager
def telling(shoal: Shoal, told: Teller) -> Iterator[None]:
    """Have progress told to a job."""
    before = shoal.progress
    shoal.progress = told.progress
    try:
        yield
    finally:
        shoal.progress = before

"""Work that a page cannot wait for: done by a worker, who tells how far it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal


class Teller(Protocol):
    """Whom a job tells how far it is; telling stops the work where the job was cancelled."""

    def progress(self, words: str, done: int = 0, total: int | None = None) -> None:
        """Tell how far it is."""


@contextmanager
def telling(shoal: Shoal, told: Teller) -> Iterator[None]:
    """Have progress told to a job."""
    before = shoal.progress
    shoal.progress = told.progress
    try:
        yield
    finally:
        shoal.progress = before

"""Fits of leagues that are kept from one look to the next: the same numbers are not climbed twice.

A fit is kept by the name of everything that it follows from (``fit_league`` gives it), so one that is there is right,
whatever came in meanwhile. Safe to delete, no part of a backup, and deleted when somebody is erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from shoal.domain.bulk import Fits
from shoal.engines import KeptArrays

MOST = 200  # fits, newest last: of about five states of a catalogue with every platform; 20 kB


class FitStore:
    """The fits of one catalogue; of several processes that fit at once, the last one's stay."""

    def __init__(self, folder: Path) -> None:
        self._file = KeptArrays(folder / "league-fits.npz")

    @contextmanager
    def lent(self) -> Iterator[Fits]:
        """Lend what is kept, and keep what was added to it."""
        fits = self._load()
        before = len(fits)
        yield fits
        if len(fits) > before:
            newest = dict(list(fits.items())[-MOST:])
            arrays = {"names": np.array(list(newest)), "points": np.array(list(newest.values()))}
            self._file.save({}, arrays, still_true=lambda: True)

    def clear(self) -> None:
        """Delete what is kept: somebody is being erased."""
        self._file.clear()

    def _load(self) -> Fits:
        found = self._file.load()
        try:
            arrays = found[1] if found else {"names": np.array([]), "points": np.array([])}
            told = zip(arrays["names"].tolist(), arrays["points"].tolist(), strict=True)
            return {str(name): tuple(map(float, point)) for name, point in told}
        except (KeyError, ValueError, TypeError):  # not what this version writes
            return {}

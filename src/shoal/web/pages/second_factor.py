"""What the page of the second factor is promised, and the picture that an app reads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import segno

from shoal.app import Setup
from shoal.domain.brief import Brand
from shoal.domain.people import SecondFactor

QUIET = 4  # light modules around the picture, without which readers do not find it (ISO/IEC 18004, 6.3.8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A QR code as one path of squares of side 1, with its margin; ``size`` is the side of the whole."""

    path: str
    size: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactorPage:
    """How it stands, what waits to be confirmed, and ``codes`` right after they were made."""

    factor: SecondFactor | None
    required_by: Sequence[Brand]
    setup: Setup | None = None
    picture: Picture | None = None
    codes: Sequence[str] = ()


def picture_of(address: str) -> Picture:
    """Return the QR code of an address."""
    rows = segno.make(address, micro=False, error="m").matrix
    lines = [line for down, row in enumerate(rows) for line in _dark(row, down + QUIET)]
    return Picture(path="".join(lines), size=len(rows) + 2 * QUIET)


def _dark(row: Sequence[int], down: int) -> Iterator[str]:
    """Yield the dark runs of a row as parts of a path."""
    across = QUIET
    for dark, run in groupby(row):
        long = len(list(run))
        if dark:
            yield f"M{across} {down}h{long}v1h-{long}z"
        across += long

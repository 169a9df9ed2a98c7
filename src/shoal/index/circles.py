"""Places: the cells in which accounts are listed and marked, and those about a circle."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.domain.brief import Circle

CELLS = (4, 1)  # in a degree, each way: small ones for a town and what lies around it, large ones for a region
LISTED = 4  # cells in a degree by which rows are listed
SURE = 1.01  # the box is a little too large rather than too small


@dataclass(frozen=True, slots=True)
class Box:
    """The cells about a circle, so many in a degree: which rows of cells, and from where to where in each."""

    size: int
    down: range
    west: int
    east: int

    def across(self) -> list[int]:
        """Return the cells of each row of cells, from the west; beyond 180 degrees they go on at the other end."""
        half = 180 * self.size
        return [(turn + half) % (2 * half) - half for turn in range(self.west, self.east + 1)[: 2 * half]]

    def runs(self, down: int) -> list[tuple[int, int]]:
        """Return the first and the last code of each run of neighbours in one row of cells."""
        first, half = code_of(down, 0, self.size), 180 * self.size
        if self.east - self.west + 1 >= 2 * half:
            return [(first - half, first + half - 1)]
        west, east = ((end + half) % (2 * half) - half for end in (self.west, self.east))
        return (
            [(first + west, first + east)]
            if west <= east
            else [(first + west, first + half - 1), (first - half, first + east)]
        )


def box_about(circle: Circle, reach: float, size: int) -> Box:
    """Return the cells about a circle that reaches so many degrees to the north."""
    narrow = np.cos(np.radians(min(89.0, abs(circle.latitude) + reach)))
    south, north = (math.floor((circle.latitude + side * reach) * size) for side in (-1, 1))
    west, east = (math.floor((circle.longitude + side * reach / max(narrow, 1e-3)) * size) for side in (-1, 1))
    return Box(size, range(max(south, -90 * size), min(north, 90 * size) + 1), west, east)


def code_of(down: Any, across: Any, size: int) -> Any:  # noqa: ANN401  one cell or many
    """Return the number of a cell: neighbours from west to east have numbers that follow each other."""
    return down * (360 * size) + across


def rows_by_cell(
    latitude: NDArray[np.float32], longitude: NDArray[np.float32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return the cells of all rows whose place is known, in order, and these rows."""
    known = np.flatnonzero(~(np.isnan(latitude) | np.isnan(longitude)))
    down, across = (np.floor(degrees[known] * np.float32(LISTED)).astype(np.int32) for degrees in (latitude, longitude))
    half = 180 * LISTED
    codes = code_of(down, (across + half) % (2 * half) - half, LISTED)
    order = np.argsort(codes, kind="stable")
    return codes[order], known[order].astype(np.int32)


def cell_of(size: int, down: int, across: int) -> str:
    """Return the mark of a cell, of which so many lie in a degree, by its south-western corner."""
    return f"cell:{size}:{down}:{across}"

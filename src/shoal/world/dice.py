"""Where every random number of the world comes from.

Each part of the world throws its own dice, so that a change to captions leaves prices as they were.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np


class Part(IntEnum):
    """The parts of the world; the numbers are part of what a seed means and never change."""

    FOLLOWERS = 1
    PLACES = 2
    NAMES = 3
    VALUES = 4
    BIOS = 5
    LEVELS = 6
    POSTS = 7
    COUNTS = 8
    CAPTIONS = 9
    COMMENTS = 10
    PEOPLE = 11
    AUDIENCES = 12
    PRICES = 13
    BRAND = 14
    ORDERS = 15
    FUTURE = 16
    SHEET = 17
    HANDED_OUT = 18
    PATHS = 19


def dice(seed: int, part: Part) -> np.random.Generator:
    """Return the generator of one part of the world; equal arguments give equal streams."""
    return np.random.Generator(np.random.PCG64DXSM(np.random.SeedSequence([seed, int(part)])))

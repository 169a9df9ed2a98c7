"""Random draws from a seed that was handed in, and what is read off them.

House rule of science.md: random numbers come from a seed derived from the inputs, so that equal inputs give equal
bytes, and stored figures keep nine digits, so that another machine's last bit does not show.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import ArrayLike

from shoal.domain.bulk import Floats
from shoal.stats.intervals import Interval

STORED_DIGITS = 9  # science.md, house rules


def generator_of(seed: int, label: str) -> np.random.Generator:
    """Return the dice of one labelled part of a computation; another label gives unrelated dice.

    With a label for each quantity, drawing one more number in one part changes nothing in another.
    """
    words = np.frombuffer(hashlib.sha256(label.encode()).digest(), dtype="<u4")
    return np.random.Generator(np.random.PCG64([seed & (2**64 - 1), *(int(word) for word in words[:4])]))


def log_normal_draws(dice: np.random.Generator, median: ArrayLike, log_sd: ArrayLike, draws: int) -> Floats:
    """Return draws x quantities of independent log-normal quantities; O(draws x quantities)."""
    middle = np.asarray(median, dtype=float)
    spread = np.asarray(log_sd, dtype=float)
    return np.asarray(middle * np.exp(spread * dice.standard_normal((draws, *middle.shape))))


def interval_of_draws(draws: ArrayLike, level: float) -> Interval:
    """Return median and ends of the central interval of draws, over the first axis."""
    tail = (1.0 - level) / 2.0
    low, middle, high = np.quantile(np.asarray(draws, dtype=float), [tail, 0.5, 1.0 - tail], axis=0)
    return Interval(np.asarray(middle), np.asarray(low), np.asarray(high))


def stored(number: float) -> float:
    """Return a number as it is stored: nine significant digits."""
    return float(f"{number:.{STORED_DIGITS}g}")

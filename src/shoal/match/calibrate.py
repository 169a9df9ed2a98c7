"""From a score to how often somebody like her was wanted, learnt from a brand's own decisions.

Isotonic regression (science.md S6): the share may only rise with the score. It exists from 200 decisions on; before
that a score orders a list and promises nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats
from shoal.stats import share_interval

LEAST_DECISIONS = 200
LEVEL = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Steps of a rising curve: from ``scores[i]`` on, ``shares[i]`` of those decided on were wanted, of ``n[i]``."""

    scores: Floats
    shares: Floats
    n: Floats

    def at(self, score: float) -> tuple[float, float, float, int]:
        """Return (share, low, high, n) of those near a score, with the 90 % interval of that share."""
        step = int(np.clip(np.searchsorted(self.scores, score, side="right") - 1, 0, len(self.scores) - 1))
        count, share = float(self.n[step]), float(self.shares[step])
        _, low, high = share_interval(round(share * count), round(count), LEVEL)
        return share, float(low), float(high), round(count)


def calibrate(scores: Floats, wanted: Floats) -> Calibration | None:
    """Return the curve of past decisions, ``None`` under 200 of them; ``wanted`` is 1 or 0. O(n log n)."""
    if len(scores) < LEAST_DECISIONS:
        return None
    from scipy.optimize import isotonic_regression  # noqa: PLC0415  22 MB, for a brand with 200 decisions

    order = np.argsort(scores, kind="stable")
    fitted = np.asarray(isotonic_regression(wanted[order].astype(float)).x)
    starts = np.flatnonzero(np.append(True, np.diff(fitted) > 0))
    sizes = np.diff(np.append(starts, len(fitted)))
    return Calibration(scores=scores[order][starts], shares=fitted[starts], n=sizes.astype(float))

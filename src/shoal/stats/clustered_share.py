"""A share of items that come in clusters, where nobody knows how alike those of one cluster are. Pure.

Model: the share of a cluster is ``Beta(p (1 - r) / r, (1 - p) (1 - r) / r)``, its hits are binomial. The posterior is
taken on a grid over the share ``p`` and the alikeness ``r``, so that clusters which differ much widen the range, and
few clusters leave open that they do. One estimate of ``r`` put into a design effect held 77 to 82 of 100 where 90 were
promised and ``r`` was .4.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from shoal.domain.bulk import Floats
from shoal.stats.intervals import JEFFREYS, Interval

SHARES, ALIKENESSES = 128, 8  # points of the grid, equally likely before anything is seen


@lru_cache(maxsize=1)
def share_points() -> Floats:
    """Return the shares of the grid: quantiles of the Jeffreys prior."""
    return np.asarray(special.betaincinv(JEFFREYS, JEFFREYS, (np.arange(SHARES) + 0.5) / SHARES))


def clustered_posterior(hits: ArrayLike, sizes: ArrayLike, alike: tuple[float, float]) -> Floats:
    """Return how likely each share of :func:`share_points` is, adding up to 1; ``alike`` is the Beta law of ``r``.

    O(clusters x 1,024).
    """
    clusters = zip(np.asarray(hits, dtype=float).tolist(), np.asarray(sizes, dtype=float).tolist(), strict=True)
    log = sum((_likelihood(hit, size, alike) for hit, size in clusters), np.zeros((ALIKENESSES, SHARES)))
    likely = np.exp(log - log.max()).sum(axis=0)
    return np.asarray(likely / likely.sum())


def clustered_interval(hits: ArrayLike, sizes: ArrayLike, level: float, *, alike: tuple[float, float]) -> Interval:
    """Return median and interval of the share behind clusters; exact 0 and 1 where none or every item was a hit."""
    hit, size = float(np.sum(hits)), float(np.sum(sizes))
    likely = clustered_posterior(hits, sizes, alike)
    ends = np.interp((0.5, 0.5 - level / 2.0, 0.5 + level / 2.0), np.cumsum(likely) - likely / 2.0, share_points())
    return Interval(ends[0], np.asarray(0.0) if hit == 0 else ends[1], np.asarray(1.0) if hit == size else ends[2])


@lru_cache(maxsize=256)  # 2 MB: most posts have few comments, so the same counts come again
def _likelihood(hit: float, size: float, alike: tuple[float, float]) -> Floats:
    """Return the log-likelihood of one cluster over the grid: alikenesses x shares."""
    r = special.betaincinv(*alike, (np.arange(ALIKENESSES) + 0.5) / ALIKENESSES)[:, None]
    yes, no = share_points() * (1.0 - r) / r, (1.0 - share_points()) * (1.0 - r) / r
    return np.asarray(special.betaln(yes + hit, no + size - hit) - special.betaln(yes, no))

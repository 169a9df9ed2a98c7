"""Codes that are used far more than their links are clicked, next to the other codes of the same shop.

A code that went to a coupon page brings orders without visits. No count or ratio is the limit: what the other codes
do says what is usual. Source: ledger.md section 8 and science.md S13 (posterior, not a threshold on the count).

Model. Orders of a code are negative binomial around ``away + rate x clicks`` with one shape for all codes, because
some orders come without a click even where nothing leaked. A leaked code has that mean times 3 to 100, each factor
equally likely on the log scale. The prior of a leak is one code in ten (science.md S15, leak hazard per campaign).
``away``, ``rate`` and shape are integrated over a grid, weighted by the *other* codes, any of which may be leaked too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln, logsumexp

Floats = NDArray[np.float64]

LEAK_PRIOR = 0.1  # science.md S15: leak hazard 10 % per campaign
SUSPECT_FROM = 0.9  # nine to one that it is unlike the others [judgement]; moves with the posterior, not with a count
LEAST_PEERS = 5  # fewer codes with clicks say nothing of what is usual [judgement]
_AWAY = np.geomspace(0.1, 10.0, 9)  # orders that come without a click
_RATE = np.geomspace(0.002, 0.3, 17)  # orders per click; metrics.md section 9 puts it at .5 to 7 %, codes draw buyers
_SHAPE = np.geomspace(1.0, 30.0, 6)  # small: codes differ much among each other
_FACTOR = np.geomspace(3.0, 100.0, 9)


@dataclass(frozen=True, slots=True, kw_only=True)
class LeakView:
    """How unusual one code is: the probability that it leaked, and the orders that its clicks would suggest.

    ``expected`` is the mean by the other codes; the probability and it are ``None`` where fewer than five other codes
    have clicks to compare with. ``low`` and ``high`` (80 % of the orders to be expected) are worked out for suspects.
    """

    probability: float | None
    expected: float | None = None
    low: int | None = None
    high: int | None = None
    peers: int = 0

    @property
    def suspect(self) -> bool:
        """Say whether a person should look at the code."""
        return self.probability is not None and self.probability > SUSPECT_FROM


def leak_views(orders: Sequence[int], clicks: Sequence[int]) -> tuple[LeakView, ...]:
    """Return one view per code from its orders and the clicks on its links, aligned with the input.

    Costs O(codes x 9,180): 918 points of the grid, clean and with nine factors; memory O(codes x 918).
    """
    peers = len(orders) - 1
    if peers < LEAST_PEERS:
        return tuple(LeakView(probability=None, peers=max(0, peers)) for _ in orders)
    seen, visits = np.asarray(orders, dtype=float), np.asarray(clicks, dtype=float)
    away, rate, shape = (axis.ravel()[:, None] for axis in np.meshgrid(_AWAY, _RATE, _SHAPE, indexing="ij"))
    mean = away + rate * visits[None, :]
    clean = _log_mass(seen[None, :], mean, shape)
    leaked = np.full_like(clean, -np.inf)
    for factor in _FACTOR:  # one after the other: nine grids at once would take nine times the memory
        leaked = np.logaddexp(leaked, _log_mass(seen[None, :], mean * factor, shape) - np.log(_FACTOR.size))
    either = np.logaddexp(np.log1p(-LEAK_PRIOR) + clean, np.log(LEAK_PRIOR) + leaked)
    weight = either.sum(axis=1, keepdims=True) - either
    weight -= logsumexp(weight, axis=0, keepdims=True)
    odds = (
        np.log(LEAK_PRIOR / (1 - LEAK_PRIOR)) + logsumexp(weight + leaked, axis=0) - logsumexp(weight + clean, axis=0)
    )
    probability = 1 / (1 + np.exp(-np.clip(odds, -700, 700)))
    share = np.exp(weight)
    expected = (share * mean).sum(axis=0)
    views = []
    for code in range(seen.size):
        suspect = probability[code] > SUSPECT_FROM
        low, high = _ends(mean[:, code], shape.ravel(), share[:, code]) if suspect else (None, None)
        views.append(
            LeakView(
                probability=float(probability[code]), expected=float(expected[code]), low=low, high=high, peers=peers
            )
        )
    return tuple(views)


def _log_mass(count: Floats, mean: Floats, shape: Floats) -> Floats:
    """Return the log probability of a count under a negative binomial with that mean and shape."""
    found: Floats = (
        gammaln(count + shape)
        - gammaln(shape)
        - gammaln(count + 1)
        + shape * np.log(shape / (shape + mean))
        + count * np.log(mean / (shape + mean))
    )
    return found


def _ends(mean: Floats, shape: Floats, share: Floats) -> tuple[int, int]:
    """Return the counts between which 80 % of the orders of a code that did not leak would lie."""
    counts = np.arange(int(mean @ share * 10) + 50, dtype=float)
    mass = share @ np.exp(_log_mass(counts[None, :], mean[:, None], shape[:, None]))
    low, high = np.searchsorted(np.cumsum(mass) / mass.sum(), (0.1, 0.9))
    return int(low), int(high)

"""How often something happens to what an imperfect eye looks for: among its picks are others, and it misses some. Pure.

Of what it picked a share ``k`` is meant, of what it passed over a share ``m``; both follow from how the eye errs and
how much it picked. The rates of the two groups, ``k q + (1 - k) o`` and ``m q + (1 - m) o``, then tell ``q``, the rate
of what is meant, apart from ``o``, that of everything else. What was missed is taken to fare as what was found.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats
from shoal.stats.clustered_share import clustered_posterior, share_points
from shoal.stats.draws import generator_of, interval_of_draws
from shoal.stats.intervals import JEFFREYS, Interval
from shoal.stats.quantify import LEAST_GAP, ErrorRates, adjusted_count, beta_draws

DRAWS = 2_000
EDGE = 1e-9  # a share that nothing is divided by
LEAST_DRAWS = 200  # fewer left: the eye tells nothing apart here (judgement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clusters:
    """How many items each cluster has, and to how many of them it happened."""

    hits: Floats
    sizes: Floats

    def draws(self, dice: np.random.Generator, alike: tuple[float, float], draws: int) -> Floats:
        """Return draws of the share behind them."""
        likely = clustered_posterior(self.hits, self.sizes, alike)
        return np.asarray(np.interp(dice.random(draws), np.cumsum(likely) - likely / 2.0, share_points()))


def mixed_eye(eyes: Mapping[str, ErrorRates], weights: Mapping[str, float]) -> ErrorRates:
    """Return how an eye errs on a mix of languages, each read with errors of its own; weights need not add up to 1."""
    total = sum(weights[name] for name in eyes)

    def of(part: str, power: float) -> float:
        parts = ((weights[name] / total * getattr(eye, part)) ** power for name, eye in eyes.items())
        return float(sum(parts) ** (1.0 / power))

    return ErrorRates(
        caught=of("caught", 1.0), wrong=of("wrong", 1.0), caught_sd=of("caught_sd", 2.0), wrong_sd=of("wrong_sd", 2.0)
    )


def rate_behind(
    picked: Clusters, passed: Clusters, eye: ErrorRates, *, alike: tuple[float, float], level: float, seed: int
) -> Interval | None:
    """Return median and interval of the rate of what is meant, ``None`` where the eye tells nothing apart. O(draws)."""
    dice = generator_of(seed, "rate behind")
    caught, wrong = beta_draws(dice, eye.caught, eye.caught_sd, DRAWS), beta_draws(dice, eye.wrong, eye.wrong_sd, DRAWS)
    chosen, left = float(np.sum(picked.sizes)), float(np.sum(passed.sizes))
    seen = np.clip(dice.beta(JEFFREYS + chosen, JEFFREYS + left, DRAWS), EDGE, 1.0 - EDGE)
    share = np.nan_to_num(adjusted_count(seen, caught, wrong))
    meant = np.clip(share * caught / seen, 0.0, 1.0)
    missed = np.clip(share * (1.0 - caught) / (1.0 - seen), 0.0, 1.0)
    kept = (caught >= wrong + LEAST_GAP) & (meant >= missed + LEAST_GAP)
    if np.count_nonzero(kept) < LEAST_DRAWS:
        return None
    of_picked, of_passed = picked.draws(dice, alike, DRAWS), passed.draws(dice, alike, DRAWS)
    found = ((1.0 - missed) * of_picked - (1.0 - meant) * of_passed)[kept] / (meant - missed)[kept]
    return interval_of_draws(np.clip(found, 0.0, 1.0), level)

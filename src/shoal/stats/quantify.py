"""Shares read by an imperfect eye: what a classifier flagged, corrected for what it misses and wrongly flags.

Interval codes RG and BB of the metric dictionary, section 1; method science.md S2. Pure; arrays or numbers in, numbers
out. Nothing here knows what a comment or a follower is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from shoal.domain.bulk import Floats
from shoal.stats.draws import generator_of, interval_of_draws
from shoal.stats.intervals import JEFFREYS, Interval

DRAWS = 20_000  # the ends of a 90 % interval then move by less than half a point of percent between two seeds
LEAST_GAP = 0.2  # draws of t < f + .2 are rejected: such an eye sees next to nothing (science.md S2)
SLD_STEPS = 10_000
SLD_STILL = 1e-12
# How alike comments under one post are, and how many posts' worth that is believed: the median over ten accounts of 50
# posts each of "no word at all" and "at most two words" was .065 and .063, of questions .013 (computed on a public set
# of 9,890 comments). The larger one widens, which errs on the honest side.
USUAL_ALIKENESS = 0.07
USUAL_POSTS = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRates:
    """How an eye errs: the share it flags of what is there (``caught``) and of what is not (``wrong``).

    Each with the standard deviation of what is known of it: between data sets where there are several, else from the
    number of labels it was measured on.
    """

    caught: float
    wrong: float
    caught_sd: float = 0.0
    wrong_sd: float = 0.0


CERTAIN = ErrorRates(caught=1.0, wrong=0.0)  # a rule that is itself the definition


def seed_of(*parts: object) -> int:
    """Return a seed from the inputs of a computation, so that equal inputs give equal draws.

    Arrays are taken by their bytes, everything else by its ``repr``. Ids, paths and clocks are no inputs.
    """
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.tobytes() if isinstance(part, np.ndarray) else repr(part).encode())
        digest.update(b"\x1f")
    return int.from_bytes(digest.digest()[:8], "little")


def adjusted_count(flagged: ArrayLike, caught: ArrayLike, wrong: ArrayLike) -> Floats:
    """Return the share behind a flagged share (ACC): ``(c - f) / (t - f)``, clipped to 0..1; NaN where t <= f."""
    seen, hit, miss = (np.asarray(part, dtype=float) for part in (flagged, caught, wrong))
    gap = np.where(hit > miss, hit - miss, np.nan)
    return np.asarray(np.clip((seen - miss) / gap, 0.0, 1.0))


def prior_shift(scores: ArrayLike, trained_share: float) -> float:
    """Return the share behind calibrated scores by prior shift (SLD): EM to convergence.

    ``scores`` are probabilities learned where the share was ``trained_share``. O(scores x steps).
    """
    odds = np.asarray(scores, dtype=float)
    share = trained_share
    for _ in range(SLD_STEPS):
        yes = odds * share / trained_share
        now = float(np.mean(yes / (yes + (1.0 - odds) * (1.0 - share) / (1.0 - trained_share))))
        if abs(now - share) < SLD_STILL:
            return now
        share = now
    return share


def design_effect(sizes: ArrayLike, alikeness: float) -> float:
    """Return ``1 + (m - 1) r`` for items that come in clusters of unequal size (m weighted by size), at least 1."""
    size = np.asarray(sizes, dtype=float)
    total = float(size.sum())
    if total <= 0:
        return 1.0
    return max(1.0, 1.0 + (float((size**2).sum()) / total - 1.0) * alikeness)


def alikeness(hits: ArrayLike, sizes: ArrayLike, *, usual: float = USUAL_ALIKENESS) -> float:
    """Return how alike items of one cluster are (intraclass correlation, analysis of variance), 0 to 1.

    Few clusters say little of it: the estimate is mixed with ``usual`` as if that had been seen in twelve more.
    """
    hit, size = np.asarray(hits, dtype=float), np.asarray(sizes, dtype=float)
    kept = size > 0
    hit, size = hit[kept], size[kept]
    groups, total = len(size), float(size.sum())
    if groups <= 1 or total <= groups:
        return usual
    share = hit.sum() / total
    between = float((size * (hit / size - share) ** 2).sum()) / (groups - 1)
    within = float((hit * (1.0 - hit / size)).sum()) / (total - groups)
    each = (total - float((size**2).sum()) / total) / (groups - 1)
    spread = between + (each - 1.0) * within
    found = (between - within) / spread if spread > 0 else 0.0
    return float((groups * np.clip(found, 0.0, 1.0) + USUAL_POSTS * usual) / (groups + USUAL_POSTS))


def beta_draws(dice: np.random.Generator, mean: float, sd: float, draws: int) -> Floats:
    """Return draws of a share known by mean and standard deviation; a certain one is itself.

    A deviation that no share of that mean can have is cut to nearly the largest one.
    """
    if sd <= 0 or not 0 < mean < 1:
        return np.full(draws, mean)
    strength = max(mean * (1.0 - mean) / sd**2 - 1.0, 0.02)
    return np.asarray(dice.beta(mean * strength, (1.0 - mean) * strength, draws))


def corrected_draws(
    flagged: float, trials: float, errors: ErrorRates, *, effect: float = 1.0, seed: int, draws: int = DRAWS
) -> Floats:
    """Return draws of the share behind ``flagged`` of ``trials`` (Rogan-Gladen with uncertain t and f; code RG).

    ``c ~ Beta(k + .5, n - k + .5)`` with k and n divided by the design ``effect``. Draws with t < f + .2 are rejected
    and the rest clipped to 0..1; fewer come back then, none where the eye is no eye. O(draws).
    """
    dice = generator_of(seed, "rogan-gladen")
    seen = dice.beta(JEFFREYS + flagged / effect, JEFFREYS + (trials - flagged) / effect, draws)
    caught, wrong, kept = _eye_draws(errors, draws)
    return adjusted_count(seen[kept], caught[kept], wrong[kept])


@lru_cache(maxsize=16)  # 0.3 MB each; eyes mixed by language differ from account to account and come once
def _eye_draws(errors: ErrorRates, draws: int) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Return draws of t and f, and which of them are kept: the same for all shares that one eye has read.

    One eye errs alike on everything it reads, so its draws are shared; they are drawn once.
    """
    dice = generator_of(seed_of(errors, draws), "eye")
    caught = beta_draws(dice, errors.caught, errors.caught_sd, draws)
    wrong = beta_draws(dice, errors.wrong, errors.wrong_sd, draws)
    for column in (caught, wrong):
        column.flags.writeable = False
    return caught, wrong, caught >= wrong + LEAST_GAP


def let_go_of_draws() -> None:
    """Let go of draws that are kept for the next share of the same eye: up to 5 MB, and a millisecond each."""
    _eye_draws.cache_clear()


def rogan_gladen(
    flagged: float,
    trials: float,
    errors: ErrorRates,
    *,
    level: float = 0.9,
    effect: float = 1.0,
    seed: int | None = None,
) -> Interval:
    """Return median and interval of the share behind ``flagged`` of ``trials``; NaN where nothing can be said.

    The seed comes from the inputs where none is given: equal inputs give equal bytes.
    """
    own = seed_of(float(flagged), float(trials), errors, effect) if seed is None else seed
    draws = corrected_draws(flagged, trials, errors, effect=effect, seed=own)
    return corrected_interval(draws, flagged, trials, level=level)


def corrected_interval(draws: Floats, flagged: float, trials: float, *, level: float) -> Interval:
    """Return median and interval of corrected draws, NaN where nothing can be said.

    The ends are exact 0 and 1 where nothing or everything was flagged: draws alone never reach them, and a share that
    nobody has seen would lie above none.
    """
    if trials <= 0 or not len(draws):
        nothing = np.asarray(np.nan)
        return Interval(nothing, nothing, nothing)
    middle, low, high = interval_of_draws(draws, level)
    return Interval(middle, np.asarray(0.0) if flagged <= 0 else low, np.asarray(1.0) if flagged >= trials else high)


def pooled(parts: Sequence[Floats], weights: Sequence[float]) -> Floats:
    """Return draws of a share over groups that were read by different eyes, each weighted by its size.

    Rejected draws leave groups with fewer draws: the shortest sets the number. Empty where one group says nothing.
    """
    least = min((len(part) for part in parts), default=0)
    total = float(sum(weights))
    if not least or total <= 0:
        return np.zeros(0)
    return np.asarray(sum(weight / total * part[:least] for part, weight in zip(parts, weights, strict=True)))

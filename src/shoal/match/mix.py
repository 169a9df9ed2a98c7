"""A list made up as the brief wants it: who scores high, without losing the mix, and without the same audience twice.

Calibrated greedy after Steck (science.md S6): the next one is whoever adds most to
``(1 - lambda) * mean fit - lambda * sum of KL(target || list)``, less a penalty for an audience that is there already.
``lambda`` is the smallest at which every target is met to within ``NEAR`` nats.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats, Ints

SMOOTHING = 0.01  # of the target mixed into the list, so that a kind nobody has yet costs much but not everything
NEAR = 0.05  # nats; issue of the list: at most so far from the target
FIT_ALONE, MIX_ALONE, HALVINGS = 0.0, 0.999, 7
OVERLAP_WEIGHT = 0.3  # judgement: an audience that is wholly there already costs a third of the best fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One target: the kind of each candidate as a number (``-1`` unknown or none of them), and the share of each kind.

    Shares need not add up to 1: the last kind stands for everybody else.
    """

    kinds: Ints
    shares: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """Who is on the list, by position, in the order of fit; how far each target is missed, and what that cost.

    ``distance`` is KL(target || list) in nats per target; ``loss`` the share of nDCG given up against fit alone.
    """

    rows: Ints
    distance: tuple[float, ...]
    loss: float


def distance(target: Floats, counts: Floats) -> float:
    """Return KL(target || list) in nats of a list by how many of each kind it holds, lightly smoothed.

    An empty list is as far as the smoothing lets it be.
    """
    total = float(counts.sum())
    shares = counts / total if total else np.zeros_like(counts)
    return float(_distances(target, shares[None, :])[0])


def compose(fit: Floats, targets: Sequence[Target], size: int, overlap: Floats | None = None) -> Composed:
    """Choose ``size`` of the candidates. ``fit`` falls from the best; ``overlap[i, j]`` is the share of the smaller
    audience that two have in common, NaN where not known.

    O(size * candidates * kinds) for each of nine strengths that are tried.
    """
    scaled = _scaled(fit)
    best = _greedy(scaled, targets, size, FIT_ALONE, overlap)
    if _missed(targets, best) > NEAR:
        best = _nearest(scaled, targets, size, overlap)
    rows = np.array(sorted(best.rows.tolist(), key=lambda row: (-fit[row], row)), dtype=np.int64)
    return Composed(rows=rows, distance=best.distance, loss=lost(np.maximum(fit, 0.0), rows))


def _nearest(fit: Floats, targets: Sequence[Target], size: int, overlap: Floats | None) -> Composed:
    """Return the list of the least strength that meets the targets, by bisection; of none, the one that comes nearest.

    The distance falls with the strength but for single steps, so the least strength is found to within 1 %.
    """
    low, high = FIT_ALONE, MIX_ALONE
    best = _greedy(fit, targets, size, high, overlap)
    for _ in range(HALVINGS):
        middle = (low + high) / 2.0
        found = _greedy(fit, targets, size, middle, overlap)
        if _missed(targets, found) <= max(NEAR, _missed(targets, best)):
            best, high = found, middle
        else:
            low = middle
    return best


def lost(fit: Floats, rows: Ints) -> float:
    """Return the share of nDCG that a list gives up against the best by fit alone, 0 where nothing is lost."""
    weights = 1.0 / np.log2(np.arange(len(rows)) + 2.0)
    ideal = float(np.sum(np.sort(fit)[::-1][: len(rows)] * weights))
    return 0.0 if ideal <= 0.0 else max(0.0, 1.0 - float(np.sum(fit[rows] * weights)) / ideal)


def _greedy(fit: Floats, targets: Sequence[Target], size: int, strength: float, overlap: Floats | None) -> Composed:
    counts = [np.zeros(len(target.shares) + 1) for target in targets]
    kinds = [np.where(target.kinds < 0, len(target.shares), target.kinds) for target in targets]
    wanted = [np.append(target.shares, max(0.0, 1.0 - target.shares.sum())) for target in targets]
    left = np.ones(len(fit), dtype=np.bool_)
    shared = np.zeros(len(fit))
    rows: list[int] = []
    for _ in range(min(size, len(fit))):
        gain = (1.0 - strength) * (fit - OVERLAP_WEIGHT * shared)
        for number, kind, share in zip(counts, kinds, wanted, strict=True):
            after = (number[None, :] + np.eye(len(number))) / (len(rows) + 1)
            gain = gain - strength * _distances(share, after)[kind]
        gain[~left] = -np.inf
        row = int(np.argmax(gain))
        rows.append(row)
        left[row] = False
        for number, kind in zip(counts, kinds, strict=True):
            number[kind[row]] += 1
        if overlap is not None:
            shared = np.maximum(shared, np.nan_to_num(overlap[row], nan=0.0))
    missed = tuple(distance(share, number) for share, number in zip(wanted, counts, strict=True))
    return Composed(rows=np.array(rows, dtype=np.int64), distance=missed, loss=0.0)


def _distances(target: Floats, lists: Floats) -> Floats:
    """Return KL(target || list) for each row of ``lists``; kinds that are not wanted add nothing."""
    wanted = target > 0
    smoothed = (1.0 - SMOOTHING) * lists[:, wanted] + SMOOTHING * target[wanted]
    found: Floats = np.sum(target[wanted] * np.log(target[wanted] / smoothed), axis=1)
    return found


def _missed(targets: Sequence[Target], found: Composed) -> float:
    return max(found.distance, default=0.0) if targets else 0.0


def _scaled(fit: Floats) -> Floats:
    """Return fits between 0 and 1, the best at 1; all alike are all 1."""
    low, high = (float(np.min(fit)), float(np.max(fit))) if len(fit) else (0.0, 0.0)
    return np.ones(len(fit)) if high <= low else (fit - low) / (high - low)

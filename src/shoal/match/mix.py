"""A list made up as the brief wants it: who scores high, without losing the mix, and without the same audience twice.

Calibrated greedy after Steck (science.md S6): the next one is whoever adds most to
``(1 - lambda) * mean fit - lambda * sum of KL(target || list)``, less a penalty for an audience that is there already.
``lambda`` is the smallest at which every target is met to within ``NEAR`` nats. Then one is traded for a better one as
long as no target is missed for it; on simulated pools that ends at the best list there is (exact, by whole numbers).
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

    def wanted(self) -> Floats:
        """Return the shares with that of everybody else behind them."""
        return np.append(self.shares, max(0.0, 1.0 - float(self.shares.sum())))

    def kind_of(self) -> Ints:
        """Return the kind of each candidate as a position in ``wanted``."""
        return np.where(self.kinds < 0, len(self.shares), self.kinds)


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
        best = _traded(scaled, targets, _nearest(scaled, targets, size, overlap), overlap)
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


def _traded(fit: Floats, targets: Sequence[Target], found: Composed, overlap: Floats | None) -> Composed:
    """Return the list after every trade of one for a better one that misses no target by more, best trades first.

    Those of the same kinds are alike for the targets, so of each such group only the last on the list and the first
    behind it are looked at. O(groups squared) a trade, at most as many trades as places.
    """
    _, group = np.unique(np.stack([target.kinds for target in targets]), axis=1, return_inverse=True)
    for _ in range(len(found.rows)):
        worth = fit if overlap is None else fit - OVERLAP_WEIGHT * _shared(overlap, found.rows)
        order = np.lexsort((np.arange(len(fit)), -worth))
        on = np.isin(order, found.rows)
        first = [rows[0] for rows in _by_group(order[~on], group)]
        last = [rows[-1] for rows in _by_group(order[on], group)]
        trades = sorted(((worth[came] - worth[left], came, left) for came in first for left in last), reverse=True)
        better = _first_met(targets, found, [(came, left) for gain, came, left in trades if gain > 0])
        if better is None:
            break
        found = better
    return found


def _first_met(targets: Sequence[Target], found: Composed, trades: Sequence[tuple[int, int]]) -> Composed | None:
    """Return the list after the first of some trades (who came, who left) that misses no target by more."""
    allowed = max(NEAR, _missed(targets, found))
    for came, left in trades:
        after = _listed(targets, np.where(found.rows == left, came, found.rows))
        if _missed(targets, after) <= allowed:
            return after
    return None


def _by_group(rows: Ints, group: Ints) -> list[Ints]:
    """Return rows apart by their group, each in the order given."""
    return [rows[group[rows] == one] for one in np.unique(group[rows])]


def _shared(overlap: Floats, rows: Ints) -> Floats:
    """Return how much of each candidate's audience somebody else on a list has."""
    with_others = np.nan_to_num(overlap[:, rows], nan=0.0)
    with_others[rows, np.arange(len(rows))] = 0.0
    shared: Floats = with_others.max(axis=1)
    return shared


def _listed(targets: Sequence[Target], rows: Ints) -> Composed:
    """Return a list with how far it misses each target."""
    counts = [
        np.bincount(target.kind_of()[rows], minlength=len(target.wanted())).astype(np.float64) for target in targets
    ]
    missed = tuple(distance(target.wanted(), number) for target, number in zip(targets, counts, strict=True))
    return Composed(rows=rows, distance=missed, loss=0.0)


def lost(fit: Floats, rows: Ints) -> float:
    """Return the share of nDCG that a list gives up against the best by fit alone, 0 where nothing is lost."""
    weights = 1.0 / np.log2(np.arange(len(rows)) + 2.0)
    ideal = float(np.sum(np.sort(fit)[::-1][: len(rows)] * weights))
    return 0.0 if ideal <= 0.0 else max(0.0, 1.0 - float(np.sum(fit[rows] * weights)) / ideal)


def _greedy(fit: Floats, targets: Sequence[Target], size: int, strength: float, overlap: Floats | None) -> Composed:
    wanted, kinds = [target.wanted() for target in targets], [target.kind_of() for target in targets]
    counts = [np.zeros(len(shares)) for shares in wanted]
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
    return _listed(targets, np.array(rows, dtype=np.int64))


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

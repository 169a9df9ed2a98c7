"""How far from the best possible: an upper bound that holds for every choice under the same limits (science.md S8).

``UB(g) = sum_u max_s [w_u f(s) - g_u s] + max_x sum_i x_i r_i`` with ``r_i = v_i + sum_u g_u a_iu`` holds for every
``g >= 0``, however it was found: a poor ``g`` gives a loose bound, never a wrong one.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.plan.instance import Instance

STEP_WORK = 4_000_000  # entries and people x steps: some tenths of a second; a fixed amount of work, not of time
MOST_STEPS = 60
FEWEST_STEPS = 6
BISECTIONS = 8  # S8 takes 12 to 16; any point of the line gives a valid bound, more steps give a better one
SMOOTHING = (0.5, 0.97, 0.08)  # S8: half-width .5 x .97^t, not under .08
KNAPSACK_NODES = 60
SLACK = 1e-9  # relative: a bound may not fall below a value by the rounding of sums


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Budget in minor units and, where wished, the most and the fewest creators."""

    budget: float
    most: int | None = None
    least: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceiling:
    """An upper bound with the prices that prove it.

    ``creator_price`` is ``r``, ``constant`` the first term, and ``money_price`` what one more minor unit of budget
    brings: with the same prices ``constant + knapsack(r, b)`` bounds every choice under any other budget ``b`` too.
    """

    upper: float
    method: str
    constant: float
    creator_price: Floats
    money_price: float


def fractional_knapsack(values: Floats, costs: Floats, budget: float) -> tuple[float, Floats, float]:
    """Return the best fractional choice under a budget: its value, the shares taken, and the price of money.

    Creators that cost nothing come first. O(n log n).
    """
    shares = np.zeros(len(values))
    useful = np.flatnonzero((values > 0) & (costs <= max(budget, 0.0)))
    ratio = values[useful] / np.maximum(costs[useful], 1e-9)
    order = useful[np.argsort(-ratio, kind="stable")]
    spent = np.cumsum(costs[order])
    whole = int(np.searchsorted(spent, budget, side="right"))
    shares[order[:whole]] = 1.0
    total = float(values[order[:whole]].sum())
    if whole == len(order):
        return total, shares, 0.0
    last = order[whole]
    part = (budget - (spent[whole - 1] if whole else 0.0)) / costs[last]
    shares[last] = part
    return total + float(part * values[last]), shares, float(values[last] / costs[last])


def knapsack_bound(values: Floats, costs: Floats, budget: float, nodes: int = KNAPSACK_NODES) -> float:
    """Return an upper bound on the best whole choice: best-first branching on the creator that was cut in two.

    The open node of largest value always bounds the optimum, so stopping early is loose and never wrong.
    O(nodes x n log n).
    """
    root, shares, _ = fractional_knapsack(values, costs, budget)
    heap: list[tuple[float, int, tuple[int, ...], tuple[int, ...], int]] = []
    count = 0
    heapq.heappush(heap, (-root, count, (), (), _cut(shares)))
    while heap:
        upper, _, inside, outside, cut = heapq.heappop(heap)
        if cut < 0 or count >= nodes:
            return -upper
        for forced, barred in (((*inside, cut), outside), (inside, (*outside, cut))):
            found = _branch(values, costs, budget, (forced, barred))
            if found is not None:
                count += 1
                heapq.heappush(heap, (-found[0], count, forced, barred, found[1]))
    return root


def upper_bound(instance: Instance, limits: Limits, prices: Floats) -> float:
    """Return ``UB(g)`` for prices ``g`` per person; lattice where all chances are one, else the closed form."""
    first, creator_prices = _first_term(instance, prices)
    return first + _best_choice(creator_prices, instance.cost, limits, exact=True)


def path_bound(instance: Instance, limits: Limits, rows: Ints) -> float:
    """Return the bound of submodularity: what a set brings plus the best choice by the gains that are left."""
    left = instance.left(rows)
    gains = instance.gains(left)
    gains[rows] = 0.0
    return instance.value(rows) + _best_choice(gains, instance.cost, limits, exact=True)


def ceiling(instance: Instance, limits: Limits, chosen: Ints) -> Ceiling:
    """Return the smallest valid bound found, never under the value of the choice made; O(steps x entries)."""
    value = instance.value(chosen)
    best, prices = _averaged_prices(instance, limits)
    first, creator_prices = _first_term(instance, prices)
    best = min(best, first + _best_choice(creator_prices, instance.cost, limits, exact=True))
    method = "weighted duality"
    for count in sorted({0, len(chosen) // 2, len(chosen)}):
        other = path_bound(instance, limits, chosen[:count])
        if other < best:
            best, method = other, "submodularity"
    _, _, money = fractional_knapsack(creator_prices, instance.cost, limits.budget)
    return Ceiling(
        upper=max(best * (1.0 + SLACK), value), method=method, constant=first, creator_price=creator_prices,
        money_price=money,
    )  # fmt: skip


def _first_term(instance: Instance, prices: Floats) -> tuple[float, Floats]:
    """Return the sum over people and the price ``r`` of each creator."""
    worth = instance.worth
    chance = instance.chance
    if not len(worth):
        return 0.0, instance.additive.copy()
    if np.isnan(chance):
        with np.errstate(divide="ignore", invalid="ignore"):
            share = np.clip(np.where(worth > 0, prices / worth, 1.0), 0.0, 1.0)
            bent = np.where(share > 0, share * np.log(share), 0.0)
        return float((worth * (1.0 - share + bent)).sum()), np.asarray(instance.exposure @ prices + instance.additive)
    times = _lattice_times(worth, prices, chance)
    sure = np.where(np.isinf(times), worth, worth * (1.0 - (1.0 - chance) ** np.where(np.isinf(times), 0.0, times)))
    paid = prices * np.where(np.isinf(times), 0.0, times)
    counted = instance.effect.copy()
    counted.data = np.ones_like(counted.data)
    return float((sure - paid).sum()), np.asarray(counted @ prices + instance.additive)


def _lattice_times(worth: Floats, prices: Floats, chance: float) -> Floats:
    """Return how often each person is best reached at those prices: while one more time is worth its price."""
    times = np.zeros(len(worth))
    times[(prices <= 0) & (worth > 0)] = np.inf
    priced = (prices > 0) & (worth * chance > prices)
    steps = np.log(prices[priced] / (worth[priced] * chance)) / np.log1p(-chance)
    times[priced] = np.ceil(steps - 1e-12)
    return times


def _best_choice(values: Floats, costs: Floats, limits: Limits, *, exact: bool) -> float:
    """Return an upper bound on the best choice by plain values under budget and most creators."""
    useful = np.maximum(values, 0.0)
    plain, shares, _ = fractional_knapsack(useful, costs, limits.budget)
    if limits.most is not None and shares.sum() > limits.most:
        return min(plain, _best_with_cap(useful, costs, limits))
    return min(plain, knapsack_bound(useful, costs, limits.budget)) if exact else plain


def _best_with_cap(values: Floats, costs: Floats, limits: Limits, rounds: int = 25) -> float:
    """Return the bound under a count of creators: any fee per creator is valid, the best is found by golden section."""
    most = limits.most or 0
    affordable = np.where(costs <= limits.budget, values, 0.0)

    def at(fee: float) -> float:
        return fractional_knapsack(np.maximum(affordable - fee, 0.0), costs, limits.budget)[0] + fee * most

    low, high = 0.0, float(affordable.max(initial=0.0))
    best = min(at(low), at(high))
    golden = (5**0.5 - 1) / 2
    for _ in range(rounds):
        left, right = high - golden * (high - low), low + golden * (high - low)
        one, two = at(left), at(right)
        best = min(best, one, two)
        low, high = (low, right) if one <= two else (left, high)
    return best


def _averaged_prices(instance: Instance, limits: Limits) -> tuple[float, Floats]:
    """Find good prices: Frank-Wolfe on the averaged choice, keeping the prices of the smallest bound."""
    people = len(instance.worth)
    kept = np.zeros(people)
    if not people:
        return float("inf"), kept
    lattice = not np.isnan(instance.chance)
    matrix = instance.effect.copy() if lattice else instance.exposure
    if lattice:
        matrix.data = np.ones_like(matrix.data)
    across = matrix.T.tocsr()
    steps = int(np.clip(STEP_WORK / max(matrix.nnz * BISECTIONS / 4 + people * BISECTIONS, 1),
                        FEWEST_STEPS, MOST_STEPS))  # fmt: skip
    share = np.zeros(instance.size)
    seen = np.zeros(people)
    best = float("inf")
    for step in range(steps):
        prices = _slopes(instance, seen, step)
        first, creator_prices = _first_term(instance, prices)
        value, target = _relaxed(creator_prices, instance.cost, limits)
        if first + value < best:
            best, kept = first + value, prices
        move = target - share
        moved = np.asarray(across @ move)
        size = _line_search(instance, (seen, moved), float(instance.additive @ move), step)
        share = share + size * move
        seen = seen + size * moved
    return best, kept


def _relaxed(values: Floats, costs: Floats, limits: Limits) -> tuple[float, Floats]:
    """Return a bound on the second term and the point to move to; a cap on creators only shapes the point."""
    useful = np.maximum(values, 0.0)
    plain, shares, money = fractional_knapsack(useful, costs, limits.budget)
    if limits.most is None or shares.sum() <= limits.most:
        return plain, shares
    order = np.argsort(-(useful - 0.5 * money * costs), kind="stable")
    capped = np.zeros(len(values))
    affordable = order[costs[order] <= limits.budget][: limits.most]
    fits = np.cumsum(costs[affordable]) <= limits.budget
    capped[affordable[fits]] = 1.0
    return min(plain, _best_with_cap(useful, costs, limits, rounds=4)), capped


def _slopes(instance: Instance, seen: Floats, step: int) -> Floats:
    """Return what one more exposure is worth at an averaged choice; the lattice is smoothed over a half-width."""
    if np.isnan(instance.chance):
        return np.asarray(instance.worth * np.exp(-seen))
    width = max(SMOOTHING[0] * SMOOTHING[1] ** step, SMOOTHING[2])
    above = _lattice(instance.chance, seen + width)
    below = _lattice(instance.chance, np.maximum(seen - width, 0.0))
    span = seen + width - np.maximum(seen - width, 0.0)
    return np.asarray(instance.worth * (above - below) / span)


def _lattice(chance: float, times: Floats) -> Floats:
    """Return ``1 - (1-p)^k``, straight between whole ``k``."""
    whole = np.floor(times)
    rest = (1.0 - chance) ** whole
    return np.asarray(1.0 - rest + (times - whole) * rest * chance)


def _line_search(instance: Instance, line: tuple[Floats, Floats], slope: float, step: int) -> float:
    """Return how far to move: bisection on the sign of the slope, which falls along the line."""
    seen, moved = line
    low, high = 0.0, 1.0
    for _ in range(BISECTIONS):
        middle = (low + high) / 2.0
        slopes = _slopes(instance, seen + middle * moved, step)
        if float(slopes @ moved) + slope > 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2.0


def _cut(shares: Floats) -> int:
    """Return the creator that was taken in part, -1 where there is none."""
    parts = np.flatnonzero((shares > 0) & (shares < 1))
    return int(parts[0]) if len(parts) else -1


def _branch(
    values: Floats, costs: Floats, budget: float, sides: tuple[tuple[int, ...], tuple[int, ...]]
) -> tuple[float, int] | None:
    """Return the relaxed value with creators forced in and barred, and its next cut; ``None`` if it cannot be."""
    inside, outside = (np.asarray(side, dtype=np.int64) for side in sides)
    rest = budget - float(costs[inside].sum())
    if rest < 0:
        return None
    open_values = values.copy()
    open_values[inside] = 0.0
    open_values[outside] = 0.0
    total, shares, _ = fractional_knapsack(open_values, costs, rest)
    return total + float(values[inside].sum()), _cut(shares)

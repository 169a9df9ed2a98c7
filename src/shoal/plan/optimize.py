"""Choose under a budget: lazy greedy by gain per money, the best single creator as a safeguard, then swaps (S8).

The same call also looks at what smaller round budgets would choose: a rule of thumb that walks by gain per money can
do worse with more money, and a planner who adds EUR 100 must not be told that she gets less.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass, replace

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.plan.bound import Ceiling, Limits, ceiling
from shoal.plan.instance import Instance, folded
from shoal.stats import stored

FEWEST_CENTS = 1e-6  # a creator who costs nothing comes first, by what she brings
TRIED_ONE_BY_ONE = 9  # up to here every choice is tried: 512
SWAP_WORK = 25_000_000  # entries looked at by swaps: a fixed amount of work (about 0.2 s), not of time
NEGLIGIBLE = 1e-12
SEEDS, SEEDED_SIZE = 12, 2_000  # starts tried, and up to how many creators that is affordable (S8)

Found = tuple[Ints, tuple[str, ...]]  # positions, and how each was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What was chosen: positions in order of their being taken, the value, and the bound on every other choice.

    ``how`` says for each position ``greedy``, ``swap`` or ``tried``; ``ceiling`` carries the prices behind the bound.
    """

    rows: Ints
    value: float
    how: tuple[str, ...]
    ceiling: Ceiling


def greedy(instance: Instance, limits: Limits, start: Ints | None = None) -> Ints:
    """Return the creators taken by gain per money, ties by key, the budget never passed.

    Lazy: gains only fall, so a creator is looked at again only when she is on top. Ratios are compared at nine digits,
    so that the last bit of a sum does not decide between equals. A wish for at least so many
    creators keeps back the money that the cheapest of the others need. O(n log n + entries of those looked at).
    """
    rows = [] if start is None else [int(row) for row in start]
    left = instance.left(np.asarray(rows, dtype=np.int64))
    money = limits.budget - float(instance.cost[rows].sum())
    gains = instance.gains(left)
    price = np.maximum(instance.cost, FEWEST_CENTS)
    taken = set(rows)
    open_rows = [row for row in np.flatnonzero(gains > NEGLIGIBLE).tolist() if row not in taken]
    heap = [(-stored(gains[row] / price[row]), row) for row in open_rows]
    heapq.heapify(heap)
    most = limits.most if limits.most is not None else instance.size
    while heap and len(rows) < most:
        _, row = heapq.heappop(heap)
        if instance.cost[row] > money - _kept_back(instance, limits, rows, row):
            continue
        gain = instance.gain(row, left)
        again = (-stored(gain / price[row]), row)
        if heap and again > heap[0]:
            if gain > NEGLIGIBLE:
                heapq.heappush(heap, again)
            continue
        instance.take(row, left)
        money -= float(instance.cost[row])
        rows.append(row)
    return np.asarray(rows, dtype=np.int64)


def swapped(instance: Instance, limits: Limits, rows: Ints) -> Ints:
    """Return the set after exchanging one creator for another while that brings more; then fill what money is left.

    O(creators in the set x entries) a round, with a fixed amount of work.
    """
    current = rows
    work = 0
    round_work = max(len(rows), 1) * (instance.effect.nnz + instance.size)
    while work + round_work <= SWAP_WORK:
        work += round_work
        better = _best_swap(instance, limits, current)
        if better is None:
            break
        current = greedy(instance, limits, better)
    return current


def choose(instance: Instance, limits: Limits) -> Choice:
    """Return the best choice found with its bound; more money never brings less than a smaller round budget would.

    O(n log n + entries) per budget looked at, a handful of budgets, and the bound's fixed number of steps.
    """
    small = folded(instance)
    if _few(small, limits):
        rows, value = every_choice(small, limits)
        proof = replace(ceiling(small, limits, rows), upper=value, method="every choice tried")
        return Choice(rows=rows, value=value, how=("tried",) * len(rows), ceiling=proof)
    found = _one_budget(small, limits)
    top = ceiling(small, limits, found[0])
    rows, how = _with_smaller_budgets(small, limits, found, top)
    value = small.value(rows)
    return Choice(rows=rows, value=value, how=how, ceiling=replace(top, upper=max(top.upper, value)))


def every_choice(instance: Instance, limits: Limits) -> tuple[Ints, float]:
    """Return the best of all choices; for at most a dozen creators (2^n sets)."""
    affordable = np.flatnonzero(instance.cost <= limits.budget)
    most = len(affordable) if limits.most is None else limits.most
    best: tuple[float, tuple[int, ...]] = (0.0, ())
    found = limits.least == 0
    for mask in range(1 << len(affordable)):
        if not limits.least <= mask.bit_count() <= most:
            continue
        rows = affordable[[bool(mask >> bit & 1) for bit in range(len(affordable))]]
        if instance.cost[rows].sum() > limits.budget:
            continue
        value = instance.value(rows)
        if not found or value > best[0] + NEGLIGIBLE:
            best, found = (value, tuple(int(row) for row in rows)), True
    rows = np.asarray(best[1], dtype=np.int64)
    return _by_gain(instance, rows), instance.value(rows)


def round_budgets(budget: float) -> list[float]:
    """Return the round budgets under this one, largest first: 2 to 5 % apart, the same ones for every caller."""
    steps = [*np.arange(100, 200, 5), *np.arange(200, 500, 10), *np.arange(500, 1000, 25)]
    decades = range(int(np.log10(max(budget, 1.0))) + 1)
    levels = {float(step) * 10.0**decade / 100.0 for decade in decades for step in steps}
    return sorted((level for level in levels if level < budget), reverse=True)


def _one_budget(instance: Instance, limits: Limits) -> Found:
    """Return the choice for one budget: greedy, again from each of the best singles (the safeguard), then swaps."""
    walked = greedy(instance, limits)
    rows, value = walked, instance.value(walked)
    for seed in _seeds(instance, limits):
        other = greedy(instance, limits, np.asarray([seed], dtype=np.int64))
        if instance.value(other) > value * (1.0 + 1e-9):
            rows, value = other, instance.value(other)
    better = swapped(instance, limits, rows)
    if instance.value(better) > value * (1.0 + 1e-9):
        rows = better
    before = set(walked.tolist())
    return rows, tuple("greedy" if row in before else "swap" for row in rows.tolist())


def _seeds(instance: Instance, limits: Limits) -> list[int]:
    """Return whom to start from: those who bring most alone, the best single of all in any case.

    Walking by value per money buys small ones first and may leave no room for a large one: on the climbing set at a
    budget of 1,000 that loses 2.6 %, and starting from a single one gets it back (S8 seeds by pairs).
    """
    alone = instance.gains(instance.worth)
    most = SEEDS if instance.size <= SEEDED_SIZE else 1
    order = np.argsort([-stored(gain) for gain in alone], kind="stable").tolist()
    room = [row for row in order if instance.cost[row] <= limits.budget - _kept_back(instance, limits, [], row)]
    return room[:most] if limits.most is None or limits.most > 0 else []


def _with_smaller_budgets(instance: Instance, limits: Limits, found: Found, top: Ceiling) -> Found:
    """Return the better of this choice and those of smaller round budgets filled up with the rest of the money.

    A smaller budget is looked at only while the bound, at the same prices, leaves it a chance to be better.
    """
    value = instance.value(found[0])
    levels: list[float] = []
    for level in round_budgets(limits.budget):
        reachable = top.constant + _relaxed_value(top.creator_price, instance, level)
        if reachable <= value * (1.0 + 1e-9) or not _enough(instance, limits, level):
            break
        levels.append(level)
    best: Found | None = None
    for level in reversed(levels):
        smaller = replace(limits, budget=level)
        best = _better(instance, _one_budget(instance, smaller), _filled(instance, smaller, best))
    return _better(instance, found, _filled(instance, limits, best))


def _filled(instance: Instance, limits: Limits, found: Found | None) -> Found | None:
    """Return a choice with what else the money allows."""
    if found is None:
        return None
    rows = greedy(instance, limits, found[0])
    return rows, (*found[1], *(("greedy",) * (len(rows) - len(found[0]))))


def _better(instance: Instance, first: Found, second: Found | None) -> Found:
    """Return the choice that brings more, the first where they are equal."""
    if second is None or instance.value(second[0]) <= instance.value(first[0]) * (1.0 + 1e-9):
        return first
    return second


def _relaxed_value(prices: Floats, instance: Instance, budget: float) -> float:
    """Return the knapsack of the bound at another budget, without dropping those who cost more than it."""
    order = np.argsort(-prices / np.maximum(instance.cost, FEWEST_CENTS), kind="stable")
    spent = np.cumsum(instance.cost[order])
    useful = np.maximum(prices[order], 0.0)
    before = spent - instance.cost[order]
    part = np.clip((budget - before) / np.maximum(instance.cost[order], FEWEST_CENTS), 0.0, 1.0)
    return float((useful * part).sum())


def _enough(instance: Instance, limits: Limits, budget: float) -> bool:
    return limits.least == 0 or float(np.sort(instance.cost)[: limits.least].sum()) <= budget


def _few(instance: Instance, limits: Limits) -> bool:
    return int((instance.cost <= limits.budget).sum()) <= TRIED_ONE_BY_ONE


def _kept_back(instance: Instance, limits: Limits, rows: list[int], row: int) -> float:
    """Return the money that the cheapest of the others need, for a wish for at least so many creators."""
    missing = limits.least - len(rows) - 1
    if missing <= 0:
        return 0.0
    others = np.delete(instance.cost, [*rows, row])
    return float(np.partition(others, missing - 1)[:missing].sum()) if missing <= len(others) else float("inf")


def _best_swap(instance: Instance, limits: Limits, rows: Ints) -> Ints | None:
    """Return the set after the one exchange that brings most, ``None`` where none brings more."""
    value = instance.value(rows)
    spent = float(instance.cost[rows].sum())
    best, pick = value * (1.0 + 1e-9) + NEGLIGIBLE, None
    after = instance.left(rows)
    for position in range(len(rows)):
        row = int(rows[position])
        left = instance.without(row, after)
        gains = instance.gains(left)
        rest_value = value - gains[row]
        gains[rows] = -np.inf
        gains[instance.cost > limits.budget - spent + instance.cost[rows[position]]] = -np.inf
        other = int(np.argmax(gains))
        total = rest_value + gains[other]
        if total > best:
            best, pick = total, np.append(np.delete(rows, position), other)
    return pick


def _by_gain(instance: Instance, rows: Ints) -> Ints:
    """Return rows by what each brings per money alone, ties by key."""
    alone = instance.gains(instance.worth)[rows] / np.maximum(instance.cost[rows], FEWEST_CENTS)
    return rows[np.lexsort((rows, np.array([-stored(ratio) for ratio in alone])))]

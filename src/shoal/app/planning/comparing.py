"""Verbs that hold things beside each other: budgets, audiences, and two plans of one brief."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from shoal.app.briefs.amounts import amount_in_words
from shoal.app.briefs.written import slug
from shoal.app.planning.nouns import Difference, PlansCompared
from shoal.app.planning.verbs import budget_in
from shoal.domain.bulk import AudienceSamples
from shoal.domain.plan import Plan
from shoal.domain.shortlist import WishCount
from shoal.domain.values import Estimate, Money, Value
from shoal.errors import ConflictError
from shoal.plan import build_plan, sampled_overlaps
from shoal.report import Chart, FrontierPoint, OverlapPair, frontier_chart, overlap_map, survivor_chart
from shoal.stats import share_interval

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

BUDGETS = (0.4, 0.6, 0.8, 1.0, 1.25, 1.5, 2.0)  # shares of the plan's own budget
FEWEST_SAMPLED = 30  # kept people under which a sample says nothing about overlap (as in the plan)
LEVEL = 0.9
UNITS = {"orders": "orders", "reach": "people", "visits": "visits"}


class Comparing:
    """The verbs that compare."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # budgets -------------------------------------------------------------------------------------------------------

    def frontier_ready(self, name: str, version: int) -> bool:
        """Say whether the picture of budgets is drawn already."""
        return self._shoal.stored.has(("frontier", slug(name), version))

    def frontier(self, name: str, version: int) -> Chart | None:
        """Return what each of seven budgets should bring, with the bound; worked out once per plan.

        The same dice fall for every budget, so that two results differ by their choice alone.
        """
        key = ("frontier", slug(name), version)
        return self._shoal.stored.once(key, lambda: self._frontier(slug(name), version), dear=True)

    def _frontier(self, name: str, version: int) -> Chart | None:
        shoal = self._shoal
        plan = shoal.ledger.planning.plan(name, version)
        brief = shoal.ledger.planning.brief_of(plan.brief_id)
        shortlist = shoal.ledger.planning.shortlist_of(plan.shortlist_id)
        samples = shoal.catalog.samples([one.account_id for one in shortlist.candidates], shoal.now())
        points = [_point(plan, plan, brief.goal, here=True)]
        for share in BUDGETS:
            if share == 1.0:
                continue
            budget = Money(minor=round(plan.budget.minor * share), currency=plan.budget.currency)
            try:
                made = build_plan(
                    replace(brief, budget=budget), shortlist, samples, plan_id="", version=0, seed=plan.seed,
                    created_at=shoal.now(), steering=plan.steering,
                )  # fmt: skip
            except ConflictError:
                continue  # this budget pays for nobody, or not for the pins: there is no such point
            points.append(_point(made, plan, brief.goal, here=False))
        return frontier_chart("frontier", points, UNITS.get(brief.goal, brief.goal))

    def budget_words(self, typed: str, currency: str) -> tuple[Money, str]:
        """Return a typed budget and how it reads in words. Raises ``InputError`` where it is no amount."""
        budget = budget_in(typed, currency)
        return budget, amount_in_words(budget)

    # audiences -----------------------------------------------------------------------------------------------------

    def overlaps(self, name: str, version: int) -> Chart | None:
        """Return who of a plan shares an audience with whom, each pair with its evidence; worked out once per plan."""
        key = ("overlaps", slug(name), version)
        return self._shoal.stored.once(key, lambda: self._overlaps(slug(name), version), dear=True)

    def _overlaps(self, name: str, version: int) -> Chart | None:
        shoal = self._shoal
        plan = shoal.ledger.planning.plan(name, version)
        accounts = [line.account_id for line in plan.lines]
        names = shoal.planning.names(plan)
        samples = shoal.catalog.samples(accounts, shoal.now())
        pairs = [] if samples is None else overlap_pairs(samples, len(accounts))
        return overlap_map("overlaps", [names.name(line.creator_id) for line in plan.lines], pairs)

    # wishes --------------------------------------------------------------------------------------------------------

    def survivors_ready(self, name: str, version: int) -> bool:
        """Say whether it is counted already how many creators each hard wish keeps."""
        return self._shoal.stored.has(("survivors", slug(name), version))

    def survivors(self, name: str, version: int) -> tuple[Chart | None, tuple[WishCount, ...]]:
        """Return how many creators each hard wish of a brief keeps, in order; counted once per state of the catalogue.

        The first count reads the whole pool: some seconds for a hundred thousand accounts.
        """
        key = ("survivors", slug(name), version)
        return self._shoal.stored.once(key, lambda: self._survivors(slug(name), version), dear=True)

    def _survivors(self, name: str, version: int) -> tuple[Chart | None, tuple[WishCount, ...]]:
        from_brief = self._shoal.ledger.planning.brief(name, version)
        counts = self._shoal.planning.survivors(from_brief)
        pool = counts[0].kept + counts[0].dropped + counts[0].unknown if counts else 0
        return survivor_chart(pool, counts), counts

    # plans ---------------------------------------------------------------------------------------------------------

    def plans(self, name: str, one: int, other: int) -> PlansCompared:
        """Return two plans of a brief beside each other; whoever is in both comes first."""
        key = ("plans", slug(name), one, other)
        return self._shoal.stored.once(key, lambda: self._plans(slug(name), one, other))

    def _plans(self, name: str, one: int, other: int) -> PlansCompared:
        planning = self._shoal.ledger.planning
        first, second = planning.plan(name, one), planning.plan(name, other)
        left = {line.account_id: line for line in first.lines}
        right = {line.account_id: line for line in second.lines}
        accounts = sorted({**left, **right}, key=lambda account: (account not in left, account not in right))
        differences = tuple(
            Difference(
                creator_id=(left.get(account) or right[account]).creator_id, account_id=account,
                one=left.get(account), other=right.get(account),
            )
            for account in accounts
        )  # fmt: skip
        names = self._shoal.planning.names(first, second)
        return PlansCompared(one=first, other=second, names=names, differences=differences)


def overlap_pairs(samples: AudienceSamples, creators: int) -> list[OverlapPair]:
    """Return each pair of creators with enough sampled people, and which share of the smaller audience both reach.

    A person is in both samples or in neither, so the share is hits out of the smaller sample, with its interval.
    """
    shared = np.rint(sampled_overlaps(samples, creators) * samples.rate)
    kept = np.diag(shared)
    usable = np.flatnonzero(kept >= FEWEST_SAMPLED)
    rows = [(int(a), int(b)) for at, a in enumerate(usable) for b in usable[at + 1 :]]
    if not rows:
        return []
    first, second = np.asarray(rows).T
    smaller = np.minimum(kept[first], kept[second])
    found = share_interval(shared[first, second], smaller, LEVEL)
    evidence = _evidence(samples.frame)
    return [
        OverlapPair(
            one=a, other=b, evidence=evidence,
            share=Value(
                name="overlap", state="estimated", unit="fraction",
                estimate=Estimate(
                    value=float(hits / size), low=float(min(low, hits / size)), high=float(max(high, hits / size)),
                    level=LEVEL, n=int(size), method="beta-binomial",
                ),
            ),
        )
        for (a, b), hits, size, low, high in zip(
            rows, shared[first, second], smaller, found.low, found.high, strict=True
        )
    ]  # fmt: skip


def _evidence(frame: str) -> str:
    return next((kind for kind in ("followers", "likers", "commenters", "vendor") if kind in frame), frame)


def _point(made: Plan, plan: Plan, goal: str, *, here: bool) -> FrontierPoint:
    """Return one budget with its result; the bound is carried to the scale of the result's middle."""
    result = result_of(made, goal)
    bound = None
    if result.estimate is not None and made.bound.value > 0:
        bound = result.estimate.value * made.bound.upper / made.bound.value
    return FrontierPoint(budget=plan.budget if here else made.budget, result=result, bound=bound, here=here)


def result_of(plan: Plan, goal: str) -> Value:
    """Return what a plan should bring in the unit of its goal."""
    forecast = plan.forecast
    if goal == "visits" and forecast.visits is not None:
        return forecast.visits
    return forecast.orders if goal == "orders" else forecast.reach

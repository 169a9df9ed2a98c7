"""Pins, bans and typed fees: what people settle before the choice holds, and the budget is never passed."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_plan_build import NOW, audiences, brief_of, candidate, market, plan_of
from test_plan_choice import random_instance

from shoal.domain.plan import Steering
from shoal.domain.shortlist import Shortlist
from shoal.domain.values import Money
from shoal.errors import ConflictError
from shoal.plan import build_plan
from shoal.plan.bound import Limits
from shoal.plan.pinned import choose_around


def steered(candidates, steering, brief=None, samples=None):
    shortlist = Shortlist(
        id="sl_1", brief_id="br_1", brief_name="spring", version=1, pool=len(candidates), candidates=tuple(candidates)
    )
    return build_plan(
        brief or brief_of(), shortlist, samples, plan_id="pl_1", version=1, seed=3, created_at=NOW, steering=steering
    )


def accounts(plan):
    return {line.account_id for line in plan.lines}


def test_a_pinned_creator_is_in_although_the_choice_would_leave_her_out():
    people = market(40)
    outside = next(one for one in people if one.account_id not in accounts(steered(people, Steering()))
                   and one.price.planned <= 500_000)  # fmt: skip

    plan = steered(people, Steering(pinned=(outside.account_id,)))

    reasons = next(line.reasons for line in plan.lines if line.account_id == outside.account_id)
    assert reasons[0].claim.startswith("pinned")


def test_a_banned_creator_is_out_and_the_plan_says_why():
    people = market(40)
    first = steered(people, Steering()).lines[0]

    plan = steered(people, Steering(banned=(first.account_id,)))

    said = [finding.check for finding in plan.not_chosen if finding.evidence[0].ref == first.creator_id]
    assert (first.account_id in accounts(plan), said) == (False, ["banned"])


def test_a_typed_fee_is_what_is_planned_with():
    people = market(10)
    her = people[0].account_id

    plan = steered(people, Steering(pinned=(her,), fees=((her, 12_345),)))

    line = next(line for line in plan.lines if line.account_id == her)
    assert (line.price, line.price_basis) == (Money(minor=12_345, currency="EUR"), "typed_in_plan")


def test_a_typed_fee_lets_somebody_be_planned_whose_price_nobody_knew():
    free = candidate(1)
    priceless = replace(free, price=replace(free.price, low=None, fair=None, high=None, ceiling=None, basis="unknown"))

    plan = steered([priceless, candidate(2)], Steering(fees=((priceless.account_id, 5_000),)))

    assert priceless.account_id in accounts(plan)


@settings(max_examples=40)
@given(
    seed=st.integers(0, 10_000), pins=st.sets(st.integers(0, 19), max_size=5), bans=st.sets(st.integers(0, 19)),
    euros=st.integers(50, 4_000), fees=st.dictionaries(st.integers(0, 19), st.integers(0, 200_000), max_size=5),
    shared=st.booleans(),
)  # fmt: skip
def test_whatever_is_settled_the_budget_is_never_passed(seed, pins, bans, euros, fees, shared):
    people = market(20, seed)
    steering = Steering(
        pinned=tuple(people[at].account_id for at in sorted(pins)),
        banned=tuple(people[at].account_id for at in sorted(bans)),
        fees=tuple((people[at].account_id, fee) for at, fee in sorted(fees.items())),
    )
    try:
        plan = steered(people, steering, brief_of(euros), audiences(20, seed, kept=40) if shared else None)
    except ConflictError:
        return  # two wishes clash: nothing is planned, so nothing is passed
    priced = dict(steering.fees)
    assert plan.cost.minor == sum(line.price.minor for line in plan.lines) <= plan.budget.minor
    assert not accounts(plan) & set(steering.banned)
    assert set(steering.pinned) - set(steering.banned) <= accounts(plan) | {
        finding.evidence[0].ref.replace("cr_", "ac_") for finding in plan.not_chosen
    }
    assert all(line.price.minor == priced.get(line.account_id, line.price.minor) for line in plan.lines)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), pin=st.integers(0, 6), budget=st.floats(8, 30))
def test_the_bound_holds_among_the_choices_that_hold_the_pin(seed, pin, budget):
    dice = np.random.Generator(np.random.PCG64(seed))
    made = random_instance(dice, creators=7)
    if made.cost[pin] > budget:
        return
    found = choose_around(made, Limits(budget=budget), np.array([pin]))

    others = [row for row in range(7) if row != pin]
    sets = ([pin, *rest] for size in range(7) for rest in combinations(others, size))
    best = max(made.value(np.array(rows)) for rows in sets if made.cost[rows].sum() <= budget)
    assert found.ceiling.upper >= best - 1e-9
    assert found.value <= best + 1e-9


def test_pins_beyond_the_budget_name_both_wishes_and_the_cheapest_way_out():
    people = [candidate(1, fee=40_000), candidate(2, fee=30_000), candidate(3, fee=5_000)]

    with pytest.raises(ConflictError) as clash:
        steered(people, Steering(pinned=("ac_0001", "ac_0002")), brief_of(500))

    assert "budget of €500.00 and the 2 pinned creators clash" in clash.value.message
    assert "raise the budget by €200.00" in clash.value.next_step
    assert "unpin {cr_000" in clash.value.next_step


def test_a_pin_dearer_than_the_whole_budget_is_a_clash_and_no_silence():
    with pytest.raises(ConflictError, match="the budget and a pin clash"):
        steered([candidate(1, fee=90_000), candidate(2)], Steering(pinned=("ac_0001",)), brief_of(500))


def test_pins_that_leave_too_little_for_the_least_number_are_a_clash():
    people = [candidate(1, fee=40_000), candidate(2, fee=9_000), candidate(3, fee=9_000)]

    with pytest.raises(ConflictError, match="at least 3 creators and the 1 pinned ones clash"):
        steered(people, Steering(pinned=("ac_0001",)), brief_of(500, least_creators=3))


def test_nothing_settled_gives_the_same_plan_as_before():
    people = market(30)

    assert steered(people, Steering()).lines == plan_of(people).lines


def test_visits_follow_from_views_with_a_wide_range():
    visits = steered(market(20), Steering()).forecast.visits

    assert visits.state == "prior_only"
    assert visits.estimate.high > 3 * visits.estimate.value

"""A whole plan from a shortlist: budget, reasons, bound, evidence, what would change it, and what cannot be planned."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shoal.domain.brief import Brief
from shoal.domain.bulk import AudienceSamples
from shoal.domain.finding import Finding, Verdict
from shoal.domain.shortlist import Candidate, PriceZone, Response, Shortlist
from shoal.domain.values import Estimate, Money, Value, counted, unknown
from shoal.errors import ConflictError, InputError
from shoal.plan import build_plan

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)


def ranged(name, value, log_sd, state, unit):
    ends = (value * np.exp(-1.2816 * log_sd), value * np.exp(1.2816 * log_sd))
    return Value(
        name=name, state=state, unit=unit,
        estimate=Estimate(value=value, low=ends[0], high=ends[1], level=0.8, n=0, method="prior"),
    )  # fmt: skip


def candidate(number, *, followers=3_000.0, fee=10_000, orders=0.25, basis="benchmark", **changes):
    known = followers is not None
    reach = (
        ranged("reach_post", followers * 0.3, 0.6, "prior_only", "people")
        if known
        else unknown("reach_post", "no", "people")
    )
    sold = "estimated" if basis == "own_sales" else "prior_only"
    plain = Candidate(
        creator_id=f"cr_{number:04d}", account_id=f"ac_{number:04d}", platform="instagram", tier="nano",
        followers=counted("followers", followers, "people") if known else unknown("followers", "no", "people"),
        engagement=unknown("er_lc_f", "no posts", "fraction"), score=1.0, contributions=(), reasons=(), unknowns=(),
        verdict=Verdict(creator_id=f"cr_{number:04d}", state="unknown"),
        price=PriceZone(currency="EUR", low=int(fee * 0.8), fair=fee, high=int(fee * 1.2), ceiling=int(fee * 1.3),
                        basis="typed", n=1, reason="typed"),
        response=Response(
            reach=reach, engagements=unknown("engagements", "no posts", "engagements"),
            orders=ranged("orders", orders, 2.0, sold, "orders") if orders else unknown("orders", "no", "orders"),
            basis=basis,
        ),
    )  # fmt: skip
    return replace(plain, **changes)


def market(size, seed=1):
    dice = np.random.Generator(np.random.PCG64(seed))
    followers = np.round(np.exp(dice.uniform(7, 11, size)))
    fees = np.round(60 * (followers / 3162) ** 0.8 * np.exp(0.6 * dice.standard_normal(size)) * 100)
    orders = followers * 0.3 / 1000 * 0.24 * np.exp(dice.standard_normal(size))
    bases = dice.choice(["own_sales", "counted_posts", "typed_or_vendor", "benchmark"], size)
    return [
        candidate(row, followers=followers[row], fee=int(fees[row]), orders=orders[row], basis=str(bases[row]))
        for row in range(size)
    ]


def audiences(size, seed=1, kept=200, people=None):
    dice = np.random.Generator(np.random.PCG64(seed))
    everybody = people or size * kept // 2
    pairs = [
        (row, person) for row in range(size) for person in np.unique((everybody * dice.random(kept) ** 2).astype(int))
    ]
    account, person = np.asarray(pairs).T
    return AudienceSamples(account=account, person=person.astype(np.uint64), rate=1.0, frame="likers of the top post")


def brief_of(euros=5_000.0, **changes):
    plain = Brief(
        id="br_1",
        name="spring",
        version=1,
        goal="orders",
        text="",
        budget=Money(minor=round(euros * 100), currency="EUR"),
    )
    return replace(plain, **changes)


def plan_of(candidates, brief=None, samples=None, seed=3):
    shortlist = Shortlist(
        id="sl_1", brief_id="br_1", brief_name="spring", version=1, pool=len(candidates), candidates=tuple(candidates)
    )
    return build_plan(brief or brief_of(), shortlist, samples, plan_id="pl_1", version=1, seed=seed, created_at=NOW)


def test_the_budget_is_kept_and_every_line_has_its_reason():
    plan = plan_of(market(60))

    assert 0 < plan.cost.minor == sum(line.price.minor for line in plan.lines) <= 500_000
    assert all(line.reasons and line.gain > 0 for line in plan.lines)


def test_the_bound_is_close_and_never_below_the_value():
    plan = plan_of(market(60), samples=audiences(60))

    assert plan.bound.value <= plan.bound.upper
    assert plan.bound.more < 0.03


def test_the_evidence_mix_sums_to_one_over_all_lines():
    plan = plan_of(market(60))

    assert sum(share.share for share in plan.evidence_mix) == pytest.approx(1.0)
    assert sum(share.lines for share in plan.evidence_mix) == len(plan.lines)


def test_the_tier_mix_adds_up_to_the_cost():
    plan = plan_of(market(60))

    assert sum(cost for _, _, cost in plan.tier_mix) == plan.cost.minor


def test_at_least_three_sentences_say_what_would_change_it():
    plan = plan_of(market(60))

    assert len(plan.changes) >= 3
    assert any("above about €" in text for text in plan.changes)
    assert any("pays for one more creator" in text for text in plan.changes)


def test_even_a_plan_of_everybody_says_what_would_change_it():
    plan = plan_of(market(3), brief_of(1e6))

    assert (len(plan.lines), len(plan.changes) >= 3) == (3, True)
    assert plan.binding == ("the shortlist: everybody on it who can be planned is in",)


def test_everybody_is_either_in_or_named_with_a_why():
    plan = plan_of([*market(30), candidate(99, verdict=Verdict(creator_id="cr_0099", state="refuse", blocked=True))])

    named = {line.creator_id for line in plan.lines} | {finding.evidence[0].ref for finding in plan.not_chosen}

    assert len(named) == 31


def test_who_does_not_fit_is_told_so_in_money():
    plan = plan_of([candidate(1, fee=8_000), candidate(2, fee=42_000)], brief_of(450))

    assert [finding.claim for finding in plan.not_chosen] in (
        ["{cr_0002}: €420.00 does not fit the €370.00 left"],
        ["{cr_0001}: €80.00 does not fit the €30.00 left"],
    )


def test_a_creator_whose_audience_is_reached_already_is_left_out_for_it():
    shared = np.arange(400, dtype=np.uint64)
    samples = AudienceSamples(
        account=np.repeat([0, 1, 2], 400), person=np.concatenate([shared, shared, shared + 1_000]), rate=1.0,
        frame="followers",
    )  # fmt: skip
    people = [candidate(row, followers=400.0, fee=10_000, orders=0.0) for row in range(3)]
    people = [
        replace(one, response=replace(one.response, reach=ranged("reach_post", 360.0, 0.3, "estimated", "people")))
        for one in people
    ]

    plan = plan_of(people, brief_of(200, goal="reach"), samples)

    assert [line.creator_id for line in plan.lines] == ["cr_0000", "cr_0002"]
    assert plan.not_chosen[0].check == "overlap"
    assert "72 % already reached" in plan.not_chosen[0].claim
    assert any(reason.claim.startswith("adds 360 people nobody else") for line in plan.lines for reason in line.reasons)


def test_overlap_lowers_reach_below_its_sum_and_names_its_evidence():
    plan = plan_of(market(40), samples=audiences(40, people=2_000))

    assert plan.forecast.reach.estimate.value < 0.95 * plan.forecast.reach_sum.estimate.value
    assert plan.forecast.overlap_evidence == "samples"


def test_a_suspected_minor_is_never_planned():
    minor = candidate(1, fee=1, orders=99.0, verdict=Verdict(creator_id="cr_0001", state="refuse", blocked=True))

    plan = plan_of([minor, candidate(2)])

    assert ([line.creator_id for line in plan.lines], plan.not_chosen[0].check) == (["cr_0002"], "blocked")


def test_a_refused_creator_may_enter_and_carries_the_advice():
    against = Finding(check="engagement", claim="unusual, because ...", weight="-")
    verdict = Verdict(creator_id="cr_0001", state="refuse", findings=(against,))

    plan = plan_of([candidate(1, verdict=verdict)])

    advice = next(reason for reason in plan.lines[0].reasons if reason.check == "verdict")
    assert (advice.weight, advice.evidence[0].text) == ("-", "unusual, because ...")


def test_an_own_record_is_a_reason():
    orders = replace(ranged("orders", 6.0, 0.5, "estimated", "orders"), parts=(("own_orders", 12.0),))
    one = candidate(1, basis="own_sales")

    plan = plan_of([replace(one, response=replace(one.response, orders=orders))])

    assert "own record: 12 orders" in [reason.claim for reason in plan.lines[0].reasons]


def test_an_unknown_response_counts_as_the_low_side_of_the_peers():
    blank = candidate(900, followers=None, orders=None)

    plan = plan_of([*market(20), blank], brief_of(1e6))

    line = next(line for line in plan.lines if line.creator_id == "cr_0900")
    assert "peers" in [reason.check for reason in line.reasons]
    assert line.orders.estimate is None


def test_hiding_a_figure_never_raises_a_weight_above_the_middle_of_the_peers():
    others = [candidate(row, orders=0.1 * (row + 1)) for row in range(9)]
    plan = plan_of([*others, candidate(99, orders=None)], brief_of(1e6))

    gains = {line.creator_id: line.gain for line in plan.lines}

    assert gains["cr_0099"] <= sorted(gains.values())[4]


def test_without_a_price_nobody_is_planned():
    nothing = dict.fromkeys(("low", "fair", "high", "ceiling"))
    plan = plan_of([candidate(1), candidate(2, price=replace(candidate(2).price, basis="unknown", **nothing))])

    assert (len(plan.lines), plan.not_chosen[0].check) == (1, "no_price")


def test_a_fee_in_another_currency_is_not_planned():
    plan = plan_of([candidate(1), candidate(2, price=replace(candidate(2).price, currency="PLN"))])

    assert plan.not_chosen[0].check == "currency"


def test_a_gift_deal_costs_nothing_and_is_taken():
    gift = candidate(2, price=replace(candidate(2).price, low=0, fair=0, high=0, ceiling=0))

    plan = plan_of([candidate(1, fee=10_000), gift], brief_of(50))

    assert ([line.creator_id for line in plan.lines], plan.cost.minor) == (["cr_0002"], 0)


@pytest.mark.parametrize("wish", [{"most_creators": 4}, {"least_creators": 25}])
def test_wishes_for_a_number_of_creators_hold(wish):
    plan = plan_of(market(40), brief_of(3_000, **wish))

    assert wish.get("least_creators", 0) <= len(plan.lines) <= wish.get("most_creators", 99)


@pytest.mark.parametrize(
    ("candidates", "changes", "words"),
    [
        ([], {}, "no candidates"),
        ([candidate(1, fee=8_000)], {"budget": Money(minor=6_000, currency="EUR")}, "costs €80.00"),
        ([candidate(1, fee=8_000)], {"least_creators": 2}, "at least 2 creators are wished for and 1 can be planned"),
        ([candidate(1, fee=400_000), candidate(2, fee=400_000)], {"least_creators": 2}, "cost €8,000.00"),
        ([candidate(1)], {"least_creators": 3, "most_creators": 2}, "cannot both hold"),
        ([candidate(1)], {"budget": Money(minor=6_000, currency="PLN")}, "can be planned: currency"),
    ],
)
def test_what_cannot_be_planned_is_a_conflict_with_a_way_out(candidates, changes, words):
    with pytest.raises(ConflictError, match=re.escape(words)) as caught:
        plan_of(candidates, brief_of(**changes))

    assert caught.value.next_step


def test_an_unknown_goal_is_refused():
    with pytest.raises(InputError):
        plan_of([candidate(1)], brief_of(goal="fame"))


@pytest.mark.parametrize("goal", ["orders", "reach", "visits"])
def test_every_goal_makes_a_plan_in_its_own_unit(goal):
    plan = plan_of(market(20), brief_of(goal=goal))

    assert (goal in plan.bound.unit or "people" in plan.bound.unit, plan.bound.value > 0) == (True, True)


def test_the_order_of_the_shortlist_changes_nothing():
    people = market(25)

    assert repr(plan_of(people).lines) == repr(plan_of(people[::-1]).lines)


@settings(derandomize=True, max_examples=15, deadline=None)
@given(size=st.integers(1, 25), seed=st.integers(0, 999), euros=st.integers(400, 6_000), sampled=st.booleans())
def test_equal_inputs_give_equal_bytes_within_the_budget(size, seed, euros, sampled):
    people, samples = market(size, seed), audiences(size, seed, kept=60) if sampled else None
    brief = brief_of(max(euros, min(one.price.fair for one in people) / 100))

    first, second = plan_of(people, brief, samples), plan_of(people, brief, samples)

    assert repr(first) == repr(second)
    assert first.cost.minor <= brief.budget.minor
    assert first.bound.upper >= first.bound.value


@settings(derandomize=True, max_examples=15, deadline=None)
@given(size=st.integers(1, 40), seed=st.integers(0, 999), level=st.sampled_from([500, 900, 1_500, 2_600, 4_000]),
       more=st.floats(1.0, 2.0))  # fmt: skip
def test_more_money_never_lowers_the_planned_value(size, seed, level, more):
    people, samples = market(size, seed), audiences(size, seed, kept=60)
    people.append(candidate(900, fee=1_000))
    samples = audiences(size + 1, seed, kept=60)

    little, much = (plan_of(people, brief_of(euros), samples).bound.value for euros in (level, level * more))

    assert much >= little * (1 - 1e-8)

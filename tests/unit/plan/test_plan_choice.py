"""The choice under a budget and its bound, on the fixtures of science.md S8."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from shoal.plan.bound import Limits, ceiling, fractional_knapsack, knapsack_bound, upper_bound
from shoal.plan.instance import folded, instance_of
from shoal.plan.optimize import choose, every_choice, greedy, round_budgets

CLIMBING = Path(__file__).parents[3].parent / "shared" / "data" / "instagram_climbing"
needs_climbing = pytest.mark.skipif(
    not CLIMBING.is_dir(), reason="the climbing data (public repository sdmirch/instagram-influencer-graph) is not here"
)


def sets_instance(audiences, costs, chance):
    people = sorted({person for audience in audiences for person in audience})
    chances = sparse.lil_array((len(audiences), len(people)))
    for row, audience in enumerate(audiences):
        for person in audience:
            chances[row, people.index(person)] = chance
    return instance_of(
        sparse.csr_array(chances), worth=np.ones(len(people)), additive=np.zeros(len(costs)), cost=np.asarray(costs)
    )


def four_creators():
    return sets_instance([{1, 2, 3, 4}, {3, 4, 5}, {1, 2}, {5, 6}], [4.0, 3.0, 2.0, 2.0], 0.5)


def random_instance(dice, creators=12, people=40):
    edges = dice.random((creators, people)) < 0.25
    chances = np.where(edges, dice.uniform(0.05, 0.95, (creators, people)), 0.0)
    return instance_of(
        sparse.csr_array(chances), worth=dice.uniform(0.2, 2.0, people), additive=dice.uniform(0, 2.0, creators),
        cost=np.round(dice.uniform(1, 10, creators), 2),
    )  # fmt: skip


@pytest.fixture(scope="module")
def climbing():
    with (CLIMBING / "creators.csv").open(encoding="utf-8") as file:
        creators = [(row["creator_id"], int(row["followers"])) for row in csv.DictReader(file)]
    position = {name: row for row, (name, _) in enumerate(creators)}
    with (CLIMBING / "audience_edges.csv").open(encoding="utf-8") as file:
        edges = [(position[row["creator_id"]], int(row["user_id"])) for row in csv.DictReader(file)]
    rows, people = np.asarray(edges).T
    _, columns = np.unique(people, return_inverse=True)
    return rows, columns, np.asarray([followers for _, followers in creators], dtype=float)


def climbing_instance(climbing, chance, cost=None):
    rows, columns, followers = climbing
    chances = sparse.csr_array((np.full(len(rows), chance), (rows, columns)))
    price = np.maximum(25.0, np.round(followers / 100.0)) if cost is None else np.full(len(followers), cost)
    return instance_of(chances, worth=np.ones(chances.shape[1]), additive=np.zeros(len(followers)), cost=price)


def test_the_four_creators_of_the_table_are_solved():
    choice = choose(four_creators(), Limits(budget=6.0))

    assert (sorted(choice.rows.tolist()), choice.value) == ([0, 3], pytest.approx(3.0))


@pytest.mark.parametrize(("price", "expected"), [(0.25, 3.0), (0.5, 3.0), (0.0, 6.0)])
def test_the_bound_at_given_prices_is_that_of_the_table(price, expected):
    assert upper_bound(four_creators(), Limits(budget=6.0), np.full(6, price)) == pytest.approx(expected)


def test_the_best_single_creator_saves_a_greedy_walk_that_buys_the_cheap_one_first():
    instance = sets_instance([{1, 2}, set(range(10, 21))], [1.0, 10.0], 1.0)
    limits = Limits(budget=10.0)

    walked = instance.value(greedy(instance, limits))

    assert (round(walked), round(choose(instance, limits).value)) == (2, 11)


def test_two_hundred_random_cases_lie_between_choice_and_bound():
    """Every one of 200 cases is compared with all 4,096 sets: no false alarm is possible, a bound holds or it fails."""
    dice = np.random.Generator(np.random.PCG64(8))
    ratios, uppers = [], []
    for _ in range(200):
        instance = random_instance(dice)
        limits = Limits(budget=float(instance.cost.sum() * 0.4))
        dense = 1.0 - instance.effect.toarray()
        masks = (np.arange(4096)[:, None] >> np.arange(12)) & 1
        fits = masks @ instance.cost <= limits.budget + 1e-12
        missed = np.exp(masks[fits] @ np.log(dense))
        best = float((((1 - missed) @ instance.worth) + masks[fits] @ instance.additive).max())
        walked = greedy(instance, limits)
        ratios.append(instance.value(walked) / best)
        choice = choose(instance, limits)
        uppers.append(choice.ceiling.upper / best)
        assert choice.value <= best * (1 + 1e-9)

    assert min(uppers) >= 1 - 1e-9
    assert (np.mean(uppers) < 1.1, np.mean(ratios) > 0.95) == (True, True)


def test_folding_keeps_the_value_of_every_set():
    dice = np.random.Generator(np.random.PCG64(3))
    instance = random_instance(dice, people=15)
    small = folded(instance)
    for _ in range(50):
        rows = np.flatnonzero(dice.random(12) < 0.5)
        assert small.value(rows) == pytest.approx(instance.value(rows), rel=1e-9)


def test_equal_people_are_merged_into_one():
    small = folded(sets_instance([{1, 2, 3}, {1, 2, 4}], [1.0, 1.0], 0.5))

    assert (small.worth.tolist(), small.additive.tolist()) == ([2.0], [0.5, 0.5])


def test_the_branching_knapsack_bound_is_exact_on_small_cases():
    dice = np.random.Generator(np.random.PCG64(4))
    values, costs = dice.uniform(1, 5, 10), dice.uniform(1, 5, 10)
    masks = (np.arange(1024)[:, None] >> np.arange(10)) & 1
    best = float((masks @ values)[masks @ costs <= 12.0].max())

    bound = knapsack_bound(values, costs, 12.0, nodes=2000)

    assert (bound, fractional_knapsack(values, costs, 12.0)[0] >= bound) == (pytest.approx(best), True)


def test_a_wish_for_at_least_five_keeps_money_back():
    dice = np.random.Generator(np.random.PCG64(6))
    instance = random_instance(dice)
    budget = float(np.sort(instance.cost)[:5].sum()) + 0.5

    assert len(choose(instance, Limits(budget=budget, least=5)).rows) >= 5


def test_a_wish_for_at_most_three_holds_and_its_bound_too():
    dice = np.random.Generator(np.random.PCG64(7))
    for _ in range(20):
        instance = random_instance(dice, creators=10, people=20)
        limits = Limits(budget=40.0, most=3)
        exact = every_choice(instance, limits)[1]
        walked = greedy(instance, limits)
        assert len(walked) <= 3
        assert instance.value(walked) <= exact * (1 + 1e-9) <= ceiling(instance, limits, walked).upper * (1 + 2e-9)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), creators=st.integers(1, 30), share=st.floats(0.02, 1.2))
def test_the_budget_is_never_passed_and_the_bound_is_never_below_the_value(seed, creators, share):
    instance = random_instance(np.random.Generator(np.random.PCG64(seed)), creators=creators, people=25)
    limits = Limits(budget=float(instance.cost.sum() * share))

    choice = choose(instance, limits)

    assert instance.cost[choice.rows].sum() <= limits.budget
    assert choice.ceiling.upper >= choice.value == pytest.approx(instance.value(choice.rows))


@settings(derandomize=True, max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), creators=st.integers(1, 25), share=st.floats(0.05, 0.9), more=st.floats(1.0, 1.5))
def test_more_money_never_lowers_the_value(seed, creators, share, more):
    instance = random_instance(np.random.Generator(np.random.PCG64(seed)), creators=creators, people=25)
    instance.cost[:] = np.round(instance.cost * 100)
    level = round_budgets(float(instance.cost.sum() * share) + 1.0)[:1] or [1.0]

    little = choose(instance, Limits(budget=level[0])).value
    much = choose(instance, Limits(budget=np.floor(level[0] * more))).value

    assert much >= little * (1 - 1e-9)


@needs_climbing
@pytest.mark.parametrize(("hires", "expected"), [(5, 21_046), (10, 34_667), (20, 49_919)])
def test_the_climbing_set_is_chosen_as_the_integer_program_does(climbing, hires, expected):
    choice = choose(climbing_instance(climbing, 1.0, cost=1.0), Limits(budget=float(hires)))

    assert round(choice.value) == expected
    assert choice.ceiling.upper >= expected


@needs_climbing
@pytest.mark.parametrize(
    ("budget", "walked", "best"),
    [(500, 10_392, 10_392), (1000, 16_960, 17_412), (2500, 30_140, 30_216), (5000, 45_241, 45_264)],
)
def test_the_greedy_walk_on_the_climbing_set_brings_the_published_numbers(climbing, budget, walked, best):
    instance = climbing_instance(climbing, 1.0)
    limits = Limits(budget=float(budget))

    assert round(instance.value(greedy(instance, limits))) == walked
    choice = choose(instance, limits)
    assert 0.999 * best <= round(choice.value) <= best <= choice.ceiling.upper


@needs_climbing
@pytest.mark.parametrize(
    ("chance", "budget", "walked", "best", "lattice"),
    [(.25, 500, 2652.2, 2652.2, 2797.2), (.25, 1000, 4484.4, 4589.5, 4626.7), (.25, 2500, 8332.7, 8353.6, 8370.5),
     (.5, 500, 5267.1, 5267.1, 5549.4), (.5, 1000, 8783.9, 8993.9, 9061.4), (.5, 2500, 16031.4, 16031.4, 16036.0)],
)  # fmt: skip
def test_chances_below_one_bring_the_published_values_under_a_bound_no_looser(
    climbing, chance, budget, walked, best, lattice
):
    instance = climbing_instance(climbing, chance)
    limits = Limits(budget=float(budget))

    assert instance.value(greedy(instance, limits)) == pytest.approx(walked, abs=0.06)
    choice = choose(instance, limits)
    assert 0.999 * best <= choice.value <= best + 0.06
    assert best - 0.06 <= choice.ceiling.upper <= lattice * 1.01


def test_a_choice_among_five_thousand_creators_has_a_close_bound():
    dice = np.random.Generator(np.random.PCG64(12))
    rows = np.repeat(np.arange(5_000), 60)
    chances = sparse.csr_array((np.full(len(rows), 0.25), (rows, (100_000 * dice.random(len(rows)) ** 2).astype(int))))
    instance = instance_of(
        chances, worth=np.ones(chances.shape[1]), additive=np.zeros(5_000), cost=np.round(dice.lognormal(9, 0.8, 5_000))
    )

    choice = choose(instance, Limits(budget=500_000.0))

    assert choice.ceiling.upper / choice.value < 1.05

"""Shares of items in clusters, and rates of what an imperfect eye looks for: ranges that hold as often as they say."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.stats import CERTAIN, Clusters, ErrorRates, clustered_interval, mixed_eye, rate_behind

ALIKE = (1.0, 3.0)
EYE = ErrorRates(caught=0.6, wrong=0.04, caught_sd=0.08, wrong_sd=0.015)


def clusters_of(dice: np.random.Generator, share: float, alike: float, sizes: np.ndarray) -> Clusters:
    strength = (1.0 - alike) / alike
    by_cluster = dice.beta(share * strength, (1.0 - share) * strength, len(sizes))
    return Clusters(hits=dice.binomial(sizes.astype(int), by_cluster).astype(float), sizes=sizes.astype(float))


@pytest.mark.parametrize(("posts", "each"), [(3, 8), (12, 8), (12, 40)])
def test_a_share_of_clusters_is_held_as_often_as_promised(dice: np.random.Generator, posts: int, each: int):
    """400 shares and alikenesses by their laws, 90 % promised: sd 1.5 points, alarm beyond three of them."""
    held = 0
    for _ in range(400):
        share, alike = dice.beta(0.5, 0.5), np.clip(dice.beta(*ALIKE), 0.01, 0.95)
        seen = clusters_of(dice, share, alike, np.full(posts, each))
        found = clustered_interval(seen.hits, seen.sizes, 0.9, alike=ALIKE)
        held += bool(found.low <= share <= found.high)

    assert abs(held / 400 - 0.9) < 0.045


def test_clusters_that_differ_widen_the_share_of_the_same_counts():
    even = clustered_interval([5.0] * 6, [10.0] * 6, 0.9, alike=ALIKE)
    all_or_nothing = clustered_interval([10.0] * 3 + [0.0] * 3, [10.0] * 6, 0.9, alike=ALIKE)

    assert float(all_or_nothing.high - all_or_nothing.low) > 2.0 * float(even.high - even.low)


@pytest.mark.parametrize(("hits", "end"), [(0.0, "low"), (4.0, "high")])
def test_what_never_or_always_happened_may_be_none_or_all(hits: float, end: str):
    found = clustered_interval([hits] * 3, [4.0] * 3, 0.9, alike=ALIKE)

    assert float(getattr(found, end)) == (0.0 if end == "low" else 1.0)


@pytest.mark.parametrize("others", [0.15, 0.3, 0.6])
def test_the_rate_of_what_is_meant_is_held_whatever_happens_to_the_rest(dice: np.random.Generator, others: float):
    """200 times 480 items, an eighth of them meant with rate .3, an eye drawn anew: 90 % promised, alarm below 84.

    False-alarm rate under 1 in 100.
    """
    held = 0
    for seed in range(200):
        caught, wrong = (dice.beta(m * n, (1.0 - m) * n) for m, n in ((0.6, 36.5), (0.04, 169.7)))
        meant = dice.binomial(40, 0.125, 12)
        found, invented = dice.binomial(meant, caught), dice.binomial(40 - meant, wrong)
        hits = [dice.binomial(part, rate) for part, rate in
                ((found, 0.3), (invented, others), (meant - found, 0.3), (40 - meant - invented, others))]  # fmt: skip
        picked = Clusters(hits=(hits[0] + hits[1]).astype(float), sizes=(found + invented).astype(float))
        passed = Clusters(hits=(hits[2] + hits[3]).astype(float), sizes=(40 - found - invented).astype(float))
        ends = rate_behind(picked, passed, EYE, alike=ALIKE, level=0.9, seed=seed)
        held += ends is not None and bool(ends.low <= 0.3 <= ends.high)

    assert held / 200 >= 0.84


def test_an_eye_that_picks_no_more_of_what_is_meant_tells_no_rate():
    blind = ErrorRates(caught=0.2, wrong=0.15, caught_sd=0.01, wrong_sd=0.01)
    some = Clusters(hits=np.array([1.0, 2.0]), sizes=np.array([4.0, 4.0]))

    assert rate_behind(some, some, blind, alike=ALIKE, level=0.9, seed=1) is None


def test_nothing_passed_over_leaves_a_rate_and_no_division_by_zero():
    picked = Clusters(hits=np.array([3.0, 2.0]), sizes=np.array([4.0, 4.0]))
    none = Clusters(hits=np.zeros(0), sizes=np.zeros(0))

    ends = rate_behind(picked, none, ErrorRates(caught=0.9, wrong=0.02), alike=ALIKE, level=0.9, seed=1)

    assert ends is not None
    assert 0.0 < float(ends.low) < float(ends.high) <= 1.0


def test_two_eyes_are_mixed_by_how_much_each_read():
    mixed = mixed_eye({"en": CERTAIN, "de": ErrorRates(caught=0.6, wrong=0.1, caught_sd=0.2)}, {"en": 30.0, "de": 10.0})

    assert (mixed.caught, mixed.wrong, mixed.caught_sd) == pytest.approx((0.9, 0.025, 0.05))
    assert mixed_eye({"en": CERTAIN}, {"en": 7.0}) == CERTAIN

"""Shares corrected for an eye that errs: the fixtures of science.md S2, and what must hold of any correction."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.stats import (
    CERTAIN,
    ErrorRates,
    adjusted_count,
    alikeness,
    corrected_draws,
    design_effect,
    pooled,
    prior_shift,
    rogan_gladen,
    seed_of,
)

SCORES = [0.9, 0.8, 0.3, 0.2, 0.1, 0.1, 0.05, 0.05, 0.02, 0.02]
# t and f of the source set: .910 of 171 and .021 of 994 labelled accounts, so their own binomial spread
SOURCE_SET = ErrorRates(caught=0.910, wrong=0.021, caught_sd=0.0219, wrong_sd=0.0045)
ONE_SET_WIDER = ErrorRates(caught=0.85, wrong=0.05, caught_sd=0.08, wrong_sd=0.035)
BETWEEN_SETS = ErrorRates(caught=0.65, wrong=0.07, caught_sd=0.25, wrong_sd=0.08)


def test_the_adjusted_count_of_the_fixture():
    assert float(adjusted_count(0.152, 0.910, 0.021)) == pytest.approx(0.1474, abs=5e-5)


@pytest.mark.parametrize(("trained", "expected"), [(0.5, 0.074955), (0.17, 0.371683)])
def test_prior_shift_of_the_fixture(trained: float, expected: float):
    assert prior_shift(SCORES, trained) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("errors", "middle", "low", "high"),
    [
        (SOURCE_SET, 0.153, 0.115, 0.195),
        (ONE_SET_WIDER, 0.139, 0.044, 0.209),
        (BETWEEN_SETS, 0.163, 0.0, 0.44),
    ],
)
def test_47_of_300_flagged_in_three_settings(errors: ErrorRates, middle: float, low: float, high: float):
    """Tolerance: half a point of percent, five times what 20,000 draws leave."""
    found = rogan_gladen(47, 300, errors)

    assert [float(end) for end in found] == pytest.approx([middle, low, high], abs=0.005)


def test_a_share_by_definition_needs_no_correction():
    found = rogan_gladen(30, 100, CERTAIN)

    assert float(found.middle) == pytest.approx(0.302, abs=0.01)


@pytest.mark.parametrize(("flagged", "end", "exact"), [(0, 1, 0.0), (100, 2, 1.0)])
def test_what_nobody_has_seen_may_be_nothing(flagged: int, end: int, exact: float):
    assert float(rogan_gladen(flagged, 100, CERTAIN)[end]) == exact


def test_equal_inputs_give_equal_bytes():
    once, again = (rogan_gladen(47, 300, ONE_SET_WIDER) for _ in range(2))

    assert [end.tobytes() for end in once] == [end.tobytes() for end in again]


def test_an_eye_that_tells_nothing_apart_says_nothing():
    assert np.isnan(rogan_gladen(30, 100, ErrorRates(caught=0.3, wrong=0.2)).middle)


def test_nothing_read_says_nothing():
    assert np.isnan(rogan_gladen(0, 0, CERTAIN).middle)


@pytest.mark.parametrize(("flagged", "expected"), [(0.01, 0.0), (0.99, 1.0)])
def test_a_corrected_share_stays_a_share(flagged: float, expected: float):
    assert float(adjusted_count(flagged, 0.9, 0.05)) == expected


def test_an_eye_that_sees_less_than_it_invents_gives_no_count():
    assert np.isnan(adjusted_count(0.3, 0.2, 0.3))


def test_comments_that_are_alike_count_for_less():
    alone, alike = (corrected_draws(60, 200, CERTAIN, effect=effect, seed=1) for effect in (1.0, 4.0))

    assert alike.std() > 1.8 * alone.std()


def test_the_design_effect_is_one_plus_m_minus_one_times_r():
    assert design_effect([10, 10, 10], 0.1) == pytest.approx(1.9)


def test_large_posts_weigh_more_in_the_design_effect():
    assert design_effect([2, 28], 0.1) > design_effect([15, 15], 0.1)


def test_without_comments_there_is_no_design_effect():
    assert design_effect([], 0.1) == 1.0


def test_one_post_says_nothing_of_how_alike_its_comments_are():
    assert alikeness([3], [10]) == pytest.approx(0.07)


def test_posts_that_differ_much_are_found_alike_within():
    hits, sizes = np.array([20, 0] * 20), np.full(40, 20)

    assert alikeness(hits, sizes) > 0.7


def test_posts_that_do_not_differ_are_found_unlike_within(dice: np.random.Generator):
    """The true likeness is 0: over 40 posts the estimate stays under .05 (it mixes in 12 posts at .07)."""
    hits = dice.binomial(25, 0.3, 40)

    assert alikeness(hits, np.full(40, 25)) < 0.05


def test_likeness_as_drawn_is_found_again(dice: np.random.Generator):
    """Beta-binomial posts with r = .2: the mean of 200 estimates over 40 posts is within .03 of the mixture of both."""
    found = [alikeness(dice.binomial(25, dice.beta(1.2, 2.8, 40)), np.full(40, 25)) for _ in range(200)]

    assert float(np.mean(found)) == pytest.approx((40 * 0.2 + 12 * 0.07) / 52, abs=0.03)


def test_languages_are_weighed_by_their_size():
    parts = (np.full(10, 0.1), np.full(8, 0.5))

    assert pooled(parts, (30, 10)) == pytest.approx(np.full(8, 0.2))


def test_a_language_that_says_nothing_leaves_the_whole_unsaid():
    assert len(pooled((np.full(10, 0.1), np.zeros(0)), (30, 10))) == 0


def test_seeds_follow_from_arrays_and_numbers():
    assert seed_of("a", np.arange(3)) != seed_of("a", np.arange(4))


def test_the_interval_holds_as_often_as_it_says(dice: np.random.Generator):
    """400 shares read by eyes whose t and f are drawn anew: 90 % promised, alarm below 85 or above 96.

    False-alarm rate of this test below 1 in 1,000 where the method is right.
    """
    held = 0
    for _ in range(400):
        truth = dice.uniform(0.05, 0.5)
        caught, wrong = dice.beta(17, 3), dice.beta(2, 38)
        flagged = dice.binomial(200, truth * caught + (1 - truth) * wrong)
        eye = ErrorRates(caught=0.85, wrong=0.05, caught_sd=0.0779, wrong_sd=0.034)
        found = rogan_gladen(flagged, 200, eye)
        held += bool(found.low <= truth <= found.high)

    assert 0.85 <= held / 400 <= 0.96

"""Codes that are used far more than clicked: how often a clean one is asked about, how often a leaked one is found."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.measure import leak_views
from shoal.measure.spelling import NearCodes, fold_code, looks_like, one_slip_apart

CODES = 30


def market(dice: np.random.Generator, rate: float, shape: float) -> tuple[list[int], list[int]]:
    """Return orders and clicks of codes of which none leaked."""
    clicks = np.maximum(1, dice.lognormal(4.5, 0.8, CODES)).astype(int)
    mean = (0.3 + rate * clicks) * dice.gamma(shape, 1 / shape, CODES)
    return [int(count) for count in dice.poisson(mean)], [int(count) for count in clicks]


@pytest.mark.parametrize(("rate", "shape"), [(0.01, 3.0), (0.04, 5.0), (0.1, 10.0)])
def test_clean_codes_are_rarely_asked_about(dice: np.random.Generator, rate: float, shape: float) -> None:
    """Goal of science.md S13: at most 2 % of clean codes; 1,500 codes per market, so 45 flags are beyond any doubt."""
    flagged = sum(view.suspect for _ in range(50) for view in leak_views(*market(dice, rate, shape)))
    assert flagged <= 0.02 * 50 * CODES


def test_leaked_codes_are_found_within_twenty_uses(dice: np.random.Generator) -> None:
    """Goal of science.md S13: at least 90 %; a leaked code here has 20 uses and 3 to 40 clicks."""
    found = 0
    for _ in range(60):
        orders, clicks = market(dice, 0.04, 5.0)
        views = leak_views([20, *orders], [int(dice.integers(3, 40)), *clicks])
        found += views[0].suspect
    assert found >= 54


def test_a_leaked_code_does_not_hide_a_second_one(dice: np.random.Generator) -> None:
    orders, clicks = market(dice, 0.04, 5.0)
    views = leak_views([60, 45, *orders], [3, 5, *clicks])
    assert (views[0].suspect, views[1].suspect) == (True, True)


def test_the_same_count_is_usual_in_a_shop_where_clicks_buy_more() -> None:
    """No count or ratio is the limit: what the other codes do decides."""
    clicks = [40] * 20
    few, many = [2] * 20, [12] * 20
    suspects = [leak_views([16, *peers], [40, *clicks])[0].suspect for peers in (few, many)]
    assert suspects == [True, False]


def test_fewer_than_five_other_codes_say_nothing() -> None:
    assert leak_views([38, 1, 2], [3, 40, 50])[0].probability is None


def test_a_suspect_says_what_was_to_be_expected() -> None:
    view = leak_views([38, *[4] * 20], [3, *[90] * 20])[0]
    assert view.low is not None
    assert view.high is not None
    assert view.low <= view.high < 38


def test_codes_fold_to_one_spelling() -> None:
    assert {fold_code(text) for text in ("mina10", " MINA10\u00a0", "\uff2dINA10", "MI\u200bNA10")} == {"MINA10"}


def test_characters_that_look_alike_are_known() -> None:
    pairs = [("NORA1O", "NORA10"), ("LEA10", "1EA10"), ("LEA10", "LEO10")]
    assert [looks_like(*pair) for pair in pairs] == [True, True, False]


@pytest.mark.parametrize("typed", ["ANA10", "ANNAA10", "ANMA10", "NANA10", "ANAN10"])
def test_one_slip_of_the_keyboard_is_near(typed: str) -> None:
    assert NearCodes(["ANNA10", "ZOE10"]).near(typed) == ("ANNA10",)


def test_two_slips_are_not_near() -> None:
    assert not one_slip_apart("ANNA10", "HANNA15")


def test_short_codes_are_never_near_by_a_slip() -> None:
    assert NearCodes(["AB1"]).near("AB2") == ()

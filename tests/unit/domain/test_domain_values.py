"""Figures say how far to trust them, and tiers are half-open views over a count."""

from __future__ import annotations

import math

import pytest

from shoal.domain.plan import Bound
from shoal.domain.tiers import SCHEMES, tier_names, tier_of
from shoal.domain.values import Estimate, Value, counted, unknown

# metric dictionary, section 2: followers, then the tier in the schemes shoal-fine, rise-50k and famesters-100k
BOUNDARIES = [
    (999, "pre-nano", "pre-nano", "pre-nano"),
    (1_000, "nano", "nano", "nano"),
    (9_999, "nano", "nano", "nano"),
    (10_000, "micro-low", "micro", "micro"),
    (49_999, "micro-low", "micro", "micro"),
    (50_000, "micro-high", "mid", "micro"),
    (99_999, "micro-high", "mid", "micro"),
    (100_000, "mid", "mid", "mid"),
    (500_000, "macro", "macro", "macro"),
    (1_000_000, "mega", "mega", "mega"),
]


@pytest.mark.parametrize(("followers", "fine", "rise", "famesters"), BOUNDARIES)
def test_tiers_are_half_open_bands(followers: int, fine: str, rise: str, famesters: str) -> None:
    found = [tier_of(followers, scheme) for scheme in ("shoal-fine", "rise-50k", "famesters-100k")]

    assert [fine, rise, famesters] == found


@pytest.mark.parametrize("followers", [None, math.nan, -1.0])
def test_a_count_that_is_not_known_has_no_tier(followers: float | None) -> None:
    assert tier_of(followers) == "unknown"


@pytest.mark.parametrize("scheme", SCHEMES)
def test_every_scheme_rises(scheme: str) -> None:
    lows = [low for low, _ in SCHEMES[scheme]]

    assert lows == sorted(set(lows))
    assert len(tier_names(scheme)) == len(lows)


def test_an_uncertain_figure_prints_its_range_and_its_n() -> None:
    estimate = Estimate(value=12_400.2, low=9_800.4, high=15_300.0, level=0.8, n=12, method="made up")

    assert str(Value(name="reach", state="estimated", unit="people", estimate=estimate)) == (
        "12,400 (9,800 to 15,300, 80 %) · n 12"
    )


def test_a_counted_figure_prints_alone() -> None:
    assert str(counted("followers", 12_500, "people")) == "12,500"


def test_an_unknown_figure_prints_its_reason_and_never_a_number() -> None:
    assert str(unknown("reach", "no posts", "people")) == "unknown: no posts"


def test_a_bound_is_rounded_up_so_that_it_stays_true() -> None:
    bound = Bound(value=100.0, upper=100.61, unit="orders", method="duality")

    assert str(bound) == "no other choice in this model brings more than 0.7 % more"

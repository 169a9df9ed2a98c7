from __future__ import annotations

import numpy as np
import pytest

from shoal import stats


def test_a_log_normal_interval_reproduces_the_nano_benchmark_of_the_dictionary():
    """Metric dictionary, section 8: 1.78 % with sd of log .8 gives .5 to 6.6 % at 90 %."""
    interval = stats.log_normal_interval(1.78, 0.8, 0.9)
    assert (round(float(interval.low), 1), round(float(interval.high), 1)) == (0.5, 6.6)


def test_a_log_normal_is_recovered_from_its_median_and_interval():
    interval = stats.log_normal_interval([60.0, 250.0], 0.8, 0.9)
    mean, sd = stats.log_normal_of(interval.middle, interval.low, interval.high, 0.9)
    assert np.allclose(mean, np.log([60.0, 250.0]))
    assert np.allclose(sd, 0.8)


def test_the_median_is_the_middle_quantile_and_the_ends_are_those_of_the_interval():
    interval = stats.log_normal_interval(10.0, 0.5, 0.8)
    quantiles = [float(stats.log_normal_quantile(10.0, 0.5, share)) for share in (0.1, 0.5, 0.9)]
    assert quantiles == pytest.approx([float(interval.low), 10.0, float(interval.high)])


def test_a_missing_median_stays_missing():
    assert np.isnan(np.array(stats.log_normal_interval(np.nan, 0.5, 0.9))).all()


def test_an_interval_with_an_end_at_zero_has_no_log_sd():
    assert np.isnan(stats.log_sd_of(0.0, 3.0, 0.9))


def test_a_share_uses_the_jeffreys_posterior():
    """47 of 300: Beta(47.5, 253.5), computed with an independent integral of the density."""
    interval = stats.share_interval(47, 300, 0.9)
    grid = np.linspace(0, 1, 2_000_001)[1:-1]
    density = np.exp(46.5 * np.log(grid) + 252.5 * np.log1p(-grid) + 135)
    cumulated = np.cumsum(density) / density.sum()
    expected = grid[np.searchsorted(cumulated, [0.5, 0.05, 0.95])]
    assert [float(part) for part in interval] == pytest.approx(list(expected), abs=2e-6)


def test_a_share_without_hits_keeps_zero_inside_and_one_with_only_hits_keeps_one():
    assert float(stats.share_interval(0, 20, 0.9).low) == 0.0
    assert float(stats.share_interval(20, 20, 0.9).high) == 1.0


def test_a_design_effect_widens_a_share():
    plain, clustered = (stats.share_interval(30, 100, 0.9, design_effect=effect) for effect in (1.0, 3.0))
    assert clustered.high - clustered.low > 1.5 * (plain.high - plain.low)


def test_a_named_prior_alone_gives_its_own_interval():
    """Metric dictionary, section 9: Beta(4, 12) has the 90 % interval .10 to .44."""
    interval = stats.share_interval(0, 0, 0.9, prior=(4, 12))
    assert (round(float(interval.low), 2), round(float(interval.high), 2)) == (0.1, 0.44)


def test_a_count_of_none_is_bounded_by_three_at_95_percent():
    """Metric dictionary, section 10: the lower bound of cost per order takes 3.0 orders when none was seen."""
    assert float(stats.count_upper_bound(0, 0.95)) == pytest.approx(2.9957, abs=1e-4)


def test_a_count_interval_scales_with_its_exposure():
    per_day = stats.count_interval(12, 30, 0.8)
    per_month = stats.count_interval(12, 1, 0.8)
    assert np.allclose(np.array(per_day) * 30, np.array(per_month))


def test_rounding_never_narrows_and_never_makes_a_known_count_unknown():
    assert float(stats.rounding_log_sd(np.nan, np.nan)) == 0.0
    assert float(stats.rounding_log_sd(12_450, 12_550)) == pytest.approx(0.0023, abs=1e-4)

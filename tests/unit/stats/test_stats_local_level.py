from __future__ import annotations

import numpy as np
import pytest

from shoal.stats import (
    LevelModel,
    Start,
    expect_levels,
    filter_levels,
    forecast_levels,
    forecast_z,
    smoothing_count,
    start_with,
    steady_ratio,
)

PULLED = LevelModel(drift=0.05, level_variance=0.02, noise_variance=0.1, tail=np.inf, pull=0.1)
NORMAL = LevelModel(drift=0.01, level_variance=0.02, noise_variance=0.1, tail=np.inf)


@pytest.mark.parametrize(("alpha", "ratio"), [(0.1, 0.0111), (0.2, 0.05), (0.3, 0.1286), (0.5, 0.5)])
def test_the_ratio_of_variances_follows_from_the_steady_gain(alpha: float, ratio: float):
    """science.md S1, second row of the fixture."""
    assert steady_ratio(alpha) == pytest.approx(ratio, abs=5e-5)


@pytest.mark.parametrize("alpha", [0.1, 0.2, 0.3, 0.5])
def test_the_filter_settles_at_the_gain_its_variances_imply(alpha: float):
    model = LevelModel(drift=0.0, level_variance=steady_ratio(alpha), noise_variance=1.0, tail=np.inf)
    quiet = np.zeros((1, 200))
    before = filter_levels(quiet[:, :-1], np.zeros(1), 1.0, model)
    nudged = np.append(quiet[:, :-1], [[1.0]], axis=1)
    assert float(filter_levels(nudged, np.zeros(1), 1.0, model).level[0]) == pytest.approx(alpha, rel=1e-6)
    assert float(before.variance[0]) == pytest.approx(alpha, rel=1e-6)


@pytest.mark.parametrize(("alpha", "count"), [(0.3, 5.67), (0.2, 9.0)])
def test_a_long_average_is_worth_that_many_observations(alpha: float, count: float):
    assert smoothing_count(alpha) == pytest.approx(count, abs=5e-3)


def test_the_filter_agrees_with_the_joint_normal_distribution():
    """Level, variance and likelihood against a direct solve of the same model for one series of five."""
    series, start, start_variance = np.array([[1.0, 1.4, 0.7, 1.9, 1.2]]), np.array([0.8]), 0.5
    got = filter_levels(series, start, start_variance, NORMAL)
    steps = np.arange(5)
    level_cov = start_variance + NORMAL.level_variance * np.minimum.outer(steps, steps)
    total = level_cov + NORMAL.noise_variance * np.eye(5)
    miss = series[0] - (start[0] + NORMAL.drift * steps)
    weights = np.linalg.solve(total, level_cov[:, -1])
    assert float(got.level[0]) == pytest.approx(start[0] + NORMAL.drift * 4 + weights @ miss)
    assert float(got.variance[0]) == pytest.approx(level_cov[-1, -1] - weights @ level_cov[:, -1])
    likelihood = -0.5 * (np.linalg.slogdet(total)[1] + miss @ np.linalg.solve(total, miss))
    assert float(got.log_likelihood[0]) == pytest.approx(likelihood)


def test_series_of_different_length_do_not_touch_each_other():
    together = np.array([[1.0, np.nan, np.nan], [0.5, 0.6, 0.7], [2.0, 2.2, np.nan]])
    start = np.array([0.0, 0.1, 0.2])
    all_at_once = filter_levels(together, start, 0.4, NORMAL)
    one_by_one = [filter_levels(together[row : row + 1], start[row : row + 1], 0.4, NORMAL) for row in range(3)]
    assert np.array_equal(all_at_once.level, np.concatenate([part.level for part in one_by_one]))
    assert all_at_once.count.tolist() == [1, 3, 2]


def test_a_series_without_observations_stays_at_its_start():
    got = filter_levels(np.full((1, 3), np.nan), np.array([0.7]), 0.4, NORMAL)
    assert (float(got.level[0]), float(got.variance[0]), int(got.count[0])) == (0.7, 0.4, 0)


def test_one_viral_post_moves_a_robust_level_much_less_than_a_normal_one():
    series = np.array([[0.0] * 8 + [4.0]])
    robust = LevelModel(drift=0.0, level_variance=0.02, noise_variance=0.1)
    plain = LevelModel(drift=0.0, level_variance=0.02, noise_variance=0.1, tail=np.inf)
    moved = [float(filter_levels(series, np.zeros(1), 0.5, model).level[0]) for model in (robust, plain)]
    assert moved[0] < 0.2
    assert moved[1] > 1.0


def test_the_mean_of_coming_observations_varies_as_a_simulated_walk_does():
    """20,000 walks of 20 steps; the sd of the sample variance is 1 %: 5 % has false alarms below 1e-5."""
    dice = np.random.Generator(np.random.PCG64(3))
    walks = np.cumsum(np.sqrt(NORMAL.level_variance) * dice.standard_normal((20_000, 20)), axis=1)
    seen = (walks + np.sqrt(NORMAL.noise_variance) * dice.standard_normal(walks.shape)).mean(axis=1)
    levels = filter_levels(np.zeros((1, 1)), np.zeros(1), 1e-12, NORMAL)
    forecast = forecast_levels(levels, NORMAL, ahead=20)
    assert float(forecast.variance[0]) == pytest.approx(float(seen.var()), rel=0.05)
    assert float(forecast.mean[0]) == pytest.approx(0.01 * 10.5)


def test_forecast_intervals_have_student_tails_and_normal_ones_where_the_noise_is_normal():
    assert forecast_z(0.8) == pytest.approx(1.1432, abs=1e-4)
    assert forecast_z(0.8, tail=np.inf) == pytest.approx(1.2816, abs=1e-4)


def test_the_filter_with_a_pull_agrees_with_the_joint_normal_distribution():
    """The same direct solve, with the covariance of a walk that is pulled back."""
    series, start, start_variance = np.array([[1.0, 1.4, 0.7, 1.9, 1.2]]), np.array([0.8]), 0.5
    got = filter_levels(series, start, start_variance, PULLED)
    step = np.eye(5, k=-1) * 0.9
    from_shocks = np.linalg.inv(np.eye(5) - step)
    level_cov = from_shocks @ np.diag([start_variance] + [PULLED.level_variance] * 4) @ from_shocks.T
    mean = from_shocks @ np.array([start[0]] + [PULLED.drift + 0.1 * start[0]] * 4)
    total = level_cov + PULLED.noise_variance * np.eye(5)
    weights = np.linalg.solve(total, level_cov[:, -1])
    assert float(got.level[0]) == pytest.approx(mean[-1] + weights @ (series[0] - mean))
    assert float(got.variance[0]) == pytest.approx(level_cov[-1, -1] - weights @ level_cov[:, -1])
    expected = expect_levels(
        Start(mean=start, variance=np.array([start_variance]), centre=start), np.array([4]), PULLED
    )
    assert (float(expected[0][0]), float(expected[1][0])) == pytest.approx((mean[-1], level_cov[-1, -1]))


def test_a_forecast_with_a_pull_varies_as_simulated_levels_do():
    """20,000 paths of 20 steps; the sd of the sample variance is 1 %: 5 % has false alarms below 1e-5."""
    dice = np.random.Generator(np.random.PCG64(4))
    level, seen = np.full(20_000, 1.0), np.zeros(20_000)
    for _ in range(20):
        level = level + PULLED.drift + 0.1 * (0.0 - level) + np.sqrt(0.02) * dice.standard_normal(20_000)
        seen += (level + np.sqrt(0.1) * dice.standard_normal(20_000)) / 20
    levels = filter_levels(np.array([[1.0]]), Start(mean=np.ones(1), variance=np.full(1, 1e-12), centre=np.zeros(1)),
                           0.0, PULLED)  # fmt: skip
    forecast = forecast_levels(levels, PULLED, ahead=20)
    assert float(forecast.variance[0]) == pytest.approx(float(seen.var()), rel=0.05)
    assert float(forecast.mean[0]) == pytest.approx(float(seen.mean()), abs=0.02)


def test_a_reported_level_is_one_noisy_observation_of_the_start():
    """Normal tails: precisions add up. 1 / (1/.5 + 1/.25) = 1/6, mean (2 x 1 + 4 x 4) / 6 = 3."""
    start = start_with(np.array([1.0]), 0.5, np.array([4.0]), np.array([0.25]), np.inf)
    assert (float(start.mean[0]), float(start.variance[0])) == pytest.approx((3.0, 1 / 6))


def test_a_reported_level_far_from_the_others_counts_for_less():
    near, far = (start_with(np.zeros(1), 0.5, np.array([told]), np.array([0.5]), 5.0) for told in (0.5, 5.0))
    assert float(far.variance[0]) > float(near.variance[0])
    assert float(far.mean[0]) < 0.25 * 5.0


def test_where_nothing_was_reported_the_start_is_as_expected():
    start = start_with(np.array([1.0]), 0.5, np.array([np.nan]), np.array([np.nan]), 5.0)
    assert (float(start.mean[0]), float(start.variance[0]), float(start.centre[0])) == (1.0, 0.5, 1.0)


def test_the_likelihood_of_a_long_series_is_that_of_its_steps():
    """Factors are multiplied up between logarithms: 40 steps in one go equal 40 single ones."""
    dice = np.random.Generator(np.random.PCG64(8))
    model = LevelModel(drift=0.0, level_variance=0.02, noise_variance=0.1)
    series = dice.standard_normal((3, 40))
    total = filter_levels(series, np.zeros(3), 0.4, model).log_likelihood
    parts = [filter_levels(series[:, :count], np.zeros(3), 0.4, model).log_likelihood for count in (39, 40)]
    last = filter_levels(series[:, :39], np.zeros(3), 0.4, model)
    spread = last.variance + 0.02 + 0.1
    stretch = 6.0 * np.log1p((series[:, 39] - last.level) ** 2 / spread / 5.0)
    assert parts[1] - parts[0] == pytest.approx(-0.5 * (np.log(spread) + stretch))
    assert total == pytest.approx(parts[1])

"""Where an account stands among its peers, and by how much counted posts narrow a range."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.domain.values import Estimate, Value
from shoal.signals import (
    benchmark_rate,
    engagement,
    engagement_value,
    fit_league,
    league_percentile,
    narrowing,
    next_posts,
    percentile_value,
    reported_rates,
)


def kinds(size: int, word: str = "instagram") -> np.ndarray:
    return np.full(size, word, dtype=object)


def test_the_share_below_is_counted_among_the_others():
    found = league_percentile(np.arange(41.0), np.full(41, 2_000.0), kinds(41))
    assert found.share[[0, 20, 40]].tolist() == [0.0, 0.5, 1.0]
    assert set(found.peers) == {40}


def test_ties_count_half():
    assert set(league_percentile(np.ones(50), np.full(50, 2_000.0), kinds(50)).share) == {0.5}


@pytest.mark.parametrize(("accounts", "known"), [(30, False), (31, True)])
def test_fewer_than_thirty_peers_are_no_league(accounts: int, known: bool):  # noqa: FBT001  a row of the table
    found = league_percentile(np.arange(float(accounts)), np.full(accounts, 2_000.0), kinds(accounts))
    assert bool(np.isfinite(found.share).all()) is known
    assert percentile_value(found, 0).known is known


def test_a_league_of_five_is_unknown_with_its_reason():
    value = percentile_value(league_percentile(np.arange(5.0), np.full(5, 2_000.0), kinds(5)), 2)
    assert (value.state, value.reason, value.parts) == ("unknown", "league_below_30", (("peers", 4.0),))


def test_peers_agree_in_every_kind():
    niche = np.array(["food"] * 40 + ["art"] * 40, dtype=object)
    found = league_percentile(
        np.concatenate([np.arange(40.0), 100 + np.arange(40.0)]), np.full(80, 2e3), kinds(80), niche
    )
    assert found.share[40] == 0.0
    assert set(found.peers) == {39}


def test_peers_have_at_most_three_times_the_followers():
    followers = np.array([1_000.0] * 40 + [10_000.0] * 40)
    found = league_percentile(np.arange(80.0), followers, kinds(80))
    assert found.share[[39, 40]].tolist() == [1.0, 0.0]


def test_of_many_peers_the_nearest_by_followers_count():
    """1,000 accounts within a factor of three, by followers: the value is the place, so one is in the middle."""
    found = league_percentile(np.arange(1_000.0), np.linspace(1_000, 2_500, 1_000), kinds(1_000))
    assert found.share[500] == 0.5
    assert set(found.peers) == {200}


def test_an_account_without_a_value_is_unknown_and_nobody_s_peer():
    values = np.arange(41.0)
    values[3] = np.nan
    found = league_percentile(values, np.full(41, 2_000.0), kinds(41))
    assert np.isnan(found.share[3])
    assert set(np.delete(found.peers, 3)) == {39}
    assert percentile_value(found, 3).reason == "metric_or_followers_unknown"


def test_percentiles_agree_with_a_slow_count(dice):
    values, followers = dice.random(300), np.exp(dice.uniform(6, 12, 300))
    found = league_percentile(values, followers, kinds(300))
    near = np.abs(np.log(followers)[:, None] - np.log(followers)) <= np.log(3.0)
    peers = near.sum(axis=1) - 1
    slow = (near & (values < values[:, None])).sum(axis=1) / peers
    assert np.array_equal(found.peers, peers)
    assert found.share[peers >= 30] == pytest.approx(slow[peers >= 30])


def test_nothing_gives_nothing():
    assert league_percentile(np.array([]), np.array([]), kinds(0)).share.shape == (0,)


# what three posts do to a typed rate -----------------------------------------------------------------------------


def test_three_counted_posts_narrow_a_typed_rate_and_the_page_can_say_by_how_much(make_pool, make_posts, as_of):
    """Typed 3 %, three posts of 90, 100 and 80 on 3,000 followers."""
    pool = make_pool(1, followers=[3_000], er=[0.03], er_definition=["typed"])
    before = engagement_value(reported_rates(pool), 0)
    posts = make_posts([(0, 87, 3), (0, 96, 4), (0, 78, 2)])
    after = engagement_value(engagement(pool, posts, as_of=as_of), 0)
    found = narrowing(before, after)
    assert found.words == "range went from 1.0-9.0 % to 2.0-4.1 % by three posts"
    assert (found.posts, found.factor > 2.5) == (3, True)


def test_a_typed_rate_is_one_more_observation_beside_the_posts(make_pool, make_posts, as_of):
    """It narrows the range, moves the value towards itself, and counts for less than one post."""
    posts = make_posts([(row, 100, 3) for row in range(2) for _ in range(3)])
    pool = make_pool(2, followers=[3_000] * 2, er=[np.nan, 0.06], er_definition=["", "typed"])
    rates = engagement(pool, posts, as_of=as_of)
    widths = np.log(rates.high / rates.low)
    assert rates.value[0] < rates.value[1] < 0.04
    assert widths[1] < widths[0]
    assert rates.n.tolist() == [3, 3]


def test_a_typed_rate_that_contradicts_the_posts_hardly_moves_them(make_pool, make_posts, as_of):
    """50 typed as a fraction of one half beside posts at 3.4 %: the value stays below 4 %."""
    posts = make_posts([(row, 100, 3) for row in range(2) for _ in range(12)])
    pool = make_pool(2, followers=[3_000] * 2, er=[np.nan, 0.5], er_definition=["", "typed"])
    rates = engagement(pool, posts, as_of=as_of)
    assert rates.value[1] / rates.value[0] < 1.03


def test_a_vendor_s_known_definition_weighs_more_than_a_typed_rate(make_pool, make_posts, as_of):
    posts = make_posts([(row, 100, 3) for row in range(2) for _ in range(3)])
    names = ["typed", "hypeauditor.er"]
    pool = make_pool(2, followers=[3_000] * 2, er=[0.06] * 2, er_definition=names)
    rates = engagement(pool, posts, as_of=as_of)
    assert rates.value[0] < rates.value[1]


def test_the_benchmark_is_the_range_before_anything_is_known():
    """Metric dictionary, section 8: nano 90 % from .5 to 6.6 %."""
    value = benchmark_rate("instagram", 3_162)
    assert (value.state, value.estimate.n) == ("prior_only", 0)
    assert (round(100 * value.estimate.low, 1), round(100 * value.estimate.high, 1)) == (0.5, 6.7)


@pytest.mark.parametrize(("followers", "reason"), [(np.nan, "followers_unknown"), (0.0, "followers_not_positive")])
def test_there_is_no_benchmark_without_followers(followers: float, reason: str):
    assert benchmark_rate("instagram", followers).reason == reason


def test_a_range_that_became_wider_says_so():
    ends = ((0.02, 0.04), (0.0, 0.08))
    ranges = [Estimate(value=0.03, low=low, high=high, level=0.9, n=3, method="made up") for low, high in ends]
    narrow, wide = (Value(name="er_lc_f", state="estimated", unit="fraction", estimate=one) for one in ranges)
    assert narrowing(narrow, wide).words == "range widened from 2.0-4.0 % to 0.0-8.0 %"


def test_there_is_nothing_to_say_where_either_is_unknown(make_pool):
    value = benchmark_rate("instagram", 3_162)
    assert narrowing(engagement_value(reported_rates(make_pool(1)), 0), value) is None


# forecasts -------------------------------------------------------------------------------------------------------


def test_the_next_post_falls_into_its_range_as_often_as_promised(league_world):
    """Ranges have the tails of accounts that move unlike each other; here all move alike, so 80 % are 76 to 77.

    The sd of a coverage of 1,500 accounts is 1.1 points: 72 to 83 % has false alarms below 1 in 1,000.
    """
    pool, posts, level = league_world(1_500, 12, seed=21)
    counts = (posts.likes + posts.comments).reshape(1_500, 12)
    league = fit_league(np.log1p(counts), pool.followers)
    found = next_posts(counts, pool.followers, league)
    coming = np.expm1(level + 0.2 * np.random.Generator(np.random.PCG64(2)).standard_t(5, 1_500))
    assert 0.72 < np.mean((found.low <= coming) & (coming <= found.high)) < 0.83


def test_the_mean_of_the_next_ten_posts_is_surer_than_the_next_one(league_world):
    pool, posts, _ = league_world(200, 12)
    counts = (posts.likes + posts.comments).reshape(200, 12)
    league = fit_league(np.log1p(counts), pool.followers)
    one, ten = (next_posts(counts, pool.followers, league, ahead=ahead) for ahead in (1, 10))
    assert np.all(ten.log_sd < one.log_sd)


def test_without_posts_a_forecast_is_the_curve_and_without_followers_nothing(league_world):
    pool, posts, _ = league_world(200, 12)
    counts = (posts.likes + posts.comments).reshape(200, 12)
    league = fit_league(np.log1p(counts), pool.followers)
    found = next_posts(np.full((2, 3), np.nan), np.array([5_000.0, np.nan]), league)
    assert found.middle[0] == pytest.approx(float(np.expm1(found.log_mean[0])))
    assert found.n.tolist() == [0, 0]
    assert np.isnan(found.middle[1])

"""Every rate of a page: the right parts over the right whole, its state, its range, and what may be compared."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shoal.domain.values import Value
from shoal.signals import DEFINITIONS, RateRequest, comparable, engagement, rate_leagues, rate_values
from shoal.signals.rates.leagues import leagues_needed
from shoal.signals.rates.posts import page_posts

DAY = 86_400.0
ALONE = np.array([0])
INSIGHTS = {"er_r", "er_i", "save_rate"}


@pytest.fixture
def one(make_pool, make_posts, as_of):
    """Rates of one account by name, from its posts as columns."""

    def build(likes, comments, *, followers=1_000.0, platform="instagram", **columns) -> dict[str, Value]:
        posts = make_posts(
            [(0, like, comment) for like, comment in zip(likes, comments, strict=True)],
            **{name: np.array(told) for name, told in columns.items()},
        )
        pool = make_pool(1, followers=[followers], platform=[platform])
        (found,) = rate_values(pool, posts, ALONE, RateRequest(as_of=as_of))
        return {value.name: value for value in found}

    return build


@pytest.fixture
def full_league(league_world):
    """A league of 60 whose posts have views, shares, saves and labels."""
    pool, posts, _ = league_world(60, 14)
    dice = np.random.Generator(np.random.PCG64(3))
    size = len(posts)
    told = {
        "views": np.round((posts.likes + 5) * dice.lognormal(2.5, 0.4, size)),
        "shares": dice.poisson(3, size).astype(float),
        "saves": dice.poisson(5, size).astype(float),
        "sponsored": (dice.random(size) < 0.3).astype(float),
    }
    return pool, replace(posts, **told)


def test_every_rate_is_there_in_the_order_of_the_dictionary_whether_known_or_not(one):
    assert tuple(one([100.0] * 12, [3.0] * 12)) == tuple(DEFINITIONS)[:18]


def test_rates_with_all_parts_are_known_and_those_of_insights_are_not(full_league, as_of):
    pool, posts = full_league
    at = as_of.timestamp() - DAY * (5.0 + 6.0 * np.tile(np.arange(14)[::-1], 60))
    video = replace(posts, format=np.ones(len(posts), dtype=np.int64), at=at)
    for account in rate_values(pool, video, np.arange(3), RateRequest(as_of=as_of)):
        assert {value.name for value in account if not value.known} == INSIGHTS


def test_every_known_rate_has_a_range_around_it_and_an_n(full_league, as_of):
    pool, posts = full_league
    known = [value for account in rate_values(pool, posts, np.arange(20), RateRequest(as_of=as_of))
             for value in account if value.estimate]  # fmt: skip
    assert [v.name for v in known if not v.estimate.low <= v.estimate.value <= v.estimate.high] == []
    assert all(value.estimate.n > 0 and value.window for value in known)


def test_the_house_rate_is_that_of_the_pool_to_the_last_bit(full_league, as_of):
    pool, posts = full_league
    rates = engagement(pool, posts, as_of=as_of)
    (found,) = rate_values(pool, posts, np.array([7]), RateRequest(as_of=as_of, names=("er_lc_f",), rates=rates))
    assert found[0].estimate.value == float(rates.value[7])


def test_the_smoothed_house_rate_and_likes_alone_differ_by_the_comments(full_league, as_of):
    """The league has 3 comments per 100 engagements, rounded down, so likes alone are 97 to 99 % of both."""
    pool, posts = full_league
    for account in rate_values(pool, posts, np.arange(30), RateRequest(as_of=as_of, names=("er_lc_f", "er_l_f"))):
        both, likes = (value.estimate.value for value in account)
        assert 0.94 < likes / both < 1.02


def test_rates_by_views_take_the_views_of_the_same_post(one):
    """Twice the views and twice the likes are the same rate: no spread is left but that of the benchmark."""
    views = np.array([1_000.0, 2_000.0] * 6)
    found = one(views * 0.05, views * 0.005, views=views, shares=views * 0.005)["er_lcs_w"]
    assert found.estimate.value == pytest.approx(0.06, rel=0.02)
    assert found.reason == "benchmark_curve"


def test_views_may_be_known_where_followers_are_not(one):
    views = np.full(12, 1_000.0)
    found = one(views * 0.05, views * 0.005, followers=np.nan, views=views, shares=views * 0.005)
    assert found["er_lcs_w"].known
    assert (found["er_l_f"].state, found["er_l_f"].reason) == ("unknown", "followers_unknown")


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("er_lcsv_f", "unknown", "shares_unknown"),
        ("er_lcs_w", "not_applicable", "no_views"),
        ("er_r", "unknown", "reach_in_insights_only"),
        ("er_i", "unknown", "reach_in_insights_only"),
        ("view_rate", "unknown", "reach_in_insights_only"),
        ("share_rate", "unknown", "shares_unknown"),
        ("save_rate", "unknown", "reach_in_insights_only"),
        ("paid_ratio", "unknown", "nobody_said_which_posts_are_paid"),
        ("er_resid_z", "unknown", "league_below_30"),
        ("posting_rate", "unknown", "fewer_than_60_days_of_history"),
    ],
)
def test_a_missing_part_is_a_state_with_its_reason_and_never_zero(one, name: str, state: str, reason: str):
    found = one([100.0] * 12, [3.0] * 12)[name]
    assert (found.state, found.reason, found.estimate) == (state, reason, None)


def test_hidden_likes_leave_the_rates_that_count_likes_unknown(one):
    found = one([np.nan] * 12, [3.0] * 12)
    for name in ("er_lc_f", "er_l_f", "er_raw_mean12", "like_cv", "comments_per_1k_likes"):
        assert (found[name].state, found[name].reason) == ("unknown", "likes_hidden")


def test_hidden_comments_leave_likes_alone_known(one):
    found = one([100.0] * 12, [np.nan] * 12)
    assert found["er_l_f"].known
    assert found["er_lc_f"].reason == "comments_hidden"


def test_the_parts_are_the_sums_of_the_posts_that_the_rate_rests_on(one):
    found = one([100.0] * 20, [3.0] * 20)
    assert found["er_l_f"].parts == (("likes", 1_200.0), ("followers", 1_000.0))
    assert found["er_raw_median10"].parts == (("likes", 1_000.0), ("comments", 30.0), ("followers", 1_000.0))


def test_the_plain_mean_is_pulled_up_by_a_viral_post_and_the_house_rate_is_not(one):
    found = one([100.0] * 11 + [20_000.0], [3.0] * 12)
    assert found["er_raw_mean12"].estimate.value == pytest.approx((11 * 103 + 20_003) / 12 / 1_000)
    assert found["er_lc_f"].estimate.value < 0.2
    assert found["er_raw_median10"].estimate.value == 0.103


@pytest.mark.parametrize(("posts", "reason"), [(2, "fewer_than_3_posts"), (5, "fewer_than_8_posts_give_no_range")])
def test_too_few_posts_for_a_plain_mean_say_so(one, posts: int, reason: str):
    assert one([100.0] * posts, [3.0] * posts)["er_raw_mean12"].reason == reason


def test_the_plain_mean_of_five_posts_is_kept_among_the_parts(one):
    assert dict(one([100.0] * 5, [3.0] * 5)["er_raw_mean12"].parts)["plain mean"] == pytest.approx(0.103)


def test_the_spread_of_likes_is_the_median_distance_over_the_median(one):
    """Likes 90 and 110 by turns: median 100, every distance 10, so 14.826 %."""
    assert one([90.0, 110.0] * 6, [3.0] * 12)["like_cv"].estimate.value == pytest.approx(0.14826)


def test_comments_per_thousand_likes_are_a_ratio_of_sums_with_the_range_of_a_count(one):
    """36 comments on 1,200 likes. Gamma with shape 36.5: 90 % from 22.5 to 39.1 (scipy)."""
    estimate = one([100.0] * 12, [3.0] * 12)["comments_per_1k_likes"].estimate
    assert (estimate.value, estimate.n) == (30.0, 12)
    assert (estimate.low, estimate.high) == pytest.approx((22.6, 39.1), abs=0.1)


def test_posts_per_month_count_from_the_oldest_post(one, as_of):
    """13 posts, one each ten days, the newest ten days ago: 12 posts after the oldest in 130 days."""
    at = as_of.timestamp() - DAY * 10.0 * np.arange(13, 0, -1)
    found = one([9.0] * 13, [1.0] * 13, at=at)["posting_rate"]
    assert found.estimate.value == pytest.approx(12 / (130 / 30))
    assert found.unit == "posts per 30 days"


def test_rates_of_old_posts_are_stale(one, as_of):
    at = as_of.timestamp() - DAY * np.arange(420, 408, -1)
    found = one([100.0] * 12, [3.0] * 12, at=at)
    assert {found[name].state for name in ("er_lc_f", "er_l_f", "er_raw_mean12", "like_cv")} == {"stale"}


def test_equal_inputs_give_equal_values(full_league, as_of):
    pool, posts = full_league
    request = RateRequest(as_of=as_of, names=("er_raw_mean12", "er_l_f", "paid_ratio", "like_cv"))
    twice = [rate_values(pool, posts, np.arange(5), request) for _ in range(2)]
    assert twice[0] == twice[1]


def test_leagues_that_were_kept_give_the_same_values(full_league, as_of):
    pool, posts = full_league
    request = RateRequest(as_of=as_of, names=("er_l_f",))
    needed = leagues_needed(page_posts(pool, posts, ALONE, as_of=as_of), request.names)
    kept = rate_leagues(pool, posts, needed, as_of=as_of)
    again = rate_values(pool, posts, ALONE, replace(request, kept=kept))
    assert again == rate_values(pool, posts, ALONE, request)


def test_no_account_asked_for_gives_nothing(make_pool, make_posts, as_of):
    assert rate_values(make_pool(0), make_posts([]), np.array([], dtype=np.int64), RateRequest(as_of=as_of)) == ()


def test_smoothed_rates_hold_the_true_rate_as_often_as_they_promise(league_world, as_of):
    """80 % over 1,000 accounts: sd of the coverage 1.3 points, four of them plus one for a fit on 400 accounts."""
    pool, posts, level = league_world(1_000, 12, seed=4)
    request = RateRequest(as_of=as_of, level=0.8, names=("er_l_f",))
    found = [value.estimate for (value,) in rate_values(pool, posts, np.arange(1_000), request)]
    engaged = np.expm1(level)
    truth = (engaged - np.floor(engaged * 0.03)) / pool.followers
    held = np.mean([one.low <= rate <= one.high for one, rate in zip(found, truth, strict=True)])
    assert held == pytest.approx(0.8, abs=0.062)


# comparing ---------------------------------------------------------------------------------------------------------


def test_the_same_rate_of_two_accounts_may_be_compared(full_league, as_of):
    pool, posts = full_league
    one, other = rate_values(pool, posts, np.array([1, 2]), RateRequest(as_of=as_of, names=("er_lc_f",)))
    assert comparable(one[0], other[0]) is None


@pytest.mark.parametrize(
    ("a", "b", "part"),
    [
        ("er_lc_f", "er_l_f", "numerator"),
        ("er_lc_f", "er_raw_mean12", "statistic"),
        ("er_lcs_w", "er_lc_f", "numerator"),
        ("er_raw_mean12", "er_raw_median10", "window"),
        ("er_l_f", "modash.engagementRate", "window"),
        ("er_lc_f", "hypeauditor.er", "window"),
        ("er_lc_f", "traackr.er", "numerator"),
    ],
)
def test_rates_that_differ_in_any_part_are_not_compared(one, a: str, b: str, part: str):
    posts = np.full(12, 100.0)
    found = one(posts, posts / 10, views=posts * 10, shares=posts / 10)["er_lc_f"]
    left, right = (replace(found, name=name, window=None) for name in (a, b))
    assert comparable(left, right).startswith(f"{part} differs")


def test_two_figures_of_a_vendor_that_does_not_say_its_window_are_not_compared(one):
    found = replace(one([100.0] * 12, [3.0] * 12)["er_lc_f"], name="grin.er", window=None)
    assert "was not said" in comparable(found, found)


def test_a_typed_rate_is_comparable_to_nothing(one):
    found = one([100.0] * 12, [3.0] * 12)["er_lc_f"]
    assert comparable(found, replace(found, name="typed")) == "nobody said how typed was worked out"


def test_a_rate_without_a_number_is_not_compared(one):
    found = one([100.0] * 12, [3.0] * 12)
    assert comparable(found["er_lc_f"], found["er_r"]) == "er_r is unknown: reach_in_insights_only"

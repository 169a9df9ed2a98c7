"""Prices, expected responses, overlap and totals, each on numbers that can be worked out by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from shoal.domain.bulk import AudienceSamples, Pool, Rates, ViewLevels
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Money
from shoal.plan import price_table, responses, sampled_overlaps
from shoal.plan.overlap import usual_union_share
from shoal.plan.view_rates import FEED, TIKTOK, YOUTUBE
from shoal.stats import generator_of, stored

CLIMBING = Path(__file__).parents[3].parent / "shared" / "data" / "instagram_climbing"
YOUTUBERS = CLIMBING.parent / "youtube" / "creators.csv"
TEXTS = {"account_id", "creator_id", "platform", "handle", "key_kind", "name", "country", "city", "languages", "niche",
         "bio", "captions", "hashtags", "notes", "er_definition", "fee_currency", "codes", "source", "policy",
         "ref"}  # fmt: skip


def pool_of(followers, **columns):
    size = len(followers)
    filled = {}
    for name in Pool.__slots__:
        empty = np.full(size, "", dtype=object) if name in TEXTS else np.full(size, np.nan)
        filled[name] = np.asarray(columns.get(name, empty), dtype=object if name in TEXTS else float)
    filled["followers"] = filled["followers_low"] = filled["followers_high"] = np.asarray(followers, dtype=float)
    filled["account_id"] = np.array([f"ac_{row}" for row in range(size)], dtype=object)
    if "platform" not in columns:
        filled["platform"] = np.full(size, "instagram", dtype=object)
    return Pool(**filled)


def rates_of(size, **columns):
    numbers = {name: np.full(size, np.nan) for name in ("value", "low", "high", "log_mean", "log_sd", "expected", "z")}
    texts = {"state": "unknown", "definition": "er_lc_f", "reason": "no_posts"}
    filled = numbers | {name: np.full(size, text, dtype=object) for name, text in texts.items()}
    filled |= {"n": np.zeros(size, dtype=np.int64)} | {name: np.asarray(column) for name, column in columns.items()}
    return Rates(**{name: filled[name] for name in Rates.__slots__ if name in filled}, level=0.9)


def record(orders, codes=("A",)):
    return OwnRecord(account_id="ac_0", codes=codes, orders=orders, net=Money(minor=0, currency="EUR"))


def test_a_fee_in_the_same_currency_is_the_price():
    table = price_table(pool_of([3000], fee_minor=[15_000], fee_currency=["EUR"]), currency="EUR")

    assert (table.fair[0], table.basis[0], table.n[0]) == (15_000, "typed", 1)
    assert [table.low[0], table.high[0], table.ceiling[0]] == pytest.approx([15_000 / 1.26, 17_662, 19_197], rel=2e-3)


def test_a_small_round_fee_is_wider_for_what_rounding_hides():
    table = price_table(pool_of([3000] * 2, fee_minor=[1_000, 1_001], fee_currency=["EUR"] * 2), currency="EUR")

    assert table.high[0] / table.low[0] > 1.1 * table.high[1] / table.low[1]


def test_a_fee_in_another_currency_is_not_converted_and_says_so():
    table = price_table(pool_of([3162], fee_minor=[60_000], fee_currency=["PLN"]), currency="USD")

    assert (table.fair[0], table.basis[0]) == (6_000, "benchmark")
    assert table.reason[0].startswith("fee typed in PLN, not converted")


def test_a_fee_without_a_currency_is_not_taken_for_one():
    table = price_table(pool_of([np.nan, 3162], fee_minor=[100, 60_000], fee_currency=["", ""]), currency="USD")

    assert table.basis.tolist() == ["unknown", "benchmark"]
    assert all(text.startswith("fee typed without a currency, not used") for text in table.reason)


def test_the_ladder_prior_is_that_of_the_dictionary():
    table = price_table(pool_of([3162]), currency="USD")

    assert (table.fair[0], round(table.ceiling[0] / 100)) == (6_000, 224)


def test_youtube_costs_twice_the_ladder_and_yen_have_no_cents():
    table = price_table(pool_of([3162, 3162], platform=["instagram", "youtube"]), currency="JPY", rates_to={"USD": 100})

    assert table.fair.tolist() == [6_000, 12_000]


@pytest.mark.parametrize(("columns", "words"), [({}, "no follower count"), ({"fee_minor": [0]}, "no follower count")])
def test_without_followers_and_fee_there_is_no_price(columns, words):
    table = price_table(pool_of([np.nan], **columns), currency="EUR")

    assert (np.isnan(table.fair[0]), table.basis[0], words in table.reason[0]) == (True, "unknown", True)


def test_a_gift_deal_costs_no_cash_and_says_so():
    table = price_table(pool_of([3000], gift=[1], fee_minor=[0], fee_currency=["EUR"]), currency="EUR")

    assert (table.fair[0], table.ceiling[0], table.reason[0].startswith("gift deal")) == (0, 0, True)


def test_a_fee_of_zero_that_is_no_gift_is_not_free():
    table = price_table(pool_of([3162], fee_minor=[0], fee_currency=["USD"]), currency="USD")

    assert (table.fair[0], "not taken as free" in table.reason[0]) == (6_000, True)


def test_a_currency_without_a_known_size_has_no_ladder():
    table = price_table(pool_of([3162]), currency="XPF")

    assert (table.basis[0], "give a rate for USD" in table.reason[0]) == ("unknown", True)


def test_eight_own_fees_pull_the_ladder_to_their_level():
    sizes = np.geomspace(1_500, 40_000, 8)
    fees = 200 * 100 * (sizes / 3162) ** 0.8
    pool = pool_of([*sizes, 3162], fee_minor=[*fees, np.nan], fee_currency=["EUR"] * 8 + [""])

    seven = price_table(pool.take(slice(1, 9)), currency="EUR")
    eight = price_table(pool, currency="EUR")

    assert seven.fair[-1] == pytest.approx(5_400, rel=0.01)
    assert (15_000 < eight.fair[-1] < 20_000, eight.n[-1]) == (True, 8)
    assert eight.high[-1] / eight.fair[-1] < seven.high[-1] / seven.fair[-1]


def test_the_view_rate_meets_its_sources_and_has_no_step_at_a_border():
    assert FEED.rate(np.array([3_162.0, 22_361.0, 707_107.0])).round(3).tolist() == [0.3, 0.157, 0.032]
    assert TIKTOK.rate(np.array([5_681.0])) * 0.063 == pytest.approx(0.102)
    below, above = FEED.rate(np.array([9_999.0, 10_000.0]))
    assert below == pytest.approx(above, rel=1e-3)


def test_reach_and_orders_of_a_nano_account_are_the_priors():
    table = responses(pool_of([3162]), rates_of(1), {})

    assert (table.reach[0], table.reach_state[0], table.basis[0]) == (pytest.approx(948.6), "prior_only", "benchmark")
    assert (table.orders[0], table.orders_state[0]) == (pytest.approx(0.2277, rel=1e-3), "prior_only")
    views_log_sd = np.sqrt(0.6**2 + 0.49**2 + 0.25**2)  # between accounts, of one post, of the benchmark itself
    assert table.reach_high[0] / table.reach[0] == pytest.approx(np.exp(1.2816 * views_log_sd), rel=0.01)
    assert table.orders_high[0] / table.orders[0] == pytest.approx(
        np.exp(1.2816 * np.hypot(1.97, views_log_sd)), rel=0.01
    )


def test_reported_views_replace_the_prior_and_are_surer():
    table = responses(pool_of([3162], avg_views=[2000]), rates_of(1), {})

    assert (table.reach[0], table.reach_state[0], table.basis[0]) == (2000, "estimated", "typed_or_vendor")
    assert table.reach_high[0] / table.reach[0] == pytest.approx(np.exp(1.2816 * np.hypot(0.33, 0.49)), rel=0.01)


def test_views_of_counted_posts_come_before_a_reported_average_and_before_the_benchmark():
    views = ViewLevels(log_mean=np.log([2_501, np.nan, np.nan]), log_sd=np.array([0.4, np.nan, np.nan]),
                       n=np.array([9, 0, 0]))  # fmt: skip

    table = responses(pool_of([3162] * 3, avg_views=[2_000, 2_000, np.nan]), rates_of(3), {}, views=views)

    assert table.reach.tolist() == pytest.approx([2_500, 2_000, 948.6])
    assert table.reach_state.tolist() == ["estimated", "estimated", "prior_only"]
    assert table.basis.tolist() == ["counted_posts", "typed_or_vendor", "benchmark"]
    assert table.reach_high[0] == pytest.approx(2_500 * np.exp(0.4 * 1.28155), rel=1e-4)


def test_the_benchmark_of_videos_is_higher_and_wider_for_they_are_shown_to_strangers_too():
    table = responses(pool_of([3162] * 3, platform=["instagram", "tiktok", "youtube"]), rates_of(3), {})

    assert (table.reach[1:] > 2 * table.reach[0]).all()
    width = np.log(table.reach_high / table.reach_low)
    assert (width[1:] > 1.7 * width[0]).all()


def test_the_views_of_peers_come_before_a_benchmark_and_are_no_views_of_hers():
    views = ViewLevels(
        log_mean=np.log([2_501, 2_501]), log_sd=np.array([0.9, 0.9]), n=np.array([0, 0]),
        shared_log_sd=np.array([0.1, 0.1]),
    )  # fmt: skip

    table = responses(pool_of([3162] * 2, avg_views=[np.nan, 2_000]), rates_of(2), {}, views=views)

    assert table.reach.tolist() == pytest.approx([2_500, 2_000])
    assert (table.reach_state.tolist(), table.basis[0]) == (["prior_only", "estimated"], "benchmark")
    assert table.reach_shared.tolist() == [0.1, 0.0]


@pytest.mark.skipif(not YOUTUBERS.is_file(), reason="the YouTube half of TIDES is not beside the checkout")
def test_the_youtube_benchmark_is_what_its_file_says():
    tier, followers, videos, views = np.loadtxt(YOUTUBERS, delimiter=",", skiprows=1, usecols=(2, 3, 8, 9), dtype=str).T
    rate = views.astype(float) / videos.astype(float) / followers.astype(float)

    for row, name in enumerate(("nano", "micro", "mid", "macro", "mega")):
        assert np.median(rate[tier == name]) == pytest.approx(YOUTUBE.rates[row], rel=0.01)
        assert np.median(followers[tier == name].astype(float)) == pytest.approx(YOUTUBE.sizes[row], rel=0.01)
        assert np.log(rate[tier == name]).std() == pytest.approx(YOUTUBE.between_log_sd, abs=0.15)


def test_two_posts_bring_twice_the_views_to_fewer_than_twice_the_people():
    one, two = (responses(pool_of([3162]), rates_of(1), {}, formats=("post",) * pieces) for pieces in (1, 2))

    assert two.orders[0] == pytest.approx(2 * one.orders[0])
    assert two.reach[0] == pytest.approx(1.7 * one.reach[0])


def test_a_brief_about_a_place_counts_no_strangers_as_reached():
    views = ViewLevels(log_mean=np.log([60_000.0]), log_sd=np.array([0.4]), n=np.array([9]))
    pool = pool_of([3162], platform=["tiktok"])

    anywhere, at_home = (responses(pool, rates_of(1), {}, views=views, at_home=at_home) for at_home in (False, True))

    assert (anywhere.reach[0], at_home.reach[0]) == (pytest.approx(59_999), pytest.approx(0.98 * 3_162))
    assert at_home.orders[0] < anywhere.orders[0] / 10


def test_nothing_known_stays_unknown_and_never_zero():
    table = responses(pool_of([np.nan]), rates_of(1), {})

    assert np.isnan([table.reach[0], table.engagements[0], table.orders[0]]).all()
    assert [table.reach_state[0], table.engagements_state[0], table.orders_state[0]] == ["unknown"] * 3


def test_engagements_come_from_the_predictive_of_the_rates():
    rates = rates_of(1, log_mean=[np.log(101)], log_sd=[0.5], state=["estimated"], n=[6], value=[0.03])

    table = responses(pool_of([3162]), rates, {})

    assert (table.engagements[0], table.basis[0]) == (pytest.approx(100), "counted_posts")
    assert table.engagements_low[0] == pytest.approx(101 * np.exp(-0.5 * 1.28155) - 1, rel=1e-4)


def test_an_own_record_leads_her_expectation_and_moves_the_others():
    pool = pool_of([3162, 3162])

    table = responses(pool, rates_of(2), {"ac_0": record(12)})

    assert (table.basis.tolist(), table.own_orders[0]) == (["own_sales", "benchmark"], 12)
    assert 5 < table.orders[0] < 12
    assert 0.2277 < table.orders[1] < table.orders[0]
    assert table.orders_state.tolist() == ["estimated", "prior_only"]


def test_a_record_of_no_orders_lowers_the_expectation():
    table = responses(pool_of([30_000]), rates_of(1), {"ac_0": record(0)})

    assert table.orders[0] < responses(pool_of([30_000]), rates_of(1), {}).orders[0]


def test_same_key_samples_estimate_a_shared_audience():
    """Kept by one threshold in both samples; 400 shared people at a quarter: sd 35, allowed 140, under 1 in 10,000."""
    dice = np.random.Generator(np.random.PCG64(9))
    keys = dice.integers(0, 2**63, 3600, dtype=np.uint64)
    kept = keys < np.uint64(2**61)
    first, second = np.flatnonzero(kept[:2000]), 1600 + np.flatnonzero(kept[1600:])
    samples = AudienceSamples(
        account=np.repeat([0, 1], [len(first), len(second)]), person=np.concatenate([keys[first], keys[second]]),
        rate=0.25, frame="followers",
    )  # fmt: skip

    overlap = sampled_overlaps(samples, 2)

    assert abs(overlap[0, 1] - 400) < 140


@pytest.mark.skipif(not CLIMBING.is_dir(), reason="the climbing data (sdmirch/instagram-influencer-graph) is not here")
def test_the_union_of_the_climbing_set_is_counted_and_random_sets_overlap_as_published():
    """Means of 100 random sets (25 large ones); tolerance .01 is over 5 standard errors at every k."""
    creators, people = np.loadtxt(CLIMBING / "audience_edges.csv", delimiter=",", skiprows=1, dtype=str).T
    _, account = np.unique(creators, return_inverse=True)
    assert len(np.unique(people)) == 86_119
    sizes = np.bincount(account)
    dice = np.random.Generator(np.random.PCG64(2))
    by_creator = [people[account == row].astype(np.int64) for row in range(119)]
    for k, expected in ((5, 0.979), (20, 0.919), (50, 0.847), (100, 0.773)):
        shares = []
        for _ in range(25 if k > 20 else 100):
            rows = dice.permutation(119)[:k]
            shares.append(len(np.unique(np.concatenate([by_creator[row] for row in rows]))) / sizes[rows].sum())
        assert np.mean(shares) == pytest.approx(expected, abs=0.01)
        assert usual_union_share(k) == expected


def test_labelled_dice_do_not_move_each_other():
    assert generator_of(1, "a").random() == generator_of(1, "a").random() != generator_of(1, "b").random()


def test_stored_numbers_keep_nine_digits():
    assert stored(1 / 3) == 0.333333333

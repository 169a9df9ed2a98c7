"""The score: a sum of named contributions in which nothing missing ever pays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.domain.brief import Circle, Wish
from shoal.match.rank import percentile

NAN = float("nan")
CENTRE = Circle(name="Neubau", latitude=48.2021, longitude=16.3493, radius_km=15.0)
# What it means that one thing is not known: the cell is empty, and with it what is worked out from that cell.
GONE = {
    "bio": {"bio": ""},
    "niche": {"niche": ""},
    "captions": {"captions": ""},
    "hashtags": {"hashtags": ""},
    "language": {"languages": ""},
    "country": {"country": ""},
    "place": {"latitude": NAN, "longitude": NAN, "city": ""},
    "followers": {"followers": NAN, "reach": NAN, "rate": NAN},
    "posts": {"rate": NAN, "rate_low": NAN, "rate_high": NAN, "reach": NAN, "basis": "benchmark"},
    "fee": {"price_basis": "benchmark", "price": 1_000.0},
    "price": {"price": NAN, "price_basis": ""},
    "own record": {"own_orders": NAN},
    "verdict": {"verdict": "unknown"},
}
WORDS = st.lists(st.sampled_from(["vegan", "slow", "fashion", "coffee", "linen", "dog"]), max_size=4).map(" ".join)
ROWS = st.fixed_dictionaries(
    {
        "bio": WORDS,
        "niche": WORDS,
        "captions": WORDS,
        "hashtags": WORDS,
        "languages": st.sampled_from(["", "de", "en|de"]),
        "country": st.sampled_from(["", "AT", "DE"]),
        "latitude": st.sampled_from([NAN, 48.2, 48.25, 47.0]),
        "followers": st.sampled_from([NAN, 900.0, 5_000.0, 60_000.0, 2_000_000.0]),
        "rate": st.just(0.03),
        "rate_low": st.sampled_from([NAN, 0.001, 0.01, 0.03, 0.08]),
        "reach": st.sampled_from([NAN, 100.0, 2_000.0]),
        "price": st.sampled_from([NAN, 5_000.0, 20_000.0, 90_000.0]),
        "price_basis": st.sampled_from(["typed", "own_deal", "benchmark"]),
        "basis": st.sampled_from(["counted_posts", "own_sales", "benchmark"]),
        "own_orders": st.sampled_from([NAN, 0.0, 3.0, 40.0]),
        "verdict": st.sampled_from(["ok", "review", "unknown"]),
        "platform": st.sampled_from(["instagram", "tiktok"]),
    }
)
SOFT = (
    Wish(field="value_word", test="mentions", value=("vegan",), hard=False, weight=0.8),
    Wish(field="language", test="is", value=("de",), hard=False, weight=0.4),
    Wish(field="tier", test="is", value=("nano", "micro"), hard=False, weight=0.5),
    Wish(field="country", test="is_not", value=("DE",), hard=False, weight=0.2),
    Wish(field="circle", test="within", value=CENTRE, hard=False, weight=0.6),
)


def scores(result) -> dict[str, float]:
    return {one.account_id: one.score for one in result.candidates}


def part(result, place: int, name: str) -> float:
    return next(amount for words, amount in result.candidates[place].contributions if words.startswith(name))


@given(
    rows=st.lists(ROWS, min_size=1, max_size=9),
    gone=st.sampled_from(sorted(GONE)),
    goal=st.sampled_from(["orders", "reach"]),
)
def test_a_field_that_goes_missing_never_lifts_a_score(build, brief, market, rows, gone, goal):
    wanted = brief(text="slow linen fashion and coffee", wishes=SOFT, goal=goal)

    before = scores(build(wanted, market(rows)))["a00000"]
    after = scores(build(wanted, market([rows[0] | GONE[gone], *rows[1:]])))["a00000"]

    assert after <= before


def test_the_score_is_the_sum_of_its_contributions(build, brief, market):
    result = build(brief(text="slow fashion", wishes=SOFT), market([{"bio": "vegan and slow"}, {"own_orders": 7.0}]))

    assert all(one.score == pytest.approx(sum(part for _, part in one.contributions)) for one in result.candidates)


def test_equal_scores_are_ordered_by_account_id(build, brief, market):
    result = build(brief(), market([{"account_id": name, "creator_id": name} for name in ("b", "c", "a")]))

    assert [one.account_id for one in result.candidates] == ["a", "b", "c"]


def test_the_order_of_rows_does_not_change_the_list(build, brief, market):
    rows = [{"account_id": f"a{n}", "creator_id": f"c{n}", "rate_low": 0.01 + 0.001 * (n % 7)} for n in range(20)]

    assert build(brief(), market(rows)).candidates == build(brief(), market(rows[::-1])).candidates


def test_size_alone_moves_nobody(build, brief, market):
    """The same words, price and rate for its size: without a wish on the tier, small and large stand side by side."""
    rows = [{"followers": size, "rate_low": 0.03 * (size / 5_000) ** -0.2} for size in (2_000.0, 50_000.0, 900_000.0)]
    result = build(brief(), market(rows))

    assert len({one.score for one in result.candidates}) == 1


def test_a_soft_wish_on_the_tier_adds_its_weight(build, brief, market):
    wish = Wish(field="tier", test="is", value=("nano",), hard=False, weight=0.7)
    result = build(brief(wishes=(wish,)), market([{"followers": 3_000.0}, {"followers": 300_000.0}]))

    assert [part(result, place, "soft wish tier = nano") for place in (0, 1)] == [0.7, 0.0]


def test_engagement_is_ranked_by_the_sure_end_of_its_interval(build, brief, market):
    rows = [{"rate": 0.09, "rate_low": 0.01, "rate_n": 1}, {"rate": 0.05, "rate_low": 0.04, "rate_n": 40}]
    result = build(brief(), market(rows))

    assert result.candidates[0].account_id == "a00001"


def test_a_rate_that_is_only_a_benchmark_counts_as_unknown(build, brief, market):
    rows = [{"rate_low": 0.2, "rate_state": "prior_only", "rate_n": 0}, {}, {}]
    result = build(brief(), market(rows))
    words = next(words for words, _ in result.candidates[-1].contributions if words.startswith("engagement"))

    assert words == "engagement: not known, counted as the 30th percentile"


def test_rates_of_two_networks_are_not_compared(build, brief, market):
    rows = [{"rate_low": 0.01}, {"rate_low": 0.01}, {"platform": "tiktok", "rate_low": 0.4}]
    result = build(brief(), market(rows))

    assert {part(result, place, "engagement") for place in range(3)} == {0.3}


def test_sales_of_her_own_outrank_a_better_rate(build, brief, market):
    result = build(brief(), market([{"rate_low": 0.1}, {"own_orders": 12.0}]))

    assert result.candidates[0].account_id == "a00001"


def test_two_benchmarks_divided_rank_nobody(build, brief, market):
    rows = [{"basis": "benchmark", "price_basis": "benchmark", "reach": reach} for reach in (10.0, 90_000.0)]
    result = build(brief(), market(rows))

    assert [part(result, place, "people reached") for place in (0, 1)] == [0.18, 0.18]


def test_a_price_beyond_the_means_earns_nothing(build, brief, market):
    result = build(brief(least_creators=4), market([{"price": 15_000.0}, {"price": 15_100.0}]))

    assert [part(result, place, "price within means") for place in (0, 1)] == [0.3, 0.0]


def test_advice_against_somebody_ranks_her_last_and_says_so(build, brief, market):
    result = build(brief(), market([{"verdict": "refuse", "own_orders": 5.0}, {"rate": NAN, "price": NAN}]))

    assert (
        result.candidates[-1].account_id,
        result.candidates[-1].reasons[-1].claim,
    ) == ("a00000", "vetting advises against them: see its findings")


@pytest.mark.parametrize(
    ("values", "expected"),
    [([1.0, 2.0, 3.0], [0.3, 0.5, 0.75]), ([5.0], [0.5]), ([NAN, 9.0, 9.0], [0.3, 0.5, 0.5]), ([NAN], [0.3])],
)
def test_a_place_among_peers_is_never_below_that_of_the_unknown(values, expected):
    place, _ = percentile(np.array(values), [""] * len(values), np.ones(len(values), dtype=bool))

    assert list(place) == expected

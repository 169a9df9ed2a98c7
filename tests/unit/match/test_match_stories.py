"""Two briefs from life, on markets small enough to check by eye."""

from __future__ import annotations

import pytest

from shoal.domain.brief import Circle, Wish
from shoal.domain.values import Money

NAN = float("nan")
SHOP = Circle(name="Neubau", latitude=48.2021, longitude=16.3493, radius_km=15.0)
LINZ = {"city": "Linz", "latitude": 48.3064, "longitude": 14.2861}


@pytest.fixture(scope="session")
def coffee_shop(brief):
    return brief(
        name="opening in Neubau",
        goal="visits",
        text="We open a coffee shop: filter coffee, homemade cake, a quiet place to read.",
        budget=Money(minor=60_000, currency="EUR"),
        wishes=(
            Wish(field="circle", test="within", value=SHOP),
            Wish(field="topic", test="mentions", value=("coffee", "cake", "café"), hard=False, weight=0.8),
        ),
    )


@pytest.fixture(scope="session")
def neighbourhood(market):
    return market(
        [
            {"creator_id": "local", "bio": "coffee and cake in the seventh", "followers": 2_400.0},
            {"creator_id": "suburb", "latitude": 48.30, "bio": "coffee and cake", "followers": 3_000.0},
            {"creator_id": "linz", **LINZ, "bio": "coffee coffee coffee cake", "own_orders": 30.0, "verdict": "ok"},
            {"creator_id": "global", "latitude": 40.7, "longitude": -74.0, "bio": "coffee, cake", "followers": 4e6},
            {"creator_id": "nowhere", "latitude": NAN, "longitude": NAN, "city": "", "bio": "coffee and cake"},
            {"creator_id": "runner", "bio": "marathon", "followers": 80_000.0},
        ]
    )


def test_nobody_outside_the_circle_is_on_the_list_of_the_coffee_shop(build, coffee_shop, neighbourhood):
    result = build(coffee_shop, neighbourhood)

    assert {one.creator_id for one in result.candidates} == {"local", "suburb", "runner"}


def test_the_nearer_of_two_alike_comes_first_for_the_coffee_shop(build, coffee_shop, neighbourhood):
    result = build(coffee_shop, neighbourhood)

    assert [one.creator_id for one in result.candidates] == ["local", "suburb", "runner"]


def test_whoever_has_no_place_waits_for_one(build, coffee_shop, neighbourhood):
    assert [one.creator_id for one in build(coffee_shop, neighbourhood).apart] == ["nowhere"]


def test_local_outranks_global_where_the_circle_is_only_a_soft_wish(build, brief, coffee_shop, neighbourhood):
    soft = tuple(
        Wish(field=wish.field, test=wish.test, value=wish.value, hard=False, weight=1.0) for wish in coffee_shop.wishes
    )
    order = [
        one.creator_id
        for one in build(brief(goal="visits", text=coffee_shop.text, wishes=soft), neighbourhood).candidates
    ]

    assert order.index("local") < order.index("global")


@pytest.fixture(scope="session")
def fashion(brief):
    return brief(
        name="linen spring",
        goal="orders",
        text="Young sustainable fashion brand: linen, made to last.",
        budget=Money(minor=500_000, currency="EUR"),
        markets=("AT", "DE", "NL"),
        wishes=(
            Wish(field="topic", test="mentions", value=("fashion", "mode"), hard=True),
            Wish(field="value_word", test="mentions", value=("slow fashion", "fair"), hard=False, weight=1.0),
            Wish(field="value_word", test="is_not", value=("haul",), hard=False, weight=0.5),
        ),
        exclusions=("fur",),
    )


@pytest.fixture(scope="session")
def wardrobe(market):
    return market(
        [
            {"creator_id": "slow", "country": "DE", "hashtags": "#SlowFashion #linen", "niche": "fashion"},
            {"creator_id": "haul", "country": "NL", "bio": "fashion haul every week", "followers": 90_000.0},
            {"creator_id": "plain", "country": "AT", "bio": "Mode aus Wien"},
            {"creator_id": "paris", "country": "FR", "hashtags": "#slowfashion", "niche": "fashion"},
            {"creator_id": "furry", "country": "DE", "bio": "fashion and fur"},
            {"creator_id": "silent", "country": "DE"},
            {"creator_id": "stateless", "country": "", "bio": "fair fashion"},
        ]
    )


def test_values_move_the_order_of_the_fashion_list(build, fashion, wardrobe):
    assert [one.creator_id for one in build(fashion, wardrobe).candidates] == ["slow", "plain", "haul"]


def test_other_markets_and_excluded_words_are_left_out_of_the_fashion_list(build, fashion, wardrobe):
    because = {one.creator_id: one.because.claim for one in build(fashion, wardrobe).left_out}

    assert because == {
        "paris": "country is FR, wish: country = AT or DE or NL",
        "furry": "mentions fur, which the brief excludes",
    }


def test_the_silent_and_the_stateless_wait_apart(build, fashion, wardrobe):
    assert {one.creator_id for one in build(fashion, wardrobe).apart} == {"silent", "stateless"}

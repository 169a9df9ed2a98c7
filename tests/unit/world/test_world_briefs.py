"""The two briefs from life can be met in the demo's market."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from shoal.domain.tiers import tier_of
from shoal.world import coffee_brief, fashion_brief, make_market


@pytest.fixture(scope="module")
def market():
    return make_market(seed=7, creators=400, as_of=datetime(2026, 6, 1, 12, tzinfo=UTC))


def small(market):
    return np.array([tier_of(float(count)) in ("nano", "micro") for count in market.accounts.followers])


def test_fashion_creators_who_say_their_values_are_found_in_every_market(market):
    brief = fashion_brief()
    words = tuple(w.lower() for wish in brief.wishes if wish.field == "value_word" for w in wish.value)
    speaks = np.array([any(word in bio.lower() for word in words) for bio in market.accounts.bio])
    fits = small(market) & (market.accounts.words("niche") == "fashion") & speaks

    per_market = {
        country: int((fits & (market.accounts.words("country") == country)).sum()) for country in brief.markets
    }

    assert all(count >= 3 for count in per_market.values()), per_market
    assert sum(per_market.values()) >= 20


def test_enough_creators_live_within_the_circle_of_the_coffee_shop(market):
    circle = next(wish.value for wish in coffee_brief().wishes if wish.field == "circle")
    north = (market.accounts.latitude - circle.latitude) * 111.2
    east = (market.accounts.longitude - circle.longitude) * 111.2 * np.cos(np.radians(circle.latitude))
    near = (np.hypot(north, east) <= circle.radius_km) & small(market)

    coffee = near & np.isin(market.accounts.words("niche"), ("coffee", "food"))

    assert near.sum() >= 25
    assert coffee.sum() >= 8


def test_the_coffee_budget_buys_several_neighbours(market):
    """At the world's own price law a nano creator asks some EUR 60: five of them fit into 600."""
    near = (market.accounts.words("city") == "Leipzig") & (market.asked.price_minor >= 0)

    cheapest = np.sort(market.asked.price_minor[near])[:5]

    assert cheapest.sum() <= coffee_brief().budget.minor


def test_values_are_soft_wishes_and_the_circle_is_hard():
    hard = {wish.field: wish.hard for brief in (fashion_brief(), coffee_brief()) for wish in brief.wishes}

    assert hard == {"tier": True, "country": True, "topic": False, "value_word": False, "circle": True}


def test_budgets_are_in_the_currency_asked_for():
    assert fashion_brief(currency="CHF").budget.currency == "CHF"

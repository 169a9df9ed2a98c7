"""Same seed, same bytes; what the market holds, and what only the truth knows."""

from __future__ import annotations

import dataclasses
import hashlib
import re
from datetime import UTC, datetime

import numpy as np
import pytest

from shoal.world import VALUES, make_accounts, make_market, truth_of

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)


def digest(thing) -> str:
    """Return a hash over everything in a dataclass of arrays."""
    found = hashlib.sha256()
    for field in dataclasses.fields(thing):
        value = getattr(thing, field.name)
        if dataclasses.is_dataclass(value):
            found.update(digest(value).encode())
        elif isinstance(value, np.ndarray) and value.dtype == object:
            found.update("\x1f".join(value).encode())
        else:
            found.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def market():
    return make_market(seed=7, creators=400, as_of=AS_OF)


@pytest.fixture(scope="module")
def truth(market):
    return truth_of(market)


def test_the_same_seed_gives_the_same_bytes(market):
    assert digest(make_market(seed=7, creators=400, as_of=AS_OF)) == digest(market)


def test_the_same_market_has_the_same_truth(truth):
    assert digest(truth_of(make_market(seed=7, creators=400, as_of=AS_OF))) == digest(truth)


def test_another_seed_gives_another_market(market):
    assert digest(make_market(seed=8, creators=400, as_of=AS_OF)) != digest(market)


def test_leaving_out_audiences_and_texts_changes_nothing_else(market):
    light = make_market(seed=7, creators=400, as_of=AS_OF, audiences=False, captions=False)

    assert digest(light.trade) == digest(market.trade)
    assert np.array_equal(light.posts.likes, market.posts.likes)


def test_a_million_light_accounts_differ_only_in_number():
    assert len(make_accounts(seed=3, creators=5_000).accounts) == 5_000


def test_every_handle_is_one_account_and_well_formed():
    handles = make_accounts(seed=3, creators=50_000).accounts.handle

    assert len(set(handles)) == 50_000
    assert all(re.fullmatch(r"[a-z0-9._]{3,24}", handle) for handle in handles)


def test_nobody_has_fewer_than_a_thousand_followers():
    assert make_accounts(seed=3, creators=50_000).accounts.followers.min() >= 1_000


def test_posts_end_three_days_before_the_day_asked_for_and_run_from_old_to_new(market):
    posts = market.posts
    same = posts.account[1:] == posts.account[:-1]

    assert posts.at.max() <= AS_OF.timestamp() - 3 * 86_400
    assert (np.diff(posts.at)[same] >= 0).all()


def test_some_likes_are_hidden_and_photos_have_no_views(market):
    posts = market.posts

    assert 0.01 < (posts.likes == -1).mean() < 0.12
    assert (posts.views[~posts.video] == -1).all()


def test_paid_posts_with_a_readable_label_say_so_first(market):
    posts = market.posts
    words = ("Anzeige", "Advertentie", "Ad ", "Collaboration", "Publicidad", "Pubblicità")

    labelled = [caption.startswith(words) for caption in posts.caption[posts.sponsored == 1]]

    assert labelled
    assert all(labelled)


def test_bios_are_in_the_language_of_the_creator(market):
    german = market.accounts.bio[market.accounts.words("language") == "de"]

    assert any("reparieren" in bio or "gebraucht statt neu" in bio or "second hand" in bio for bio in german)
    assert not any("thrifted" in bio for bio in german)


def test_a_price_is_known_for_a_share_only(market):
    """Binomial with .55 and 400 draws: five standard errors are .125."""
    assert 0.42 < (market.asked.price_minor >= 0).mean() < 0.68


def test_the_market_carries_nothing_of_the_truth(market, truth):
    def names(thing):
        for field in dataclasses.fields(thing):
            yield field.name
            value = getattr(thing, field.name)
            if dataclasses.is_dataclass(value):
                yield from names(value)

    assert not set(names(market)) & {field.name for field in dataclasses.fields(truth)}


def test_likers_are_part_of_the_true_audience(market, truth):
    for row in range(0, 400, 7):
        assert np.isin(market.likers.of(row), truth.audience.of(row)).all()


def test_the_true_level_tells_the_next_twenty_posts(truth):
    """The next mean differs from the level by a walk: correlation .95 and more in every seed tried."""
    assert np.corrcoef(np.log(truth.engagement_level), truth.next_log_mean)[0, 1] > 0.9


def test_every_order_has_a_cause_or_none(market, truth):
    assert truth.order_cause.shape == market.trade.at.shape
    assert set(truth.order_cause[truth.order_cause >= 0]) <= set(np.flatnonzero(market.trade.worked))


def test_most_orders_that_a_creator_caused_carry_no_code(market, truth):
    caused = truth.order_cause >= 0

    assert (market.trade.order_code[caused] == "").mean() > 0.5


def test_some_orders_are_refunded_and_never_beyond_their_total(market):
    trade = market.trade

    assert (trade.refunded_minor > 0).any()
    assert (trade.refunded_minor <= trade.total_minor).all()


def test_two_creators_hold_one_code_by_mistake(market):
    codes = market.trade.code[market.trade.code != ""]

    assert len(codes) - len(set(codes)) == 1


def test_the_truth_knows_the_values_of_everybody(truth):
    assert truth.values.shape == (400, len(VALUES))

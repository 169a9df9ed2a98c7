"""Hard wishes: what fits, what does not, and what nobody can say."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.domain.brief import Circle, Wish
from shoal.domain.values import Money
from shoal.errors import InputError
from shoal.match import Supply, survivors
from shoal.stats import distance_km

NAN = float("nan")
VIENNA = Circle(name="Neubau", latitude=48.2021, longitude=16.3493, radius_km=15.0)


def outcome(build, brief, market, wish: Wish, row: dict, **changes) -> str:
    """Say where one account ends up under one wish."""
    result = build(brief(wishes=(wish,), **changes), market([row]))
    return "in" if result.candidates else "apart" if result.apart else "out"


@pytest.mark.parametrize(
    ("said", "row", "expected"),
    [
        (("platform", "is", ("tiktok",)), {"platform": "TikTok"}, "in"),
        (("platform", "is", ("tiktok",)), {"platform": "youtube"}, "out"),
        (("country", "is", ("at", "DE")), {"country": "DE"}, "in"),
        (("country", "is", ("AT",)), {"country": ""}, "apart"),
        (("country", "is_not", ("AT",)), {"country": "AT"}, "out"),
        (("country", "is_not", ("AT",)), {"country": ""}, "apart"),
        (("city", "is", ("Zürich",)), {"city": " ZURICH "}, "in"),
        (("city", "is", ("Graz",)), {"city": ""}, "apart"),
        (("language", "is", ("de",)), {"languages": "en|de-AT"}, "in"),
        (("language", "is", ("de",)), {"languages": "en"}, "out"),
        (("language", "is", ("de",)), {"languages": ""}, "apart"),
        (("tier", "is", ("micro",)), {"followers": 10_000.0}, "in"),
        (("tier", "is", ("nano",)), {"followers": 10_000.0}, "out"),
        (("tier", "is_not", ("nano",)), {"followers": 10_000.0}, "in"),
        (("tier", "is", ("nano",)), {"followers": NAN}, "apart"),
        (("followers", "at_least", 5_000), {"followers": 5_000.0}, "in"),
        (("followers", "at_least", 5_001), {"followers": 5_000.0}, "out"),
        (("followers", "at_most", 4_999), {"followers": 5_000.0}, "out"),
        (("followers", "at_least", 5_000), {"followers": NAN}, "apart"),
        (("price", "at_most", 10_000), {"price": 10_000.0}, "in"),
        (("price", "at_most", 9_999), {"price": 10_000.0}, "out"),
        (("price", "at_most", 9_999), {"price": NAN}, "apart"),
        (("topic", "is", ("coffee",)), {"niche": "Coffee shops"}, "in"),
        (("topic", "is", ("coffee",)), {"niche": "running"}, "out"),
        (("topic", "is", ("coffee",)), {}, "apart"),
        (("value_word", "mentions", ("vegan", "fair trade")), {"bio": "Fair and square trade"}, "in"),
        (("value_word", "mentions", ("vegan",)), {"bio": "steak"}, "out"),
        (("value_word", "mentions", ("vegan",)), {"niche": "food"}, "apart"),
        (("value_word", "is_not", ("fur",)), {"bio": "fur and silk"}, "out"),
        (("value_word", "is_not", ("fur",)), {}, "apart"),
        (("circle", "within", VIENNA), {}, "in"),
        (("circle", "within", VIENNA), {"latitude": 47.07, "longitude": 15.44}, "out"),
        (("circle", "within", VIENNA), {"latitude": NAN, "longitude": NAN}, "apart"),
    ],
)
def test_a_wish_fits_does_not_fit_or_waits_on_a_fact(build, brief, market, said, row, expected):
    field, test, value = said
    assert expected == outcome(build, brief, market, Wish(field=field, test=test, value=value), row)


@pytest.mark.parametrize("missing", ["country", "city", "languages", "bio"])
def test_a_strict_brief_leaves_out_who_is_not_known(build, brief, market, missing):
    wish = {
        "country": Wish(field="country", test="is", value=("AT",)),
        "city": Wish(field="city", test="is", value=("Wien",)),
        "languages": Wish(field="language", test="is", value=("de",)),
        "bio": Wish(field="value_word", test="mentions", value=("vegan",)),
    }[missing]

    assert outcome(build, brief, market, wish, {missing: ""}, unknowns="strict") == "out"


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(12_450.0, 12_550.0, "in"), (11_000.0, 40_000.0, "in"), (9_000.0, 40_000.0, "apart"), (2_000.0, 9_000.0, "out")],
)
def test_a_written_range_that_spans_the_border_is_not_known(build, brief, market, low, high, expected):
    row = {
        "followers": 12_500.0 if high < 13_000 else float(np.sqrt(low * high)),
        "followers_low": low,
        "followers_high": high,
    }
    wish = Wish(field="tier", test="is", value=("micro",))

    assert expected == outcome(build, brief, market, wish, row)


@pytest.mark.parametrize(("least", "expected"), [(9_000, "in"), (10_000, "in"), (12_000, "apart")])
def test_a_count_with_an_open_end_is_settled_by_its_low_end(build, brief, market, least, expected):
    row = {"followers": NAN, "followers_low": 10_000.0, "followers_high": float("inf")}

    assert expected == outcome(build, brief, market, Wish(field="followers", test="at_least", value=least), row)


def test_rounding_at_the_border_is_settled_by_the_number_as_written(build, brief, market):
    row = {"followers": 10_000.0, "followers_low": 9_950.0, "followers_high": 10_050.0}

    assert outcome(build, brief, market, Wish(field="followers", test="at_least", value=10_000), row) == "in"


def test_the_tier_follows_the_scheme_of_the_brief(build, brief, market):
    wish = Wish(field="tier", test="is", value=("mid",))

    assert outcome(build, brief, market, wish, {"followers": 60_000.0}, tier_scheme="rise-50k") == "in"


def test_a_price_in_another_currency_is_not_compared(build, brief, market):
    wish = Wish(field="price", test="at_most", value=9_999)
    result = build(brief(wishes=(wish,), budget=Money(minor=9_999, currency="USD")), market([{}]))

    assert "price is in EUR, not compared" in result.apart[0].because.claim


def test_markets_are_a_hard_wish_on_the_country(build, brief, market):
    result = build(brief(markets=("DE", "AT")), market([{"country": "AT"}, {"country": "FR"}]))

    assert (
        [one.creator_id for one in result.candidates],
        [one.creator_id for one in result.left_out],
    ) == (["c00000"], ["c00001"])


@pytest.mark.parametrize("exclusion", ["c00001", "a00001", "@rival", "Rival", "leather goods"])
def test_an_exclusion_by_id_handle_or_word_leaves_out(build, brief, market, exclusion):
    rows = [{"bio": "linen", "handle": "linen"}, {"bio": "goods of leather", "handle": "rival"}]
    result = build(brief(exclusions=(exclusion,)), market(rows))

    assert [one.creator_id for one in result.candidates] == ["c00000"]


def test_an_excluded_word_cannot_be_ruled_out_where_there_is_nothing_to_read(build, brief, market):
    result = build(brief(exclusions=("leather",)), market([{"bio": "linen"}, {}]))

    assert [one.creator_id for one in result.apart] == ["c00001"]


def test_an_excluded_handle_makes_nobody_else_unknown(build, brief, market):
    result = build(brief(exclusions=("rival",)), market([{"handle": "linen"}, {"handle": "rival"}]))

    assert [one.creator_id for one in result.candidates] == ["c00000"]


def test_distances_on_the_globe_are_right():
    """Vienna to Graz, 144.6 km along a great circle on the mean sphere (worked out from the coordinates)."""
    vienna = Circle(name="Wien", latitude=48.2082, longitude=16.3738, radius_km=1.0)

    assert pytest.approx(144.9, abs=0.6) == distance_km(np.array([47.0707]), np.array([15.4395]), vienna)[0]


def test_a_circle_across_the_date_line_finds_the_other_side():
    fiji = Circle(name="Taveuni", latitude=-16.85, longitude=179.97, radius_km=20.0)

    assert distance_km(np.array([-16.85]), np.array([-179.97]), fiji)[0] < 7.0


def test_each_wish_says_how_many_it_keeps_drops_and_cannot_judge(brief, market):
    rows = [{}, {"country": "DE"}, {"country": ""}, {"followers": 50_000.0}, {"country": "", "followers": 50_000.0}]
    wishes = (Wish(field="country", test="is", value=("AT",)), Wish(field="tier", test="is", value=("nano",)))

    counts = survivors(brief(wishes=wishes), market(rows))

    assert [(one.wish, one.kept, one.dropped, one.unknown) for one in counts] == [
        ("country = AT", 2, 1, 2),
        ("tier = nano", 1, 1, 0),
    ]


@pytest.mark.parametrize(
    "wish",
    [
        Wish(field="shoe_size", test="is", value=("40",)),
        Wish(field="country", test="at_least", value=3),
        Wish(field="followers", test="at_least", value=("many",)),
        Wish(field="circle", test="within", value=("Wien",)),
        Wish(field="tier", test="is", value=("tiny",)),
        Wish(field="country", test="is", value=()),
        Wish(field="circle", test="within", value=Circle(name="x", latitude=0.0, longitude=0.0, radius_km=0.0)),
    ],
)
def test_a_wish_that_cannot_be_read_is_refused_with_what_is_allowed(brief, market, wish):
    with pytest.raises(InputError) as refused:
        survivors(brief(wishes=(wish,)), market([{}]))

    assert refused.value.allowed


@pytest.mark.parametrize("change", [{"tier_scheme": "mine"}, {"goal": "fame"}, {"unknowns": "maybe"}])
def test_a_brief_with_a_setting_that_does_not_exist_is_refused(brief, market, change):
    with pytest.raises(InputError):
        survivors(brief(**change), market([{}]))


def test_tables_of_another_length_are_a_mistake_of_the_caller(market):
    supply = market([{}, {}])

    with pytest.raises(ValueError, match="verdicts has 1"):
        Supply(
            pool=supply.pool,
            rates=supply.rates,
            verdicts=supply.verdicts[:1],
            prices=supply.prices,
            responses=supply.responses,
        )

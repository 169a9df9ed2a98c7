"""Wishes as rows, a brief as fields and back, and amounts in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.app.briefs.amounts import amount_in_words, number_in_words
from shoal.app.briefs.written import brief_from, circles_of, fields_of
from shoal.domain.brief import Circle, Wish
from shoal.domain.values import Money
from shoal.errors import InputError

AT = datetime(2026, 6, 1, tzinfo=UTC)


def brief(**told):
    return brief_from({"name": "Spring", "budget": "5000 EUR", **told}, brief_id="br_1", version=1, at=AT)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "nought"),
        (12, "twelve"),
        (40, "forty"),
        (99, "ninety-nine"),
        (100, "one hundred"),
        (12_500, "twelve thousand five hundred"),
        (1_000_001, "one million one"),
        (1_234_567, "one million two hundred thirty-four thousand five hundred sixty-seven"),
    ],
)
def test_a_number_is_said_in_words(number, words):
    assert number_in_words(number) == words


@given(st.integers(0, 10**17))
def test_every_amount_can_be_said(number):
    assert number_in_words(number)


@pytest.mark.parametrize(
    ("money", "words"),
    [
        (Money(minor=1_250_000, currency="EUR"), "twelve thousand five hundred EUR"),
        (Money(minor=125_050, currency="EUR"), "one thousand two hundred fifty and 50/100 EUR"),
        (Money(minor=5_000, currency="JPY"), "five thousand JPY"),
        (Money(minor=1_250, currency="KWD"), "one and 250/1000 KWD"),
    ],
)
def test_an_amount_is_said_with_its_currency(money, words):
    assert amount_in_words(money) == words


@pytest.mark.parametrize(
    ("row", "wish"),
    [
        (
            {"field": "city", "test": "is_not", "value": "Vienna, Graz"},
            Wish(field="city", test="is_not", value=("Vienna", "Graz")),
        ),
        (
            {"field": "country", "test": "is_not", "value": ["Österreich"], "hard": False},
            Wish(field="country", test="is_not", value=("AT",), hard=False, weight=0.5),
        ),
        ({"field": "price", "test": "at_least", "value": "120"}, Wish(field="price", test="at_least", value=12_000.0)),
        (
            {"field": "followers", "test": "at_most", "value": "12.500"},
            Wish(field="followers", test="at_most", value=12_500.0),
        ),
    ],
)
def test_a_row_says_what_no_field_says(row, wish):
    assert brief(wishes=[row]).wishes == (wish,)


@pytest.mark.parametrize("text", ["25 km of Graz, AT", "Graz, AT, 25 km", "25km around Graz, AT"])
def test_a_circle_is_written_in_one_line(text):
    made = brief(wishes=[{"field": "circle", "test": "within", "value": text}]).wishes[0].value

    assert (made.name, made.radius_km) == ("Graz, AT", 25.0)


@pytest.mark.parametrize(
    "row",
    [
        {"field": "religion", "test": "is", "value": "any"},
        {"field": "price", "test": "is", "value": "3"},
        {"field": "city", "test": "is", "value": " "},
        {"field": "circle", "test": "within", "value": "Graz"},
        {"field": "price", "test": "at_most", "value": "300 USD"},
        {"field": "city", "test": "is", "value": "Graz", "hard": False, "weight": 3},
        "city is Graz",
    ],
)
def test_a_row_that_cannot_be_is_refused_by_its_place(row):
    with pytest.raises(InputError) as refused:
        brief(wishes=[{"field": "city", "test": "is", "value": "Graz"}, row])
    assert list(refused.value.fields) == ["wishes-1"]


def test_every_field_that_cannot_be_is_named_at_once():
    with pytest.raises(InputError) as refused:
        brief(budget="lots", markets=["Narnia"], languages=["Elvish"], most_creators=-1)
    assert set(refused.value.fields) == {"budget", "markets", "languages", "most_creators"}


def test_a_brief_written_as_fields_reads_as_the_same_brief():
    made = brief(
        markets=["AT"], formats=["post", "reel"], platforms=["instagram"], tiers=["nano"], languages=["de"],
        followers_at_least=1000, followers_at_most=9000, price_at_most="250.50 EUR", place="Graz, AT", radius_km=40,
        must_mention=["bread"], values=["organic"], exclude=["@rival"], unknowns="strict", most_creators=9,
        start="2026-05-01", wishes=[{"field": "city", "test": "is_not", "value": ["Wien"]},
                                    {"field": "topic", "test": "mentions", "value": ["oats"], "hard": False,
                                     "weight": 1.0}],
    )  # fmt: skip

    again = brief_from(fields_of(made), brief_id="br_1", version=1, at=AT)

    assert again == made


def test_a_circle_without_a_town_keeps_its_centre():
    circle = Circle(name="Leipzig Plagwitz", latitude=51.3, longitude=12.3, radius_km=15.0)
    second = Circle(name="By the river", latitude=51.4, longitude=12.4, radius_km=5.0)
    wishes = tuple(Wish(field="circle", test="within", value=one) for one in (circle, second))
    made = replace(brief(), wishes=wishes)

    again = brief_from(fields_of(made), brief_id="br_1", version=1, at=AT, known=circles_of(made))

    assert again.wishes == wishes

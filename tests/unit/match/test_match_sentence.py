"""A sentence becomes wishes that can be seen; what no rule knows stays a word."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shoal.domain.creator import Place
from shoal.domain.listing import Span
from shoal.domain.search import SearchQuery, Understood
from shoal.errors import ProtectedTraitError
from shoal.match import understand
from shoal.match.sentence import number, without

TOWNS = {"graz": (47.07, 15.44), "new york": (40.71, -74.01), "berlin": (52.52, 13.4), "wien": (48.21, 16.37)}
COUNTRIES = {"austria": "AT", "spain": "ES", "uk": "GB", "united kingdom": "GB"}
LANGUAGES = {"german": "de", "spanish": "es"}


def place(name: str) -> Place | None:
    found = TOWNS.get(name.casefold())
    return None if found is None else Place(city=name, latitude=found[0], longitude=found[1])


def read(sentence: str) -> Understood:
    return understand(
        sentence, place=place, country=lambda name: COUNTRIES.get(name.casefold()),
        language=lambda name: LANGUAGES.get(name.casefold()), now=datetime(2026, 11, 22, tzinfo=UTC),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "rest", "wishes"),
    [
        ("vegan bakers near Graz under 30k", "vegan bakers",
         {"circle": "Graz, 50 km", "followers": "-30000"}),
        ("micro creators in Austria about sourdough on TikTok", "sourdough",
         {"platform": "tiktok", "tier": "micro", "country": "AT"}),
        ("coffee within 15 km of Berlin", "coffee", {"circle": "Berlin, 15 km"}),
        ("coffee in Berlin", "coffee", {"circle": "Berlin, 15 km"}),
        ("Kaffee in der Nähe von Wien unter 20k", "Kaffee", {"circle": "Wien, 50 km", "followers": "-20000"}),
        ("creators from New York between 5k and 50k followers", "",
         {"circle": "New York, 15 km", "followers": "5000-50000"}),
        ("German-speaking climbing creators", "climbing", {"language": "de"}),
        ("yoga in Spanish", "yoga", {"language": "es"}),
        ("at least 3 % engagement, skincare", "skincare", {"er": "3- %"}),
        ("fashion below 200 €", "fashion", {"price": "-200"}),
        ("fashion under €300", "fashion", {"price": "-300"}),
        ("over 10,000 followers", "", {"followers": "10000-"}),
        ("10.000 to 50.000 followers", "", {"followers": "10000-50000"}),
        ("food posted in the last 30 days", "food", {"last_post_after": "2026-10-23"}),
        ("slow fashion without fur", "slow fashion -fur", {}),
        ("mid century furniture in the UK", "mid century furniture", {"country": "GB"}),
        ("macro photography", "macro photography", {}),
        ("Instagram and YouTube gaming", "gaming", {"platform": "instagram, youtube"}),
        ("料理 東京", "料理 東京", {}),
        ("", "", {}),
    ],
)  # fmt: skip
def test_wishes_are_read_out_of_a_sentence(sentence: str, rest: str, wishes: dict[str, str]):
    found = read(sentence)

    assert found.rest == rest
    assert {wish.field: wish.value for wish in found.wishes} == wishes


def test_each_wish_keeps_the_words_it_was_read_from_and_says_itself():
    (circle, followers) = read("vegan bakers near Graz under 30k").wishes

    assert (circle.words, circle.says) == ("near Graz", "lives within 50 km of Graz")
    assert (followers.words, followers.says) == ("under 30k", "at most 30,000 followers")


def test_a_wish_that_is_struck_out_leaves_the_others():
    found = read("vegan bakers near Graz under 30k")
    query = without(found.query, found.wishes[0])

    assert (query.circle, query.followers) == (None, Span(high=30_000))
    assert query.text == found.query.text


def test_the_query_asks_what_the_wishes_say():
    query = read("fashion in Austria at least 2 % engagement below 200 €").query

    assert query == SearchQuery(text="fashion ", country=("AT",), er=Span(low=0.02), price=Span(high=20_000))


@pytest.mark.parametrize(
    ("sentence", "doubt"),
    [
        ("moms under 25", "could be followers, a price or an age"),
        ("bakers near Atlantis", "not a place that is known"),
        ("fashion under $200", "Prices are known in EUR"),
    ],
)
def test_what_could_mean_several_things_is_said_and_not_guessed(sentence: str, doubt: str):
    found = read(sentence)

    assert found.wishes == ()
    assert doubt in found.doubts[0]


@pytest.mark.parametrize("sentence", ["muslim creators in Berlin", "creators under 25 years old", "gay bakers"])
def test_nobody_is_looked_for_by_a_protected_trait(sentence: str):
    with pytest.raises(ProtectedTraitError):
        read(sentence)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [("30", "k", 30_000), ("12,5", "k", 12_500), ("30.000", None, 30_000), ("1.5", "m", 1_500_000),
     ("1,000,000", None, 1e6), ("1'000", None, 1_000), ("3.5", None, 3.5)],
)  # fmt: skip
def test_numbers_are_read_as_people_write_them(text: str, unit: str | None, value: float):
    assert number(text, unit) == value


ODD = ["under", "near", "in", "between 5k", "%", "\x00", "under under 5k k", "in in in Graz", "9" * 400]


@pytest.mark.parametrize("sentence", ODD)
def test_any_sentence_gets_an_answer(sentence: str):
    assert isinstance(read(sentence), Understood)

"""Looking for creators: what is found, in which order, why, and what else there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from shoal.domain.brief import Circle
from shoal.domain.listing import Span
from shoal.domain.search import SearchQuery
from shoal.errors import InputError, NotFoundError
from shoal.index import Facet, Own, Reader, like, search
from tests.unit.index.conftest import handles, person

Built = Callable[..., Reader]
GRAZ = Circle(name="Graz", latitude=47.07, longitude=15.44, radius_km=50)
WORDS = SearchQuery(meaning=False)


def found(reader: Reader, text: str, **told: object) -> list[str]:
    return handles(search(reader, replace(WORDS, text=text, **told)))  # type: ignore[arg-type]


@pytest.fixture
def bakers(built: Built) -> Reader:
    return built(
        person(1, "Vegan bakery in Graz, slow fermentation", country="AT", city="Graz", followers=4_000,
               languages="en", latitude=47.07, longitude=15.44, niche="food", verdict="ok", er=0.05,
               last_post=1.79e9, price_minor=9_000),
        person(2, "Ich backe Brot und Kuchen", country="AT", city="Wien", followers=25_000, languages="de",
               latitude=48.21, longitude=16.37, niche="food"),
        person(3, "Crème brûlée et pâtisserie", country="FR", followers=12_000, languages="fr", niche="food"),
        person(4, "料理と東京カフェ", country="JP", languages="ja"),
        person(5, "Slow fashion, thrifted outfits", country="AT", city="Graz", followers=90_000, languages="en|de",
               latitude=47.08, longitude=15.45, niche="fashion", price_minor=40_000),
        person(6, "", name="Mina Becker", hashtags="#VeganFood #bakery", platform="tiktok"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("vegan ", [1, 6]),
        ("creme brulee ", [3]),
        ("PÂTISSERIE ", [3]),
        ("bake ", []),
        ("fermentations ", [1]),
        ("fermantation ", [1]),
        ("outf", [5]),
        ("bak* ", [6, 1]),
        ('"slow fashion" ', [5]),
        ('"fashion slow" ', []),
        ("slow -fashion ", [1]),
        ("mina becker ", [6]),
        ("東京", [4]),
        ("料理 ", [4]),
        ("creator5 ", [5]),
        ("backen ", [2]),
    ],
)
def test_words_are_found_in_all_their_forms(bakers: Reader, text: str, expected: list[int]):
    assert sorted(found(bakers, text)) == sorted(f"creator{number}" for number in expected)


def test_a_word_in_the_bio_counts_more_than_one_in_a_caption(built: Built):
    reader = built(person(1, captions="rye and oat and wheat"), person(2, "rye and oat and wheat"))

    assert found(reader, "rye ") == ["creator2", "creator1"]


def test_whoever_has_all_words_comes_before_some_of_them(bakers: Reader):
    assert found(bakers, "slow vegan ") == ["creator1"]


def test_fewer_words_are_enough_where_nobody_has_all_and_that_is_said(bakers: Reader):
    page = search(bakers, replace(WORDS, text="vegan fashion thermomix "))

    assert page.total == 3
    assert page.notes == ("Nobody who fits has all of these words; shown is who has 1 of 3.",)


def test_why_somebody_was_found_is_quoted_by_field(bakers: Reader):
    hits = {hit.handle: hit.because for hit in search(bakers, replace(WORDS, text="vegan bakery ")).hits}

    assert hits["creator1"] == ("bio: “Vegan bakery in Graz, slow ...”",)
    assert hits["creator6"] == ("hashtags: “#VeganFood #bakery”",)


def test_a_quote_shows_the_word_itself_and_not_a_longer_one(built: Built):
    reader = built(person(1, "Overland trips", captions="Landscapes everywhere. İstanbul, LAND and sea"))
    (hit,) = search(reader, replace(WORDS, text="land ")).hits

    assert hit.because == ("captions: “... everywhere. İstanbul, LAND and sea”",)


def test_a_name_is_looked_for_in_names_alone_and_not_by_meaning(built: Built):
    reader = built(person(1, "sourdough", name="Mina Becker"), person(2, "Mina Becker is my sister"))

    assert handles(search(reader, SearchQuery(text="@mina.becker "))) == ["creator1"]


def test_meaning_finds_whom_words_do_not_and_says_so(built: Built):
    reader = built(person(1, "sourdough"), person(2, "sourdough starter rye"), person(3, "motorbikes"))
    page = search(reader, SearchQuery(text="sourdough starter oat "))

    by_meaning = [hit.handle for hit in page.hits if hit.by_meaning]
    assert sorted(by_meaning) == ["creator1", "creator2"]
    assert (page.by_words, page.by_meaning) == (1, 2)


def test_what_must_not_be_there_holds_for_meaning_too(built: Built):
    reader = built(person(1, "sourdough rye"), person(2, "sourdough fur"))

    assert handles(search(reader, SearchQuery(text="sourdough -fur "))) == ["creator1"]


def test_filters_keep_who_passes_all_of_them(bakers: Reader):
    query = SearchQuery(country=("AT",), niche=("food",), followers=Span(high=10_000), circle=GRAZ)

    assert handles(search(bakers, query)) == ["creator1"]


def test_not_known_fails_a_filter_and_is_counted(bakers: Reader):
    page = search(bakers, SearchQuery(followers=Span(high=30_000)))

    assert sorted(handles(page)) == ["creator1", "creator2", "creator3"]
    assert page.unknown == {"followers": 2}


def test_not_known_passes_where_it_is_kept(bakers: Reader):
    page = search(bakers, SearchQuery(followers=Span(high=10_000), keep_unknown=("followers",)))

    assert sorted(handles(page)) == ["creator1", "creator4", "creator6"]


def test_facets_count_what_was_found_each_leaving_its_own_filter_out(bakers: Reader):
    facets = search(bakers, replace(WORDS, text="slow ", country=("FR",))).facets

    assert [(value.value, value.count) for value in facets["country"]] == [("AT", 2), ("FR", 0)]
    assert [(value.value, value.count) for value in facets["niche"]] == []


def test_unknown_is_a_value_of_a_facet_that_can_be_chosen(bakers: Reader):
    page = search(bakers, SearchQuery(niche=("unknown",)))

    assert sorted(handles(page)) == ["creator4", "creator6"]
    assert [(value.value, value.count) for value in page.facets["niche"]] == [
        ("food", 3),
        ("fashion", 1),
        ("unknown", 2),
    ]


def test_somebody_with_two_languages_counts_for_both(bakers: Reader):
    counts = {value.value: value.count for value in search(bakers, SearchQuery()).facets["language"]}

    assert counts == {"en": 2, "de": 2, "fr": 1, "ja": 1, "unknown": 1}
    assert handles(search(bakers, SearchQuery(language=("de",)))) == ["creator2", "creator5"]


def test_tiers_follow_their_scheme(bakers: Reader):
    counts = [
        {value.value: value.count for value in search(bakers, SearchQuery(tier_scheme=scheme)).facets["tier"]}
        for scheme in ("shoal", "rise-50k")
    ]

    assert counts == [{"nano": 1, "micro": 3, "unknown": 2}, {"nano": 1, "micro": 2, "mid": 1, "unknown": 2}]


def test_where_nobody_fits_it_says_what_leaving_a_filter_out_gives(bakers: Reader):
    page = search(bakers, SearchQuery(text="vegan ", meaning=False, country=("FR",), niche=("food",)))

    assert page.total == 0
    assert [(one.label, one.count) for one in page.relaxations] == [("country = FR", 1), ("text = vegan", 1)]


@pytest.mark.parametrize(
    ("sort", "descending", "first", "last"),
    [("followers", True, "creator5", "creator6"), ("followers", False, "creator1", "creator6"),
     ("name", False, "creator1", "creator6"), ("price", False, "creator1", "creator6")],
)  # fmt: skip
def test_what_is_not_known_comes_last_both_ways(
    bakers: Reader, sort: str, descending: bool, first: str, last: str  # noqa: FBT001
):  # fmt: skip
    order = handles(search(bakers, SearchQuery(sort=sort, descending=descending)))

    assert (order[0], order[-1]) == (first, last)


def test_a_page_of_a_long_list_is_cut_as_the_whole_list_is(built: Built):
    reader = built(*(person(number, "rye", followers=float(number * 37 % 101)) for number in range(300)))
    whole = handles(search(reader, SearchQuery(sort="followers", limit=300)))

    assert handles(search(reader, SearchQuery(sort="followers", limit=10, offset=20))) == whole[20:30]


def test_distance_is_told_and_sorted_by(bakers: Reader):
    page = search(bakers, SearchQuery(circle=replace(GRAZ, radius_km=300), sort="distance"))

    assert handles(page) == ["creator1", "creator5", "creator2"]
    assert [round(hit.distance_km or 0) for hit in page.hits] == [0, 1, 145]


def test_when_somebody_posted_last_is_a_filter(bakers: Reader):
    page = search(bakers, SearchQuery(last_post_after=datetime(2026, 1, 1, tzinfo=UTC)))

    assert (handles(page), page.unknown) == (["creator1"], {"last_post": 5})


def test_tags_and_those_left_out_are_lists_of_accounts(bakers: Reader):
    ids = [f"ac_{number:026d}" for number in (1, 2, 3)]

    assert handles(search(bakers, SearchQuery(tag_accounts=frozenset(ids), without=frozenset(ids[:1])))) == [
        "creator2", "creator3",
    ]  # fmt: skip


def test_what_belongs_to_one_brand_is_laid_over_for_one_question(bakers: Reader):
    codes = np.array([-1, 0, 1, -1, -1, -1], dtype=np.int8)
    own = Own(
        facets={"relationship": Facet(values=("asked", "partner"), codes=codes)}, chosen={"relationship": ("partner",)}
    )
    page = search(bakers, SearchQuery(), own)

    assert handles(page) == ["creator3"]
    assert {value.value: value.count for value in page.facets["relationship"]} == {
        "asked": 1,
        "partner": 1,
        "unknown": 4,
    }
    assert "relationship" not in search(bakers, SearchQuery()).facets


BAD = {
    "empty": ("", 6),
    "only spaces": ("   \t", 6),
    "ten thousand signs": ("bread " * 1_666, 0),
    "query language": ('bio:vegan^9 OR (id:* AND NOT "', 2),
    "field names": ("marks:country:AT", 0),
    "a regular expression": ("/.*/", 6),
    "a picture": ("🌱", 0),
    "right to left": ("خبز نباتي", 0),
    "control signs": ("\x00\x1f vegan", 2),
    "an unknown town": ("Atlantis", 0),
    "one letter": ("v", 0),
    "SQL": ("'; DROP TABLE accounts; --", 0),
    "half a surrogate": ("vegan \ud83c", 2),
}


@pytest.mark.parametrize("text", [pair[0] for pair in BAD.values()], ids=list(BAD))
def test_any_text_gets_an_answer(bakers: Reader, text: str):
    page = search(bakers, SearchQuery(text=text, meaning=False))
    expected = next(count for told, count in BAD.values() if told == text)

    assert page.total == expected
    assert page.hits or page.relaxations


@pytest.mark.parametrize(
    ("query", "words"),
    [
        (SearchQuery(circle=replace(GRAZ, radius_km=0)), "radius"),
        (SearchQuery(followers=Span(low=10, high=5)), "end below their beginning"),
        (SearchQuery(text="x" * 10_001), "length of a text"),
        (SearchQuery(sort="beauty"), "sort"),
        (SearchQuery(sort="distance"), "distance"),
        (SearchQuery(limit=0), "number of lines"),
        (SearchQuery(offset=-1), "first line"),
        (SearchQuery(tier_scheme="none"), "tier scheme"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_what_can(bakers: Reader, query: SearchQuery, words: str):
    with pytest.raises(InputError, match=words):
        search(bakers, query)


def test_filters_that_rule_each_other_out_say_what_each_costs(bakers: Reader):
    page = search(bakers, SearchQuery(country=("JP",), circle=GRAZ, city=("Nowhere",)))

    assert (page.total, page.relaxations) == (0, ())
    assert [(value.value, value.count) for value in page.facets["city"]] == [("Nowhere", 0)]


def test_a_value_nobody_has_is_shown_with_nobody(bakers: Reader):
    page = search(bakers, SearchQuery(country=("Atlantis",)))

    assert page.facets["country"][-1].count == 0
    assert [(one.label, one.count) for one in page.relaxations] == [("country = Atlantis", 6)]


def test_look_alikes_say_what_they_share(built: Built):
    reader = built(
        person(1, "sourdough rye bread", niche="food", city="Graz", country="AT", followers=4_000),
        person(2, "sourdough rye cakes", niche="food", city="Graz", country="AT", followers=5_000),
        person(3, "sourdough everywhere", niche="travel", city="Wien", country="AT", followers=50_000),
        person(4, "motorbikes", niche="tech", country="DE"),
    )
    page = like(reader, ("ac_" + "1".zfill(26),), SearchQuery(), Own())

    assert handles(page) == ["creator2", "creator3"]
    assert page.hits[0].because == (
        "shared words: food, rye, sourdough", "same niche: food", "same town: Graz", "same size: nano",
        "writes of similar things",
    )  # fmt: skip
    assert page.hits[1].because[:2] == ("shared words: sourdough", "same country: AT")


def test_look_alikes_of_nobody_are_refused(bakers: Reader):
    with pytest.raises(NotFoundError):
        like(bakers, ("ac_nobody",), SearchQuery(), Own())


def test_what_nobody_looks_at_is_not_worked_out_and_the_rest_stays_as_it_is(bakers: Reader):
    query = replace(WORDS, text="vegan slow ", words="any")
    whole, bare = search(bakers, query), search(bakers, replace(query, facets=("country",), reasons=False))

    assert list(bare.facets) == ["country"]
    assert bare.facets["country"] == whole.facets["country"]
    assert whole.hits[0].because
    assert bare.hits == tuple(replace(hit, because=()) for hit in whole.hits)

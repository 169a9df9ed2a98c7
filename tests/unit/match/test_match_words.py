"""Words: how texts are cut, how they are scored, how a hit is quoted."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.match import search
from shoal.match.text import spoken_words, tokens

DOCUMENTS = ("vegan skincare routine", "vegan vegan recipes easy dinner", "running shoes review")


@pytest.mark.parametrize(
    ("query", "expected"),
    [("vegan", (0.5078, 0.5863, 0.0)), ("vegan skincare", (1.5674, 0.5863, 0.0))],
)
def test_scores_are_those_of_the_published_fixture(pool, query, expected):
    """The rows of science.md S6, to the last digit printed there."""
    hits = search(pool([{"bio": text} for text in DOCUMENTS]), query)

    assert expected == tuple(np.round(hits.scores, 4))


def test_hits_come_best_first_and_accounts_without_a_hit_are_not_among_them(pool):
    hits = search(pool([{"bio": text} for text in DOCUMENTS]), "vegan")

    assert list(hits.rows) == [1, 0]


def test_equal_scores_are_ordered_by_account_id(pool):
    hits = search(pool([{"account_id": "b", "bio": "vegan"}, {"account_id": "a", "bio": "vegan"}, {}]), "vegan")

    assert list(hits.rows) == [1, 0]


def test_the_matched_words_are_named_in_the_order_of_the_query(pool):
    hits = search(pool([{"bio": "skincare for vegans"}]), "vegan running skincare")

    assert hits.words(0) == ("vegan", "skincare")


def test_a_hit_is_quoted_with_its_field_and_the_place_it_was_read(pool):
    hits = search(
        pool([{"bio": "a long line about many things, vegan food and then some more of it", "ref": "b7:12"}]), "vegan"
    )

    assert (
        hits.quotes(0)[0].text,
        hits.quotes(0)[0].ref,
    ) == ('bio: "... about many things, vegan food and then some ..."', "b7:12")


def test_hits_can_be_sliced_and_say_why(pool):
    hit = search(pool([{"bio": text} for text in DOCUMENTS]), "vegan skincare")[:1][0]

    assert (hit.row, hit.words, hit.because) == (0, ("vegan", "skincare"), ('bio: "vegan skincare routine"',))


def test_a_word_in_the_niche_counts_more_than_in_a_caption(pool):
    hits = search(pool([{"captions": "coffee"}, {"niche": "coffee"}, {"niche": "running"}]), "coffee")

    assert hits.scores[1] > hits.scores[0] > 0


def test_an_emptied_bio_never_lifts_the_score_of_what_is_said_elsewhere(pool):
    others = [{"bio": text} for text in DOCUMENTS]
    wordy = {"niche": "vegan", "bio": "a very long line that says nothing about it " * 5}

    full = search(pool([wordy, *others]), "vegan skincare").scores[0]
    emptied = search(pool([wordy | {"bio": ""}, *others]), "vegan skincare").scores[0]

    assert emptied <= full


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vegán CAFÉS", ["vegan", "cafe"]),
        ("#SlowFashion2024 and #zero_waste", ["slow", "fashion", "2024", "and", "zero", "waste"]),
        ("recipes, countries, dress, paris", ["recipe", "country", "dress", "paris"]),
        ("Straße", ["strasse"]),
        ("東京カフェ", ["東京", "京カ", "カフ", "フェ"]),
        ("가나 다", ["가나", "다"]),
        ("がん", ["がん"]),
        ("it's 5€", ["it", "s", "5"]),
        ("", []),
        ("🌱🌱", []),
    ],
)
def test_texts_are_cut_into_folded_words(text, expected):
    assert expected == tokens(text)


def test_a_joined_hashtag_counts_for_both_words_of_the_query(pool):
    hits = search(pool([{"hashtags": "#slowfashion"}, {}]), "slow fashion")

    assert hits.words(0) == ("slow", "fashion")


def test_a_joined_hashtag_is_quoted(pool):
    hits = search(pool([{"hashtags": "#ootd #slowfashion"}, {}]), "slow fashion")

    assert hits.quotes(0)[0].text == 'hashtags: "#ootd #slowfashion"'


def test_function_words_and_words_of_every_brief_are_not_looked_for():
    assert spoken_words("We are looking for creators of sustainable fashion, and for the brand") == [
        "sustainable",
        "fashion",
    ]


def test_a_query_of_function_words_alone_is_still_looked_for(pool):
    hits = search(pool([{"bio": "the who"}, {"bio": "a band"}]), "the who")

    assert list(hits.rows) == [0]


def test_an_empty_query_finds_nobody(pool):
    assert list(search(pool([{"bio": "vegan"}]), "").rows) == []


def test_an_empty_pool_gives_no_hits(pool):
    assert list(search(pool([]), "vegan").rows) == []

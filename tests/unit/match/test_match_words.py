"""Words: how texts are cut, how they are scored, how a hit is quoted."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.domain.bulk import Pool
from shoal.match.text import spoken_words, tokens, vocabulary
from shoal.match.words import TextIndex, WordFit, index_text, quotes, spellings, word_fit

DOCUMENTS = ("vegan skincare routine", "vegan vegan recipes easy dinner", "running shoes review")


def read(pool: Pool, text: str) -> tuple[TextIndex, WordFit]:
    asked = spoken_words(text)
    index = index_text(pool, vocabulary([asked]))
    return index, word_fit(index, index.words.positions(asked), np.ones(len(pool), dtype=bool))


def fit_of(pool: Pool, text: str) -> WordFit:
    return read(pool, text)[1]


def words_of(pool: Pool, text: str) -> tuple[str, ...]:
    """The words that the first account uses."""
    index, fit = read(pool, text)
    return tuple(index.words.terms[term] for term in fit.found(0))


def quoted(pool: Pool, text: str) -> tuple[str, str]:
    """The first quote of the first account, and its place."""
    index, _ = read(pool, text)
    first = quotes(pool, 0, spellings(index.words, words_of(pool, text)))[0]
    return first.text, first.ref


@pytest.mark.parametrize(
    ("query", "expected"),
    [("vegan", (0.5078, 0.5863, 0.0)), ("vegan skincare", (1.5674, 0.5863, 0.0))],
)
def test_scores_are_those_of_the_published_fixture(pool, query, expected):
    """The rows of science.md S6, to the last digit printed there."""
    fit = fit_of(pool([{"bio": text} for text in DOCUMENTS]), query)

    assert expected == tuple(np.round(fit.scores, 4))


def test_the_matched_words_are_named_in_the_order_of_the_query(pool):
    assert words_of(pool([{"bio": "skincare for vegans"}]), "vegan running skincare") == ("vegan", "skincare")


def test_a_hit_is_quoted_with_its_field_and_the_place_it_was_read(pool):
    one = pool([{"bio": "a long line about many things, vegan food and then some more of it", "ref": "b7:12"}])

    assert quoted(one, "vegan") == ('bio: "... about many things, vegan food and then some ..."', "b7:12")


def test_a_word_in_the_niche_counts_more_than_in_a_caption(pool):
    fit = fit_of(pool([{"captions": "coffee"}, {"niche": "coffee"}, {"niche": "running"}]), "coffee")

    assert fit.scores[1] > fit.scores[0] > 0


def test_an_emptied_bio_never_lifts_the_score_of_what_is_said_elsewhere(pool):
    others = [{"bio": text} for text in DOCUMENTS]
    wordy = {"niche": "vegan", "bio": "a very long line that says nothing about it " * 5}

    full = fit_of(pool([wordy, *others]), "vegan skincare").scores[0]
    emptied = fit_of(pool([wordy | {"bio": ""}, *others]), "vegan skincare").scores[0]

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
    assert words_of(pool([{"hashtags": "#slowfashion"}, {}]), "slow fashion") == ("slow", "fashion")


def test_a_joined_hashtag_is_quoted(pool):
    assert quoted(pool([{"hashtags": "#ootd #slowfashion"}, {}]), "slow fashion")[0] == 'hashtags: "#ootd #slowfashion"'


def test_function_words_and_words_of_every_brief_are_not_looked_for():
    assert spoken_words("We are looking for creators of sustainable fashion, and for the brand") == [
        "sustainable",
        "fashion",
    ]


def test_an_empty_query_fits_nobody(pool):
    assert list(fit_of(pool([{"bio": "vegan"}]), "").scores) == [0.0]


def test_an_empty_pool_gives_no_scores(pool):
    assert list(fit_of(pool([]), "vegan").scores) == []

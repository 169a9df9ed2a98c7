"""Questions and texts are cut alike: case, accents, hashtags, scripts without spaces."""

from __future__ import annotations

import pytest

from shoal.index.asking import asked
from shoal.index.text import kept, near_spelling, opened, words_of
from shoal.index.why import TOKEN, parts_of, words_beginning


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Crème BRÛLÉE, café!", ["creme", "brulee", "cafe"]),
        ("Straße & Łódź", ["strasse", "lodz"]),
        ("snake_case-and.dots", ["snake", "case", "and", "dots"]),
        ("vegan🌱baker", ["vegan", "🌱", "baker"]),
        ("مُحَمَّد", ["محمد"]),
        ("हिन्दी", ["हिन्दी"]),
        ("", []),
    ],
)
def test_words_are_folded(text: str, words: list[str]):
    assert words_of(text) == words


def test_a_script_without_spaces_is_kept_as_pairs_of_signs():
    assert kept("料理 in 東京都") == ("in", "料理 東京 京都")


def test_a_hashtag_is_found_by_its_parts():
    assert words_of(opened("#SlowFashion")) == ["slowfashion", "slow", "fashion"]


@pytest.mark.parametrize(
    ("word", "other", "near"),
    [
        ("bakery", "bakery", True),
        ("bakery", "bakrey", True),
        ("bakery", "bakeri", True),
        ("bakery", "baker", True),
        ("bakery", "bakkery", True),
        ("bakery", "brewery", False),
        ("bakery", "ba", False),
    ],
)
def test_one_wrong_letter_is_near(word: str, other: str, near: bool):  # noqa: FBT001
    assert near_spelling(word, other) is near


def test_a_question_has_words_phrases_beginnings_and_words_that_must_not_be_there():
    found = asked('"slow fashion" repair* -fur -"fast food" the Berlin ')

    assert [one.words for one in found.wanted] == [("slow", "fashion"), ("repair",), ("berlin",)]
    assert [one.beginning for one in found.wanted] == [False, True, False]
    assert [one.words for one in found.unwanted] == [("fur",), ("fast", "food")]


def test_what_stands_behind_an_at_is_looked_for_in_names():
    found = asked("@mina.bakes vegan @ ")

    assert [(one.words, one.named) for one in found.wanted] == [(("mina", "bakes"), True), (("vegan",), False)]


def test_the_last_word_is_a_beginning_until_a_space_follows():
    assert (asked("vegan bak").wanted[-1].beginning, asked("vegan bak ").wanted[-1].beginning) == (True, False)


def test_empty_words_are_looked_for_only_where_there_is_nothing_else():
    assert [one.words for one in asked("the who ").wanted] == [("the",), ("who",)]


@pytest.mark.parametrize("text", ["", "   ", '"', '""', "-", "--", "*", "((()", "AND OR NOT", "a:b^2~", "\\", "\x00"])
def test_no_question_is_wrong(text: str):
    assert asked(text).left_over == 0


def test_too_many_words_are_counted():
    assert asked(" ".join(f"w{number}x " for number in range(60))).left_over == 12


def test_every_word_of_a_page_that_begins_so_once_folded_is_found_where_it_stands():
    page = "Köstlich KOSHER köß straße \uff36\uff45\uff47\uff41\uff4e 日本vegan végan·veg vega🌱 x_vegan "
    page += "\ufb01nest ½veg ВЕГАН cœur İvegan e\u0301tude"
    starts = {"kos", "str", "veg", "fin", "вег", "coe", "etu"}

    found = set(words_beginning(page, starts))

    every = {(word.start(), word[0]) for word in TOKEN.finditer(page)}
    assert found <= every
    assert {(place, word) for place, word in every if any(part[:3] in starts for part in parts_of(word))} <= found

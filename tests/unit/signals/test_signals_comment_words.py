"""How comments become words: masks as published files have them, scripts without spaces, emoji, hostile input."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.signals.comments.generic import content_counts_of, word_counts_of
from shoal.signals.comments.phrases import SIGNS
from shoal.signals.comments.signs import sign_matrix
from shoal.signals.comments.text import BREAK, Words, masked, one_spelling, split_words


def read(*texts: str) -> Words:
    return split_words(masked(one_spelling(texts)))


def alike(text: str) -> str:
    return " ".join(masked(one_spelling([text])).split())


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("I made $5,000 with @some.trader", "I made $5000 with @user"),
        ("write to me.you@example.org", "write to <email>"),
        ("look at https://example.org/a?b=c now", "look at <url> now"),
        ("call +49 170 1234567", "call <phone>"),
        ("send to 0x52908400098527886E0F7030069857D2E4169EE7", "send to <wallet>"),
        ("join aetoscoin. com", "join <url>"),
        ("it\u2019s here", "it's here"),
        ('see <a href="https://example.org">example.org</a><br>now', "see <url> <url> now"),
    ],
)
def test_a_comment_as_written_reads_like_the_same_one_in_a_published_file(written: str, published: str):
    assert alike(written) == alike(published)


def test_styled_letters_become_plain_ones_and_leave_a_sign_that_they_were_there():
    assert alike("\u1d21\u1d0f\u1d21 \U0001d426\U0001d428\U0001d427\U0001d41e\U0001d432") == "<styled> wow money"
    assert alike("E = mc², \U0001d465 is small") == "e = mc2 x is small"  # a letter or two are no disguise


def test_a_picture_is_the_sign_that_it_stands_for_whatever_its_tone_of_skin():
    shown = sign_matrix(read("write now", "write 👇🏽", "write ♥"))[:, [sign.name for sign in SIGNS].index("write now")]

    assert shown.tolist() == [1.0, 1.0, 0.0]


def test_a_mention_at_the_start_answers_and_a_later_one_points_somebody_out():
    assert alike("@anna you are right") == "<reply> you are right"
    assert alike("thank you @anna") == "thank you <user>"


def test_a_dot_between_sentences_is_no_address():
    assert "<url>" not in alike("This is it. Net profit. I love it.So nice")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("so beautiful", 2),
        ("मुझे यह बहुत पसंद है", 5),  # vowel signs belong to their letters
        ("ما شاء الله", 3),
        ("好美啊宝宝", 3),  # five characters, two to a word
        ("สวยมากครับ", 3),  # eight letters without their marks, three to a word
        ("누나 너무 예뻐요", 3),
        ("👩🏽‍🤝‍👨🏿👍🏾❤️", 0),
        ("🇮🇳🇩🇪", 0),
        ("@anna @ben", 0),
        ("2,000 ...!!", 0),
        ("", 0),
    ],
)
def test_words_are_counted_in_scripts_with_and_without_spaces(text: str, words: int):
    assert word_counts_of(read(text)).tolist() == [words]


def test_an_emoji_with_skin_tone_and_joiners_is_no_word_and_breaks_none():
    words = read("love👩🏽‍🍳it")

    assert [name for name in words.names if name.isalpha()] == ["love", "it"]


def test_function_words_have_no_content():
    assert content_counts_of(read("it is so", "it is so blue")).tolist() == [0, 1]


def test_texts_stay_apart_whatever_they_hold():
    texts = [
        "a\x00b",
        "\ud800 half",
        f"inside {BREAK} break",
        "line\nbreak\u2028end",
        "",
        "x" * 10_000,
        "www. ",
        "last",
    ]

    words = read(*texts)

    assert words.texts == len(texts)
    assert words.names[words.token[words.text == len(texts) - 1][0]] == "last"


@pytest.mark.parametrize(
    "hostile", ["a-" * 5_000, "@" * 10_000, "1 " * 5_000, "<a " * 3_000, "a." * 5_000, "&#0;" * 2_000]
)
@pytest.mark.timeout(60)  # a pattern that tries every way takes hours
def test_a_comment_made_to_be_slow_is_not(hostile: str):
    assert read(*[hostile] * 20).texts == 20


def test_texts_can_be_taken_in_any_order_and_twice():
    words = read("one two", "", "three")

    again = words.take(np.array([2, 0, 1, 2]))

    assert [[again.names[one] for one in again.token[again.text == row]] for row in range(4)] == [
        ["three"],
        ["one", "two"],
        [],
        ["three"],
    ]

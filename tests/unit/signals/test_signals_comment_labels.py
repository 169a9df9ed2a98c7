"""Labels of comments through their door, on comments made up for these tests."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.signals.comments import error_rates, label_comments
from shoal.signals.comments.near import near_duplicates
from shoal.signals.comments.spam import model_card, spam_model
from shoal.signals.comments.text import masked, one_spelling, split_words

PROMOTION = (
    "Check out my channel please!",
    "subscribe to my youtube channel guys",
    "I make $500 a day working from home, text me +1 202 555 0147",
    "abonniert meinen Kanal",
    "suscríbete a mi canal por favor",
    "follow me and I follow back",
    "thanks to @trader.jane I earned $20,000 in one week",
    "Whatsapp +234 803 555 1212 for investment",
)
ORDINARY = (
    "Love this song so much",
    "where can I buy this dress?",
    "You are so pretty ❤️",
    "Das ist so schön geworden",
    "he fell down at 2:13",
    "My mom loves this channel",
    "@anna look at this",
    "this is the best day of the year",
)


def test_every_promotion_scores_above_every_ordinary_comment():
    labels = label_comments([*PROMOTION, *ORDINARY], None)

    assert labels.spam[: len(PROMOTION)].min() > labels.spam[len(PROMOTION) :].max()


def test_probabilities_are_called_spam_at_the_threshold_of_the_card():
    labels = label_comments([*PROMOTION, *ORDINARY], None)

    assert labels.is_spam.tolist() == (labels.spam >= spam_model().threshold).tolist()


def test_the_same_comments_get_the_same_labels_in_any_order_and_company():
    texts = [*PROMOTION, *ORDINARY]

    forth, back = label_comments(texts, None), label_comments([*reversed(texts), *reversed(texts)], None)

    assert np.array_equal(forth.spam, back.spam[: len(texts)][::-1])
    assert forth.language.tolist() == back.language[: len(texts)][::-1].tolist()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("🔥🔥🔥", "emoji_only"),
        ("👍🏾 ❤️", "emoji_only"),
        ("@anna @ben", "no_word"),
        ("it is so", "no_word"),
        ("...", "no_word"),
        ("So beautiful", "at_most_two_words"),
        ("很好看", "at_most_two_words"),
        ("The crust of your bread turned out darker than mine", ""),
    ],
)
def test_a_generic_comment_has_the_reason_that_fits(text: str, reason: str):
    labels = label_comments([text], None)

    assert labels.generic_reason.tolist() == [reason]
    assert labels.generic.tolist() == [reason != ""]


def test_what_is_said_twice_under_one_creator_is_a_near_duplicate_and_under_two_it_is_not():
    texts = ["this is a really wonderful video", "this is a really wonderful video!! 🔥"]

    together = label_comments(texts, None, creators=[1, 1])
    apart = label_comments(texts, None, creators=[1, 2])

    assert together.generic_reason.tolist() == ["near_duplicate", "near_duplicate"]
    assert apart.generic_reason.tolist() == ["", ""]


def test_what_is_said_of_one_creator_does_not_hang_on_the_others():
    mine = ["the rye crust is dark", "lovely rye bread today", "lovely rye bread today!", "where do you buy flour"]
    theirs = ["the rye crust is dark", "which camera do you use", "earn money with @jane", "dunkles Brot mit Roggen"]
    captions = ["Rye bread", "Rye bread", "Hiking", "Flour and salt"]

    alone = label_comments(mine, captions, creators=[7] * 4)
    among = label_comments([*theirs, *mine], [*reversed(captions), *captions], creators=[3] * 4 + [7] * 4)

    for name in ("language", "spam", "generic_reason", "question", "specific", "readable"):
        assert getattr(alone, name).tolist() == getattr(among, name)[4:].tolist()


def test_near_duplicates_are_those_that_pairs_compared_one_by_one_give(dice: np.random.Generator):
    """The bands miss a pair of similarity .8 once in 5,000: one false alarm in about 80 runs; the dice are fixed."""
    alphabet = np.array(list("abcdefghijklmnopqrstuvwxyz "))
    texts = ["".join(dice.choice(alphabet, 80)) for _ in range(60)]
    texts += [
        text[: 80 - cut] + "".join(dice.choice(alphabet, cut)) for text, cut in zip(texts, range(60), strict=True)
    ]
    words = split_words(masked(one_spelling(texts)))
    runs = []
    for row in range(words.texts):
        joined = " ".join(words.names[one] for one in words.token[words.text == row])
        runs.append({joined[at : at + 5] for at in range(len(joined) - 4)})
    alike = [any(len(a & b) / len(a | b) >= 0.8 for j, b in enumerate(runs) if j != i) for i, a in enumerate(runs)]

    found = near_duplicates(words, np.zeros(words.texts, dtype=np.int64))

    assert found.tolist() == alike
    assert 0 < sum(alike) < len(alike)


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        ("is that real leather?", True),
        ("where did you buy this", True),
        ("which camera do you use", True),
        ("هل هذا جديد؟", True),
        ("wo hast du das Kleid gekauft", True),
        ("bhai kitna paisa laga isme", True),
        ("what a lovely place this is", False),
        ("this is where I grew up as a child", False),
        ("🔥🔥", False),
    ],
)
def test_a_question_is_known_by_its_mark_or_by_how_it_opens(text: str, asks: bool):  # noqa: FBT001  a row of a table
    assert label_comments([text], None).question.tolist() == [asks]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("you look so beautiful in this dress", "en"),
        ("das Kleid steht dir wirklich so gut", "de"),
        ("me encanta tu vestido, eres hermosa", "es"),
        ("bhai aap bahut acche ho", "hi"),
        ("मुझे यह वीडियो बहुत पसंद है", "hi"),
        ("очень красивое платье, где купили", "ru"),
        ("❤️❤️", "zxx"),
        ("@anna 2000", "zxx"),
        ("Mallorca", ""),
        ("", ""),
    ],
)
def test_the_language_is_told_or_left_open(text: str, language: str):
    assert label_comments([text], None).language.tolist() == [language]


def test_expected_languages_narrow_the_guess():
    text = "que linda foto amiga"

    assert label_comments([text], None, expected_languages=("es",)).language.tolist() == ["es"]
    assert label_comments([text], None, expected_languages=("pt",)).language.tolist() == ["pt"]


def test_a_language_without_words_of_its_own_here_is_not_readable():
    labels = label_comments(["очень красивое платье, где купили", "you look so beautiful today", "🔥"], None)

    assert labels.readable.tolist() == [False, True, True]


def test_a_comment_about_its_caption_is_specific_and_praise_is_not():
    captions = ["Sourdough bread with rye flour", "Hiking the Zugspitze in snow", "My new garden chairs", ""]
    comments = [
        "how long does the sourdough rest",
        "you are my favourite person",
        "such comfortable chairs",
        "nice bread",
    ]

    labels = label_comments(comments, captions)

    assert labels.specific.tolist() == [True, False, True, False]
    assert labels.specific_known.tolist() == [True, True, True, False]


def test_without_captions_nothing_is_known_of_what_comments_are_about():
    labels = label_comments(["how long does the sourdough rest"], None)

    assert (labels.specific_known.tolist(), labels.specific.tolist()) == ([False], [False])


def test_two_words_about_the_caption_are_not_generic():
    captions = ["Sourdough bread with rye", "Hiking in the snow"]

    assert label_comments(["great sourdough", "great photo"], captions).generic.tolist() == [False, True]


def test_nothing_that_can_be_typed_breaks_the_labels():
    texts = [
        "",
        " ",
        "\x00",
        "\ud83d",
        "x" * 10_000,
        "🏳️‍🌈" * 3_000,
        "مرحبا hello 你好 привет",
        "\u202e reversed",
        "&lt;b&gt;",
        "\n",
    ]

    labels = label_comments(texts, ["caption", *[""] * (len(texts) - 2), "\x00"])

    assert len(labels) == len(texts)
    assert np.isfinite(labels.spam).all()


def test_no_comments_give_no_labels():
    assert len(label_comments([], [])) == 0


def test_an_empty_comment_has_no_label_at_all():
    labels = label_comments(["", "nice"], None)

    assert (labels.generic[0], labels.is_spam[0], labels.question[0], labels.readable[0]) == (
        False,
        False,
        False,
        False,
    )


def test_error_rates_know_what_was_labelled_and_say_where_from():
    rates = error_rates("en").spam

    assert rates is not None
    assert rates.f < rates.t
    assert "ScamSpot" in rates.source


def test_error_rates_are_wide_without_labels_and_unknown_where_no_words_are():
    german, russian = error_rates("de"), error_rates("ru")

    assert german.spam is not None
    assert german.spam.n_t < 5
    assert "judged" in german.spam.source
    assert (russian.spam, russian.generic) == (None, None)


@pytest.mark.parametrize("language", ["en", "hi", "zxx", "de"])
def test_every_rate_is_a_share_that_can_correct_another(language: str):
    rates = error_rates(language)

    for one in (rates.spam, rates.generic, rates.question, rates.specific):
        assert one is not None
        assert 0 < one.f < one.t < 1


def test_the_card_holds_what_the_training_script_measured():
    card = model_card()

    assert np.mean(card["five_folds"]["auc"]) >= 0.973  # near-duplicates never on both sides
    assert np.mean(card["five_folds"]["f1"]) >= 0.898
    assert card["five_folds_without_families"]["auc"] >= 0.9745
    assert card["left_out"]["crypto and trading"]["auc"] >= 0.93
    assert card["sklearn_gap"] < 0.01

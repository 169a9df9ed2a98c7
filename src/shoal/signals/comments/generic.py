"""Comments that would fit under any post: no content word, at most two words, only pictures, or said before."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Ints, Texts
from shoal.signals.comments.text import NAME, PICTURE, WORD, Words
from shoal.signals.comments.vocabulary import FUNCTION_WORDS

FEW_WORDS = 2  # science.md S3
EMOJI_ONLY, NO_WORD, FEW, NEAR_DUPLICATE = "emoji_only", "no_word", "at_most_two_words", "near_duplicate"
# Scripts that set no spaces between words. [judgement] a word of Chinese or Japanese has about two characters, one of
# Thai, Lao, Khmer or Burmese about three without its marks; a run of them counts as that many words, at least one.
_PAIRS = re.compile("[\u3040-\u30ff\u3400-\u9fff\U00020000-\U0003ffff]+")
_THREES = re.compile("[\u0e01-\u0e30\u0e40-\u0e46\u0e81-\u0eb0\u0ec0-\u0ec6\u1000-\u102a\u1780-\u17b3]+")


def words_in(name: str) -> int:
    """Return how many words a run of letters is: one, or more in scripts that set no spaces."""
    pairs = sum(len(run) for run in _PAIRS.findall(name))
    threes = sum(len(run) for run in _THREES.findall(name))
    return max(1, -(-pairs // 2) + -(-threes // 3))


def word_counts_of(words: Words) -> Ints:
    """Return the number of words of each text; addresses, mentions, amounts, pictures and marks are none.

    A masked name is one, as the name was.
    """
    worth = [words_in(name) if kind == WORD else int(name == NAME) for name, kind in _kinds(words)]
    return _count(words, np.array(worth, dtype=np.int64))


def content_counts_of(words: Words) -> Ints:
    """Return the number of words that are no function words of any language here; a lone letter is none either."""
    worth = [
        words_in(name) if kind == WORD and name not in FUNCTION_WORDS and (len(name) > 1 or not name.isascii()) else 0
        for name, kind in _kinds(words)
    ]
    return _count(words, np.array(worth, dtype=np.int64))


def _kinds(words: Words) -> list[tuple[str, int]]:
    return list(zip(words.names, words.kind.tolist(), strict=True))


def _count(words: Words, worth: Ints) -> Ints:
    if not words.names:
        return np.zeros(words.texts, dtype=np.int64)
    return np.bincount(words.text, weights=worth[words.token], minlength=words.texts).astype(np.int64)


def has_picture(words: Words) -> NDArray[np.bool_]:
    """Say which texts hold an emoji."""
    found = np.zeros(words.texts, dtype=bool)
    if words.names:
        found[words.text[words.kind[words.token] == PICTURE]] = True
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known of each comment before it is called generic; arrays of one length.

    ``words`` and ``content`` count words and those with content, ``repeated`` says whether another comment of the same
    creator is nearly the same, ``about`` whether it speaks of the caption.
    """

    words: Ints
    content: Ints
    picture: NDArray[np.bool_]
    repeated: NDArray[np.bool_]
    about: NDArray[np.bool_]


def generic_reasons(facts: Facts) -> Texts:
    """Return why each comment is generic, "" where it is not: the first that holds of pictures, no word, few, repeated.

    A short comment or a repeat that speaks of the caption is not generic; without content words none can.
    """
    reason = np.full(facts.words.size, "", dtype=object)
    reason[facts.repeated & ~facts.about] = NEAR_DUPLICATE
    reason[(facts.words <= FEW_WORDS) & ~facts.about] = FEW
    reason[facts.content == 0] = NO_WORD
    reason[(facts.words == 0) & facts.picture] = EMOJI_ONLY
    return reason

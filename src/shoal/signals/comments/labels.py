"""The door of this folder: texts of comments in, labels out, and how often the labels are wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints, Texts
from shoal.signals.comments.generic import Facts, content_counts_of, generic_reasons, has_picture, word_counts_of
from shoal.signals.comments.language import NO_WORDS, SUPPORTED, languages_of
from shoal.signals.comments.near import near_duplicates
from shoal.signals.comments.questions import questions
from shoal.signals.comments.spam import spam_model
from shoal.signals.comments.specific import Pairs, about_caption, numbered, stems
from shoal.signals.comments.text import Words, masked, one_spelling, split_words

DIGITS = 6  # what libraries of linear algebra may add up differently lies beyond
AT_ONCE = 50_000  # distinct texts that are read together: bounds the memory of the sparse tables


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentLabels:
    """Labels of comments in columns, one row per text given, in its order.

    ``language`` is an ISO code, ``zxx`` for a comment without a word, "" where it is not known. ``spam`` is the
    probability that it is spam or promotion, where about a third are; ``is_spam`` applies the threshold of the card.
    ``generic_reason`` is "", ``no_word``, ``at_most_two_words``, ``emoji_only`` or ``near_duplicate``. ``specific``
    means something only where ``specific_known``: there a caption was given. ``readable`` is true where the language
    is one that the labels were made for, or there is no word to read; elsewhere the labels are not to be counted.
    """

    language: Texts
    spam: Floats
    is_spam: NDArray[np.bool_]
    generic: NDArray[np.bool_]
    generic_reason: Texts
    question: NDArray[np.bool_]
    specific: NDArray[np.bool_]
    specific_known: NDArray[np.bool_]
    readable: NDArray[np.bool_]
    words: Ints

    def __len__(self) -> int:
        """Return the number of comments."""
        return int(self.spam.shape[0])


def label_comments(
    texts: Sequence[str],
    captions: Sequence[str] | None,
    *,
    expected_languages: tuple[str, ...] = (),
    creators: Sequence[int] | NDArray[np.int64] | None = None,
) -> CommentLabels:
    """Label comments by their words. O(characters of distinct texts); equal texts are read once.

    ``captions`` has the caption of the post of each comment, "" where it has none; ``None`` leaves ``specific``
    unknown. ``expected_languages`` (ISO codes) narrows the guess of the language. ``creators`` says whose posts the
    comments stand under (any numbers): repeats and random captions are looked for within one creator; without it all
    are taken as one. An empty text has no language and no label.
    """
    distinct, place = numbered(texts)
    given = place >= 0
    row = np.maximum(place, 0)
    whose = np.zeros(len(texts), dtype=np.int64) if creators is None else np.asarray(creators, dtype=np.int64)
    words = split_words(masked(one_spelling(distinct or [""])))
    spam, language = _by_text(words, expected_languages)
    about, known = _about(words, captions, row, given, whose)
    asks = questions(words, language)
    facts = Facts(
        words=word_counts_of(words)[row],
        content=content_counts_of(words)[row],
        picture=has_picture(words)[row],
        repeated=_repeated(words, row, given, whose),
        about=about,
    )
    reason = np.where(given, generic_reasons(facts), "").astype(object)
    language = np.where(given, language[row], "").astype(object)
    return CommentLabels(
        language=language,
        spam=np.where(given, spam[row], 0.0),
        is_spam=given & (spam[row] >= spam_model().threshold),
        generic=reason != "",
        generic_reason=reason,
        question=given & asks[row],
        specific=given & about,
        specific_known=given & known,
        readable=np.isin(language.astype(str), (*SUPPORTED, NO_WORDS)),
        words=np.where(given, facts.words, 0),
    )


def _by_text(words: Words, expected: tuple[str, ...]) -> tuple[Floats, Texts]:
    """Return the probability of spam and the language of each distinct text, in parts that bound the memory."""
    spam = np.zeros(words.texts)
    for start in range(0, words.texts, AT_ONCE):
        rows = np.arange(start, min(start + AT_ONCE, words.texts))
        part = words.take(rows) if words.texts > AT_ONCE else words
        spam[rows] = np.round(spam_model().probability(part), DIGITS)
    return spam, languages_of(words, expected)


def _repeated(words: Words, row: Ints, given: NDArray[np.bool_], whose: Ints) -> NDArray[np.bool_]:
    """Say of each comment whether another of the same creator has the same or nearly the same words."""
    _, creator = np.unique(whose, return_inverse=True)
    key = np.where(given, creator * (words.texts + 1) + row, -1)
    pairs, place, times = np.unique(key, return_inverse=True, return_counts=True)
    real = pairs >= 0
    near = np.zeros(pairs.size, dtype=bool)
    text, group = pairs[real] % (words.texts + 1), pairs[real] // (words.texts + 1)
    near[real] = near_duplicates(words.take(text), group) | (times[real] > 1)
    return near[place]


def _about(
    words: Words, captions: Sequence[str] | None, row: Ints, given: NDArray[np.bool_], whose: Ints
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return which comments are about their caption, and for which that can be said."""
    about = np.zeros(row.size, dtype=bool)
    if captions is None:
        return about, about
    shown, caption = numbered(captions)
    known = given & (caption >= 0)
    rows = np.flatnonzero(known)
    if rows.size:
        columns: dict[str, int] = {}
        comment_stems = stems(words, columns)
        caption_stems = stems(split_words(masked(one_spelling(shown))), columns)
        _, creator = np.unique(whose[rows], return_inverse=True)
        pairs = Pairs(text=row[rows], caption=caption[rows], creator=creator)
        about[rows] = about_caption(comment_stems, caption_stems, pairs)
    return about, known

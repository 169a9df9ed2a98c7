"""What a reader of texts says of each comment, as this room takes it: columns, and how often that reader errs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import CommentTable, Texts
from shoal.stats import CERTAIN, ErrorRates

WORDLESS = ""  # the language of pictures and signs
Mask = NDArray[np.bool_]
# what a reader can tell of a comment, by the figure that counts it (metric dictionary, section 4)
LABEL_OF: Mapping[str, str] = {
    "spam_share": "spam",
    "generic_share": "generic",
    "specific_share": "specific",
    "question_share": "question",
}


class Labels(Protocol):
    """What a reader made of the comments of a table, aligned with it.

    ``language`` is an ISO code, empty where nobody could say. ``readable`` is false where there is no text, or none
    in a language that the reader knows; what the other columns say there counts for nothing. A comment that is readable
    in no language has no words: what it is said to be, it is by definition.
    """

    @property
    def language(self) -> Texts:
        """Return the language of each comment."""

    @property
    def is_spam(self) -> Mask:
        """Say which comments sell or deceive."""

    @property
    def generic(self) -> Mask:
        """Say which comments could stand under any post."""

    @property
    def question(self) -> Mask:
        """Say which comments ask something."""

    @property
    def specific(self) -> Mask:
        """Say which comments speak of what the post is about, or of themselves."""

    @property
    def readable(self) -> Mask:
        """Say which comments were read at all."""


# language to label to error rates; None for a language in which nobody measured how often the reader errs
Errors = Callable[[str], Mapping[str, ErrorRates] | None]


def flags_of(labels: Labels, figure: str) -> Mask:
    """Return which comments count for a figure."""
    columns = {
        "spam_share": labels.is_spam,
        "generic_share": labels.generic,
        "specific_share": labels.specific,
        "question_share": labels.question,
    }
    return np.asarray(columns[figure], dtype=np.bool_)


def rates_by_language(labels: Labels, errors: Errors, figure: str) -> dict[str, ErrorRates]:
    """Return the error rates of one label for every language that occurs and in which they are known."""
    told = {language: errors(language) for language in sorted(set(np.asarray(labels.language).tolist()))}
    if WORDLESS in told and told[WORDLESS] is None:
        told[WORDLESS] = dict.fromkeys(LABEL_OF.values(), CERTAIN)
    label = LABEL_OF[figure]
    return {language: rates[label] for language, rates in told.items() if rates is not None and label in rates}


def read_by(comments: CommentTable, labels: Labels, errors: Errors, figure: str) -> tuple[Mask, dict[str, ErrorRates]]:
    """Return which comments count in the denominator of a figure, and the error rates by language.

    Not the creator's own, not what could not be read; spam only for its own share; and whether a comment speaks of the
    post is asked only where the post's caption is known.
    """
    rates = rates_by_language(labels, errors, figure)
    counted = ~comments.by_creator & np.asarray(labels.readable, dtype=np.bool_)
    counted &= np.isin(np.asarray(labels.language).astype(str), list(rates))
    if figure != "spam_share":
        counted &= ~np.asarray(labels.is_spam, dtype=np.bool_)
    if figure == "specific_share":
        counted &= comments.caption >= 0
    return counted, rates

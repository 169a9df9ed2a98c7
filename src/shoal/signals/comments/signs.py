"""Which signs of ``phrases`` a comment shows, and how it is made up, as a small dense matrix."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats
from shoal.signals.comments.phrases import SIGNS
from shoal.signals.comments.text import JOINERS, MARK, PICTURE, PLACEHOLDER, WORD, Words
from shoal.signals.comments.vocabulary import NOTIONS

_JOINED = re.compile(f"[{JOINERS}]+$")
SHAPE = (
    "words",
    "distinct words",
    "pictures",
    "exclamation",
    "question",
    "percent",
    "answers somebody",
    "placeholders",
)


def notion_of(names: tuple[str, ...]) -> dict[str, NDArray[np.bool_]]:
    """Say for each notion which of the names are words or pictures for it, whatever the tone of their skin."""
    positions: dict[str, list[int]] = {}
    for number, name in enumerate(names):
        positions.setdefault(_JOINED.sub("", name), []).append(number)
    masks = {}
    for notion, words in NOTIONS.items():
        mask = np.zeros(len(names), dtype=bool)
        mask[[number for word in words for number in positions.get(word, ())]] = True
        masks[notion] = mask
    return masks


def sign_matrix(words: Words) -> Floats:
    """Return texts x signs, 1 where a text shows the sign. O(words x signs x distance), without a loop over texts."""
    masks = {notion: mask[words.token] for notion, mask in notion_of(words.names).items()}
    places = {notion: np.flatnonzero(mask) for notion, mask in masks.items()}
    found = np.zeros((words.texts, len(SIGNS)))
    for column, sign in enumerate(SIGNS):
        at = places[sign.first]
        if sign.second:
            at = at[_followed(at, masks[sign.second], words.text, sign.within)]
        found[words.text[at], column] = 1.0
    return found


def _followed(
    at: NDArray[np.int64], second: NDArray[np.bool_], text: NDArray[np.int64], within: int
) -> NDArray[np.bool_]:
    """Say which of these places have the second notion behind them, in the same text and near enough."""
    found = np.zeros(at.shape[0], dtype=bool)
    for step in range(1, within + 1):
        there = np.minimum(at + step, text.shape[0] - 1)
        found |= second[there] & (text[there] == text[at]) & (there > at)
    return found


def shape_matrix(words: Words) -> Floats:
    """Return texts x ``SHAPE``: logarithms of counts and shares, all between 0 and about 5."""
    kind = words.kind[words.token] if words.names else np.zeros(0, dtype=np.int8)

    def count(mask: NDArray[np.bool_]) -> Floats:
        return np.bincount(words.text[mask], minlength=words.texts).astype(float)

    def named(*names: str) -> NDArray[np.bool_]:
        return np.isin(words.token, [number for number, name in enumerate(words.names) if name in names])

    plain = kind == WORD
    pairs = words.text[plain] * (len(words.names) + 1) + words.token[plain]
    distinct = np.bincount(np.unique(pairs) // (len(words.names) + 1), minlength=words.texts)
    return np.column_stack(
        (
            np.log1p(count(plain)),
            np.where(count(plain) > 0, distinct / np.maximum(count(plain), 1.0), 1.0),
            np.log1p(count(kind == PICTURE)),
            np.log1p(count((kind == MARK) & named("!"))),
            np.minimum(count(named("?", "¿", "؟")), 1.0),
            np.minimum(count(named("%")), 1.0),
            np.minimum(count(named("<reply>")), 1.0),
            np.log1p(count((kind == PLACEHOLDER) & ~named("<reply>", "<name>"))),
        )
    )

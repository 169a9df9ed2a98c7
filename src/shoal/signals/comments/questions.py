"""Does a comment ask something: a question mark, or the opening of a question in its language."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Texts
from shoal.signals.comments.text import WORD, Words
from shoal.signals.comments.vocabulary import ASKING

EARLY = 1  # words that may stand before the opening: "hey", "bro", a name; with two, "this is where" would ask


def questions(words: Words, language: Texts) -> NDArray[np.bool_]:
    """Say of each text whether it asks. Where the language is not known, the openings of every language count."""
    asks = np.zeros(words.texts, dtype=bool)
    if not words.names:
        return asks
    marks = np.isin(words.token, [number for number, name in enumerate(words.names) if name in ("?", "¿", "؟")])
    asks[words.text[marks]] = True
    plain = words.kind[words.token] == WORD
    owner, token = words.text[plain], words.token[plain]
    if owner.size == 0:
        return asks
    place = np.arange(owner.size) - np.searchsorted(owner, owner)
    following = np.append(np.where(owner[1:] == owner[:-1], token[1:], -1), -1)
    early = place <= EARLY
    owner, token, following = owner[early], token[early], following[early]
    position = {name: number for number, name in enumerate(words.names)}
    for code, openings in ASKING.items():
        opens = _opens(list(openings), position, token, following)
        asks[owner[opens & ((language[owner] == code) | (language[owner] == ""))]] = True
    return asks


def _opens(
    openings: list[str], position: dict[str, int], token: NDArray[np.int64], following: NDArray[np.int64]
) -> NDArray[np.bool_]:
    width = len(position) + 1
    pairs = [one.split(" ") for one in openings]
    single = [position[one[0]] for one in pairs if len(one) == 1 and one[0] in position]
    double = [
        position[one[0]] * width + position[one[1]]
        for one in pairs
        if len(one) > 1 and all(word in position for word in one)
    ]
    return np.isin(token, single) | np.isin(token * width + following, double)

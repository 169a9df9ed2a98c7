"""Two ways of looking made one list, by how good each one is found: what the words cover plus how near the meaning is.

Both parts lie between 0 and 1 and mean the same for every question, so no weight stands between them. Ranks, the usual
way (``sum 1/(60 + rank)``), put the first of a poor list beside the first of a good one: docs/explanation/decisions.md
has the measurement, Bruch, Gai and Ingber 2023 the finding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints

WEIGHED = 400  # first by words of whom the list of meaning does not know how near they are: 0.3 ms
SORTED_WHOLE = 8  # a list up to that many times as long as what is wanted of it is sorted whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Fused:
    """Rows with their score and their rank in each list, from 1; 0 where a list does not hold them. In no order."""

    rows: Ints
    scores: Floats
    ranks: tuple[Ints, ...]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.rows)

    def take(self, chosen: NDArray[np.bool_] | Ints) -> Fused:
        """Return some of them, in the order asked for."""
        return Fused(
            rows=self.rows[chosen], scores=self.scores[chosen], ranks=tuple(ranks[chosen] for ranks in self.ranks)
        )

    def best(self, wanted: int) -> Fused:
        """Return the best, best first; ties go to the lower row."""
        return self.take(first_of(-self.scores, self.rows, wanted))


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Rows found in one way, best first and without repeats, each with its part of the score, 0 to 1."""

    rows: Ints
    scores: Floats


NOTHING = Listed(rows=np.zeros(0, dtype=np.int64), scores=np.zeros(0))


def covered(scores: NDArray[np.floating], worth: float) -> Floats:
    """Return how much of a question words cover, from BM25 scores and what all its words are worth.

    Whoever has each word once is at about a half; a word said again and again adds less and less.
    """
    shares = np.asarray(scores, dtype=np.float64) / worth
    return np.round(shares / (shares + 1.0), 6)  # another machine's last bit must not turn an order


def fuse(words: Listed, meaning: Listed, nearness: Callable[[Ints], Floats] = np.zeros_like) -> Fused:
    """Add up both parts. ``nearness`` gives the part of meaning of rows that only words found: asked for the first.

    O(rows by words x log of rows by meaning).
    """
    place = places_in(meaning.rows, words.rows)
    both = np.flatnonzero(place >= 0)
    new = np.ones(len(meaning.rows), dtype=bool)
    new[place[both]] = False
    rows = np.concatenate([words.rows, meaning.rows[new]])
    scores = np.concatenate([words.scores, meaning.scores[new]])
    scores[both] += meaning.scores[place[both]]
    by_words = np.zeros(len(rows), dtype=np.int64)
    by_words[: len(words.rows)] = np.arange(1, len(words.rows) + 1)
    by_meaning = np.concatenate([place, np.flatnonzero(new)]) + 1
    first = np.flatnonzero(by_meaning[: min(len(words.rows), WEIGHED)] == 0)
    if len(first):
        scores[first] += nearness(rows[first])
    return Fused(rows=rows, scores=scores, ranks=(by_words, by_meaning))


def places_in(rows: Ints, wanted: Ints) -> Ints:
    """Return the place of each wanted row among some rows, -1 where it is not one of them."""
    if not len(rows):
        return np.full(len(wanted), -1, dtype=np.int64)
    order = np.argsort(rows)
    near = order[np.minimum(np.searchsorted(rows, wanted, sorter=order), len(rows) - 1)]
    return np.where(rows[near] == wanted, near, -1)


def first_of(keys: NDArray[np.floating], rows: Ints, wanted: int) -> Ints:
    """Return the places of the lowest keys, lowest first; ties go to the lower row. A long list is not sorted whole."""
    if wanted * SORTED_WHOLE >= len(keys):
        return np.lexsort((rows, keys))[:wanted]
    head = np.flatnonzero(keys <= np.partition(keys, wanted)[wanted])
    return np.asarray(head[np.lexsort((rows[head], keys[head]))][:wanted], dtype=np.int64)

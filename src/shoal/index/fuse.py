"""Two ways of looking made one list: reciprocal rank fusion, ``sum 1/(60 + rank)`` (Cormack and others 2009)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints

K = 60  # science.md S6
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


def fuse(*lists: Ints) -> Fused:
    """Fuse lists of rows, each best first and without repeats. O(rows of the lists), and a table up to the last row."""
    size = max((int(one.max()) + 1 for one in lists if len(one)), default=0)
    place = np.full(size, -1, dtype=np.int32)  # of each row in the fused list
    parts: list[Ints] = []
    count = 0
    for one in lists:
        new = one[place[one] < 0]
        place[new] = np.arange(count, count + len(new), dtype=np.int32)
        parts.append(new)
        count += len(new)
    rows = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int64)
    scores, ranks = np.zeros(len(rows)), []
    for one in lists:
        rank = np.zeros(len(rows), dtype=np.int64)
        rank[place[one]] = np.arange(1, len(one) + 1)
        scores[place[one]] += 1.0 / (K + np.arange(1, len(one) + 1))
        ranks.append(rank)
    return Fused(rows=rows, scores=scores, ranks=tuple(ranks))


def first_of(keys: NDArray[np.floating], rows: Ints, wanted: int) -> Ints:
    """Return the places of the lowest keys, lowest first; ties go to the lower row. A long list is not sorted whole."""
    if wanted * SORTED_WHOLE >= len(keys):
        return np.lexsort((rows, keys))[:wanted]
    head = np.flatnonzero(keys <= np.partition(keys, wanted)[wanted])
    return np.asarray(head[np.lexsort((rows[head], keys[head]))][:wanted], dtype=np.int64)

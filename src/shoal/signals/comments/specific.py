"""Is a comment about the caption of its post, more than comments of the same creator are about other captions?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shoal.domain.bulk import Floats, Ints
from shoal.signals.comments.text import WORD, Words
from shoal.signals.comments.vocabulary import FUNCTION_WORDS

USUAL_SHARE = 0.95  # science.md S3: the 95th percentile of random pairs
LEAST_PAIRS = 40  # [judgement] fewer random pairs of a creator say little of their 95th percentile
USUAL_BAR = 0.0  # the 95th percentile over all pairs of ten Indian creators: 97 of 100 share no content word
SHIFTS = 5  # other captions that each comment is compared with
STEM = 5  # [judgement] words are alike when their first five letters are, so that endings do not hide them


def stems(words: Words, columns: dict[str, int]) -> csr_array:
    """Return texts x stems of content words, 1 where a text has it; ``columns`` numbers the stems and grows."""
    numbers = np.array([columns.setdefault(name[:STEM], len(columns)) for name in words.names], dtype=np.int64)
    kept = np.array(
        [
            kind == WORD and name not in FUNCTION_WORDS and len(name) > 1
            for name, kind in zip(words.names, words.kind, strict=True)
        ],
        dtype=bool,
    )
    shape = (words.texts, max(len(columns), 1))
    if not kept.any():
        return csr_array(shape)
    use = kept[words.token]
    found = csr_array((np.ones(int(use.sum())), (words.text[use], numbers[words.token[use]])), shape=shape)
    found.data[:] = 1.0
    return found


def of_one_length(comments: csr_array, captions: csr_array) -> tuple[csr_array, csr_array]:
    """Return both over the same columns, every row of length 1.

    Rare stems do not count more: how rare a stem is would hang on whose comments are read together, and what is said of
    one creator must come out the same alone and in company.
    """
    width = max(comments.shape[1], captions.shape[1])
    ready = []
    for part in (comments, captions):
        length = np.sqrt(np.diff(part.indptr).astype(float))
        data = part.data / np.repeat(np.maximum(length, 1.0), np.diff(part.indptr))
        ready.append(csr_array((data, part.indices, part.indptr), shape=(part.shape[0], width)))
    return ready[0], ready[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Which text, caption and creator each comment has, as positions; arrays of one length, no caption missing."""

    text: Ints
    caption: Ints
    creator: Ints


def about_caption(comments: csr_array, captions: csr_array, pairs: Pairs) -> NDArray[np.bool_]:
    """Say which comments are about their caption. O(comments x shifts).

    The bar is what 95 of 100 pairs of a comment with another caption of the same creator stay below; each comment is
    paired with the next captions of its creator in order, so that no dice are needed. A creator with one caption or
    few pairs is measured by ``USUAL_BAR``, never by other creators.
    """
    if pairs.text.size == 0:
        return np.zeros(0, dtype=bool)
    one, other = of_one_length(comments, captions)
    own = _likeness(one, other, pairs.text, pairs.caption)
    return np.asarray((own > 0.0) & (own > _bars(one, other, pairs)), dtype=bool)


def _likeness(one: csr_array, other: csr_array, row: Ints, column: Ints) -> Floats:
    return np.asarray(one[row].multiply(other[column]).sum(axis=1), dtype=np.float64).ravel()


def _bars(one: csr_array, other: csr_array, pairs: Pairs) -> Floats:
    """Return for each comment the likeness that pairs with other captions of its creator rarely reach."""
    width = int(pairs.caption.max()) + 1
    shown, place = np.unique(pairs.creator * width + pairs.caption, return_inverse=True)
    creators, first, count = np.unique(shown // width, return_index=True, return_counts=True)
    mine = np.searchsorted(creators, pairs.creator)
    likes, whose = [], []
    for step in range(1, SHIFTS + 1):
        rows = np.flatnonzero(count[mine] > step)
        turned = first[mine[rows]] + (place[rows] - first[mine[rows]] + step) % count[mine[rows]]
        likes.append(_likeness(one, other, pairs.text[rows], shown[turned] % width))
        whose.append(mine[rows])
    like, owner = np.concatenate(likes), np.concatenate(whose)
    order = np.lexsort((like, owner))
    enough, size = np.unique(owner, return_counts=True)
    start = np.cumsum(size) - size
    bar = np.full(creators.size, USUAL_BAR)
    many = size >= LEAST_PAIRS
    at = start[many] + np.minimum((size[many] * USUAL_SHARE).astype(np.int64), size[many] - 1)
    bar[enough[many]] = like[order][at]
    return bar[mine]


def numbered(texts: Sequence[str]) -> tuple[list[str], Ints]:
    """Return the distinct texts and the number of each; -1 where there is none."""
    numbers: dict[str, int] = {}
    place = [numbers.setdefault(text, len(numbers)) if text else -1 for text in texts]
    return list(numbers), np.array(place, dtype=np.int64)

"""Texts that are nearly the same: Jaccard similarity of their runs of five characters, found by MinHash.

64 hashes in 16 bands of four: two texts of similarity .8 share a band with probability .9998 (Broder 1997; Leskovec,
Rajaraman and Ullman, Mining of Massive Datasets, section 3.4). What shares a band is then compared exactly.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shoal.domain.bulk import Ints
from shoal.signals.comments.grams import Hashes, letters, mixed, piece_hashes
from shoal.signals.comments.text import WORD, Words

RUN, HASHES, BAND = 5, 64, 4
ALIKE = 0.8  # science.md S3
NEIGHBOURS = 3  # texts of one bucket that each is compared with: one that is alike is enough
CHUNK = 4_000_000  # hashes worked on at a time, so that memory stays small


def near_duplicates(words: Words, group: Ints) -> NDArray[np.bool_]:
    """Say of each text whether another text of its group is nearly the same. O(characters x 64).

    Texts are compared by their words in order, without pictures, marks or placeholders; one shorter than five
    characters is one run. In a bucket of very many alike texts each is compared with its next three.
    """
    alike = np.zeros(words.texts, dtype=bool)
    if not (words.kind[words.token] == WORD).any():
        return alike
    runs, owner = _runs(words)
    texts, first = np.unique(owner, return_index=True)
    sketch = _sketch(runs, first)
    pairs = _candidates(sketch, group[texts])
    if pairs.size == 0:
        return alike
    same = _jaccard(runs, np.searchsorted(texts, owner), texts.size, pairs) >= ALIKE
    alike[texts[np.unique(pairs[same])]] = True
    return alike


def _runs(words: Words) -> tuple[Hashes, Ints]:
    """Return the distinct runs of each text as hashes and whose they are, ordered by text."""
    plain = words.kind[words.token] == WORD
    owner, token = words.text[plain], words.token[plain].tolist()
    joined: list[str] = []
    starts = np.flatnonzero(np.append(True, owner[1:] != owner[:-1]))
    ends = np.append(starts[1:], owner.size)
    for start, end in zip(starts.tolist(), ends.tolist(), strict=True):
        joined.append(" ".join([words.names[one] for one in token[start:end]]).ljust(RUN))
    codes, place = letters(tuple(joined), blanks=False)
    hashes, where = piece_hashes(codes, place, RUN)
    order = np.lexsort((hashes, where))
    hashes, where = hashes[order], where[order]
    kept = np.append(True, (hashes[1:] != hashes[:-1]) | (where[1:] != where[:-1]))
    return hashes[kept], owner[starts][where[kept]]


def _sketch(runs: Hashes, first: Ints) -> NDArray[np.uint32]:
    """Return 64 smallest hashes per text.

    The n-th permutation multiplies the upper half of a hash, which is mixed already, by the n-th odd number and adds
    another: on 32 bits that costs a third of mixing anew, and it is where the time of this file goes.
    """
    sketch = np.empty((first.size, HASHES), dtype=np.uint32)
    short = (runs >> np.uint64(32)).astype(np.uint32)
    salts = mixed(np.arange(1, 2 * HASHES + 1, dtype=np.uint64)).astype(np.uint32)
    for number in range(HASHES):
        turned = short * (salts[2 * number] | np.uint32(1)) + salts[2 * number + 1]
        sketch[:, number] = np.minimum.reduceat(turned, first)
    return sketch


def _candidates(sketch: NDArray[np.uint32], group: Ints) -> Ints:
    """Return pairs of texts of one group that share a band, each with its next few in the bucket."""
    pairs = []
    for start in range(0, HASHES, BAND):
        key = group.astype(np.uint64)
        for column in range(start, start + BAND):
            key = mixed(key * np.uint64(31) + sketch[:, column])
        # within a bucket by another hash, not by place: who is whose neighbour must not hang on the company
        order = np.lexsort((sketch[:, start - 1], key))
        ordered = key[order]
        for step in range(1, NEIGHBOURS + 1):
            same = np.flatnonzero(ordered[step:] == ordered[:-step])
            pairs.append(np.column_stack((order[same], order[same + step])))
    found = np.concatenate(pairs)
    both = np.unique(found.min(axis=1) * group.size + found.max(axis=1))  # as one number: faster than by rows
    return np.column_stack((both // group.size, both % group.size))


def _jaccard(runs: Hashes, owner: Ints, texts: int, pairs: Ints) -> NDArray[np.float64]:
    """Return shared runs over all runs of each pair."""
    names, column = np.unique(runs, return_inverse=True)
    table = csr_array((np.ones(owner.size, dtype=np.float32), (owner, column)), shape=(texts, names.size))
    size = np.bincount(owner, minlength=texts).astype(float)
    shared = np.zeros(pairs.shape[0])
    step = max(1, CHUNK // max(int(size.max()), 1))
    for start in range(0, pairs.shape[0], step):
        part = pairs[start : start + step]
        shared[start : start + step] = table[part[:, 0]].multiply(table[part[:, 1]]).sum(axis=1)
    return np.asarray(shared / (size[pairs[:, 0]] + size[pairs[:, 1]] - shared), dtype=np.float64)

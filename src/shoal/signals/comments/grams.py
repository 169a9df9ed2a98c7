"""Words, pairs of words and pieces of words as columns of sparse matrices, hashed without a dictionary.

The letters of all distinct words lie in one array, so that every piece of every word is hashed in a few numpy steps.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shoal.domain.bulk import Ints
from shoal.signals.comments.text import WORD, Words

WORD_BITS, PIECE_BITS = 17, 18
SHORTEST, LONGEST = 2, 5  # characters of a piece, the blank at either end of a word counted (science.md S3)
LONGEST_WORD = 30  # letters of a word that are looked at: longer ones are no words
_PRIME = np.uint64(0x9E3779B97F4A7C15)
Hashes = NDArray[np.uint64]


def mixed(value: Hashes) -> Hashes:
    """Return 64 well mixed bits for each number (the finaliser of SplitMix64, Steele and others 2014)."""
    value = (value ^ (value >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    value = (value ^ (value >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return value ^ (value >> np.uint64(31))


def letters(names: tuple[str, ...], *, blanks: bool = True) -> tuple[Hashes, Ints]:
    """Return the letters of all names in one array, and the number of the name that each belongs to."""
    framed = [f" {name[:LONGEST_WORD]} " for name in names] if blanks else list(names)
    codes = np.frombuffer("".join(framed).encode("utf-32-le", errors="replace"), dtype=np.uint32).astype(np.uint64)
    lengths = np.fromiter(map(len, framed), dtype=np.int64, count=len(framed))
    return codes, np.repeat(np.arange(len(framed)), lengths)


def piece_hashes(codes: Hashes, owner: Ints, size: int) -> tuple[Hashes, Ints]:
    """Return the hash of every run of ``size`` characters within one name, and whose it is. O(characters)."""
    last = codes.shape[0] - size + 1
    if last <= 0:
        return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.int64)
    rolling = np.full(last, size, dtype=np.uint64)
    for step in range(size):
        rolling = rolling * _PRIME + codes[step : step + last]
    inside = owner[:last] == owner[size - 1 :]
    return mixed(rolling[inside]), owner[:last][inside]


def name_hashes(names: tuple[str, ...]) -> Hashes:
    """Return one hash per name."""
    codes, owner = letters(names)
    if not names:
        return np.zeros(0, dtype=np.uint64)
    starts = np.searchsorted(owner, np.arange(len(names)))
    place = (np.arange(codes.shape[0]) - starts[owner]).astype(np.uint64)
    return mixed(np.add.reduceat(mixed(codes + place * _PRIME), starts))


def _counts(rows: Ints, buckets: Hashes, shape: tuple[int, int]) -> csr_array:
    """Count how often each bucket comes up in each row; the indices of a row come out sorted."""
    return csr_array((np.ones(rows.shape[0], dtype=np.float32), (rows, buckets.astype(np.int64))), shape=shape)


def word_counts(words: Words) -> csr_array:
    """Count words, emoji, placeholders, marks and pairs of neighbours: texts x 2^17."""
    names = name_hashes(words.names)[words.token] if words.names else np.zeros(0, dtype=np.uint64)
    together = words.text[1:] == words.text[:-1]
    pairs = mixed(names[:-1] * _PRIME + names[1:])[together]
    rows = np.concatenate([words.text, words.text[1:][together]])
    buckets = np.concatenate([names, pairs]) >> np.uint64(64 - WORD_BITS)
    return _counts(rows, buckets, (words.texts, 1 << WORD_BITS))


def piece_counts(words: Words) -> csr_array:
    """Count pieces of two to five characters of the words of each text: texts x 2^18."""
    shape = (len(words.names), 1 << PIECE_BITS)
    codes, owner = letters(words.names)
    found = [piece_hashes(codes, owner, size) for size in range(SHORTEST, LONGEST + 1)]
    buckets = np.concatenate([hashes for hashes, _ in found]) >> np.uint64(64 - PIECE_BITS)
    of_names = _counts(np.concatenate([owner for _, owner in found]), buckets, shape)
    plain = words.kind == WORD if words.names else np.zeros(0, dtype=bool)
    kept = plain[words.token] if words.names else np.zeros(0, dtype=bool)
    ones = np.ones(int(kept.sum()), dtype=np.float32)
    in_texts = csr_array((ones, (words.text[kept], words.token[kept])), shape=(words.texts, len(words.names)))
    counts = csr_array(in_texts @ of_names)
    counts.sort_indices()  # sums must not hang on which other texts are read
    return counts

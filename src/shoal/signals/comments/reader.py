"""py3langid with a seventh of its memory and its answers: which language many texts at once are most likely in.

Its automaton is a table of 10 million steps (42 MB), nearly all of which only repeat where the last byte alone leads.
Here the others are kept, sorted, and texts walk through it side by side; of 142 languages the usual ones are shipped
(``scripts/make_languages.py``; licence in ``models/languages.LICENSE``).
"""

from __future__ import annotations

import copy
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from shoal.domain.bulk import Floats, Ints, Texts

BYTES = 256
TEXTS_AT_ONCE = 8_192  # bound what is held while texts walk


@dataclass(frozen=True, slots=True)
class Steps:
    """Where a byte leads from a state: ``target`` where row x 256 + byte is a ``key``, else by the last byte alone.

    States that go on alike share a row; ``feature`` is what is seen on reaching a state, -1 for nothing.
    """

    row: NDArray[np.uint32]
    last: NDArray[np.uint8]
    usual: NDArray[np.uint32]
    key: NDArray[np.uint32]
    target: NDArray[np.uint32]
    feature: NDArray[np.int32]

    def after(self, state: NDArray[np.uint32], byte: NDArray[np.uint8]) -> NDArray[np.uint32]:
        """Return the next state of each text."""
        row = self.row[state]
        key = row * np.uint32(BYTES) + byte
        place = np.minimum(np.searchsorted(self.key, key), self.key.size - 1)
        return np.where(self.key[place] == key, self.target[place], self.usual[self.last[row], byte])


@dataclass(slots=True)
class Reader:
    """The automaton, and log-probabilities, features x languages (naive Bayes); a language may have two columns."""

    steps: Steps
    classes: tuple[str, ...]
    weight: NDArray[np.float16]
    prior: NDArray[np.float32]

    def among(self, languages: Sequence[str]) -> Reader:
        """Return a reader that knows these languages alone; the automaton is shared."""
        kept = [number for number, one in enumerate(self.classes) if one in languages]
        if len(kept) == len(self.classes):
            return self
        chosen = copy.copy(self)
        chosen.classes = tuple(self.classes[number] for number in kept)
        chosen.weight, chosen.prior = self.weight[:, kept], self.prior[kept]
        return chosen

    def read(self, texts: Sequence[str]) -> tuple[Texts, Floats]:
        """Return the most likely language of each text and how sure that is, from 0 to 1. O(bytes)."""
        names = tuple(dict.fromkeys(self.classes))
        best, sure = np.zeros(len(texts), dtype=np.int64), np.zeros(len(texts))
        for start in range(0, len(texts), TEXTS_AT_ONCE):
            encoded = [_bytes(text) for text in texts[start : start + TEXTS_AT_ONCE]]
            share = self._shares(encoded, names)
            best[start : start + len(encoded)], sure[start : start + len(encoded)] = share.argmax(1), share.max(1)
        return np.array(names, dtype=object)[best], sure

    def _shares(self, encoded: Sequence[bytes], names: tuple[str, ...]) -> Floats:
        counts = self._counts(encoded)
        counts.data = np.log1p(counts.data)
        used, column = np.unique(counts.indices, return_inverse=True)
        narrow = csr_array((counts.data, column, counts.indptr), shape=(len(encoded), used.size))
        score = narrow @ self.weight[used].astype(np.float32) + self.prior
        score[np.diff(counts.indptr) == 0] = 0.0  # nothing seen: every language as likely
        score /= np.sqrt(np.maximum([len(one) for one in encoded], 1))[:, None]
        share = np.exp(score - score.max(axis=1, keepdims=True))
        share /= share.sum(axis=1, keepdims=True)
        return np.column_stack([share[:, [one == name for one in self.classes]].sum(axis=1) for name in names])

    def _counts(self, encoded: Sequence[bytes]) -> csr_array:
        """Count the features of each text; those that are longest walk first, so that who has ended stands behind."""
        length = np.array([len(one) for one in encoded], dtype=np.int64)
        order = np.argsort(-length, kind="stable")
        start = (np.cumsum(length) - length)[order]
        letters = np.frombuffer(b"".join(encoded), dtype=np.uint8)
        walking = np.searchsorted(-length[order], -np.arange(length.max(initial=0)), side="left")
        state = np.zeros(len(encoded), dtype=np.uint32)
        seen: list[tuple[Ints, NDArray[np.int32]]] = []
        for place, many in enumerate(walking.tolist()):
            state = self.steps.after(state[:many], letters[start[:many] + place])
            feature = self.steps.feature[state]
            found = np.flatnonzero(feature >= 0)
            seen.append((order[found], feature[found]))
        rows = np.concatenate([one for one, _ in seen]) if seen else np.zeros(0, dtype=np.int64)
        columns = np.concatenate([one for _, one in seen]) if seen else np.zeros(0, dtype=np.int32)
        shape = (len(encoded), self.weight.shape[0])
        counts = csr_array((np.ones(rows.size, dtype=np.float32), (rows, columns)), shape=shape)
        counts.sort_indices()  # sums must not hang on which other texts are read
        return counts


def _bytes(text: str) -> bytes:
    return unicodedata.normalize("NFC", text).encode("utf8", errors="surrogatepass")


def arrays_of(reader: Reader) -> dict[str, NDArray[Any]]:
    """Return a reader as the arrays by which it is kept."""
    steps = {one.name: getattr(reader.steps, one.name) for one in fields(Steps)}
    return {**steps, "classes": np.array(reader.classes), "weight": reader.weight, "prior": reader.prior}


@lru_cache(maxsize=1)
def opened() -> Reader:
    """Open the tables that the package ships, of the usual languages: 0.05 s and 13 MB, once."""
    with files("shoal.signals.comments").joinpath("models", "languages.npz").open("rb") as file, np.load(file) as kept:
        steps = Steps(**{one.name: kept[one.name] for one in fields(Steps)})
        return Reader(steps, tuple(kept["classes"].tolist()), kept["weight"], kept["prior"])

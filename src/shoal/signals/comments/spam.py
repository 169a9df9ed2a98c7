"""Spam and promotion: a linear model over words, pieces of words and signs, shipped as arrays.

Trained by ``scripts/train_comments.py``; where its data come from and what it cannot do is in
``docs/explanation/comments.md``. Nothing but numpy and scipy is needed to ask it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.special import expit

from shoal.domain.bulk import Floats
from shoal.signals.comments.grams import PIECE_BITS, WORD_BITS, piece_counts, word_counts
from shoal.signals.comments.phrases import SIGNS
from shoal.signals.comments.signs import shape_matrix, sign_matrix
from shoal.signals.comments.text import Words


@dataclass(frozen=True, slots=True)
class Block:
    """One way to cut texts into columns: how rare each column is and what it weighs; 0 where training never saw it."""

    rarity: NDArray[np.float32]
    weight: NDArray[np.float32]

    def score(self, counts: csr_array) -> Floats:
        """Return what the columns of each text weigh together: (1 + ln count) x rarity, each text of length 1."""
        values = (1.0 + np.log(counts.data)) * self.rarity[counts.indices]
        rows = np.repeat(np.arange(counts.shape[0]), np.diff(counts.indptr))
        length = np.sqrt(np.bincount(rows, weights=values * values, minlength=counts.shape[0]))
        total = np.bincount(rows, weights=values * self.weight[counts.indices], minlength=counts.shape[0])
        return np.asarray(total / np.maximum(length, 1e-12), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class SpamModel:
    """The arrays of the model and its card; ``threshold`` is the probability from which a comment is called spam."""

    words: Block
    pieces: Block
    signs: Floats
    shape: Floats
    intercept: float
    slope: float
    shift: float
    threshold: float

    def log_odds(self, words: Words) -> Floats:
        """Return the score of each text before calibration."""
        dense = sign_matrix(words) @ self.signs + shape_matrix(words) @ self.shape
        grams = self.words.score(word_counts(words)) + self.pieces.score(piece_counts(words))
        return np.asarray(dense + grams + self.intercept, dtype=np.float64)

    def probability(self, words: Words) -> Floats:
        """Return the calibrated probability that each text is spam or promotion, where about a third of texts are."""
        return np.asarray(expit(self.slope * self.log_odds(words) + self.shift), dtype=np.float64)


def _block(stored: Any, name: str, bits: int) -> Block:  # noqa: ANN401  numpy has no name for an open archive
    rarity, weight = (np.zeros(1 << bits, dtype=np.float32) for _ in range(2))
    rarity[stored[f"{name}_columns"]] = stored[f"{name}_rarity"]
    weight[stored[f"{name}_columns"]] = stored[f"{name}_weight"]
    return Block(rarity, weight)


@lru_cache(maxsize=1)
def spam_model() -> SpamModel:
    """Open the model that the package ships (about 0.4 MB); it is read once."""
    with files("shoal.signals.comments").joinpath("models", "spam.npz").open("rb") as file:
        stored = np.load(file)
        named = [str(name) for name in stored["sign_names"]]
        if named != [sign.name for sign in SIGNS]:
            raise RuntimeError("the signs in phrases.py are not those the model was trained with: train it anew")
        return SpamModel(
            words=_block(stored, "words", WORD_BITS),
            pieces=_block(stored, "pieces", PIECE_BITS),
            signs=stored["signs"],
            shape=stored["shape"],
            **{name: float(stored[name]) for name in ("intercept", "slope", "shift", "threshold")},
        )


def model_card() -> dict[str, Any]:
    """Return what was measured when the model was trained: ``models/card.json``."""
    return _stored("card.json")


def hand_labels() -> dict[str, Any]:
    """Return the counts of the comments that were labelled by reading: ``models/hand_labels.json``, no texts."""
    return _stored("hand_labels.json")


@lru_cache(maxsize=4)
def _stored(name: str) -> dict[str, Any]:
    return dict(json.loads(files("shoal.signals.comments").joinpath("models", name).read_text(encoding="utf-8")))

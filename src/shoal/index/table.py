"""The table of pieces: what each piece of text adds to a sentence, averaged over companies, for reading in bulk.

The whole pass looks at neighbours; that part is by far the dearest. Here each piece gets the mean of what it
contributes among random neighbours, worked out once on this machine, when a text first needs it. Only the company is
lost: the last layers, which bend the sum into a direction, are those of the model itself, so both stay in one space.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shoal.index.sentences import RAW, Matrix, SentenceModel

COMPANY = 5  # pieces that stand together: short, as most texts are, so that edges count too
ROUNDS = 2  # companies each piece meets; four took twice as long for .02 more of the cosine (docs/explanation/search)
# Pieces are numbered by how common they are. Company is found among neighbours in that order: then the few thousand
# pieces that a small workspace needs mostly keep company with each other, and little else is worked out.
BAND = 2_000
GROUPS_AT_ONCE = 96
SEED = 512  # the table is the same on every machine, in whatever order it was filled
NAME = "table-2.npz"


class PieceTable:
    """What every piece contributes, 512 numbers, filled as texts ask for it: about 20 s of work for all of it.

    ``rows`` are those that are known, ``place`` says where each piece stands among them, -1 for nowhere: a small
    workspace knows some thousand of 128,000, and a table for all of them would take 260 MB.
    """

    def __init__(self, folder: Path, model: SentenceModel) -> None:
        self._path = folder / NAME
        self._model = model
        size = len(model.table)
        self.rows: Matrix = np.zeros((0, RAW), dtype=np.float32)
        self.place = np.full(size, -1, dtype=np.int32)
        self._orders = [banded(size, np.random.Generator(np.random.PCG64([SEED, round_]))) for round_ in range(ROUNDS)]
        self._groups = [np.argsort(order) // COMPANY for order in self._orders]
        self._done = [np.zeros(size // COMPANY + 1, dtype=bool) for _ in range(ROUNDS)]
        self._changed = False
        if self._path.exists():
            with np.load(self._path, allow_pickle=False) as kept:
                self._make_room(kept["pieces"])
                self.rows[self.place[kept["pieces"]]] = kept["rows"]
                self._done = list(kept["done"])

    def fill(self, pieces: NDArray[np.int64]) -> None:
        """Work out what some pieces contribute, where that was not done before."""
        for order, group_of, done in zip(self._orders, self._groups, self._done, strict=True):
            wanted = np.unique(group_of[pieces])
            missing = wanted[~done[wanted]]
            groups = [order[group * COMPANY : (group + 1) * COMPANY] for group in missing]
            self._make_room(np.concatenate([pieces[:0], *groups]))
            for start in range(0, len(groups), GROUPS_AT_ONCE):
                part = groups[start : start + GROUPS_AT_ONCE]
                self.rows[self.place[np.concatenate(part)]] += self._model.contributions(part) / ROUNDS
            done[missing] = True
            self._changed = self._changed or bool(len(missing))

    def _make_room(self, pieces: NDArray[np.int64]) -> None:
        """Give a row to each of some different pieces that has none."""
        new = pieces[self.place[pieces] < 0]
        self.place[new] = np.arange(len(self.rows), len(self.rows) + len(new))
        self.rows = np.concatenate([self.rows, np.zeros((len(new), RAW), dtype=np.float32)])

    def save(self) -> None:
        """Keep what was worked out: about 1 kB a piece."""
        if not self._changed:
            return
        known = np.flatnonzero(self.place >= 0)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".part.npz")
        # single precision would be twice as large; what is lost is a hundredth of what a piece's company changes
        np.savez(
            unfinished, pieces=known, rows=self.rows[self.place[known]].astype(np.float16), done=np.stack(self._done)
        )
        unfinished.replace(self._path)
        self._changed = False


def banded(size: int, dice: np.random.Generator) -> NDArray[np.int64]:
    """Return all numbers, mixed within bands."""
    return np.concatenate([start + dice.permutation(min(BAND, size - start)) for start in range(0, size, BAND)])


def encode_by_table(model: SentenceModel, table: PieceTable, texts: Sequence[str]) -> Matrix:
    """Return directions of 512 numbers for texts by the table: one sparse product and the last layers."""
    cut = [model.pieces.of(text) for text in texts]
    lengths = np.array([len(pieces) for pieces in cut])
    ends = np.concatenate(([0], np.cumsum(lengths)))
    flat = np.fromiter(chain.from_iterable(cut), dtype=np.int32, count=int(ends[-1]))
    table.fill(np.unique(flat).astype(np.int64))
    ones = np.ones(len(flat), dtype=np.float32)
    chosen = sparse.csr_array((ones, table.place[flat], ends), shape=(len(cut), len(table.rows)))
    return model.head(np.asarray(chosen @ table.rows), lengths.astype(np.float32))

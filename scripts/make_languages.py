"""Make ``src/shoal/signals/comments/models/languages.npz``: the tables of py3langid as our reader asks them.

py3langid unpacks 68 MB for each process that reads a comment (0.6 s): an automaton of 10 million steps, nearly all of
which only repeat where the last byte alone leads, and 142 languages. Kept are the other steps, sorted, and the usual
languages; nothing is rounded, and a test holds the file against the library. Run it when the library's model changes.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from py3langid.langid import LanguageIdentifier

from shoal.signals.comments.language import USUAL
from shoal.signals.comments.reader import BYTES, Reader, Steps, arrays_of

TARGET = Path(__file__).parents[1] / "src" / "shoal" / "signals" / "comments" / "models" / "languages.npz"
ROWS_AT_ONCE = 2_048  # bound what is held while the tables are made


def steps_of(table: NDArray[np.uint32], row: NDArray[np.uint32], feature: NDArray[np.int32]) -> Steps:
    """Return the steps of an automaton given as rows x 256 next states. Any table comes out whole; a sparse one small.

    A state is entered by one byte only, which says what its row repeats: the row of the state that byte leads to first.
    """
    last = np.zeros(table.shape[0], dtype=np.uint8)
    for one in range(BYTES):
        last[row[np.unique(table[:, one])]] = one
    usual = table[row[table[row[0]]]]
    keys, targets = [], []
    for start in range(0, table.shape[0], ROWS_AT_ONCE):
        part = table[start : start + ROWS_AT_ONCE]
        own, byte = np.nonzero(part != usual[last[start : start + ROWS_AT_ONCE]])
        keys.append(((own + start) * BYTES + byte).astype(np.uint32))
        targets.append(part[own, byte])
    return Steps(row, last, usual, np.concatenate(keys), np.concatenate(targets), feature)


def library_reader() -> Reader:
    """Return what the library ships as a reader of the usual languages."""
    whole: Any = LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)
    steps = steps_of(
        np.array(whole.tk_nextmove, dtype=np.uint32).reshape(-1, BYTES),
        np.array(whole.tk_row, dtype=np.uint32),
        np.array(whole.tk_output, dtype=np.int32),
    )
    return Reader(steps, tuple(whole.nb_classes), whole.nb_ptc, whole.nb_pc).among(USUAL)


if __name__ == "__main__":
    np.savez_compressed(TARGET, **arrays_of(library_reader()))
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")

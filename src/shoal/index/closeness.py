"""How near the texts of given accounts are to a text in meaning: for a list that is made by other rules than search."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats
from shoal.index.reader import Reader
from shoal.index.vectors import vectors_of

AT_A_TIME = 50_000  # accounts whose vectors are in memory at once: 50 MB


def closeness(reader: Reader, text: str, accounts: Sequence[str]) -> Floats | None:
    """Return the cosine of each account's texts to a text, NaN where there is nothing to read or no such account.

    ``None`` where the index knows words alone or the text says nothing. O(accounts).
    """
    embedder = reader.embedder()
    if embedder is None:
        return None
    (asked,) = embedder.embed([text])
    if not np.any(asked):
        return None
    ids, rows = reader.in_order_of_ids()
    wanted = np.array(accounts, dtype="S")
    found = np.full(len(wanted), np.nan)
    if not len(ids) or not len(wanted):
        return found
    place = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
    known = np.flatnonzero(ids[place] == wanted)
    for start in range(0, len(known), AT_A_TIME):
        part = known[start : start + AT_A_TIME]
        found[part] = _cosines(reader, asked, rows[place[part]])
    return found


def _cosines(reader: Reader, asked: NDArray[np.float32], rows: NDArray[np.int64]) -> Floats:
    vectors = vectors_of(reader.blocks, rows)
    told = np.any(vectors != 0, axis=1)
    # six digits: half precision is good for three, and another machine's last bit must not turn an order
    return np.where(told, np.round(vectors @ asked, 6).astype(np.float64), np.nan)

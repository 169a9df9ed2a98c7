"""The verdict of every account of a pool at once, without its findings: for lists, facets and counts.

What is said of one account, and why, is :func:`shoal.signals.vet`; both give the same state, and a test holds them
against each other.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Pool, Rates
from shoal.domain.finding import VerdictState
from shoal.signals.engagement import COUNTED
from shoal.signals.vetting import LEAST_POSTS, ODD_RATE, OWN_RECORD, UNUSUAL_Z
from shoal.signals.windows import followers_of

Mask = NDArray[np.bool_]

KINDS: tuple[tuple[VerdictState, str], ...] = (
    ("ok", OWN_RECORD),
    ("ok", "counted posts"),
    ("review", "suspected minor"),
    ("review", "unusual engagement"),
    ("review", "rate above one half"),
    ("unknown", ""),
)
RECORD, POSTS, MINOR, UNUSUAL, ODD, UNKNOWN = range(len(KINDS))


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictStates:
    """Verdicts in one column, aligned with a pool: ``kind`` points into :data:`KINDS`, (state, kind) of a verdict."""

    kind: NDArray[np.int8]

    def __len__(self) -> int:
        """Return the number of accounts."""
        return int(self.kind.shape[0])

    def state(self, row: int) -> tuple[VerdictState, str]:
        """Return (state, kind) of one account."""
        return KINDS[int(self.kind[row])]

    def is_blocked(self, row: int) -> bool:
        """Say whether somebody suspects that one account is of a person under 18."""
        return int(self.kind[row]) == MINOR

    @property
    def blocked(self) -> Mask:
        """Say of whom somebody suspects that she is under 18."""
        return np.asarray(self.kind == MINOR)


def verdict_states(pool: Pool, rates: Rates, own_orders: Floats, suspected: Mask) -> VerdictStates:
    """Return the verdict state of every account of a pool.

    ``own_orders`` are the net orders of the brand's own record, NaN where there is none; ``suspected`` marks the
    accounts of creators who may be under 18. Only the columns of followers are read of the pool. O(accounts).
    """
    z = np.full(len(pool), np.nan) if rates.z is None else rates.z
    counted = np.isfinite(rates.value) & (rates.definition == COUNTED) & (rates.state != "stale")
    settled = counted & (rates.n >= LEAST_POSTS)
    with np.errstate(invalid="ignore"):
        in_line = np.abs(z) <= UNUSUAL_Z  # false for NaN
        unusual = settled & (np.abs(z) > UNUSUAL_Z)
        odd = ~in_line & (rates.value > ODD_RATE)
        sold = np.isfinite(own_orders) & (own_orders != 0)
        known = settled & (followers_of(pool) > 0)
    chosen = np.select(
        [suspected, unusual, odd, sold, known], [MINOR, UNUSUAL, ODD, RECORD, POSTS], default=UNKNOWN
    )  # the first that holds, in the order in which a verdict weighs its findings
    return VerdictStates(kind=chosen.astype(np.int8))

"""The verdict of every account of a pool at once, without its findings: for lists, facets and counts.

What is said of one account, and why, is :func:`shoal.signals.vet`; both give the same state by the same rules, and a
test holds them against each other.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Pool, Rates
from shoal.domain.finding import VerdictState
from shoal.domain.vetting import ANY, Weighing
from shoal.signals.gaps import is_counted
from shoal.signals.rate_findings import limits_of
from shoal.signals.rules import REMARKS, WEIGHTS, Mark, kind_of, weigh
from shoal.signals.vetting import MINOR
from shoal.signals.windows import followers_of

Mask = NDArray[np.bool_]
Codes = NDArray[np.int8]
Kind = tuple[VerdictState, str]
UNKNOWN: Kind = ("unknown", "")
SIGNS = (*WEIGHTS, "")  # the last one: no finding of that check
NONE = len(WEIGHTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictStates:
    """Verdicts in one column, aligned with a pool: ``kind`` points into ``kinds``, (state, kind) of a verdict."""

    kind: Codes
    kinds: tuple[Kind, ...]
    blocked: Mask

    def __len__(self) -> int:
        """Return the number of accounts."""
        return int(self.kind.shape[0])

    def state(self, row: int) -> Kind:
        """Return (state, kind) of one account."""
        return self.kinds[int(self.kind[row])]

    def is_blocked(self, row: int) -> bool:
        """Say whether one account waits for the under-18 check."""
        return bool(self.blocked[row])


def verdict_states(pool: Pool, rates: Rates, own_orders: Floats, suspected: Mask, by: Weighing) -> VerdictStates:
    """Return the verdict state of every account of a pool.

    ``own_orders`` are the net orders of the brand's own record, NaN where there is none; ``suspected`` marks the
    accounts of creators who wait for the under-18 check. Only the columns of followers are read of the pool.
    O(accounts x rules) on columns; accounts with findings of other checks (``by.more``) are weighed one by one, which
    are those with comments or captions.
    """
    marks = _marks(pool, rates, own_orders, by)
    column = _Column(len(pool))
    column.fill(suspected, MINOR)
    for rule in by.rules.rules:
        if rule.enabled:
            for check, weights in marks.items():
                if rule.check in (ANY, check):
                    held = np.array([sign in rule.weights for sign in SIGNS])
                    column.fill(held[weights], (rule.verdict, rule.kind or kind_of(check)))
    for row, findings in by.more.items():
        if not suspected[row]:
            told = [Mark(check, SIGNS[weights[row]]) for check, weights in marks.items() if weights[row] != NONE]
            told += [Mark(one.check, one.weight, one.value) for one in findings if one.check not in REMARKS]
            column.put(row, weigh(by.rules, told))
    return VerdictStates(kind=column.codes, kinds=tuple(column.kinds), blocked=suspected)


@dataclass(slots=True)
class _Column:
    """The column while it is filled: what was told first stays."""

    size: int
    kinds: list[Kind] = field(default_factory=lambda: [UNKNOWN])
    codes: Codes = field(init=False)
    open: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.codes = np.zeros(self.size, dtype=np.int8)
        self.open = np.ones(self.size, dtype=bool)

    def _code(self, kind: Kind) -> int:
        if kind not in self.kinds:
            self.kinds.append(kind)
        return self.kinds.index(kind)

    def fill(self, held: Mask, kind: Kind) -> None:
        """Give a kind to the accounts that have none yet."""
        now = held & self.open
        if now.any():
            self.codes[now] = self._code(kind)
            self.open[now] = False

    def put(self, row: int, kind: Kind) -> None:
        """Give one account a kind, whatever it had."""
        self.codes[row] = self._code(kind)


def _marks(pool: Pool, rates: Rates, own_orders: Floats, by: Weighing) -> Mapping[str, Codes]:
    """Return the weight of the findings that figures alone give, by check, as places in :data:`SIGNS`.

    In the order in which :func:`shoal.signals.vet` lists them: of two that a rule holds for, the first names the kind.
    """
    limits, size = limits_of(by.rules), len(pool)
    followers = followers_of(pool)
    z = np.full(size, np.nan) if rates.z is None else rates.z
    settled = is_counted(pool, rates, by.rules)
    with np.errstate(invalid="ignore"):
        in_line = np.abs(z) <= limits.unusual_z  # false for NaN
        odd = ~in_line & (rates.value > limits.odd_rate)
        sold = own_orders > 0
    engagement = _weights(size, (settled & ~np.isfinite(z), "0"), (settled & in_line, "+"), (settled, "-"))
    engagement[~settled] = SIGNS.index("?")
    return {
        "own_record": _weights(size, (sold, "+"), (np.isfinite(own_orders), "0")),
        "engagement": engagement,
        "rate_above_half": _weights(size, (odd, "-")),
        "followers": _weights(size, (~(followers > 0), "?")),
    }


def _weights(size: int, *told: tuple[Mask, str]) -> Codes:
    """Return a column of weights: of several that hold, the first."""
    column = np.full(size, NONE, dtype=np.int8)
    for held, weight in reversed(told):
        column[held] = SIGNS.index(weight)
    return column

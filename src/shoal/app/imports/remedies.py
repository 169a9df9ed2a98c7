"""What would settle those of whom too little is known for a verdict, and for how many: from the columns of the list.

Where the same is open about two accounts the same settles it, so one of each kind is vetted, however many there are:
a few dozen kinds, of ten thousand accounts as of a million.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from shoal.app.known.findings import unread
from shoal.app.listing.quickest import verdicts_of
from shoal.app.listing.roll import Roll
from shoal.catalog import creator_id_of
from shoal.domain.bulk import Ints
from shoal.domain.finding import Finding, Verdict
from shoal.report import Remedy
from shoal.signals import gaps

UNKNOWNS_SHOWN = 50
VETTED_AT_ONCE = 2_000
NO_QUICK_ONE = "no quick remedy is known"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """A creator of whom too little is known for a verdict: why, and the quickest thing that would settle it."""

    account_id: str
    creator_id: str
    name: str
    handle: str
    platform: str
    claim: str
    settle: str
    seconds: int | None


def quickest(verdict: Verdict) -> Finding | None:
    """Return the open point of a verdict that is settled in the shortest time."""
    open_points = [finding for finding in verdict.findings if finding.weight == "?"]
    return min(open_points, key=lambda finding: finding.settle_seconds or 10**6, default=None)


def remedies(roll: Roll) -> tuple[tuple[Remedy, ...], tuple[Unknown, ...]]:
    """Return what would settle the unknown ones, what helps most of them first, and the first of them by name.

    O(accounts) on columns; those of whom texts or hand counts tell something are vetted one by one.
    """
    unknown = np.array([state == "unknown" for state, _ in roll.states.kinds], dtype=bool)
    rows = np.flatnonzero(unknown[roll.states.kind])
    _, first, kind, numbers = np.unique(_kinds(roll)[rows], return_index=True, return_inverse=True, return_counts=True)
    points = [point for _, _, point in _vetted(roll, rows[first])]
    groups: dict[tuple[str, int | None], int] = {}
    for place in np.argsort(first).tolist():
        if (point := points[place]) is not None:
            key = (point.settle or NO_QUICK_ONE, point.settle_seconds)
            groups[key] = groups.get(key, 0) + int(numbers[place])
    found = (Remedy(settle=settle, seconds=seconds, number=number) for (settle, seconds), number in groups.items())
    has_point = np.array([point is not None for point in points], dtype=bool)
    shown = _vetted(roll, rows[has_point[kind]][:UNKNOWNS_SHOWN])
    return (
        tuple(sorted(found, key=lambda remedy: (-remedy.number, remedy.seconds or 0))),
        tuple(_unknown(roll, row, detail, point) for row, detail, point in shown if point is not None),
    )


def _kinds(roll: Roll) -> Ints:
    """Return a number for each account; where it is the same, so is what settles it."""
    no_profile, not_read = np.zeros((2, len(roll)), dtype=np.int64)
    no_profile[roll.register.without_profile()] = 1
    not_read[roll.register.rows_of(list(roll.texts.unread))] = 1
    found = 4 * gaps(roll.register.pool(), roll.rates, roll.by.rules) + 2 * no_profile + not_read
    found[sorted(roll.by.more)] = -1 - np.arange(len(roll.by.more))  # what is told beside figures leaves open anything
    return found


def _vetted(roll: Roll, rows: Ints) -> list[tuple[int, dict[str, Any], Finding | None]]:
    """Return some positions, each with what a line shows of it and the quickest of its open points."""
    found: list[tuple[int, dict[str, Any], Finding | None]] = []
    for start in range(0, len(rows), VETTED_AT_ONCE):
        some = rows[start : start + VETTED_AT_ONCE]
        details = roll.register.details(some)
        more = dict(roll.by.more)
        for row, detail in zip(some.tolist(), details, strict=True):
            if (texts := roll.texts.unread.get(str(detail["account_id"]))) is not None:
                more[row] = (*more.get(row, ()), unread(texts))
        points = map(quickest, verdicts_of(roll, some, details, more))
        found += zip(some.tolist(), details, points, strict=True)
    return found


def _unknown(roll: Roll, row: int, detail: dict[str, Any], point: Finding) -> Unknown:
    account = str(detail["account_id"])
    return Unknown(
        account_id=account, creator_id=creator_id_of(account), name=str(detail["name"] or ""),
        handle=str(detail["handle"]), platform=roll.register.platform.word(row) or "", claim=point.claim,
        settle=point.settle or NO_QUICK_ONE, seconds=point.settle_seconds,
    )  # fmt: skip

"""What is the quickest to settle about some accounts, as a page of the list shows it: the first open point of each.

The same checks as on a creator's page, for the rows of a page alone: O(rows), about 50 microseconds each. What is
open about everybody is worked out from columns: :mod:`shoal.app.imports.remedies`.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from shoal.app.listing.roll import Roll
from shoal.domain.bulk import Ints, Pool, PostTable
from shoal.domain.finding import Findings, Verdict
from shoal.domain.vetting import open_points
from shoal.signals import vet

ASK_ADULT = ("a person looks whether they are an adult", 120)
Quickest = tuple[str, int | None]
NOTHING_OPEN: Quickest = ("", None)


def quickest_of(roll: Roll, rows: Ints, details: list[dict[str, Any]]) -> list[Quickest]:
    """Return what to do and its seconds for each position, empty where nothing is open.

    ``details`` are those of the positions. Whoever may be under 18 needs that look before anything else.
    """
    found: list[Quickest] = []
    for row, verdict in zip(rows.tolist(), verdicts_of(roll, rows, details, roll.by.more), strict=True):
        waiting = open_points(verdict)
        if roll.states.is_blocked(row):
            found.append(ASK_ADULT)
        else:
            found.append((waiting[0].settle, waiting[0].settle_seconds) if waiting else NOTHING_OPEN)
    return found


def verdicts_of(roll: Roll, rows: Ints, details: list[dict[str, Any]], more: Findings) -> tuple[Verdict, ...]:
    """Return verdicts with what is open about some positions; ``more`` is told beside figures, by position.

    Their texts are not read: what is written about somebody leaves nothing open but the under-18 check.
    """
    told = {place: more[row] for place, row in enumerate(rows.tolist()) if row in more}
    pool = _pool(roll, rows, details)
    return vet(pool, roll.rates.take(rows), _no_posts(), roll.own, replace(roll.by, more=told))


def _pool(roll: Roll, rows: Ints, details: list[dict[str, Any]]) -> Pool:
    """Return some accounts with what the checks on figures read; texts of people stay where they are."""
    register = roll.register
    told: dict[str, Any] = {name: column[rows] for name, column in register.numbers.items()}
    told["platform"] = np.array([register.platform.word(int(row)) or "" for row in rows], dtype=object)
    told["account_id"] = np.array([str(detail["account_id"]) for detail in details], dtype=object)
    told["key_kind"] = np.array([str(detail["key_kind"]) for detail in details], dtype=object)
    blank: dict[str, Any] = {"Floats": np.nan, "Texts": ""}
    return Pool(**{
        name: told.get(name, np.full(len(rows), blank[kind], dtype=float if kind == "Floats" else object))
        for name, kind in Pool.__annotations__.items()
    })  # fmt: skip


def _no_posts() -> PostTable:
    """Return no posts: the rates were worked out from them already."""
    nothing, none = np.zeros(0), np.zeros(0, dtype=np.int64)
    return PostTable(
        account=none, at=nothing, format=none, likes=nothing, comments=nothing, shares=nothing, saves=nothing,
        views=nothing, sponsored=nothing,
    )  # fmt: skip

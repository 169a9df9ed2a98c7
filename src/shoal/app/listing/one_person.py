"""Accounts of which somebody here said that they are one person, as positions of the list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.app.known.persons import Persons
from shoal.app.listing.roll import Roll
from shoal.catalog import creator_id_of
from shoal.domain.listing import OtherAccount
from shoal.domain.values import Estimate, Value, unknown


def people_in(roll: Roll, told: Persons) -> dict[int, int]:
    """Return a number for each person of several accounts, by the positions of her accounts in the list."""
    if not told.first:
        return {}
    rows = roll.register.rows_of(told.accounts())
    one = [told.one(creator_id_of(str(detail["account_id"]))) for detail in roll.register.details(rows)]
    numbers = {name: number for number, name in enumerate(sorted(set(one)))}
    return {int(row): numbers[name] for row, name in zip(rows, one, strict=True) if one.count(name) > 1}


def further_accounts(roll: Roll, people: Mapping[int, int], rows: NDArray[Any]) -> dict[int, tuple[OtherAccount, ...]]:
    """Return the further accounts of the people on some lines, by position."""
    here = {people[int(row)] for row in rows if int(row) in people}
    members = [row for row, number in people.items() if number in here]
    known = dict(zip(members, roll.register.details(np.array(members, dtype=np.int64)), strict=True)) if members else {}
    return {row: tuple(_other(roll, one, known[one]) for one in _beside(row, members, people)) for row in members}


def _beside(row: int, members: list[int], people: Mapping[int, int]) -> list[int]:
    return [one for one in members if people[one] == people[row] and one != row]


def _other(roll: Roll, row: int, detail: dict[str, Any]) -> OtherAccount:
    return OtherAccount(
        creator_id=creator_id_of(str(detail["account_id"])), platform=roll.register.platform.word(row) or "",
        handle=detail["handle"], followers=followers_of(roll, row, detail),
    )  # fmt: skip


def followers_of(roll: Roll, row: int, detail: dict[str, Any]) -> Value:
    """Return the follower count as it was written; a rounded one keeps the width of its writing."""
    number, low, high = (float(roll.register.numbers[f"followers{end}"][row]) for end in ("", "_low", "_high"))
    if not np.isfinite(number):
        return unknown("followers", "not given", "people")
    method = "as written" if low == high else "precision of the writing"
    estimate = Estimate(value=number, low=low, high=high, level=1.0, n=1, method=method)
    origin = roll.origin(detail["followers_ref"], detail)
    return Value(name="followers", state="observed", unit="people", estimate=estimate, provenance=origin)

"""Accounts that are one person, as the asking brand was told: counted once, and on one line.

``people`` gives a number for each such account by its row: the same number for the same person.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from shoal.domain.bulk import Ints
from shoal.index.columns import Facet

People = Mapping[int, int]


def of_one(people: People, rows: Ints | None = None) -> list[Ints]:
    """Return the accounts of each person of whom there are several among some rows, or all. O(people told)."""
    members = np.fromiter(people, dtype=np.int64, count=len(people))
    found: dict[int, list[int]] = {}
    for row in (members if rows is None else members[np.isin(members, rows)]).tolist():
        found.setdefault(people[row], []).append(row)
    return [np.array(accounts) for accounts in found.values() if len(accounts) > 1]


def further(people: People, rows: Ints | None = None) -> int:
    """Return how many of some rows, or of all, are further accounts of somebody counted already."""
    return sum(len(accounts) - 1 for accounts in of_one(people, rows)) if people else 0


def counted(facet: Facet, people: People, rows: Ints) -> Ints:
    """Return how many people have each value of a facet, somebody of several accounts once for each value."""
    counts = facet.counts(rows)
    for accounts in of_one(people, rows) if people else ():
        counts -= np.maximum(facet.counts(accounts) - 1, 0)
    return counts


def first_of_each(people: People, rows: Ints) -> Ints:
    """Return the places of some rows without further accounts of somebody who came before."""
    told: dict[int, int] = {}
    numbers = [people.get(row, -1 - row) for row in rows.tolist()]
    for place, number in enumerate(numbers):
        told.setdefault(number, place)
    return np.fromiter(told.values(), dtype=np.int64, count=len(told))

"""Accounts of which somebody here said that they are one person: counted once, each with its own figures.

The catalogue joins accounts on certain identity alone. What a person says is kept beside it, per brand: nothing that
was seen is moved or added up, so taking the word back takes them apart again, and no import can forget it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shoal.catalog import account_id_of
from shoal.domain.bulk import Pool
from shoal.domain.shortlist import Candidate
from shoal.errors import ConflictError

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

PEOPLE = "people_told"  # the setting: by pair, what was said and of whom
SAME, OTHER = "same", "other"


@dataclass(frozen=True, slots=True)
class Persons:
    """Who of the accounts are one person, by creator id; ``first`` names one of them for all."""

    first: Mapping[str, str]

    def one(self, creator_id: str) -> str:
        """Return the id under which somebody is counted."""
        return self.first.get(creator_id, creator_id)

    def others(self, creator_id: str) -> tuple[str, ...]:
        """Return the other creators who are the same person."""
        mine = self.first.get(creator_id)
        return tuple(sorted(one for one, first in self.first.items() if first == mine and one != creator_id))

    def accounts(self) -> list[str]:
        """Return all accounts that are somebody's further ones or have such, in order."""
        return sorted(map(account_id_of, self.first))

    def of_pool(self, pool: Pool) -> NDArray[np.object_] | None:
        """Return who each row of a pool is counted as, ``None`` where everybody is one account."""
        if not self.first:
            return None
        return np.array([self.one(str(creator)) for creator in pool.creator_id], dtype=object)

    def once(self, candidates: Iterable[Candidate], wanted: Iterable[str] = ()) -> tuple[Candidate, ...]:
        """Return candidates without the further accounts of a person: a wanted one stays, else the first."""
        told, chosen = set(wanted), list(candidates)
        best: dict[str, Candidate] = {}
        for candidate in sorted(chosen, key=lambda one: one.account_id not in told):
            best.setdefault(self.one(candidate.creator_id), candidate)
        return tuple(one for one in chosen if best[self.one(one.creator_id)] is one)


def persons(shoal: Shoal) -> Persons:
    """Return who is one person, as this brand was told. O(answers)."""
    return joined(_pairs(shoal.ledger.notes.setting(PEOPLE, {}), SAME))


def joined(pairs: Iterable[tuple[str, str]]) -> Persons:
    """Return persons from pairs: whoever is one with somebody is one with all of theirs."""
    first: dict[str, str] = {}
    for one, other in pairs:
        mine, theirs = first.get(one, one), first.get(other, other)
        head = min(mine, theirs)
        first |= dict.fromkeys([name for name, its in first.items() if its in (mine, theirs)], head)
        first |= {one: head, other: head}
    return Persons(first)


def _pairs(told: Mapping[str, object], said: str) -> Iterator[tuple[str, str]]:
    """Yield the pairs of which something was said; one of whom somebody was erased names nobody any more."""
    for answer in told.values():
        if isinstance(answer, list) and answer[0] == said and all(str(one).startswith("cr_") for one in answer[1:]):
            yield str(answer[1]), str(answer[2])


def refuse_contradiction(told: Mapping[str, object]) -> None:
    """Raise ``ConflictError`` where two that are said to be two people are one by way of a third."""
    one = joined(_pairs(told, SAME))
    if any(one.one(left) == one.one(right) for left, right in _pairs(told, OTHER)):
        raise ConflictError(
            "Somebody here said that two of these accounts are two people.",
            next_step="Open that answer again first, on the page of either.",
        )


def word_of(answer: object) -> str:
    """Return what was said of a pair; answers of earlier versions are the word alone."""
    return str(answer[0]) if isinstance(answer, list) else str(answer or "")

"""Who is vetted, each read in full; where there are too many for that, all are counted by columns and some are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from shoal.app.imports.remedies import remedies
from shoal.app.known.look import Look
from shoal.app.planning.narrowing import accounts_of
from shoal.domain.bulk import Ints
from shoal.domain.finding import Verdict
from shoal.domain.listing import OWN_RECORD
from shoal.report import Remedy
from shoal.signals import VerdictStates, summary

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

MOST_KEPT = 2_000  # creators of one vetting that is kept; for more, somebody names a brief
MOST_READ = 500  # of everybody who are read in full where all cannot be: as many as the longest page of a list
FIRST = ("review", "refuse", "unknown", "ok")  # who needs a person comes first


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """Who was read in full, with their verdicts, and how many of all have each.

    ``remedies`` are what would settle the unknown ones of everybody, where not everybody was read.
    """

    accounts: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    counts: dict[str, int]
    remedies: tuple[Remedy, ...] = ()


def read_all(seen: Look, wanted: set[str] | None) -> Read:
    """Read whoever is wanted, ``None`` for everybody. All texts are told of up to 2,000. O(posts + accounts)."""
    known = seen.pool.account_id.astype(str)
    rows = np.arange(len(known)) if wanted is None else np.flatnonzero(np.isin(known, sorted(wanted)))
    few = len(rows) <= MOST_KEPT
    verdicts = tuple(seen.verdicts_of(rows) if few else [seen.verdicts[row] for row in rows.tolist()])
    return Read(accounts=tuple(known[rows].tolist()), verdicts=verdicts, counts=summary(verdicts))


def read_some(shoal: Shoal, wanted: set[str] | None) -> Read:
    """Read whoever is wanted out of a catalogue that nobody reads in full; of everybody, those who come first.

    O(accounts) on the columns of the list; the memory for what is read does not grow with them.
    """
    roll = shoal.listing.roll()
    rows = first_rows(roll.states) if wanted is None else np.sort(roll.register.rows_of(sorted(wanted)))
    found = accounts_of(shoal, roll, rows, judged=True)
    accounts, verdicts = tuple(found.pool.account_id.astype(str).tolist()), tuple(found.verdicts)
    if wanted is not None:
        return Read(accounts=accounts, verdicts=verdicts, counts=summary(verdicts))
    return Read(accounts=accounts, verdicts=verdicts, counts=counted(roll.states), remedies=remedies(roll)[0])


def first_rows(states: VerdictStates) -> Ints:
    """Return the positions of the first few in the order in which they are listed, in order of position."""
    places = np.array([FIRST.index(state) for state, _ in states.kinds], dtype=np.int8)[states.kind]
    return np.sort(np.argsort(places, kind="stable")[:MOST_READ])


def counted(states: VerdictStates) -> dict[str, int]:
    """Count verdicts as :func:`shoal.signals.summary` does, from their column."""
    counts = dict.fromkeys((OWN_RECORD, "ok", "review", "unknown", "refuse"), 0)
    numbers = np.bincount(states.kind, minlength=len(states.kinds)).tolist()
    for (state, kind), number in zip(states.kinds, numbers, strict=True):
        counts[OWN_RECORD if kind == OWN_RECORD else state] += number
    return counts

"""Whom a shortlist is made from where there are too many to weigh everybody.

Everybody is held against the hard wishes, a part at a time, so that memory does not grow with the catalogue. Of those
who pass, the closest by the search index are read in full and weighed, and own ground always is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shoal.app.known.findings import told_closely
from shoal.app.known.look import ALL_WEIGHED, look
from shoal.app.known.persons import persons
from shoal.app.listing.one_person import people_in
from shoal.app.listing.roll import Roll
from shoal.app.planning.supply import Accounts, gather, ground_accounts, wanted_text
from shoal.domain.brief import Brief
from shoal.domain.bulk import Ints
from shoal.domain.finding import Verdict
from shoal.domain.listing import ListQuery
from shoal.domain.shortlist import Shortlist, WishCount
from shoal.match import PASS, UNKNOWN, levels
from shoal.signals import vet, view_levels

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

MOST_PASSING = 3_000  # who pass all hard wishes and are weighed: thirty times the longest list anybody decides on
MOST_WAITING = 500  # of whom a fact is missing and who are weighed; a list shows sixty
PART = 25_000  # accounts that are held against the wishes at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Sifted:
    """Everybody held against the hard wishes: ``level`` per account as in the sieve, in the order of ids.

    ``further`` are the positions of accounts of somebody who is counted by another one that fits as well or better.
    """

    counts: tuple[WishCount, ...]
    creators: int
    level: NDArray[np.int8]
    further: Ints

    def people(self, level: int) -> int:
        """Return how many people stand at a level."""
        return int(np.count_nonzero(self.level == level) - np.count_nonzero(self.level[self.further] == level))


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowed:
    """Those who are weighed, and what there is to say of the others."""

    accounts: Accounts
    sifted: Sifted
    strict: bool
    closest: str

    def told(self, made: Shortlist) -> Shortlist:
        """Return a shortlist of those weighed, with the counts of everybody."""
        passing = self.sifted.people(PASS)
        waiting = 0 if self.strict else self.sifted.people(UNKNOWN)
        note = (
            f"{passing:,} of {self.sifted.creators:,} creators pass the hard wishes; the {len(self.accounts.pool):,} "
            f"{self.closest}, your own ground among them, were read in full and weighed"
        )
        return replace(
            made,
            pool=self.sifted.creators,
            wish_counts=self.sifted.counts,
            apart_total=waiting,
            left_out_total=self.sifted.creators - waiting - len(made.candidates),
            notes=(note, *made.notes),
        )


def is_large(shoal: Shoal) -> bool:
    """Say whether there are too many accounts to read all of them in full."""
    return look(shoal).size > ALL_WEIGHED


def sift_everybody(shoal: Shoal, brief: Brief) -> Sifted:
    """Hold everybody against the hard wishes. O(accounts and their texts) in time, a part of them in memory."""
    roll = shoal.listing.roll()
    level = np.zeros(len(roll), dtype=np.int8)
    told: list[tuple[WishCount, ...]] = []
    creators = held = 0
    people = people_in(roll, persons(shoal))
    for rows in parts(len(roll), np.array(sorted(people), dtype=np.int64)):
        held += len(rows)
        shoal.progress(f"holding {held:,} of {len(roll):,} accounts against the hard wishes")
        part = accounts_of(shoal, roll, rows, judged=False)
        counts, level[rows], found = levels(brief, gather(shoal, brief, part, meaning=False))
        told.append(counts)
        creators += found
    counts = tuple(map(_added, zip(*told, strict=True)))
    return Sifted(counts=counts, creators=creators, level=level, further=further_of(people, level))


def parts(accounts: int, together: Ints) -> Iterator[Ints]:
    """Yield the positions of all accounts, some at a time, those that must be seen together in the first part."""
    rest = np.setdiff1d(np.arange(accounts), together, assume_unique=True)
    for start in range(0, accounts, PART):
        end = start + PART - len(together)
        first = together if start == 0 else rest[:0]
        yield np.sort(np.concatenate((first, rest[max(start - len(together), 0) : max(end, 0)])))


def further_of(people: Mapping[int, int], level: NDArray[np.int8]) -> Ints:
    """Return the accounts of people who have another one that fits as well or better."""
    rows = sorted(people, key=lambda row: (people[row], -int(level[row]), row))
    return np.array([row for before, row in pairwise(rows) if people[before] == people[row]], dtype=np.int64)


def narrow(shoal: Shoal, brief: Brief) -> Narrowed:
    """Choose who is weighed for a brief, and read those in full."""
    roll, sifted = shoal.listing.roll(), sift_everybody(shoal, brief)
    strict = brief.unknowns == "strict"
    order, closest = closest_first(shoal, roll, brief, sifted.level >= (PASS if strict else UNKNOWN))
    passing = order[sifted.level[order] == PASS][:MOST_PASSING]
    waiting = order[sifted.level[order] == UNKNOWN][:MOST_WAITING]
    rows = np.unique(np.concatenate((passing, waiting, _own(shoal, roll))))
    return Narrowed(accounts=accounts_of(shoal, roll, rows, judged=True), sifted=sifted, strict=strict, closest=closest)


def closest_first(shoal: Shoal, roll: Roll, brief: Brief, passing: NDArray[np.bool_]) -> tuple[Ints, str]:
    """Return the positions of those who pass, closest to the brief first, and what closest means here.

    By words and meaning where there is an index and the brief has a text, else by how many people take part.
    """
    rows, wanted = np.flatnonzero(passing), wanted_text(brief)
    engaged = roll.rates.value[rows] * roll.figure("followers")[rows]
    busiest = rows[np.argsort(-np.nan_to_num(engaged, nan=-1.0), kind="stable")]
    found = shoal.searching.recall(roll, ListQuery(text=wanted), passing, words="any") if wanted and len(rows) else None
    if found is None:
        return busiest, "with most people taking part"
    recall, positions = found
    by_words = positions[recall.rows].astype(np.int64)
    accounts = [str(account) for account in roll.register.account_ids()[rows]]
    near = shoal.searching.closeness(wanted, accounts)
    by_meaning = rows[:0] if near is None else rows[np.argsort(-np.nan_to_num(near, nan=-1.0), kind="stable")]
    first = front_of_either(by_words[by_words >= 0], by_meaning)
    return np.concatenate((first, busiest[~np.isin(busiest, first)])), "closest by words and meaning"


def front_of_either(one: Ints, other: Ints) -> Ints:
    """Return who is in either list, each once, by the better of both places."""
    rows = np.concatenate((one, other))
    places = np.concatenate((np.arange(len(one)), np.arange(len(other))))
    rows = rows[np.argsort(places, kind="stable")]
    _, first = np.unique(rows, return_index=True)
    return rows[np.sort(first)]


def accounts_of(shoal: Shoal, roll: Roll, rows: Ints, *, judged: bool) -> Accounts:
    """Return some positions of the list in full; where they are not ``judged``, verdicts say who is blocked alone.

    Rates are those of the list: what is usual follows from everybody.
    """
    seen = look(shoal)
    accounts = [str(one["account_id"]) for one in roll.register.details(rows)]
    pool = shoal.catalog.pool(seen.moment.seen, shoal.brand.id, accounts)
    rates = roll.rates.take(rows)
    views = None
    if judged:
        posts = shoal.catalog.posts_of(pool.account_id, seen.moment.seen)
        views = view_levels(pool, posts, as_of=seen.moment.at)
        weighing = seen.weighing(told_closely(seen.task, seen.texts, accounts))
        verdicts = vet(pool, rates, posts, seen.own, weighing)
    else:
        verdicts = tuple(BLOCKED if blocked else OPEN for blocked in roll.states.blocked[rows].tolist())
    return Accounts(pool=pool, rates=rates, verdicts=verdicts, own=seen.own, views=views)


OPEN = Verdict(creator_id="", state="unknown", findings=())
BLOCKED = replace(OPEN, blocked=True)


def _own(shoal: Shoal, roll: Roll) -> Ints:
    """Return the positions of whoever knows the brand already."""
    kinds = ground_accounts(shoal, frozenset(roll.own)).values()
    return roll.register.rows_of(sorted({account for members in kinds for account in members}))


def _added(counts: Iterable[WishCount]) -> WishCount:
    """Return the counts of one wish over all parts."""
    parts = tuple(counts)
    kept, dropped, unknown = (sum(getattr(one, name) for one in parts) for name in ("kept", "dropped", "unknown"))
    return replace(parts[0], kept=kept, dropped=dropped, unknown=unknown)

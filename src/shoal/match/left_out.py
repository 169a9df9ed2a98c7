"""Who is not on the list, and the first wish or rule that says so."""

from __future__ import annotations

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.domain.finding import Evidence, Finding
from shoal.domain.shortlist import LeftOut
from shoal.match.constraints import FAIL, UNKNOWN, Check
from shoal.match.reasons import open_question
from shoal.match.sieve import Sieve
from shoal.match.supply import Supply

SHOWN = 60  # enough to see what a wish costs, short enough to read
NEXT_IN_LINE_SHOWN = 20
# Nothing else is said: a shortlist travels further than the suspicion should, and nobody is called a minor here.
NEUTRAL = "not listed until a person has looked at their record: the under-18 rule"


def why_left_out(supply: Supply, sieve: Sieve, row: int) -> LeftOut:
    """Return one account with the first wish it fails, the figure included."""
    if sieve.blocked[row]:
        finding = Finding(check="suspected_minor", claim=NEUTRAL, weight="0", settle="look at their record")
        return _left_out(supply, row, finding)
    failed = np.flatnonzero(sieve.states[:, row] == FAIL)
    if not len(failed):
        return why_apart(supply, sieve, row)
    check = sieve.checks[int(failed[0])]
    fact = check.fact(row)
    evidence = (Evidence(text=fact, ref=str(supply.pool.ref[row])),)
    because = Finding(check=check.field, claim=_claim(check, row), weight="-", evidence=evidence)
    return _left_out(supply, row, because)


def why_apart(supply: Supply, sieve: Sieve, row: int) -> LeftOut:
    """Return one account with the first wish that waits on a fact, and how to find it out."""
    check = sieve.checks[int(np.flatnonzero(sieve.states[:, row] == UNKNOWN)[0])]
    return _left_out(supply, row, open_question(check.field, _claim(check, row), str(supply.pool.ref[row])))


def next_in_line(supply: Supply, row: int, position: int, size: int) -> LeftOut:
    """Return one account that fits and stands behind the last place of the list."""
    claim = f"fits every hard wish, at place {position}: the list holds {size}"
    return _left_out(supply, row, Finding(check="shortlist_size", claim=claim, weight="0"))


def nearness_to_fit(sieve: Sieve) -> tuple[Floats, Floats]:
    """Return per account how many hard wishes fail and how far beside the first failed one lies; N times wishes."""
    failing = sieve.states == FAIL
    fails = failing.sum(axis=0) + 0.5 * (sieve.states == UNKNOWN).sum(axis=0)
    miss = np.zeros(len(sieve.level))
    for place in range(len(sieve.checks) - 1, -1, -1):
        miss = np.where(failing[place], sieve.checks[place].miss, miss)
    return fails, miss


def nearest_rows(supply: Supply, sieve: Sieve, rows: Ints) -> Ints:
    """Return rows ordered from nearly fitting to far off, one per creator (her nearest account).

    Those who wait for the under-18 check come first, so that they are never hidden in the count of the rest.
    """
    fails, miss = nearness_to_fit(sieve)
    names = supply.pool.account_id[rows].astype(str)
    order = rows[np.lexsort((names, np.round(miss[rows], 9), fails[rows], ~sieve.blocked[rows]))]
    _, first = np.unique(sieve.creator[order], return_index=True)
    nearest: Ints = order[np.sort(first)]
    return nearest


def _claim(check: Check, row: int) -> str:
    return f"{check.fact(row)}, wish: {check.label}" if check.wish else check.fact(row)


def _left_out(supply: Supply, row: int, because: Finding) -> LeftOut:
    pool = supply.pool
    return LeftOut(creator_id=str(pool.creator_id[row]), account_id=str(pool.account_id[row]), because=because)

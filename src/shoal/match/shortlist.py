"""From a brief and a pool to an explained list; equal inputs give equal lists."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shoal.domain.brief import Brief
from shoal.domain.bulk import Ints
from shoal.domain.finding import Evidence, Finding
from shoal.domain.shortlist import Candidate, LeftOut, Shortlist, WishCount
from shoal.domain.tiers import tier_of
from shoal.domain.values import Estimate, Value
from shoal.match.calibrate import LEVEL
from shoal.match.composed import make_up, mix_notes
from shoal.match.constraints import FAIL, PASS, UNKNOWN
from shoal.match.contradictions import contradictions
from shoal.match.figures import engagement_value, followers_value, price_of, response_of
from shoal.match.left_out import NEXT_IN_LINE_SHOWN, SHOWN, nearest_rows, next_in_line, why_apart, why_left_out
from shoal.match.phrases import count, percent
from shoal.match.protected import refuse_protected
from shoal.match.rank import Ranking, rank
from shoal.match.reasons import reasons_for, unknowns_of
from shoal.match.sieve import Sieve, count_wishes, gain_by_dropping, sift
from shoal.match.supply import Supply
from shoal.match.wishes import check_brief

FEW = 5  # below so many candidates the list says which single wish costs most


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What every step of one build needs."""

    brief: Brief
    supply: Supply
    sieve: Sieve
    ranking: Ranking


def build_shortlist(
    brief: Brief, supply: Supply, *, shortlist_id: str, version: int, created_at: datetime, catalog_version: str
) -> Shortlist:
    """Return who fits a brief and why, who waits on a fact, and who is left out by what.

    Raises :class:`ProtectedTraitError` for a wish on a protected trait and :class:`InputError` for one that cannot be
    read. N log N in the accounts; only those shown are put into words.
    """
    refuse_protected(brief)
    check_brief(brief)
    sieve = sift(brief, supply)
    alive = sieve.level == PASS if brief.unknowns == "strict" else sieve.level >= UNKNOWN
    work = _Work(brief=brief, supply=supply, sieve=sieve, ranking=rank(brief, supply, sieve, alive))
    creators = sieve.of_creators(sieve.level)
    fitting, waiting, out = (_best_rows(work, creators, level) for level in (PASS, UNKNOWN, FAIL))
    if brief.unknowns == "strict":
        out, waiting = np.concatenate([waiting, out]), waiting[:0]
    chosen, behind, made = make_up(brief, supply, fitting, work.ranking.score)
    counts = count_wishes(sieve)
    return Shortlist(
        id=shortlist_id,
        brief_id=brief.id,
        brief_name=brief.name,
        version=version,
        pool=sieve.creators,
        candidates=tuple(_candidate(work, int(row)) for row in chosen),
        apart=tuple(why_apart(supply, sieve, int(row)) for row in waiting[:SHOWN]),
        apart_total=len(waiting),
        left_out=_left_out(work, behind, out),
        left_out_total=len(behind) + len(out),
        wish_counts=counts,
        notes=(*_notes(work, len(fitting), len(waiting)), *mix_notes(brief, supply, chosen, made)),
        catalog_version=catalog_version,
        created_at=created_at,
    )


def survivors(brief: Brief, supply: Supply) -> tuple[WishCount, ...]:
    """Return how many creators each hard wish keeps, in order, those of whom the fact is unknown apart."""
    refuse_protected(brief)
    check_brief(brief)
    return count_wishes(sift(brief, supply))


def levels(brief: Brief, supply: Supply) -> tuple[tuple[WishCount, ...], NDArray[np.int8], int]:
    """Return what :func:`survivors` does, with how each account stands (``PASS``, ``UNKNOWN``, ``FAIL``), and how many
    creators there are: for a pool that is looked through a part at a time, no creator in two parts.
    """
    refuse_protected(brief)
    check_brief(brief)
    sieve = sift(brief, supply)
    return count_wishes(sieve), sieve.level, sieve.creators


def _best_rows(work: _Work, creators: np.ndarray[tuple[int], np.dtype[np.int8]], level: int) -> Ints:
    """Return one row per creator whose best account is at this level: the one that scores highest, best first."""
    sieve, pool = work.sieve, work.supply.pool
    rows = np.flatnonzero((creators[sieve.creator] == level) & (sieve.level == level))
    if level == FAIL:
        return nearest_rows(work.supply, sieve, rows)
    order = rows[np.lexsort((pool.account_id[rows].astype(str), -work.ranking.score[rows]))]
    _, first = np.unique(sieve.creator[order], return_index=True)
    best: Ints = order[np.sort(first)]
    return best


def _candidate(work: _Work, row: int) -> Candidate:
    supply, pool = work.supply, work.supply.pool
    followers = float(pool.followers[row])
    return Candidate(
        creator_id=str(pool.creator_id[row]),
        account_id=str(pool.account_id[row]),
        platform=str(pool.platform[row]),
        tier=tier_of(followers, work.brief.tier_scheme),
        followers=followers_value(supply, row),
        engagement=engagement_value(supply, row),
        score=float(work.ranking.score[row]),
        contributions=work.ranking.listed(row),
        reasons=(
            *reasons_for(supply, work.sieve, work.ranking, work.brief, row),
            *_other_accounts(work, row),
            *_past(work, row),
        ),
        unknowns=unknowns_of(supply, work.sieve, row),
        verdict=supply.verdicts[row],
        price=price_of(supply.prices, row),
        response=response_of(supply, row),
    )


def _past(work: _Work, row: int) -> tuple[Finding, ...]:
    """Say how often somebody with a score like hers was wanted, once there are enough decisions to know."""
    curve = work.supply.calibration
    if curve is None:
        return ()
    share, low, high, n = curve.at(float(work.ranking.score[row]))
    estimate = Estimate(value=share, low=low, high=high, level=LEVEL, n=n, method="isotonic over past decisions")
    value = Value(name="wanted_share", state="estimated", unit="fraction", estimate=estimate)
    claim = (
        f"of {n} decided on with a score like theirs, {percent(share)} were wanted ({percent(low)} to {percent(high)}"
    )
    return (Finding(check="past_decisions", claim=f"{claim}, {percent(LEVEL)})", weight="0", value=value),)


def _other_accounts(work: _Work, row: int) -> tuple[Finding, ...]:
    """Mention the other accounts of the same creator: followers are never summed over accounts."""
    sieve, pool = work.sieve, work.supply.pool
    words = {PASS: "fits as well, with a lower score", UNKNOWN: "a fact is missing", FAIL: "does not fit every wish"}
    others = (int(one) for one in np.flatnonzero(sieve.creator == sieve.creator[row]) if one != row)
    return tuple(
        Finding(
            check="other_account",
            claim=f"another account of theirs on {pool.platform[one]}, {_size(pool.followers[one])}: "
            f"{words[int(sieve.level[one])]}{_together(work, row, one)}",
            evidence=(Evidence(text=str(pool.account_id[one]), ref=str(pool.ref[one])),),
        )
        for one in others
    )


def _together(work: _Work, row: int, other: int) -> str:
    """Say between which bounds a deal on both accounts reaches people: all of them twice, or nobody twice."""
    reach = work.supply.responses.reach[[row, other]]
    if not np.all(np.isfinite(reach)):
        return ""
    low, high = count(float(reach.max())), count(float(reach.sum()))
    return f"; a deal on each reaches {low} to {high} people together: how many follow both is not known"


def _size(followers: float) -> str:
    return "followers not known" if np.isnan(followers) else f"{count(followers)} followers"


def _left_out(work: _Work, behind: Ints, out: Ints) -> tuple[LeftOut, ...]:
    """Return the nearest of those not listed: first who is next in line, then who fails a wish by little."""
    size = work.brief.shortlist_size
    line = [
        next_in_line(work.supply, int(row), size + place + 1, size)
        for place, row in enumerate(behind[: min(NEXT_IN_LINE_SHOWN, SHOWN)])
    ]
    rest = [why_left_out(work.supply, work.sieve, int(row)) for row in out[: SHOWN - len(line)]]
    return (*line, *rest)


def _notes(work: _Work, fitting: int, waiting: int) -> tuple[str, ...]:
    notes = [f"the brief contradicts itself: {text}" for text in contradictions(work.brief)]
    held = len(np.unique(work.sieve.creator[work.sieve.blocked]))
    if held:
        notes.append(f"{held} not listed until a person has looked: the under-18 rule")
    if waiting > SHOWN:
        notes.append(f"{waiting} are listed apart, the {SHOWN} that score highest are shown")
    elif waiting:
        notes.append(f"{waiting} are listed apart: a fact that a hard wish needs is not known")
    return (*notes, *_relaxing(work.sieve, fitting))


def _relaxing(sieve: Sieve, fitting: int) -> tuple[str, ...]:
    """Say which single hard wish costs most where few are left, so that nobody has to try them one by one."""
    if fitting >= FEW or not sieve.checks:
        return ()
    matches = "1 match" if fitting == 1 else f"{fitting} matches"
    label, gives = gain_by_dropping(sieve)[0]
    if gives > fitting:
        return (f"{matches}: dropping the wish “{label}” gives {gives}",)
    return (f"{matches}: dropping any single hard wish gives no more",)

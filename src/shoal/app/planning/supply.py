"""What a shortlist is made from, gathered in the order in which the rooms depend on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shoal.app.applications.already import FOLLOWS
from shoal.app.known.look import look
from shoal.app.known.persons import persons
from shoal.domain.brief import Brief, Wish
from shoal.domain.bulk import Floats, Ints, Pool, Rates, ViewLevels
from shoal.domain.finding import Verdict
from shoal.domain.trade import OwnRecord
from shoal.match import Calibration, Supply, calibrate
from shoal.plan import price_table, responses, shared_audiences
from shoal.signals import local_share, supplied_by

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

WORDED = ("topic", "value_word")  # wishes whose words say what her texts should be about


@dataclass(frozen=True, slots=True, kw_only=True)
class Accounts:
    """Those whom a shortlist is made from, aligned row by row; ``own`` are the brand's own sales by account id.

    ``views`` are what their posts let expect, ``None`` where nothing is expected of them, as where wishes are counted.
    """

    pool: Pool
    rates: Rates
    verdicts: Sequence[Verdict]
    own: Mapping[str, OwnRecord]
    views: ViewLevels | None = None


def gather(shoal: Shoal, brief: Brief, who: Accounts | None = None, *, meaning: bool = True) -> Supply:
    """Return everything a shortlist is made from: accounts, rates, verdicts, prices, expected results, own ground, and
    how near their texts are to the brief in meaning (which counting who survives does not need).

    It is made from everybody, unless somebody else says from whom.
    """
    if who is None:
        seen = look(shoal)
        who = Accounts(
            pool=seen.pool, rates=seen.rates, verdicts=seen.verdicts, own=seen.own, views=seen.views
        )  # fmt: skip
    pool, wanted = who.pool, wanted_text(brief)
    accounts = [str(account) for account in pool.account_id]

    def overlap(rows: Ints) -> Floats | None:
        samples = shoal.catalog.samples([str(account) for account in pool.account_id[rows]], shoal.now())
        return None if samples is None else shared_audiences(samples, len(rows))

    return Supply(
        pool=pool, rates=who.rates, verdicts=who.verdicts,
        prices=price_table(pool, currency=brief.budget.currency),
        responses=responses(
            pool, who.rates, who.own, formats=brief.formats, views=who.views, at_home=brief.local
        ),
        person=persons(shoal).of_pool(pool), calibration=past_decisions(shoal), overlap=overlap,
        ground=own_ground(shoal, pool, frozenset(who.own)),
        local_low=local_audiences(shoal, pool, brief.audience or brief.markets),
        closeness=shoal.searching.closeness(wanted, accounts) if meaning and wanted and accounts else None,
    )  # fmt: skip


def wanted_text(brief: Brief) -> str:
    """Return what the texts of a creator should be about, as words of the brief; empty where it does not say."""
    return " ".join(
        (brief.text, *(word for wish in brief.wishes if wish.field in WORDED for word in _words(wish)))
    ).strip()


def past_decisions(shoal: Shoal) -> Calibration | None:
    """Return what the brand's decisions say of a score: each wanted or unwanted one on the newest list of its brief."""
    planning = shoal.ledger.planning
    scores: list[float] = []
    wanted: list[float] = []
    for name in dict.fromkeys(brief.name for brief in planning.newest_briefs()):
        decided = planning.decisions(name)
        if not decided or not planning.versions("shortlists", name):
            continue
        for candidate in planning.shortlist(name).candidates:
            one = decided.get(candidate.account_id)
            if one is not None and one.choice in ("wanted", "unwanted"):
                scores.append(candidate.score)
                wanted.append(float(one.choice == "wanted"))
    return calibrate(np.array(scores), np.array(wanted))


def local_audiences(shoal: Shoal, pool: Pool, countries: Sequence[str]) -> Floats | None:
    """Return the low end of the share of each audience that lives in some countries, as supplied, NaN where it was not.

    Where several suppliers say something, the one that says least counts. ``None`` where nobody says anything.
    """
    at = shoal.now()
    supplied = shoal.catalog.tellers(at).supplied if countries else ()
    rows = np.flatnonzero(np.isin(pool.account_id.astype(str), supplied)) if supplied else np.zeros(0, dtype=np.int64)
    if not len(rows):
        return None
    told = shoal.catalog.supplied([str(account) for account in pool.account_id[rows]], at)
    low = np.full(len(pool), np.nan)
    for place, values in told.items():
        row = int(rows[place])
        found = [local_share(one, countries, float(pool.followers[row]), at) for one in supplied_by(values)]
        known = [one.estimate.low for one in found if one.estimate is not None and one.state != "stale"]
        if known:
            low[row] = min(known)
    return low if np.isfinite(low).any() else None  # what was supplied may say nothing of places


def _words(wish: Wish) -> tuple[str, ...]:
    return wish.value if isinstance(wish.value, tuple) else ()


def own_ground(shoal: Shoal, pool: Pool, sold: frozenset[str]) -> Mapping[str, NDArray[np.bool_]]:
    """Return who of a pool knows the brand already, by kind. O(accounts)."""
    return {
        name: np.fromiter((one in members for one in pool.account_id), dtype=np.bool_, count=len(pool))
        for name, members in ground_accounts(shoal, sold).items()
    }


def ground_accounts(shoal: Shoal, sold: frozenset[str]) -> dict[str, set[str]]:
    """Return the accounts that know the brand already, by kind; kinds of which nothing is recorded are left out."""
    ledger = shoal.ledger
    accepted = ledger.applying.keys("accepted")
    bought = shoal.applying.customers() if accepted else {}  # all orders are gone through for it
    keys = [uid for uid, key in accepted if key in bought]
    follows = ledger.notes.tags().get(FOLLOWS, ())
    kinds = {
        "applicants": set(ledger.applying.accounts_with("accepted")),
        "past_partners": set(sold),
        "own_followers": {f"ac_{creator.removeprefix('cr_')}" for creator in follows},
        "customers": {account for record in ledger.applying.records(keys) for account in record.account_ids},
    }
    return {name: members for name, members in kinds.items() if members}

"""What a shortlist is made from, gathered in the order in which the rooms depend on each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from shoal.app.applications.already import FOLLOWS
from shoal.app.known.look import look
from shoal.domain.brief import Brief, Wish
from shoal.domain.bulk import Floats, Ints, Pool
from shoal.match import Calibration, Supply, calibrate
from shoal.plan import price_table, responses, shared_audiences
from shoal.signals import local_share, supplied_by

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

WORDED = ("topic", "value_word")  # wishes whose words say what her texts should be about


def gather(shoal: Shoal, brief: Brief, *, meaning: bool = True) -> Supply:
    """Return everything a shortlist is made from: accounts, rates, verdicts, prices, expected results, own ground, and
    how near their texts are to the brief in meaning (which counting who survives does not need).
    """
    seen = look(shoal)
    prices = price_table(seen.pool, currency=brief.budget.currency)
    expected = responses(seen.pool, seen.rates, seen.own, formats=brief.formats, views=seen.views, at_home=brief.local)
    wanted = " ".join((brief.text, *(word for wish in brief.wishes if wish.field in WORDED for word in _words(wish))))
    accounts = [str(account) for account in seen.pool.account_id]

    def overlap(rows: Ints) -> Floats | None:
        samples = shoal.catalog.samples([str(account) for account in seen.pool.account_id[rows]], shoal.now())
        return None if samples is None else shared_audiences(samples, len(rows))

    return Supply(
        pool=seen.pool, rates=seen.rates, verdicts=seen.verdicts, prices=prices, responses=expected,
        calibration=past_decisions(shoal), ground=own_ground(shoal, seen.pool, frozenset(seen.own)), overlap=overlap,
        local_low=local_audiences(shoal, seen.pool, brief.audience or brief.markets),
        closeness=shoal.searching.closeness(wanted, accounts) if meaning and wanted.strip() and accounts else None,
    )  # fmt: skip


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
    return low


def _words(wish: Wish) -> tuple[str, ...]:
    return wish.value if isinstance(wish.value, tuple) else ()


def own_ground(shoal: Shoal, pool: Pool, sold: frozenset[str]) -> Mapping[str, NDArray[np.bool_]]:
    """Return who knows the brand already, by kind; kinds of which nothing is recorded are left out. O(accounts)."""
    ledger = shoal.ledger
    applied = set(ledger.applying.accounts_with("accepted"))
    bought = shoal.applying.customers()
    keys = [uid for uid, key in ledger.applying.keys("accepted") if key in bought] if bought else []
    customers = {account for record in ledger.applying.records(keys) for account in record.account_ids}
    follows = set(ledger.notes.tags().get(FOLLOWS, ()))
    kinds = (
        ("applicants", pool.account_id, applied),
        ("past_partners", pool.account_id, set(sold)),
        ("own_followers", pool.creator_id, follows),
        ("customers", pool.account_id, customers),
    )
    return {
        name: np.fromiter((one in members for one in column), dtype=np.bool_, count=len(column))
        for name, column, members in kinds
        if members
    }

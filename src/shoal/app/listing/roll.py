"""All creators in small columns, for one brand and one day: what a list is filtered, counted and sorted by."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shoal.app.known.findings import told_closely
from shoal.app.listing.facets import (
    Column,
    Languages,
    country_name,
    kind_column,
    platform_name,
    tier_column,
    verdict_column,
    words_column,
)
from shoal.catalog import Register, account_id_of, creator_id_of, last_posts
from shoal.domain.bulk import Floats, Ints, Pool, PostTable, Rates
from shoal.domain.finding import Finding, Findings
from shoal.domain.values import Provenance
from shoal.domain.vetting import Weighing
from shoal.plan import fair_prices
from shoal.signals import (
    WINDOW_RULE,
    League,
    VerdictStates,
    band_hits,
    engagement,
    is_blocked,
    minor_hits,
    minor_pattern,
    verdict_states,
)

if TYPE_CHECKING:
    from shoal.app.known.look import Look
    from shoal.app.shoal import Shoal

VETTING_LEVEL = 0.9  # metric dictionary, section 1 rule 5
OTHERS = "another brand of this workspace"  # stands for the name of its file
NOBODY = np.zeros(0, dtype=np.int32)
NAMED = ("name", "handle")


class Roll:
    """The columns of one moment; nothing in it changes but what is worked out when it is first asked for.

    Making it costs a pass over the catalogue, about 0.4 s for 10,000 accounts; then it is shared by all pages.
    """

    def __init__(self, shoal: Shoal, seen: Look) -> None:
        self.at = shoal.now()
        self.brand = shoal.brand
        self.register: Register = shoal.catalog.register(self.at, self.brand.id)
        self.own = seen.own
        self.batches = {batch.id: batch for batch in shoal.catalog.batches()}
        self.currency = shoal.settings.currency
        self._catalog = shoal.catalog
        pool = self.register.pool()
        windows = shoal.catalog.register_windows(self.register, self.at, WINDOW_RULE)
        self._newest = windows.newest
        with shoal.catalog.fits() as fits:
            self.rates = engagement(pool, windows, as_of=self.at, level=VETTING_LEVEL, fits=fits)
        self.by = seen.weighing(self._more(seen.told))
        self.key, self.task, self.texts = seen.key, seen.task, seen.texts
        self.states = self._states(pool)
        self.leagues: dict[tuple[str, str, int], League] = {}  # of the rates by other definitions, as pages ask
        self._lock = threading.RLock()
        self._asked: tuple[str, int] | None = None  # the account that was asked for last, and its place
        self._posts: tuple[int, PostTable] | None = None  # those of that account
        self._columns: dict[str, Column] = {}
        self._orders: dict[str, tuple[NDArray[Any], NDArray[Any]]] = {}
        self._totals: dict[str, Ints] = {}
        self._figures: dict[str, Floats] = {}

    def __len__(self) -> int:
        """Return the number of accounts."""
        return self.register.size

    def _more(self, told: Mapping[str, tuple[Finding, ...]]) -> Findings:
        """Return what texts and hand counts tell, by position."""
        if not told:
            return {}
        rows = self.register.rows_of(sorted(told))
        details = self.register.details(rows)
        return {int(row): told[str(one["account_id"])] for row, one in zip(rows, details, strict=True)}

    def _states(self, pool: Pool) -> VerdictStates:
        """Return the verdict states: a text is read for words of minors only where the engine found one of them."""
        suspected = np.zeros(len(pool), dtype=bool)
        hits = {
            row: minor_hits(name, bio, notes, self.at.year)
            for row, name, bio, notes in self.register.holding(minor_pattern())
        }
        for row, findings in self.by.more.items():
            hits[row] = (*hits.get(row, ()), *band_hits(findings))
        asked = np.array(sorted(row for row, words in hits.items() if words), dtype=np.int64)
        known = self.register.details(asked) if len(asked) else []
        for row, detail in zip(asked.tolist(), known, strict=True):
            looked = self.by.looked.get(creator_id_of(str(detail["account_id"])))
            suspected[row] = is_blocked(hits[row], looked)
        found_minor = [account_id_of(creator) for creator, told in self.by.looked.items() if told.said == "minor"]
        suspected[self.register.rows_of(found_minor)] = True
        return verdict_states(pool, self.rates, self._own_orders(), suspected, self.by)

    def _own_orders(self) -> Floats:
        """Return the net orders of the brand's own record, NaN where there is none."""
        orders = np.full(len(self), np.nan)
        accounts = sorted(self.own)  # the register gives positions in the order of the ids
        rows = self.register.rows_of(accounts)
        known = [str(detail["account_id"]) for detail in self.register.details(rows)]
        orders[rows] = [self.own[account].orders for account in known]
        return orders

    # facets --------------------------------------------------------------------------------------------------------

    def column(self, facet: str, scheme: str) -> Column:
        """Return the column of a facet; tiers depend on their scheme."""
        name = f"{facet} {scheme}" if facet == "tier" else facet
        with self._lock:
            if name not in self._columns:
                self._columns[name] = self._column(facet, scheme)
            return self._columns[name]

    def _column(self, facet: str, scheme: str) -> Column:
        if facet == "verdict":
            return verdict_column(self.states)
        if facet == "kind":
            return kind_column(self.states)
        if facet == "tier":
            return tier_column(self.register.numbers["followers"], scheme)
        if facet == "language":
            return Languages(self.register.languages)
        label = {"country": country_name, "platform": platform_name}.get(facet, str)
        return words_column(getattr(self.register, facet), label)

    def totals(self, facet: str, scheme: str) -> Ints:
        """Return the counts of a facet over everybody, worked out once."""
        name = f"{facet} {scheme}"
        if name not in self._totals:
            self._totals[name] = self.column(facet, scheme).counts(None)
        return self._totals[name]

    def figure(self, name: str) -> Floats:
        """Return a figure of everybody that may be asked for, NaN where not known; worked out when first asked for."""
        if name == "er":  # the register's own is what a sheet says
            return self.rates.value
        if name in self.register.numbers:
            return self.register.numbers[name]
        with self._lock:
            if name not in self._figures:
                self._figures[name] = self._worked_out(name)
            return self._figures[name]

    def _worked_out(self, name: str) -> Floats:
        if name == "last_post":
            return last_posts(self.register, self.at)
        prices, known = fair_prices(self.register.pool(), currency=self.currency)
        self._figures |= {"price": prices, "fee": np.where(known, prices, np.nan)}
        return self._figures[name]

    # orders --------------------------------------------------------------------------------------------------------

    def order(self, sort: str) -> tuple[NDArray[Any], NDArray[Any]]:
        """Return the positions in an order, small to large: (those with a value, those without), ties by name.

        O(n log n) when a sort is first asked for.
        """
        with self._lock:
            if sort not in self._orders:
                self._orders[sort] = self._order(sort)
            return self._orders[sort]

    def _order(self, sort: str) -> tuple[NDArray[Any], NDArray[Any]]:
        if sort in NAMED:
            return self.register.order(sort), NOBODY
        by_name = self.register.order("name")
        keys = self._keys(sort)[by_name]
        known = np.isfinite(keys) if keys.dtype.kind == "f" else keys >= 0
        rows = by_name[known]
        return rows[np.argsort(keys[known], kind="stable")], by_name[~known]

    def _keys(self, sort: str) -> NDArray[Any]:
        """Return what an order goes by: not known is NaN or -1."""
        if sort in ("er", "followers"):
            return self.figure(sort)
        if sort == "last_seen":
            return self.register.seen_at
        column = self.column(sort, "")
        return column.codes if sort == "verdict" else column.ranks()

    # one account ---------------------------------------------------------------------------------------------------

    def origin(self, ref: str | None, detail: dict[str, Any]) -> Provenance | None:
        """Return where a figure comes from by the place of its line; the file of another brand is not named."""
        batch = self.batches.get((ref or "").partition(":")[0])
        if batch is None:
            return None
        source = batch.source if batch.brand in ("", self.brand.id) else OTHERS
        return Provenance(source=source, policy=batch.policy, ref=ref or "", observed_at=detail["seen_at"])

    def row_of(self, account: str) -> int | None:
        """Return the place of an account, ``None`` where it is not here."""
        with self._lock:
            if self._asked is None or self._asked[0] != account:
                rows = self.register.rows_of([account])
                if not len(rows):
                    return None
                self._asked = (account, int(rows[0]))
            return self._asked[1]

    def posts_of(self, row: int) -> PostTable:
        """Return the posts of one account, as those of a pool of one. O(posts in the catalogue), read for her alone."""
        with self._lock:
            if self._posts is None or self._posts[0] != row:
                accounts = np.array([self._account_at(row)], dtype=object)
                self._posts = (row, self._catalog.posts_of(accounts, self.at))
            return self._posts[1]

    def _account_at(self, row: int) -> str:
        if self._asked is not None and self._asked[1] == row:
            return self._asked[0]
        (detail,) = self.register.details(np.array([row]))
        return str(detail["account_id"])

    def rates_of(self, row: int) -> Rates:
        """Return the rates of one account, as those of a pool of one."""
        return self.rates.take(slice(row, row + 1))

    def weighing_of(self, account: str) -> Weighing:
        """Return what the findings of one account are weighed by, as that of a pool of one: all that is told of her."""
        return replace(self.by, more=told_closely(self.task, self.texts, [account], page=True))

    def newest_post_ref(self, row: int) -> str | None:
        """Return where the newest post of an account came in, ``None`` where none was counted."""
        return self._newest.ref(row) if self._newest is not None and self.rates.n[row] > 0 else None

"""What a shortlist is made from, gathered in the order in which the rooms depend on each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from shoal.domain.bulk import Pool, PostTable, Rates
from shoal.domain.finding import Verdict
from shoal.domain.trade import OwnRecord, SheetAgainstShop
from shoal.match import Supply
from shoal.measure import own_record, sheet_against_shop
from shoal.plan import price_table, responses
from shoal.signals import engagement, vet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from shoal.app.shoal import Shoal

VETTING_LEVEL = 0.9  # metric dictionary, section 1 rule 5


def sheet(shoal: Shoal) -> SheetAgainstShop | None:
    """Return the brand's own sheet beside what its shop booked, ``None`` where no orders came in."""
    orders = shoal.ledger.orders()
    if not orders:
        return None
    settings = shoal.settings
    deals = shoal.catalog.deals(shoal.now())
    return sheet_against_shop(orders, deals, currency=orders[0].currency, timezone=settings.timezone)


def records(shoal: Shoal) -> Mapping[str, OwnRecord]:
    """Return the brand's own sales by account id."""
    booked = sheet(shoal)
    return {} if booked is None else own_record(booked)


@dataclass(frozen=True, slots=True)
class Look:
    """What was read of all accounts; it stays true until a batch comes, a batch goes or a day ends.

    ``catalog_version`` and ``day`` say until when: what expires is looked at anew every day.
    """

    catalog_version: str
    day: date
    pool: Pool
    posts: PostTable
    rates: Rates


def look(shoal: Shoal) -> Look:
    """Return all accounts with posts and rates, read once per version of the catalogue. O(accounts + posts)."""
    version, day = shoal.catalog.version(), shoal.now().date()
    kept = shoal.last_look
    if kept is not None and (kept.catalog_version, kept.day) == (version, day):
        return kept
    pool = shoal.catalog.pool(shoal.now())
    posts = shoal.catalog.posts(pool, shoal.now())
    rates = engagement(pool, posts, as_of=shoal.now(), level=VETTING_LEVEL)
    shoal.last_look = Look(version, day, pool, posts, rates)
    return shoal.last_look


def vetted(shoal: Shoal) -> tuple[Pool, Sequence[Verdict]]:
    """Return every account with its verdict, aligned."""
    seen = look(shoal)
    return seen.pool, vet(seen.pool, seen.rates, seen.posts, records(shoal), as_of=shoal.now())


def held_back(shoal: Shoal) -> frozenset[str]:
    """Return the accounts that no page may name: somebody may be under 18, and no person has looked yet."""
    pool, verdicts = vetted(shoal)
    return frozenset(
        str(account) for account, verdict in zip(pool.account_id, verdicts, strict=True) if verdict.blocked
    )


def gather(shoal: Shoal, *, currency: str, formats: tuple[str, ...]) -> Supply:
    """Return everything a shortlist is made from: accounts, rates, verdicts, prices, expected results."""
    seen, own = look(shoal), records(shoal)
    pool, rates = seen.pool, seen.rates
    verdicts = vet(pool, rates, seen.posts, own, as_of=shoal.now())
    prices = price_table(pool, currency=currency)
    expected = responses(pool, rates, own, formats=formats)
    return Supply(pool=pool, rates=rates, verdicts=verdicts, prices=prices, responses=expected)

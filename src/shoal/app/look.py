"""What is known of all accounts now, read once: it stays true until a batch comes or goes, or the day ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from shoal.domain.bulk import Pool, PostTable, Rates
from shoal.domain.finding import Verdict
from shoal.domain.trade import OwnRecord, SheetAgainstShop
from shoal.measure import own_record, sheet_against_shop
from shoal.signals import engagement, vet

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

VETTING_LEVEL = 0.9  # metric dictionary, section 1 rule 5


class Look:
    """Accounts, posts, rates, own sales and verdicts of one moment; each part is made when it is first asked for."""

    def __init__(self, shoal: Shoal, key: tuple[str, ...]) -> None:
        self._shoal = shoal
        self.key = key
        self._at = shoal.now()

    @cached_property
    def pool(self) -> Pool:
        """Return every live account in columns."""
        return self._shoal.catalog.pool(self._at)

    @cached_property
    def posts(self) -> PostTable:
        """Return the newest posts of the pool."""
        return self._shoal.catalog.posts(self.pool, self._at)

    @cached_property
    def rates(self) -> Rates:
        """Return the engagement of the pool."""
        return engagement(self.pool, self.posts, as_of=self._at, level=VETTING_LEVEL)

    @cached_property
    def sheet(self) -> SheetAgainstShop | None:
        """Return the brand's own sheet beside what its shop booked, ``None`` where no orders came in."""
        orders = self._shoal.ledger.orders()
        if not orders:
            return None
        deals = self._shoal.catalog.deals(self._at)
        timezone = self._shoal.settings.timezone
        return sheet_against_shop(orders, deals, currency=orders[0].currency, timezone=timezone)

    @cached_property
    def own(self) -> Mapping[str, OwnRecord]:
        """Return the brand's own sales by account id."""
        return {} if self.sheet is None else own_record(self.sheet)

    @cached_property
    def verdicts(self) -> Sequence[Verdict]:
        """Return the verdict of every account, aligned with the pool."""
        return vet(self.pool, self.rates, self.posts, self.own, as_of=self._at)

    @cached_property
    def held_back(self) -> frozenset[str]:
        """Return the accounts that no page may name: somebody may be under 18, and no person has looked yet."""
        judged = zip(self.pool.account_id, self.verdicts, strict=True)
        return frozenset(str(account) for account, verdict in judged if verdict.blocked)


def look(shoal: Shoal) -> Look:
    """Return what is known now: the same object until a store changes or the day ends, when things may expire."""
    key = (shoal.catalog.version(), shoal.ledger.orders_version(), f"{shoal.now():%Y-%m-%d}")
    if shoal.last_look is None or shoal.last_look.key != key:
        shoal.last_look = Look(shoal, key)
    return shoal.last_look

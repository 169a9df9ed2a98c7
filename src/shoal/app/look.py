"""What is known of all accounts now, read once: it stays true until a batch comes or goes, or the day ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from shoal.domain.bulk import Pool, PostTable, Rates
from shoal.domain.finding import Verdict
from shoal.domain.trade import OwnRecord, SheetAgainstShop
from shoal.measure import own_record, sheet_against_shop
from shoal.signals import engagement, vet

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

VETTING_LEVEL = 0.9  # metric dictionary, section 1 rule 5
T = TypeVar("T")


class part(Generic[T]):  # noqa: N801  reads as a decorator, like property
    """A part of a look, made when it is first asked for: by one thread, while others that want it wait."""

    def __init__(self, make: Callable[[Any], T]) -> None:
        self._make = make
        self._name = make.__name__
        self.__doc__ = make.__doc__

    def __get__(self, owner: Look, _kind: type[Look] | None = None) -> T:
        """Return the part; a second reading finds it in the look itself and does not come here."""
        with owner.lock:
            if self._name not in owner.__dict__:
                owner.__dict__[self._name] = self._make(owner)
            made: T = owner.__dict__[self._name]
            return made


class Look:
    """Accounts, posts, rates, own sales and verdicts of one moment; each part is made when it is first asked for."""

    def __init__(self, shoal: Shoal, key: tuple[str, ...]) -> None:
        self._shoal = shoal
        self.key = key
        self.lock = threading.RLock()  # one part asks for another
        self._at = shoal.now()
        self._brand = shoal.brand

    @part
    def pool(self) -> Pool:
        """Return every live account in columns."""
        return self._shoal.catalog.pool(self._at, self._brand.id)

    @part
    def posts(self) -> PostTable:
        """Return the newest posts of the pool."""
        return self._shoal.catalog.posts(self.pool, self._at)

    @part
    def rates(self) -> Rates:
        """Return the engagement of the pool."""
        return engagement(self.pool, self.posts, as_of=self._at, level=VETTING_LEVEL)

    @part
    def sheet(self) -> SheetAgainstShop | None:
        """Return the brand's own sheet beside what its shop booked, ``None`` where no orders came in."""
        orders = self._shoal.ledger.trade.orders()
        if not orders:
            return None
        deals = self._shoal.catalog.deals(self._at, self._brand.id, coded=True)
        return sheet_against_shop(orders, deals, currency=orders[0].currency, timezone=self._brand.timezone)

    @part
    def own(self) -> Mapping[str, OwnRecord]:
        """Return the brand's own sales by account id."""
        return {} if self.sheet is None else own_record(self.sheet)

    @part
    def verdicts(self) -> Sequence[Verdict]:
        """Return the verdict of every account, aligned with the pool."""
        return vet(self.pool, self.rates, self.posts, self.own, as_of=self._at)

    @part
    def held_back(self) -> frozenset[str]:
        """Return the accounts that no page may name: somebody may be under 18, and no person has looked yet."""
        judged = zip(self.pool.account_id, self.verdicts, strict=True)
        return frozenset(str(account) for account, verdict in judged if verdict.blocked)


def look(shoal: Shoal) -> Look:
    """Return what a brand knows now: the same until a store changes or the day ends, when things may expire."""
    day = f"{shoal.now():%Y-%m-%d}"
    key = (shoal.brand.id, shoal.brand.timezone, shoal.catalog.version(), shoal.ledger.trade.orders_version(), day)
    return shoal.looks.get(key, lambda: Look(shoal, key))

"""What is known of all accounts now, read once: it stays true until a batch comes or goes, or the day ends."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import numpy as np

from shoal.app.known.findings import Task, Told, told_closely, told_findings, unread
from shoal.app.known.ground import Ground, ground_of
from shoal.app.known.ruling import rules_of
from shoal.catalog import Catalog
from shoal.domain.brief import Brand
from shoal.domain.bulk import Ints, Pool, PostTable, Rates, ViewLevels
from shoal.domain.finding import Finding, Findings, Verdict
from shoal.domain.trade import OwnRecord, SheetAgainstShop
from shoal.domain.vetting import Looked, Rules, Weighing
from shoal.measure import own_record, sheet_against_shop
from shoal.signals import engagement, vet, view_levels

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

VETTING_LEVEL = 0.9  # metric dictionary, section 1 rule 5
LARGE = ("pool", "posts", "rates", "views", "more", "verdicts")  # parts with a row for everybody, or for every post
ALL_WEIGHED = 50_000  # accounts up to which everybody is read in full: about half a gigabyte
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


@dataclass(frozen=True, kw_only=True)
class Moment:
    """What a look goes by. ``orders`` are the batches of orders that count, ``None`` for all; ``looked`` how many looks
    of people had been kept, ``None`` for all. ``seen_at`` decides what has expired, where that is another moment.
    Who is ``patient`` has all texts read, however long that takes.
    """

    at: datetime
    brand: Brand
    rules: Rules
    catalog: Catalog
    orders: tuple[str, ...] | None = None
    looked: int | None = None
    seen_at: datetime | None = None
    ground: Ground
    patient: bool = False

    @property
    def seen(self) -> datetime:
        """Return the moment that decides what has expired."""
        return self.seen_at or self.at


class Look:
    """Accounts, posts, rates, own sales and verdicts of one moment; each part is made when it is first asked for."""

    def __init__(self, shoal: Shoal, key: tuple[str, ...], moment: Moment) -> None:
        self._shoal = shoal
        self.key = key
        self.lock = threading.RLock()  # one part asks for another
        self.moment = moment
        self._ledger = shoal.ledger_of(moment.brand.id)
        self._read_closely: dict[str, tuple[Finding, ...]] = {}

    def rest(self) -> None:
        """Let go of what is large; whoever asks for it next has it made again."""
        with self.lock:
            for name in LARGE:
                self.__dict__.pop(name, None)
            self._read_closely = {}

    @part
    def pool(self) -> Pool:
        """Return every live account in columns."""
        return self.moment.catalog.pool(self.moment.seen, self.moment.brand.id)

    @part
    def size(self) -> int:
        """Return how many accounts there are, without reading them."""
        return self.moment.catalog.size(self.moment.seen, self.moment.brand.id)

    @part
    def posts(self) -> PostTable:
        """Return the newest posts of the pool."""
        return self.moment.catalog.posts(self.pool, self.moment.seen)

    @part
    def rates(self) -> Rates:
        """Return the engagement of the pool."""
        with self.moment.catalog.fits() as fits:
            return engagement(self.pool, self.posts, as_of=self.moment.at, level=VETTING_LEVEL, fits=fits)

    @part
    def views(self) -> ViewLevels:
        """Return the views that the next post of each account of the pool should have, by those of her posts."""
        with self.moment.catalog.fits() as fits:
            return view_levels(self.pool, self.posts, as_of=self.moment.at, fits=fits)

    @part
    def sold(self) -> tuple[SheetAgainstShop | None, int, int]:
        """Return what :attr:`sheet` says, how many orders there are, and how many of them name a code."""
        moment = self.moment
        orders = self._ledger.trade.orders(moment.orders)
        if not orders:
            return None, 0, 0
        deals = moment.catalog.deals(moment.seen, moment.brand.id, coded=True)
        sheet = sheet_against_shop(orders, deals, currency=orders[0].currency, timezone=moment.brand.timezone)
        return sheet, len(orders), sum(bool(order.codes) for order in orders)

    @property
    def sheet(self) -> SheetAgainstShop | None:
        """Return the brand's own sheet beside what its shop booked, ``None`` where no orders came in."""
        return self.sold[0]

    @part
    def own(self) -> Mapping[str, OwnRecord]:
        """Return the brand's own sales by account id."""
        return {} if self.sheet is None else own_record(self.sheet)

    @part
    def looked(self) -> Mapping[str, Looked]:
        """Return what people saw of the age of creators, by creator id."""
        return self._ledger.vetting.looked(self.moment.looked)

    @part
    def task(self) -> Task:
        """Return what is asked of texts."""
        moment = self.moment
        return Task(
            catalog=moment.catalog, seen=moment.seen, as_of=moment.at, ground=moment.ground, patient=moment.patient,
            progress=self._shoal.progress,
        )  # fmt: skip

    @part
    def texts(self) -> Told:
        """Return what texts and hand counts tell as far as it weighs; what changed is read now, O(its characters)."""
        return told_findings(self.task, self.moment.rules)

    @property
    def told(self) -> Mapping[str, tuple[Finding, ...]]:
        """Return the findings that texts and hand counts give, by account id."""
        return self.texts.findings

    @part
    def more(self) -> Findings:
        """Return what texts and hand counts tell, by position in the pool."""
        told = dict(self.told)
        for account, texts in self.texts.unread.items():
            told[account] = (*told.get(account, ()), unread(texts))
        accounts = sorted(told)
        if not accounts or not len(self.pool):
            return {}
        places = np.searchsorted(self.pool.account_id.astype(str), accounts)
        there = np.minimum(places, len(self.pool) - 1)
        return {
            int(place): told[account]
            for place, account in zip(there, accounts, strict=True)
            if self.pool.account_id[place] == account
        }

    def weighing(self, more: Findings) -> Weighing:
        """Return what findings are weighed by, with what texts tell of the accounts in question."""
        return Weighing(rules=self.moment.rules, as_of=self.moment.at, more=more, looked=self.looked)

    @part
    def verdicts(self) -> Sequence[Verdict]:
        """Return the verdict of every account, aligned with the pool."""
        return vet(self.pool, self.rates, self.posts, self.own, self.weighing(self.more))

    def verdicts_of(self, rows: Ints) -> Sequence[Verdict]:
        """Return the verdicts of some positions, in that order, with all that their texts tell. O(posts + rows)."""
        place = np.full(len(self.pool), -1, dtype=np.int64)
        place[rows] = np.arange(len(rows))
        posts = self.posts.of(place)
        more = self._closely([str(self.pool.account_id[row]) for row in rows])
        return vet(self.pool.take(rows), self.rates.take(rows), posts, self.own, self.weighing(more))

    def _closely(self, accounts: Sequence[str]) -> Findings:
        """Return all that is told of some accounts, by place; whom a vetting has just read, a shortlist does not again.

        What is told of one hangs on nobody else who is asked for. Kept is what was read last.
        """
        known = self._read_closely
        if not known.keys() >= set(accounts):
            found = told_closely(self.task, self.texts, accounts)
            self._read_closely = known = {account: found.get(place, ()) for place, account in enumerate(accounts)}
        return {place: known[account] for place, account in enumerate(accounts) if known[account]}


def look(shoal: Shoal, *, patient: bool = False) -> Look:
    """Return what a brand knows now: the same until a store, the rules or the day change, when things may expire.

    Where more texts came in than a page can wait for, they stay unread until somebody looks who is ``patient``.
    """
    rules, brand, ledger = rules_of(shoal.settings.folder), shoal.brand, shoal.ledger
    versions = (shoal.catalog.version(), ledger.trade.orders_version(), str(ledger.vetting.looked_version()))
    ground = ground_of(shoal)
    read = str(shoal.catalog.hints.read_elsewhere())
    key = (brand.id, brand.timezone, *versions, f"{shoal.now():%Y-%m-%d}", rules.version, ground.key, read)

    def made() -> Look:
        moment = Moment(
            at=shoal.now(), brand=brand, rules=rules, catalog=shoal.catalog, ground=ground, patient=patient
        )  # fmt: skip
        return Look(shoal, key, moment)

    return made() if patient else shoal.looks.get(key, made)

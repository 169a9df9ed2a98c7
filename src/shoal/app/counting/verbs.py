"""Verbs on what people type: pasted lists, and likes and comments counted by hand, the most telling creator first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import numpy as np

from shoal.app.cache import Cache
from shoal.app.creator_page.rates import narrowed_by_count
from shoal.app.creators.verbs import Shown
from shoal.app.imports.by_hand import pasted
from shoal.app.imports.intake import Intake
from shoal.app.imports.results import COUNTED
from shoal.domain.finding import Verdict
from shoal.domain.intake import Batch, Preview
from shoal.errors import NotFoundError
from shoal.report import brief_title, share_text
from shoal.signals import is_counted

if TYPE_CHECKING:
    from shoal.app.listing.roll import Roll
    from shoal.app.shoal import Shoal

QUEUES_KEPT = 4
MOST_QUEUED = 20_000  # creators who wait in one queue
SHORTLISTED, SOLD, PAID, OTHER = range(4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One creator to count for, and why she is next; ``shown`` is all that is known of her."""

    account_id: str
    because: str
    shown: Shown
    left: int
    counted_today: int
    settled_today: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What one count did: its batch, the verdict before and after, and by how much it narrowed her rate, in words."""

    batch: Batch
    before: Verdict
    after: Verdict
    narrowed: str = ""

    @property
    def settled(self) -> bool:
        """Say whether the count took an unknown away."""
        return self.before.state == "unknown" and self.after.state != "unknown"


@dataclass(slots=True)
class _Queue:
    """Whom to count for, in order, with the reason; ``done`` are those that were counted since it was made."""

    turns: tuple[tuple[str, str], ...]
    done: set[str] = field(default_factory=set)


class Counting:
    """The verbs on pasting and counting."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._queues: Cache[_Queue] = Cache(QUEUES_KEPT)

    # pasting -------------------------------------------------------------------------------------------------------

    def preview_pasted(self, text: str, platform: str | None, answers: Mapping[int, str] | None = None) -> Preview:
        """Say what pasted links, handles or profile text would add; lines that name nobody are asked back."""
        self._shoal.require("import")
        return Intake(self._shoal).preview_reading(pasted(text, platform, answers), "")

    def add_pasted(self, text: str, platform: str | None, answers: Mapping[int, str] | None = None) -> Batch:
        """Add them. Raises ``ConflictError`` where nothing in it is new."""
        return Intake(self._shoal).bring_in_reading(pasted(text, platform, answers), label="pasted")

    # counting ------------------------------------------------------------------------------------------------------

    def next(self, skipped: Sequence[str] = ()) -> Turn | None:
        """Return whom to count for next, ``None`` where nobody is left; whom a person skipped comes no more."""
        self._shoal.require("import")
        queue = self._queue()
        for account, because in queue.turns:
            if account in queue.done or account in skipped:
                continue
            turn = self._turn(account, because, queue, skipped)
            if turn is not None and _waits_for_count(turn.shown.verdict):
                return turn
            queue.done.add(account)
        return None

    def turn(self, account_id: str, skipped: Sequence[str] = ()) -> Turn:
        """Return one creator to count for, whoever comes first. Raises ``NotFoundError``."""
        self._shoal.require("import")
        queue = self._queue()
        because = dict(queue.turns).get(account_id, "You chose them.")
        found = self._turn(account_id, because, queue, skipped)
        if found is None:
            raise NotFoundError("What was known of this creator is not here any more.")
        return found

    def count(self, account_id: str, posts: Sequence[str]) -> Counted:
        """Keep likes and comments of 3 to 12 posts as ``412 / 35``, newest first, ``?`` for what is hidden."""
        shoal = self._shoal
        shoal.require("import")
        before = shoal.creators.show(account_id).verdict
        batch = shoal.creators.count(account_id, posts)
        now = shoal.creators.show(account_id)
        narrowed = narrowed_by_count(before, now.verdict, now.creator)
        done = Counted(batch=batch, before=before, after=now.verdict, narrowed=narrowed)
        self._queue().done.add(account_id)
        if done.settled:
            told = self._settled()
            shoal.ledger.notes.set(self._setting(), {"day": self._today(), "batches": [*told, batch.id]})
        return done

    def forget(self) -> None:
        """Let go of who is next: what was erased must not live on here."""
        self._queues.forget()

    def _turn(self, account: str, because: str, queue: _Queue, skipped: Sequence[str]) -> Turn | None:
        try:
            shown = self._shoal.creators.show(account)
        except NotFoundError:
            return None
        left = sum(other not in queue.done and other not in skipped for other, _ in queue.turns)
        counted, settled = self._today_counts()
        return Turn(
            account_id=account, because=because, shown=shown, left=left, counted_today=counted, settled_today=settled
        )

    def _queue(self) -> _Queue:
        """Return the queue; it stays the same while people count, and is made anew when anything else comes in."""
        shoal = self._shoal
        planning = shoal.ledger.planning
        names = sorted({brief.name for brief in planning.briefs()})
        versions = tuple((name, planning.next_version("shortlists", name)) for name in names)
        others = tuple(batch.id for batch in shoal.creators.batches() if batch.source != COUNTED)
        key = (shoal.brand.id, shoal.ledger.trade.orders_version(), versions, others, self._today())
        return self._queues.get(key, lambda: _Queue(turns=self._order(names)))

    def _order(self, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
        """Return whom a count could help, those first whose answer could change a shortlist. O(creators)."""
        listed = self._shortlisted(names)
        roll = self._shoal.listing.roll()
        if len(roll) > MOST_QUEUED:  # nobody counts that many: those that somebody looks at come first
            return tuple((account, because) for account, (_, because) in listed.items())
        accounts = roll.register.account_ids()
        counted = is_counted(roll.register.pool(), roll.rates, roll.by.rules)
        waiting = np.flatnonzero(~counted & ~roll.states.blocked).tolist()
        ranked = sorted((_rank(roll, row, str(accounts[row]), listed), str(accounts[row]), row) for row in waiting)
        return tuple((account, _because(rank[0], account, roll, row, listed)) for rank, account, row in ranked)

    def _shortlisted(self, names: Sequence[str]) -> dict[str, tuple[int, str]]:
        """Return place and reason of everybody on the newest shortlists, the best places first."""
        found: dict[str, tuple[int, str]] = {}
        for name in names:
            if self._shoal.ledger.planning.next_version("shortlists", name) == 1:
                continue
            shortlist = self._shoal.ledger.planning.shortlist(name)
            title = brief_title(self._shoal.ledger.planning.brief(name))
            for place, candidate in enumerate(shortlist.candidates, start=1):
                reason = f"Number {place} on the shortlist of “{title}”: what you count can move them."
                found.setdefault(candidate.account_id, (place, reason))
            for place, entry in enumerate(shortlist.apart, start=len(shortlist.candidates) + 1):
                reason = f"Set apart on the shortlist of “{title}”, something is unknown: a count can bring them in."
                found.setdefault(entry.account_id, (place, reason))
        return dict(sorted(found.items(), key=lambda item: item[1][0]))

    # today ---------------------------------------------------------------------------------------------------------

    def _today(self) -> str:
        return f"{self._shoal.now().astimezone(ZoneInfo(self._shoal.brand.timezone)):%Y-%m-%d}"

    def _setting(self) -> str:
        return f"counting {self._shoal.actor.id}"

    def _settled(self) -> list[str]:
        told: dict[str, Any] = self._shoal.ledger.notes.setting(self._setting(), {})
        return list(told["batches"]) if told.get("day") == self._today() else []

    def _today_counts(self) -> tuple[int, int]:
        """Return how many counts of today by this person stand, and how many unknowns they took away."""
        shoal, zone = self._shoal, ZoneInfo(self._shoal.brand.timezone)
        live = {batch.id for batch in shoal.creators.batches() if batch.source == COUNTED}
        mine = [
            record.batch_id
            for record in shoal.ledger.entry.imports()
            if record.batch_id in live
            and record.by_id == shoal.actor.id
            and f"{record.at.astimezone(zone):%Y-%m-%d}" == self._today()
        ]
        return len(mine), len(live & set(self._settled()))


def _waits_for_count(verdict: Verdict) -> bool:
    """Say whether likes and comments of a few posts would tell something new: not of somebody who may be under 18."""
    if verdict.blocked:
        return False
    return any(found.check == "engagement" and found.weight == "?" for found in verdict.findings)


def _rank(roll: Roll, row: int, account: str, listed: Mapping[str, tuple[int, str]]) -> tuple[int, float]:
    unknown = roll.states.state(row)[0] == "unknown"
    if account in listed:
        return SHORTLISTED, listed[account][0]
    if account in roll.own and roll.own[account].orders:
        return (SOLD if unknown else OTHER), -float(roll.own[account].orders)
    if unknown and float(roll.register.numbers["fee_minor"][row]) > 0:
        followers = float(roll.register.numbers["followers"][row])
        return PAID, -followers if followers > 0 else 0.0
    return OTHER, float(not unknown)


def _because(rank: int, account: str, roll: Roll, row: int, listed: Mapping[str, tuple[int, str]]) -> str:
    if rank == SHORTLISTED:
        return listed[account][1]
    if rank == SOLD or account in roll.own:
        return "They have sold for you: a count says what their own posts reach."
    if rank == PAID:
        return "Your sheet names a fee, and their engagement rests on no counted post."
    rate = roll.rates.value[row]
    if rate == rate:  # noqa: PLR0124  NaN
        return f"Their engagement rate of {share_text(float(rate))} was typed or reported; nobody counted."
    return "Nothing is known of their engagement yet."

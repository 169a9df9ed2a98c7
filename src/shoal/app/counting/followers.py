"""Verbs on followers counted by hand: every n-th of the list, opened by a person. Only counts are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shoal.app.imports.by_hand import followers_counted
from shoal.app.imports.intake import Intake
from shoal.catalog import account_id_of, creator_id_of
from shoal.domain.creator import Account, Creator
from shoal.domain.finding import Finding
from shoal.domain.following import HandCount
from shoal.domain.intake import Batch
from shoal.domain.values import Value
from shoal.errors import InputError, NotFoundError
from shoal.signals import (
    HAND_COUNT_LABELS,
    HAND_COUNT_REASONS,
    frame_words,
    hand_count_findings,
    hand_count_share,
    step_for,
)

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

REAL, UNSURE, FAKE = "r", "u", "f"
KEYS = REAL + UNSURE + FAKE
MOST_LABELS = 2_000  # an afternoon; more is a slip of the hand
MOST_HALF_WAY = 20  # counts that one person has begun and not finished
# a count of which nobody of those opened could be judged is an answer too, and is kept
REFUSED = {
    "counts_below_zero": ("real", "unsure", "fake"),
    "no_labels": ("real", "unsure", "fake"),
    "every_below_one": ("every",),
    "more_labels_than_followers": ("real", "unsure", "fake"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPlan:
    """How to count somebody's followers: which of the list to open, how many, and what was labelled half-way.

    ``followers`` is ``None`` where the count of the profile is not known: then the step is a guess that has to be
    typed. ``keys`` are the labels so far, one letter each (``r``, ``u``, ``f``), in the order in which they were given.
    """

    account_id: str
    creator_id: str
    name: str
    platform: str
    handle: str
    url: str
    followers: float | None
    every: int
    labels: int
    words: str
    keys: str = ""

    @property
    def left(self) -> int:
        """Return how many labels are still to be given."""
        return max(0, self.labels - len(self.keys))


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCounted:
    """The hand counts of one account, newest first, and what the newest says; ``batch`` is that of a count just kept.

    Without any count ``finding`` is ``None`` and ``value`` is unknown.
    """

    account_id: str
    creator_id: str
    counts: tuple[HandCount, ...]
    value: Value
    finding: Finding | None = None
    batch: Batch | None = None


class Following:
    """The verbs on followers counted by hand; ``who`` is an id or a handle."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def plan(self, who: str, *, labels: int = HAND_COUNT_LABELS) -> CountPlan:
        """Say which followers to open, and what this person has labelled so far. Raises ``NotFoundError``."""
        self._shoal.require("import")
        if not 1 <= labels <= MOST_LABELS:
            raise InputError("So many labels are no plan.", received=labels, allowed=(f"1 to {MOST_LABELS:,}",))
        account, name, followers = self._account(who)
        kept = self._half_way().get(account.id, {})
        every = int(kept.get("every") or step_for(followers, labels))
        return CountPlan(
            account_id=account.id,
            creator_id=account.creator_id,
            name=name,
            platform=account.platform,
            handle=account.handle,
            url=account.url,
            followers=followers,
            every=every,
            labels=labels,
            words=f"{frame_words(every)}: {labels} labels",
            keys=str(kept.get("keys", "")),
        )

    def keep(self, who: str, keys: str, *, every: int) -> CountPlan:
        """Keep labels half-way: all of them so far, in place of what was kept before; sent twice, it is kept once.

        No labels are the same as ``drop``. They stay with the person who labels until the count is finished or dropped.
        Raises ``InputError``.
        """
        shoal = self._shoal
        shoal.require("import")
        account, _, followers = self._account(who)
        if not keys:
            self.drop(account.id)
            return self.plan(account.id)
        self._refuse(tally(keys), every, followers)
        told = {name: one for name, one in self._half_way().items() if name != account.id}
        newest = dict(list(told.items())[-(MOST_HALF_WAY - 1) :])
        with shoal.ledger.transaction():
            shoal.ledger.notes.set(self._setting(), {**newest, account.id: {"keys": keys, "every": every}})
        return self.plan(account.id)

    def drop(self, who: str) -> None:
        """Forget labels that were kept half-way; doing it again changes nothing."""
        shoal = self._shoal
        shoal.require("import")
        account, _, _ = self._account(who)
        told = {name: one for name, one in self._half_way().items() if name != account.id}
        with shoal.ledger.transaction():
            shoal.ledger.notes.set(self._setting(), told)

    def finish(self, who: str, keys: str, *, every: int) -> HandCounted:
        """Keep a count from its labels, and forget what was kept half-way. Raises ``InputError``."""
        real, unsure, fake = tally(keys)
        done = self.save(who, every=every, real=real, unsure=unsure, fake=fake)
        self.drop(done.account_id)
        return done

    def save(self, who: str, *, every: int, real: int, unsure: int, fake: int) -> HandCounted:
        """Keep a count as a batch that can be undone; older counts stay beside it. Raises ``InputError``."""
        shoal = self._shoal
        shoal.require("import")
        account, _, followers = self._account(who)
        self._refuse((real, unsure, fake), every, followers)
        counted = HandCount(
            account_id=account.id, real=real, unsure=unsure, fake=fake, every=every, followers=followers
        )
        reading = followers_counted(account, counted)
        batch = Intake(shoal).bring_in_reading(reading, label=f"followers counted for {account.handle}")
        return self._counted(account.id, batch)

    def latest(self, who: str) -> HandCounted:
        """Return the hand counts of one account, the newest first; without any the value is unknown."""
        return self._counted(who if who.startswith("ac_") else self._shoal.creators.accounts(who)[0])

    def _counted(self, account_id: str, batch: Batch | None = None) -> HandCounted:
        shoal = self._shoal
        counts = shoal.catalog.hand_counts([account_id], shoal.now()).get(account_id, ())
        findings = hand_count_findings({0: counts})
        finding = findings[0][0] if counts else None
        value = finding.value if finding and finding.value else hand_count_share(0, 0, 0, 1, None)
        return HandCounted(
            account_id=account_id,
            creator_id=creator_id_of(account_id),
            counts=counts,
            value=value,
            finding=finding,
            batch=batch,
        )

    def _account(self, who: str) -> tuple[Account, str, float | None]:
        """Return the account somebody means, the creator's name, and the follower count where it is known."""
        shoal = self._shoal
        found = self._creators(account_id_of(who.strip())) or self._creators(shoal.creators.accounts(who)[0])
        if not found:
            raise NotFoundError("What was known of this creator has expired or was undone.", received=who)
        followers = found[0].value("followers")
        count = followers.estimate.value if followers is not None and followers.estimate is not None else None
        return found[0].accounts[0], found[0].name, count

    def _creators(self, account_id: str) -> tuple[Creator, ...]:
        return self._shoal.catalog.creators([account_id], self._shoal.now(), self._shoal.brand.id)

    def _refuse(self, counts: tuple[int, int, int], every: int, followers: float | None) -> None:
        """Raise ``InputError`` for a count that cannot be."""
        wrong = hand_count_share(*counts, every, followers).reason or ""
        if wrong in REFUSED:
            raise InputError(
                f"This count cannot be: {HAND_COUNT_REASONS[wrong]}.",
                received=f"{counts[0]} real, {counts[1]} unsure, {counts[2]} not real, every {every}",
                allowed=("whole numbers from 0 up", "a step from 1 up", "no more labels than followers"),
                next_step="Type how many you judged real, unsure and not real, and the step through the list.",
                fields=dict.fromkeys(REFUSED[wrong], HAND_COUNT_REASONS[wrong]),
            )
        if sum(counts) > MOST_LABELS:
            raise InputError("So many labels are a slip.", received=sum(counts), allowed=(f"up to {MOST_LABELS:,}",))

    def _setting(self) -> str:
        return f"follower count {self._shoal.actor.id}"[:60]

    def _half_way(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._shoal.ledger.notes.setting(self._setting(), {})
        return found


def tally(keys: str) -> tuple[int, int, int]:
    """Return (real, unsure, not real) of a row of labels. Raises ``InputError`` for any other letter."""
    counted = Counter(keys)
    other = sorted(set(counted) - set(KEYS))
    if other:
        raise InputError(
            "A label is r (real), u (unsure) or f (not real).", received="".join(other)[:20], allowed=tuple(KEYS),
            fields={"keys": "r, u and f only"},
        )  # fmt: skip
    return counted[REAL], counted[UNSURE], counted[FAKE]

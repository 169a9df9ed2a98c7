"""What needs somebody today, and what changed since the last visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shoal.app.known.look import look
from shoal.catalog import Expiring
from shoal.domain.people import AuditEntry, Job, Upload
from shoal.domain.plan import Plan
from shoal.domain.trade import SheetAgainstShop
from shoal.domain.values import Money
from shoal.report import Remedy, brief_title, untracked_sentence

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

SOON = timedelta(days=30)
FAILED_SHOWN = timedelta(days=7)
MOST_NEWS = 8
MOST_REMEDIES = 3
TOLD_AT_ONCE = 50_000  # creators up to which what is known of them is worked out for a first page


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefState:
    """Where one brief stands: the newest version of each of its documents, ``None`` where there is none yet."""

    name: str
    title: str
    version: int
    shortlist: int | None
    plan: Plan | None
    adopted: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What has been found out so far: verdicts as (state, number), and what would settle most of the unknown ones.

    ``untracked`` says how many orders carry no code of a creator; empty without orders.
    """

    creators: int
    verdicts: tuple[tuple[str, int], ...]
    remedies: tuple[Remedy, ...]
    untracked: str
    net: Money | None
    net_tracked: Money | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Today:
    """What one person should look at in one brand; ``news`` is what others did since the last visit.

    ``known`` is ``None`` without creators, and among so many that nobody should wait for it on a first page.
    """

    empty: bool
    uploads: tuple[Upload, ...]
    jobs: tuple[Job, ...]
    differences: int
    orphan_codes: int
    orders_batch: str
    briefs: tuple[BriefState, ...]
    expiring: tuple[Expiring, ...]
    applications: int
    news: tuple[AuditEntry, ...]
    hidden: tuple[str, ...]
    known: Known | None


class Home:
    """The verbs of the first page."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def today(self) -> Today:
        """Return what needs somebody; looking is not noted, :meth:`seen` does that."""
        shoal, now = self._shoal, self._shoal.now()
        batches = shoal.creators.batches()
        sheet = shoal.results.sheet() if batches else None
        jobs = shoal.jobs.recent()
        return Today(
            empty=not batches and not shoal.ledger.planning.briefs(),
            uploads=shoal.ledger.entry.uploads(),
            jobs=tuple(job for job in jobs if self._matters(job)),
            differences=len(sheet.differences) if sheet else 0,
            orphan_codes=sum(not record.owners for record in sheet.codes) if sheet else 0,
            orders_batch=next((batch.id for batch in reversed(batches) if batch.kind == "orders"), ""),
            briefs=self._briefs(),
            expiring=shoal.catalog.expiring([batch.id for batch in batches], now, now + SOON),
            applications=shoal.ledger.entry.waiting_applications(),
            news=self._news(),
            hidden=self._hidden(),
            known=self._known(sheet),
        )

    def _known(self, sheet: SheetAgainstShop | None) -> Known | None:
        if not 0 < look(self._shoal).size <= TOLD_AT_ONCE:
            return None
        verdicts, standing = self._shoal.imports.standing()
        return Known(
            creators=sum(number for _, number in verdicts),
            verdicts=verdicts,
            remedies=standing.remedies[:MOST_REMEDIES],
            untracked=untracked_sentence(sheet) if sheet else "",
            net=sheet.net if sheet else None,
            net_tracked=sheet.net_tracked if sheet else None,
        )

    def _matters(self, job: Job) -> bool:
        failed = job.state == "failed" and job.finished_at is not None
        lately = failed and self._shoal.wall_clock() - (job.finished_at or job.created_at) < FAILED_SHOWN
        return job.state in ("queued", "running") or lately

    def _briefs(self) -> tuple[BriefState, ...]:
        planning = self._shoal.ledger.planning
        newest = {brief.name: brief for brief in planning.briefs()}
        return tuple(
            BriefState(
                name=name,
                title=brief_title(brief),
                version=brief.version,
                shortlist=planning.next_version("shortlists", name) - 1 or None,
                plan=planning.plan(name) if planning.next_version("plans", name) > 1 else None,
                adopted=planning.adopted(name),
            )
            for name, brief in newest.items()
        )

    # what is new ---------------------------------------------------------------------------------------------------

    def _news(self) -> tuple[AuditEntry, ...]:
        seen = self._shoal.ledger.notes.setting(self._name("seen"), 0)
        entries = self._shoal.ledger.audit.entries(limit=MOST_NEWS * 3)
        mine = self._shoal.actor.id
        return tuple(entry for entry in entries if entry.seq > seen and entry.actor_id != mine)[:MOST_NEWS]

    def seen(self) -> None:
        """Note that this person has seen the news."""
        self._shoal.ledger.notes.set(self._name("seen"), self._shoal.ledger.audit.head()[0])

    # hide until tomorrow -------------------------------------------------------------------------------------------

    def hide(self, item: str) -> None:
        """Hide one thing from this person until tomorrow, by its name on the page."""
        until = (self._shoal.wall_clock() + timedelta(days=1)).isoformat()
        kept = {**self._kept(), item[:80]: until}
        self._shoal.ledger.notes.set(self._name("hidden"), kept)

    def show_all(self) -> None:
        """Show again what was hidden."""
        self._shoal.ledger.notes.set(self._name("hidden"), {})

    def _hidden(self) -> tuple[str, ...]:
        return tuple(self._kept())

    def _kept(self) -> dict[str, str]:
        now = self._shoal.wall_clock()
        told = self._shoal.ledger.notes.setting(self._name("hidden"), {})
        return {item: until for item, until in told.items() if datetime.fromisoformat(until) > now}

    def _name(self, what: str) -> str:
        return f"{what} {self._shoal.actor.id}"

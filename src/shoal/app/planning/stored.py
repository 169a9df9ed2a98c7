"""Shortlists and plans as they were kept, ready to be shown; nothing of the pool is worked out anew for that.

Reading one costs some tens of milliseconds (a document of some hundred kilobytes, the names of those in it), so what
was read is kept until the catalogue, the documents or the day change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from shoal import __version__
from shoal.app.briefs.written import slug
from shoal.app.cache import Cache
from shoal.app.known.accounts import accounts_in
from shoal.app.known.ruling import held
from shoal.app.planning.nouns import StoredPage
from shoal.app.planning.vetted_list import vetted_list
from shoal.domain.brief import Brief
from shoal.domain.plan import Bound, Forecast, Plan
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate, LeftOut, Shortlist
from shoal.domain.values import Money, unknown
from shoal.report import Places, name_book, part_charts, part_content, render_part

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

KEPT = 48  # documents and pages of all brands
UNDER_18 = "suspected_minor"  # who waits for that check is named nowhere
T = TypeVar("T")


class Stored:
    """The verbs that read what was kept."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._kept: Cache[object] = Cache(KEPT)
        self._dear: Cache[object] = Cache(KEPT)

    def versions(self, shelf: str, name: str) -> tuple[tuple[int, datetime, str], ...]:
        """Return number, time and author of every version of a brief's documents, newest first."""
        return self._shoal.ledger.planning.versions(shelf, slug(name))

    def shortlist(self, name: str, version: int | None, places: Places) -> StoredPage | None:
        """Return a shortlist of a brief as its page shows it, the newest unless one is named; ``None`` without one."""
        version = version or self._newest("shortlists", name)
        if not version:
            return None
        plans = self._newest("plans", name)
        return self.once(
            ("shortlist", slug(name), version, plans, places.csv), lambda: self._shortlist(name, version, places)
        )

    def plan(self, name: str, version: int | None, places: Places) -> StoredPage | None:
        """Return a plan of a brief as its page shows it, the newest unless one is named; ``None`` without one."""
        version = version or self._newest("plans", name)
        if not version:
            return None
        return self.once(("plan", slug(name), version, places.csv), lambda: self._plan(name, version, places))

    def vetted_list(self, name: str, kind: str, version: int | None = None) -> bytes:
        """Return the vetted list of a shortlist as ``html``, ``xlsx`` or ``csv``, the newest unless one is named."""
        return vetted_list(self._shoal, name, kind, version)

    def report(self, name: str) -> str:
        """Return the report of a brief's newest plan as one page of its own."""
        shoal = self._shoal
        version = shoal.ledger.trade.orders_version()
        key = ("report", slug(name), self._newest("plans", name), version)
        return self.once(key, lambda: shoal.results.report_html(name))

    def once(self, key: tuple[object, ...], make: Callable[[], T], *, dear: bool = False) -> T:
        """Return something that stays true until the catalogue or the day changes: made once, then kept.

        What is ``dear`` takes seconds to make and little to keep: the server's rest leaves it.
        """
        kept = self._dear if dear else self._kept
        return kept.get((*self._now(), *key), make)  # type: ignore[return-value]  # what its own maker made

    def has(self, key: tuple[object, ...]) -> bool:
        """Say whether something dear is kept already, so that a page can wait with what would take long."""
        return self._dear.has((*self._now(), *key))

    def _now(self) -> tuple[object, ...]:
        """Return what anything read here depends on: whom it is for, what is known, who was looked at, the day."""
        shoal = self._shoal
        looked = shoal.ledger.vetting.looked_version()
        return shoal.brand.id, shoal.brand.name, shoal.catalog.version(), looked, f"{shoal.now():%Y-%m-%d}"

    def forget(self) -> None:
        """Let go of everything that was read: somebody was erased."""
        self._kept.forget()
        self._dear.forget()

    def rest(self) -> None:
        """Let go of pages, some megabytes each and read again in tens of milliseconds: a step of the server's rest."""
        self._kept.forget()

    # -----------------------------------------------------------------------------------------------------------------

    def _newest(self, shelf: str, name: str) -> int:
        return self._shoal.ledger.planning.next_version(shelf, slug(name)) - 1

    def _shortlist(self, name: str, version: int, places: Places) -> StoredPage:
        planning = self._shoal.ledger.planning
        shortlist = planning.shortlist(slug(name), version)
        newest = self._newest("plans", name)
        plan = planning.plan(slug(name)) if newest else None
        of_it = plan if plan is not None and plan.shortlist_id == shortlist.id else None
        return self._told(shortlist, of_it, places, ("shortlist", "unknowns", "left_out"))

    def _plan(self, name: str, version: int, places: Places) -> StoredPage:
        planning = self._shoal.ledger.planning
        plan = planning.plan(slug(name), version)
        return self._told(planning.shortlist_of(plan.shortlist_id), plan, places, ("evidence", "plan"))

    def _told(self, shortlist: Shortlist, plan: Plan | None, places: Places, parts: tuple[str, ...]) -> StoredPage:
        places = replace(places, here=(*places.here, *parts))
        report = self._input(shortlist, plan)
        known = {creator.id: creator for creator in report.creators}
        peopled = tuple(replace(one, creator=known.get(one.creator_id)) for one in report.shortlist.candidates)
        return StoredPage(
            brief=report.brief,
            shortlist=replace(report.shortlist, candidates=peopled),
            plan=plan,
            names=name_book(report.creators, batches=report.batches, places=places),
            content={part: part_content(report, part, places) for part in parts},
            parts={part: render_part(report, part, places) for part in parts},
            charts={name: chart for part in parts for name, chart in part_charts(report, part).items()},
        )

    def input_of(self, name: str, version: int | None = None) -> ReportInput:
        """Return what paper may say of a shortlist of a brief, the newest unless one is named."""
        planning = self._shoal.ledger.planning
        shortlist = planning.shortlist(slug(name), version)
        plan = planning.plan(slug(name)) if self._newest("plans", name) else None
        return self._input(shortlist, plan if plan is not None and plan.shortlist_id == shortlist.id else None)

    def _input(self, shortlist: Shortlist, plan: Plan | None) -> ReportInput:
        shoal = self._shoal
        brief = shoal.ledger.planning.brief_of(shortlist.brief_id)
        accounts = accounts_in(shortlist, *([plan] if plan else []))
        creators = shoal.catalog.creators(accounts, shoal.now(), shoal.brand.id)
        waiting = held(shoal, creators)
        shortlist = without(shortlist, waiting)
        return ReportInput(
            brand=shoal.brand, brief=brief, shortlist=shortlist, plan=plan or no_plan(brief, shortlist),
            creators=tuple(creator for creator in creators if creator.id not in waiting), sheet=None, sources=(),
            as_of=shoal.wall_clock(), version=__version__, made_up=shoal.settings.seed is not None,
            batches=shoal.creators.batches(),
        )  # fmt: skip


def without(shortlist: Shortlist, held: set[str]) -> Shortlist:
    """Return a shortlist without whoever waits for the under-18 check, also where that was seen after it was made."""

    def stays(entry: Candidate | LeftOut) -> bool:
        because = entry.because.check if isinstance(entry, LeftOut) else ""
        return entry.creator_id not in held and because != UNDER_18

    return replace(
        shortlist,
        candidates=tuple(filter(stays, shortlist.candidates)),
        apart=tuple(filter(stays, shortlist.apart)),
        left_out=tuple(filter(stays, shortlist.left_out)),
    )


def no_plan(brief: Brief, shortlist: Shortlist) -> Plan:
    """Return a plan of nobody, which stands where a shortlist has none yet."""
    nothing = unknown("reach", "no plan yet", "people")
    return Plan(
        id="", brief_id=brief.id, brief_name=brief.name, shortlist_id=shortlist.id, version=0, budget=brief.budget,
        cost=Money(minor=0, currency=brief.budget.currency), lines=(),
        forecast=Forecast(
            reach=nothing, reach_sum=nothing, engagements=nothing, orders=nothing, overlap_evidence="", assumptions=()
        ),
        evidence_mix=(), bound=Bound(value=0.0, upper=0.0, unit="", method=""), tier_mix=(), binding=(), not_chosen=(),
        changes=(), seed=0,
    )  # fmt: skip

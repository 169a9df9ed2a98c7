"""What the first page is promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from shoal.app import Known, Today, share_text
from shoal.domain.people import Job
from shoal.domain.plan import Plan
from shoal.domain.values import Money
from shoal.web.desk import HOUSE, Desk
from shoal.web.pages.history import Day, by_day, event_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One thing that needs somebody: words, where to do it, and its name for hiding."""

    name: str
    text: str
    detail: str
    url: str
    action: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """One adopted plan: what it spends of its budget."""

    name: str
    url: str
    plan: Plan
    spent_share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Door:
    """One way to begin."""

    label: str
    text: str
    url: str
    primary: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """How many creators have one verdict, and what part of all that is; the head leads to them."""

    title: str
    main: str
    lines: Sequence[str]
    url: str
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPart:
    """What has been found out so far; an address is empty where it leads to nothing this role may do."""

    creators: int
    tiles: Sequence[Tile]
    remedies: Sequence[str]
    count_url: str
    creators_url: str
    untracked: str
    net: Money | None
    net_tracked: Money | None
    orders_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """The first page of a brand."""

    empty: bool
    doors: Sequence[Door]
    tasks: Sequence[Task]
    hidden: int
    known: KnownPart | None
    strips: Sequence[Strip]
    news: Sequence[Day]


def page_of(today: Today, desk: Desk) -> HomePage:
    """Return the page of what needs somebody today."""
    slug = desk.brand.slug if desk.brand else ""
    tasks = _tasks(today, slug, desk)
    shown = [task for task in tasks if task.name not in today.hidden]
    return HomePage(
        empty=today.empty,
        doors=_doors(slug) if desk.may("import") else (),
        tasks=shown,
        hidden=len(tasks) - len(shown),
        known=_known(today, today.known, slug, desk) if today.known else None,
        strips=_strips(today, slug),
        news=by_day(map(event_of, today.news), desk.brand.timezone if desk.brand else "UTC"),
    )


def _doors(slug: str) -> list[Door]:
    told = [
        Door(
            label=gettext("Start with my own files"), url=reverse("import", args=[slug]), primary=True,
            text=gettext("A sheet of creators, a shop export: preview first, undo at any time."),
        ),
        Door(
            label=gettext("Paste profiles"), url=reverse("paste", args=[slug]),
            text=gettext("Up to 500 links, handles or copied profiles."),
        ),
        Door(
            label=gettext("Let creators apply"), url=reverse("applications", args=[slug]),
            text=gettext("A form to publish, or the same questions as a printed list."),
        ),
        Door(
            label=gettext("Look around a made-up market"), url=reverse("made-up") if HOUSE.annex else "",
            text=gettext("400 invented creators in a workspace of their own; thrown away with one click."),
        ),
    ]  # fmt: skip
    return [door for door in told if door.url]


def _known(today: Today, known: Known, slug: str, desk: Desk) -> KnownPart:
    creators = reverse("creators", args=[slug])
    tiles = [
        Tile(
            title=capfirst(gettext(state)), main=f"{number:,}", lines=(share_text(number / known.creators),),
            url=f"{creators}?{urlencode({'verdict': state})}",
        )
        for state, number in known.verdicts
    ]  # fmt: skip
    return KnownPart(
        creators=known.creators,
        tiles=tiles,
        remedies=[capfirst(remedy.text) for remedy in known.remedies],
        count_url=reverse("count", args=[slug]) if known.remedies and desk.may("import") else "",
        creators_url=creators,
        untracked=known.untracked,
        net=known.net,
        net_tracked=known.net_tracked,
        orders_url=reverse("imports", args=[slug, today.orders_batch]) if today.orders_batch else "",
    )


def _tasks(today: Today, slug: str, desk: Desk) -> list[Task]:
    """Return what this role can do something about."""
    found: list[Task] = []
    if desk.may("import"):
        found += [*_work(today, slug), *_expiring(today, slug)]
    if desk.may("applications"):
        found += _applications(today, slug)
    found += _differences(today, slug)
    return found + _first_brief(today, slug) + _plans(today, slug) if desk.may("edit") else found


def _of_job(job: Job, slug: str) -> str:
    if job.kind == "vet":
        return reverse("vetting", args=[slug])
    upload = str(job.arguments.get("upload", ""))
    return reverse("upload-job", args=[slug, upload]) if upload else reverse("import", args=[slug])


def _work(today: Today, slug: str) -> list[Task]:
    failed = [job for job in today.jobs if job.state == "failed"]
    # two files brought in one after the other leave the same words twice: one line is enough
    running = {job.words or job.kind: job for job in today.jobs if job.state != "failed"}.values()
    tasks = [
        Task(
            name=f"job {job.id}", text=gettext("A job failed: {words}").format(words=job.words or job.kind),
            detail=str(job.error.get("message", "")), url=_of_job(job, slug),
            action=gettext("Look at it"), at=job.finished_at,
        )
        for job in failed
    ]  # fmt: skip
    tasks += [
        Task(
            name=f"job {job.id}", text=gettext("Under way: {words}").format(words=job.words or job.kind), detail="",
            url=_of_job(job, slug), action=gettext("See how far it is"),
            at=job.created_at,
        )
        for job in running
    ]  # fmt: skip
    tasks += [
        Task(
            name=f"upload {upload.id}", text=gettext("{name} waits to be brought in").format(name=upload.name),
            detail="", url=reverse("upload", args=[slug, upload.id]), action=gettext("Go on"), at=upload.at,
        )
        for upload in today.uploads
    ]  # fmt: skip
    return tasks


def _applications(today: Today, slug: str) -> list[Task]:
    if not today.applications:
        return []
    text = ngettext("{n} application waits", "{n} applications wait", today.applications)
    return [
        Task(
            name="applications", text=text.format(n=today.applications), detail="",
            url=reverse("applications", args=[slug]), action=gettext("Answer"),
        )
    ]  # fmt: skip


def _differences(today: Today, slug: str) -> list[Task]:
    if not today.differences:
        return []
    text = ngettext(
        "{n} difference between your sheet and your shop", "{n} differences between your sheet and your shop",
        today.differences,
    )  # fmt: skip
    codes = ngettext("{n} code that nobody owns", "{n} codes that nobody owns", today.orphan_codes)
    return [
        Task(
            name="differences", text=text.format(n=today.differences),
            detail=codes.format(n=today.orphan_codes) if today.orphan_codes else "",
            url=reverse("imports", args=[slug, today.orders_batch]), action=gettext("Look at them"),
        )
    ]  # fmt: skip


def _expiring(today: Today, slug: str) -> list[Task]:
    tasks = []
    for entry in today.expiring:
        text = ngettext("Figures of {n} account expire soon", "Figures of {n} accounts expire soon", entry.accounts)
        tasks.append(
            Task(
                name=f"expiring {entry.source}", text=text.format(n=entry.accounts),
                detail=gettext("from {source}").format(source=entry.source), url=reverse("import", args=[slug]),
                action=gettext("Bring them in anew"), at=entry.first_at,
            )
        )  # fmt: skip
    return tasks


def _first_brief(today: Today, slug: str) -> list[Task]:
    """Return the next step of somebody who brought creators in and does not know where to go from there."""
    if today.briefs:
        return []
    return [
        Task(
            name="first brief", text=gettext("No brief yet"),
            detail=gettext("What you sell, to whom and for how much. The shortlist and the plan follow from it."),
            url=reverse("briefs", args=[slug]), action=gettext("Write a brief"),
        )
    ]  # fmt: skip


def _plans(today: Today, slug: str) -> list[Task]:
    tasks = []
    for brief in today.briefs:
        if brief.adopted is not None:
            continue
        name = brief.name
        if brief.shortlist is None:
            text, url, action = (
                gettext("{name}: no shortlist yet"),
                reverse("brief", args=[slug, name]),
                gettext("Build it"),
            )
        elif brief.plan is None:
            text, url, action = gettext("{name}: no plan yet"), reverse("shortlist", args=[slug, name]), gettext("Plan")
        else:
            text, url, action = (
                gettext("{name}: the plan waits for a yes"),
                reverse("plan", args=[slug, name]),
                gettext("Decide"),
            )
        tasks.append(Task(name=f"brief {name}", text=text.format(name=brief.title), detail="", url=url, action=action))
    return tasks


def _strips(today: Today, slug: str) -> list[Strip]:
    return [
        Strip(
            name=brief.title,
            url=reverse("plan", args=[slug, brief.name]),
            plan=brief.plan,
            spent_share=round(100 * brief.plan.cost.minor / max(brief.plan.budget.minor, 1)),
        )
        for brief in today.briefs
        if brief.adopted is not None and brief.plan is not None
    ]

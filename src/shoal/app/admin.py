"""Verbs on the workspace itself: the made-up market, and a look at its health."""

from __future__ import annotations

import os
import platform
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlsplit

from shoal import __version__
from shoal.app.backup import Backup, BackupCheck, check_backup, make_backup
from shoal.app.breached import FILE as BREACHED
from shoal.app.breached import form_of
from shoal.catalog import POLICIES, Policy, creator_id_of
from shoal.config import KEY_NAME, Settings
from shoal.django_settings import on_this_machine
from shoal.domain.brief import Brief
from shoal.domain.intake import Batch
from shoal.domain.people import Member
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Shortlist
from shoal.errors import ConflictError, InputError, ShoalError
from shoal.sources import read_synthetic
from shoal.world import life_briefs

if TYPE_CHECKING:
    from shoal.app.connections.verbs import Connection
    from shoal.app.imports.preparing import Prepared
    from shoal.app.results import ReportMade
    from shoal.app.shoal import Shoal

MARKET_DATE = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)  # the made-up market stands still here, so that it stays the same
RETURNED_NAMED = 20  # the next look names the next ones
LOW_DISK_BYTES = 500 * 2**20
FEWEST = 120  # creators of a made-up market: with fewer, some seeds have nobody for the coffee shop (24 seeds tried)


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoStory:
    """One brief of the demo with all that came of it."""

    brief: Brief
    shortlist: Shortlist
    plan: Plan
    report: ReportMade


@dataclass(frozen=True, slots=True, kw_only=True)
class Demo:
    """What the demo did: the market it made up, what was brought in and prepared, and a story per brief."""

    seed: int
    folder: str
    batches: tuple[Batch, ...]
    prepared: Prepared
    stories: tuple[DemoStory, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One look at the health of a workspace; ``passed`` of ``None`` means: cannot say, and the text says why."""

    name: str
    passed: bool | None
    text: str
    advice: str = ""


class Admin:
    """The verbs on the workspace itself."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def demo(self, *, creators: int = 400) -> Demo:
        """Run the main job on the made-up market of this workspace's seed: bring in, shortlist, plan, report."""
        shoal = self._shoal
        seed = shoal.settings.seed
        if seed is None:
            raise ConflictError(
                "This workspace holds your own data; the made-up market does not mix with it.",
                received=shoal.settings.folder,
                next_step="Leave --workspace out, or name a new folder for the demo.",
            )
        if creators < FEWEST:
            raise InputError(f"The made-up market needs at least {FEWEST} creators.", received=creators)
        batches = tuple(self._market(seed, creators)) if not shoal.creators.batches() else shoal.creators.batches()
        shoal.progress("preparing vetting, shortlists and search")
        prepared = shoal.imports.prepare()
        stories = tuple(self._story(brief) for brief in life_briefs(shoal.brand.currency))
        return Demo(
            seed=seed, folder=str(shoal.settings.folder), batches=batches, prepared=prepared, stories=stories
        )  # fmt: skip

    def _market(self, seed: int, creators: int) -> list[Batch]:
        shoal = self._shoal
        shoal.progress(f"making up a market of {creators} creators from seed {seed}")
        found = []
        for reading in read_synthetic(f"synthetic://?seed={seed}&creators={creators}", shoal.catalog.hasher):
            shoal.progress(f"bringing in its {reading.kind}")
            verb = shoal.results.bring_in_order_reading if reading.kind == "orders" else shoal.creators.bring_in_reading
            found.append(verb(reading, label=f"made-up {reading.kind}"))
        return found

    def _story(self, brief: Brief) -> DemoStory:
        planning = self._shoal.planning
        known = {kept.id for kept in planning.briefs()}
        kept = planning.show_brief(brief.name) if brief.id in known else planning.keep(brief)
        shortlist = planning.shortlist(kept)
        plan = planning.build(shortlist)
        return DemoStory(brief=kept, shortlist=shortlist, plan=plan, report=self._shoal.results.report(kept.name))

    def backup(self, target: Path | str, *, with_key: bool = False) -> Backup:
        """Copy the workspace into a new folder under ``target`` while it is in use."""
        self._shoal.require("settings")
        made = make_backup(self._shoal, Path(target), with_key=with_key)
        self._shoal.record("backup.make", with_key=with_key, size_bytes=made.size_bytes)
        return made

    def check_backup(self, folder: Path | str) -> BackupCheck:
        """Open a copy apart from the workspace and read all of it."""
        with TemporaryDirectory(prefix="shoal-check-") as apart:
            return check_backup(self._shoal, Path(folder), Path(apart))

    def policies(self) -> tuple[Policy, ...]:
        """Return the policy table: how long values of each source may be kept, and what happens then."""
        return tuple(POLICIES.values())

    def doctor(self) -> tuple[Check, ...]:
        """Look at the workspace, the machine and the files, and say what is wrong and what to do."""
        return (*machine_checks(self._shoal.settings.folder), *self._workspace_checks())

    def _workspace_checks(self) -> tuple[Check, ...]:
        folder = self._shoal.settings.folder
        key = folder / KEY_NAME
        mode = key.stat().st_mode & 0o077 if os.name == "posix" else 0
        found = [
            Check(
                name="key",
                passed=not mode,
                text="only you can read it" if not mode else "others on this machine can read it",
                advice="Back it up apart from the data: ids and erasures depend on it."
                if not mode
                else f"chmod 600 {key}",
            )
        ]
        found.append(_public_address(self._shoal.settings.public_url))
        found.append(_database(self._shoal.settings.database_url))
        try:
            counts = self._shoal.catalog.counts()
            told = ", ".join(f"{count:,} {table}" for table, count in counts.items() if count) or "empty"
            found.append(Check(name="catalogue", passed=True, text=told))
            orders = len(self._shoal.ledger.trade.orders())
            briefs = len(self._shoal.ledger.planning.briefs())
            found.append(Check(name="ledger", passed=True, text=f"{orders:,} orders, {briefs} briefs"))
            found.append(_connection(self._shoal.connections.show(), self._shoal.wall_clock().date()))
            found.append(_passwords(form_of(self._shoal.settings.folder)))
            people = self._shoal.ledger.people.members()
            found.append(_signing_in(people, reachable=bool(self._shoal.settings.public_url)))
            found.append(_chain(self._shoal.ledger.audit.verify()))
            found.append(_returned(self._shoal.catalog.present(sorted(self._shoal.ledger.erasure.suppressed()))))
        except ShoalError as error:
            found.append(Check(name="stores", passed=False, text=error.message, advice=error.next_step))
        return tuple(found)


def _returned(accounts: Sequence[str]) -> Check:
    """Say who was erased and is here again, as after an older copy of the catalogue was put back."""
    if not accounts:
        return Check(name="erased", passed=True, text="nobody who was erased is here")
    text = f"{len(accounts)} accounts that were erased are here again, from an older copy"
    advice = "; ".join(f"shoal creators forget {creator_id_of(account)}" for account in accounts[:RETURNED_NAMED])
    return Check(name="erased", passed=False, text=text, advice=advice)


def _signing_in(members: Sequence[Member], *, reachable: bool) -> Check:
    """Say whose password alone opens everything, on a server that others can reach."""
    owners = [one for one in members if one.owner]
    alone = [one.email for one in owners if not one.second_factor]
    text = f"{len(owners) - len(alone)} of {len(owners)} owners have a second factor"
    if not reachable or not alone:
        return Check(name="signing in", passed=True, text=text)
    advice = f"Turn it on under Your account: {', '.join(alone)}."
    return Check(name="signing in", passed=False, text=text, advice=advice)


def _database(url: str) -> Check:
    """Say whether others can listen on the way to the database; neither host nor password is repeated."""
    if not url:
        return Check(name="database", passed=True, text="a SQLite file in the workspace")
    parts = urlsplit(url)
    told = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or told.get("host", ""))
    if on_this_machine(host):
        return Check(name="database", passed=True, text="PostgreSQL on this machine")
    if told.get("sslmode", "verify-full") == "verify-full":
        return Check(name="database", passed=True, text="PostgreSQL on another machine, encrypted and verified")
    text = "PostgreSQL on another machine, and nothing verifies who answers or keeps others from reading along"
    return Check(
        name="database",
        passed=False,
        text=text,
        advice="Write sslmode=verify-full into DATABASE_URL, or leave sslmode out of it.",
    )


def _passwords(form: str) -> Check:
    """Say what new passwords are held against."""
    if form:
        return Check(name="passwords", passed=True, text=f"held against {BREACHED} as well ({form})")
    return Check(
        name="passwords",
        passed=True,
        text="held against common ones; no list of breached ones is here",
        advice=f"Where others reach the server, put one into the workspace as {BREACHED}.",
    )


def _chain(broken_at: int | None) -> Check:
    if broken_at is None:
        return Check(name="audit", passed=True, text="the chain holds: no entry was changed or taken out")
    text = f"the chain breaks at entry {broken_at}: somebody changed the database past Shoal"
    return Check(name="audit", passed=False, text=text, advice="Compare with a backup.")


def _public_address(address: str) -> Check:
    """Say what outsiders can reach, and what needs an address before they can."""
    if address:
        return Check(name="public address", passed=True, text=f"{address}: links for outsiders begin with it")
    return Check(
        name="public address",
        passed=None,
        text="not set, so two things open on this computer only: the application form and links for invited people",
        advice="Set SHOAL_PUBLIC_URL where a server is reachable. Without it: printed questions and form exports for "
        "applications, the approval sheet as a file, reports as files.",
    )


def _connection(stands: Connection, today: date) -> Check:
    """Say whether the connection to Instagram may be used, and until when."""
    if not stands.on:
        return Check(name="connections", passed=None, text="Instagram: off")
    who = f"asks as @{stands.username}" if stands.username else "not tested yet"
    until = f"the token holds until {stands.expires_on}" if stands.expires_on else "no day is known for its token"
    if stands.why_not:
        return Check(name="connections", passed=False, text=f"Instagram: {stands.why_not}", advice="shoal connections")
    if stands.lacks:
        lacks = ", ".join(stands.lacks)
        text = f"Instagram: on, {who}, but the token lacks {lacks}"
        return Check(name="connections", passed=False, text=text, advice="Make a token with these permissions.")
    days = (stands.expires_on - today).days if stands.expires_on else None
    advice = f"It expires in {days} days: make a new one in time." if stands.soon else ""
    return Check(name="connections", passed=not stands.soon, text=f"Instagram: on, {who}; {until}", advice=advice)


def machine_checks(folder: Path) -> tuple[Check, ...]:
    """Look at the machine alone; works before there is a workspace."""
    here = folder if folder.exists() else Path.cwd()
    free = shutil.disk_usage(here).free
    return (
        Check(
            name="python",
            passed=sys.version_info >= (3, 11),
            text=f"Python {platform.python_version()}, Shoal {__version__}",
        ),
        Check(
            name="disk",
            passed=free > LOW_DISK_BYTES,
            text=f"{free / 2**30:.1f} GiB free where the workspace lies",
            advice="" if free > LOW_DISK_BYTES else "Make room: imports are written whole before they count.",
        ),
        Check(
            name="network",
            passed=True,
            text="nothing is fetched or sent by itself; the one way out is a look-up that somebody says yes to",
        ),
    )


def demo_settings(folder: Path, seed: int) -> Settings:
    """Return the settings of a made-up market."""
    return Settings(
        folder=folder, name="Made-up brand", currency="EUR", timezone="Europe/Berlin", stands_at=MARKET_DATE, seed=seed
    )

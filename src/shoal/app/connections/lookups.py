"""Verbs on look-ups: creators by handle at Instagram. First what it would cost, then a yes, then a preview, then in.

A look-up is resumed: what was answered is kept line by line, and going on asks only for the rest.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from shoal.app.connections.lookup_asking import Asking, Teller
from shoal.app.connections.lookup_run import (
    PLATFORM,
    LookedAt,
    LookUp,
    LookUpCost,
    handles_of,
    held_back,
    lines_out,
    run_of,
)
from shoal.app.connections.lookup_store import (
    answered_rows,
    answers,
    drop_answers,
    drop_run,
    folder_of,
    keep_run,
    run_ids,
    run_told,
    sweep,
)
from shoal.app.connections.verbs import PER_HOUR, Connection
from shoal.app.imports.intake import Intake
from shoal.catalog import preview_of
from shoal.domain.intake import Batch, FileFacts, Reading, ReadOptions, RowNote, Sighting
from shoal.errors import ConflictError, InputError, NotFoundError
from shoal.sources import ACCOUNT_ID, DISCOVERY, DISCOVERY_POLICY, GRAPH_FIELDS, GRAPH_HOST, read_discovered

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

JOB = "look-up"
AT_ONCE = 10  # more handles than that are a job: a page should not wait for them
POSTS = (12, 25, 50)
USUAL_POSTS = 25  # twelve of one format are used: half as many again where formats mix
SECONDS_EACH = 1.0  # of a usual answer [guess]; told as "about"


class Lookups:
    """The verbs on looking creators up by handle."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # before anything is sent ---------------------------------------------------------------------------------------

    def plan(self, text: str, posts: int = USUAL_POSTS) -> LookUp:
        """Keep which handles are to be looked up; nothing is asked. Raises ``InputError`` where none is named.

        ``posts`` is how many of the newest posts are wanted of each, one of 12, 25 and 50.
        """
        shoal = self._shoal
        shoal.require("import")
        if shoal.settings.seed is not None:
            raise ConflictError("In a made-up market nobody real is looked up.", next_step="Open your own workspace.")
        if posts not in POSTS:
            raise InputError("So many posts cannot be asked for.", received=posts, allowed=tuple(map(str, POSTS)))
        asked, unread = handles_of(text)
        if not asked:
            raise InputError(
                "No line names an account at Instagram.", next_step="Paste profile links or @handles, one a line."
            )
        at = shoal.wall_clock()
        sweep(shoal.settings.folder, at.timestamp())
        run_id = shoal.dice.new_id("lk", at, f"{shoal.brand.id} {text} {shoal.ledger.audit.head()}")
        held = [held_back(row, handle) for row, handle in asked if self._is_erased(handle)]
        run = LookUp(
            id=run_id, at=at, by_name=shoal.actor.name, posts=posts, asked=tuple(asked), unread=tuple(unread),
            answered=(), failures=tuple(held), state="planned",
        )  # fmt: skip
        self._keep(run)
        return run

    def cost(self, run: LookUp) -> LookUpCost:
        """Return what sending the rest would cost; nothing is asked."""
        connection: Connection = self._shoal.connections.show()
        handles = [handle for _, handle in run.left]
        hasher = self._shoal.catalog.hasher
        known = self._shoal.catalog.present([hasher.account_id(PLATFORM, "handle", handle) for handle in handles])
        return LookUpCost(
            handles=len(handles), questions=len(handles), left=connection.left, per_hour=PER_HOUR,
            percent=connection.percent, again_at=connection.again_at, seconds=len(handles) * SECONDS_EACH,
            host=GRAPH_HOST, fields=GRAPH_FIELDS, known=len(known),
        )  # fmt: skip

    def _is_erased(self, handle: str) -> bool:
        marks = self._shoal.ledger.erasure.suppressed()
        return bool(marks) and self._shoal.catalog.hasher.account_id(PLATFORM, "handle", handle) in marks

    # sending -------------------------------------------------------------------------------------------------------

    def send(self, run_id: str, *, at_once: bool = False, told: Teller | None = None) -> LookUp:
        """Ask for what is left, because a person said yes to it. More than ten handles are a job of a worker.

        Raises ``PolicyError`` and ``OutsideAccessError`` where the connection may not be used; every other failure is
        in what comes back. Sent twice, it asks once.
        """
        shoal = self._shoal
        run = self.show(run_id)
        shoal.connections.client()  # raises where nobody agreed, before anything is queued
        if run.state == "working" or not run.left:
            return run
        shoal.record("lookups.send", run.id, handles=len(run.left))
        if len(run.left) > AT_ONCE and not at_once:
            words = f"{len(run.left)} handles wait for their turn"
            key = f"{run.id} {len(run.answered)} {len(run.failures)} {shoal.wall_clock().isoformat()}"
            job = shoal.jobs.add(JOB, {"run": run.id}, key=key[:200], words=words)
            run = replace(run, state="working", job_id=job.id, stopped="")
            self._keep(run)
            return run
        return self.work(run_id, told)

    def work(self, run_id: str, told: Teller | None = None) -> LookUp:
        """Ask for what is left now, line by line; what was answered stays whatever happens."""
        self._shoal.require("import")
        with self._alone(run_id):
            run = self._read(run_id)
            client = self._shoal.connections.client()
            try:
                run = Asking(self._shoal, client, told).through(run, self._keep)
            finally:
                self._shoal.connections.keep_usage(client.usage)
        return run

    @contextmanager
    def _alone(self, run_id: str) -> Iterator[None]:
        folder = folder_of(self._shoal.settings.folder, run_id)
        try:
            with FileLock(folder.with_suffix(".lock"), timeout=1):
                yield
        except Timeout as cause:
            raise ConflictError("This look-up is under way.", next_step="Wait a little, then reload.") from cause
        finally:
            if not folder.is_dir():
                folder.with_suffix(".lock").unlink(missing_ok=True)

    # what came -----------------------------------------------------------------------------------------------------

    def show(self, run_id: str) -> LookUp:
        """Return a look-up as it stands; one whose worker gave up is stopped. Raises ``NotFoundError``."""
        self._shoal.require("import")
        run = self._read(run_id)
        if run.state != "working":
            return run
        try:
            job = self._shoal.jobs.job(run.job_id)
        except NotFoundError:
            return replace(run, state="stopped", stopped="The job is gone.")
        if job.state in ("queued", "running"):
            return run
        return replace(run, state="stopped", stopped=str(job.error.get("message", "") or "It was broken off."))

    def waiting(self) -> tuple[LookUp, ...]:
        """Return the look-ups of this brand that wait for somebody to go on, the newest first."""
        found = []
        for run_id in run_ids(self._shoal.settings.folder):
            try:
                found.append(self.show(run_id))
            except NotFoundError:
                continue  # another brand's
        return tuple(found)

    def preview(self, run_id: str) -> LookedAt:
        """Say what bringing it in would do; nothing is stored."""
        shoal, reading = self._shoal, self._reading(self.show(run_id))
        marks = shoal.ledger.erasure.suppressed()
        draft = shoal.catalog.draft(reading, shoal.now(), marks, brand=shoal.brand.id)
        return LookedAt(
            preview=preview_of(reading, draft, ""), posts=len(draft.records.get("posts", ())), figures=_figures(reading)
        )  # fmt: skip

    def bring_in(self, run_id: str) -> Batch:
        """Bring what was answered in as one batch that can be undone; lines without an answer stay out.

        What is left waits on, so that going on asks for it alone. Raises ``ConflictError`` where nothing of it is
        news, and while a worker is at it.
        """
        run = self.show(run_id)
        if run.state == "working":
            raise ConflictError("A worker is still asking.", next_step="Wait until it is through, or cancel it.")
        with self._alone(run_id):
            run = self._read(run_id)
            label = f"Instagram look-up of {len(run.answered)}"
            batch = Intake(self._shoal).bring_in_reading(self._reading(run), label=label)
            self._only_left(run)
        return batch

    def _only_left(self, run: LookUp) -> None:
        """Let go of what was brought in; a look-up with nothing left is over."""
        folder = self._shoal.settings.folder
        if not run.left:
            drop_run(folder, run.id)
            return
        self._keep(replace(run, asked=run.left, unread=(), failures=tuple(one for one in run.failures if one.again)))
        drop_answers(folder, run.id)

    def drop(self, run_id: str) -> None:
        """Delete what was answered; nothing of it was stored. A worker that is at it stops."""
        run = self.show(run_id)
        if run.state == "working":
            self._shoal.jobs.cancel(run.job_id)
        drop_run(self._shoal.settings.folder, run_id)

    # keeping -------------------------------------------------------------------------------------------------------

    def _keep(self, run: LookUp) -> None:
        told = {name: value for name, value in asdict(run).items() if name != "answered"}
        told |= {"brand": self._shoal.brand.id, "at": run.at.isoformat()}
        keep_run(self._shoal.settings.folder, self._shoal.key, run.id, told)

    def _read(self, run_id: str) -> LookUp:
        told = run_told(self._shoal.settings.folder, self._shoal.key, run_id, self._shoal.brand.id)
        return run_of(told, answered_rows(self._shoal.settings.folder, run_id))

    def _reading(self, run: LookUp) -> Reading:
        """Return the answers as a reading like that of any file."""
        shoal = self._shoal
        named = dict(run.asked)
        found = [
            (row, named[row], datetime.fromisoformat(told["at"]), told["answer"])
            for row, told in answers(shoal.settings.folder, shoal.key, run.id)
        ]
        if not found:
            raise ConflictError("Nothing was answered, so there is nothing to bring in.", next_step="Go on with it.")
        read = read_discovered(found)
        digest = hashlib.sha256(repr(found).encode("utf-8", "surrogatepass")).hexdigest()
        posts = len(read.posts)
        return Reading(
            kind="creators", source=DISCOVERY, policy=DISCOVERY_POLICY,
            file=FileFacts(name="Instagram look-up", format="json", size_bytes=len(repr(found)), sha256=digest),
            options=ReadOptions(platform=PLATFORM), rows=len(run.asked) + len(run.unread),
            sighting=Sighting(creators=read.creators, posts=read.posts),
            notes=(*read.notes, *self._moved(found)), results=tuple(lines_out(run)),
            facts_found=(f"{posts:,} posts came, as Instagram counted them when it answered",),
        )  # fmt: skip

    def _moved(self, found: list[tuple[int, str, datetime, Mapping[str, Any]]]) -> list[RowNote]:
        """Warn where a handle had another number at Instagram before: it may belong to somebody else now."""
        shoal = self._shoal
        ids = {shoal.catalog.hasher.account_id(PLATFORM, "handle", handle): row for row, handle, _, _ in found}
        told = {row: str(answer.get("id", "")) for row, _, _, answer in found}
        notes = []
        for creator in shoal.catalog.creators(sorted(ids), shoal.now(), shoal.brand.id):
            before, row = dict(creator.extra).get(ACCOUNT_ID), ids.get(creator.accounts[0].id)
            if row is not None and before and told[row] and before != told[row]:
                text = "Instagram's number of this account is another than last time: look whether it is still theirs"
                notes.append(RowNote(row=row, code="account_id_changed", text=text))
        return notes


def _figures(reading: Reading) -> dict[int, tuple[int | None, int]]:
    """Return followers and number of posts of each line that was answered."""
    posts = Counter(post.row for post in reading.sighting.posts)
    return {
        row.row: (None if row.followers is None else int(row.followers.value), posts[row.row])
        for row in reading.sighting.creators
    }


def work_on_lookup(shoal: Shoal, arguments: Mapping[str, Any], told: Teller) -> Mapping[str, Any]:
    """Look up as a worker does; done again, it asks only for what is left."""
    run = shoal.lookups.work(str(arguments["run"]), told)
    return {"run": run.id, "answered": len(run.answered), "left": len(run.left)}

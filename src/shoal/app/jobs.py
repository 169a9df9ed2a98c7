"""Verbs on what takes long: started on a page, done by a worker, seen from anywhere, resumed after a crash.

What a job does has to come to the same when it is done twice: a worker may die after the work and before its note.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from shoal.app.connections.lookups import JOB as LOOK_UP
from shoal.app.connections.lookups import work_on_lookup
from shoal.app.imports.preparing import JOB as PREPARE
from shoal.app.imports.preparing import work_on_preparing
from shoal.app.imports.verbs import import_upload
from shoal.app.listing.searching import JOB as INDEX
from shoal.app.listing.searching import work_on_index
from shoal.app.vetting.work import JOB as VET
from shoal.app.vetting.work import work_on_vetting
from shoal.domain.brief import Brand
from shoal.domain.people import Actor, Job
from shoal.errors import DeniedError, JobStoppedError, NotFoundError, OutsideError, ShoalError, WorkspaceBusyError

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

BEAT_SECONDS = 5.0  # how often progress is written down
HOLD_SECONDS = 20.0  # how often the lease of a minute is renewed, whatever the work does meanwhile
LOOK_SECONDS = 1.0
log = logging.getLogger("shoal.jobs")


@dataclass(slots=True)
class Told:
    """Where a job says how far it is, and hears that it was cancelled."""

    shoal: Shoal
    job: Job
    worker: str
    last: float = -BEAT_SECONDS
    words: str = ""
    lost: threading.Event = field(default_factory=threading.Event)

    def progress(self, words: str, done: int = 0, total: int | None = None) -> None:
        """Tell how far it is; other words are written down at once, counts every few seconds.

        Raises ``JobStoppedError`` where the job is no longer ours.
        """
        if self.lost.is_set():
            raise _stopped()
        if time.monotonic() - self.last < BEAT_SECONDS and words == self.words:
            return
        self.last, self.words = time.monotonic(), words
        self.beat(words=words[:200], done=done, total=total)

    def beat(self, **progress: Any) -> None:  # noqa: ANN401  words, done, total
        """Renew the lease. Raises ``JobStoppedError`` where there is none to renew."""
        at = self.shoal.wall_clock()
        if not self.shoal.ledger.jobs.beat(self.job.id, self.worker, at, **progress):
            self.lost.set()
            raise _stopped()

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Renew the lease from beside while the work is busy: one statement over a million lines takes its time."""
        over = threading.Event()
        thread = threading.Thread(target=self._hold, args=(over,), name=f"lease of {self.job.id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _hold(self, over: threading.Event) -> None:
        jobs = self.shoal.ledger_of(self.job.brand_id).jobs
        try:
            while not over.wait(HOLD_SECONDS):
                if not jobs.beat(self.job.id, self.worker, self.shoal.wall_clock()):
                    self.lost.set()
                    return
        except ShoalError as error:  # the database is busy or away: the lease may run out, which the work will hear
            log.warning("the lease of job %s was not renewed: %s", self.job.id, error.message)
        finally:
            self.shoal.ledger_of(self.job.brand_id).leave()


Work = Callable[["Shoal", Mapping[str, Any], Told], Mapping[str, Any]]


class Jobs:
    """The verbs on long work."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def add(self, kind: str, arguments: Mapping[str, Any], *, key: str, words: str = "") -> Job:
        """Queue long work for the brand that is worked for; the same ``key`` is queued once."""
        shoal, at = self._shoal, self._shoal.wall_clock()
        work_of(kind)
        job_id = shoal.dice.new_id("jb", at, f"{shoal.brand.id} {key}")
        job = Job(
            id=job_id, kind=kind, arguments=arguments, state="queued", by_id=shoal.actor.id, by_name=shoal.actor.name,
            role=shoal.actor.role, brand_id=shoal.brand.id, created_at=at, words=words,
        )  # fmt: skip
        return shoal.ledger.jobs.add(job, key)

    def job(self, job_id: str) -> Job:
        """Return a job of this brand."""
        return self._shoal.ledger.jobs.job(job_id)

    def recent(self) -> tuple[Job, ...]:
        """Return the newest jobs of this brand."""
        return self._shoal.ledger.jobs.recent()

    def cancel(self, job_id: str) -> Job:
        """Stop a job; what it finished stays."""
        self._shoal.require("import")
        with self._shoal.ledger.transaction():
            job = self._shoal.ledger.jobs.cancel(job_id, self._shoal.wall_clock())
            self._shoal.record("jobs.cancel", job_id)
        return job

    def retry(self, job_id: str) -> Job:
        """Queue a failed or cancelled job again."""
        self._shoal.require("import")
        with self._shoal.ledger.transaction():
            job = self._shoal.ledger.jobs.retry(job_id)
            self._shoal.record("jobs.retry", job_id)
        return job

    def waiting(self) -> bool:
        """Say whether there is work for a worker, of any brand."""
        return self._shoal.ledger.jobs.waiting(self._shoal.wall_clock())

    def work(self) -> int:
        """Do what is due until nothing is; returns how many jobs were done."""
        worker, done = f"{socket.gethostname()} {os.getpid()}"[:80], 0
        while job := self._shoal.ledger.jobs.claim(worker, self._shoal.wall_clock()):
            self._do(job, worker)
            done += 1
        return done

    def work_forever(self) -> None:
        """Do what is due, and wait for more until the process is stopped; a database that is away comes back."""
        while True:
            try:
                self.work()
            except (OutsideError, WorkspaceBusyError) as error:
                log.warning("looking for work again in a moment: %s", error.message)
            self._shoal.ledger.rest()
            time.sleep(LOOK_SECONDS)

    def _do(self, job: Job, worker: str) -> None:
        shoal, told = self._shoal, Told(self._shoal, job, worker)
        try:
            actor, brand = self._whose(job)
            with shoal.acting(actor, brand), told.holding():
                result = work_of(job.kind)(shoal, job.arguments, told)
        except JobStoppedError:
            return
        except ShoalError as error:
            again = error.retryable
            shoal.ledger.jobs.fail(job.id, worker, shoal.wall_clock(), error.as_dict(), again=again)
        except Exception:  # noqa: BLE001  a mistake of ours must not take the worker and all other jobs with it
            shoal.ledger.jobs.fail(job.id, worker, shoal.wall_clock(), _mistake(job), again=False)
        else:
            shoal.ledger.jobs.finish(job.id, worker, shoal.wall_clock(), result)

    def _whose(self, job: Job) -> tuple[Actor, Brand]:
        """Return who a job acts for, in the role they hold now. Raises ``DeniedError`` where it was taken away."""
        brand = next((brand for brand in self._shoal.team.brands() if brand.id == job.brand_id), None)
        member = self._shoal.ledger.people.member(job.by_id)
        role = job.role if member is None else member.role_in(job.brand_id)
        if brand is None or role is None or (member and member.disabled_at):
            raise DeniedError("Who started this may not do it any more.", next_step="Start it again as somebody else.")
        return Actor(id=job.by_id, name=job.by_name, role=role, door="worker"), brand


def _stopped() -> JobStoppedError:
    return JobStoppedError(
        "This job was cancelled, or another worker took it up.", next_step="Look at the list of jobs."
    )


def _mistake(job: Job) -> Mapping[str, Any]:
    """Write a mistake of ours down where an administrator finds it; who waits for the job gets the number of it."""
    number = secrets.token_hex(4)
    log.exception("bug %s in job %s (%s)", number, job.id, job.kind)
    error = ShoalError(
        "Something went wrong that is our mistake, sorry. What was stored before is as it was.",
        next_step=f"Try again; if it stays, report the id {number} with what you did.",
    )
    return {**error.as_dict(), "id": number}


def work_of(kind: str) -> Work:
    """Return what a kind of job does. Raises ``NotFoundError`` for an unknown kind."""
    if kind not in KINDS:
        raise NotFoundError("There is no such kind of job.", received=kind, allowed=tuple(KINDS))
    return KINDS[kind]


# every kind of long work, by name
KINDS: dict[str, Work] = {
    "import": import_upload,
    LOOK_UP: work_on_lookup,
    VET: work_on_vetting,
    INDEX: work_on_index,
    PREPARE: work_on_preparing,
}

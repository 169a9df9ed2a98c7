"""Long verbs that outlive a page: queued once, held by a lease, resumed after a crash.

At least once: a worker that dies leaves its lease to run out, and another takes the job up again; so what a job does
has to come to the same when it is done twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.db.models import Q, QuerySet

from shoal.domain.people import Job
from shoal.errors import ConflictError, NotFoundError
from shoal.ledger import models
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking

LEASE = timedelta(seconds=60)  # ledger model, section 13
PAUSE = timedelta(seconds=30)  # before another try, times the tries so far: what was busy gets time to end
MOST_ATTEMPTS = 3  # a job that killed its worker three times will do so again
FIELDS = (
    "kind", "arguments", "state", "by_id", "by_name", "role", "created_at", "words", "done", "total", "attempts",
    "result", "error", "finished_at",
)  # fmt: skip
STOPPED: dict[str, Any] = {
    "code": "job.stopped", "message": "It stopped its worker three times.", "received": None, "allowed": [],
    "next_step": "Try a smaller file.", "retryable": False, "fields": {}, "id": None,
}  # fmt: skip


class Jobs:
    """The jobs of one workspace; pages see those of their brand, workers those of all."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # pages ---------------------------------------------------------------------------------------------------------

    def add(self, job: Job, dedupe_key: str) -> Job:
        """Queue a job for this brand; the same key is queued once, and the first job is returned."""
        with self._desk.transaction():
            row, _ = self._desk.own(models.Job).get_or_create(
                dedupe_key=dedupe_key,
                defaults={
                    **self._desk.mine(models.Job), "uid": job.id, "kind": job.kind, "arguments": dict(job.arguments),
                    "by_id": job.by_id, "by_name": job.by_name, "role": job.role, "created_at": job.created_at,
                    "words": job.words[:200],
                },
            )  # fmt: skip
        return _job(row)

    def cancel(self, uid: str, at: datetime) -> Job:
        """Stop a job; what it finished stays. Raises ``NotFoundError``, and ``ConflictError`` where it is over."""
        with self._desk.transaction():
            found = self.job(uid)
            rows = self._desk.own(models.Job).filter(uid=uid, state__in=("queued", "running"))
            if not rows.update(state="cancelled", finished_at=at, lease_until=None):
                raise ConflictError("This job is over; there is nothing to cancel.", received=found.state)
        return self.job(uid)

    def retry(self, uid: str) -> Job:
        """Queue a failed or cancelled job once more. Raises ``NotFoundError``, and ``ConflictError`` for another."""
        with self._desk.transaction():
            found = self.job(uid)
            rows = self._desk.own(models.Job).filter(uid=uid, state__in=("failed", "cancelled"))
            if not rows.update(state="queued", attempts=0, error={}, finished_at=None, lease_until=None, worker=""):
                raise ConflictError("Only a job that failed or was cancelled can be tried again.", received=found.state)
        return self.job(uid)

    def job(self, uid: str) -> Job:
        """Return a job of this brand. Raises ``NotFoundError``."""
        with speaking():
            row = self._desk.own(models.Job).filter(uid=uid).first()
        if row is None:
            raise NotFoundError("There is no such job.", received=uid)
        return _job(row)

    def recent(self, limit: int = 20) -> tuple[Job, ...]:
        """Return the newest jobs of this brand."""
        with speaking():
            return tuple(_job(row) for row in self._desk.own(models.Job).order_by("-pk")[:limit])

    # workers -------------------------------------------------------------------------------------------------------

    def waiting(self, at: datetime) -> bool:
        """Say whether any brand has a job that a worker should take."""
        with speaking():
            return self._desk.all(models.Job).filter(_due(at)).exists()

    def claim(self, worker: str, at: datetime) -> Job | None:
        """Take the oldest job that is due, of any brand, and hold it for a minute; ``None`` where there is none.

        A job whose worker died too often is marked as failed on the way.
        """
        with self._desk.transaction():
            rows = self._desk.all(models.Job)
            dead = rows.filter(state="running", lease_until__lt=at, attempts__gte=MOST_ATTEMPTS)
            dead.update(state="failed", finished_at=at, error=STOPPED, lease_until=None)
            row = self._unheld(rows.filter(_due(at)).order_by("pk")).first()
            if row is None:
                return None
            row.state, row.worker, row.lease_until = "running", worker, at + LEASE
            row.attempts += 1
            row.save(using=self._desk.alias, update_fields=["state", "worker", "lease_until", "attempts"])
        return _job(row)

    def _unheld(self, rows: QuerySet[models.Job]) -> QuerySet[models.Job]:
        """Return the rows that no other worker is taking at this moment; SQLite has one writer at a time anyway."""
        if connections[self._desk.alias].features.has_select_for_update_skip_locked:
            return rows.select_for_update(skip_locked=True)
        return rows

    def beat(self, uid: str, worker: str, at: datetime, **progress: Any) -> bool:  # noqa: ANN401  words, done, total
        """Renew the lease and tell how far it is; ``False`` says that the job was cancelled or taken by another."""
        with self._desk.transaction():
            return bool(self._held(uid, worker).update(lease_until=at + LEASE, **progress))

    def finish(self, uid: str, worker: str, at: datetime, result: Mapping[str, Any]) -> bool:
        """Note the end; ``False`` where the job is no longer this worker's."""
        with self._desk.transaction():
            rows = self._held(uid, worker)
            return bool(rows.update(state="done", result=dict(result), error={}, finished_at=at, lease_until=None))

    def fail(self, uid: str, worker: str, at: datetime, error: Mapping[str, Any], *, again: bool) -> bool:
        """Note a failure; ``again`` puts it back in the queue for later, three times at most.

        ``False`` where the job is no longer this worker's.
        """
        with self._desk.transaction():
            row = self._held(uid, worker).first()
            if row is None:
                return False
            row.error, row.lease_until = dict(error), None
            if again and row.attempts < MOST_ATTEMPTS:
                row.state, row.lease_until = "queued", at + PAUSE * row.attempts
            else:
                row.state, row.finished_at = "failed", at
            return bool(
                self._held(uid, worker).update(
                    state=row.state, error=row.error, lease_until=row.lease_until, finished_at=row.finished_at
                )
            )

    def _held(self, uid: str, worker: str) -> QuerySet[models.Job]:
        return self._desk.all(models.Job).filter(uid=uid, worker=worker, state="running")


def _due(at: datetime) -> Q:
    """Return what a worker may take: what waits and is not paused, and what was left by a worker that died."""
    waits = Q(state="queued") & (Q(lease_until=None) | Q(lease_until__lte=at))
    return waits | Q(state="running", lease_until__lt=at)


def _job(row: models.Job) -> Job:
    return Job(id=row.uid, brand_id=row.brand_key, **{name: getattr(row, name) for name in FIELDS})

"""What the workspace remembers of itself: jobs, audit, settings, marks of erasure, and how often a thing was tried."""

from __future__ import annotations

from django.db import models

from shoal.domain.people import ROLES
from shoal.ledger.models.fields import Document, Words

JOB_STATES = ("queued", "running", "done", "failed", "cancelled")


class Job(models.Model):
    """A long verb. A worker holds it by a lease that it renews; a lease that ran out is anybody's."""

    uid = Words(max_length=40, unique=True)
    brand_key = Words(max_length=40, default="", blank=True)
    kind = Words(max_length=40)
    arguments = Document(default=dict)
    dedupe_key = Words(max_length=80)
    state = Words(max_length=10, default="queued")
    words = Words(max_length=200, blank=True)
    done = models.BigIntegerField(default=0)
    total = models.BigIntegerField(null=True)
    attempts = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    worker = Words(max_length=80, blank=True)
    result = Document(default=dict)
    error = Document(default=dict)
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    role = Words(max_length=10)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand_key", "dedupe_key"], name="a_job_once"),
            models.CheckConstraint(condition=models.Q(state__in=JOB_STATES), name="a_known_job_state"),
            models.CheckConstraint(condition=models.Q(role__in=ROLES), name="a_known_job_role"),
        ]
        indexes = [models.Index(fields=["state", "lease_until"], name="jobs_that_are_due")]


class AuditEntry(models.Model):
    """One change; append-only by trigger, and chained by hash."""

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = Words(max_length=40)
    actor_name = Words(max_length=120)
    door = Words(max_length=10)
    verb = Words(max_length=60)
    subject = Words(max_length=120)
    brand_key = Words(max_length=40, default="", blank=True, db_index=True)
    payload_sha256 = Words(max_length=64)
    hash = Words(max_length=64)


class AuditPayload(models.Model):
    """What a change said; erasure may empty it, its hash stays in the entry.

    ``salt`` goes with it: without it, who knows the hash of a few words could try names until one fits.
    """

    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, primary_key=True)
    salt = Words(max_length=32, blank=True)
    document = Document(null=True)


class Setting(models.Model):
    """A setting of one brand, or of the workspace where ``brand_key`` is empty."""

    brand_key = Words(max_length=40, default="", blank=True)
    name = Words(max_length=60)
    value = Document()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand_key", "name"], name="a_setting_once")]


class Suppression(models.Model):
    """An account that may not come back, by keyed hash, for ever."""

    kind = Words(max_length=20)
    hash = Words(max_length=64, unique=True)
    reason = Words(max_length=200)
    at = models.DateTimeField()


class Erasing(models.Model):
    """A row here, inside one transaction, tells the triggers that an erasure is under way; it is never seen outside."""

    at = models.DateTimeField()


class Attempt(models.Model):
    """How often something was tried from one place since the window began: what limits logins and public forms."""

    bucket = Words(max_length=120, unique=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

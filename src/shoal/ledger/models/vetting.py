"""What creators answered to findings, what a person saw of their age, and vettings that were kept.

None of these rows is ever changed: a later one takes the place of an earlier one. Triggers refuse it outside an
erasure, and refuse a verdict kept for a run of another brand.
"""

from __future__ import annotations

from django.db import models

from shoal.ledger.models.access import Brand
from shoal.ledger.models.fields import Document, Prose, Words

SAID = ("adult", "minor", "open")


class CreatorAnswer(models.Model):
    """What a creator said to one finding; the newest version counts."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    creator_id = Words(max_length=40, db_index=True)
    check_name = Words(max_length=40)
    version = models.PositiveIntegerField()
    text = Prose(blank=True)
    said_on = models.DateField()
    proof = Prose(blank=True)
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["brand", "creator_id", "check_name", "version"], name="an_answer_version_once"
            )
        ]


class AdultLook(models.Model):
    """That a person looked whether a creator is an adult; the newest row counts."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    creator_id = Words(max_length=40, db_index=True)
    said = Words(max_length=10)
    words_sha256 = Words(max_length=64, blank=True)
    note = Prose(blank=True)
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(said__in=SAID), name="a_known_look")]


class VettingRun(models.Model):
    """A vetting that was kept: what it went by."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    uid = Words(max_length=40, unique=True)
    about = Words(max_length=200)
    document = Document()
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    at = models.DateTimeField()


class KeptVerdict(models.Model):
    """One verdict of a run: its canonical JSON as it was, byte for byte, and the hash of it."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    run = models.ForeignKey(VettingRun, on_delete=models.PROTECT, related_name="verdicts")
    account_id = Words(max_length=40)
    creator_id = Words(max_length=40, db_index=True)
    document = Prose()
    sha256 = Words(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "account_id"], name="a_verdict_once_per_run")]

"""Links for people without an account, what they answered, and who was told that she is listed."""

from __future__ import annotations

from django.db import models

from shoal.ledger.models.access import Brand
from shoal.ledger.models.fields import Prose, Words
from shoal.ledger.models.planning import Shortlist

CHOICES = ("", "wanted", "unwanted", "asked")


class ShareLink(models.Model):
    """A link to one version of a shortlist, stored as its hash; a guard keeps it within its brand."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    uid = Words(max_length=40, unique=True)
    sha256 = Words(max_length=64, unique=True)
    shortlist = models.ForeignKey(Shortlist, on_delete=models.PROTECT)
    label = Words(max_length=120, blank=True)
    passphrase = Words(max_length=200, blank=True)
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    openings = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField(null=True)


class ShareAnswer(models.Model):
    """One answer to one row; a later one of the same row counts, the earlier stays."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    link = models.ForeignKey(ShareLink, on_delete=models.PROTECT)
    account_id = Words(max_length=40)
    choice = Words(max_length=10, blank=True)
    comment = Prose(blank=True)
    by_name = Words(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(choice__in=CHOICES), name="a_known_answer")]
        indexes = [models.Index(fields=["link", "account_id"], name="answers_of_a_link")]


class Notice(models.Model):
    """That a creator was told, of one brand."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    subject = Words(max_length=40)
    how = Words(max_length=200)
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "subject"], name="told_once")]

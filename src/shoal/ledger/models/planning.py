"""Briefs, shortlists and plans as versions, and what people wrote beside them.

A version is never changed: triggers refuse it outside an erasure, and refuse a reference into another brand.
"""

from __future__ import annotations

from django.db import models

from shoal.ledger.models.access import Brand
from shoal.ledger.models.fields import Document, Prose, Words


class Version(models.Model):
    """One version of a document of one brand, kept as the noun's plain form."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    uid = Words(max_length=40)
    name = Words(max_length=80)
    version = models.PositiveIntegerField()
    document = Document()
    by_id = Words(max_length=40)
    created_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["brand", "name", "version"], name="%(class)s_version_once"),
            models.UniqueConstraint(fields=["brand", "uid"], name="%(class)s_uid_once"),
        ]


class Brief(Version):
    """What is wanted."""


class Shortlist(Version):
    """Who fits; ``name`` is the brief's."""

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT)


class Plan(Version):
    """Who gets what part of the budget; ``name`` is the brief's."""

    brief = models.ForeignKey(Brief, on_delete=models.PROTECT)
    shortlist = models.ForeignKey(Shortlist, on_delete=models.PROTECT)
    adopted_at = models.DateTimeField(null=True)
    adopted_by = Words(max_length=40, default="", blank=True)

    class Meta(Version.Meta):
        constraints = [
            *Version.Meta.constraints,
            models.UniqueConstraint(
                fields=["brand", "name"], condition=models.Q(adopted_at__isnull=False), name="one_adopted_plan"
            ),
        ]


class Decision(models.Model):
    """Wanted, unwanted or asked: one candidate of one brief."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    brief_name = Words(max_length=80)
    account_id = Words(max_length=40)
    choice = Words(max_length=10)
    reason = Prose(blank=True)
    by_name = Words(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["brand", "brief_name", "account_id"], name="one_decision_per_candidate"),
            models.CheckConstraint(
                condition=models.Q(choice__in=("wanted", "unwanted", "asked")), name="a_known_choice"
            ),
        ]


class Note(models.Model):
    """A note on a creator, of one brand."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    subject = Words(max_length=40, db_index=True)
    text = Prose()
    private = models.BooleanField(default=False)
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    at = models.DateTimeField()


class Tag(models.Model):
    """A word on a creator, of one brand."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    subject = Words(max_length=40, db_index=True)
    word = Words(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "subject", "word"], name="a_tag_once")]


class SavedView(models.Model):
    """A list worth keeping, own or shared within the brand."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    by_id = Words(max_length=40)
    name = Words(max_length=80)
    query = Prose()
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "by_id", "name"], name="a_view_once")]

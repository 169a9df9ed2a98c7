"""How things came in: uploads, imports as people see them, and applications."""

from __future__ import annotations

from django.db import models

from shoal.ledger.models.access import Brand
from shoal.ledger.models.fields import Document, Prose, Words


class Upload(models.Model):
    """A file on its way in."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    uid = Words(max_length=40, unique=True)
    name = Words(max_length=255)
    path = Prose()
    size_bytes = models.BigIntegerField()
    sha256 = Words(max_length=64)
    options = Document(default=dict)
    fixes = Document(default=dict)
    label = Words(max_length=120, blank=True)
    state = Words(max_length=10, default="open")
    batch_id = Words(max_length=40, blank=True)
    by_id = Words(max_length=40)
    at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("open", "working", "done", "dropped")), name="a_known_upload_state"
            )
        ]


class ImportBatch(models.Model):
    """Who brought a batch in, and whether it was taken back."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    batch_id = Words(max_length=40)
    kind = Words(max_length=20)
    label = Words(max_length=120)
    file_name = Words(max_length=255, blank=True)
    by_id = Words(max_length=40)
    by_name = Words(max_length=120)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)
    undone_by = Words(max_length=120, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "batch_id"], name="an_import_once")]


class ApplicationForm(models.Model):
    """A public form of one brand; its address holds a token that can be replaced."""

    brand = models.OneToOneField(Brand, to_field="uid", on_delete=models.PROTECT)
    token = Words(max_length=64, unique=True)
    text = Prose(blank=True)
    open = models.BooleanField(default=False)


class Application(models.Model):
    """Somebody who wants to work with a brand. The e-mail is sealed; ``customer_key`` joins to orders by keyed hash."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    uid = Words(max_length=40, unique=True)
    account_id = Words(max_length=40, blank=True, db_index=True)
    sealed_email = models.BinaryField(default=b"")
    customer_key = Words(max_length=64, blank=True)
    document = Document()
    proof_path = Prose(blank=True)
    state = Words(max_length=10, default="waiting")
    batch_id = Words(max_length=40, blank=True)
    at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = Words(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=("waiting", "accepted", "declined")), name="a_known_application_state"
            )
        ]

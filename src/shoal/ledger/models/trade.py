"""Orders as their batches told them; the full model of orders, lines and refunds replaces this with its own room."""

from __future__ import annotations

from django.db import models

from shoal.ledger.models.access import Brand
from shoal.ledger.models.fields import Document, Words


class OrderBatch(models.Model):
    """One import of orders; batches are read in the order of their ``id``."""

    brand = models.ForeignKey(Brand, to_field="uid", on_delete=models.PROTECT)
    uid = Words(max_length=40)
    document = Document()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["brand", "uid"], name="an_order_batch_once")]


class Order(models.Model):
    """One order as one batch told it."""

    batch = models.ForeignKey(OrderBatch, on_delete=models.CASCADE, related_name="orders")
    document = Document()

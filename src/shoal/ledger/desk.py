"""What every part of the ledger stands on: the database's name, the brand, and a transaction that speaks our errors.

Rows of a brand are read by :meth:`Desk.own` and made by :meth:`Desk.add`; a test lists, with its reason, every place
that reads them by :meth:`Desk.all`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db import connections, models, transaction

from shoal.ledger.models import Erasing
from shoal.ledger.setup import speaking

Row = TypeVar("Row", bound=models.Model)
# by which column a table knows its brand, where that is not ``brand``
BRAND_COLUMNS: Mapping[str, str] = {"Job": "brand_key", "Order": "batch__brand_id", "Setting": "brand_key"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One workspace's database and one brand in it; a query made here sees no other brand."""

    alias: str
    brand_id: str

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing; an outer transaction is joined."""
        with speaking(), transaction.atomic(using=self.alias):
            yield

    @contextmanager
    def erasing(self, at: datetime) -> Iterator[None]:
        """Open a transaction in which the triggers let versions be rewritten."""
        with self.transaction():
            mark = Erasing.objects.using(self.alias).create(at=at)
            yield
            mark.delete(using=self.alias)

    def all(self, model: type[Row]) -> models.QuerySet[Row]:
        """Return the rows of the whole workspace."""
        return model._default_manager.using(self.alias)  # noqa: SLF001  Django's documented name for "objects"

    def own(self, model: type[Row]) -> models.QuerySet[Row]:
        """Return the rows of this brand."""
        return self.all(model).filter(**{BRAND_COLUMNS.get(model.__name__, "brand_id"): self.brand_id})

    def mine(self, model: type[Row]) -> dict[str, str]:
        """Return what a new row of a table has to say to be this brand's."""
        return {BRAND_COLUMNS.get(model.__name__, "brand_id"): self.brand_id}

    def add(self, model: type[Row], **told: Any) -> Row:  # noqa: ANN401  a row's fields
        """Make a row of this brand."""
        return self.all(model).create(**self.mine(model), **told)

    def take_turns(self, number: int) -> None:
        """Let one transaction at a time go on from here; SQLite's immediate transactions do so by themselves."""
        connection = connections[self.alias]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])

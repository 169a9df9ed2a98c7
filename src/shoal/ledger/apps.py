"""Django's name for this room."""

from __future__ import annotations

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """The relational room."""

    name = "shoal.ledger"
    label = "ledger"
    verbose_name = "Shoal ledger"

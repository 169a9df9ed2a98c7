"""The ledger: what was decided and paid. Door of the room."""

from __future__ import annotations

from shoal.ledger.facade import Ledger, OrderDraft, open_ledger

__all__ = ["Ledger", "OrderDraft", "open_ledger"]

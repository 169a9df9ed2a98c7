"""The ledger: what was decided and sold, and by whom. Door of the room.

Tables exist only after Django was told of a workspace, so what needs them is loaded on the first call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from shoal.config import Settings
from shoal.ledger.orders import OrderDraft

if TYPE_CHECKING:
    from shoal.ledger.facade import Ledger as Ledger  # for annotations: its tables exist after the set-up only


def open_ledger(settings: Settings, key: bytes, *, ready: bool = True) -> Ledger:
    """Open the ledger of a workspace, made where there is none.

    ``ready=False`` leaves out the look at migrations. Raises ``ConflictError`` where a database server's ledger waits
    for ``shoal migrate``, ``MissingExtraError`` where its driver is not installed.
    """
    from shoal.ledger.setup import configure

    configure(settings, key)
    from shoal.ledger.facade import open_ledger as opened

    return opened(settings, key, ready=ready)


__all__ = ["OrderDraft", "open_ledger"]

"""Imports as people see them: who brought what in, and who took it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shoal.domain.intake import Batch
from shoal.domain.people import ImportRecord

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal


def note_import(shoal: Shoal, batch: Batch, file_name: str) -> None:
    """Write down who brought a batch in, for the list of imports and for the audit."""
    record = ImportRecord(
        batch_id=batch.id, kind=batch.kind, label=batch.label, file_name=file_name, by_id=shoal.actor.id,
        by_name=shoal.actor.name, at=batch.at,
    )  # fmt: skip
    with shoal.ledger.transaction():
        shoal.ledger.entry.record_import(record)
        shoal.record(f"{batch.kind}.bring_in", batch.id, file=file_name, counts=dict(batch.counts))


def note_undo(shoal: Shoal, batch: Batch) -> None:
    """Write down who took a batch back."""
    with shoal.ledger.transaction():
        shoal.ledger.entry.record_undo(batch.id, shoal.actor, shoal.now())
        shoal.record(f"{batch.kind}.undo", batch.id, label=batch.label)


def require_undo(shoal: Shoal, batch_id: str) -> None:
    """Raise ``DeniedError`` where who acts may not take this batch back: editors may take back their own."""
    mine = {record.batch_id for record in shoal.ledger.entry.imports() if record.by_id == shoal.actor.id}
    shoal.require("undo_own" if batch_id in mine else "undo")

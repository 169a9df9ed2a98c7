"""The file of insights that came with an application, as figures of the account it belongs to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from shoal.app.applications.store import evidence_bytes, read_once
from shoal.domain.application import ApplicationRecord
from shoal.domain.intake import CreatorRow, ReadOptions
from shoal.errors import InputError
from shoal.sources import read

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

TABLE = "text/csv"


def insights_given(shoal: Shoal, record: ApplicationRecord) -> tuple[CreatorRow, ...]:
    """Return what a platform counted of one of her accounts, nothing where no export that is known came with it."""
    if record.evidence is None or record.evidence.media_type != TABLE:
        return ()
    folder = shoal.settings.folder
    with read_once(folder, record.evidence.name, evidence_bytes(folder, record.id, record.evidence)) as path:
        for account in record.application.accounts:
            told = ReadOptions(kind="insights", account=f"{account.platform}:{account.handle}")
            try:
                rows = read(path, told, shoal.catalog.hasher).sighting.creators
            except InputError:
                continue  # the export of another platform, or a table that a person reads
            return tuple(replace(row, row=len(record.rows) + 1) for row in rows)
    return ()

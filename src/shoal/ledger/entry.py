"""How things came in, as people see it: uploads on their way, imports done and taken back, applications."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from shoal.domain.people import Actor, ImportRecord, Upload
from shoal.errors import ConflictError, NotFoundError
from shoal.ledger import models
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking

UPLOAD_FIELDS = (
    "name", "path", "size_bytes", "sha256", "options", "fixes", "label", "state", "batch_id", "by_id", "at", "version",
)  # fmt: skip


class Entry:
    """Uploads, imports and applications of one brand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # uploads -------------------------------------------------------------------------------------------------------

    def add_upload(self, upload: Upload) -> Upload:
        """Keep a file on its way in."""
        with self._desk.transaction():
            fields = {name: getattr(upload, name) for name in UPLOAD_FIELDS}
            self._desk.add(models.Upload, uid=upload.id, **fields)
        return upload

    def upload(self, uid: str) -> Upload:
        """Return an upload of this brand. Raises ``NotFoundError``."""
        with speaking():
            row = self._desk.own(models.Upload).filter(uid=uid).first()
        if row is None:
            raise NotFoundError(
                "This file is not waiting here any more.", received=uid, next_step="Upload it again to bring it in."
            )
        return _upload(row)

    def uploads(self) -> tuple[Upload, ...]:
        """Return the files that wait for somebody to go on, newest first."""
        with speaking():
            rows = self._desk.own(models.Upload).filter(state__in=("open", "working")).order_by("-pk")
            return tuple(_upload(row) for row in rows)

    def change_upload(self, upload: Upload, **changes: Any) -> Upload:  # noqa: ANN401  an upload's fields
        """Keep what changed of an upload. Raises ``ConflictError`` where somebody else changed it meanwhile."""
        with self._desk.transaction():
            rows = self._desk.own(models.Upload).filter(uid=upload.id, version=upload.version)
            if not rows.update(**changes, version=upload.version + 1):
                now = self.upload(upload.id)
                raise ConflictError(
                    "Somebody else changed this import meanwhile.",
                    received=f"version {upload.version}, now {now.version}",
                    next_step="Look at it again; your change was not kept.",
                )
        return replace(upload, **changes, version=upload.version + 1)

    def waiting_applications(self) -> int:
        """Return how many applications wait for an answer."""
        with speaking():
            return self._desk.own(models.Application).filter(state="waiting").count()

    # imports -------------------------------------------------------------------------------------------------------

    def record_import(self, record: ImportRecord) -> None:
        """Note who brought a batch in; the same batch is noted once."""
        with self._desk.transaction():
            self._desk.own(models.ImportBatch).get_or_create(
                batch_id=record.batch_id,
                defaults={
                    **self._desk.mine(models.ImportBatch), "kind": record.kind, "label": record.label[:120],
                    "file_name": record.file_name[:255], "by_id": record.by_id, "by_name": record.by_name,
                    "at": record.at,
                },
            )  # fmt: skip

    def record_undo(self, batch_id: str, by: Actor, at: datetime) -> None:
        """Note that a batch was taken back."""
        with self._desk.transaction():
            rows = self._desk.own(models.ImportBatch).filter(batch_id=batch_id, undone_at=None)
            rows.update(undone_at=at, undone_by=by.name)

    def imports(self) -> tuple[ImportRecord, ...]:
        """Return the imports of this brand, newest first, those taken back among them."""
        with speaking():
            return tuple(_record(row) for row in self._desk.own(models.ImportBatch).order_by("-pk"))


def _upload(row: models.Upload) -> Upload:
    return Upload(id=row.uid, **{name: getattr(row, name) for name in UPLOAD_FIELDS})


def _record(row: models.ImportBatch) -> ImportRecord:
    return ImportRecord(
        batch_id=row.batch_id, kind=row.kind, label=row.label, file_name=row.file_name, by_id=row.by_id,
        by_name=row.by_name, at=row.at, undone_at=row.undone_at, undone_by=row.undone_by,
    )  # fmt: skip

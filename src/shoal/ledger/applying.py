"""Applications of creators and the form they come by; mail addresses are sealed before they come in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import Q

from shoal.domain.application import Application, ApplicationRecord, ApplicationState, EvidenceFile, PublicForm
from shoal.domain.intake import CreatorRow
from shoal.errors import ConflictError, NotFoundError
from shoal.ledger import models
from shoal.ledger.codec import from_plain, to_plain
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking

IN_TURN = 7_061_729  # PostgreSQL's advisory lock: the same application sent twice at once is kept once


class Applying:
    """The applications of one brand, and its public form."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # the form ------------------------------------------------------------------------------------------------------

    def form(self) -> PublicForm | None:
        """Return the form of this brand, ``None`` where nobody made one yet."""
        with speaking():
            row = self._desk.own(models.ApplicationForm).first()
        return _form(row) if row else None

    def keep_form(self, form: PublicForm) -> PublicForm:
        """Keep the form of this brand; another token makes the old address worth nothing."""
        told = {"token": form.token, "text": form.notice, "open": form.open}
        with self._desk.transaction():
            self._desk.own(models.ApplicationForm).update_or_create(
                defaults=told, create_defaults={**self._desk.mine(models.ApplicationForm), **told}
            )
        return form

    def open_form(self, token: str) -> PublicForm | None:
        """Return the open form of a token, of whatever brand: an applicant knows no more than that."""
        with speaking():
            row = self._desk.all(models.ApplicationForm).filter(token=token, open=True).first()
        return _form(row) if row and token else None

    # applications --------------------------------------------------------------------------------------------------

    def add(
        self, record: ApplicationRecord, sealed_email: bytes, *, unless: tuple[datetime, datetime] | None = None
    ) -> bool:
        """Keep an application, unless the same person applied with the same account in a span of time (or ever).

        Returns whether it was kept.
        """
        same = {"account_id": record.account_ids[0], "customer_key": record.customer_key}
        with self._desk.transaction():
            self._desk.take_turns(IN_TURN)
            rows = self._desk.own(models.Application).filter(**same)
            if (rows if unless is None else rows.filter(at__range=unless)).exists():
                return False
            self._desk.add(
                models.Application, uid=record.id, sealed_email=sealed_email, document=_document(record), at=record.at,
                proof_path=record.evidence.path if record.evidence else "", state=record.state, **same,
            )  # fmt: skip
        return True

    def knows(self, account_id: str, customer_key: str, unless: tuple[datetime, datetime] | None) -> bool:
        """Say whether :meth:`add` would leave an application out."""
        with speaking():
            rows = self._desk.own(models.Application).filter(account_id=account_id, customer_key=customer_key)
            return (rows if unless is None else rows.filter(at__range=unless)).exists()

    def keys(self, state: ApplicationState | None = None) -> tuple[tuple[str, str], ...]:
        """Return (id, customer key) of the applications, newest first: enough to put them in order."""
        with speaking():
            rows = self._desk.own(models.Application).order_by("-at", "-pk")
            return tuple((rows.filter(state=state) if state else rows).values_list("uid", "customer_key"))

    def records(self, uids: Sequence[str]) -> tuple[ApplicationRecord, ...]:
        """Return some applications in that order; those that are gone are left out."""
        with speaking():
            found = {row.uid: row for row in self._desk.own(models.Application).filter(uid__in=list(uids))}
        return tuple(_record(found[uid]) for uid in uids if uid in found)

    def accounts_with(self, state: ApplicationState) -> tuple[str, ...]:
        """Return the accounts that applied and are in a state: they read the notice of the form."""
        with speaking():
            return tuple(self._in(state).values_list("account_id", flat=True))

    def of_file(self, file_id: str) -> tuple[str, ...]:
        """Return the ids of the applications that came with a file and wait."""
        with speaking():
            return tuple(self._in("waiting").filter(document__file=file_id).values_list("uid", flat=True))

    def due(self, ends: Mapping[str, datetime]) -> tuple[str, ...]:
        """Return the ids of those that were answered, or came where nobody did, before the moment of their state."""
        with speaking():
            return tuple(
                uid
                for state, end in ends.items()
                for uid in self._in(state)
                .filter(Q(decided_at__lt=end) | Q(decided_at=None, at__lt=end))
                .values_list("uid", flat=True)
            )

    def counts(self) -> Mapping[str, int]:
        """Return how many applications there are in each state."""
        with speaking():
            return {state: self._in(state).count() for state in ("waiting", "accepted", "declined")}

    def record(self, uid: str) -> ApplicationRecord:
        """Return one application. Raises ``NotFoundError``."""
        return _record(self._row(uid))

    def sealed_email(self, uid: str) -> bytes:
        """Return the sealed mail address, empty where there is none."""
        return bytes(self._row(uid).sealed_email)

    def move(
        self, record: ApplicationRecord, state: ApplicationState, *, by: str, at: datetime, batch_id: str = ""
    ) -> ApplicationRecord:
        """Take an application to another state. Raises ``ConflictError`` where somebody was faster."""
        decided = {"decided_by": by, "decided_at": at} if state != "waiting" else {"decided_by": "", "decided_at": None}
        changes: dict[str, Any] = {"state": state, "batch_id": batch_id, **decided}
        with self._desk.transaction():
            if not self._in(record.state).filter(uid=record.id).update(**changes):
                raise ConflictError(
                    "Somebody else answered this application meanwhile.",
                    received=self.record(record.id).state,
                    next_step="Look at it again.",
                )
        return self.record(record.id)

    def begin(self, record: ApplicationRecord, batch_id: str) -> ApplicationRecord:
        """Write down the id of the batch that is about to be made: after a crash it is looked for, not made again."""
        with self._desk.transaction():
            self._in("waiting").filter(uid=record.id).update(batch_id=batch_id)
        return replace(record, batch_id=batch_id)

    def asked(self, record: ApplicationRecord, at: datetime | None) -> ApplicationRecord:
        """Note that somebody asked back, or that nobody did."""
        changed = replace(record, asked_at=at)
        with self._desk.transaction():
            self._desk.own(models.Application).filter(uid=record.id).update(document=_document(changed))
        return changed

    def delete(self, uids: Sequence[str]) -> int:
        """Delete applications for good; their files are the caller's to delete."""
        with self._desk.transaction():
            return self._desk.own(models.Application).filter(uid__in=list(uids)).delete()[0]

    def all_ids(self) -> frozenset[str]:
        """Return the ids of the applications of every brand: a file without one belongs to nobody any more."""
        with speaking():
            return frozenset(self._desk.all(models.Application).values_list("uid", flat=True))

    def _in(self, state: str) -> Any:  # noqa: ANN401  a query set never leaves the room
        return self._desk.own(models.Application).filter(state=state)

    def _row(self, uid: str) -> models.Application:
        with speaking():
            row = self._desk.own(models.Application).filter(uid=uid).first()
        if row is None:
            raise NotFoundError(
                "This application is not here, or not any more.", next_step="Go back to the list of applications."
            )
        return row


def _document(record: ApplicationRecord) -> dict[str, Any]:
    plain = replace(record.application, email="", email_key=None)
    evidence = replace(record.evidence, path="") if record.evidence else None
    told = {"application": plain, "rows": record.rows, "evidence": evidence, "asked_at": record.asked_at}
    ids = {"accounts": list(record.account_ids), "source": record.source, "file": record.file_id}
    return {name: to_plain(value) for name, value in told.items()} | ids | {"has_email": record.has_email}


def _record(row: models.Application) -> ApplicationRecord:
    told = row.document
    evidence = from_plain(EvidenceFile, told["evidence"]) if told["evidence"] else None
    return ApplicationRecord(
        id=row.uid, application=from_plain(Application, told["application"]),
        rows=tuple(from_plain(CreatorRow, plain) for plain in told["rows"]), account_ids=tuple(told["accounts"]),
        at=row.at, source=told["source"], state=row.state,  # type: ignore[arg-type]  # CHECKed
        customer_key=row.customer_key, has_email=told["has_email"],
        evidence=replace(evidence, path=row.proof_path) if evidence else None, file_id=told["file"],
        asked_at=datetime.fromisoformat(told["asked_at"]) if told["asked_at"] else None, batch_id=row.batch_id,
        decided_at=row.decided_at, decided_by=row.decided_by,
    )  # fmt: skip


def _form(row: models.ApplicationForm) -> PublicForm:
    return PublicForm(brand_id=row.brand_id, token=row.token, notice=row.text, open=row.open)

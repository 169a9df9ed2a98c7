"""What creators answered, what people saw of their age, and vettings that were kept; of one brand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from shoal.domain.people import Actor
from shoal.domain.vetting import CreatorAnswer, KeptVerdict, Looked, VettingRun
from shoal.errors import ConflictError, NotFoundError
from shoal.ledger import models
from shoal.ledger.codec import from_plain, to_plain
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking

CHUNK = 500  # rows in one statement
OF_ROW = ("id", "about", "by_name", "at", "creators")  # columns of a run; the rest is its document


class Vetting:
    """Answers, looks and kept vettings of one brand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # what creators answered ----------------------------------------------------------------------------------------

    def add_answer(self, answer: CreatorAnswer) -> CreatorAnswer:
        """Keep an answer as the next version. Raises ``ConflictError`` where somebody wrote that version meanwhile."""
        told = {field.name: getattr(answer, field.name) for field in fields(answer) if field.name != "check"}
        try:
            with self._desk.transaction():
                self._desk.add(models.CreatorAnswer, check_name=answer.check, **told)
        except IntegrityError as cause:
            raise ConflictError(
                "Somebody wrote down another answer of theirs meanwhile.",
                received=f"version {answer.version}",
                next_step="Look at what is there now, then write yours.",
                retryable=True,
            ) from cause
        return answer

    def answers(self, creator_id: str) -> tuple[CreatorAnswer, ...]:
        """Return every version of every answer of a creator, by check, the newest first."""
        with speaking():
            rows = list(self._desk.own(models.CreatorAnswer).filter(creator_id=creator_id))
        return tuple(map(_answer, sorted(rows, key=lambda row: (row.check_name, -row.version))))

    # what people saw -----------------------------------------------------------------------------------------------

    def add_look(self, looked: Looked, by: Actor) -> Looked:
        """Keep what a person saw; the newest counts."""
        with self._desk.transaction():
            self._desk.add(
                models.AdultLook, creator_id=looked.creator_id, said=looked.said, words_sha256=looked.words_sha256,
                note=looked.note, by_id=by.id, by_name=looked.by_name, at=looked.at,
            )  # fmt: skip
        return looked

    def looked(self, until: int | None = None) -> Mapping[str, Looked]:
        """Return what was seen last of each creator; with ``until``, as it stood when that many had been kept."""
        with speaking():
            rows = self._desk.own(models.AdultLook).order_by("pk")
            rows = rows if until is None else rows.filter(pk__lte=until)
            return {row.creator_id: _looked(row) for row in rows}

    def looks_of(self, creator_id: str) -> tuple[Looked, ...]:
        """Return what was seen of one creator, the newest first."""
        with speaking():
            rows = self._desk.own(models.AdultLook).filter(creator_id=creator_id).order_by("-pk")
            return tuple(map(_looked, rows))

    def looked_version(self) -> int:
        """Return a number that grows with every look."""
        with speaking():
            newest = self._desk.own(models.AdultLook).order_by("-pk").values_list("pk", flat=True).first()
        return newest or 0

    # kept vettings -------------------------------------------------------------------------------------------------

    def add_run(self, run: VettingRun, verdicts: Sequence[KeptVerdict], by: Actor) -> VettingRun:
        """Keep a vetting with its verdicts: all of it or nothing."""
        document = {name: value for name, value in to_plain(run).items() if name not in OF_ROW}
        with self._desk.transaction():
            row = self._desk.add(
                models.VettingRun, uid=run.id, about=run.about, document=document, by_id=by.id, by_name=run.by_name,
                at=run.at,
            )  # fmt: skip
            mine = self._desk.mine(models.KeptVerdict)
            told: list[dict[str, Any]] = [
                {field.name: getattr(verdict, field.name) for field in fields(verdict)} for verdict in verdicts
            ]
            self._desk.own(models.KeptVerdict).bulk_create(
                (models.KeptVerdict(**mine, run=row, **one) for one in told), batch_size=CHUNK
            )
        return run

    def runs(self, limit: int = 20) -> tuple[VettingRun, ...]:
        """Return the newest vettings that were kept, the newest first; each says how many creators it still holds."""
        with speaking():
            rows = list(self._desk.own(models.VettingRun).order_by("-pk")[:limit])
            return tuple(_run(row, self._verdicts(row).count()) for row in rows)

    def run(self, run_id: str) -> VettingRun:
        """Return a vetting that was kept. Raises ``NotFoundError``."""
        row = self._row(run_id)
        with speaking():
            return _run(row, self._verdicts(row).count())

    def verdicts(self, run_id: str) -> tuple[KeptVerdict, ...]:
        """Return the verdicts of a vetting, by account; who was erased is not among them."""
        row = self._row(run_id)
        with speaking():
            rows = sorted(self._verdicts(row), key=lambda one: one.account_id)
        return tuple(
            KeptVerdict(
                account_id=one.account_id, creator_id=one.creator_id, document=one.document, sha256=one.sha256
            )
            for one in rows
        )  # fmt: skip

    def _verdicts(self, row: models.VettingRun) -> Any:  # noqa: ANN401  Django's query of a private table
        return self._desk.own(models.KeptVerdict).filter(run=row)

    def _row(self, run_id: str) -> models.VettingRun:
        with speaking():
            row = self._desk.own(models.VettingRun).filter(uid=run_id).first()
        if row is None:
            raise NotFoundError(
                "There is no such vetting.",
                received=run_id,
                allowed=[run.id for run in self.runs(10)],
                next_step="shoal creators vet --verify looks at the newest one.",
            )
        return row


def _answer(row: models.CreatorAnswer) -> CreatorAnswer:
    return CreatorAnswer(
        creator_id=row.creator_id, check=row.check_name, text=row.text, said_on=row.said_on, version=row.version,
        by_id=row.by_id, by_name=row.by_name, at=row.at, proof=row.proof,
    )  # fmt: skip


def _looked(row: models.AdultLook) -> Looked:
    return Looked(
        creator_id=row.creator_id,
        said=row.said,  # type: ignore[arg-type]  # the table's CHECK allows no other
        words_sha256=row.words_sha256,
        by_name=row.by_name,
        at=row.at,
        note=row.note,
    )


def _run(row: models.VettingRun, creators: int) -> VettingRun:
    at: datetime = row.at
    told = {"id": row.uid, "about": row.about, "by_name": row.by_name, "at": at.isoformat(), "creators": creators}
    return from_plain(VettingRun, {**row.document, **told})

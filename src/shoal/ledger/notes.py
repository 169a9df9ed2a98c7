"""What people write beside the facts: notes, tags, saved views and settings of one brand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from shoal.domain.people import Actor, Note, SavedView
from shoal.errors import NotFoundError
from shoal.ledger import models
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking


class Notes:
    """Notes, tags, saved views and settings of one brand."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # notes ---------------------------------------------------------------------------------------------------------

    def add_note(self, subject: str, text: str, *, private: bool, by: Actor, at: datetime) -> Note:
        """Keep a note on a creator."""
        with self._desk.transaction():
            row = self._desk.add(
                models.Note, subject=subject, text=text, private=private, by_id=by.id, by_name=by.name, at=at
            )
        return _note(row)

    def notes(self, subject: str, reader: Actor) -> tuple[Note, ...]:
        """Return the notes on a creator that a reader may see, newest first."""
        with speaking():
            rows = list(self._desk.own(models.Note).filter(subject=subject).order_by("-pk"))
        seen = [row for row in rows if not row.private or row.by_id == reader.id or reader.may("private_notes")]
        return tuple(_note(row) for row in seen) if reader.may("edit") else ()

    def drop_note(self, number: int) -> None:
        """Delete a note."""
        with self._desk.transaction():
            self._desk.own(models.Note).filter(pk=number).delete()

    # tags ----------------------------------------------------------------------------------------------------------

    def tag(self, subjects: Sequence[str], word: str) -> int:
        """Put a tag on creators; returns how many did not have it."""
        with self._desk.transaction():
            known = set(self._desk.own(models.Tag).filter(word=word).values_list("subject", flat=True))
            new = [subject for subject in dict.fromkeys(subjects) if subject not in known]
            mine = self._desk.mine(models.Tag)
            self._desk.own(models.Tag).bulk_create(
                (models.Tag(**mine, subject=subject, word=word) for subject in new), ignore_conflicts=True
            )
        return len(new)

    def untag(self, subject: str, word: str) -> None:
        """Take a tag off a creator."""
        with self._desk.transaction():
            self._desk.own(models.Tag).filter(subject=subject, word=word).delete()

    def tags(self) -> Mapping[str, tuple[str, ...]]:
        """Return who carries each tag, by word."""
        found: dict[str, list[str]] = {}
        with speaking():
            for subject, word in self._desk.own(models.Tag).values_list("subject", "word"):
                found.setdefault(word, []).append(subject)
        # sorted here: databases differ in what comes first
        return {word: tuple(sorted(subjects)) for word, subjects in sorted(found.items())}

    def tags_of(self, subject: str) -> tuple[str, ...]:
        """Return the tags of one creator."""
        with speaking():
            rows = self._desk.own(models.Tag).filter(subject=subject)
            return tuple(sorted(rows.values_list("word", flat=True)))

    # saved views ---------------------------------------------------------------------------------------------------

    def save_view(self, name: str, query: str, *, shared: bool, by: Actor) -> SavedView:
        """Keep a list under a name; the same name of the same person is written over."""
        with self._desk.transaction():
            row, _ = self._desk.own(models.SavedView).update_or_create(
                name=name, by_id=by.id, defaults={"query": query, "shared": shared},
                create_defaults={**self._desk.mine(models.SavedView), "query": query, "shared": shared},
            )  # fmt: skip
        return _view(row)

    def views(self, reader: Actor) -> tuple[SavedView, ...]:
        """Return the views that a reader may see: own ones and shared ones."""
        with speaking():
            rows = sorted(self._desk.own(models.SavedView), key=lambda row: (row.name, row.pk))
        return tuple(view for view in map(_view, rows) if view.shared or view.by_id == reader.id)

    def drop_view(self, number: int, by: Actor) -> None:
        """Delete a view of one's own, or a shared one as an approver. Raises ``NotFoundError``."""
        mine = [view.id for view in self.views(by) if view.by_id == by.id or by.may("adopt")]
        if number not in mine:
            raise NotFoundError("There is no such view of yours.", received=number)
        with self._desk.transaction():
            self._desk.own(models.SavedView).filter(pk=number).delete()

    # settings ------------------------------------------------------------------------------------------------------

    def setting(self, name: str, default: Any = None, *, workspace: bool = False) -> Any:  # noqa: ANN401  plain JSON
        """Return a setting of the brand, or of the workspace."""
        with speaking():
            row = self._settings(workspace=workspace).filter(name=name).first()
        return default if row is None else row.value

    def set(self, name: str, value: Any, *, workspace: bool = False) -> None:  # noqa: ANN401  plain JSON
        """Keep a setting."""
        with self._desk.transaction():
            self._settings(workspace=workspace).update_or_create(
                name=name, defaults={"value": value},
                create_defaults={"brand_key": "" if workspace else self._desk.brand_id, "value": value},
            )  # fmt: skip

    def _settings(self, *, workspace: bool) -> QuerySet[models.Setting]:
        if workspace:
            return self._desk.all(models.Setting).filter(brand_key="")
        return self._desk.own(models.Setting)


def _note(row: models.Note) -> Note:
    return Note(
        id=row.pk, subject=row.subject, text=row.text, private=row.private, by_id=row.by_id, by_name=row.by_name,
        at=row.at,
    )  # fmt: skip


def _view(row: models.SavedView) -> SavedView:
    return SavedView(id=row.pk, name=row.name, query=row.query, shared=row.shared, by_id=row.by_id)

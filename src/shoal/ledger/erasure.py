"""Erasing a person from the ledger: marks that last, and a plan per table that a test holds against the tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from django.db import models as django_models
from django.db import transaction
from django.db.models.functions import Cast

from shoal.ledger import models
from shoal.ledger.blanking import Person, without_person
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking
from shoal.ledger.upkeep import leave_no_trace

# What an erasure of a creator does to each table: "delete" rows about her, "rewrite" the columns of SENTENCES, "empty"
# what speaks of her, or "keep". Further down stands why columns of text are kept. A new table or column of text that
# is in neither turns a test red.
ACTIONS: Mapping[str, str] = {
    "AdultLook": "delete",
    "Application": "delete",
    "ApplicationForm": "rewrite",
    "Attempt": "keep",
    "AuditEntry": "keep",
    "AuditPayload": "empty",
    "Brand": "keep",
    "Brief": "rewrite",
    "CreatorAnswer": "delete",
    "Decision": "delete",
    "Erasing": "keep",
    "ImportBatch": "rewrite",
    "Invitation": "keep",
    "Job": "empty",
    "KeptVerdict": "delete",
    "Membership": "keep",
    "Note": "delete",
    "Notice": "delete",
    "Order": "keep",
    "OrderBatch": "rewrite",
    "Plan": "rewrite",
    "RecoveryCode": "keep",
    "SavedView": "delete",
    "SecondFactor": "keep",
    "Setting": "rewrite",
    "ShareAnswer": "delete",
    "ShareLink": "rewrite",
    "Shortlist": "rewrite",
    "Suppression": "keep",
    "Tag": "delete",
    "Upload": "delete",
    "User": "keep",
    "VettingRun": "rewrite",
}
VERSIONS = {"briefs": models.Brief, "shortlists": models.Shortlist, "plans": models.Plan}
# columns in which somebody may have written of her, whatever the row is about
SENTENCES: Mapping[type[django_models.Model], tuple[str, ...]] = {
    models.Brief: ("document",),
    models.Shortlist: ("document",),
    models.Plan: ("document",),
    models.OrderBatch: ("document",),
    models.Setting: ("value",),
    models.ApplicationForm: ("text",),
    models.Application: ("document",),
    models.ImportBatch: ("label", "file_name"),
    models.Note: ("text",),
    models.ShareLink: ("label",),
    models.ShareAnswer: ("comment",),
    models.Decision: ("reason",),
    models.CreatorAnswer: ("text", "proof"),
    models.AdultLook: ("note",),
    models.VettingRun: ("about", "document"),
    models.KeptVerdict: ("document",),
}
# in which sentences stand under keys of their own; the rest are ids, names of things, dates and figures
KEYED = (models.Brief, models.Shortlist, models.Plan, models.OrderBatch)
# tables and columns of text that stay, and why: no other text may
KEPT: Mapping[str, str] = {
    "members": "by_id by_name undone_by decided_by adopted_by actor_id actor_name email password sealed_email"
    " sealed_secret",
    "a passphrase, as its hash": "passphrase",
    "ids, hashes and enumerations": "uid sha256 hash payload_sha256 salt token customer_key batch_id brand_id brand_key"
    " brief_id dedupe_key kind state role door verb choice said check_name words_sha256 currency timezone slug worker",
    "the brand's own words, by which pages are found": "name brief_name word",
    "an entry of the audit never holds a name or id of a creator": "subject",
    "of a table that is deleted by it": "account_id creator_id proof_path path query options fixes label how",
    "keyed hashes and why": "reason",
    "how often members signed in, from where": "bucket",
    "orders stay for the books": "document",
}


class Erasure:
    """Marks and erasures; they concern the whole workspace, whatever brand is open."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def suppress(self, account_ids: Sequence[str], reason: str, at: datetime) -> None:
        """Remember for ever, by keyed hash, that these accounts may not come back without being asked for."""
        with self._desk.transaction():
            marks = self._desk.all(models.Suppression)
            for account_id in account_ids:
                told = {"kind": "account", "reason": reason[:200], "at": at}
                marks.get_or_create(hash=account_id, defaults=told)

    def suppressed(self) -> frozenset[str]:
        """Return the keyed hashes that may not come back."""
        with speaking():
            return frozenset(self._desk.all(models.Suppression).values_list("hash", flat=True))

    def mentions(self, creator_id: str, words: Sequence[str] = ()) -> tuple[str, ...]:
        """Return what speaks of a creator by id or by one of her names, as ``shelf/name-vN`` or ``table/rows``."""
        her = Person(creator_id, words)
        found = []
        with speaking():
            for shelf, model in VERSIONS.items():
                versions = sorted((row.name, row.version) for row in self._mentioning(model, her))
                found += [f"{shelf}/{name}-v{version}" for name, version in versions]
            for model, rows in self._about(her).items():
                changed = {row.pk for row in self._mentioning(model, her)} if model in SENTENCES else set()
                if number := len(changed | {row.pk for row in rows}):
                    found.append(f"{model.__name__.lower()}s/{number}")
        return tuple(found)

    def forget(self, creator_id: str, words: Sequence[str], at: datetime) -> int:
        """Take a creator out of every document and table of every brand; sums stay as they are.

        ``words`` are her names and handles, which a text may hold. Returns how many rows were rewritten or deleted.
        Doing it again changes nothing. O(rows of the ledger).
        """
        her, touched = Person(creator_id, words), 0
        with self._desk.erasing(at):
            for model, rows in self._about(her).items():
                for row in rows:
                    _unlink_file(row)
                touched += self._desk.all(model).filter(pk__in=[row.pk for row in rows]).delete()[0]
            for model in SENTENCES:
                for row, changes in self._rewritten(model, her):
                    self._desk.all(model).filter(pk=row.pk).update(**changes)
                    touched += 1
            touched += self._empty_payloads(her) + self._empty_jobs(her)
            transaction.on_commit(partial(leave_no_trace, self._desk.alias), using=self._desk.alias)
        return touched

    def _mentioning(self, model: type[Any], her: Person) -> Iterator[Any]:
        """Yield the rows of a table in which a text speaks of her; where her id stands, that is known at once."""
        for row, stored in self._perhaps(model, her):
            if any(known in text for known in her.ids for text in stored) or _changes(row, her):
                yield row

    def _rewritten(self, model: type[Any], her: Person) -> Iterator[tuple[Any, dict[str, Any]]]:
        """Yield the rows of a table in which a text speaks of her, each with its columns as they are to be."""
        for row, _ in self._perhaps(model, her):
            if changes := _changes(row, her):
                yield row, changes

    def _perhaps(self, model: type[Any], her: Person) -> Iterator[tuple[Any, list[str]]]:
        """Yield the rows of a table whose texts, as they are stored, may speak of her, with these.

        What they say is read when it is asked for.
        """
        texts = {f"{name}_stored": Cast(name, django_models.TextField()) for name in SENTENCES[model]}
        for row in self._desk.all(model).defer(*SENTENCES[model]).annotate(**texts).order_by("pk"):
            stored = [getattr(row, name) or "" for name in texts]
            if any(map(her.may_stand_in, stored)):
                yield row, stored

    def _about(self, her: Person) -> dict[type[Any], list[Any]]:
        """Return the rows that are about her and go, by table."""
        return {model: list(_rows_about(told, her, self._desk.all(model))) for model, told in ABOUT.items()}

    def _empty_payloads(self, her: Person) -> int:
        payloads = self._desk.all(models.AuditPayload)
        keys = [row.pk for row in payloads.filter(document__isnull=False).iterator() if her.speaks(row.document)]
        return payloads.filter(pk__in=keys).update(document=None, salt="")

    def _empty_jobs(self, her: Person) -> int:
        """Empty the jobs that speak of her; one that waits is cancelled, since it would bring her up again."""
        jobs, touched = self._desk.all(models.Job), 0
        for job in jobs.iterator():
            if her.speaks([job.arguments, job.result, job.error, job.words]):
                state = "cancelled" if job.state == "queued" else job.state
                jobs.filter(pk=job.pk).update(arguments={}, result={}, error={}, words="", state=state)
                touched += 1
        return touched


def _changes(row: Any, her: Person) -> dict[str, Any]:  # noqa: ANN401  a row of any table
    """Return the columns of a row in which a text speaks of her, as they are to be."""
    model = type(row)
    told = {name: getattr(row, name) for name in SENTENCES[model]}
    new = {name: without_person(value, her, sentence=model not in KEYED) for name, value in told.items()}
    return {name: value for name, value in new.items() if value != told[name]}


def _rows_about(told: Any, her: Person, rows: Any) -> Iterator[Any]:  # noqa: ANN401  an entry of ABOUT, and a query
    """Yield the rows of a table that are about her."""
    if isinstance(told, str):
        yield from rows.filter(**{f"{told}__in": her.ids})
    else:
        yield from (row for row in rows if told(row, her))


def _unlink_file(row: Any) -> None:  # noqa: ANN401  a row of any table
    """Delete the file that a row points to, before the row: a crash must not leave one that nothing names."""
    for path in (getattr(row, "path", ""), getattr(row, "proof_path", "")):
        if path:
            Path(path).unlink(missing_ok=True)


def _of_application(row: models.Application, her: Person) -> bool:
    """Say whether an application is hers: by any account that it names, or by a handle that is no plain word."""
    handles = [str(account.get("handle", "")) for account in row.document.get("application", {}).get("accounts", ())]
    telling = any(handle.casefold() in her.names and her.taken_out(handle) != handle for handle in handles)
    return telling or any(known in her.ids for known in (row.account_id, *row.document.get("accounts", ())))


def _of_upload(row: models.Upload, her: Person) -> bool:
    """Say whether a waiting upload may hold her: a file that cannot be searched as text is taken to."""
    if her.speaks([row.name, row.label, row.options, row.fixes]):
        return True
    file = Path(row.path)
    if not row.path or not file.is_file():
        return False
    content = file.read_bytes()
    if file.suffix.lower() not in (".csv", ".tsv", ".txt", ".json") or b"\0" in content:
        return True
    text = content.decode("utf-8", "replace").casefold()
    return any(name in text for name in her.names)


def _of_view(row: models.SavedView, her: Person) -> bool:
    return any(her.taken_out(text) != text for text in (row.name, unquote_plus(row.query)))


# the column that names whom a row is about, or what looks through a row to say whether it is about her
ABOUT: Mapping[type[Any], Any] = {
    models.Application: _of_application,
    models.AdultLook: "creator_id",
    models.CreatorAnswer: "creator_id",
    models.Decision: "account_id",
    models.KeptVerdict: "creator_id",
    models.Note: "subject",
    models.Notice: "subject",
    models.ShareAnswer: "account_id",
    models.Tag: lambda row, her: row.subject in her.ids or her.taken_out(row.word) != row.word,
    models.SavedView: _of_view,
    models.Upload: _of_upload,
}

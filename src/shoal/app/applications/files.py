"""Verbs on exports of form tools: previewed, taken into the list of applications with a yes, and deleted.

An export holds mail addresses. It is sealed as soon as it is here, read from a file that lives as long as the reading,
and gone with the yes or the no.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shoal.app.applications.store import PendingFile, drop_pending, keep_pending, pending, read_once
from shoal.app.imports.uploads import MAY_BE_SHEET, TABLES, safe_name
from shoal.app.sealing import sealed
from shoal.domain.application import Application, ApplicationRecord, ApplicationsRead, EvidenceFile
from shoal.domain.intake import CreatorRow, Reading, ReadOptions
from shoal.errors import FileFormatError, NotFoundError, TooLargeError
from shoal.sources import QUESTIONS, PrintableQuestions, printable_questions, read_applications, what_it_seems

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

LARGEST_BYTES = 20 * 10**6  # ten thousand applications take 10 MB
HEAD_BYTES = 65_536
TOO_OLD = timedelta(days=365)  # what would be deleted at once is not taken in
NOTHING_SAID: Mapping[str, str] = {}
TEMPLATE_AT = "Submit Date (UTC)"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileLook:
    """What an export would do: ``new`` applications to take in, and how many stay out and why.

    ``known`` came in before, ``old`` would be deleted at once, ``held`` are of accounts that were erased.
    """

    id: str
    name: str
    reading: Reading
    new: tuple[tuple[Application, tuple[CreatorRow, ...]], ...]
    known: int
    old: int
    held: int

    @property
    def refused(self) -> int:
        """Return how many lines may not be kept, or name no account."""
        return sum(result.outcome == "error" for result in self.reading.results)


class ApplicationFiles:
    """The verbs on files of applications of one workspace."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def printed(self) -> PrintableQuestions:
        """Return the questions to print or to copy, with this brand's notice."""
        self._shoal.require("edit")
        form = self._shoal.ledger.applying.form()
        return printable_questions(self._shoal.brand.name, form.notice if form else "")

    def template(self) -> str:
        """Return an empty CSV table with the questions as headers, word for word."""
        self._shoal.require("edit")
        file = io.StringIO()
        csv.writer(file, lineterminator="\r\n").writerow([*(question.label for question in QUESTIONS), TEMPLATE_AT])
        return file.getvalue()

    def add(self, name: str, chunks: Iterable[bytes]) -> str:
        """Keep an export until somebody says yes or no, a day at most; returns its id.

        Raises ``FileFormatError`` for what holds no applications and ``TooLargeError`` above 20 MB; nothing stays then.
        """
        shoal = self._shoal
        shoal.require("import")
        data = _whole(chunks, safe_name(name))
        _refuse_other_kinds(data, safe_name(name))
        at = shoal.wall_clock()
        file_id = shoal.dice.new_id("af", at, f"{name} {shoal.ledger.audit.head()}")
        file = PendingFile(id=file_id, name=safe_name(name), brand_id=shoal.brand.id, data=data)
        self._read(file, "", NOTHING_SAID)
        keep_pending(shoal.settings.folder, shoal.key, file)
        shoal.record("applications.upload", file_id, bytes=len(data))
        return file_id

    def look(self, file_id: str, dates: str = "", columns: Mapping[str, str] = NOTHING_SAID) -> FileLook:
        """Say what an export would do; ``dates`` is ``day-first`` or ``month-first`` where it asked for that.

        ``columns`` maps a header to a question, or to ``keep``. Raises ``NotFoundError``, ``UnknownColumnError``.
        """
        shoal = self._shoal
        shoal.require("import")
        file = pending(shoal.settings.folder, shoal.key, file_id, shoal.brand.id)
        return self._sorted(file, self._read(file, dates, columns))

    def take_in(self, file_id: str, dates: str = "", columns: Mapping[str, str] = NOTHING_SAID) -> int:
        """Take an export into the list of applications and delete it; returns how many were new."""
        shoal = self._shoal
        found = self.look(file_id, dates, columns)
        added = 0
        with shoal.ledger.transaction():
            for application, rows in found.new:
                added += self._keep(application, rows, found)
            shoal.record("applications.import", file_id, new=added, known=found.known, refused=found.refused)
        drop_pending(shoal.settings.folder, file_id)
        return added

    def drop(self, file_id: str) -> None:
        """Delete an export; doing it again changes nothing."""
        self._shoal.require("import")
        drop_pending(self._shoal.settings.folder, file_id)

    def undo(self, file_id: str) -> int:
        """Take back what an export brought, as far as nobody answered it; returns how many went."""
        shoal = self._shoal
        shoal.require("import")
        uids = shoal.ledger.applying.of_file(file_id) if file_id else ()
        if not uids:
            raise NotFoundError("Nothing of this file waits any more.", next_step="Go back to the list.")
        with shoal.ledger.transaction():
            gone = shoal.ledger.applying.delete(uids)
            shoal.record("applications.import_undo", file_id, applications=gone)
        return gone

    def _read(self, file: PendingFile, dates: str, columns: Mapping[str, str]) -> ApplicationsRead:
        options = ReadOptions(dates=dates or None, timezone=self._shoal.brand.timezone, columns=columns)
        with read_once(self._shoal.settings.folder, file.name, file.data) as path:
            return read_applications(path, options, self._shoal.catalog.hasher)

    def _sorted(self, file: PendingFile, read: ApplicationsRead) -> FileLook:
        """Part what an export holds into what is new and what stays out."""
        shoal = self._shoal
        rows: dict[int, list[CreatorRow]] = {}
        for row in read.reading.sighting.creators:
            rows.setdefault(row.row, []).append(row)
        erased, oldest = shoal.ledger.erasure.suppressed(), shoal.now() - TOO_OLD
        new, left = [], {"known": 0, "old": 0, "held": 0}
        for application in read.applications:
            ids = self._accounts(application)
            why = (
                "held" if not erased.isdisjoint(ids)
                else "old" if application.at is not None and application.at < oldest
                else "known" if shoal.ledger.applying.knows(ids[0], application.email_key or "", _span(application))
                else ""
            )  # fmt: skip
            if why:
                left[why] += 1
            else:
                new.append((application, tuple(rows.get(application.row, ()))))
        return FileLook(id=file.id, name=file.name, reading=read.reading, new=tuple(new), **left)

    def _accounts(self, application: Application) -> tuple[str, ...]:
        hasher = self._shoal.catalog.hasher
        return tuple(hasher.account_id(one.platform, one.key_kind, one.handle) for one in application.accounts)

    def _keep(self, application: Application, rows: tuple[CreatorRow, ...], found: FileLook) -> bool:
        shoal = self._shoal
        uid = shoal.dice.new_id("ap", shoal.wall_clock(), f"{application.account} {found.id} {application.row}")
        record = record_of(shoal, uid, application, rows, source=found.reading.source, file_id=found.id)
        address = sealed(shoal.key, application.email.encode()) if application.email else b""
        return shoal.ledger.applying.add(record, address, unless=_span(application))


def record_of(  # noqa: PLR0913  each part of an application comes from somewhere else
    shoal: Shoal, uid: str, application: Application, rows: tuple[CreatorRow, ...],
    *, evidence: EvidenceFile | None = None, source: str = "application_form", file_id: str = "",
) -> ApplicationRecord:  # fmt: skip
    """Return an application as it is kept."""
    hasher = shoal.catalog.hasher
    ids = (hasher.account_id(named.platform, named.key_kind, named.handle) for named in application.accounts)
    return ApplicationRecord(
        id=uid, application=replace(application, email="", email_key=None), rows=rows, account_ids=tuple(ids),
        at=application.at or shoal.now(), source=source, customer_key=application.email_key or "",
        has_email=bool(application.email), evidence=evidence, file_id=file_id,
    )  # fmt: skip


def _span(application: Application) -> tuple[datetime, datetime] | None:
    """Return when the same application would have been sent: at the same moment, or ever where none is told."""
    return None if application.at is None else (application.at, application.at)


def _whole(chunks: Iterable[bytes], name: str) -> bytes:
    parts, size = [], 0
    for chunk in chunks:
        size += len(chunk)
        if size > LARGEST_BYTES:
            raise TooLargeError(
                f"The file is larger than {LARGEST_BYTES // 10**6} MB.", received=name,
                next_step="Export the answers alone, without the files that people sent with them.",
            )  # fmt: skip
        parts.append(chunk)
    return b"".join(parts)


def _refuse_other_kinds(data: bytes, name: str) -> None:
    seems = what_it_seems(data[:HEAD_BYTES], name)
    if seems in TABLES or (seems in MAY_BE_SHEET and name.lower().endswith(".xlsx")):
        return
    raise FileFormatError(
        f"{name} seems to be {seems}, not a table of answers.", received=name, allowed=("CSV", "XLSX"),
        next_step="Download the answers of your form as CSV and choose that file.",
    )  # fmt: skip

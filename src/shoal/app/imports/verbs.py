"""Verbs on imports as pages see them: a file is kept, looked at, answered, mended, and brought in once or dropped.

An upload is brought in at most once, however often that is asked for and whenever a process dies: the id of its batch
is written down before the batch is made, and who comes later looks whether that batch is there.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterable, Mapping
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from shoal.app.cache import Cache
from shoal.app.imports.inspection import Inspected, inspect
from shoal.app.imports.intake import Intake
from shoal.app.imports.preparing import JOB as PREPARE
from shoal.app.imports.preparing import Prepared, prepare
from shoal.app.imports.results import (
    ImportResult,
    PastImport,
    Standing,
    UndoPlan,
    past_imports,
    result_of,
    standing_of,
    undo_plan,
)
from shoal.app.imports.uploads import PLAIN, folder_of, keep, options_kept, options_of, readable, remove, safe_name
from shoal.app.known.patience import Teller, telling
from shoal.domain.intake import Batch, ReadOptions
from shoal.domain.people import Job, Upload
from shoal.errors import ConflictError, NotFoundError, ShoalError
from shoal.sources import read, survey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from shoal.app.shoal import Shoal

LOOKS_KEPT = 6
AT_ONCE_TEXT = 8 * 2**20  # a larger file takes more than a second or two to read
AT_ONCE_OTHER = 2 * 2**20  # a workbook of that size has some 20,000 lines, each read by itself
READ_WAIT_SECONDS = 1.5
WAIT_SECONDS = 30  # for another request that brings the same upload in
JOB = "import"
MAPPINGS = "import mappings"
MOST_MAPPINGS = 200  # kinds of sheets that one brand gets
LONGEST_LABEL = 120


class Imports:
    """The verbs on files on their way in, and on imports that were done."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._looks: Cache[Inspected] = Cache(LOOKS_KEPT)
        self._long_looks: Cache[Inspected] = Cache(LOOKS_KEPT)
        self._standings: Cache[Standing] = Cache(LOOKS_KEPT)
        self._lock = threading.Lock()
        self._readers: dict[tuple[str, int], threading.Thread] = {}

    # on the way in -------------------------------------------------------------------------------------------------

    def add(self, name: str, chunks: Iterable[bytes]) -> Upload:
        """Keep a file until its batch is brought in or dropped; read as last time where its headers were seen before.

        Raises ``FileFormatError`` for what is no table and ``TooLargeError`` above 250 MB.
        """
        shoal = self._shoal
        shoal.require("import")
        at = shoal.wall_clock()
        upload_id = shoal.dice.new_id("up", at, f"{name} {shoal.ledger.audit.head()}")
        path, size, sha256 = keep(folder_of(shoal.settings.folder, upload_id), name, chunks)
        upload = Upload(
            id=upload_id, name=safe_name(name), path=str(path), size_bytes=size, sha256=sha256,
            label=path.stem[:LONGEST_LABEL], by_id=shoal.actor.id, at=at,
        )  # fmt: skip
        upload = replace(upload, options=self.remembered(upload).get("options", {}))
        with shoal.ledger.transaction():
            shoal.ledger.entry.add_upload(upload)
            shoal.record("upload.add", upload.id, bytes=size)
        return upload

    def upload(self, upload_id: str) -> Upload:
        """Return a file on its way in, or what became of it. Raises ``NotFoundError``."""
        self._shoal.require("import")
        return self._shoal.ledger.entry.upload(upload_id)

    def waiting(self) -> tuple[Upload, ...]:
        """Return the files that wait for somebody to go on, newest first."""
        return self._shoal.ledger.entry.uploads()

    def look(self, upload: Upload) -> Inspected:
        """Return what an upload would do now; the same until somebody answers, or a store changes."""
        shoal = self._shoal
        shoal.require("import")
        key = (
            shoal.brand.id, upload.id, upload.version, shoal.catalog.version(), shoal.ledger.trade.orders_version(),
            f"{shoal.now():%Y-%m-%d}",
        )  # fmt: skip
        looks = self._looks if _at_once(upload) else self._long_looks
        return looks.get(key, lambda: inspect(shoal, upload))

    def look_soon(self, upload: Upload) -> Inspected | None:
        """Return what an upload would do, ``None`` while a large one is still being read beside.

        Who asks starts it; who asks later gets it. If the server stops, it is simply read again.
        """
        self._shoal.require("import")
        if _at_once(upload):
            return self.look(upload)
        key = (upload.id, upload.version)
        with self._lock:
            thread = self._readers.get(key)
            if thread is None:
                self._readers = {other: one for other, one in self._readers.items() if one.is_alive()}
                context = copy_context()
                thread = threading.Thread(target=context.run, args=(self._read_beside, upload), daemon=True)
                self._readers[key] = thread
                thread.start()
        thread.join(timeout=READ_WAIT_SECONDS)
        return None if thread.is_alive() else self.look(upload)

    def _read_beside(self, upload: Upload) -> None:
        try:
            self.look(upload)
        finally:
            self._shoal.ledger.leave()

    def forget(self) -> None:
        """Let go of what was read: what was erased must not live on here."""
        self._long_looks.forget()
        self.rest()

    def rest(self) -> None:
        """Let go of what is read again in a moment; a look at a large file stays while somebody thinks about it."""
        self._looks.forget()
        self._standings.forget()

    def answer(self, upload: Upload, options: Mapping[str, Any], *, label: str = "") -> Upload:
        """Keep how a file is to be read. Raises ``ConflictError`` where somebody changed that meanwhile."""
        return self._change(upload, options=options_kept(options), label=(label or upload.label)[:LONGEST_LABEL])

    def mend(self, upload: Upload, cells: Mapping[str, Mapping[str, str]]) -> Upload:
        """Keep cells mended by hand, by line and header; what the file says is not changed. Raises as ``answer``."""
        fixes = {row: {**upload.fixes.get(row, {}), **told} for row, told in cells.items() if told}
        return self._change(upload, fixes={**upload.fixes, **fixes})

    def unmend(self, upload: Upload) -> Upload:
        """Read all cells again as the file has them."""
        return self._change(upload, fixes={})

    def _change(self, upload: Upload, **changes: Any) -> Upload:  # noqa: ANN401  an upload's fields
        self._shoal.require("import")
        _refuse_over(upload)
        return self._shoal.ledger.entry.change_upload(upload, **changes)

    def drop(self, upload_id: str) -> Upload:
        """Delete a file that waits; doing it again changes nothing."""
        shoal = self._shoal
        upload = self.upload(upload_id)
        with self._alone(upload.id):
            upload = self.upload(upload_id)
            if upload.state in ("open", "working") and self._made(upload) is None:
                upload = shoal.ledger.entry.change_upload(upload, state="dropped", fixes={})
                shoal.record("upload.drop", upload.id)
                remove(shoal.settings.folder, upload.id)
        return upload

    # mappings that are remembered ----------------------------------------------------------------------------------

    def remember(self, upload: Upload) -> None:
        """Read the next file with the same headers as this one."""
        shoal = self._shoal
        shoal.require("import")
        told = {"options": upload.options, "by": shoal.actor.name, "at": shoal.wall_clock().isoformat()}
        name = self._headers(upload)
        with shoal.ledger.transaction():
            others = {key: kept for key, kept in self._mappings().items() if key != name}
            newest = dict(list(others.items())[-MOST_MAPPINGS:])
            shoal.ledger.notes.set(MAPPINGS, {**newest, name: told})
            shoal.record("upload.remember", upload.id)

    def remembered(self, upload: Upload) -> Mapping[str, Any]:
        """Return how files with these headers are read, who said so and when; empty where nobody did."""
        known = self._mappings()
        found: Mapping[str, Any] = known.get(self._headers(upload), {}) if known else {}
        return found

    def _mappings(self) -> Mapping[str, Any]:
        found: Mapping[str, Any] = self._shoal.ledger.notes.setting(MAPPINGS, {})
        return found

    def _headers(self, upload: Upload) -> str:
        """Return a name for the headers of a file, under which a mapping is kept; empty where it has none."""
        try:
            given = options_of(upload)
            # said to hold creators, so that the headers are read even where they do not tell what the file holds
            plain = ReadOptions(kind="creators", sheet=given.sheet, encoding=given.encoding, delimiter=given.delimiter)
            found = survey(Path(upload.path), plain, parquet_rows=self._shoal.catalog.parquet_rows, ask=False)
        except ShoalError:
            return ""
        digest = hashlib.sha256("|".join(sorted(found.headers)).encode()).hexdigest()
        return digest[:24] if found.headers else ""

    # in ------------------------------------------------------------------------------------------------------------

    def bring_in(self, upload_id: str, *, told: Teller | None = None) -> Upload:
        """Bring an upload in as one batch, once; the file is deleted then, and a worker prepares what came in.

        Raises ``ConflictError`` where it adds nothing; the file waits on then.
        """
        self._shoal.require("import")
        with self._alone(upload_id):
            upload = self.upload(upload_id)
            if upload.state == "done":
                return upload
            _refuse_over(upload)
            there = self._made(upload)
            upload = self._finish(upload, there) if there else self._bring_in(upload, told)
        self._lock_file(upload_id).unlink(missing_ok=True)
        self._prepare_later(f"after {upload.batch_id}")
        return upload

    def prepare(self) -> Prepared:
        """Make what the first look after an import would wait for: texts read, leagues fitted, the search index built.

        The import itself stands already: whoever looks meanwhile makes what is missing. Of very many creators or texts
        some is left, and said so. Done again, there is nothing left to do.
        """
        self._shoal.require("import")
        return prepare(self._shoal)

    def _prepare_later(self, when: str) -> None:
        """Let a worker prepare what came in or what is left: no page waits for it."""
        self._shoal.jobs.add(PREPARE, {}, key=f"{PREPARE} {when}", words="texts are read and the search index is built")

    def bring_in_later(self, upload_id: str) -> Job:
        """Let a worker bring a large file in; asked twice, it is one job."""
        shoal = self._shoal
        shoal.require("import")
        upload = self.upload(upload_id)
        if upload.state == "open":
            upload = shoal.ledger.entry.change_upload(upload, state="working", batch_id=self._new_batch(upload))
        words = f"{upload.name} waits for its turn"
        return shoal.jobs.add(JOB, {"upload": upload.id}, key=f"import {upload.id} {upload.batch_id}", words=words)

    def job(self, upload: Upload) -> Job | None:
        """Return the newest job that brings an upload in, ``None`` where there is none."""
        jobs = (job for job in self._shoal.jobs.recent() if job.arguments.get("upload") == upload.id)
        return next(jobs, None)

    def settled(self, upload: Upload) -> Upload:
        """Return an upload as it stands after a crash or a cancelled job: brought in whole, or waiting as before."""
        job = self.job(upload) if upload.state == "working" else None
        if upload.state != "working" or (job and job.state in ("queued", "running")):
            return upload
        try:
            with FileLock(self._lock_file(upload.id), timeout=0):
                upload = self.upload(upload.id)
                if upload.state == "working":
                    there = self._made(upload)
                    upload = self._finish(upload, there) if there else self._open_again(upload)
        except Timeout:
            pass  # somebody is at it
        return upload

    def _bring_in(self, upload: Upload, told: Teller | None) -> Upload:
        entry = self._shoal.ledger.entry
        if not upload.batch_id:
            upload = entry.change_upload(upload, state="working", batch_id=self._new_batch(upload))
        try:
            if told:
                told.progress(f"reading {upload.name}")
            batch = self._batch(upload, told)
        except ShoalError:
            self._open_again(upload)
            raise
        return self._finish(upload, batch)

    def _batch(self, upload: Upload, told: Teller | None) -> Batch:
        shoal = self._shoal
        path, options = readable(upload)
        found = survey(path, options, parquet_rows=shoal.catalog.parquet_rows, ask=False)
        if found.kind == "insights":
            raise ConflictError(
                "Nobody said whose account these figures count, so they are shown and not stored.",
                next_step="Answer that question first; figures of your own site are only shown. Or drop the file.",
            )
        if told:
            told.progress(f"bringing {upload.name} in; what is brought in stays or goes as a whole")
        if found.kind == "orders":
            reading = read(path, options, shoal.catalog.hasher, parquet_rows=shoal.catalog.parquet_rows)
            return shoal.results.bring_in_order_reading(reading, label=upload.label, batch_id=upload.batch_id)
        return Intake(shoal).bring_in(path, options, label=upload.label, batch_id=upload.batch_id)

    def _finish(self, upload: Upload, batch: Batch) -> Upload:
        shoal = self._shoal
        if all(record.batch_id != batch.id for record in shoal.ledger.entry.imports()):
            path, options = readable(upload)  # a process died between the batch and the note of it
            Intake(shoal).told_again(path, replace(options, kind=None), batch)
        upload = shoal.ledger.entry.change_upload(upload, state="done", batch_id=batch.id, fixes={})
        remove(shoal.settings.folder, upload.id)
        return upload

    def _open_again(self, upload: Upload) -> Upload:
        return self._shoal.ledger.entry.change_upload(upload, state="open", batch_id="")

    def _made(self, upload: Upload) -> Batch | None:
        """Return the batch of an upload where it is there already."""
        live = self._shoal.creators.batches() if upload.batch_id else ()
        return next((batch for batch in live if batch.id == upload.batch_id), None)

    def _new_batch(self, upload: Upload) -> str:
        return Intake(self._shoal).new_id(upload.sha256, f"{upload.id} {upload.version}")

    @contextmanager
    def _alone(self, upload_id: str) -> Iterator[None]:
        """Let one request or worker at a time work on an upload; the lock of one that died is free."""
        try:
            with FileLock(self._lock_file(upload_id), timeout=WAIT_SECONDS):
                yield
        except Timeout as cause:
            raise ConflictError(
                "This file is being brought in at the moment.", next_step="Wait a little, then reload the page."
            ) from cause

    def _lock_file(self, upload_id: str) -> Path:
        self._shoal.ledger.entry.upload(upload_id)  # an id that is none must not become the name of a file
        folder = self._shoal.settings.folder / "uploads"
        folder.mkdir(exist_ok=True, mode=0o700)
        return folder / f"{upload_id}.lock"

    # what was brought in -------------------------------------------------------------------------------------------

    def past(self) -> tuple[PastImport, ...]:
        """Return what was brought in, newest first, what was taken back among it."""
        return past_imports(self._shoal)

    def result(self, batch_id: str) -> ImportResult:
        """Return what a batch brought: its counts, the sheet beside the shop, verdicts and quickest remedies."""
        return result_of(self._shoal, batch_id, self._standings)

    def standing(self) -> tuple[tuple[tuple[str, int], ...], Standing]:
        """Return how many creators have each verdict, and what would settle the unknown ones."""
        return standing_of(self._shoal, self._standings)

    def rejects(self, batch_id: str) -> Path:
        """Return the file of the lines that stayed out. Raises ``NotFoundError``."""
        self._shoal.require("import")
        path = self._shoal.settings.folder / "rejects" / f"{batch_id}.csv"
        known = any(item.record.batch_id == batch_id for item in self.past())
        if not known or not path.is_file():
            raise NotFoundError("No line of this import stayed out, or the file of them was erased.")
        return path

    def undo_plan(self, batch_id: str) -> UndoPlan:
        """Say what taking a batch back would reverse, keep and fail at; nothing is done."""
        return undo_plan(self._shoal, batch_id)

    def undo(self, batch_id: str) -> UndoPlan:
        """Take a batch back; doing it again changes nothing."""
        plan = self.undo_plan(batch_id)
        if not plan.record.undone_at:
            self._shoal.creators.undo(batch_id)
            self.forget()
            self._prepare_later(f"without {batch_id}")
        return plan


def _refuse_over(upload: Upload) -> None:
    if upload.state in ("done", "dropped"):
        words = "was brought in already" if upload.state == "done" else "was dropped"
        raise ConflictError(f"This file {words}.", next_step="Upload it again to bring it in once more.")


def import_upload(shoal: Shoal, arguments: Mapping[str, Any], told: Teller) -> Mapping[str, Any]:
    """Bring an upload in as a worker does; doing it again finds the batch and changes nothing."""
    with telling(shoal, told):
        upload = shoal.imports.bring_in(str(arguments["upload"]), told=told)
    return {"batch": upload.batch_id}


def _at_once(upload: Upload) -> bool:
    """Say whether a file is small enough to be read while somebody waits."""
    most = AT_ONCE_TEXT if Path(upload.path).suffix.lower() in PLAIN else AT_ONCE_OTHER
    return upload.size_bytes <= most

"""Verbs on applications: the public form, what came in by it, and what a person decides.

Nothing of an application enters the catalogue before somebody accepts it, and nothing is sent to anybody by itself.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from filelock import FileLock, Timeout

from shoal.app.applications.files import ApplicationFiles, record_of
from shoal.app.applications.insights import insights_given
from shoal.app.applications.standing import Bought, Standing, customers, standings
from shoal.app.applications.store import evidence_bytes, folder_of, keep_evidence, remove_evidence, sweep
from shoal.app.cache import Cache
from shoal.app.imports.intake import Intake
from shoal.app.sealing import opened, sealed
from shoal.domain.application import (
    Application,
    ApplicationQuestion,
    ApplicationRecord,
    ApplicationState,
    CheckedDocument,
    CheckedPicture,
    EvidenceFile,
    PublicForm,
)
from shoal.domain.brief import Brand
from shoal.domain.intake import CreatorRow, FileFacts, Reading, ReadOptions, Sighting
from shoal.domain.people import Actor
from shoal.errors import ConflictError, InputError, NotFoundError, PolicyError, TooOftenError
from shoal.sources import QUESTIONS, check_insights_file, read_answers

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

APPLICANT = Actor(id="applicant", name="an applicant", role="viewer", door="public")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# A person sends one form and mends it a few times; a program sends hundreds [judgement]
MOST_SENT, MOST_TRIED, MOST_A_DAY = 5, 30, 200
LONGEST_NOTICE = 8_000
# Retention [sources page, section 11: declined or silent 12 months], shorter for who was declined: nothing is planned
DECLINED_FOR, SILENT_FOR, ACCEPTED_FOR = timedelta(days=180), timedelta(days=365), timedelta(days=730)
SOON = timedelta(days=30)
PAGE = 50
KEPT_FOR: Mapping[str, timedelta] = {"waiting": SILENT_FOR, "accepted": ACCEPTED_FOR, "declined": DECLINED_FOR}
WAIT_SECONDS = 30
_PICTURES = threading.Lock()  # a picture of 40 million pixels takes 160 MB while it is looked at: one at a time


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenForm:
    """What a public form shows: whose it is, its questions and its notice."""

    token: str
    brand: Brand
    notice: str
    questions: tuple[ApplicationQuestion, ...] = QUESTIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One list of applications; ``counts`` are of all states, ``soon`` how many are deleted within 30 days."""

    items: tuple[Standing, ...]
    counts: Mapping[str, int]
    soon: int
    page: int
    pages: int


class Applying:
    """The verbs on applications of one workspace."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self._customers: Cache[Mapping[str, Bought]] = Cache(4)
        self.files = ApplicationFiles(shoal)

    @property
    def questions(self) -> tuple[ApplicationQuestion, ...]:
        """Return the questions of an application."""
        return QUESTIONS

    # the public form -----------------------------------------------------------------------------------------------

    def open_form(self, token: str) -> OpenForm:
        """Return the open form of a token. Raises ``NotFoundError``: closed and unknown ones look the same."""
        shoal = self._shoal
        found = shoal.ledger.applying.open_form(token)
        brand = next((brand for brand in shoal.team.brands() if found and brand.id == found.brand_id), None)
        if found is None or brand is None:
            raise NotFoundError(
                "There is no open form at this address.",
                next_step="Ask the brand that gave you the link whether it still takes applications.",
            )
        return OpenForm(token=token, brand=brand, notice=found.notice)

    def submit(self, form: OpenForm, answers: Mapping[str, str], *, file: tuple[str, bytes] | None, place: str) -> bool:
        """Keep what somebody sent by the form; ``place`` is the network address it came from.

        Returns whether it was new: the same account and e-mail within a day are kept once. Raises ``InputError`` with
        what is wrong by question, and ``TooOftenError``.
        """
        shoal = self._shoal
        with shoal.acting(APPLICANT, form.brand):
            self._count("tried", place, MOST_TRIED)
            checked = read_answers({**answers, "evidence": ""}, shoal.catalog.hasher, at=shoal.now())
            if checked.application is None or checked.reading is None:
                raise InputError("Some answers need another look.", fields=dict(checked.errors))
            evidence = _checked(*file) if file else None
            self._count("sent", place, MOST_SENT)
            if shoal.ledger.people.attempt(f"apply form {form.brand.id}", shoal.wall_clock(), window=DAY) > MOST_A_DAY:
                raise _too_often("Very many applications came in today.", "Try again tomorrow.")
            return self._receive(checked.application, checked.reading.sighting.creators, evidence)

    def _count(self, what: str, place: str, most: int) -> None:
        """Count one try from a network address, which is not written down: a keyed hash of it is."""
        shoal = self._shoal
        bucket = f"apply {what} {shoal.catalog.hasher('place', place)[:32]}"
        if shoal.ledger.people.attempt(bucket, shoal.wall_clock(), window=HOUR) > most:
            raise _too_often("Too many applications came from your network.", "Wait an hour, then send it again.")

    def _receive(
        self, application: Application, rows: tuple[CreatorRow, ...], file: CheckedPicture | CheckedDocument | None
    ) -> bool:
        shoal, at = self._shoal, self._shoal.now()
        uid = shoal.dice.new_id("ap", shoal.wall_clock(), f"{application.account} {shoal.ledger.audit.head()}")
        evidence = keep_evidence(shoal.settings.folder, uid, file) if file else None
        record = record_of(shoal, uid, application, rows, evidence=evidence)
        try:
            with shoal.ledger.transaction():
                address = sealed(shoal.key, application.email.encode()) if application.email else b""
                new = shoal.ledger.applying.add(record, address, unless=(at - DAY, at + DAY))
                if new:
                    shoal.record("applications.receive", uid, source=record.source)
        except BaseException:
            remove_evidence(shoal.settings.folder, uid)
            raise
        if not new:
            remove_evidence(shoal.settings.folder, uid)
        return new

    # settings of the form ------------------------------------------------------------------------------------------

    def form(self) -> PublicForm:
        """Return the form of this brand; one that nobody made yet is closed and has no address."""
        self._shoal.require("edit")
        return self._shoal.ledger.applying.form() or PublicForm(brand_id=self._shoal.brand.id, token="")

    def change_form(self, *, notice: str, is_open: bool) -> PublicForm:
        """Keep the notice, and open or close the form. A notice is needed to open it. Raises ``InputError``."""
        shoal = self._shoal
        shoal.require("applications")
        told = notice.replace("\r\n", "\n").strip()
        if len(told) > LONGEST_NOTICE:
            raise InputError("The notice is too long.", fields={"notice": f"at most {LONGEST_NOTICE:,} characters"})
        if is_open and (not told or "[" in told):
            wrong = "replace the words in square brackets first" if told else "applicants have to be told what is kept"
            raise InputError("The form cannot be opened yet.", fields={"notice": wrong})
        before = self.form()
        token = before.token or secrets.token_urlsafe(24)
        with shoal.ledger.transaction():
            form = shoal.ledger.applying.keep_form(replace(before, token=token, notice=told, open=is_open))
            shoal.record("applications.form", open=is_open)
        return form

    def new_token(self) -> PublicForm:
        """Give the form another address; the old one is worth nothing from now on."""
        shoal = self._shoal
        shoal.require("applications")
        with shoal.ledger.transaction():
            form = shoal.ledger.applying.keep_form(replace(self.form(), token=secrets.token_urlsafe(24)))
            shoal.record("applications.token")
        return form

    # looking -------------------------------------------------------------------------------------------------------

    def waiting(self, state: ApplicationState = "waiting", *, page: int = 1) -> Waiting:
        """Return a page of the applications in one state: those of customers first, otherwise the newest first."""
        shoal = self._shoal
        shoal.require("edit")
        bought, keys = self.customers(), shoal.ledger.applying.keys(state)
        in_order = [uid for uid, key in keys if key in bought] + [uid for uid, key in keys if key not in bought]
        pages = max(1, -(-len(keys) // PAGE))
        page = min(max(page, 1), pages)
        chosen = in_order[(page - 1) * PAGE : page * PAGE]
        return Waiting(
            items=standings(shoal, shoal.ledger.applying.records(chosen), bought),
            counts=shoal.ledger.applying.counts(),
            soon=len(self._due(SOON)),
            page=page,
            pages=pages,
        )

    def standing(self, uid: str) -> Standing:
        """Return one application with its standing. Raises ``NotFoundError``."""
        self._shoal.require("edit")
        return standings(self._shoal, [self._shoal.ledger.applying.record(uid)], self.customers())[0]

    def customers(self) -> Mapping[str, Bought]:
        """Return what each customer of this brand's shop bought; worked out once until orders change."""
        shoal = self._shoal
        key = (shoal.brand.id, shoal.ledger.trade.orders_version())
        return self._customers.get(key, lambda: customers(shoal))

    def evidence(self, uid: str) -> tuple[EvidenceFile, bytes]:
        """Return the file that came with an application. Raises ``NotFoundError``."""
        self._shoal.require("edit")
        record = self._shoal.ledger.applying.record(uid)
        data = evidence_bytes(self._shoal.settings.folder, record.id, record.evidence)
        if record.evidence is None:
            raise NotFoundError("No file came with this application.")
        return record.evidence, data

    def contact(self, uid: str) -> str:
        """Return the e-mail address of an applicant; that somebody looked is written down."""
        shoal = self._shoal
        shoal.require("contacts")
        data = shoal.ledger.applying.sealed_email(uid)
        if not data:
            raise NotFoundError("No e-mail address came with this application.")
        address = opened(shoal.key, data).decode()
        shoal.record("applications.contact", uid)
        return address

    # deciding ------------------------------------------------------------------------------------------------------

    def accept(self, uid: str) -> ApplicationRecord:
        """Bring what she told into the catalogue as a batch of its own; asked twice, it is done once.

        Raises ``PolicyError`` where an account of this name was erased at somebody's request, ``ConflictError`` where
        the application was declined meanwhile.
        """
        shoal = self._shoal
        shoal.require("applications")
        with self._alone():
            record = shoal.ledger.applying.record(uid)
            if record.state == "accepted":
                return record
            if record.state == "declined":
                raise ConflictError("This application was declined.", next_step="Take that back first.")
            if not shoal.ledger.erasure.suppressed().isdisjoint(record.account_ids):
                raise PolicyError(
                    "An account of this name was erased at somebody's request, so it is not brought in again.",
                    next_step="Ask whether that was them; until then the application waits.",
                )
            batch_id = self._brought_in(record)
            with shoal.ledger.transaction():
                moved = shoal.ledger.applying.move(
                    record, "accepted", by=shoal.actor.name, at=shoal.wall_clock(), batch_id=batch_id
                )
                shoal.record("applications.accept", uid, batch=batch_id)
        return moved

    def _brought_in(self, record: ApplicationRecord) -> str:
        """Return the id of the batch with her facts, empty where all of it was known before."""
        shoal = self._shoal
        if any(batch.id == record.batch_id for batch in shoal.creators.batches()):
            return record.batch_id  # a process died between the batch and the note of it
        reading = _reading(record, insights_given(shoal, record))
        batch_id = Intake(shoal).new_id(reading.file.sha256, record.id)
        shoal.ledger.applying.begin(record, batch_id)
        try:
            label = f"application of {record.application.account.handle}"
            return Intake(shoal).bring_in_reading(reading, label=label[:120], batch_id=batch_id).id
        except ConflictError:
            return ""

    def decline(self, uid: str) -> ApplicationRecord:
        """Decline an application; nothing is sent. It is deleted after 180 days."""
        return self._decide(uid, "declined", "applications.decline")

    def reopen(self, uid: str) -> ApplicationRecord:
        """Let an answered application wait again; what it brought into the catalogue is taken back."""
        shoal = self._shoal
        shoal.require("applications")
        record = shoal.ledger.applying.record(uid)
        if any(batch.id == record.batch_id for batch in shoal.creators.batches()):
            shoal.creators.undo(record.batch_id)
        return self._decide(uid, "waiting", "applications.reopen")

    def _decide(self, uid: str, state: ApplicationState, verb: str) -> ApplicationRecord:
        shoal = self._shoal
        shoal.require("applications")
        record = shoal.ledger.applying.record(uid)
        if record.state == state:
            return record
        if state == "declined" and record.state == "accepted":
            raise ConflictError("This application was accepted.", next_step="Take that back first.")
        with shoal.ledger.transaction():
            moved = shoal.ledger.applying.move(record, state, by=shoal.actor.name, at=shoal.wall_clock())
            shoal.record(verb, uid)
        return moved

    def ask_back(self, uid: str, *, asked: bool = True) -> ApplicationRecord:
        """Note that somebody asked back; nothing is sent, the application waits on."""
        shoal = self._shoal
        shoal.require("applications")
        with shoal.ledger.transaction():
            record = shoal.ledger.applying.record(uid)
            changed = shoal.ledger.applying.asked(record, shoal.wall_clock() if asked else None)
            shoal.record("applications.ask", uid, asked=asked)
        return changed

    # going ---------------------------------------------------------------------------------------------------------

    def erase(self, uid: str) -> None:
        """Delete an application, its address and its file for good; what an accepted one brought in stays."""
        shoal = self._shoal
        shoal.require("applications")
        self._delete([shoal.ledger.applying.record(uid).id], "applications.erase", uid)

    def expire(self) -> int:
        """Delete what is older than its rule allows; returns how many applications went."""
        due = list(self._due())
        if due:
            self._delete(due, "applications.expire", "", applications=len(due))
        self.sweep()
        return len(due)

    def _due(self, within: timedelta = timedelta(0)) -> tuple[str, ...]:
        """Return what is deleted within a time: counted from the answer, or from the arrival where there is none."""
        now = self._shoal.now()
        return self._shoal.ledger.applying.due({state: now + within - kept for state, kept in KEPT_FOR.items()})

    def sweep(self) -> int:
        """Delete files that belong to no application any more."""
        shoal = self._shoal
        return sweep(shoal.settings.folder, shoal.ledger.applying.all_ids(), shoal.wall_clock())

    def _delete(self, uids: list[str], verb: str, subject: str, **payload: Any) -> None:  # noqa: ANN401  plain values
        shoal = self._shoal
        for uid in uids:  # first: a crash must not leave a file that nothing names
            remove_evidence(shoal.settings.folder, uid)
        with shoal.ledger.transaction():
            shoal.ledger.applying.delete(uids)
            shoal.record(verb, subject, **payload)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one application at a time be accepted."""
        try:
            with FileLock(folder_of(self._shoal.settings.folder) / "accept.lock", timeout=WAIT_SECONDS):
                yield
        except Timeout as cause:
            raise ConflictError("Another one is being accepted.", next_step="Try again.", retryable=True) from cause


def _reading(record: ApplicationRecord, given: tuple[CreatorRow, ...]) -> Reading:
    """Return what an application tells as a reading like that of any file, with what a platform counted of her."""
    facts = FileFacts(name="application", format="form", size_bytes=0, sha256=record.id)
    return Reading(
        kind="creators", source=record.source, policy="creator_proof", file=facts, options=ReadOptions(),
        rows=len(record.rows), sighting=Sighting(creators=(*record.rows, *given)),
    )  # fmt: skip


def _checked(name: str, data: bytes) -> CheckedPicture | CheckedDocument:
    """Return a file that may be kept, one at a time. Raises ``InputError`` with the reason beside its question."""
    if not _PICTURES.acquire(timeout=WAIT_SECONDS):
        raise _too_often("Many people send pictures at the moment.", "Try again in a minute.")
    try:
        return check_insights_file(data, name)
    except InputError as error:
        allowed = f" ({', '.join(error.allowed)})" if error.allowed else ""
        words = f"{error.message}{allowed}. {error.next_step}".strip()
        raise InputError("The file cannot be taken.", fields={"evidence": words}) from error
    finally:
        _PICTURES.release()


def _too_often(message: str, step: str) -> TooOftenError:
    return TooOftenError(message, next_step=f"{step} What you typed is still here.", retryable=True)

"""Files of applications, and the answers of Shoal's own form, by the same rules."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, tzinfo
from pathlib import Path

from shoal.domain.application import Application, ApplicationsRead, CheckedAnswers
from shoal.domain.intake import CreatorRow, FileFacts, Question, Reading, ReadOptions, RowNote, RowResult, Sighting
from shoal.errors import FileFormatError
from shoal.sources.applications.answers import free_text, mail_of, moment
from shoal.sources.applications.headers import AnswerColumn, match_headers, missing_questions, tool_of
from shoal.sources.applications.judge import NOTHING_KEPT, Given, Hasher, Judged, judge
from shoal.sources.applications.questions import QUESTIONS
from shoal.sources.applications.table import open_form
from shoal.sources.cells.contacts import scrubbed
from shoal.sources.cells.dates import needs_order, vote_order, zone_of
from shoal.sources.cells.text import cell_text, fold, is_missing
from shoal.sources.sheets.bytes import scan
from shoal.sources.sheets.table import Line
from shoal.sources.tables import checked

POLICY = "creator_proof"
SAMPLED = 200
_SHOWN = ("platform", "handle", "country", "city", "place", "customer")
_SHOWN_EACH = 3
_DONE = frozenset({"completed", "complete", "submitted", ""})
_LABELLED = ("adult", "notice")


class _File:
    """One file of applications while it is read."""

    def __init__(self, columns: Sequence[AnswerColumn], lines: Sequence[Line], options: ReadOptions) -> None:
        self.columns, self.lines, self.options = columns, lines, options
        self.at = next((column.header for column in columns if column.key == "at"), None)
        moments = [line.get(self.at, "") for _, line in lines] if self.at else []
        self.order = options.dates or vote_order(moments)
        self.asks_order = self.order is None and needs_order(moments)
        self.zone: tzinfo = UTC if self.at and "utc" in fold(self.at) else zone_of(options.timezone)

    def given(self, row: int, line: Mapping[str, str]) -> Given:
        found = Given(row=row, cells={})
        for column in self.columns:
            text = cell_text(line.get(column.header, ""))
            if column.key == "handle":
                found.handles.append((column.platform, text))
            elif column.key is not None and text:
                found.cells.setdefault(column.key, text)
            elif column.dropped is None and (kept := free_text(text)):
                found.kept[column.header] = kept
            if column.key in _LABELLED:
                found.labels[column.key] = column.header
        found.at = moment(line.get(self.at, ""), self.order, self.zone) if self.at else None
        return found

    def questions(self) -> tuple[Question, ...]:
        if not self.asks_order:
            return ()
        text = f"“{self.at}”: is the day or the month first? No date in it settles that."
        options = ("day-first", "month-first")
        return (Question(code="date_order", column=self.at, text=text, option="--dates", options=options),)

    def samples(self, kept: Sequence[int]) -> dict[str, list[str]]:
        """Return what three applicants who may be kept answered; never an address, never somebody's own words."""
        rows = set(kept)
        found: dict[str, list[str]] = {}
        for column in (column for column in self.columns if column.key in _SHOWN):
            texts = (cell_text(line.get(column.header, "")) for row, line in self.lines if row in rows)
            found[column.header] = list(dict.fromkeys(scrubbed(text)[:60] for text in texts if text))[:_SHOWN_EACH]
        return found


class _Book:
    """What has been read of a file: the last application of each account counts."""

    def __init__(self) -> None:
        self.kept: dict[int, tuple[Application, tuple[CreatorRow, ...]]] = {}
        self.by_account: dict[tuple[str, str], int] = {}
        self.notes: list[RowNote] = []
        self.results: list[RowResult] = []

    def leave(self, row: int, outcome: str, text: str, cells: Mapping[str, str] | None = None) -> None:
        left = RowResult(row=row, outcome="skipped" if outcome == "skipped" else "error", text=text, cells=cells or {})
        self.results.append(left)

    def take(self, given: Given, judged: Judged) -> None:
        if judged.application is None:
            text = "; ".join(judged.errors.values())
            shown = {} if judged.refused else _shown(given)
            self.leave(given.row, "error", f"{text}: {NOTHING_KEPT}" if judged.refused else text, shown)
            return
        self.notes += judged.notes
        application = judged.application
        for account in application.accounts:
            before = self.by_account.get((account.platform, account.handle))
            if before is not None and before in self.kept:
                if _older(application, self.kept[before][0]):
                    self.leave(given.row, "skipped", f"applied twice: the later one, row {before}, is used")
                    return
                del self.kept[before]
                self.leave(before, "skipped", f"applied twice: the later one, row {given.row}, is used")
        self.by_account |= {(account.platform, account.handle): given.row for account in application.accounts}
        self.kept[given.row] = (application, judged.rows)


def _older(new: Application, known: Application) -> bool:
    return new.at is not None and known.at is not None and new.at < known.at


def _shown(given: Given) -> dict[str, str]:
    """Return the cells of a line whose account is to be mended; no address and no own words are among them."""
    cells: dict[str, str] = {key: given.cells[key] for key in ("platform", "country", "city") if key in given.cells}
    cells["handle"] = " ".join(answer for _, answer in given.handles if answer and not mail_of(answer))
    return {key: scrubbed(text) for key, text in cells.items() if text}


def _read_line(file: _File, book: _Book, row: int, line: Mapping[str, str], hasher: Hasher) -> None:
    if not any(not is_missing(cell_text(text)) for text in line.values()):
        book.leave(row, "skipped", "blank row")
        return
    given = file.given(row, line)
    if fold(given.cells.get("status", "")) not in _DONE:
        book.leave(row, "skipped", "not sent: the form was left before its end")
        return
    book.take(given, judge(given, hasher))


def read_applications(path: Path, options: ReadOptions | None, hasher: Hasher) -> ApplicationsRead:
    """Read an export of Google Forms, Typeform or any table with the questions of an application. Nothing is stored.

    ``hasher("email", address)`` gives the keyed hash by which applicants and customers join. ``options.columns`` maps
    a header to a question, ``at``, ``status``, ``place``, ``name``, or ``keep``. A line of somebody who is no adult or
    did not accept the notice is an error with its reason and without its cells. O(cells). Raises FileFormatError where
    the account, adulthood or the notice is not asked for at all, else as any table does.
    """
    options = checked(options or ReadOptions())
    table = open_form(scan(path, encoding=options.encoding), options)
    lines = table.lines
    sample = {header: [line.get(header, "") for _, line in lines[:SAMPLED]] for header in table.headers}
    columns = match_headers(table.headers, sample, options)
    missing = missing_questions(columns)
    if missing:
        raise FileFormatError(
            "This is not a file of applications: it does not ask " + " or ".join(f"“{label}”" for label in missing),
            received=path.name, allowed=tuple(question.label for question in QUESTIONS),
            next_step="name the column that does, or add the question to your form",
        )  # fmt: skip
    file, book = _File(columns, lines, options), _Book()
    for row, line in lines:
        _read_line(file, book, row, line, hasher)
    tool = tool_of(table.headers)
    return _result(file, book, tool, table.facts)


def _result(file: _File, book: _Book, tool: str, facts: FileFacts) -> ApplicationsRead:
    kept = [book.kept[row] for row in sorted(book.kept)]
    samples = file.samples([application.row for application, _ in kept])
    refused = sum(1 for result in book.results if NOTHING_KEPT in result.text)
    said = [f"{tool.replace('_', ' ')}: applications that may be kept: {len(kept)}"]
    said += [f"not kept, because no adult or the notice was not accepted: {refused}"] if refused else []
    said += ["e-mail addresses go to the encrypted contact alone; the catalogue gets none"]
    reading = Reading(
        kind="creators", source=f"{tool}_applications", policy=POLICY, file=facts, options=file.options,
        rows=len(file.lines), sighting=Sighting(creators=tuple(row for _, rows in kept for row in rows)),
        columns=tuple(column.match(samples.get(column.header, ())) for column in file.columns),
        questions=file.questions(), notes=tuple(note for note in book.notes if note.row in book.kept),
        results=tuple(sorted(book.results, key=lambda result: result.row)), facts_found=tuple(said),
    )  # fmt: skip
    return ApplicationsRead(reading=reading, applications=tuple(application for application, _ in kept))


def read_answers(answers: Mapping[str, str], hasher: Hasher, *, at: datetime) -> CheckedAnswers:
    """Read the answers of the public form: question key -> text, a ticked box as ``yes`` or any word for it.

    Returns the application and its reading for the catalogue, or what is wrong by question; required questions that are
    empty are errors here, unlike in a file. ``at`` is when it was sent. Files are checked by ``check_insights_file``;
    their kept names go into ``evidence``, separated by spaces.
    """
    cells = {key: cell_text(text) for key, text in answers.items() if key != "handle" and cell_text(text)}
    judged = judge(Given(row=1, cells=cells, handles=[(None, answers.get("handle", ""))], at=at), hasher)
    errors = dict(judged.errors)
    for question in QUESTIONS:
        empty = is_missing(cell_text(answers.get(question.key, "")))
        linked = question.key == "platform" and judged.application is not None  # a link names its platform
        if question.required and empty and not linked and question.answer != "tick":
            errors[question.key] = "this answer is needed"
    if not errors.get("email") and not mail_of(answers.get("email", "")):
        errors["email"] = "this is not one e-mail address"
    if errors or judged.application is None:
        return CheckedAnswers(errors=tuple(errors.items()))
    text = "\n".join(f"{account.platform} {account.handle}" for account in judged.application.accounts)
    facts = FileFacts(
        name="application form", format="form", size_bytes=len(text.encode()),
        sha256=hashlib.sha256(f"{text} {at.isoformat()}".encode()).hexdigest(),
    )  # fmt: skip
    reading = Reading(
        kind="creators", source="application_form", policy=POLICY, file=facts, options=ReadOptions(), rows=1,
        sighting=Sighting(creators=judged.rows), notes=tuple(judged.notes),
    )  # fmt: skip
    return CheckedAnswers(application=replace(judged.application, at=at), reading=reading)

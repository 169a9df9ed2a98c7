"""Files on their way in: read, held against what is known, written as one batch; what stays out goes to a file."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.app.imports.history import note_import
from shoal.app.imports.large import bring_in_large, large_survey, preview_large
from shoal.catalog import Draft, preview_of
from shoal.domain.intake import Batch, Preview, Question, Reading, ReadOptions, RowResult
from shoal.errors import ConflictError, InputError, OpenQuestionError
from shoal.sources import guarded, read, survey

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

STAYS_OUT = ("held", "error")
NOTES_KEPT = 20


class Intake:
    """Brings files of creators, posts, comments and audiences into one workspace."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def preview(self, path: Path, options: ReadOptions) -> Preview:
        """Say what a file would do; nothing is stored."""
        found = large_survey(self._shoal, path, options, ask=True)
        tried = preview_large(self._shoal, found) if found else None
        return tried or self.preview_reading(self._read(path, options), str(path))

    def preview_reading(self, reading: Reading, path: str) -> Preview:
        """Say what a reading would do; nothing is stored."""
        return preview_of(reading, self._draft(reading), path)

    def refuse_changed(self, previewed: Preview) -> None:
        """Raise ``ConflictError`` where a file is no longer what was previewed."""
        path = Path(previewed.path)
        if (
            survey(path, previewed.options, parquet_rows=self._shoal.catalog.parquet_rows).file.sha256
            != previewed.file.sha256
        ):
            raise ConflictError(
                f"{path.name} changed since it was previewed.", next_step="Preview it again, then bring it in."
            )

    def bring_in(
        self, path: Path, options: ReadOptions, *, label: str, strict: bool = False, batch_id: str = ""
    ) -> Batch:
        """Bring a file in as one batch, by the fast road where it is large and fit for it.

        ``batch_id`` is the batch's id where somebody wrote it down before; else a new one is made.
        """
        self._shoal.require("import")
        label = label or path.stem
        found = None if strict else large_survey(self._shoal, path, options, ask=False)
        if found is not None:
            batch_id = batch_id or self.new_id(found.file.sha256, label)
            tried = bring_in_large(self._shoal, found, batch_id, label)
            if tried is not None:
                return self._told(*tried, path.name)
        return self.bring_in_reading(self._read(path, options), label=label, strict=strict, batch_id=batch_id)

    def bring_in_reading(self, reading: Reading, *, label: str, strict: bool = False, batch_id: str = "") -> Batch:
        """Bring in what a source already read. Raises ``OpenQuestionError`` and ``ConflictError``."""
        self._shoal.require("import")
        draft = self._draft(reading)
        if strict:
            _refuse_open(_out(draft), reading.questions, reading.file.name)
        batch_id = batch_id or self.new_id(reading.file.sha256, label)
        batch = self._shoal.catalog.commit(
            draft, reading, batch_id, self._shoal.now(), label, brand=self._shoal.brand.id
        )
        return self._told(draft, batch, reading.file.name)

    def told_again(self, path: Path, options: ReadOptions, batch: Batch) -> Batch:
        """Note a batch that is there already, after a crash between writing it and saying so."""
        draft = self._draft(self._read(path, options)) if path.is_file() else Draft()
        return self._told(draft, batch, path.name)

    def _draft(self, reading: Reading) -> Draft:
        shoal = self._shoal
        return shoal.catalog.draft(reading, shoal.now(), shoal.ledger.erasure.suppressed(), brand=shoal.brand.id)

    def new_id(self, sha256: str, label: str) -> str:
        """Return the id of a batch that is to be made."""
        inputs = f"{sha256} {label} {self._shoal.catalog.version()}"
        return self._shoal.dice.new_id("ba", self._shoal.now(), inputs)

    def _read(self, path: Path, options: ReadOptions) -> Reading:
        catalog = self._shoal.catalog
        reading = read(path, options, catalog.hasher, parquet_rows=catalog.parquet_rows)
        if reading.kind == "orders":
            raise InputError(
                f"{path.name} holds orders, not creators.",
                received=path.name,
                next_step=f"shoal orders preview {path.name}; or say what it holds with --kind.",
            )
        return reading

    def _told(self, draft: Draft, batch: Batch | None, name: str) -> Batch:
        """Return a batch with what a person has to know of it. Raises ``ConflictError`` where there is none."""
        if batch is None:
            raise ConflictError(
                "Nothing in it is new: no batch was made.",
                received=name,
                next_step="Nothing to do; the same lines were brought in before.",
            )
        note_import(self._shoal, batch, name)
        out = _out(draft)
        rejects = self._rejects(batch.id, out) if out else None
        return replace(batch, rejects=rejects, notes=tuple(note.text for note in draft.notes[:NOTES_KEPT]))

    def _rejects(self, batch_id: str, out: Sequence[RowResult]) -> str:
        """Write the lines that stay out to a file that can be mended and brought in again."""
        folder = self._shoal.settings.folder / "rejects"
        folder.mkdir(exist_ok=True)
        path = folder / f"{batch_id}.csv"
        headers = list(dict.fromkeys(name for result in out for name in result.cells))
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow([*map(guarded, headers), "why it stayed out"])
            for result in out:
                writer.writerow([*(guarded(result.cells.get(name, "")) for name in headers), result.text])
        return str(path)


def _out(draft: Draft) -> list[RowResult]:
    return [result for result in draft.results if result.outcome in STAYS_OUT]


def _refuse_open(out: Sequence[RowResult], questions: Sequence[Question], name: str) -> None:
    if out or questions:
        raise OpenQuestionError(
            f"{len(out)} lines cannot be brought in and {len(questions)} questions are open.",
            received=name,
            next_step="Answer them (shoal creators preview FILE shows how), or leave out --strict.",
            fields={f"row {result.row}": result.text for result in out[:20]},
        )

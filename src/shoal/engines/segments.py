"""Batches on disk: a folder per table, a Parquet file per batch, a manifest that makes a batch visible by one rename.

Readers go by the manifests alone, so a file that no manifest names does not exist for them.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from shoal.engines.base import Manifest
from shoal.errors import FileFormatError, WorkspaceBusyError

LOCK_SECONDS = 20.0
LISTINGS = 1_000  # a change costs its writer two syncs, a listing some microseconds: the second one agrees as a rule


def sync_file(path: Path) -> None:
    """Force a file, or the entries of a folder, to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Spill:
    """A scratch folder of one process, marked by a lock that the operating system frees when the process dies."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._mark = folder.with_suffix(".lock")
        self.lock = FileLock(self._mark)

    def free(self) -> None:
        """Give the folder back."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.lock.release()
        self._mark.unlink(missing_ok=True)


class SegmentStore:
    """The files of one catalogue: ``batches/`` holds the manifests, every other folder the segments of one table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.manifests = folder / "batches"
        self.scratch = folder / "scratch"
        for needed in (self.manifests, self.scratch):
            needed.mkdir(parents=True, exist_ok=True)

    def lock(self) -> FileLock:
        """Take the writer's lock; the operating system frees it when a process dies."""
        lock = FileLock(self.folder / "writer.lock")
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as cause:
            raise WorkspaceBusyError(
                "Another process is writing to this workspace.",
                next_step="Wait until it has ended, then repeat the command; nothing was changed.",
                retryable=True,
            ) from cause
        return lock

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Hold the writer's lock for a while."""
        lock = self.lock()
        try:
            yield
        finally:
            lock.release()

    def read(self) -> tuple[Manifest, ...]:
        """Return the manifests of the live batches from old to new, as they stood at one moment.

        A folder is not listed in one moment: a batch that comes and another that goes meanwhile may both be missed,
        and the reader would meet an empty catalogue. So the listing counts only if a second one says the same.

        Raises ``FileFormatError`` for a record that is damaged, or listed and never there.
        """
        for _ in range(LISTINGS):
            listed = self._listed()
            found = self._read_all(listed)
            if found is not None and self._listed() == listed:
                return tuple(sorted(found, key=lambda manifest: manifest.sequence))
        raise FileFormatError(
            f"The records of the batches ({self.manifests}) cannot be read: one of them is listed and not there.",
            next_step="Try again; if it stays so, remove the broken link there, or put the folder back from a backup.",
        )

    def _listed(self) -> frozenset[Path]:
        return frozenset(self.manifests.glob("*.json"))

    @staticmethod
    def _read_all(listed: Iterable[Path]) -> list[Manifest] | None:
        """Return what stands in some manifests, or nothing where one of them went since it was listed."""
        found = []
        for path in listed:
            try:
                found.append(Manifest(**json.loads(path.read_text(encoding="utf-8"))))
            except FileNotFoundError:
                return None
            except (ValueError, TypeError) as cause:
                raise FileFormatError(
                    f"The record of a batch ({path}) is damaged.", next_step="Put it back from a backup, or remove it."
                ) from cause
        return found

    def write(self, manifest: Manifest) -> None:
        """Make a batch visible: written beside, synced, then renamed into place."""
        content: Mapping[str, Any] = {name: getattr(manifest, name) for name in Manifest.__slots__}
        final = self.manifests / f"{manifest.batch}.json"
        draft = final.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            json.dump(content, file, ensure_ascii=False, sort_keys=True)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(final)
        sync_file(self.manifests)

    def remove(self, batch: str) -> None:
        """Take a batch away: its manifest first, so that no reader meets a half of it."""
        (self.manifests / f"{batch}.json").unlink()
        sync_file(self.manifests)

    def sweep(self) -> None:
        """Delete what no manifest names: leftovers of a process that died. Call with the lock held."""
        named = {segment for manifest in self.read() for files in manifest.segments.values() for segment in files}
        for path in self.folder.rglob("*"):
            relative = path.relative_to(self.folder).as_posix()
            if path.suffix in (".parquet", ".draft", ".ndjson", ".csv") and relative not in named:
                path.unlink(missing_ok=True)
        for mark in self.scratch.glob("spill-*.lock"):
            self._sweep_spill(mark)

    def sweep_if_free(self) -> None:
        """Sweep unless somebody is writing, who has swept already: what an erasure left when it died goes now."""
        lock = FileLock(self.folder / "writer.lock")
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return
        try:
            self.sweep()
        finally:
            lock.release()

    def spill(self) -> Spill:
        """Take a scratch folder of one's own: the engine's temporary files bear the same names in every process."""
        spill = Spill(self.scratch / f"spill-{os.urandom(6).hex()}")
        spill.lock.acquire()
        return spill

    def _sweep_spill(self, mark: Path) -> None:
        """Remove a scratch folder whose process died: it may hold rows that were erased since."""
        spill = Spill(mark.with_suffix(""))
        try:
            spill.lock.acquire(timeout=0)
        except Timeout:  # its process lives
            return
        spill.free()

    def next_sequence(self) -> int:
        """Return the number of the next batch."""
        return max((manifest.sequence for manifest in self.read()), default=0) + 1

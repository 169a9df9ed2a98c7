"""Documents on disk: each is written whole, synced, and renamed into place, so a crash leaves the old or the new."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from shoal.errors import FileFormatError, NotFoundError, WorkspaceBusyError

LOCK_SECONDS = 20.0


class DocumentStore:
    """JSON documents by shelf and name, a file each."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the writer's lock for a while. Raises ``WorkspaceBusyError``."""
        lock = FileLock(self.folder / "writer.lock")
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as cause:
            raise WorkspaceBusyError(
                "Another process is writing to this workspace.", next_step="Repeat the command.", retryable=True
            ) from cause
        try:
            yield
        finally:
            lock.release()

    def write(self, shelf: str, name: str, document: Any) -> None:  # noqa: ANN401  plain JSON
        """Write one document whole."""
        folder = self.folder / shelf
        folder.mkdir(exist_ok=True)
        draft = folder / f"{name}.{os.getpid()}.draft"
        with draft.open("w", encoding="utf-8") as file:
            json.dump(document, file, ensure_ascii=False, indent=1)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(folder / f"{name}.json")
        _sync(folder)

    def sweep(self) -> None:
        """Delete drafts of a process that died; they may speak of people. Call with the lock held."""
        for draft in self.folder.glob("*/*.draft"):
            draft.unlink(missing_ok=True)

    def read(self, shelf: str, name: str) -> Any:  # noqa: ANN401  plain JSON
        """Read one document. Raises ``NotFoundError`` or, where it was damaged, ``FileFormatError``."""
        path = self.folder / shelf / f"{name}.json"
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError as cause:
            raise NotFoundError(f"There is no {shelf.removesuffix('s')} of that name.", received=name) from cause
        except ValueError as cause:
            raise FileFormatError(
                f"The document {path} is damaged.", next_step="Put it back from a backup, or remove it."
            ) from cause

    def names(self, shelf: str) -> tuple[str, ...]:
        """Return the names on a shelf in order."""
        return tuple(sorted(path.stem for path in (self.folder / shelf).glob("*.json")))

    def all(self, shelf: str) -> Iterator[Any]:
        """Yield the documents of a shelf in the order of their names."""
        return (self.read(shelf, name) for name in self.names(shelf))

    def remove(self, shelf: str, name: str) -> None:
        """Take a document away. Raises ``NotFoundError``."""
        path = self.folder / shelf / f"{name}.json"
        if not path.exists():
            raise NotFoundError(f"There is no {shelf.removesuffix('s')} of that name.", received=name)
        path.unlink()
        _sync(path.parent)


def _sync(folder: Path) -> None:
    """Force the entries of a folder to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

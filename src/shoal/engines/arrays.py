"""Arrays that were worked out from segments, kept in one file so that they need not be worked out anew.

Losing the file loses nothing but time. It is written beside, synced and renamed, so that a kill leaves the older one.
"""

from __future__ import annotations

import json
import os
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from shoal.engines.segments import LOCK_SECONDS, sync_file
from shoal.errors import WorkspaceBusyError

FACTS = "facts"  # the member that says, as JSON, what the arrays follow from
Arrays = dict[str, NDArray[Any]]


class KeptArrays:
    """One file of named arrays and what they follow from; it may be there, or not."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._draft = path.with_suffix(".part")
        self._mark = path.with_suffix(".lock")

    def load(self) -> tuple[dict[str, Any], Arrays] | None:
        """Return (what they follow from, the arrays); ``None`` where nothing is kept or the file is damaged."""
        try:
            with self._path.open("rb") as file, np.load(file, allow_pickle=False) as found:
                arrays = {name: found[name] for name in found.files}
            facts = json.loads(str(arrays.pop(FACTS)))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        return (facts, arrays) if isinstance(facts, dict) else None

    def save(self, facts: Mapping[str, Any], arrays: Arrays, *, still_true: Callable[[], bool]) -> bool:
        """Keep these arrays instead; says whether that was done.

        ``still_true`` is asked while nobody else may write or clear: what was read before somebody was erased is not
        written after. Where another process is writing, its arrays stay.
        """
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self._mark)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            return False
        try:
            if not still_true():
                return False
            with self._draft.open("wb") as file:
                np.savez(file, **{FACTS: np.array(json.dumps(facts, sort_keys=True)), **arrays})  # type: ignore[arg-type]  # the stubs take a name for a keyword of savez
                file.flush()
                os.fsync(file.fileno())
            self._draft.replace(self._path)
            sync_file(self._path.parent)
        finally:
            lock.release()
        return True

    def clear(self) -> None:
        """Delete what is kept, and what a process that died was writing. Raises ``WorkspaceBusyError``."""
        if not self._path.parent.exists():
            return
        lock = FileLock(self._mark)
        try:
            lock.acquire(timeout=LOCK_SECONDS)
        except Timeout as cause:
            raise WorkspaceBusyError(
                "Another process is writing to this workspace.", next_step="Repeat the command.", retryable=True
            ) from cause
        try:
            self._draft.unlink(missing_ok=True)
            self._path.unlink(missing_ok=True)
            sync_file(self._path.parent)
        finally:
            lock.release()

"""Where files of applications lie, for how long, and how they go: sealed while they wait, deleted with what they
belong to.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
from base64 import b64decode, b64encode
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from shoal.app.sealing import opened, sealed
from shoal.domain.application import CheckedDocument, CheckedPicture, EvidenceFile
from shoal.errors import NotFoundError

FOLDER = "applications"
PENDING = ".sealed"
ID = re.compile(r"af_[0-9a-z]{10,30}")
WAITS_FOR = timedelta(days=1)  # an export that nobody said yes or no to
CRASHED = timedelta(hours=1)  # older than any request: what is left of one that died
NO_FILE = "This file is not waiting here any more: it was taken in, dropped, or waited longer than a day."


@dataclass(frozen=True, slots=True, kw_only=True)
class PendingFile:
    """An export on its way in: kept sealed until somebody says yes or no, a day at most."""

    id: str
    name: str
    brand_id: str
    data: bytes


def folder_of(workspace: Path) -> Path:
    """Return the folder of applications, made for its owner's eyes alone where there is none."""
    folder = workspace / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def _written(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)


# evidence ------------------------------------------------------------------------------------------------------------


def keep_evidence(workspace: Path, uid: str, checked: CheckedPicture | CheckedDocument) -> EvidenceFile:
    """Write a checked file beside the application that it came with."""
    folder = folder_of(workspace) / uid
    folder.mkdir(mode=0o700)
    path = folder / checked.name
    _written(path, checked.data)
    removed = checked.removed if isinstance(checked, CheckedPicture) else ()
    return EvidenceFile(
        name=checked.name, media_type=checked.media_type, sha256=checked.sha256, path=str(path), removed=removed
    )


def evidence_bytes(workspace: Path, uid: str, evidence: EvidenceFile | None) -> bytes:
    """Return a kept file. Raises ``NotFoundError`` where there is none, or not any more."""
    path = workspace / FOLDER / uid / evidence.name if evidence else None  # by its place: a workspace may be moved
    if path is None or not path.is_file():
        raise NotFoundError("No file came with this application, or it was deleted.")
    return path.read_bytes()


def remove_evidence(workspace: Path, uid: str) -> None:
    """Delete what came with an application."""
    shutil.rmtree(workspace / FOLDER / uid, ignore_errors=True)


# exports -------------------------------------------------------------------------------------------------------------


def keep_pending(workspace: Path, key: bytes, file: PendingFile) -> None:
    """Keep an export sealed: it holds addresses."""
    told = {"name": file.name, "brand": file.brand_id, "data": b64encode(file.data).decode("ascii")}
    _written(folder_of(workspace) / f"{file.id}{PENDING}", sealed(key, json.dumps(told).encode()))


def pending(workspace: Path, key: bytes, file_id: str, brand_id: str) -> PendingFile:
    """Return an export that waits. Raises ``NotFoundError``; another brand's file looks like none."""
    path = workspace / FOLDER / f"{file_id}{PENDING}"
    if not ID.fullmatch(file_id) or not path.is_file():
        raise NotFoundError(NO_FILE, next_step="Upload it again.")
    told = json.loads(opened(key, path.read_bytes()))
    if told["brand"] != brand_id:
        raise NotFoundError(NO_FILE, next_step="Upload it again.")
    return PendingFile(id=file_id, name=told["name"], brand_id=brand_id, data=b64decode(told["data"]))


def drop_pending(workspace: Path, file_id: str) -> None:
    """Delete an export; doing it again changes nothing."""
    if ID.fullmatch(file_id):
        (workspace / FOLDER / f"{file_id}{PENDING}").unlink(missing_ok=True)


def drop_pending_naming(workspace: Path, key: bytes, words: Iterable[str]) -> None:
    """Delete the exports that may hold one of these names; one that is no plain text is taken to."""
    wanted = {word.lstrip("@").casefold() for word in words if word.strip("@ ")}
    for path in (workspace / FOLDER).glob(f"*{PENDING}"):
        data = b64decode(json.loads(opened(key, path.read_bytes()))["data"])
        text = data.decode("utf-8", "replace").casefold()
        if b"\0" in data or data.startswith(b"PK") or any(word in text for word in wanted):
            path.unlink(missing_ok=True)


@contextmanager
def read_once(workspace: Path, name: str, data: bytes) -> Iterator[Path]:
    """Lay data down as a file for as long as it is read."""
    with tempfile.TemporaryDirectory(prefix="reading-", dir=folder_of(workspace)) as folder:
        path = Path(folder) / name
        _written(path, data)
        yield path


# what nobody needs any more ------------------------------------------------------------------------------------------


def sweep(workspace: Path, known: Collection[str], at: datetime) -> int:
    """Delete files without an application, exports that waited too long, and what crashes left; returns how many."""
    folder, gone = workspace / FOLDER, 0
    for path in folder.iterdir() if folder.is_dir() else ():
        age = at.timestamp() - path.stat().st_mtime
        if path.name.endswith(PENDING):
            if age > WAITS_FOR.total_seconds():
                path.unlink(missing_ok=True)
                gone += 1
        elif path.is_dir() and path.name not in known and age > CRASHED.total_seconds():
            shutil.rmtree(path, ignore_errors=True)
            gone += 1
    return gone

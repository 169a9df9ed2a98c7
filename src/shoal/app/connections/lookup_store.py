"""Where look-ups lie between the answer and the yes: sealed, a file per answer, for a day at most, in no backup."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from shoal.app.sealing import opened, sealed
from shoal.errors import NotFoundError

FOLDER = "lookups"
RUN = "run.sealed"
ID = re.compile(r"lk_[0-9a-z]{10,40}")
WAITS_FOR = timedelta(days=1)
GONE = "This look-up is not waiting here any more: it was brought in, dropped, or waited longer than a day."


def folder_of(workspace: Path, run_id: str) -> Path:
    """Return the folder of a look-up. Raises ``NotFoundError`` for what is no id: it must not become a path."""
    if not ID.fullmatch(run_id):
        raise NotFoundError(GONE, next_step="Start it again.")
    return workspace / FOLDER / run_id


def keep_run(workspace: Path, key: bytes, run_id: str, told: Mapping[str, Any]) -> None:
    """Keep what was asked and how it stands, in place of what was kept before."""
    folder = folder_of(workspace, run_id)
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    _write(folder / RUN, key, told)


def run_told(workspace: Path, key: bytes, run_id: str, brand_id: str) -> dict[str, Any]:
    """Return what was kept of a look-up. Raises ``NotFoundError``; another brand's looks like none."""
    path = folder_of(workspace, run_id) / RUN
    if not path.is_file():
        raise NotFoundError(GONE, next_step="Start it again.")
    told = _read(path, key)
    if told["brand"] != brand_id:
        raise NotFoundError(GONE, next_step="Start it again.")
    return told


def run_ids(workspace: Path) -> tuple[str, ...]:
    """Return the ids of all look-ups that wait, the newest first."""
    folders = [path for path in (workspace / FOLDER).glob("lk_*") if (path / RUN).is_file()]
    return tuple(path.name for path in sorted(folders, key=lambda path: path.stat().st_mtime, reverse=True))


def keep_answer(workspace: Path, key: bytes, run_id: str, row: int, told: Mapping[str, Any]) -> None:
    """Keep the answer to one line; it stays when the rest is broken off."""
    folder = folder_of(workspace, run_id)
    if folder.is_dir():  # else it was dropped meanwhile
        _write(folder / f"{row:04}.sealed", key, told)


def answered_rows(workspace: Path, run_id: str) -> tuple[int, ...]:
    """Return the lines that were answered."""
    names = (path.stem for path in folder_of(workspace, run_id).glob("*.sealed"))
    return tuple(sorted(int(name) for name in names if name.isdecimal()))


def answers(workspace: Path, key: bytes, run_id: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the answers by line."""
    folder = folder_of(workspace, run_id)
    for row in answered_rows(workspace, run_id):
        yield row, _read(folder / f"{row:04}.sealed", key)


def drop_answers(workspace: Path, run_id: str) -> None:
    """Delete the answers of a look-up and keep what was asked."""
    for row in answered_rows(workspace, run_id):
        (folder_of(workspace, run_id) / f"{row:04}.sealed").unlink(missing_ok=True)


def drop_run(workspace: Path, run_id: str) -> None:
    """Delete a look-up; doing it again changes nothing."""
    shutil.rmtree(folder_of(workspace, run_id), ignore_errors=True)


def sweep(workspace: Path, at: float) -> None:
    """Delete what waited longer than a day; ``at`` is seconds since 1970."""
    for run_id in run_ids(workspace):
        folder = folder_of(workspace, run_id)
        if at - max((path.stat().st_mtime for path in folder.iterdir()), default=0.0) > WAITS_FOR.total_seconds():
            drop_run(workspace, run_id)


def drop_lookups_naming(workspace: Path, key: bytes, words: Iterable[str]) -> None:
    """Delete every look-up that names somebody: she was erased, and what waits must not bring her back."""
    wanted = {word.lstrip("@").casefold() for word in words if word.strip("@ ")}
    for run_id in run_ids(workspace):
        folder = folder_of(workspace, run_id)
        texts = (json.dumps(_read(path, key), ensure_ascii=False).casefold() for path in folder.glob("*.sealed"))
        if any(word in text for text in texts for word in wanted):
            drop_run(workspace, run_id)


def _write(path: Path, key: bytes, told: Mapping[str, Any]) -> None:
    draft = path.with_suffix(".draft")
    draft.unlink(missing_ok=True)
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(sealed(key, json.dumps(told).encode("utf-8", "surrogatepass")))
    draft.replace(path)


def _read(path: Path, key: bytes) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(opened(key, path.read_bytes()))
    return told

"""Every question that was ever put to another machine: written down before it is put, one line each.

A line says when, which host, what for, by whom and for which brand; never whom was asked for, and never a secret.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

FILE = "outside-calls.jsonl"
LOCK = "outside-calls.lock"
LARGEST_BYTES = 4 * 2**20  # about 20,000 questions; then the older half goes
TAIL_BYTES = 256 * 2**10  # about 1,200 questions: more than an hour holds


@dataclass(frozen=True, slots=True, kw_only=True)
class OutsideCall:
    """One question to another machine."""

    at: datetime
    host: str
    purpose: str
    by_id: str
    by_name: str
    brand_id: str


def note_call(workspace: Path, call: OutsideCall) -> None:
    """Write a question down; who cannot write it down may not put it."""
    line = json.dumps({**asdict(call), "at": call.at.isoformat()}, ensure_ascii=False) + "\n"
    path = workspace / FILE
    with FileLock(workspace / LOCK, timeout=10):
        if path.exists() and path.stat().st_size > LARGEST_BYTES:
            _drop_older_half(path)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "a", encoding="utf-8") as file:
            file.write(line)


def _drop_older_half(path: Path) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    draft = path.with_suffix(".draft")
    draft.write_bytes(b"".join(lines[len(lines) // 2 :]))
    draft.chmod(0o600)
    draft.replace(path)


def calls_noted(workspace: Path, *, newest_only: bool = False) -> Iterator[OutsideCall]:
    """Yield the questions that were noted, the newest first; a line cut off by a crash is passed over."""
    path = workspace / FILE
    if not path.is_file():
        return
    with path.open("rb") as file:
        if newest_only:
            file.seek(max(0, path.stat().st_size - TAIL_BYTES))
        lines = file.read().splitlines()
    for line in reversed(lines):
        try:
            told = json.loads(line)
            yield OutsideCall(**{**told, "at": datetime.fromisoformat(told["at"])})
        except (ValueError, TypeError, KeyError):
            continue

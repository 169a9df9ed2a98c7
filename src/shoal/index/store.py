"""Versions of the index on disk: a new one is whole before its name is put in place, and old ones are swept away.

::

    index/
      current              the number of the version that is read; replaced by one rename
      v0000012.json        what that version is made of
      parts/p0000003/      columns, vectors and texts of some accounts, never changed
      words/w0000005/      the index of words of some parts, never changed once named
      model/               the sentence model, ready to be read

A reader keeps what it opened until it looks again; a writer holds a lock, so there is one at a time. After a crash the
old version stands, and the next writer sweeps away what no version names.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout

from shoal.domain.bulk import Ints
from shoal.errors import ConflictError, WorkspaceBusyError

POINTER = "current"
FORM = 2  # of the files: another form is built anew
WAIT_SECONDS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PartEntry:
    """One part of a version: the number of its first row, and how many rows it has."""

    name: str
    first: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """Parts that share one index of words."""

    words: str
    parts: tuple[PartEntry, ...]

    @property
    def rows(self) -> int:
        """Return the number of rows in it."""
        return sum(part.rows for part in self.parts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What one version of the index is made of.

    ``next_row`` is the number of the next row, ``next_name`` of the next folder: neither is ever used twice.
    ``unfound`` names the file with the rows that are not shown any more. ``facts`` are the builder's own notes.
    """

    number: int
    shards: tuple[Shard, ...]
    embedder: str
    catalog: str
    made_at: str
    languages: tuple[str, ...] = ()
    next_row: int = 0
    next_name: int = 1
    unfound: str = ""
    reason: str = ""
    facts: dict[str, str] | None = None
    form: int = FORM

    @property
    def parts(self) -> tuple[PartEntry, ...]:
        """Return all parts in the order of their rows."""
        return tuple(sorted((part for shard in self.shards for part in shard.parts), key=lambda part: part.first))


class Store:
    """The folder of one index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.model = folder / "model"

    def number(self) -> int:
        """Return the number of the version in place, 0 where there is none; costs one small read."""
        try:
            return int((self.folder / POINTER).read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return 0

    def version(self) -> Version | None:
        """Return the version in place, ``None`` where there is none or it has another form."""
        for _ in range(2):  # between the two reads a writer may have swept an older one away
            number = self.number()
            try:
                told = json.loads((self.folder / f"v{number:07}.json").read_text(encoding="utf-8"))
            except FileNotFoundError:
                continue
            return version_from(told) if told.get("form") == FORM else None
        return None

    def part(self, name: str) -> Path:
        """Return the folder of a part."""
        return self.folder / "parts" / name

    def words(self, name: str) -> Path:
        """Return the folder of an index of words."""
        return self.folder / "words" / name

    def unfound(self, version: Version) -> Ints:
        """Return the numbers of the rows that are not shown any more."""
        if not version.unfound:
            return np.zeros(0, dtype=np.int64)
        return np.asarray(np.load(self.folder / version.unfound), dtype=np.int64)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other writers out. Raises ``WorkspaceBusyError`` where one is at work."""
        self.folder.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(self.folder / ".lock", timeout=WAIT_SECONDS):
                yield
        except Timeout as error:
            raise WorkspaceBusyError(
                "The search index is being written by another process.",
                next_step="Try again in a moment.",
                retryable=True,
            ) from error

    def put_in_place(self, version: Version, unfound: Ints | None = None) -> Version:
        """Write a version down, name it the current one, and sweep away what it does not need."""
        if version.number <= self.number():
            raise ConflictError("The index changed meanwhile.", next_step="Try again.", retryable=True)
        if unfound is not None:
            name = f"unfound-{version.number:07}.npy" if len(unfound) else ""
            if name:
                write_whole(self.folder / name, lambda path: np.save(path, unfound))
            version = replace(version, unfound=name)
        text = json.dumps(asdict(version), indent=1)
        write_whole(self.folder / f"v{version.number:07}.json", lambda path: path.write_text(text, encoding="utf-8"))
        for folder in (self.folder / "parts", self.folder / "words", self.folder):
            sync_folder(folder)
        number = str(version.number)
        write_whole(self.folder / POINTER, lambda path: path.write_text(number, encoding="ascii"))
        sync_folder(self.folder)
        self.sweep(version)
        return version

    def sweep(self, version: Version | None) -> None:
        """Remove every file that the version does not name; who still reads an older one keeps its open files."""
        kept = {POINTER, ".lock", "model"}
        parts: set[str] = set()
        words: set[str] = set()
        if version is not None:
            kept |= {f"v{version.number:07}.json", version.unfound, "parts", "words"}
            parts = {part.name for part in version.parts}
            words = {shard.words for shard in version.shards}
        remove_others(self.folder, kept)
        remove_others(self.folder / "parts", parts)
        remove_others(self.folder / "words", words)

    def drop(self) -> None:
        """Take the whole index away; the next search builds it anew."""
        (self.folder / POINTER).unlink(missing_ok=True)
        self.sweep(None)

    def disk_bytes(self) -> int:
        """Return how much room the index takes on disk, the sentence model not counted."""
        return sum(
            path.stat().st_size for path in self.folder.rglob("*") if path.is_file() and self.model not in path.parents
        )


def version_from(told: dict[str, Any]) -> Version:
    """Return a version from what its file says."""
    shards = tuple(
        Shard(words=shard["words"], parts=tuple(PartEntry(**part) for part in shard["parts"]))
        for shard in told["shards"]
    )
    return Version(**{**told, "shards": shards, "languages": tuple(told["languages"])})


def write_whole(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file beside its place, wait until it is on disk, and put it in place by one rename."""
    beside = path.with_name(f".{path.stem}.part{path.suffix}")
    write(beside)
    with beside.open("rb") as file:
        os.fsync(file.fileno())
    beside.replace(path)


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on disk; a system that cannot do that loses nothing that was promised."""
    if not folder.is_dir() or os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_others(folder: Path, kept: set[str]) -> None:
    """Remove everything in a folder but what is kept; what another process holds open goes with the next sweep."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        if path.name in kept:
            continue
        shutil.rmtree(path, ignore_errors=True) if path.is_dir() else path.unlink(missing_ok=True)


def names_from(version: Version, count: int, kind: str) -> Sequence[str]:
    """Return names for new folders, from the version's next one on."""
    return [f"{kind}{version.next_name + place:07}" for place in range(count)]

"""The files of an export, alone, several or as the archive that was downloaded."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from shoal.domain.application import OwnAudience, OwnFollower
from shoal.errors import FileFormatError, InputError, NotFoundError, TooLargeError
from shoal.sources.own_audience.parts import AS_JSON, INSTAGRAM, TIKTOK, read_part
from shoal.sources.sheets.bytes import ZIP_RATIO

MOST_BYTES = 300 * 1000 * 1000  # a million followers of Instagram take 200 MB [computed from one entry of 200 bytes]
# The archive also holds messages, searches and log-ins: only files of these names are ever opened.
_LISTS = re.compile(
    r"^(?:followers(?:_\d{1,4})?\.json|connections\.json|user_data(?:_tiktok)?\.json|followers?(?: list)?\.txt)$",
    re.IGNORECASE,
)
_PAGES = re.compile(r"^(?:followers(?:_\d{1,4})?|user_data(?:_tiktok)?)\.html?$", re.IGNORECASE)
_NUMBERED = re.compile(r"followers_(\d{1,4})\.json$", re.IGNORECASE)
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError)
_SEVERAL = 2


def _too_large(name: str) -> TooLargeError:
    return TooLargeError(
        "the export is larger than any list of followers", received=name,
        next_step="ask for an export of the followers alone, or take followers_1.json out of the archive",
    )  # fmt: skip


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, packed: int) -> bytes:
    """Unpack one part up to the cap; the size written in an archive can lie."""
    most = min(MOST_BYTES, max(ZIP_RATIO * packed, 1 << 20))
    with archive.open(entry) as part:
        data = part.read(most + 1)
    if len(data) > most:
        raise _too_large(entry.filename)
    return data


def _in_archive(path: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the lists of followers in an archive, in the order of their numbers; nothing else in it is opened."""
    with zipfile.ZipFile(path) as archive:
        names = {entry: PurePosixPath(entry.filename).name for entry in archive.infolist() if not entry.is_dir()}
        lists = sorted((entry for entry, name in names.items() if _LISTS.match(name)), key=lambda entry: entry.filename)
        if not lists:
            pages = [name for name in names.values() if _PAGES.match(name)]
            said = "holds the web page form of the export" if pages else "holds no list of followers"
            platform = TIKTOK if any("user_data" in name for name in pages) else INSTAGRAM
            raise FileFormatError(
                f"the archive {said}; the JSON form is needed", received=path.name, next_step=AS_JSON[platform]
            )
        for entry in lists:
            yield names[entry], _unpacked(archive, entry, path.stat().st_size)


def _files(path: Path) -> Iterator[tuple[str, bytes]]:
    if not path.is_file():
        raise NotFoundError("no such file", received=path.name, next_step="check the path")
    with path.open("rb") as file:
        zipped = file.read(4) == b"PK\x03\x04"
    if not zipped:
        if path.stat().st_size > MOST_BYTES:
            raise _too_large(path.name)
        yield path.name, path.read_bytes()
        return
    try:
        yield from _in_archive(path)
    except _BROKEN as error:
        raise FileFormatError(
            "the archive is damaged, locked or was cut short", received=path.name, next_step="download it again"
        ) from error


def _gaps(names: Sequence[str]) -> tuple[str, ...]:
    """Say which numbers are missing among ``followers_1.json``, ``followers_2.json``, …"""
    numbers = {int(match[1]) for name in names if (match := _NUMBERED.search(name))}
    missing = sorted(set(range(1, max(numbers, default=0) + 1)) - numbers)
    listed = ", ".join(f"followers_{number}.json" for number in missing[:5])
    return (f"part of the list is missing: {listed}",) if missing else ()


def read_own_audience(*paths: Path) -> OwnAudience:
    """Read the followers out of the export of the brand's own account: one file, its numbered parts, or the archive.

    Every name is taken once, with the earliest day it is known to follow. Nothing is stored, and the answer is for
    ``match_own_audience`` alone. Raises InputError (no file, or files of two platforms), FileFormatError (the HTML
    form, another list, damaged), TooLargeError, NotFoundError. O(followers).
    """
    if not paths:
        raise InputError("no file was given", next_step=AS_JSON[INSTAGRAM])
    earliest: dict[str, OwnFollower] = {}
    names: list[str] = []
    platforms: dict[str, str] = {}
    unreadable = 0
    for path in paths:
        for name, data in _files(path):
            platform, followers = read_part(data, name)
            platforms.setdefault(platform, name)
            names.append(name)
            for follower in followers:
                if follower is None:
                    unreadable += 1
                elif _earlier(follower, earliest.get(follower.handle)):
                    earliest[follower.handle] = follower
    if len(platforms) >= _SEVERAL:
        raise InputError(
            "the files belong to two platforms", received=", ".join(platforms.values()), allowed=(INSTAGRAM, TIKTOK),
            next_step="bring in one platform after the other",
        )  # fmt: skip
    return OwnAudience(
        platform=next(iter(platforms)), followers=tuple(earliest.values()), files=tuple(names), unreadable=unreadable,
        notes=_gaps(names),
    )  # fmt: skip


def _earlier(new: OwnFollower, known: OwnFollower | None) -> bool:
    if known is None or known.since is None:
        return known is None or new.since is not None
    return new.since is not None and new.since < known.since

"""Files on their way in: where they lie, how they are kept, and how a person said that they are read."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from shoal.domain.intake import ReadOptions
from shoal.domain.people import Upload
from shoal.errors import FileFormatError, NotFoundError, TooLargeError
from shoal.sources import mended_copy, what_it_seems

LARGEST_UPLOAD = 250 * 2**20
MEGABYTE = 2**20
HEAD_BYTES = 65_536
LONGEST_NAME = 100
COPIED_FROM_BYTES = 2**20  # a larger table of text is mended by a copy, so that it can still take the fast road
PLAIN = (".csv", ".tsv", ".txt")
TABLES = ("a table as text (CSV)", "plain text", "JSON data", "an Excel workbook", "a Parquet table", "parquet")
MAY_BE_SHEET = ("a zip archive",)  # the parts of a large workbook may be named further down
OPTIONS = tuple(field.name for field in fields(ReadOptions) if field.name != "fixes")


def folder_of(workspace: Path, upload_id: str) -> Path:
    """Return where an upload lies."""
    return workspace / "uploads" / upload_id


def safe_name(name: str) -> str:
    """Return the name of a file as it may be kept: no folder, no marks that turn the reading direction, not endless."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    plain = re.sub(r"[^\w .()\-]", "_", last).strip(" .") or "file"
    stem, dot, ending = plain.rpartition(".")
    return f"{stem[: LONGEST_NAME - 10]}.{ending[:9]}" if dot and stem else plain[:LONGEST_NAME]


def keep(folder: Path, name: str, chunks: Iterable[bytes]) -> tuple[Path, int, str]:
    """Write a file that comes in pieces, for its owner's eyes alone; returns its path, size and checksum.

    Constant memory. Raises ``TooLargeError`` above the cap and ``FileFormatError`` for what is no table; nothing stays
    then.
    """
    folder.mkdir(parents=True, mode=0o700)
    path = folder / safe_name(name)
    try:
        size, digest = _written(path, chunks)
        refuse_other_kinds(path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return path, size, digest


def _written(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST_UPLOAD:
                raise TooLargeError(
                    f"The file is larger than {LARGEST_UPLOAD // MEGABYTE} MB.", received=path.name,
                    allowed=(f"up to {LARGEST_UPLOAD // MEGABYTE} MB a file",),
                    next_step="Split it, or bring it in on the machine itself: shoal creators bring-in FILE.",
                )  # fmt: skip
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def refuse_other_kinds(path: Path) -> None:
    """Raise ``FileFormatError`` for a file that is no table, with what it seems to be."""
    with path.open("rb") as file:
        seems = what_it_seems(file.read(HEAD_BYTES), path.name)
    if seems in TABLES or (seems in MAY_BE_SHEET and path.suffix.lower() == ".xlsx"):
        return
    step = "Choose the file that you meant; it has to hold at least a line of headers."
    if seems != "an empty file":
        step = "Export or save the table as .csv or .xlsx and choose that file."
    raise FileFormatError(
        f"{path.name} seems to be {seems}, not a table.", received=path.name,
        allowed=("CSV", "XLSX", "JSON", "Parquet"), next_step=step,
    )  # fmt: skip


def options_of(upload: Upload) -> ReadOptions:
    """Return how an upload is read, mended cells included."""
    known = {name: value for name, value in upload.options.items() if name in OPTIONS and value not in (None, "")}
    return ReadOptions(**{**known, "columns": dict(known.get("columns", {}))}, fixes=dict(upload.fixes))


def options_kept(options: Mapping[str, Any]) -> dict[str, Any]:
    """Return answers as they are kept with an upload: only what was said."""
    return {name: options[name] for name in OPTIONS if options.get(name)}


def readable(upload: Upload) -> tuple[Path, ReadOptions]:
    """Return the file to read and how; a large table of text with mended cells is read from a copy that has them.

    Raises ``NotFoundError`` where the file is gone.
    """
    path, options = Path(upload.path), options_of(upload)
    if not path.is_file():
        raise NotFoundError(
            "This file is not here any more: it was brought in, dropped, or named somebody who was erased.",
            next_step="Upload it again to bring it in.",
        )
    if not options.fixes or path.suffix.lower() not in PLAIN:
        return path, options
    if path.stat().st_size < COPIED_FROM_BYTES:
        return path, options
    copy = path.parent / f"mended-{upload.version}" / path.name
    if not copy.exists():
        for older in path.parent.glob("mended-*"):
            shutil.rmtree(older, ignore_errors=True)
        copy.parent.mkdir(mode=0o700)
        draft = copy.with_suffix(".draft")
        mended_copy(path, options, draft)
        draft.replace(copy)
    return copy, replace(options, fixes={}, encoding=None)


def first_lines(path: Path, lines: int) -> Iterator[bytes]:
    """Yield the first lines of a file as bytes, none longer than a megabyte."""
    with path.open("rb") as file:
        for _ in range(lines):
            line = file.readline(MEGABYTE)
            if not line:
                return
            yield line


def remove(workspace: Path, upload_id: str) -> None:
    """Delete the file of an upload and everything made of it."""
    shutil.rmtree(folder_of(workspace, upload_id), ignore_errors=True)

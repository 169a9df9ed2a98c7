"""Passwords that were breached elsewhere, looked up in a file that an owner put into the workspace: nobody is asked.

Two forms are read: the sorted SHA-1 file of Have I Been Pwned, whatever its size, by halving; and a plain list, a
password a line, from front to back (a second for ten million lines).
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from shoal.errors import InputError, OutsideError

FILE = "breached-passwords.txt"
HASHED = re.compile(rb"[0-9A-Fa-f]{40}(:\d+)?\s*$")
DIGITS = 40


def refuse_breached(folder: Path, password: str) -> None:
    """Raise ``InputError`` where a workspace's list has this password; without a list nothing is refused.

    Raises ``OutsideError`` where there is a list that cannot be read: a check that was wanted is not left out.
    """
    with _reading(folder / FILE) as file:
        found = file is not None and _listed(file, password)
    if found:
        why = "This password is in a list of breached ones that attackers try first: choose another."
        raise InputError("This password was breached elsewhere.", fields={"password": why})


def form_of(folder: Path) -> str:
    """Say which form the list has, in words; empty where there is none. Raises ``OutsideError`` as above."""
    with _reading(folder / FILE) as file:
        if file is None:
            return ""
        return "sorted hashes" if HASHED.match(file.readline(200)) else "a password a line"


@contextmanager
def _reading(path: Path) -> Iterator[BinaryIO | None]:
    try:
        with path.open("rb") as file:
            yield file
    except FileNotFoundError:
        yield None
    except OSError as cause:
        raise OutsideError(
            "The list of breached passwords cannot be read.",
            received=path,
            next_step="Let the account that Shoal runs under read it, or take it away.",
        ) from cause


def _listed(file: BinaryIO, password: str) -> bool:
    wanted = password.encode("utf-8", "backslashreplace")
    if HASHED.match(file.readline(200)):
        digest = hashlib.sha1(wanted, usedforsecurity=False).hexdigest().upper()  # the form of that file
        return _among_hashes(file, file.seek(0, os.SEEK_END), digest.encode())
    file.seek(0)
    return any(line.rstrip(b"\r\n") == wanted for line in file)


def _among_hashes(file: BinaryIO, size: int, wanted: bytes) -> bool:
    """Look a hash up in sorted lines by halving. O(log size)."""
    low, high = 0, size
    while low < high:
        middle = (low + high) // 2
        found = _line_after(file, middle)
        if found and found < wanted:
            low = middle + 1
        else:
            high = middle
    return _line_after(file, low) == wanted


def _line_after(file: BinaryIO, place: int) -> bytes:
    """Return the hash of the first line that begins after a place, or of the first of all at 0."""
    file.seek(place)
    if place:
        file.readline()
    return file.readline()[:DIGITS].upper()

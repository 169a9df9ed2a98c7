"""Passwords against a list that an owner put into the workspace: found in either form, and no others."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from shoal.app.breached import FILE, form_of, refuse_breached
from shoal.errors import InputError, OutsideError

WORDS = [f"breached number {number}" for number in range(2000)]


def sha1(word: str) -> str:
    return hashlib.sha1(word.encode()).hexdigest().upper()  # noqa: S324  the form of the file that is read


def hashed(words, end="\r\n", count=":3") -> bytes:
    return "".join(f"{one}{count}{end}" for one in sorted(map(sha1, words))).encode()


FORMS = {
    "hashes with counts": hashed(WORDS),
    "hashes alone": hashed(WORDS, end="\n", count=""),
    "hashes without a last line end": hashed(WORDS).rstrip(),
    "small letters": hashed(WORDS).lower(),
    "words": "\n".join(WORDS).encode(),
    "words of Windows": "\r\n".join([*WORDS, ""]).encode(),
}


def refused(folder: Path, word: str) -> bool:
    try:
        refuse_breached(folder, word)
    except InputError as error:
        return word not in str(error.as_dict())  # what was typed is not repeated
    return False


@pytest.mark.parametrize("form", FORMS)
def test_every_password_of_the_list_is_refused(tmp_path, form):
    (tmp_path / FILE).write_bytes(FORMS[form])

    assert [word for word in WORDS if not refused(tmp_path, word)] == []


@pytest.mark.parametrize("form", FORMS)
def test_no_other_password_is_refused(tmp_path, form):
    (tmp_path / FILE).write_bytes(FORMS[form])
    others = [f"{word}{more}" for word in WORDS[:300] for more in ("x", " ")]

    assert [word for word in others if refused(tmp_path, word)] == []


@pytest.mark.parametrize("number", [0, 1, 2])
def test_short_lists_are_read_to_both_ends(tmp_path, number):
    (tmp_path / FILE).write_bytes(hashed(WORDS[:number]))

    assert [refused(tmp_path, word) for word in WORDS[:3]] == [place < number for place in range(3)]


def test_without_a_list_nothing_is_refused(tmp_path):
    assert (refused(tmp_path, "anything"), form_of(tmp_path)) == (False, "")


@pytest.mark.parametrize(("form", "words"), [("hashes with counts", "sorted hashes"), ("words", "a password a line")])
def test_the_form_is_told(tmp_path, form, words):
    (tmp_path / FILE).write_bytes(FORMS[form])

    assert form_of(tmp_path) == words


def test_a_list_that_cannot_be_read_lets_no_password_through(tmp_path):
    (tmp_path / FILE).mkdir()  # whoever tests as root may read any file

    with pytest.raises(OutsideError, match="cannot be read"):
        refuse_breached(tmp_path, "anything")


def test_a_password_that_no_file_could_hold_is_no_mistake(tmp_path):
    (tmp_path / FILE).write_bytes(os.urandom(4096))

    assert refused(tmp_path, "half a character \ud800") is False

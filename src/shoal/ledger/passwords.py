"""Whether a new password is good enough: long, not common, and not made of words that a guesser tries first."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    get_default_password_validators,
    validate_password,
)
from django.core.exceptions import ValidationError

from shoal.errors import InputError
from shoal.ledger import models

WORDS_OF_THE_HOUSE = ("shoal", "password", "creator", "marketing", "campaign", "owner")
LEAST_OWN_LETTERS = 8  # what is left of a password without such words: OWASP ASVS 5.0, 6.2.1
SHORTEST_WORD = 4  # shorter ones turn up in any sentence


def check_new_password(password: str, *names: str, house: Sequence[str] = ()) -> None:
    """Raise ``InputError`` with every reason why a new password is too weak; the password itself is not repeated.

    ``names`` are the person's, ``house`` those of the brands: words that a guesser tries first do not count towards
    the length (OWASP ASVS 5.0, 6.2.11), and neither does the longest common password in it. One, not two: without two,
    a third of all sentences of three common words would be refused. docs/explanation/security.md has what was measured.
    """
    if len(password) >= LEAST_OWN_LETTERS > len(_own(password.casefold(), *names, *house)):
        raise InputError(
            "This password is too easy to guess.",
            allowed=(f"{LEAST_OWN_LETTERS} characters or more beside what a guesser tries first",),
            fields={
                "password": "This password is made of what a guesser tries first: "
                "your names, a brand's, Shoal's, or a password that many people use."
            },
        )
    person = models.User(email=names[0] if names else "", name=names[-1] if names else "")
    try:
        validate_password(password, user=person)  # type: ignore[arg-type]  # it reads the two names only
    except ValidationError as cause:
        raise InputError(
            "This password is too easy to guess.",
            allowed=("12 characters or more, not a common password, not your name",),
            fields={"password": " ".join(cause.messages)},
        ) from cause


def _own(left: str, *names: str) -> str:
    """Return what is left of a password without names, and without the longest common password in it."""
    told = [name.casefold().strip() for name in names]
    parts = [re.findall(r"\w+", name) for name in told]
    words = {*told, *("".join(part) for part in parts), *(word for part in parts for word in part)}
    for word in sorted({*WORDS_OF_THE_HOUSE, *words}, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            left = left.replace(word, "")
    common = _longest(left, _common())
    return left.replace(common, "") if common else left


def _longest(text: str, common: Collection[str]) -> str:
    """Return the longest part of a text that is a common password. O(length²), at most 200² / 2 looks into a set."""
    for length in range(len(text), SHORTEST_WORD - 1, -1):
        for start in range(len(text) - length + 1):
            if text[start : start + length] in common:
                return text[start : start + length]
    return ""


def _common() -> Collection[str]:
    """Return Django's list of common passwords, which its own check has in memory."""
    lists = (one.passwords for one in get_default_password_validators() if isinstance(one, CommonPasswordValidator))
    return next(lists, set())

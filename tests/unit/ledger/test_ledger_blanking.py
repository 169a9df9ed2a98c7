"""Whoever is taken out of a text is found in it as it is stored, before it is read."""

from __future__ import annotations

import json
import sys

import pytest

from shoal.ledger.blanking import Person

ALIKE = (
    "iI\u0130\u0131sS\u017fkK\u212a\u00b5\u03bc\u00df\u1e9e"  # letters that patterns or foldings take for each other
)


def cased() -> list[str]:
    every = map(chr, range(sys.maxunicode + 1))
    return [one for one in every if one.lower() != one or one.upper() != one]


def test_no_letter_in_another_case_hides_a_name_in_stored_text() -> None:
    missed = []
    for letter in cased():
        her = Person("cr_1f", (f"{letter}_x",))
        spelled = {f"{one}_x" for one in (letter, letter.lower(), letter.upper(), letter.swapcase(), *ALIKE)}
        missed += [
            (letter, text)
            for text in spelled
            if her.taken_out(text) != text and not (her.may_stand_in(json.dumps([text])) and her.may_stand_in(text))
        ]

    assert missed == []


@pytest.mark.parametrize("name", ['mi"na', "mi\\na", "mi/na", "mina\U0001f35e", "Müllerin", "mi\u2028na"])
@pytest.mark.parametrize("ascii_only", [True, False])
def test_a_name_is_found_however_json_writes_it(name: str, ascii_only: bool) -> None:  # noqa: FBT001  one way or the other
    assert Person("cr_1f", (name,)).may_stand_in(json.dumps({"claim": f"ask @{name}"}, ensure_ascii=ascii_only))


def test_text_about_somebody_else_is_told_apart() -> None:
    assert not Person("cr_1f", ("mina.bakes", "Müllerin")).may_stand_in(
        json.dumps(["cr_2f", "M\u00fcller", "mina bakes"])
    )

"""Every error a user can meet has a heading, and every heading is an error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from shoal import errors

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "errors.md"
COMMAND_LINE = ROOT / "src" / "shoal" / "cli" / "main.py"
ERRORS = [error for error in vars(errors).values() if isinstance(error, type) and issubclass(error, errors.ShoalError)]


def sections() -> dict[str, str]:
    parts = re.split(r"^## ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    return {part.split("\n", 1)[0].strip(): part for part in parts}


def codes_of_the_command_line() -> set[str]:
    """Return the codes that only the command line gives: a bug, and words it cannot understand."""
    return set(re.findall(r'"code": "([\w.]+)"', COMMAND_LINE.read_text(encoding="utf-8")))


def test_the_page_and_the_code_name_the_same_errors():
    assert set(sections()) == {error.code for error in ERRORS} | codes_of_the_command_line()


def test_no_code_has_two_headings():
    headings = re.findall(r"^## (.*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(set(headings)) == sorted(headings)


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: error.code)
def test_a_section_says_the_exit_code_and_what_to_do(error: type[errors.ShoalError]):
    text = sections()[error.code]

    assert f"**Exit code {error.exit_code}.**" in text
    assert "What to do:" in text

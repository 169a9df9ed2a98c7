"""The table of the security page: every requirement once, in one of three states, and what it names is there."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "explanation" / "security.md"
STATES = {"met", "not met", "does not apply"}
# the requirements of levels 1 and 2 of OWASP ASVS 5.0.0, as section:numbers
STANDARD = """
    1.1:1-2 1.2:1-9 1.3:1-11 1.4:1-3 1.5:1-2 2.1:1-3 2.2:1-3 2.3:1-4 2.4:1 3.2:1-2 3.3:1-4 3.4:1-6 3.5:1-5
    3.7:1-2 4.1:1-3 4.2:1 4.3:1-2 4.4:1-4 5.1:1 5.2:1-3 5.3:1-2 5.4:1-3 6.1:1-3 6.2:1-12 6.3:1-4 6.4:1-4 6.5:1-5
    6.6:1-3 6.8:1-4 7.1:1-3 7.2:1-4 7.3:1-2 7.4:1-5 7.5:1-2 7.6:1-2 8.1:1-2 8.2:1-3 8.3:1 8.4:1 9.1:1-3 9.2:1-4
    10.1:1-2 10.2:1-2 10.3:1-4 10.4:1-11 10.5:1-5 10.6:1-2 10.7:1-3 11.1:1-2 11.2:1-3 11.3:1-3 11.4:1-4 11.5:1
    11.6:1 12.1:1-3 12.2:1-2 12.3:1-4 13.1:1 13.2:1-5 13.3:1-2 13.4:1-5 14.1:1-2 14.2:1-4 14.3:1-3 15.1:1-3
    15.2:1-3 15.3:1-7 16.1:1 16.2:1-5 16.3:1-4 16.4:1-3 16.5:1-3 17.1:1 17.2:1-4 17.3:1-2
"""
LEAST_WORDS = 4


def standard() -> list[str]:
    found = []
    for part in STANDARD.split():
        section, _, numbers = part.partition(":")
        for run in numbers.split(","):
            first, _, last = run.partition("-")
            found += [f"{section}.{number}" for number in range(int(first), int(last or first) + 1)]
    return found


def rows() -> list[tuple[list[str], str, str]]:
    text = PAGE.read_text(encoding="utf-8").split("## OWASP ASVS 5.0", 1)[1]
    cells = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")
    ]
    return [(row[0].split(", "), row[1], row[2]) for row in cells if re.match(r"\d", row[0])]


def named(text: str) -> list[str]:
    return [name for name in re.findall(r"`([^`]+)`", text) if re.match(r"(src|tests|docs)/|pyproject", name)]


def there(name: str) -> bool:
    """Say whether a named file, or a test in it, exists."""
    path, _, test = name.partition("::")
    file = ROOT / path
    return file.exists() and (not test or f"def {test}(" in file.read_text(encoding="utf-8"))


def test_every_requirement_of_the_two_levels_stands_in_one_row():
    listed = [number for numbers, _, _ in rows() for number in numbers]

    assert (sorted(set(standard()) ^ set(listed)), len(listed), len(standard())) == ([], 253, 253)


def test_every_row_has_one_of_three_states():
    assert {state for _, state, _ in rows()} == STATES


def test_what_is_met_names_what_shows_it():
    assert [numbers for numbers, state, text in rows() if state == "met" and not named(text)] == []


def test_what_is_not_met_or_does_not_apply_says_why():
    short = [numbers for numbers, state, text in rows() if state != "met" and len(text.split()) < LEAST_WORDS]

    assert short == []


def test_every_named_test_and_file_exists():
    text = PAGE.read_text(encoding="utf-8")

    assert [name for name in named(text) if not there(name)] == []

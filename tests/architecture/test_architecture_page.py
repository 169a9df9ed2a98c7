"""What ARCHITECTURE.md says is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "ARCHITECTURE.md"
HEADING = "## Where does X happen?"
TO_COME = "## To come"


def section(heading: str) -> str:
    text = PAGE.read_text(encoding="utf-8")
    assert heading in text
    return text.split(heading, 1)[1].split("\n## ", 1)[0]


def paths_named(heading: str) -> list[str]:
    return sorted(set(re.findall(r"`([\w/]+\.py|[\w/]+/)`", section(heading))))


@pytest.mark.parametrize("path", paths_named(HEADING))
def test_a_path_of_the_table_exists(path: str):
    assert (ROOT / "src" / "shoal" / path).exists()


@pytest.mark.parametrize("path", paths_named(TO_COME))
def test_a_path_that_is_to_come_has_not_come_yet(path: str):
    assert not (ROOT / "src" / "shoal" / path).exists()


def test_every_room_is_named_on_the_page():
    rooms = [path.parent.name for path in (ROOT / "src" / "shoal").glob("*/__init__.py")]

    assert [room for room in rooms if f"`{room}`" not in PAGE.read_text(encoding="utf-8")] == []

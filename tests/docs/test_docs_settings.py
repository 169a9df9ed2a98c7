"""Every setting and every field of a brief is on its page."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest

from shoal.app.briefs.written import FIELDS
from shoal.config import Settings

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "reference" / "settings.md"
NONE = "\N{EN DASH}"
SETTINGS = {field.name: field.default for field in dataclasses.fields(Settings) if field.name != "folder"}


def rows() -> dict[str, str]:
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    return {match[1]: line for line in lines if (match := re.match(r"\| `(\w+)` \|", line))}


def test_the_page_and_the_code_name_the_same_settings():
    assert sorted(rows()) == sorted(SETTINGS)


@pytest.mark.parametrize("setting", SETTINGS)
def test_a_row_names_the_default(setting: str):
    default = SETTINGS[setting]

    assert f"| {NONE if default in (None, '') else f'`{default}`'} |" in rows()[setting]


READS = re.compile(r"""(?:environ(?:ment)?(?:\.get\(|\[)|envvar=)["'](\w+)["']""")


def test_every_environment_variable_of_the_code_is_on_the_page():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "shoal").rglob("*.py"))
    named = set(re.findall(r"`([A-Z_]+)`", PAGE.read_text(encoding="utf-8")))

    read = set(READS.findall(code))
    assert {"DATABASE_URL", "SHOAL_WORKSPACE", "SHOAL_ALLOWED_HOSTS"} <= read
    assert read - named == set()


def test_every_environment_variable_of_the_page_is_read_by_the_code():
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src" / "shoal").rglob("*.py"))
    named = set(re.findall(r"`((?:SHOAL|DATABASE)_[A-Z_]+)`", PAGE.read_text(encoding="utf-8")))

    assert named - set(READS.findall(code)) == set()


def test_every_field_of_a_brief_is_on_its_page():
    page = (ROOT / "docs" / "reference" / "briefs.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in page.splitlines() if line.startswith("| `")]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}

    assert named == set(FIELDS)

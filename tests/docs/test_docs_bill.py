"""The bill of materials names every library that Shoal runs with, in the version that is pinned."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def bill() -> dict[str, str]:
    """Return the versions of the bill by name."""
    command = [sys.executable, str(ROOT / "scripts" / "make_bill.py")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stderr == ""  # whatever is not installed would be left out
    told = json.loads(done.stdout)
    assert (told["bomFormat"], told["specVersion"]) == ("CycloneDX", "1.6")
    assert [one["name"] for one in told["components"] if one["licenses"][0]["license"]["name"] == "unknown"] == []
    return {one["name"]: one["version"] for one in told["components"]}


def pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = (line.partition("==") for line in lines if "==" in line)
    return {name.lower().replace("_", "-"): version for name, _, version in pairs}


def test_the_bill_names_what_is_asked_for_and_what_that_asks_for(bill):
    assert {"django", "waitress", "segno", "psycopg", "numpy", "cffi"} - {*bill} == set()


def test_the_bill_names_no_tool_of_the_tests(bill):
    assert {"pytest", "mypy", "ruff", "playwright", "hypothesis"} & {*bill} == set()


def test_every_library_of_the_bill_is_pinned_in_this_version(bill):
    known = pinned()

    assert {name: version for name, version in bill.items() if known.get(name) != version} == {}

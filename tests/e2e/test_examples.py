"""The examples run as they stand, and the real run says clearly where it has no data."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
BOTH = ("first_shortlist.py", "sheet_against_shop.py")
SHORT = 40  # lines of code that a reader takes in at a glance


def run(name: str, *words: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / name), *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, timeout=110)


@dataclass(frozen=True)
class Ran:
    """How an example ended, and what it left behind."""

    done: subprocess.CompletedProcess[str]
    left: list[Path]


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """Run both examples once: making a market and its index takes some seconds."""
    found = {}
    for name in BOTH:
        folder = tmp_path_factory.mktemp("example")
        found[name] = Ran(run(name, folder=folder), list(folder.iterdir()))
    return found


@pytest.mark.parametrize("name", BOTH)
def test_an_example_runs_is_short_and_leaves_nothing_behind(name: str, ran: dict[str, Ran]):
    done = ran[name].done

    assert (done.returncode, done.stderr, ran[name].left) == (0, "", [])
    assert len((EXAMPLES / name).read_text(encoding="utf-8").splitlines()) <= SHORT + 10


def test_the_shortlist_example_names_creators_with_reasons_and_a_bound(ran: dict[str, Ran]):
    lines = ran["first_shortlist.py"].done.stdout.splitlines()

    assert [line[:2] for line in lines[:5]] == ["1.", "2.", "3.", "4.", "5."]
    assert lines[-1].startswith("no other choice brings more than")


def test_the_sheet_example_offers_the_near_match_and_names_the_phantom(ran: dict[str, Ran]):
    told = ran["sheet_against_shop.py"].done.stdout

    assert told.startswith("1 of 4 orders (25.0 %) are untracked")
    assert [
        word
        for word in ("MINA10: 2 orders, €40.00 net", "Phantom", "KAI10", "If Z0E10 was meant to be ZOE10")
        if word not in told
    ] == []


def test_the_real_run_without_data_ends_well_and_says_why(tmp_path: Path):
    done = run("real_run.py", "--data", str(tmp_path / "nowhere"), folder=tmp_path)

    assert (done.returncode, "not published with Shoal" in done.stdout) == (0, True)


def test_the_real_run_prints_row_ids_and_no_text_of_the_files(shared_data: Path, tmp_path: Path):
    done = run("real_run.py", "--data", str(shared_data), "--only", "climbing", folder=tmp_path)
    page = (tmp_path / "real-run.shoal" / "climbing.shoal" / "reports" / "climbing.html").read_text(encoding="utf-8")
    codes = {f"C{number:03}" for number in range(119)}

    assert (done.returncode, done.stderr) == (0, "")
    assert "119 accounts" in done.stdout
    assert [code for code in codes if code in done.stdout or f">{code}<" in page] == []
    assert "Photo from" not in page

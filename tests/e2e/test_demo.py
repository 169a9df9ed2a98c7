"""The made-up market: one seed gives one report, whatever the workspace, and the demo says that it is made up."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from e2e.conftest import Command

from shoal.app import Shoal, demo_settings, make_workspace, open_workspace
from shoal.report import timeless

BRIEF = "sustainable-fashion-autumn"
FEW = 120  # creators: enough for both briefs, and quick


def market(folder: Path, seed: int) -> dict[str, str]:
    """Run the demo in a folder and return its reports without their line of time."""
    make_workspace(demo_settings(folder, seed))
    with open_workspace(folder) as desk:
        desk.admin.demo(creators=FEW)
    return {path.name: timeless(path.read_text(encoding="utf-8")) for path in (folder / "reports").glob("*.html")}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """Return a market that nobody works in, with its reports: who changes something takes a copy."""
    folder = tmp_path_factory.mktemp("one") / "demo.shoal"
    return folder, market(folder, 7)


@pytest.fixture(scope="module")
def reports(made: tuple[Path, dict[str, str]]) -> dict[str, str]:
    return made[1]


@pytest.fixture
def folder(made: tuple[Path, dict[str, str]], tmp_path: Path) -> Path:
    """Return a copy of the market."""
    return shutil.copytree(made[0], tmp_path / "demo.shoal")


def test_there_is_a_report_for_each_brief_from_life(reports: dict[str, str]):
    assert set(reports) == {f"{BRIEF}.html", "coffee-shop-opening-in-leipzig-plagwitz.html"}


def test_the_same_seed_in_another_workspace_gives_the_same_bytes_but_for_the_time(
    reports: dict[str, str], tmp_path: Path
):
    assert market(tmp_path / "a longer name.shoal", 7) == reports


def test_another_seed_gives_another_market(reports: dict[str, str], tmp_path: Path):
    other = market(tmp_path / "demo.shoal", 8)

    assert [name for name in reports if other[name] == reports[name]] == []


def test_every_report_of_the_made_up_market_says_so(reports: dict[str, str]):
    assert [name for name, page in reports.items() if "Made-up market" not in page] == []


def test_the_hash_of_a_report_leaves_its_time_out(folder: Path, tmp_path: Path):
    hashes = set()
    for _ in range(2):
        with open_workspace(folder) as desk:
            hashes.add(desk.results.report(BRIEF, path=tmp_path / "again.html").content_sha256)

    assert len(hashes) == 1


def test_the_demo_command_says_it_is_made_up_what_it_did_and_where_the_reports_are(shoal: Command, tmp_path: Path):
    folder = tmp_path / "demo.shoal"
    done = shoal("demo", "--creators", str(FEW), workspace=folder)
    lines = done.out.splitlines()

    assert lines[0].startswith("THIS MARKET IS MADE UP (seed 7)")
    assert sum(line.strip().startswith("report ") for line in lines) == 2
    assert str(folder / "reports" / f"{BRIEF}.html") in done.out


def test_a_second_demo_in_the_same_workspace_brings_nothing_in_twice(shoal: Command, folder: Path):
    first = shoal("creators", "batches", "--json", workspace=folder)
    second = shoal("demo", "--creators", str(FEW), "--json", workspace=folder)

    assert (len(first.data), second.code, second.data["batches"]) == (2, 0, first.data)


def test_the_demo_does_not_mix_with_data_of_ones_own(shoal: Command, desk: Shoal):
    done = shoal("demo", "--json", workspace=desk.settings.folder)

    assert (done.code, done.error["code"]) == (4, "conflict")


@pytest.fixture
def desk(tmp_path: Path) -> Shoal:
    return open_workspace(tmp_path / "market.shoal")

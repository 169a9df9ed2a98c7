"""Followers counted by hand, at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from e2e.conftest import Command

COUNT = ("--every", "40", "--real", "81", "--unsure", "7", "--fake", "12")


@pytest.fixture
def market(tmp_path: Path, shoal: Command) -> Path:
    (tmp_path / "sheet.csv").write_text("Name,Profile,Followers\nMina,instagram.com/mina.xmpl,4000\n", encoding="utf-8")
    folder = tmp_path / "market.shoal"
    assert shoal("creators", "bring-in", "sheet.csv", workspace=folder).code == 0
    return folder


def test_without_numbers_it_says_whom_to_open(shoal: Command, market: Path):
    done = shoal("creators", "handcount", "mina.xmpl", workspace=market)

    assert (done.code, "every 40th follower" in done.out, "nobody has counted yet" in done.out) == (0, True, True)


def test_a_count_is_told_with_its_range(shoal: Command, market: Path):
    done = shoal("creators", "handcount", "mina.xmpl", *COUNT, workspace=market)

    assert "12.9 % (7.5 to 26.1, 90 %), n 100" in done.out


def test_a_program_gets_the_value_record(shoal: Command, market: Path):
    value = shoal("creators", "handcount", "mina.xmpl", *COUNT, "--json", workspace=market).data["value"]

    assert (value["name"], value["state"], value["estimate"]["n"]) == ("fake_share", "estimated", 100)
    assert value["window"] == "every 40th follower, opened by a person"


@pytest.mark.parametrize("missing", [("--every", "40"), ("--real", "5", "--fake", "5")])
def test_half_a_count_is_refused(shoal: Command, market: Path, missing: tuple[str, ...]):
    assert shoal("creators", "handcount", "mina.xmpl", *missing, workspace=market).code == 2


@pytest.mark.parametrize("wrong", [("--every", "0"), ("--real", "-1"), ("--real", "4500")])
def test_a_count_that_cannot_be_is_refused(shoal: Command, market: Path, wrong: tuple[str, str]):
    done = shoal("creators", "handcount", "mina.xmpl", *COUNT, *wrong, "--json", workspace=market)

    assert (done.code, done.error["code"]) == (2, "input.invalid")

"""``creators vet --verify`` and what belongs to it, as somebody types it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from e2e.conftest import Command

SHEET = "Name,Handle,Platform,Followers,ER,Notes\n" + "".join(
    f"Baker {n},baker.{n},instagram,{4_000 + 100 * n},3.{n} %,{'account run by parents' if n == 5 else ''}\n"
    for n in range(6)
)


@pytest.fixture
def folder(shoal: Command, tmp_path: Path) -> Path:
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    shoal("creators", "bring-in", "sheet.csv", workspace=tmp_path / "market.shoal")
    return tmp_path / "market.shoal"


def test_a_kept_vetting_verifies_and_says_how_many(shoal: Command, folder: Path):
    kept = shoal("creators", "vet", "--json", workspace=folder).data
    told = shoal("creators", "vet", "--verify", workspace=folder)
    named = shoal("creators", "vet", "--verify", kept["run"]["id"], "--json", workspace=folder).data

    assert kept["counts"] == {"own record": 0, "ok": 0, "review": 1, "unknown": 5, "refuse": 0}
    assert (told.code, "6 verdicts of 6 came out the same, byte for byte" in told.out) == (0, True)
    assert named["counts"] == {"same": 6, "cannot": 0, "different": 0}


def test_what_cannot_be_verified_is_an_answer_with_its_reason(shoal: Command, folder: Path):
    shoal("creators", "vet", workspace=folder)
    (batch,) = shoal("creators", "batches", "--json", workspace=folder).data
    shoal("creators", "undo", batch["id"], workspace=folder)
    told = shoal("creators", "vet", "--verify", workspace=folder)

    assert told.code == 0
    assert "6 cannot be verified, because 1 import was undone since" in told.out


def test_a_mismatch_ends_with_an_error_that_names_creator_and_check(shoal: Command, folder: Path):
    shoal("creators", "vet", "baker.1", workspace=folder)
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE ledger_keptverdict SET document = replace(document, 'as reported', 'as counted')")
        file.commit()
    told = shoal("creators", "vet", "--verify", "--json", workspace=folder)

    assert (told.code, told.error["code"]) == (4, "conflict.not_reproduced")
    (field,) = told.error["fields"].items()
    assert field[0].startswith("cr_")
    assert "does not fit its own hash" in field[1]


def test_what_a_shortlist_shows_verifies_by_its_brief(shoal: Command, folder: Path):
    shoal("briefs", "add", "--name", "spring", "--text", "bread", "--budget", "900 EUR", workspace=folder)
    built = shoal("shortlist", "build", "spring", "--json", workspace=folder).data
    told = shoal("creators", "vet", "--verify", "--brief", "spring", "--json", workspace=folder).data

    assert (told["run"]["id"], told["counts"]["same"]) == (built["vetting"], len(built["candidates"]))


def test_verify_takes_a_brief_or_one_run(shoal: Command, folder: Path):
    assert shoal("creators", "vet", "vr_1", "--verify", "--brief", "x", workspace=folder).code == 2
    assert shoal("creators", "vet", "--verify", "--brief", "x", workspace=folder).code == 3
    assert shoal("creators", "vet", "--verify", "vr_nothing", workspace=folder).code == 3


def test_the_rules_are_printed_copied_once_and_refused_with_a_line(shoal: Command, folder: Path):
    shown = shoal("creators", "rules", workspace=folder)
    copied = shoal("creators", "rules", "--copy", workspace=folder)
    again = shoal("creators", "rules", "--copy", workspace=folder)
    path = folder / "vetting.toml"
    path.write_text(path.read_text(encoding="utf-8").replace('check = "any"', 'check = "every"'), encoding="utf-8")
    broken = shoal("creators", "vet", workspace=folder)

    assert "brand_clash" in shown.out
    assert (copied.code, again.code, broken.code) == (0, 4, 2)
    assert "'every' is no check" in broken.err
    assert "Line " in broken.err


def test_her_answer_is_shown_beside_the_finding(shoal: Command, folder: Path):
    kept = shoal("creators", "answer", "baker.1", "engagement", "a giveaway", "--on", "2026-01-02", workspace=folder)
    shown = shoal("creators", "show", "baker.1", workspace=folder)

    assert kept.code == 0
    assert "they say (2026-01-02, written down by this computer): a giveaway" in shown.out
    assert shoal("creators", "show", "baker.1", "--json", workspace=folder).data["answers"][0]["text"] == "a giveaway"


def test_an_adult_is_let_through_and_a_minor_erased_after_a_yes(shoal: Command, folder: Path):
    before = shoal("creators", "show", "baker.5", "--json", workspace=folder).data["verdict"]["blocked"]
    adult = shoal("creators", "looked", "baker.5", "adult", "--note", "asked her", workspace=folder)
    after = shoal("creators", "show", "baker.5", "--json", workspace=folder).data["verdict"]["blocked"]
    kept = shoal("creators", "looked", "baker.5", "minor", workspace=folder, typed="n\n")
    gone = shoal("creators", "looked", "baker.5", "minor", workspace=folder, typed="y\n")

    assert (before, adult.code, after) == (True, 0, False)
    assert "they stay blocked" in kept.out
    assert "erased" in gone.out
    assert shoal("creators", "show", "baker.5", workspace=folder).code == 3

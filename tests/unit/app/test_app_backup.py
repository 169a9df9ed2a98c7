"""A copy that can be trusted: taken while the workspace is open, and found out where it is not whole."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from shoal.app import make_workspace, open_workspace
from shoal.config import KEY_NAME, Settings
from shoal.errors import ShoalError


@pytest.fixture
def shoal(tmp_path: Path):
    folder = tmp_path / "oat.shoal"
    make_workspace(Settings(folder=folder, name="Oat & Co"))
    with open_workspace(folder) as opened:
        opened.creators.add("https://www.instagram.com/mina.bakes/")
        opened.planning.brief(goal="orders", budget="100 EUR", name="spring", text="oats")
        yield opened


def test_a_copy_holds_what_the_workspace_holds(shoal, tmp_path):
    made = shoal.admin.backup(tmp_path / "copies")
    found = shoal.admin.check_backup(made.path)

    assert (found.rows["accounts"], found.broken_at, found.audit_entries > 0) == (1, None, True)


def test_the_key_stays_out_unless_it_is_asked_for(shoal, tmp_path):
    without = shoal.admin.backup(tmp_path / "without")
    with_key = shoal.admin.backup(tmp_path / "with", with_key=True)

    assert [(Path(made.path) / KEY_NAME).exists() for made in (without, with_key)] == [False, True]


def test_an_entry_that_was_changed_in_a_copy_is_found(shoal, tmp_path):
    made = shoal.admin.backup(tmp_path / "copies")
    with closing(sqlite3.connect(Path(made.path) / "ledger.sqlite3")) as ledger:
        ledger.execute("DROP TRIGGER ledger_auditentry_update_never")
        ledger.execute("UPDATE ledger_auditentry SET actor_name = 'somebody else' WHERE seq = 1")
        ledger.commit()

    assert shoal.admin.check_backup(made.path).broken_at == 1


def test_a_copy_with_half_a_segment_is_not_called_whole(shoal, tmp_path):
    made = shoal.admin.backup(tmp_path / "copies")
    segment = next(Path(made.path).rglob("*.parquet"))
    segment.write_bytes(segment.read_bytes()[:100])

    with pytest.raises(ShoalError):
        shoal.admin.check_backup(made.path)


def test_a_folder_without_a_copy_is_named(shoal, tmp_path):
    with pytest.raises(ShoalError, match="no copy of a workspace"):
        shoal.admin.check_backup(tmp_path)


def test_somebody_who_was_erased_and_comes_back_with_an_older_catalogue_is_named_with_the_command(shoal, tmp_path):
    made = shoal.admin.backup(tmp_path / "copies")
    creator = shoal.creators.show("mina.bakes").creator.id
    shoal.creators.forget("mina.bakes", confirmed=True)
    before = health(shoal, "erased")
    shutil.copytree(Path(made.path) / "catalog", shoal.settings.folder / "catalog", dirs_exist_ok=True)
    after = health(shoal, "erased")

    assert (before.passed, after.passed, after.advice) == (True, False, f"shoal creators forget {creator}")


def test_repeating_the_erasure_ends_it(shoal, tmp_path):
    made = shoal.admin.backup(tmp_path / "copies")
    creator = shoal.creators.show("mina.bakes").creator.id
    shoal.creators.forget("mina.bakes", confirmed=True)
    shutil.copytree(Path(made.path) / "catalog", shoal.settings.folder / "catalog", dirs_exist_ok=True)
    shoal.creators.forget(creator, confirmed=True)

    assert health(shoal, "erased").passed


def health(shoal, name):
    return next(check for check in shoal.admin.doctor() if check.name == name)

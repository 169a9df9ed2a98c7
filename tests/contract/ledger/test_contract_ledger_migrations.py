"""A ledger is brought up to date once, after a copy; a newer one is refused; a server's waits to be told."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ledger_house import KEY, House, Server
from ledger_nouns import AT, BRAND

import shoal.ledger
from shoal.config import Settings
from shoal.errors import ConflictError, FileFormatError, InputError, MissingExtraError, OutsideError
from shoal.ledger import open_ledger

if TYPE_CHECKING:
    from shoal.ledger import Ledger

MIGRATIONS = Path(shoal.ledger.__file__).parent / "migrations"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "workspace"
    made.mkdir()
    return made


@pytest.fixture
def empty(server: Server, folder: Path) -> Iterator[Settings]:
    """Return the settings of a workspace whose server holds an empty database."""
    server.run("CREATE DATABASE fresh")
    yield Settings(folder=folder, database_url=server.url("fresh"))
    server.run("DROP DATABASE fresh WITH (FORCE)")


def behind(folder: Path) -> None:
    """Make a ledger that lacks the last migration and holds a brand."""
    whole = open_ledger(Settings(folder=folder), KEY, ready=False)
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[whole.desk.alias])
    executor.migrate([("ledger", "0001_initial"), ("sessions", "0001_initial")])
    whole.people.add_brand(BRAND, AT)
    whole.close()


def applied(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as file:
        rows = file.execute("SELECT name FROM django_migrations WHERE app = 'ledger' ORDER BY name").fetchall()
    return [name for (name,) in rows]


@pytest.mark.usefixtures("house")
def test_the_code_knows_the_newest_migration() -> None:
    from shoal.ledger.upkeep import NEWEST

    assert sorted(path.stem for path in MIGRATIONS.glob("0*.py"))[-1] == NEWEST


def test_the_migrations_make_the_tables_that_the_code_has(house: House) -> None:
    from django.apps import apps
    from django.db import connections
    from django.db.migrations.autodetector import MigrationAutodetector
    from django.db.migrations.loader import MigrationLoader
    from django.db.migrations.state import ProjectState

    loader = MigrationLoader(connections[house.whole.desk.alias])
    detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
    assert detector.changes(graph=loader.graph) == {}


def test_a_new_ledger_has_every_migration_and_no_copy(folder: Path) -> None:
    open_ledger(Settings(folder=folder), KEY).close()
    assert applied(folder / "ledger.sqlite3") == sorted(path.stem for path in MIGRATIONS.glob("0*.py"))
    assert list(folder.glob("ledger.before-*")) == []


def test_an_older_ledger_is_copied_and_then_brought_up_to_date(folder: Path) -> None:
    behind(folder)
    whole = open_ledger(Settings(folder=folder), KEY)
    assert whole.people.brands() == (BRAND,)
    whole.close()
    (copy,) = folder.glob("ledger.before-*")
    from shoal.ledger.upkeep import NEWEST

    assert (copy.name, applied(copy)) == (f"ledger.before-{NEWEST}-at-0001_initial.sqlite3", ["0001_initial"])
    assert applied(folder / "ledger.sqlite3")[-1] == NEWEST


def test_a_new_ledger_is_made_like_one_that_went_through_every_migration(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    for place in (new, old):
        place.mkdir()
    behind(old)
    for place in (new, old):
        open_ledger(Settings(folder=place), KEY).close()
    assert made_of(new) == made_of(old)


def made_of(folder: Path) -> list[tuple[str, ...]]:
    """Return every table, index and trigger of a ledger, as it was written."""
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as file:
        return file.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def test_the_copy_holds_rows_that_are_still_in_the_log_beside_the_file(folder: Path) -> None:
    behind(folder)
    with closing(sqlite3.connect(folder / "ledger.sqlite3")) as another:
        another.execute("UPDATE ledger_brand SET name = 'Newest'")
        another.commit()  # stays in the log as long as this process has the file open
        open_ledger(Settings(folder=folder), KEY).close()
    (copy,) = folder.glob("ledger.before-*")
    with closing(sqlite3.connect(copy)) as file:
        assert file.execute("SELECT name FROM ledger_brand").fetchall() == [("Newest",)]


def test_a_copy_from_before_a_migration_that_broke_off_is_not_written_over(folder: Path) -> None:
    behind(folder)
    from shoal.ledger.upkeep import NEWEST

    copy = folder / f"ledger.before-{NEWEST}-at-0001_initial.sqlite3"
    copy.write_bytes(b"the first copy")
    open_ledger(Settings(folder=folder), KEY).close()
    assert copy.read_bytes() == b"the first copy"


def test_a_ledger_of_a_newer_version_is_refused_and_left_alone(settings: Settings) -> None:
    house = House(settings=settings, whole=open_ledger(settings, KEY))
    house.sql("INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '0099_later', '2027-01-01')")
    with pytest.raises(ConflictError, match="newer version") as error:
        open_ledger(settings, KEY)
    assert (error.value.received, list(settings.folder.glob("ledger.before-*"))) == ("0099_later", [])
    house.sql("DELETE FROM django_migrations WHERE name = '0099_later'")
    house.whole.close()


def test_an_empty_server_waits_to_be_told(empty: Settings) -> None:
    with pytest.raises(ConflictError, match="not up to date") as error:
        open_ledger(empty, KEY)
    assert (error.value.received, error.value.next_step) == ("empty", "shoal migrate")
    whole = open_ledger(empty, KEY, ready=False)
    whole.migrate()
    whole.migrate()
    whole.close()
    whole = open_ledger(empty, KEY)
    assert whole.people.brands() == ()
    whole.close()


def test_emptying_a_table_at_once_is_refused_too(house: House) -> None:
    if not house.postgresql:
        pytest.skip("SQLite has no such statement")
    for table in ("auditentry", "auditpayload", "brief", "shortlist", "plan"):
        with pytest.raises(Exception, match="never changed"):
            house.sql(f"TRUNCATE ledger_{table} CASCADE")


# what is wrong with the database ------------------------------------------------------------------------------------


def test_a_server_without_its_driver_names_what_to_install(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(MissingExtraError) as error:
        open_ledger(Settings(folder=folder, database_url="postgresql://a:secret@db/x"), KEY)
    assert error.value.next_step == "pip install 'shoal[postgres]'"


def test_a_server_that_does_not_answer_is_said_so_without_its_address(server: Server, folder: Path) -> None:
    for url in (
        f"postgresql://shoal:secret@/nobody?host={server.folder}",
        "postgresql://shoal:secret@/x?host=/nowhere",
    ):
        with pytest.raises(OutsideError, match="cannot be reached") as error:
            open_ledger(Settings(folder=folder, database_url=url), KEY)
        assert ("secret" in str(error.value.as_dict()), error.value.retryable) == (False, True)


@pytest.mark.parametrize(
    "url", ["mysql://a:secret@db/x", "postgresql://a:secret@db", "postgresql://a:secret@db:x/y", "db"]
)
def test_an_address_that_cannot_be_used_is_refused_without_its_password(folder: Path, url: str) -> None:
    with pytest.raises(InputError, match="database address") as error:
        open_ledger(Settings(folder=folder, database_url=url), KEY)
    assert "secret" not in str(error.value.as_dict())


def test_a_damaged_file_is_said_so(folder: Path) -> None:
    (folder / "ledger.sqlite3").write_bytes(b"no database at all" * 500)
    with pytest.raises(FileFormatError, match="damaged"):
        open_ledger(Settings(folder=folder), KEY)


def test_a_value_that_reads_like_a_lost_connection_is_not_taken_for_one(house: House) -> None:
    from django.db import IntegrityError

    def twice() -> None:
        with house.ledger.desk.transaction():
            for _ in range(2):
                house.sql("INSERT INTO ledger_tag (brand_id, subject, word) VALUES ('bd_oat', 's', 'connection')")

    with pytest.raises(IntegrityError):
        twice()


OPENING = """
import sys
from pathlib import Path
from shoal.config import Settings
from shoal.ledger import open_ledger
whole = open_ledger(Settings(folder=Path(sys.argv[1])), bytes(32))
print(len(whole.people.brands()))
"""


def test_processes_that_open_a_new_workspace_at_once_build_it_once(folder: Path) -> None:
    command = [sys.executable, "-c", OPENING, str(folder)]
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    told = [process.communicate(timeout=60) for process in started]
    assert told == [("0\n", "")] * 3


def _open(settings: Settings) -> Ledger:
    return open_ledger(settings, KEY)


def test_ledgers_of_two_workspaces_in_one_process_do_not_mix(tmp_path: Path) -> None:
    one, two = (_open(Settings(folder=_made(tmp_path / name))) for name in ("one", "two"))
    one.people.add_brand(BRAND, AT)
    assert (one.people.brands(), two.people.brands()) == ((BRAND,), ())
    one.close()
    again = _open(Settings(folder=tmp_path / "one"))
    assert (again.people.brands(), two.people.brands()) == ((BRAND,), ())
    again.close()
    two.close()


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder

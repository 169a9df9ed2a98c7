"""Many at once: threads of one server, and processes beside it, on one ledger."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ledger_house import KEY
from ledger_nouns import AT

from shoal.config import Settings
from shoal.domain.people import Actor
from shoal.ledger import open_ledger

if TYPE_CHECKING:
    from ledger_house import House

BEN = Actor(id="me_ben", name="Ben", role="editor")


def mixed(house: House, thread: int) -> int:
    """Read and write fifty times, as pages do; returns how many notes were read at the end."""
    ledger = house.ledger if thread % 2 else house.other
    for turn in range(50):
        if turn % 5 == thread % 5:
            with ledger.transaction():
                ledger.notes.add_note(f"cr_{thread}", str(turn), private=False, by=BEN, at=AT)
                ledger.audit.record(BEN, "notes.add", "", {"turn": turn}, AT)
        ledger.notes.notes(f"cr_{thread}", BEN)
        ledger.audit.entries(limit=5)
        ledger.planning.briefs()
    return len(ledger.notes.notes(f"cr_{thread}", BEN))


def test_eight_threads_that_read_and_write_do_not_lock_each_other_out(house: House) -> None:
    found = house.at_once(*(lambda n=n: mixed(house, n) for n in range(8)))
    assert found == [10] * 8
    assert (house.whole.audit.head()[0], house.whole.audit.verify()) == (80, None)


def test_a_reader_is_not_stopped_by_a_writer_that_takes_its_time(house: House) -> None:
    with house.ledger.transaction():
        house.ledger.notes.add_note("cr_1", "not yet", private=False, by=BEN, at=AT)
        (seen,) = house.at_once(lambda: house.ledger.notes.notes("cr_1", BEN))
        assert seen == ()
    assert len(house.ledger.notes.notes("cr_1", BEN)) == 1


WRITING = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from shoal.config import Settings
from shoal.domain.people import Actor
from shoal.ledger import open_ledger
ledger = open_ledger(Settings(folder=Path(sys.argv[1]), database_url=sys.argv[2]), bytes(32)).of("bd_oat")
for turn in range(40):
    ledger.audit.record(Actor(id=sys.argv[3], name="x", role="editor"), "x.y", "", {}, datetime(2026, 6, 1, tzinfo=UTC))
"""


def test_two_processes_write_while_a_third_reads(house: House) -> None:
    command = [sys.executable, "-c", WRITING, str(house.settings.folder), house.settings.database_url]
    started = [subprocess.Popen([*command, name], stderr=subprocess.PIPE, text=True) for name in ("one", "two")]
    heads = []
    while any(process.poll() is None for process in started):
        heads.append(house.ledger.audit.head()[0])
        assert house.ledger.audit.verify() is None
    assert [process.communicate()[1] for process in started] == ["", ""]
    assert (house.ledger.audit.head()[0], heads) == (80, sorted(heads))


@pytest.mark.parametrize("ways", [["leave"], ["rest"], ["leave", "rest"]])
def test_a_thread_that_let_go_of_its_connection_goes_on_with_another(house: House, ways: list[str]) -> None:
    for way in ways:
        getattr(house.whole, way)()
        assert len(house.ledger.people.brands()) == 2


def test_a_worker_goes_on_after_the_server_dropped_its_connection(house: House) -> None:
    from django.db import connections

    if not house.postgresql:
        pytest.skip("a file drops nobody")
    connection = connections[house.whole.desk.alias]
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    house.at_once(lambda: house.sql("SELECT pg_terminate_backend(%s)", [pid]))
    with pytest.raises(Exception, match="cannot be reached"):
        house.ledger.people.brands()
    house.whole.rest()
    assert len(house.ledger.people.brands()) == 2


def test_closing_one_ledger_leaves_another_of_the_same_workspace_open(tmp_path: Path) -> None:
    folder = tmp_path / "workspace"
    folder.mkdir()
    one, two = open_ledger(Settings(folder=folder), KEY), open_ledger(Settings(folder=folder), KEY)
    one.close()
    assert two.people.brands() == ()
    two.close()

"""One ledger on each database: a SQLite file, and a PostgreSQL server that the tests start and stop themselves."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from ledger_house import KEY, House, Server

from shoal.config import Settings
from shoal.ledger import open_ledger

if TYPE_CHECKING:
    from shoal.ledger import Ledger

SERVER_OPTIONS = (
    "listen_addresses=''", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=60",
    "shared_buffers=16MB",
)  # fmt: skip
# emptying one database takes a hundredth of the time that making another one does
EMPTY = """DO $$ DECLARE name text; BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables WHERE tablename LIKE 'ledger_%' LOOP
        EXECUTE 'DELETE FROM ' || quote_ident(name);
    END LOOP;
END $$"""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start a server in a folder of its own; it listens on a socket there and nowhere else."""
    pytest.importorskip("psycopg", reason="needs the extra shoal[postgres]")
    programs = _programs()
    if programs is None:
        pytest.skip("needs the programs of a PostgreSQL server (initdb, pg_ctl); install postgresql to run this")
    as_whom = _unprivileged()
    if as_whom is None:
        pytest.skip("PostgreSQL does not run as root, and there is neither a user postgres nor setpriv")
    folder = Path(tempfile.mkdtemp(prefix="shoal-pg-"))  # a socket's path may be no longer than 100 characters
    if as_whom:
        shutil.chown(folder, "postgres")

    def run(program: str, *arguments: str) -> None:
        command = [*as_whom, str(programs / program), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, cwd="/", check=False)
        if done.returncode:
            pytest.fail(f"{program}: {done.stdout}{done.stderr}")

    data = str(folder / "data")
    # the order of words is a language's, as on most servers, so that a test sees where it matters
    run("initdb", "-D", data, "-U", "shoal", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C",
        "--locale-provider=icu", "--icu-locale=en-US")  # fmt: skip
    told = " ".join(f"-c {option}" for option in (*SERVER_OPTIONS, f"unix_socket_directories={folder}"))
    run("pg_ctl", "-D", data, "-w", "-s", "-l", str(folder / "log"), "-o", told, "start")
    try:
        yield Server(folder)
    finally:
        run("pg_ctl", "-D", data, "-m", "immediate", "-s", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _programs() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    newest = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return next((place for place in (*places, *newest) if (place / "pg_ctl").exists()), None)


def _unprivileged() -> list[str] | None:
    """Return what stands before a command so that it does not run as root; nothing where nobody is root."""
    if os.geteuid():
        return []
    known = any(line.startswith("postgres:") for line in Path("/etc/passwd").read_text(encoding="utf-8").splitlines())
    if not known or shutil.which("setpriv") is None:
        return None
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups"]


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return places for what is built once and copied for every test."""
    return {"sqlite": tmp_path_factory.mktemp("built")}


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, built: dict[str, Path]) -> Iterator[Settings]:
    """Return the settings of a workspace whose ledger is empty and up to date."""
    folder = tmp_path / "workspace"
    folder.mkdir()
    if request.param == "sqlite":
        master = built["sqlite"] / "ledger.sqlite3"
        if not master.exists():
            open_ledger(Settings(folder=built["sqlite"]), KEY).close()
        shutil.copy2(master, folder)
        yield Settings(folder=folder)
        return
    server: Server = request.getfixturevalue("server")
    if "postgresql" not in built:
        server.run("CREATE DATABASE master")
        master_settings = Settings(folder=folder, database_url=server.url("master"))
        whole = open_ledger(master_settings, KEY, ready=False)
        whole.migrate()
        whole.close()
        built["postgresql"] = server.folder
    yield Settings(folder=folder, database_url=server.url("master"))
    server.run(EMPTY, "master")


@pytest.fixture
def house(settings: Settings) -> Iterator[House]:
    """Return a ledger with two brands."""
    whole = open_ledger(settings, KEY)
    yield House(settings=settings, whole=whole)
    whole.close()


@pytest.fixture
def ledger(house: House) -> Ledger:
    """Return the ledger as the first brand sees it."""
    return house.ledger

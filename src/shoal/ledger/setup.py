"""Django, told of a workspace: once per process for the code, once per workspace for the database.

The first workspace that a process opens has the database called ``default``, which is the one that the web page's
sessions and logins use; further ones (a program that compares two workspaces, a test) get names of their own.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings as django_conf
from django.db import DatabaseError, IntegrityError, connections
from django.utils.connection import ConnectionDoesNotExist

from shoal.config import Settings
from shoal.django_settings import as_django, database_of
from shoal.errors import FileFormatError, MissingExtraError, OutsideError, ShoalError, WorkspaceBusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

BUSY_WORDS = ("database is locked", "database table is locked")
# PostgreSQL's own codes: serialization failure, deadlock, lock not available (its manual, appendix A)
BUSY_STATES = ("40001", "40P01", "55P03")
UNREACHABLE_WORDS = ("unable to open", "disk I/O error", "database or disk is full", "readonly database")
# connection exceptions, invalid authorization, no such database, out of resources, stopped by an operator
UNREACHABLE_STATES = ("08", "28", "3D", "53", "57")
DAMAGED_WORDS = ("file is not a database", "disk image is malformed")

_lock = threading.RLock()
_open: dict[str, int] = {}  # how many ledgers hold each database


def configure(settings: Settings, key: bytes) -> None:
    """Tell Django of the first workspace; the code of the tables can be loaded from here on.

    Raises ``MissingExtraError`` where the driver of a database server is not installed.
    """
    if settings.database_url and find_spec("psycopg") is None:
        raise MissingExtraError(
            "A ledger on PostgreSQL needs a driver that is not installed.",
            received="psycopg",
            next_step="pip install 'shoal[postgres]'",
        )
    with _lock:
        if not django_conf.configured:
            django_conf.configure(**as_django(settings, key))
            django.setup()


def connect(settings: Settings, key: bytes) -> str:
    """Return the name under which Django knows the ledger of a workspace, after telling it where that is."""
    configure(settings, key)
    with _lock:
        wanted = database_of(settings.database_url, settings.folder)
        alias = _alias_of(wanted)
        _open[alias] = _open.get(alias, 0) + 1
        return alias


def release(alias: str) -> None:
    """Close this thread's connection; the name is free again when nobody holds it."""
    with _lock:
        connections[alias].close()
        _open[alias] -= 1
        if not _open[alias]:
            del _open[alias]
            if alias != "default":
                del connections[alias]
                del connections.databases[alias]


def leave(alias: str) -> None:
    """Close this thread's connection; the next query of the thread would open another."""
    connections[alias].close()


def rest(alias: str) -> None:
    """Let go of this thread's connection where the server dropped it, so that the next query opens a new one."""
    connections[alias].close_if_unusable_or_obsolete()


def _alias_of(wanted: dict[str, Any]) -> str:
    for alias in _open:
        if _same(connections.databases[alias], wanted):
            return alias
    if "default" not in _open:
        if not _same(connections.databases["default"], wanted):
            _register("default", wanted)
        return "default"
    alias = next(name for number in range(2, 10_000) if (name := f"workspace_{number}") not in _open)
    _register(alias, wanted)
    return alias


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("ENGINE", "NAME", "HOST", "PORT", "USER"))


def _register(alias: str, wanted: dict[str, Any]) -> None:
    try:
        connections[alias].close()
        del connections[alias]
    except (ConnectionDoesNotExist, AttributeError):
        pass  # never opened by this thread
    connections.databases[alias] = wanted
    connections.configure_settings(connections.databases)


@contextmanager
def speaking() -> Iterator[None]:
    """Turn the database's own errors into ours; nothing of its address is repeated.

    A broken constraint passes: who wrote knows what it means.
    """
    try:
        yield
    except IntegrityError:
        raise
    except DatabaseError as cause:
        ours = _said(cause)
        if ours is None:
            raise
        raise ours from cause


def _said(cause: DatabaseError) -> ShoalError | None:
    state = str(getattr(cause.__cause__, "sqlstate", None) or "")
    # a server that does not answer has no code to give; SQLite never has one
    nameless = hasattr(cause.__cause__, "sqlstate") and not state and type(cause).__name__ == "OperationalError"
    words = "" if state else str(cause)
    if state in BUSY_STATES or any(told in words for told in BUSY_WORDS):
        return WorkspaceBusyError(
            "Another process is writing to this workspace.", next_step="Repeat the command.", retryable=True
        )
    if nameless or state[:2] in UNREACHABLE_STATES or any(told in words for told in UNREACHABLE_WORDS):
        return OutsideError(
            "The ledger's database cannot be reached.",
            next_step="Check DATABASE_URL and that the server runs, or that the disk has room and is writable.",
            retryable=True,
        )
    if any(told in words for told in DAMAGED_WORDS):
        return FileFormatError(
            "The ledger's file (ledger.sqlite3) is damaged.", next_step="Put it back from your backup."
        )
    return None

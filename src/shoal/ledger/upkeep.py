"""The ledger's tables brought up to date, and nothing left of what was erased in the files around them.

A ledger in the workspace migrates by itself when it is opened, after a copy was made of it; one on a database server
waits for ``shoal migrate``, since other processes may be using it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from filelock import FileLock, Timeout

from shoal.errors import ConflictError, OutsideError, WorkspaceBusyError
from shoal.ledger.setup import speaking

if TYPE_CHECKING:
    from django.db.migrations.executor import MigrationExecutor

# a ledger whose last migration is this one needs nothing; a test holds it against the folder
NEWEST = "0005_second_factor"
MIGRATION_LOCK = 7_061_725  # PostgreSQL's advisory lock; any number will do, as long as it is always this
LOCK_SECONDS = 60.0
COPIES = "ledger.before-*"


def prepare(alias: str, *, may_migrate: bool) -> None:
    """Bring a SQLite ledger up to date, its file copied first; a server's ledger only with ``may_migrate``.

    Raises ``ConflictError`` where a server's ledger is behind, or where a ledger is newer than this version.
    """
    connection = connections[alias]
    with _alone(connection, may_migrate=may_migrate), speaking():
        known = _applied(connection)
        if known == NEWEST:
            return
        if known is not None and known > NEWEST:
            raise ConflictError(
                "This ledger was written by a newer version of Shoal.",
                received=known,
                allowed=(NEWEST,),
                next_step="Install the newer version again, or restore the copy that was made before its migration.",
            )
        if connection.vendor != "sqlite" and not may_migrate:
            raise ConflictError(
                "The ledger on the database server is not up to date.",
                received=known or "empty",
                allowed=(NEWEST,),
                next_step="shoal migrate",
            )
        if connection.vendor == "sqlite" and known is not None:
            _copy(connection, known)
        _migrate(connection)


def _migrate(connection: BaseDatabaseWrapper) -> None:
    """Apply every migration that is missing, each in a transaction of its own; to an empty SQLite file all in one."""
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415  daily commands do not need it

    executor = MigrationExecutor(connection)
    new_file = connection.vendor == "sqlite" and not executor.loader.applied_migrations
    if not (new_file and _build(executor, connection)):
        executor.migrate(executor.loader.graph.leaf_nodes())


def _build(executor: MigrationExecutor, connection: BaseDatabaseWrapper) -> bool:
    """Make the tables of an empty file as the last migration leaves them; ``False`` where that cannot be done.

    Step by step, Django works the models out anew for every table: 0.4 s, which a first command would wait for. It
    comes to the same as long as migrations only make tables and run statements; a test compares both ways.
    """
    from django.db.migrations.operations import CreateModel, RunPython  # noqa: PLC0415  as above

    targets = executor.loader.graph.leaf_nodes()
    migrations = [migration for migration, _ in executor.migration_plan(targets)]
    steps = [(migration.app_label, step) for migration in migrations for step in migration.operations]
    if not all(isinstance(step, CreateModel | RunPython) for _, step in steps):
        return False
    state = executor.loader.project_state(targets)
    executor.recorder.ensure_schema()
    with connection.schema_editor(atomic=True) as editor:  # and so whole or not at all
        for label, step in steps:
            step.database_forwards(label, editor, state, state)
        for migration in migrations:
            executor.recorder.record_applied(migration.app_label, migration.name)
    return True


def _applied(connection: BaseDatabaseWrapper) -> str | None:
    """Return the newest migration of this room that was applied, ``None`` for an empty database."""
    with connection.cursor() as cursor:
        if "django_migrations" not in connection.introspection.table_names(cursor):
            return None
        cursor.execute("SELECT max(name) FROM django_migrations WHERE app = 'ledger'")
        row = cursor.fetchone()
    return str(row[0]) if row and row[0] else None


@contextmanager
def _alone(connection: BaseDatabaseWrapper, *, may_migrate: bool) -> Iterator[None]:
    """Let one process at a time look and migrate: two that open a new workspace at once must not both build it."""
    if connection.vendor == "sqlite":
        path = _file_of(connection)
        try:
            with FileLock(path.with_suffix(".lock"), timeout=LOCK_SECONDS):
                yield
        except Timeout as cause:
            raise WorkspaceBusyError(
                "Another process is bringing this ledger up to date.", next_step="Repeat the command.", retryable=True
            ) from cause
        except PermissionError as cause:
            raise OutsideError(
                "The ledger cannot be written to.", received=path, next_step="Check who may write to this folder."
            ) from cause
        return
    if not may_migrate:
        yield
        return
    with speaking(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATION_LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATION_LOCK])


def _copy(connection: BaseDatabaseWrapper, known: str) -> None:
    """Copy a ledger's file before it changes, named by how far it was.

    By SQLite's own backup: the newest rows may still lie in the log beside the file. A copy that is there stays: it
    is from before a migration that broke off.
    """
    path = _file_of(connection)
    copy = path.with_name(f"ledger.before-{NEWEST}-at-{known}.sqlite3")
    if copy.exists():
        return
    draft = copy.with_suffix(".draft")
    with closing(sqlite3.connect(path)) as here, closing(sqlite3.connect(draft)) as there:
        here.backup(there)
    draft.replace(copy)


def leave_no_trace(alias: str) -> None:
    """Take what was erased out of SQLite's log and of the copies made before migrations.

    The file itself overwrites what is deleted (``secure_delete``). PostgreSQL clears its pages by its own vacuum.
    """
    connection = connections[alias]
    if connection.vendor != "sqlite":
        return
    for copy in _file_of(connection).parent.glob(COPIES):
        copy.unlink(missing_ok=True)
    with speaking(), connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _file_of(connection: BaseDatabaseWrapper) -> Path:
    return Path(str(connection.settings_dict["NAME"]))

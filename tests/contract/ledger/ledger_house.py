"""A ledger with two brands on one database, and the server that the tests run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger_nouns import AT, BRAND, OTHER_BRAND

from shoal.config import Settings

if TYPE_CHECKING:
    from shoal.ledger import Ledger

KEY = bytes(32)


@dataclass
class House:
    """A ledger with two brands on one database, and ways round its facade."""

    settings: Settings
    whole: Ledger
    ledger: Ledger = field(init=False)
    other: Ledger = field(init=False)

    def __post_init__(self) -> None:
        self.whole.people.add_brand(BRAND, AT)
        self.whole.people.add_brand(OTHER_BRAND, AT)
        self.ledger, self.other = self.whole.of(BRAND.id), self.whole.of(OTHER_BRAND.id)

    @property
    def postgresql(self) -> bool:
        return bool(self.settings.database_url)

    def sql(self, statement: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Run a statement as somebody would who has the database's password."""
        from django.db import connections

        with connections[self.whole.desk.alias].cursor() as cursor:
            cursor.execute(statement, parameters)
            return cursor.fetchall() if cursor.description else []

    def unguarded(self) -> None:
        """Take the triggers away, as only somebody can who owns the database."""
        if self.postgresql:
            self.sql("SET session_replication_role = replica")
            return
        for (name,) in self.sql("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            self.sql(f"DROP TRIGGER {name}")
        self.sql("PRAGMA foreign_keys = OFF")

    def at_once(self, *tasks: Callable[[], Any]) -> list[Any]:
        """Run every task in a thread of its own, all at the same moment; returns results and errors in order."""
        found: list[Any] = [None] * len(tasks)
        gate = threading.Barrier(len(tasks))

        def run(place: int) -> None:
            gate.wait()
            try:
                found[place] = tasks[place]()
            except Exception as error:  # noqa: BLE001  the test looks at it
                found[place] = error
            finally:
                self.whole.leave()

        threads = [threading.Thread(target=run, args=(place,)) for place in range(len(tasks))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return found


@dataclass(frozen=True)
class Server:
    """A PostgreSQL server on a socket of its own."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql://shoal@/{name}?host={self.folder}"

    def run(self, statement: str, database: str = "postgres") -> None:
        import psycopg

        with psycopg.connect(f"host={self.folder} user=shoal dbname={database}", autocommit=True) as connection:
            connection.execute(statement)

"""The ledger of one workspace: what was decided and sold, and by whom. Nouns in and out; how it is stored is nobody's
business.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from pathlib import Path

from django.db import connections

from shoal.config import Settings
from shoal.ledger.applying import Applying
from shoal.ledger.audit import Audit
from shoal.ledger.desk import Desk
from shoal.ledger.documents import Shelves, read_in
from shoal.ledger.entry import Entry
from shoal.ledger.erasure import Erasure
from shoal.ledger.jobs import Jobs
from shoal.ledger.notes import Notes
from shoal.ledger.people import People
from shoal.ledger.planning import Planning
from shoal.ledger.second_factors import SecondFactors
from shoal.ledger.setup import connect, leave, release, rest
from shoal.ledger.sharing import Sharing
from shoal.ledger.trade import Trade
from shoal.ledger.upkeep import prepare
from shoal.ledger.vetting import Vetting


class Ledger:
    """Everything relational, seen by one brand; :meth:`of` returns it as another brand sees it."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def of(self, brand_id: str) -> Ledger:
        """Return the same ledger as another brand sees it."""
        return Ledger(Desk(alias=self.desk.alias, brand_id=brand_id))

    @cached_property
    def planning(self) -> Planning:
        """Return briefs, shortlists, plans and decisions."""
        return Planning(self.desk)

    @cached_property
    def trade(self) -> Trade:
        """Return orders."""
        return Trade(self.desk)

    @cached_property
    def people(self) -> People:
        """Return brands, members and invitations."""
        return People(self.desk)

    @cached_property
    def second_factors(self) -> SecondFactors:
        """Return the one-time codes and recovery codes of members."""
        return SecondFactors(self.desk)

    @cached_property
    def notes(self) -> Notes:
        """Return notes, tags, saved views and settings."""
        return Notes(self.desk)

    @cached_property
    def entry(self) -> Entry:
        """Return uploads and imports."""
        return Entry(self.desk)

    @cached_property
    def applying(self) -> Applying:
        """Return applications and their form."""
        return Applying(self.desk)

    @cached_property
    def sharing(self) -> Sharing:
        """Return links for people without an account, and notices."""
        return Sharing(self.desk)

    @cached_property
    def vetting(self) -> Vetting:
        """Return what creators answered, what people saw of their age, and vettings that were kept."""
        return Vetting(self.desk)

    @cached_property
    def jobs(self) -> Jobs:
        """Return long verbs."""
        return Jobs(self.desk)

    @cached_property
    def audit(self) -> Audit:
        """Return who did what."""
        return Audit(self.desk)

    @cached_property
    def erasure(self) -> Erasure:
        """Return marks of erasure."""
        return Erasure(self.desk)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Do all of it or nothing."""
        with self.desk.transaction():
            yield

    def migrate(self) -> None:
        """Apply every migration that is missing. Raises ``ConflictError`` for a ledger of a newer version."""
        prepare(self.desk.alias, may_migrate=True)

    def read_in(self, folder: Path, at: datetime) -> int:
        """Bring the documents of a version before the relational base into this brand, and delete them."""
        shelves = Shelves(desk=self.desk, planning=self.planning, trade=self.trade, erasure=self.erasure)
        return read_in(folder, shelves, at)

    def rest(self) -> None:
        """Let go of a connection that the database's server dropped; what waits for long calls this in between."""
        rest(self.desk.alias)

    def leave(self) -> None:
        """Close this thread's connection; a thread that ends calls this."""
        leave(self.desk.alias)

    def copy_to(self, path: Path) -> bool:
        """Copy the ledger's file while it is in use; ``False`` where it lies on a server, which has its own tools."""
        connection = connections[self.desk.alias]
        if connection.vendor != "sqlite":
            return False
        connection.ensure_connection()
        with closing(sqlite3.connect(path)) as copy:
            connection.connection.backup(copy)
        return True

    def close(self) -> None:
        """Let go of the database."""
        release(self.desk.alias)


def open_ledger(settings: Settings, key: bytes, *, ready: bool = True) -> Ledger:
    """Open the ledger of a workspace, made where there is none; ``ready=False`` leaves out the look at migrations.

    Raises ``ConflictError`` where a database server's ledger waits for ``shoal migrate``.
    """
    alias = connect(settings, key)
    try:
        if ready:
            prepare(alias, may_migrate=False)
    except BaseException:
        release(alias)
        raise
    return Ledger(Desk(alias=alias, brand_id=""))

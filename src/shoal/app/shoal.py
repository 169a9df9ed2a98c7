"""Shoal: one open workspace. Both stores, the clock and the dice; the verb groups open on first use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, TypeVar

from shoal.app.cache import Cache
from shoal.app.verb_groups import VerbGroups
from shoal.app.workspace import Dice, make_workspace, read_key, slug_of
from shoal.config import KEY_NAME, Settings, load_settings, workspace_folder
from shoal.domain.brief import Brand
from shoal.domain.people import LEAST_ROLE, LOCAL, Actor
from shoal.errors import ConflictError, DeniedError, NotFoundError

if TYPE_CHECKING:
    from shoal.app.known.ground import Ground
    from shoal.app.known.look import Look
    from shoal.catalog import Catalog
    from shoal.ledger import Ledger

Progress = Callable[[str], None]
T = TypeVar("T")
LOOKS_KEPT = 4  # brands whose pages are read at the same time


@dataclass(frozen=True, slots=True)
class Acting:
    """Who acts at this moment, and for which brand (``None``: the first one)."""

    actor: Actor
    brand: Brand | None


# of the thread or task that runs: the web page serves many people with one open workspace
NOBODY_NAMED = Acting(LOCAL, None)
_acting: ContextVar[Acting] = ContextVar("acting", default=NOBODY_NAMED)


def silent(_words: str) -> None:
    """Tell nobody: the progress of a program that did not ask for it."""


class Shoal(VerbGroups):
    """One workspace, open. Use it as a context manager, or call ``close``."""

    def __init__(self, settings: Settings, *, progress: Progress = silent, clock: datetime | None = None) -> None:
        self.settings = settings
        self.progress = progress
        self._clock = clock
        self.looks: Cache[Look] = Cache(LOOKS_KEPT)
        self.grounds: Cache[Ground] = Cache(LOOKS_KEPT)
        self._opening = threading.RLock()
        self._opened: dict[str, Any] = {}
        self.dice = Dice(seed=settings.seed, folder=settings.folder)

    def now(self) -> datetime:
        """Return the workspace's present: the made-up market stands still."""
        return self.settings.stands_at or self.wall_clock()

    def wall_clock(self) -> datetime:
        """Return the real time, for what is stamped on a page."""
        return self._clock or datetime.now(UTC)

    @cached_property
    def key(self) -> bytes:
        """Return the workspace key, under which people are hashed; it never leaves the machine."""
        return read_key(self.settings.folder)

    @property
    def catalog(self) -> Catalog:
        """Return what was seen."""
        return self._once("catalog", self._open_catalog)

    def _open_catalog(self) -> Catalog:
        from shoal.catalog import open_catalog  # opens the column engine: a tenth of a second that help need not pay

        settings = self.settings
        return open_catalog(settings.engine, settings.folder / "catalog", self.key, memory_mb=settings.memory_mb)

    # who acts, and for whom ----------------------------------------------------------------------------------------

    @contextmanager
    def acting(self, actor: Actor, brand: Brand | None = None) -> Iterator[None]:
        """Let somebody act for a brand: permissions, audit and what can be seen follow from it."""
        token = _acting.set(Acting(actor, brand))
        try:
            yield
        finally:
            _acting.reset(token)

    @property
    def actor(self) -> Actor:
        """Return who acts: whoever sits at the machine, unless somebody else was named."""
        return _acting.get().actor

    @property
    def brand(self) -> Brand:
        """Return the brand that is worked for: the first one, unless another was named."""
        return _acting.get().brand or self._first_brand

    @property
    def _first_brand(self) -> Brand:
        """Return the first brand as ``shoal.toml`` has it: for this one the file counts, so that both stay alike."""
        return self._once("brand", self._settle_first_brand)

    def _settle_first_brand(self) -> Brand:
        people, told = self._whole_ledger.people, self.settings
        known = people.brands()
        if not known:
            brand_id = self.dice.new_id("bd", self.now(), told.name)
            brand = Brand(
                id=brand_id, name=told.name, currency=told.currency, timezone=told.timezone, slug=slug_of(told.name)
            )
            try:
                return people.add_brand(brand, self.now())
            except ConflictError:
                known = people.brands()  # another process opened the new workspace at the same moment
        now = replace(known[0], name=told.name, currency=told.currency, timezone=told.timezone)
        return known[0] if now == known[0] else people.change_brand(now)

    def brand_changed(self) -> None:
        """Read the first brand anew: its name, currency or time zone was changed."""
        with self._opening:
            kept = {name: getattr(self.settings, name) for name in ("engine", "database_url")}
            self.settings = replace(load_settings(self.settings.folder), **kept)
            self._opened.pop("brand", None)

    def require(self, act: str) -> None:
        """Raise ``DeniedError`` where the role of who acts does not suffice for an act of ``LEAST_ROLE``."""
        if not self.actor.may(act):
            raise DeniedError(
                "Your role does not allow this.",
                received=self.actor.role,
                allowed=(LEAST_ROLE[act],),
                next_step=f"Ask somebody with the role {LEAST_ROLE[act]} to do it, or an owner to change your role.",
            )

    def record(self, verb: str, subject: str = "", **payload: Any) -> None:  # noqa: ANN401  plain values and nouns
        """Write down who did what, in the audit of the brand that is worked for."""
        self.ledger.audit.record(self.actor, verb, subject, payload, self.wall_clock())

    # the stores ----------------------------------------------------------------------------------------------------

    def _once(self, name: str, make: Callable[[], T]) -> T:
        """Return what is opened once, however many threads ask; what failed to open is tried again by the next."""
        found: T | None = self._opened.get(name)
        if found is None:
            with self._opening:
                found = self._opened.get(name)
                if found is None:
                    found = self._opened[name] = make()
        return found

    @property
    def _whole_ledger(self) -> Ledger:
        return self._once("ledger", self._open_ledger)

    def _open_ledger(self) -> Ledger:
        from shoal.ledger import open_ledger

        return open_ledger(self.settings, self.key)

    @property
    def ledger(self) -> Ledger:
        """Return what was decided and sold, as the brand that is worked for sees it."""
        return self.ledger_of(self.brand.id)

    def ledger_of(self, brand_id: str) -> Ledger:
        """Return what a brand sees of it; :meth:`ledger` is that of whom is worked for."""
        return self._once(f"ledger of {brand_id}", lambda: self._open_part(brand_id))

    def _open_part(self, brand_id: str) -> Ledger:
        """Return a brand's part, with what versions before the relational base kept as documents for the first."""
        ledger = self._whole_ledger.of(brand_id)
        folder = self.settings.folder / "ledger"
        if folder.is_dir() and brand_id == self._first_brand.id:
            ledger.read_in(folder, self.now())
        return ledger

    @property
    def empty(self) -> bool:
        """Say whether nothing was ever brought in or written down here."""
        ledger = self.ledger
        return not (self.creators.batches() or ledger.planning.briefs() or ledger.erasure.suppressed())

    def make_ready(self) -> bool:
        """Make a part of what the next pages would have to wait for; false where nothing is left to make."""
        if "listing" not in self.__dict__:  # nobody looked at anything yet
            return False
        from shoal.app.creator_page.rates_side_by_side import make_ready

        return any(make_ready(self, roll) for roll in self.listing.rolls())

    def rest(self, *, quiet: bool = False) -> None:
        """Hand back freed memory; where it is quiet, let go of what is dear to keep and quick to have again, too."""
        if "catalog" in self._opened:
            self.catalog.rest()
        if not quiet:
            return
        from shoal.signals import let_go_of_tables
        from shoal.sources import let_go_of_cells
        from shoal.stats import let_go_of_draws

        let_go_of_tables()
        let_go_of_cells()
        let_go_of_draws()
        for seen in self.looks.made():
            seen.rest()
        for group in ("searching", "stored", "imports"):
            if group in self.__dict__:  # asking for the group would load it
                getattr(self, group).rest()

    def close(self) -> None:
        """Let go of both stores."""
        with self._opening:
            for store in ("catalog", "ledger"):
                if store in self._opened:
                    self._opened[store].close()
            self._opened.clear()

    def __enter__(self) -> Shoal:
        """Return the open workspace."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self.close()


def open_workspace(
    folder: Path | str, *, create: bool = True, progress: Progress = silent, clock: datetime | None = None
) -> Shoal:
    """Open the workspace in a folder, and make one where there is none and ``create`` is true.

    Raises ``NotFoundError`` where there is none and none may be made, ``ConflictError`` where the folder holds
    something else.
    """
    path = Path(folder)
    if not (path / KEY_NAME).exists():
        if not create:
            raise NotFoundError(
                f"There is no workspace in {path}.",
                received=path,
                next_step="Bring a file in first (shoal creators bring-in FILE), or name another with --workspace DIR.",
            )
        make_workspace(Settings(folder=path))
    return Shoal(load_settings(path), progress=progress, clock=clock)


def migrate_ledger(folder: Path | None) -> str:
    """Apply the ledger's missing migrations and say so; a ledger in the workspace does that by itself when opened."""
    from shoal.ledger import open_ledger

    settings = load_settings(workspace_folder(folder))
    ledger = open_ledger(settings, read_key(settings.folder), ready=False)
    try:
        ledger.migrate()
    finally:
        ledger.close()
    return "The ledger is up to date."

"""Shoal: one open workspace. Both stores, the clock and the dice; the verb groups open on first use."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from shoal.config import KEY_NAME, Settings, load_settings, write_settings
from shoal.errors import ConflictError, NotFoundError

if TYPE_CHECKING:
    from shoal.app.admin import Admin
    from shoal.app.creators import Creators
    from shoal.app.look import Look
    from shoal.app.planning import Planning
    from shoal.app.results import Results
    from shoal.catalog import Catalog
    from shoal.ledger import Ledger

Progress = Callable[[str], None]
ID_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no letters that look like digits


def silent(_words: str) -> None:
    """Tell nobody: the progress of a program that did not ask for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dice:
    """New ids: from the operating system's randomness, or from a seed and a counter for the made-up market."""

    seed: int | None
    folder: Path

    def new_id(self, prefix: str, at: datetime, inputs: str) -> str:
        """Return a new id that sorts by time; in a made-up market it follows from what it is made of."""
        if self.seed is not None:
            digest = hashlib.sha256(f"{self.seed} {prefix} {inputs}".encode()).digest()
            return f"{prefix}_" + "".join(ID_LETTERS[byte % 32] for byte in digest[:10])
        milliseconds = int(at.timestamp() * 1000)
        stamp = "".join(ID_LETTERS[(milliseconds >> shift) & 31] for shift in range(40, -1, -5))
        return f"{prefix}_{stamp}" + "".join(secrets.choice(ID_LETTERS) for _ in range(4))


class Shoal:
    """One workspace, open. Use it as a context manager, or call ``close``."""

    def __init__(self, settings: Settings, *, progress: Progress = silent, clock: datetime | None = None) -> None:
        self.settings = settings
        self.progress = progress
        self._clock = clock
        self.last_look: Look | None = None
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

    @cached_property
    def catalog(self) -> Catalog:
        """Return what was seen."""
        from shoal.catalog import open_catalog  # opens the column engine: a tenth of a second that help need not pay

        settings = self.settings
        return open_catalog(settings.engine, settings.folder / "catalog", self.key, memory_mb=settings.memory_mb)

    @cached_property
    def ledger(self) -> Ledger:
        """Return what was decided and sold."""
        from shoal.ledger import open_ledger

        return open_ledger(self.settings.folder / "ledger")

    @cached_property
    def creators(self) -> Creators:
        """Return the verbs on creators."""
        from shoal.app.creators import Creators

        return Creators(self)

    @cached_property
    def planning(self) -> Planning:
        """Return the verbs on briefs, shortlists and plans."""
        from shoal.app.planning import Planning

        return Planning(self)

    @cached_property
    def results(self) -> Results:
        """Return the verbs on orders, results and reports."""
        from shoal.app.results import Results

        return Results(self)

    @cached_property
    def admin(self) -> Admin:
        """Return the verbs on the workspace itself."""
        from shoal.app.admin import Admin

        return Admin(self)

    @property
    def empty(self) -> bool:
        """Say whether nothing was ever brought in or written down here."""
        return not (self.creators.batches() or self.ledger.briefs() or self.ledger.suppressed())

    def close(self) -> None:
        """Let go of the engine."""
        if "catalog" in self.__dict__:
            self.catalog.close()

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


def make_workspace(settings: Settings) -> None:
    """Make an empty workspace: its settings, and a key of its own (from the seed for a made-up market)."""
    folder = settings.folder
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConflictError(
            f"{folder} holds something that is not a workspace of Shoal.",
            received=folder,
            next_step="Name an empty or new folder with --workspace DIR.",
        )
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "shoal.toml").exists():
        write_settings(settings)
    seed = settings.seed
    key = secrets.token_bytes(32) if seed is None else hashlib.sha256(f"shoal demo {seed}".encode()).digest()
    draft = folder / f"{KEY_NAME}.draft"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key.hex() + "\n")
    draft.replace(folder / KEY_NAME)


def read_key(folder: Path) -> bytes:
    """Return the key of a workspace. Raises ``ConflictError`` where it is gone or damaged."""
    try:
        return bytes.fromhex((folder / KEY_NAME).read_text(encoding="ascii").strip())
    except (OSError, ValueError) as cause:
        raise ConflictError(
            f"The key of this workspace ({folder / KEY_NAME}) is missing or damaged; ids and erasures depend on it.",
            next_step="Put the file back from your backup.",
        ) from cause

"""A copy of a workspace that can be trusted: taken while it runs, and opened once to see that it is whole."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from shoal.app.connections.outside import FILE as OUTSIDE_CALLS
from shoal.app.known.ruling import RULES_FILE
from shoal.app.known.word_lists import WORDS_FILE
from shoal.app.shoal import Shoal
from shoal.config import FILE_NAME, KEY_NAME, load_settings
from shoal.errors import ConflictError, NotFoundError, ShoalError

LEDGER = "ledger.sqlite3"
# the secrets of connections are in no copy: after a restore an owner enters them anew
FOLDERS = ("catalog", "reports", "rejects", "uploads", "applications")


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """A copy on disk: where, how large, and whether the ledger is in it (one on a server is not)."""

    path: str
    size_bytes: int
    ledger: bool
    key: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupCheck:
    """What opening a copy showed: rows of the catalogue by table, audit entries, and where the chain breaks."""

    path: str
    rows: dict[str, int]
    audit_entries: int
    broken_at: int | None


def make_backup(shoal: Shoal, target: Path, *, with_key: bool) -> Backup:
    """Copy a workspace into a new folder under ``target``; writers wait for the time of it.

    The key is left out unless ``with_key``: a copy with the key tells who people are. Raises ``ConflictError`` where
    there is a copy of this minute already.
    """
    folder = target / f"shoal-{shoal.wall_clock():%Y%m%d-%H%M%S}"
    if folder.exists():
        raise ConflictError("There is a copy of this second already.", received=folder, next_step="Repeat the command.")
    draft = folder.with_suffix(".draft")
    draft.mkdir(parents=True)
    draft.chmod(0o700)  # it holds people's data
    home = shoal.settings.folder
    try:
        with shoal.catalog.still():
            for name in FOLDERS:
                if (home / name).is_dir():
                    shutil.copytree(home / name, draft / name, ignore=shutil.ignore_patterns("*.lock", "*.draft"))
            ledger = shoal.ledger.copy_to(draft / LEDGER)
        shutil.copy2(home / FILE_NAME, draft / FILE_NAME)
        for name in (OUTSIDE_CALLS, RULES_FILE, WORDS_FILE):
            if (home / name).is_file():
                shutil.copy2(home / name, draft / name)
        if with_key:
            shutil.copy2(home / KEY_NAME, draft / KEY_NAME)
        draft.rename(folder)
    except BaseException:
        shutil.rmtree(draft, ignore_errors=True)
        raise
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return Backup(path=str(folder), size_bytes=size, ledger=ledger, key=with_key)


def check_backup(shoal: Shoal, folder: Path, workspace: Path) -> BackupCheck:
    """Open a copy in a folder of its own and read all of it; the copy itself is left as it is.

    The key is that of the open workspace where the copy has none. Raises ``NotFoundError`` for no copy at all.
    """
    if not (folder / FILE_NAME).exists():
        raise NotFoundError(
            "There is no copy of a workspace in this folder.", received=folder,
            next_step="Name the folder that shoal backup --to printed.",
        )  # fmt: skip
    opened = workspace / "checked.shoal"
    shutil.copytree(folder, opened)
    if not (opened / KEY_NAME).exists():
        shutil.copy2(shoal.settings.folder / KEY_NAME, opened / KEY_NAME)
    try:
        # the copy has its own ledger file, whatever database the workspace itself uses
        with Shoal(replace(load_settings(opened), database_url="")) as copy:
            return BackupCheck(
                path=str(folder),
                rows=copy.catalog.counts(),
                audit_entries=copy.ledger.audit.head()[0],
                broken_at=copy.ledger.audit.verify(),
            )
    except ShoalError:
        raise
    except Exception as cause:  # whatever a damaged file makes a library say, it is not a copy that can be trusted
        raise ConflictError(
            "This copy cannot be read: it is not whole.", received=folder, next_step="Take another one."
        ) from cause

"""Verbs on who is with the brand already: its own followers by its own export, and customers who applied.

The names of followers live as long as the reading. Those who are no known creators are counted, never stored, and the
files are gone when the answer is there, or an error.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from shoal.app.applications.standing import Standing, standings
from shoal.app.applications.store import folder_of
from shoal.app.imports.uploads import LARGEST_UPLOAD, safe_name
from shoal.catalog import creator_id_of
from shoal.domain.listing import ListRow
from shoal.errors import NotFoundError, TooLargeError
from shoal.sources import match_own_audience, read_own_audience

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

FOLLOWS = "follows us"
SETTING = "already with us"
MOST_FILES = 20
MOST_SHOWN = 200  # customers who applied; the list of applications has the others
File = tuple[str, Iterable[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One export held against the known creators: who follows, since when, and of all others only how many.

    ``since`` holds days as text by creator id, empty where the export does not say. ``tagged`` are those who did not
    carry the tag before: undoing takes it off them and nobody else.
    """

    platform: str
    at: datetime
    by: str
    since: Mapping[str, str]
    tagged: tuple[str, ...]
    unmatched: int
    total: int
    known: int
    unreadable: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WithUs:
    """Who is with the brand already; ``lines`` are the creators who follow, by creator id."""

    matches: tuple[Match, ...]
    lines: Mapping[str, ListRow] = field(default_factory=dict)
    customers: tuple[Standing, ...] = ()


class Already:
    """The verbs on who is with the brand already."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    def show(self) -> WithUs:
        """Return the newest match of each platform, and who applied and has bought."""
        shoal = self._shoal
        shoal.require("import")
        matches = tuple(_match(plain) for plain in self._kept().values())
        ids = dict.fromkeys(creator for match in matches for creator in match.since)
        lines = shoal.listing.rows([f"ac_{creator.partition('_')[2]}" for creator in ids]) if ids else ()
        bought = shoal.applying.customers()
        keys = (*shoal.ledger.applying.keys("waiting"), *shoal.ledger.applying.keys("accepted"))
        records = shoal.ledger.applying.records([uid for uid, key in keys if key in bought][:MOST_SHOWN])
        return WithUs(
            matches=matches,
            lines={line.creator_id: line for line in lines},
            customers=standings(shoal, records, bought),
        )

    def match(self, files: Sequence[File]) -> Match:
        """Tag the known creators who follow the brand, by the export of its own account; the files are not kept.

        Raises ``FileFormatError`` for another list or form, ``TooLargeError``, ``InputError`` for two platforms.
        """
        shoal = self._shoal
        shoal.require("import")
        folder = tempfile.mkdtemp(prefix="reading-", dir=folder_of(shoal.settings.folder))
        try:
            audience = read_own_audience(*_laid_down(Path(folder), files))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        found = match_own_audience(audience, shoal.listing.roll().register.handles(audience.platform))
        since = {
            creator_id_of(follower.account_id): f"{follower.since:%Y-%m-%d}" if follower.since else ""
            for follower in found.matched
        }
        before = set(shoal.ledger.notes.tags().get(FOLLOWS, ()))
        match = Match(
            platform=found.platform, at=shoal.now(), by=shoal.actor.name, since=since,
            tagged=tuple(sorted(set(since) - before)), unmatched=found.unmatched, total=found.total, known=found.known,
            unreadable=audience.unreadable, notes=audience.notes,
        )  # fmt: skip
        with shoal.ledger.transaction():
            shoal.ledger.notes.tag(match.tagged, FOLLOWS)
            shoal.ledger.notes.set(SETTING, {**self._kept(), match.platform: _plain(match)})
            counts = {"matched": len(since), "tagged": len(match.tagged), "unmatched": match.unmatched}
            shoal.record("already.match", match.platform, counts=counts)
        return match

    def undo(self, platform: str) -> int:
        """Take the tag off those who got it by the newest export of a platform; returns how many."""
        shoal = self._shoal
        shoal.require("import")
        kept = self._kept()
        if platform not in kept:
            raise NotFoundError("This was taken back already.", next_step="Nothing to do.")
        match = _match(kept[platform])
        with shoal.ledger.transaction():
            for creator in match.tagged:
                shoal.ledger.notes.untag(creator, FOLLOWS)
            shoal.ledger.notes.set(SETTING, {name: plain for name, plain in kept.items() if name != platform})
            shoal.record("already.undo", platform, tagged=len(match.tagged))
        return len(match.tagged)

    def _kept(self) -> dict[str, Any]:
        return dict(self._shoal.ledger.notes.setting(SETTING, {}))


def _laid_down(folder: Path, files: Sequence[File]) -> list[Path]:
    """Write files under their own names, by which the parts of an export are known."""
    paths, size = [], 0
    for place, (name, chunks) in enumerate(files[:MOST_FILES]):
        path = folder / str(place) / safe_name(name)
        path.parent.mkdir(mode=0o700)
        with path.open("wb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > LARGEST_UPLOAD:
                    raise TooLargeError(
                        f"The files are larger than {LARGEST_UPLOAD // 2**20} MB together.",
                        next_step="Ask for an export of the followers alone.",
                    )
                file.write(chunk)
        paths.append(path)
    return paths


def _plain(match: Match) -> dict[str, Any]:
    return {
        "platform": match.platform, "at": match.at.isoformat(), "by": match.by, "since": dict(match.since),
        "tagged": list(match.tagged), "unmatched": match.unmatched, "total": match.total, "known": match.known,
        "unreadable": match.unreadable, "notes": list(match.notes),
    }  # fmt: skip


def _match(plain: Mapping[str, Any]) -> Match:
    told = {**plain, "at": datetime.fromisoformat(plain["at"])}
    return Match(**{**told, "tagged": tuple(plain["tagged"]), "notes": tuple(plain["notes"])})

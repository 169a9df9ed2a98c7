"""Windows of posts that are kept from one look to the next: only accounts of which something changed are read again.

Something changed for an account that a batch names which came, went or was written anew; whose posts come of age, grow
too old or expire; and whose platform was not known before. The file is no part of a backup, and erasing somebody
deletes it.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from shoal.catalog.post_columns import Columns, Ids, columns_of, joined
from shoal.catalog.post_windows import Ripening, WindowReader, accounts_in
from shoal.catalog.shown import Sight
from shoal.domain.bulk import PostWindows, Texts, WindowRule
from shoal.engines import Engine, KeptArrays

LAYOUT = "layout 1"  # of the columns; another one makes what was kept unreadable
KEEP_FROM = 100_000  # posts; fewer are read anew in less time than a file takes to be written safely
MOST_AGAIN = 0.2  # share of the accounts from which on everybody is read anew: one pass is then cheaper

Batches = dict[str, tuple[int, int]]  # batch -> (its number, its posts)


@dataclass(frozen=True, slots=True)
class _Kept:
    batches: Batches
    as_of: float
    columns: Columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Whose windows are wanted, in order of id, and from which age the posts of some of them count."""

    ids: Ids
    ripening: Ripening


def asked_for(ids: Ids, platform: Texts, rule: WindowRule) -> Asked:
    """Return whose windows are wanted: of accounts in order of id, on those platforms."""
    seconds = np.full(len(ids), rule.mature_seconds)
    for name, age in rule.mature_elsewhere.items():
        seconds[platform == name] = age
    other = seconds != rule.mature_seconds
    return Asked(ids=ids, ripening=Ripening(ids=ids[other], seconds=seconds[other]))


class PostWindowStore:
    """The windows of one catalogue; one thread reads at a time, since each would read the same."""

    def __init__(self, engine: Engine, folder: Path, *, keep_from: int = KEEP_FROM) -> None:
        self._engine = engine
        self._file = KeptArrays(folder / "post-windows.npz")
        self.keep_from = keep_from
        self._lock = threading.Lock()
        self.accounts_read = 0  # whose posts the newest look has read

    def windows(self, asked: Asked, sight: Sight, rule: WindowRule) -> PostWindows:
        """Return the windows of those accounts. O(accounts), and O(posts in the catalogue) where something changed."""
        reader = WindowReader(self._engine, sight, rule, asked.ripening)
        with self._lock:
            batches = self._batches()
            keeps = sight.only is None and sum(posts for _, posts in batches.values()) >= self.keep_from
            kept = self._load(rule) if keeps else None
            if kept is not None and kept.as_of > sight.as_of.timestamp():  # a look into the past
                kept, keeps = None, False
            columns = self._read(reader, kept, self._again(kept, batches, asked, sight, rule) if kept else None)
            if keeps and (kept is None or self.accounts_read or kept.batches != batches):
                self._save(_Kept(batches, sight.as_of.timestamp(), columns), rule)
        seen = batches | self._batches()  # one that came while the posts were read has a name now
        return columns.windows(asked.ids, {number: batch for batch, (number, _) in seen.items()})

    def clear(self) -> None:
        """Delete what is kept: somebody is being erased."""
        self._file.clear()

    # -----------------------------------------------------------------------------------------------------------------

    def _batches(self) -> Batches:
        manifests = self._engine.batches()
        return {one.batch: (one.sequence, one.rows["posts"]) for one in manifests if one.rows.get("posts")}

    def _read(self, reader: WindowReader, kept: _Kept | None, again: Ids | None) -> Columns:
        """Return the windows of everybody: those of ``again`` read now, the others as they were kept."""
        if kept is None or again is None or len(again) > MOST_AGAIN * len(kept.columns):
            columns = reader.read()
            self.accounts_read = len(columns)
            return columns
        self.accounts_read = len(again)
        if not len(again):
            return kept.columns
        same = ~np.isin(kept.columns.ids, again)
        return joined([kept.columns.take(same), reader.read(again)])

    def _again(self, kept: _Kept, batches: Batches, asked: Asked, sight: Sight, rule: WindowRule) -> Ids:
        """Return the accounts of which something changed since, in order."""
        columns = kept.columns
        changed = columns.until <= sight.as_of.timestamp()
        changed |= asked.ripening.at(columns.ids, rule.mature_seconds) != columns.mature
        before, now = set(kept.batches.items()), set(batches.items())
        for _, (number, _) in before - now:
            changed |= (columns.first <= number) & (number <= columns.last)
        came = accounts_in(self._engine, [batch for batch, _ in now - before])
        return np.union1d(columns.ids[changed], came)

    def _load(self, rule: WindowRule) -> _Kept | None:
        found = self._file.load()
        if found is None or found[0].get("rule") != _named(rule):
            return None
        facts, arrays = found
        try:
            batches = {batch: (number, posts) for batch, (number, posts) in facts["batches"].items()}
            return _Kept(batches, facts["as_of"], columns_of(arrays))
        except (KeyError, ValueError):  # not what this version writes
            return None

    def _save(self, kept: _Kept, rule: WindowRule) -> None:
        facts = {"rule": _named(rule), "as_of": kept.as_of, "batches": kept.batches}
        self._file.save(facts, kept.columns.arrays(), still_true=lambda: self._batches() == kept.batches)


def _named(rule: WindowRule) -> str:
    return f"{rule.version}, {LAYOUT}"

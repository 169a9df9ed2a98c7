"""Hints of texts that are kept from one look to the next: only accounts whose texts changed are read again.

Safe to delete, no part of a backup, and deleted when somebody is erased. What a reading of many texts has finished is
kept as it goes, so that one that was killed goes on where it was.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from math import inf
from pathlib import Path

import numpy as np
from filelock import FileLock
from numpy.typing import NDArray

from shoal.catalog.post_columns import Ids, placed, texts_of
from shoal.catalog.shown import Sight
from shoal.catalog.text_prints import TextPrints, kept_prints, prints_kept, read_prints, true_until
from shoal.domain.bulk import Ints
from shoal.domain.texts import HINTS, HintRule, HintsRead, TextHints, joined_hints
from shoal.engines import Engine, KeptArrays

LAYOUT = "layout 2"  # of the columns; another one makes what was kept unreadable
AT_ONCE = 50_000  # captions and comments read together: some tens of megabytes; each part looks through all of them
SAVES = 20  # of one long reading: each writes everything

Batches = list[tuple[str, int, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class _Kept:
    """Accounts in order of their ids, the prints of the texts that were read, and what was found."""

    ids: Ids
    prints: NDArray[np.uint64]
    hints: TextHints

    def take(self, rows: Ints) -> _Kept:
        return _Kept(self.ids[rows], self.prints[rows], self.hints.take(rows))

    def with_more(self, ids: Ids, prints: NDArray[np.uint64], hints: TextHints) -> _Kept:
        """Return these accounts and others beside them, in order."""
        every = np.concatenate([self.ids, ids])
        order = np.argsort(every, kind="stable")
        both = joined_hints([self.hints, hints]) if len(self.ids) else hints
        return _Kept(every[order], np.concatenate([self.prints, prints])[order], both.take(order))


@dataclass(frozen=True, slots=True)
class _Saving:
    """What is true of what is saved: the batches that were live, and the moment."""

    batches: Batches
    as_of: datetime


@dataclass(frozen=True, slots=True)
class _File:
    """What the file holds: hints, and the prints of everybody at a moment, which are true until another one."""

    kept: _Kept
    prints: TextPrints
    batches: Batches
    as_of: float
    until: float

    def still(self, batches: Batches, moment: float) -> TextPrints | None:
        """Return the prints, ``None`` where a batch came or went since, or a line expired."""
        return self.prints if self.batches == batches and self.as_of <= moment < self.until else None


class TextHintStore:
    """The hints of one catalogue; of several processes that find the same texts unread, one reads them."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self._engine = engine
        self._file = KeptArrays(folder / "text-hints.npz")
        self._mark = folder / "texts-read"
        self.accounts_read = 0  # whose texts the newest look has read

    def hints(self, sight: Sight, rule: HintRule) -> HintsRead:
        """Return the hints of everybody; where more texts than ``rule.most`` are not read yet, they stay unread.

        O(accounts); after a batch came or went O(posts + comments) of small columns, and O(characters) of what changed.
        """
        batches = self._batches()
        keeps = self._is_whole(sight, batches)
        file = self._load(rule) if keeps else None
        known = file.still(batches, sight.as_of.timestamp()) if file else None
        now = known or read_prints(self._engine, sight)
        kept = self._still(file, now, rule)
        self.accounts_read = 0
        if self._within(kept, now, rule):
            with self._alone() if keeps else nullcontext():
                if keeps:  # another process may have read just these meanwhile
                    kept = self._still(self._load(rule), now, rule)
                kept = self._read(kept, now, rule, _Saving(batches, sight.as_of) if keeps else None)
        elif file and not known and rule.tells:  # who may take long spares the next looks going through everything
            with self._alone():
                self._save(self._still(self._load(rule), now, rule), now, rule, _Saving(batches, sight.as_of))
        return _told(kept, now)

    def _within(self, kept: _Kept, now: TextPrints, rule: HintRule) -> bool:
        """Say whether anything is to be read now, and not more than the rule allows."""
        texts = now.texts[_unread(kept, now)]
        return len(texts) > 0 and (rule.most is None or int(texts.sum()) <= rule.most)

    def _read(self, kept: _Kept, now: TextPrints, rule: HintRule, saving: _Saving | None) -> _Kept:
        """Return what is kept with what was not read yet; it is saved as it goes, unless ``saving`` is ``None``."""
        new = _unread(kept, now)
        parts = list(_parts(new, now.texts))
        for number, part in enumerate(parts, 1):
            hints = rule.read(texts_of(now.ids[part]))
            kept = kept.with_more(now.ids[part], now.prints[part], hints)
            self.accounts_read += len(part)
            rule.progress(self.accounts_read, len(new))
            if saving is not None and (number == len(parts) or number % (len(parts) // SAVES + 1) == 0):
                self._save(kept, now, rule, saving)
        if parts and saving is not None and rule.tells:
            self._tell_others()
        return kept

    def read_elsewhere(self) -> int:
        """Return a number that changes when another look has read what a page leaves unread."""
        try:
            return self._mark.stat().st_mtime_ns
        except OSError:
            return 0

    def clear(self) -> None:
        """Delete what is kept: somebody is being erased."""
        self._file.clear()

    # -----------------------------------------------------------------------------------------------------------------

    def _alone(self) -> AbstractContextManager[object]:
        """Let one process at a time read: who waits finds it read. The lock of one that died is free."""
        self._mark.parent.mkdir(parents=True, exist_ok=True)
        return FileLock(self._mark.with_suffix(".lock"))

    def _batches(self) -> Batches:
        return [(one.batch, one.sequence, dict(one.rows)) for one in self._engine.batches()]

    def _is_whole(self, sight: Sight, batches: Batches) -> bool:
        """Say whether all live batches count: else what is read is true of another moment alone."""
        return sight.only is None or {batch for batch, _, _ in batches} <= set(sight.only)

    def _still(self, file: _File | None, now: TextPrints, rule: HintRule) -> _Kept:
        """Return what is kept of accounts whose texts are what they were."""
        if file is None:
            return _Kept(now.ids[:0], now.prints[:0], rule.read(()))
        kept = file.kept
        place = placed(kept.ids, now.ids)
        there = np.flatnonzero(place >= 0)
        return kept.take(place[there[kept.prints[place[there]] == now.prints[there]]])

    def _load(self, rule: HintRule) -> _File | None:
        found = self._file.load()
        if found is None or found[0].get("version") != _named(rule):
            return None
        facts, arrays = found
        try:
            kept = _Kept(arrays["ids"], arrays["prints"], TextHints(**{name: arrays[name] for name in HINTS}))
            batches = [(batch, number, rows) for batch, number, rows in facts["batches"]]
            until = inf if facts["until"] is None else facts["until"]
            return _File(kept, kept_prints(arrays), batches, facts["as_of"], until)
        except (KeyError, ValueError):  # not what this version writes
            return None

    def _save(self, kept: _Kept, now: TextPrints, rule: HintRule, saving: _Saving) -> None:
        until = true_until(self._engine, saving.as_of)
        facts = {
            "version": _named(rule), "batches": saving.batches, "as_of": saving.as_of.timestamp(),
            "until": until if until < inf else None,
        }  # fmt: skip
        arrays = {**kept.hints.arrays(), "ids": kept.ids, "prints": kept.prints, **prints_kept(now)}
        self._file.save(facts, arrays, still_true=lambda: self._batches() == saving.batches)

    def _tell_others(self) -> None:
        self._mark.parent.mkdir(parents=True, exist_ok=True)
        self._mark.touch()


def _named(rule: HintRule) -> str:
    return f"{rule.version}, {LAYOUT}"


def _unread(kept: _Kept, now: TextPrints) -> Ints:
    """Return the positions of those who were not read yet."""
    return np.flatnonzero(placed(kept.ids, now.ids) < 0)


def _parts(rows: Ints, texts: Ints) -> Iterator[Ints]:
    """Yield the accounts at those positions in parts of about as many texts as are read together."""
    if not len(rows):
        return
    part = np.cumsum(texts[rows]) // AT_ONCE
    yield from np.split(rows, np.flatnonzero(np.diff(part)) + 1)


def _told(kept: _Kept, now: TextPrints) -> HintsRead:
    place = placed(now.ids, kept.ids)
    unread = _unread(kept, now)
    return HintsRead(
        accounts=tuple(texts_of(kept.ids)),
        platforms=tuple(now.platform[place].tolist()),
        comments=now.comments[place] > 0,
        captions=now.captions[place],
        hints=kept.hints,
        unread=dict(zip(texts_of(now.ids[unread]), now.texts[unread].tolist(), strict=True)),
        texts=int(now.texts.sum()),
    )

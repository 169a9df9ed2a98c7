"""The index open to read: one version, until a newer one is asked for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Ints
from shoal.index.columns import Columns, join
from shoal.index.embedders import Embedder, asking_embedder, refused
from shoal.index.part import Part, open_part
from shoal.index.sentences import let_go
from shoal.index.store import Store, Version
from shoal.index.vectors import Block
from shoal.index.words import Wording, WordShard

SMALL = 50_000  # accounts of which the index is open again in 0.03 s; of a million it takes a second
ASKED_KEPT = 64  # questions of which the direction is kept
Told = TypeVar("Told")


class Reader:
    """One version of the index: columns in memory, vectors and texts mapped, words open.

    It may be used by several threads. Questions are read by the model that ships, or by an ``embedder`` of one's own.
    """

    def __init__(self, store: Store, version: Version, embedder: Embedder | None = None) -> None:
        self.store = store
        self.version = version
        self.parts: list[Part] = [open_part(store.part(entry.name)) for entry in version.parts]
        alive = np.ones(version.next_row, dtype=bool)
        alive[store.unfound(version)] = False
        self.columns: Columns = join(self.parts, alive)
        self.shards = [WordShard(store.words(shard.words)) for shard in version.shards]
        self.wording = Wording(version.languages, self.shards, version.next_row)
        firsts = [entry.first for entry in version.parts]
        self.blocks = [
            Block(first=first, small=np.asarray(part.small), exact=np.asarray(part.exact))
            for first, part in zip(firsts, self.parts, strict=True)
        ]
        self._firsts = firsts
        self._lock = threading.Lock()
        self._given = self._embedder = embedder
        self._asked: dict[str, NDArray[np.float32]] = {}
        self._ids: tuple[NDArray[np.bytes_], Ints] | None = None

    def __len__(self) -> int:
        """Return how many accounts can be found."""
        return int(np.count_nonzero(self.columns.alive))

    def embedder(self) -> Embedder | None:
        """Return what turns a question into a vector, ``None`` where the index knows words alone."""
        if not self.version.embedder:
            return None
        if self._embedder is not None and self._embedder.name != self.version.embedder:
            return refused(self.version.embedder)
        with self._lock:
            if self._embedder is None:
                self._embedder = asking_embedder(self.version.embedder, self.store.model)
            return self._embedder

    def rest(self) -> None:
        """Let go of the model that ships."""
        with self._lock:
            self._embedder = self._given

    def direction(self, text: str) -> NDArray[np.float32] | None:
        """Return a question as a direction of meaning; the last ones are kept, since filters change more often."""
        with self._lock:
            kept = self._asked.get(text)
        embedder = self.embedder()
        if kept is not None or embedder is None:
            return kept
        found: NDArray[np.float32] = embedder.embed([text])[0]
        with self._lock:
            self._asked[text] = found
            while len(self._asked) > ASKED_KEPT:
                self._asked.pop(next(iter(self._asked)))
        return found

    def account_ids(self, rows: Ints | Sequence[int]) -> list[str]:
        """Return the account ids of some rows."""
        return self._read(np.asarray(rows, dtype=np.int64), Part.account_ids)

    def texts(self, row: int) -> dict[str, str]:
        """Return what an account writes, by field."""
        return self.texts_of(np.array([row]))[0]

    def texts_of(self, rows: Ints) -> list[dict[str, str]]:
        """Return what some accounts write, by field."""
        return self._read(rows, Part.texts)

    def names_of(self, rows: Ints) -> list[dict[str, str]]:
        """Return handle and name of some accounts."""
        return self._read(rows, Part.names)

    def _read(self, rows: Ints, read: Callable[[Part, Ints], list[Told]]) -> list[Told]:
        """Return what the parts say of some rows, in their order."""
        if len(self.parts) == 1:
            return read(self.parts[0], rows)
        numbers = np.searchsorted(self._firsts, rows, side="right") - 1
        found: dict[int, Told] = {}
        for number in set(numbers.tolist()):
            places = np.flatnonzero(numbers == number)
            told = read(self.parts[number], rows[places] - self._firsts[number])
            found.update(zip(places.tolist(), told, strict=True))
        return [found[place] for place in range(len(rows))]

    def rows_of(self, accounts: Iterable[str]) -> Ints:
        """Return the rows of those accounts that can be found, in order of row. The first call sorts all ids."""
        wanted = np.array(sorted(set(accounts)), dtype="S")
        ids, order = self.in_order_of_ids() if len(wanted) else (wanted, np.zeros(0, dtype=np.int64))
        if not len(ids):
            return np.zeros(0, dtype=np.int64)
        place = np.minimum(np.searchsorted(ids, wanted), len(ids) - 1)
        found = order[place[ids[place] == wanted]]
        return np.sort(found)

    def in_order_of_ids(self) -> tuple[NDArray[np.bytes_], Ints]:
        """Return the ids of accounts that can be found in order, with their rows."""
        with self._lock:
            if self._ids is None:
                rows = np.flatnonzero(self.columns.alive)
                every = np.concatenate([part.account_id for part in self.parts]) if self.parts else np.zeros(0, "S1")
                ids = every[rows]
                order = np.argsort(ids, kind="stable")
                self._ids = ids[order], rows[order]
            return self._ids


class Opened:
    """The index of a folder as it is now: opened when first asked for, and anew when another process changed it."""

    def __init__(self, folder: Path, embedder: Embedder | None = None) -> None:
        self.store = Store(folder)
        self._embedder = embedder
        self._lock = threading.Lock()
        self._reader: Reader | None = None

    def reader(self) -> Reader | None:
        """Return the reader of the version in place, ``None`` where there is none. Costs one small read where it is."""
        number = self.store.number()
        with self._lock:
            if self._reader is None or self._reader.version.number != number:
                self._reader = self._open()
            return self._reader

    def _open(self) -> Reader | None:
        """Open the version in place; one that a writer swept away meanwhile was followed by another."""
        for last in (False, False, True):
            version = self.store.version()
            if version is None:
                return None
            try:
                return Reader(self.store, version, self._embedder)
            except (OSError, ValueError):  # a folder that is gone, as numpy and the index of words tell it
                if last or self.store.number() == version.number:
                    raise
        return None

    def rest(self) -> None:
        """Let go of the sentence model and of a small index: 25 MB, and 0.1 s for the next question."""
        with self._lock:
            if self._reader is not None:
                self._reader.rest()
                self._reader = None if len(self._reader.columns) <= SMALL else self._reader
        let_go()

    def forget(self) -> None:
        """Let go of what is open: what was erased must not live on here."""
        with self._lock:
            self._reader = None

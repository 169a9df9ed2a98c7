"""Things that are dear to make and stay true for a while: made once, however many threads ask, and a few are kept."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class _Place(Generic[T]):
    """Where one thing is made: a second thread waits here until the first has made it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.made: list[T] = []


class Cache(Generic[T]):
    """At most ``most`` things by key; the one not asked for longest goes first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._places: OrderedDict[Hashable, _Place[T]] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return the thing of that key, made now if nobody made it before; only who asks for the same key waits."""
        with self._lock:
            place = self._places.setdefault(key, _Place())
            self._places.move_to_end(key)
            while len(self._places) > self._most:
                self._places.popitem(last=False)
        with place.lock:
            if not place.made:
                place.made.append(make())
            return place.made[0]

    def forget(self) -> None:
        """Let go of everything: what was erased must not live on here."""
        with self._lock:
            self._places.clear()

    def made(self) -> list[T]:
        """Return what is there."""
        with self._lock:
            return [place.made[0] for place in self._places.values() if place.made]

    def has(self, key: Hashable) -> bool:
        """Say whether that thing is made already."""
        with self._lock:
            place = self._places.get(key)
            return place is not None and bool(place.made)

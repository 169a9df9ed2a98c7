"""The columns of an open index: facets, filters and orders over all its parts at once.

Small columns are joined in memory, about 60 bytes an account; what is large stays mapped from disk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.domain.brief import Circle
from shoal.domain.bulk import Ints
from shoal.domain.listing import UNKNOWN
from shoal.domain.tiers import SCHEMES, tier_names
from shoal.index.circles import LISTED, SURE, box_about, rows_by_cell
from shoal.index.part import CODED, NUMBERS, Part
from shoal.stats import KM_PER_DEGREE, within_circle

Mask = NDArray[np.bool_]
FEW_CODES = 4  # values up to which they are compared one by one
NOBODY = -2  # a code that no account has


@dataclass(frozen=True, kw_only=True)
class Facet:
    """One facet: its values, and a code for each account that points into them; -1 is not known.

    With ``sets``, a code points into sets of values instead (languages): ``sets[value, set]`` says which hold it.
    """

    values: tuple[str, ...]
    codes: NDArray[Any]
    sets: NDArray[np.bool_] | None = None

    def codes_of(self, chosen: Sequence[str]) -> list[int]:
        """Return the codes that have one of those values, -1 for not known as the last. O(values)."""
        places = [place for place, value in enumerate(self.values) if value in chosen]
        codes = places if self.sets is None else np.flatnonzero(self.sets[places].any(axis=0)).tolist()
        return [*codes, -1] if UNKNOWN in chosen else codes

    def mask(self, wanted: Sequence[int], rows: Ints | None = None) -> Mask:
        """Say which accounts, of all or of some rows, have one of those codes. O(rows)."""
        codes = self.codes if rows is None else self.codes[rows]
        if len(wanted) > FEW_CODES:
            allowed = np.zeros(self._width + 1, dtype=bool)  # -1 takes the last one
            allowed[wanted] = True
            return np.asarray(allowed[codes])
        found = codes == (wanted[0] if wanted else NOBODY)  # a comparison is ten times as fast as a look-up
        for code in wanted[1:]:
            found |= codes == code
        return np.asarray(found)

    def listed(self, wanted: Sequence[int], most: float) -> Ints | None:
        """Return the rows that have one of those codes, in order, from lists; ``None`` where they are more than most.

        The lists take 4 bytes an account and are made when they are first asked for: 20 ms for a million.
        """
        order, ends = self._lists
        spans = [(ends[code], ends[code + 1]) for code in (code % (self._width + 1) for code in wanted)]
        if sum(end - start for start, end in spans) > most:
            return None
        parts = [order[start:end] for start, end in spans]
        found = np.concatenate(parts) if parts else np.zeros(0, dtype=np.int32)
        return (np.sort(found) if len(parts) > 1 else found).astype(np.int64)

    @property
    def _width(self) -> int:
        """Return how many codes there are, not known left aside."""
        return len(self.values) if self.sets is None else self.sets.shape[1]

    @cached_property
    def _lists(self) -> tuple[NDArray[np.int32], list[int]]:
        """Return all rows by their code, those not known last, and where each code begins."""
        codes = np.where(self.codes < 0, self._width, self.codes)
        order = np.argsort(codes, kind="stable").astype(np.int32)
        return order, [0, *np.cumsum(np.bincount(codes, minlength=self._width + 1)).tolist()]

    def counts(self, rows: Ints | None) -> Ints:
        """Return how many of some accounts have each value, those not known last. O(rows)."""
        codes = self.codes if rows is None else self.codes[rows]
        binned = np.bincount(codes + 1, minlength=self._width + 1)
        found = np.empty(len(self.values) + 1, dtype=np.int64)
        found[:-1] = binned[1:] if self.sets is None else self.sets.dot(binned[1:])
        found[-1] = binned[0]
        return found

    @cached_property
    def _said(self) -> NDArray[np.object_]:
        """Return what each code says, ``None`` for not known as the last; the values of a set are joined by ``|``."""
        said: Sequence[str] = self.values
        if self.sets is not None:
            said = ["|".join(np.array(self.values, dtype=object)[held]) for held in self.sets.T]
        return np.array([*said, None], dtype=object)

    def texts(self, rows: Ints) -> list[str | None]:
        """Return the value of each of some accounts, ``None`` where not known."""
        return self._said[self.codes[rows]].tolist()  # type: ignore[no-any-return]

    def text(self, row: int) -> str | None:
        """Return the value of one account."""
        found: str | None = self._said[self.codes[row]]
        return found


@dataclass(slots=True)
class Columns:
    """The columns of all parts, one row after the other."""

    facets: dict[str, Facet]
    numbers: dict[str, NDArray[Any]]
    name_key: NDArray[np.uint64]
    alive: Mask
    has_vector: Mask
    _orders: dict[str, NDArray[np.int32]] = field(default_factory=dict)
    _by_cell: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None

    def __len__(self) -> int:
        """Return the number of rows, those that are not shown any more included."""
        return len(self.alive)

    def facet(self, name: str, scheme: str) -> Facet:
        """Return a facet; tiers depend on their scheme and are worked out when they are first asked for."""
        if name != "tier":
            return self.facets[name]
        key = f"tier {scheme}"
        if key not in self.facets:
            lows = np.array([low for low, _ in SCHEMES[scheme]], dtype=float)
            followers = self.numbers["followers"]
            codes = np.searchsorted(lows, followers, side="right") - 1
            codes[~(followers >= 0)] = -1
            self.facets[key] = Facet(values=tier_names(scheme), codes=codes.astype(np.int8))
        return self.facets[key]

    def known(self, name: str, rows: Ints | None = None) -> Mask:
        """Say of which accounts a figure is known."""
        column = self.numbers["latitude" if name == "circle" else name]
        return np.asarray(~np.isnan(column if rows is None else column[rows]))

    def around(self, circle: Circle, most: float) -> Ints | None:
        """Return the rows in and about a circle, in order, from lists by cell; ``None`` where they are more than most.

        O(rows about). The lists take 8 bytes an account and are made when first asked for: 0.1 s for a million.
        """
        if self._by_cell is None:
            self._by_cell = rows_by_cell(self.numbers["latitude"], self.numbers["longitude"])
        codes, order = self._by_cell
        box = box_about(circle, circle.radius_km / KM_PER_DEGREE * SURE + 1e-4, LISTED)
        ends = np.array([(low, high + 1) for down in box.down for low, high in box.runs(down)], dtype=np.int32)
        places = np.searchsorted(codes, ends.reshape(-1, 2))
        if (places[:, 1] - places[:, 0]).sum() > most:
            return None
        parts = [order[start:end] for start, end in places.tolist()]
        return np.sort(np.concatenate(parts)).astype(np.int64) if parts else np.zeros(0, dtype=np.int64)

    def near(self, circle: Circle, rows: Ints | None = None) -> Mask:
        """Say who lives within a circle: a band of latitude first, the distance only for those inside it."""
        latitude, longitude = self.numbers["latitude"], self.numbers["longitude"]
        asked = latitude if rows is None else latitude[rows]
        reach = np.float32(circle.radius_km / KM_PER_DEGREE * SURE + 1e-4)  # coordinates are kept in single precision
        band = np.flatnonzero(np.abs(asked - np.float32(circle.latitude)) <= reach)
        there = band if rows is None else rows[band]
        narrow = np.cos(np.radians(min(89.0, abs(circle.latitude) + float(reach))))
        away = np.abs(longitude[there] - np.float32(circle.longitude))
        close = np.flatnonzero(np.minimum(away, 360 - away) <= float(reach) / narrow)  # the meridians meet at the poles
        there = there[close]
        inside = np.zeros(len(asked), dtype=bool)
        inside[band[close]] = within_circle(latitude[there], longitude[there], circle)
        return inside

    def name_order(self) -> NDArray[np.int32]:
        """Return for each row its place in the order of names; worked out once, about 1 s for a million."""
        if "name" not in self._orders:
            order = np.lexsort((self.name_key[:, 1], self.name_key[:, 0]))
            place = np.empty(len(order), dtype=np.int32)
            place[order] = np.arange(len(order), dtype=np.int32)
            self._orders["name"] = place
        return self._orders["name"]


def join(parts: Sequence[Part], alive: Mask) -> Columns:
    """Join the columns of all parts."""
    facets = {name: joined_facet(parts, name) for name in CODED if name != "languages"}
    facets["language"] = languages(joined_facet(parts, "languages"))
    return Columns(
        facets=facets,
        numbers={name: joined([part.numbers[name] for part in parts], NUMBERS[name]) for name in NUMBERS},
        name_key=joined([part.name_key for part in parts], np.uint64),
        alive=alive,
        has_vector=joined([part.has_vector for part in parts], np.bool_) & alive,
    )


def joined(arrays: Sequence[NDArray[Any]], kind: Any) -> NDArray[Any]:  # noqa: ANN401  whatever numpy takes as a kind
    """Return arrays one after the other; a single one stays mapped."""
    if not arrays:
        return np.zeros((0, 2) if kind is np.uint64 else 0, dtype=kind)
    return np.asarray(arrays[0]) if len(arrays) == 1 else np.concatenate(arrays)


def joined_facet(parts: Sequence[Part], name: str) -> Facet:
    """Return one coded column of all parts, its values in order."""
    values = sorted({word for part in parts for word in part.words[name]})
    place = {word: number for number, word in enumerate(values)}
    kind = np.int16 if len(values) < np.iinfo(np.int16).max else np.int32
    codes = []
    for part in parts:
        anew = np.array([*(place[word] for word in part.words[name]), -1], dtype=kind)
        codes.append(anew[part.codes[name]])
    return Facet(values=tuple(values), codes=joined(codes, kind))


def languages(sets: Facet) -> Facet:
    """Return the facet of languages from one of joined languages: an account may have several."""
    spoken = [frozenset(filter(None, words.split("|"))) for words in sets.values]
    values = sorted({language for one in spoken for language in one})
    held = np.array([[value in one for one in spoken] for value in values], dtype=bool).reshape(
        len(values), len(spoken)
    )
    return Facet(values=tuple(values), codes=sets.codes, sets=held)


def most_common(counts: Ints, facet: Facet, ordered: Mapping[str, int] | None = None) -> list[int]:
    """Return the places of a facet's values that occur, most frequent first, or in a given order."""
    many = counts[:-1].tolist()
    filled = [place for place, count in enumerate(many) if count]
    if ordered is not None:
        return sorted(filled, key=lambda place: ordered.get(facet.values[place], len(ordered)))
    return sorted(filled, key=lambda place: (-many[place], facet.values[place]))

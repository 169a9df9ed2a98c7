"""One question to the list on its way: the masks of its filters, whom they leave, and what else there is.

O(accounts) on small columns; nouns are made for the lines of a page alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.app.listing.asked_words import asked_words
from shoal.app.listing.facets import Column, Mask
from shoal.app.listing.roll import Roll
from shoal.app.listing.seeking import Sought
from shoal.domain.brief import Circle
from shoal.domain.bulk import Floats, Ints
from shoal.domain.listing import FACETS, SPANS, UNKNOWN, FacetValue, ListQuery, Relaxation, Span
from shoal.stats import KM_PER_DEGREE, distance_km

MOST_VALUES = 20  # of one facet that are listed; the rest are counted
Seek = Callable[[Mask | None], Sought]


class Picking:
    """One query, with the masks of its filters. ``seek`` looks for its text, or for who is like somebody.

    ``people`` says which positions are accounts of one person: a number for each person, by position.
    """

    def __init__(self, roll: Roll, query: ListQuery, seek: Seek, people: Mapping[int, int]) -> None:
        self.roll = roll
        self.people = people
        self.query = query
        self.wishes = asked_words(query, roll.currency)
        self.masks = self._masks()
        self._everywhere = self._both(self.masks)
        self.sought: Sought | None = None
        if query.like or query.text.strip():
            self.sought = seek(self._everywhere)
            self.masks["like" if query.like else "text"] = self._marked(self.sought.every)
            self._everywhere = self._both(self.masks)

    # filters -------------------------------------------------------------------------------------------------------

    def _masks(self) -> dict[str, Mask]:
        roll, query = self.roll, self.query
        masks = {facet: self.column(facet).mask(query.chosen(facet)) for facet in FACETS if query.chosen(facet)}
        for name in SPANS:
            if (span := query.span(name)) is not None:
                masks[name] = self._open(name, within(roll.figure(name), span))
        if query.circle is not None:
            masks["circle"] = self._open("circle", self._near(query.circle))
        if query.last_post_after is not None:
            since = Span(low=query.last_post_after.timestamp())
            masks["last_post"] = self._open("last_post", within(roll.figure("last_post"), since))
        if query.tag_accounts is not None:
            masks["tag"] = self._marked(roll.register.rows_of(sorted(query.tag_accounts)))
        return masks

    def _open(self, name: str, mask: Mask) -> Mask:
        """Return a filter that lets those pass too of whom its fact is not known, where that is asked for."""
        return mask | ~self._known(name) if name in self.query.keep_unknown else mask

    def _known(self, name: str) -> Mask:
        return np.isfinite(self.roll.figure("latitude" if name == "circle" else name))

    def _near(self, circle: Circle) -> Mask:
        """Say who lives within a circle: a band of latitude first, the distance only for those inside it."""
        latitude, longitude = (self.roll.figure(name) for name in ("latitude", "longitude"))
        mask = np.abs(latitude - circle.latitude) <= circle.radius_km / KM_PER_DEGREE
        band = np.flatnonzero(mask)
        mask[band] = distance_km(latitude[band], longitude[band], circle) <= circle.radius_km
        return np.asarray(mask)

    def column(self, facet: str) -> Column:
        """Return the column of a facet in the scheme of the query."""
        return self.roll.column(facet, self.query.tier_scheme)

    def _marked(self, rows: Ints) -> Mask:
        mask = np.zeros(len(self.roll), dtype=bool)
        mask[rows] = True
        return mask

    def _both(self, masks: Mapping[str, Mask]) -> Mask | None:
        """Return who passes all of some filters, ``None`` for everybody."""
        return np.logical_and.reduce(list(masks.values())) if masks else None

    def _without(self, name: str) -> Mask | None:
        """Return who passes all filters but one."""
        if name not in self.masks:
            return self._everywhere
        return self._both({other: mask for other, mask in self.masks.items() if other != name})

    # what they leave -----------------------------------------------------------------------------------------------

    def picked(self) -> NDArray[Any]:
        """Return the positions that fit the query, in its order; a person of several accounts by the first of them."""
        rows = self._in_order()
        if not self.people:
            return rows
        number = np.full(len(self.roll), -1, dtype=np.int32)
        number[list(self.people)] = list(self.people.values())
        places = np.flatnonzero(number[rows] >= 0)
        _, first = np.unique(number[rows[places]], return_index=True)
        return np.delete(rows, np.delete(places, first))

    def held(self, rows: NDArray[Any]) -> Mask:
        """Say who of some stays here until a person has looked: for all accounts of somebody, whichever it is."""
        blocked = self.roll.states.blocked[rows]
        minors = {number for row, number in self.people.items() if self.roll.states.blocked[row]}
        if minors:
            blocked = blocked | np.array([self.people.get(int(row)) in minors for row in rows], dtype=bool)
        return np.asarray(blocked)

    def everybody(self) -> int:
        """Return how many people the whole list holds."""
        return self._people(None)

    def _in_order(self) -> NDArray[Any]:
        """Return the positions that fit; not known comes last both ways."""
        if self.query.sort == "fit" and self.sought is not None:
            rows = self.sought.rows
            return rows if self._everywhere is None else rows[self._everywhere[rows]]
        if self.query.sort == "distance" and self.query.circle is not None:
            return self._by_distance()
        known, rest = self.roll.order("name" if self.query.sort in ("fit", "distance") else self.query.sort)
        known = known[::-1] if self.query.descending else known
        if self._everywhere is not None:
            known, rest = known[self._everywhere[known]], rest[self._everywhere[rest]]
        return np.concatenate((known, rest)) if len(rest) else known

    def _by_distance(self) -> NDArray[Any]:
        by_name = self.roll.register.order("name")
        rows = by_name if self._everywhere is None else by_name[self._everywhere[by_name]]
        away = self.distances(rows)
        return rows[np.argsort(-away if self.query.descending else away, kind="stable")]  # NaN sorts last

    def distances(self, rows: NDArray[Any]) -> Floats:
        """Return how far from the middle of the circle some live, NaN where not known or not asked for."""
        if self.query.circle is None:
            return np.full(len(rows), np.nan)
        latitude, longitude = (self.roll.figure(name)[rows] for name in ("latitude", "longitude"))
        return distance_km(latitude, longitude, self.query.circle)

    def facets(self) -> tuple[dict[str, tuple[FacetValue, ...]], dict[str, int]]:
        """Return the values of each facet counted over the other filters, and how many values are not listed.

        People are counted: somebody of several accounts once for each value.
        """
        values, more = {}, {}
        everywhere = None if self._everywhere is None else np.flatnonzero(self._everywhere)
        for facet in FACETS:
            kept = everywhere
            if facet in self.masks:
                mask = self._without(facet)
                kept = None if mask is None else np.flatnonzero(mask)
            column = self.column(facet)
            scheme = self.query.tier_scheme
            counts = self.roll.totals(facet, scheme) if kept is None else column.counts(kept)
            counts = counts - self._counted_again(column, kept)
            values[facet], more[facet] = _values(facet, column, counts, self.query.chosen(facet))
        return values, more

    def _counted_again(self, column: Column, kept: Ints | None) -> Ints:
        """Return by value how many of the kept accounts are further ones of somebody counted there. O(people told)."""
        again = np.zeros(len(column.values) + 1, dtype=np.int64)
        for rows in self._people_in(kept).values():
            again += np.maximum(column.counts(np.array(rows)) - 1, 0)
        return again

    def _people_in(self, kept: Ints | None) -> dict[int, list[int]]:
        """Return who of the kept accounts are one person, by the number of that person."""
        members = np.array(list(self.people), dtype=np.int64)
        found: dict[int, list[int]] = {}
        for row in members.tolist() if kept is None else members[np.isin(members, kept)].tolist():
            found.setdefault(self.people[row], []).append(row)
        return found

    def _people(self, mask: Mask | None) -> int:
        """Return how many people some accounts are."""
        kept = None if mask is None else np.flatnonzero(mask)
        accounts = len(self.roll) if kept is None else len(kept)
        return accounts - sum(len(rows) - 1 for rows in self._people_in(kept).values())

    # what else there is --------------------------------------------------------------------------------------------

    def unknown(self) -> dict[str, int]:
        """Count by filter who fits all others and is left out because that filter's fact is not known."""
        found = {}
        for name in self.wishes:
            if name not in self.query.keep_unknown:
                others, unknown = self._without(name), ~self._known(name)
                found[name] = self._people(unknown if others is None else unknown & others)
        return {name: count for name, count in found.items() if count}

    def relaxations(self) -> tuple[Relaxation, ...]:
        """Return what leaving one filter out would give, most first; one that gives nothing is left out."""
        found = []
        for name in self.masks:
            count = self._people(self._without(name))
            found += [Relaxation(name=name, label=self._label(name), count=count)] if count else []
        return tuple(sorted(found, key=lambda one: (-one.count, one.name)))

    def _label(self, name: str) -> str:
        if name in self.wishes:
            return self.wishes[name]
        told = {"text": f"text = {self.query.text.strip()}", "tag": "tag", "like": "like those chosen"}
        return told[name] if name in told else f"{name} = {' or '.join(self.query.chosen(name))}"


def within(column: Floats, span: Span) -> Mask:
    """Say whose figure lies between two ends, both in it; not known does not."""
    with np.errstate(invalid="ignore"):
        mask = np.isfinite(column) if span.low is None else column >= span.low
        return np.asarray(mask if span.high is None else mask & (column <= span.high))


def _values(facet: str, column: Column, counts: Ints, chosen: Sequence[str]) -> tuple[tuple[FacetValue, ...], int]:
    """Return the values of one facet, most frequent first, not known last, and how many more there are."""
    filled = [place for place in range(len(column.values)) if counts[place] or column.values[place] in chosen]
    if facet not in ("verdict", "tier"):  # these have an order of their own
        filled.sort(key=lambda place: (-int(counts[place]), column.labels[place]))
    listed = [place for nth, place in enumerate(filled) if nth < MOST_VALUES or column.values[place] in chosen]
    values = [_value(column.values[place], column.labels[place], counts[place], chosen) for place in listed]
    if counts[-1] or UNKNOWN in chosen:
        values.append(_value(UNKNOWN, UNKNOWN, counts[-1], chosen))
    absent = [value for value in chosen if value not in (*column.values, UNKNOWN)]
    values += [_value(value, value, 0, chosen) for value in absent]
    return tuple(values), len(filled) - len(listed)


def _value(value: str, label: str, count: int, chosen: Sequence[str]) -> FacetValue:
    return FacetValue(value=value, label=label, count=int(count), chosen=value in chosen)

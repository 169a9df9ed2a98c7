"""The filters of a question, one by name, so that each can be left out to say what it costs.

They are asked one after the other: the first of all rows, the later ones of those that are left where these are few.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from shoal.domain.brief import Circle
from shoal.domain.bulk import Floats, Ints
from shoal.domain.listing import SPANS, Span
from shoal.domain.search import SEARCH_FACETS, SearchQuery
from shoal.index.circles import CELLS, box_about, cell_of
from shoal.index.columns import Columns, Facet, Mask
from shoal.index.people import People, further
from shoal.stats import KM_PER_DEGREE

FIGURES = {"price": "price_minor"}  # where the column of a span has another name
FEW = 0.3  # share of rows below which only those that are left are asked
MOST_CELLS = 48  # marks that are looked up for a circle
Test = Callable[[Ints | None], Mask]


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What belongs to one brand, laid over the shared index for one question and kept nowhere.

    ``facets`` stand in for those of the index or come beside them; ``chosen`` are values wanted of those beside.
    ``figures`` by row stand in for those of the index (``price``: fees that the brand knows). ``masks`` are further
    filters over all rows, by a name that a person understands. ``shown`` leaves out rows that the index still has and
    nobody may see any more, such as those of a batch that was undone since. ``people`` says which rows are accounts of
    one person (:mod:`shoal.index.people`).
    """

    facets: Mapping[str, Facet] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: Mapping[str, Floats] = field(default_factory=dict)
    masks: Mapping[str, Mask] = field(default_factory=dict)
    shown: Mask | None = None
    people: People = field(default_factory=dict)


NOTHING_OWN = Own()


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """Some rows and what each filter says of them, asked once; ``failed`` counts the filters that a row fails."""

    rows: Ints
    passed: Mapping[str, Mask]
    failed: NDArray[np.int8]

    def passing(self, but: str = "") -> Ints:
        """Return which rows pass all filters, or all but one, in their order."""
        return self.rows.compress(self.passes(but))

    def passes(self, but: str = "") -> Mask:
        """Say of each row whether it passes all filters, or all but one."""
        allowed = ~self.passed[but] if but in self.passed else np.int8(0)
        return np.asarray(self.failed == allowed)

    def joined_by(self, rows: Ints) -> Judged:
        """Return these rows with others behind them that pass all filters."""
        if not len(rows):
            return self
        passed = {name: np.append(mask, np.ones(len(rows), dtype=bool)) for name, mask in self.passed.items()}
        failed = np.append(self.failed, np.zeros(len(rows), dtype=np.int8))
        return Judged(rows=np.append(self.rows, rows), passed=passed, failed=failed)


class Filters:
    """The filters of one question."""

    def __init__(self, columns: Columns, query: SearchQuery, own: Own, rows_of: Mapping[str, Ints]) -> None:
        self.columns = columns
        self.query = query
        self.own = own
        self.alive = columns.alive if own.shown is None else columns.alive & own.shown
        self._codes = {
            name: self.facet(name).codes_of(chosen)
            for name in dict.fromkeys((*SEARCH_FACETS, *own.facets))
            if (chosen := self.chosen(name))
        }
        self.tests: dict[str, Test] = {name: partial(self.facet(name).mask, self._codes[name]) for name in self._codes}
        if query.circle is not None:
            self.tests["circle"] = self._circle_test(query.circle)
        for name, span in self._spans().items():
            self.tests[name] = self._span_test(name, span)
        if query.tag_accounts is not None:
            self.tests["tag"] = mask_test(self._marked(rows_of["tag"]))
        if query.without:
            self.tests["without"] = mask_test(~self._marked(rows_of["without"]))
        self.tests |= {name: mask_test(mask) for name, mask in own.masks.items()}

    def facet(self, name: str) -> Facet:
        """Return a facet: the brand's own where there is one."""
        return self.own.facets[name] if name in self.own.facets else self.columns.facet(name, self.query.tier_scheme)

    def chosen(self, name: str) -> tuple[str, ...]:
        """Return the values chosen of a facet."""
        return self.query.chosen(name) if name in SEARCH_FACETS else self.own.chosen.get(name, ())

    def _spans(self) -> dict[str, Span]:
        spans = {name: span for name in SPANS if (span := self.query.span(name)) is not None}
        if self.query.last_post_after is not None:
            spans["last_post"] = Span(low=self.query.last_post_after.timestamp())
        return spans

    def _span_test(self, name: str, span: Span) -> Test:
        figure, keep = self.figure(name), name in self.query.keep_unknown

        def test(rows: Ints | None) -> Mask:
            asked = figure if rows is None else figure[rows]
            inside = asked >= (-np.inf if span.low is None else span.low)
            if span.high is not None:
                inside &= asked <= span.high
            return np.asarray(inside | np.isnan(asked) if keep else inside)

        return test

    def figure(self, name: str) -> Floats:
        """Return a figure of all rows: the brand's own where there is one."""
        return self.own.figures[name] if name in self.own.figures else self.columns.numbers[FIGURES.get(name, name)]

    def _circle_test(self, circle: Circle) -> Test:
        keep = "circle" in self.query.keep_unknown

        def test(rows: Ints | None) -> Mask:
            inside = self.columns.near(circle, rows)
            return inside | ~self.columns.known("circle", rows) if keep else inside

        return test

    def _marked(self, rows: Ints) -> Mask:
        mask = np.zeros(len(self.columns), dtype=bool)
        mask[rows] = True
        return mask

    @cached_property
    def rows(self) -> Ints:
        """Return the rows that pass all filters, in order."""
        return self.without("")

    def without(self, name: str) -> Ints:
        """Return the rows that pass all filters but one, in order."""
        mask: Mask | None = None
        start, rows = self._listed(name)
        for other, test in self.tests.items():
            if other in (name, start):
                continue
            if rows is not None:
                rows = rows.compress(test(rows))
                continue
            mask = test(None) if mask is None else mask & test(None)
            if np.count_nonzero(mask) < FEW * len(mask):
                rows = np.flatnonzero(mask)
        if rows is None:
            return np.flatnonzero(self.alive if mask is None else mask & self.alive)
        return rows.compress(self.alive[rows])

    def _listed(self, without: str) -> tuple[str, Ints | None]:
        """Return the rows of the filter with a list that keeps fewest, where one keeps few, and its name to leave out.

        A list about a circle holds some more than the circle does, so that this filter is still to be asked.
        """
        most = FEW * len(self.alive)
        start, rows = "", None
        if self.query.circle is not None and without != "circle" and "circle" not in self.query.keep_unknown:
            rows = self.columns.around(self.query.circle, most)
        for name, codes in self._codes.items():
            if name != without:
                fewer = self.facet(name).listed(codes, most if rows is None else len(rows))
                start, rows = (start, rows) if fewer is None else (name, fewer)
        return start, rows

    def judged(self, rows: Ints) -> Judged:
        """Ask all filters of some rows that can be found at all. O(rows x filters)."""
        passed = {name: test(rows) for name, test in self.tests.items()}
        failed = np.zeros(len(rows), dtype=np.int8)
        for mask in passed.values():
            failed += ~mask
        return Judged(rows=rows, passed=passed, failed=failed)

    def unknown_among(self, every: Judged | None) -> dict[str, int]:
        """Count by filter who fits all others and is left out because that filter's fact is not known."""
        found = {}
        for name in (*SPANS, "circle", "last_post"):
            if name in self.tests and name not in self.query.keep_unknown:
                others = self.without(name) if every is None else every.passing(but=name)
                unknown = others[np.isnan(self.figure("latitude" if name == "circle" else name)[others])]
                found[name] = len(unknown) - further(self.own.people, unknown)
        return {name: count for name, count in found.items() if count}

    def marks(self) -> list[list[str]]:
        """Return filters that the index of words knows itself, as groups of which one mark has to be there."""
        groups = []
        for name in ("platform", "country", "language", "niche"):
            chosen = self.chosen(name)
            if chosen and name not in self.own.facets and "unknown" not in chosen:
                groups.append([f"{name}:{value}" for value in chosen])
        if self.query.circle is not None and "circle" not in self.query.keep_unknown:
            groups.extend(filter(None, [cells_around(self.query.circle)]))
        return groups


def mask_test(mask: Mask) -> Test:
    """Return the test of a mask over all rows."""
    return lambda rows: mask if rows is None else mask[rows]


def cells_around(circle: Circle) -> list[str]:
    """Return the marks of the smallest cells that cover a circle with few of them, none where all are too small."""
    for size in CELLS:
        box = box_about(circle, circle.radius_km / KM_PER_DEGREE, size)
        if len(box.down) * (box.east - box.west + 1) <= MOST_CELLS:
            return [cell_of(size, down, across) for down in box.down for across in box.across()]
    return []

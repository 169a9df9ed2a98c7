"""What else a page shows: how many have each value of a facet, and what a filter is called."""

from __future__ import annotations

from shoal.domain.bulk import Ints
from shoal.domain.listing import SPANS, UNKNOWN, FacetValue
from shoal.domain.search import SEARCH_FACETS
from shoal.domain.tiers import tier_names
from shoal.index.columns import Facet, most_common
from shoal.index.filters import Filters, Judged
from shoal.index.people import counted

MOST_VALUES = 20  # of one facet that are listed; the rest are counted
VERDICTS = {"own record": 0, "ok": 1, "review": 2, "refuse": 3}


def counted_facets(
    filters: Filters, kept: Ints, every: Judged | None
) -> tuple[dict[str, tuple[FacetValue, ...]], dict[str, int]]:
    """Return the values of the facets asked for, counted over what was found, each leaving its own filter out.

    People are counted. ``every`` is what the text found before any filter, ``None`` where there is no text.
    """
    values, more = {}, {}
    for name in (*filters.query.facets, *(own for own in filters.own.facets if own not in SEARCH_FACETS)):
        rows = kept
        if name in filters.tests:
            rows = filters.without(name) if every is None else every.passing(but=name)
        facet = filters.facet(name)
        counts = counted(facet, filters.own.people, rows)
        values[name], more[name] = listed(name, facet, counts, filters)
    return values, more


def listed(name: str, facet: Facet, counts: Ints, filters: Filters) -> tuple[tuple[FacetValue, ...], int]:
    """Return the values of one facet, most frequent first and not known last, and how many more there are."""
    chosen = filters.chosen(name)
    filled = most_common(counts, facet, order_of(name, filters))
    if chosen:
        filled += [place for place, value in enumerate(facet.values) if value in chosen and not counts[place]]
    shown = filled[:MOST_VALUES] + [place for place in filled[MOST_VALUES:] if facet.values[place] in chosen]
    values = [value_of(facet.values[place], int(counts[place]), chosen) for place in shown]
    if counts[-1] or UNKNOWN in chosen:
        values.append(value_of(UNKNOWN, int(counts[-1]), chosen))
    values += [value_of(value, 0, chosen) for value in chosen if value not in (*facet.values, UNKNOWN)]
    return tuple(values), len(filled) - len(shown)


def order_of(name: str, filters: Filters) -> dict[str, int] | None:
    """Return the order in which the values of a facet are listed, ``None`` where the most frequent come first."""
    if name == "tier":
        return {tier: place for place, tier in enumerate(tier_names(filters.query.tier_scheme))}
    return VERDICTS if name == "verdict" else None


def value_of(value: str, count: int, chosen: tuple[str, ...]) -> FacetValue:
    """Return one value of a facet; labels for persons are put in by whoever shows it."""
    return FacetValue(value=value, label=value, count=count, chosen=value in chosen)


def relaxation_label(filters: Filters, name: str) -> str:
    """Return a filter as a person reads it."""
    query = filters.query
    if name in SPANS and (span := query.span(name)) is not None:
        low, high = ("any" if end is None else f"{end:,.10g}" for end in (span.low, span.high))
        return f"{name} {low} to {high}"
    if name == "circle" and query.circle is not None:
        return f"within {query.circle.radius_km:g} km of {query.circle.name}"
    if name == "last_post" and query.last_post_after is not None:
        return f"posted since {query.last_post_after:%Y-%m-%d}"
    chosen = filters.chosen(name)
    return f"{name} = {' or '.join(chosen)}" if chosen else name

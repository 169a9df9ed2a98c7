"""One question answered: filters, words and meaning side by side, one list of both, facets, and what else there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from tantivy import Query

from shoal.domain.bulk import Floats, Ints
from shoal.domain.listing import SPANS, Relaxation
from shoal.domain.search import MOST_TEXT, SEARCH_SORTS, SearchPage, SearchQuery
from shoal.domain.tiers import SCHEMES
from shoal.errors import InputError
from shoal.index.asking import Asked, asked
from shoal.index.columns import Mask
from shoal.index.filters import NOTHING_OWN, Filters, Judged, Own
from shoal.index.fuse import NOTHING, Fused, Listed, covered, first_of, fuse
from shoal.index.lines import lines, meant
from shoal.index.people import first_of_each, further
from shoal.index.reader import Reader
from shoal.index.shown import counted_facets, relaxation_label
from shoal.index.vectors import nearest, threads, weighed
from shoal.index.words import KEPT_HITS, WordHits
from shoal.stats import distance_km

NEAR_KEPT = 200  # nearest by meaning that are taken into the list
# Cosine from which a text counts as close; who is less close is found by words alone. A judgement: from .15 on three in
# four made-up creators of a subject are found (python -m benchmarks.fit, development half), below .25 most of what
# one-line TikTok bios bring has nothing to do with the question.
CLOSE = 0.2
MANY_ROWS = 100_000  # rows to look at from which words and meaning are looked for at the same time (measured)
# Share of rows that pass below which it is asked first whether any of them has so many words: most often none has
SELECTIVE = 0.05
MOST_ROWS = 500
LATEST_PAGE = 10_000
Direction = NDArray[np.float32]  # of a question's meaning, of length 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ByWords:
    """What words found: who passes, best first, ``every`` row they found with what filters say of it, and notes."""

    listed: Listed
    every: Judged | None = None
    notes: tuple[str, ...] = ()


def search(reader: Reader, query: SearchQuery, own: Own = NOTHING_OWN) -> SearchPage:
    """Answer a question; see :mod:`shoal.domain.search`. Raises ``InputError`` for what cannot be asked.

    O(accounts) on small columns, plus the scan of the vectors where meaning is asked for.
    """
    refuse(query)
    filters = filters_of(reader, query, own)
    question = asked(query.text)
    if question.empty and not question.unwanted:
        page = everyone(reader, query, filters)
        return page if not query.text.strip() else replace(page, notes=(*page.notes, nothing_asked(query.text)))
    return answered(reader, query, filters, looked_for(reader, query, filters, question))


def filters_of(reader: Reader, query: SearchQuery, own: Own) -> Filters:
    """Return the filters of a question, the accounts it names found in the index."""
    named = {"tag": reader.rows_of(query.tag_accounts or ()), "without": reader.rows_of(query.without)}
    return Filters(reader.columns, query, own, named)


def everyone(reader: Reader, query: SearchQuery, filters: Filters) -> SearchPage:
    """Answer a question without a text: the filters alone."""
    rows = filters.rows
    nothing = np.zeros(len(rows), dtype=np.int64)
    found = Fused(rows=rows, scores=np.zeros(len(rows)), ranks=(nothing, nothing))
    return answered(reader, query, filters, Found(fused=found, question=Asked((), ())))


def looked_for(reader: Reader, query: SearchQuery, filters: Filters, question: Asked) -> Found:
    """Look for a text: words in one thread while the other reads the question, or scans all vectors.

    A small index is asked in one thread: two would wait for each other longer than the work takes.
    """
    if len(filters.rows) >= MANY_ROWS:
        words = threads().submit(by_words, reader, query, filters, question)
        vector = direction(reader, query, question)
        close = by_meaning(reader, vector, filters, question)
        told = words.result()
    else:
        ahead = threads().submit(direction, reader, query, question) if len(reader.columns) >= MANY_ROWS else None
        told = by_words(reader, query, filters, question)
        vector = direction(reader, query, question) if ahead is None else ahead.result()
        close = by_meaning(reader, vector, filters, question)
    found = fuse(told.listed, close, lambda rows: nearness(reader, vector, rows))
    every = None if told.every is None else told.every.joined_by(found.rows[found.ranks[0] == 0])
    return Found(fused=found, question=question, every=every, notes=told.notes)


def direction(reader: Reader, query: SearchQuery, question: Asked) -> Direction | None:
    """Return a question as a direction of meaning, ``None`` where that is not asked for or cannot be said."""
    text = meant(query.text)
    return reader.direction(text) if text and query.meaning and not question.empty else None


def by_words(reader: Reader, query: SearchQuery, filters: Filters, question: Asked) -> ByWords:
    """Find by words: all of them, or as many as somebody who passes has."""
    notes = []
    if question.left_over:
        notes.append(f"Only the first {len(question.wanted)} words were looked for.")
    if question.empty:
        rows = filters.rows[~holding(reader, question)[filters.rows]]
        listed = Listed(rows=rows[:KEPT_HITS], scores=np.zeros(min(len(rows), KEPT_HITS)))
        return ByWords(listed=listed, notes=tuple(notes))
    wanted = len(question.wanted)
    least = wanted if query.words == "all" else 1
    most = -(-KEPT_HITS // max(1, len(reader.shards)))
    probed = len(filters.rows) < SELECTIVE * len(reader.columns)
    while True:
        marks = filters.marks() if many(reader, question, least) else []
        asked_for = reader.wording.query(question, least, marks)
        if least > 1 and probed and not marks and nobody(reader, filters, asked_for, most):
            least -= 1
            continue
        found = [shard.find(asked_for, most=most) for shard in reader.shards]
        hits = merged(found, filters.alive)
        every = filters.judged(hits.rows)
        passing = hits.take(every.passes())
        if len(passing.rows) or least == 1:
            break
        least -= 1
    if len(passing.rows) and least < wanted and query.words == "all":
        notes.append(f"Nobody who fits has all of these words; shown is who has {least} of {wanted}.")
    if any(len(part.rows) == most for part in found):
        notes.append(f"More than {most * len(reader.shards):,} have these words: the best of them were looked at.")
    scores = covered(passing.scores, reader.wording.worth(question))
    return ByWords(listed=Listed(rows=passing.rows, scores=scores), every=every, notes=tuple(notes))


def nobody(reader: Reader, filters: Filters, query: Query, most: int) -> bool:
    """Say whether it is sure that nobody who passes answers a query."""
    found = [shard.rows(query, most=most) for shard in reader.shards]
    rows, passing = np.concatenate(found), filters.rows
    if max(map(len, found)) == most or not len(passing):
        return not len(passing)
    near = passing[np.minimum(np.searchsorted(passing, rows), len(passing) - 1)]
    return not (near == rows).any()


def many(reader: Reader, question: Asked, least: int) -> bool:
    """Say whether more may have the words than are looked at one by one."""
    counts = [reader.wording.frequency(one.words[0]) for one in question.wanted]
    expected = min(counts) if least == len(counts) else sum(counts)
    return expected > KEPT_HITS // 2


def merged(parts: Sequence[WordHits], alive: Mask) -> WordHits:
    """Return who can be found of the hits of several indexes of words, best first; ties go to the lower row."""
    rows = np.concatenate([part.rows for part in parts]) if parts else np.zeros(0, dtype=np.int64)
    scores = np.concatenate([part.scores for part in parts]) if parts else np.zeros(0, dtype=np.float32)
    # no score is below 0, so its bits are in its order: one number to sort by costs a quarter of two
    order = np.argsort(((~scores.view(np.uint32)).astype(np.uint64) << 32) | rows.astype(np.uint64))
    order = order[alive[rows[order]]]
    return WordHits(rows=rows[order], scores=scores[order])


def holding(reader: Reader, question: Asked) -> NDArray[np.bool_]:
    """Say who has one of the words that must not be there."""
    mask = np.zeros(len(reader.columns), dtype=bool)
    for out in question.unwanted:
        query = reader.wording.one(out, typos=False)
        for shard in reader.shards:
            mask[shard.find(query, most=len(mask)).rows] = True
    return mask


def by_meaning(reader: Reader, vector: Direction | None, filters: Filters, question: Asked) -> Listed:
    """Find by meaning: the nearest to a direction that are close enough, nearest first."""
    if vector is None:
        return NOTHING
    rows = filters.rows[reader.columns.has_vector[filters.rows]]
    if question.unwanted:
        rows = rows[~holding(reader, question)[rows]]
    return close_ones(reader, vector, rows)


def close_ones(reader: Reader, vector: Direction, rows: Ints) -> Listed:
    """Return who of some rows is close to a direction, nearest first."""
    near = nearest(reader.blocks, vector, rows, NEAR_KEPT, CLOSE)
    return Listed(rows=near.rows, scores=near.cosines.astype(np.float64))


def nearness(reader: Reader, vector: Direction | None, rows: Ints) -> Floats:
    """Return how near each of a few rows is to a direction of meaning, 0 where it is not or there is none."""
    if vector is None:
        return np.zeros(len(rows))
    return np.maximum(np.round(weighed(reader.blocks, vector, rows), 6), 0.0).astype(np.float64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found before it is cut to a page: ``every`` row that the text finds whatever the filters, and notes."""

    fused: Fused
    question: Asked
    every: Judged | None = None
    notes: tuple[str, ...] = ()


def answered(reader: Reader, query: SearchQuery, filters: Filters, told: Found) -> SearchPage:
    """Return the page: ordered, cut, counted, explained."""
    found, question, every, people = told.fused, told.question, told.every, filters.own.people
    facets, more = counted_facets(filters, found.rows, every)
    hits = in_order(reader, filters, found, question)
    said = (reader.version.reason,) if reader.version.reason and question.wanted else ()
    return SearchPage(
        query=query,
        hits=lines(reader, query, hits.take(np.arange(query.offset, max(query.offset, len(hits)))), question),
        total=len(found) - further(people, found.rows),
        everybody=len(reader) - further(people),
        passing=len(filters.rows) - further(people, filters.rows),
        by_words=int(np.count_nonzero(found.ranks[0])),
        by_meaning=int(np.count_nonzero(found.ranks[1])),
        facets=facets,
        more=more,
        unknown=filters.unknown_among(every),
        relaxations=() if len(found) else relaxations(filters, every),
        notes=(*told.notes, *said),
    )


def in_order(reader: Reader, filters: Filters, found: Fused, question: Asked) -> Fused:
    """Return the first lines of what was found, in the order asked for, each person on the first that is theirs."""
    query, people = filters.query, filters.own.people
    ordered = of_order(reader, filters, found, question, query.offset + query.limit + len(people))
    return ordered.take(first_of_each(people, ordered.rows)[: query.offset + query.limit]) if people else ordered


def of_order(reader: Reader, filters: Filters, found: Fused, question: Asked, wanted: int) -> Fused:
    """Return the first of what was found in the order asked for; what is not known comes last both ways."""
    query = filters.query
    if query.sort == "fit" and not question.empty:
        return found.best(wanted)
    columns, rows = reader.columns, found.rows
    if query.sort in ("fit", "name"):
        keys = columns.name_order()[rows].astype(np.float64)
    elif query.sort == "distance" and query.circle is not None:
        keys = distance_km(columns.numbers["latitude"][rows], columns.numbers["longitude"][rows], query.circle)
    else:
        keys = filters.figure(query.sort)[rows].astype(np.float64)
    keys = np.where(np.isnan(keys), np.inf, -keys if query.descending else keys)
    return found.take(first_of(keys, rows, wanted))


def relaxations(filters: Filters, every: Judged | None) -> tuple[Relaxation, ...]:
    """Return what leaving one filter out would give, most first; the text counts as one."""
    found = []
    for name in filters.tests:
        rows = filters.without(name) if every is None else every.passing(but=name)
        found.append((name, relaxation_label(filters, name), rows))
    if every is not None:
        found.append(("text", f"text = {filters.query.text.strip()[:80]}", filters.rows))
    counted = [
        Relaxation(name=name, label=label, count=len(rows) - further(filters.own.people, rows))
        for name, label, rows in found
    ]
    return tuple(sorted((one for one in counted if one.count), key=lambda one: (-one.count, one.name)))


def nothing_asked(text: str) -> str:
    """Return the sentence for a text that holds no word."""
    return f"There is no word in “{' '.join(text.split())[:40]}”: everybody who fits the filters is listed."


def refuse(query: SearchQuery) -> None:
    """Raise ``InputError`` for what cannot be asked, with what can."""
    spans = {name: query.span(name) for name in SPANS}
    crossed = [
        name for name, span in spans.items() if span and (span.low or 0) > (np.inf if span.high is None else span.high)
    ]
    if crossed:
        raise InputError(
            f"The {crossed[0]} asked for end below their beginning.",
            received=spans[crossed[0]],
            next_step="Swap the two ends, or leave one open.",
        )
    circle = query.circle
    checks = (
        ("sort", query.sort, query.sort in SEARCH_SORTS, SEARCH_SORTS),
        ("tier scheme", query.tier_scheme, query.tier_scheme in SCHEMES, tuple(SCHEMES)),
        ("number of lines", query.limit, 1 <= query.limit <= MOST_ROWS, (f"1 to {MOST_ROWS}",)),
        ("first line", query.offset, 0 <= query.offset <= LATEST_PAGE, (f"0 to {LATEST_PAGE:,}",)),
        ("length of a text", len(query.text), len(query.text) <= MOST_TEXT, (f"up to {MOST_TEXT:,} signs",)),
        ("radius", circle and circle.radius_km, circle is None or circle.radius_km > 0, ("more than 0 km",)),
        (
            "sort by distance without a circle",
            query.sort,
            query.sort != "distance" or circle is not None,
            ("a circle",),
        ),
    )
    for what, received, fine, allowed in checks:
        if not fine:
            raise InputError(f"There is no such {what}.", received=received, allowed=allowed)

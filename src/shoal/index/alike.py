"""Creators like some others: near in meaning, sharing telling words, with the reason in words.

What is compared is what they write and are filed under, where they are and how large; never age or gender, which the
index does not hold.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np

from shoal.domain.bulk import Ints
from shoal.domain.search import SearchHit, SearchPage, SearchQuery
from shoal.errors import InputError, NotFoundError
from shoal.index.asking import EMPTY_WORDS, Asked, Wanted
from shoal.index.filters import Filters, Own
from shoal.index.fuse import NOTHING, Listed, covered, fuse
from shoal.index.reader import Reader
from shoal.index.searching import NEAR_KEPT, Found, answered, close_ones, filters_of, merged, refuse
from shoal.index.sentences import unit
from shoal.index.text import words_of
from shoal.index.vectors import vectors_of

TELLING = 12  # words by which those who are looked from are told apart from everybody
SHORTEST_WORD = 3
SAID_WORDS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What those who are looked from share: telling words, niches, places and sizes."""

    words: tuple[str, ...]
    niches: frozenset[str]
    cities: frozenset[str]
    countries: frozenset[str]
    tiers: frozenset[str]


def like(reader: Reader, accounts: tuple[str, ...], query: SearchQuery, own: Own) -> SearchPage:
    """Return who is like some accounts among those who pass the filters of a query; its text is not looked at.

    Raises ``NotFoundError`` where none of them is in the index, ``InputError`` where they say nothing to go by.
    """
    refuse(query)
    asked = replace(query, text="", without=query.without | frozenset(accounts))
    filters = filters_of(reader, asked, own)
    found, traits = alike(reader, accounts, filters)
    page = answered(reader, asked, filters, found)
    hits = tuple(replace(hit, because=reasons(reader, hit, traits, query.tier_scheme)) for hit in page.hits)
    return replace(page, query=query, hits=hits)


def alike(reader: Reader, accounts: tuple[str, ...], filters: Filters) -> tuple[Found, Traits]:
    """Return who is like some accounts, and what those share. Raises as :func:`like` does."""
    rows = reader.rows_of(accounts)
    if not len(rows):
        raise NotFoundError(
            "None of these creators is in the search index.",
            next_step="shoal index build brings it up to date.",
            received=", ".join(accounts),
        )
    traits = traits_of(reader, rows, filters.query.tier_scheme)
    words = by_words(reader, traits, filters)
    close = by_meaning(reader, rows, filters)
    if not len(words.rows) and not len(close.rows) and not traits.words:
        raise InputError("These creators write nothing by which others could be found.", received=", ".join(accounts))
    found = fuse(words, close)
    question = Asked(tuple(Wanted((word,)) for word in traits.words), ())
    return Found(fused=found, question=question, every=filters.judged(found.rows)), traits


def traits_of(reader: Reader, rows: Ints, scheme: str) -> Traits:
    """Return what some accounts share."""
    seen: Counter[str] = Counter()
    for row in rows:
        texts = reader.texts(int(row))
        niche = reader.columns.facets["niche"].text(int(row)) or ""
        told = " ".join((niche, texts["bio"], texts["hashtags"], texts["captions"]))
        seen.update({word for word in words_of(told) if len(word) >= SHORTEST_WORD and not word.isdigit()})
    size = max(len(reader), 1)
    telling = {}
    for word, count in seen.items():
        used = reader.wording.frequency(word)
        if word not in EMPTY_WORDS and used > 1:
            telling[word] = count * np.log1p(size / used)
    words = sorted(telling, key=lambda word: (-telling[word], word))[:TELLING]

    def values(name: str) -> frozenset[str]:
        facet = reader.columns.facet(name, scheme)
        return frozenset(value for row in rows if (value := facet.text(int(row))))

    return Traits(words=tuple(words), niches=values("niche"), cities=values("city"), countries=values("country"),
                  tiers=values("tier"))  # fmt: skip


def by_words(reader: Reader, traits: Traits, filters: Filters) -> Listed:
    """Return who uses the telling words, most of them first."""
    if not traits.words:
        return NOTHING
    question = Asked(tuple(Wanted((word,)) for word in traits.words), ())
    telling = reader.wording.query(question, 1, typos=False)
    hits = merged([shard.find(telling, most=NEAR_KEPT * 4) for shard in reader.shards], filters.alive)
    passing = hits.take(np.flatnonzero(filters.judged(hits.rows).passes())[:NEAR_KEPT])
    return Listed(rows=passing.rows, scores=covered(passing.scores, reader.wording.worth(question)))


def by_meaning(reader: Reader, rows: Ints, filters: Filters) -> Listed:
    """Return who writes closest to the middle of what some accounts write."""
    middle = unit(vectors_of(reader.blocks, rows).sum(axis=0, keepdims=True))[0]
    if not middle.any():
        return NOTHING
    return close_ones(reader, middle, filters.rows[reader.columns.has_vector[filters.rows]])


def reasons(reader: Reader, hit: SearchHit, traits: Traits, scheme: str) -> tuple[str, ...]:
    """Return in words what a creator has in common with those who were looked from."""
    row = reader.rows_of([hit.account_id])[0]
    texts = reader.texts(int(row))
    used = set(words_of(" ".join((hit.niche or "", texts["bio"], texts["hashtags"], texts["captions"]))))
    shared = [word for word in traits.words if word in used][:SAID_WORDS]
    tier = reader.columns.facet("tier", scheme).text(int(row))
    said = [f"shared words: {', '.join(shared)}"] if shared else []
    if hit.niche in traits.niches:
        said.append(f"same niche: {hit.niche}")
    if hit.city and hit.city in traits.cities:
        said.append(f"same town: {hit.city}")
    elif hit.country and hit.country in traits.countries:
        said.append(f"same country: {hit.country}")
    if tier in traits.tiers:
        said.append(f"same size: {tier}")
    if hit.by_meaning is not None:
        said.append("writes of similar things")
    return tuple(said)

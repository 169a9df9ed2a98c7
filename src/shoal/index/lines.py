"""The lines of a page: figures of all of them at once, texts and reasons one by one."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from itertools import compress, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Ints
from shoal.domain.search import SearchHit, SearchQuery
from shoal.index.asking import Asked
from shoal.index.fuse import Fused
from shoal.index.reader import Reader
from shoal.index.why import Because, sentences
from shoal.stats import distance_km

SHOWN_FIGURES = ("followers", "er", "er_low", "er_high", "price_minor")
CODED = ("country", "city", "niche", "verdict")
MEANT_SIGNS = 80  # of a question that are quoted
CLOSEST_OF = 12  # lines of which the closest sentence is looked for: each takes about 5 ms


def lines(reader: Reader, query: SearchQuery, found: Fused, question: Asked) -> tuple[SearchHit, ...]:
    """Return the lines of a page in order. About 10 microseconds a line."""
    columns, rows = reader.columns, found.rows
    texts = reader.texts_of(rows) if query.reasons else reader.names_of(rows)
    told: dict[str, Iterable[object]] = {name: columns.facets[name].texts(rows) for name in CODED}
    told |= {name: known(columns.numbers[name][rows]) for name in SHOWN_FIGURES}
    told |= {
        "account_id": reader.account_ids(rows),
        "platform": [platform or "" for platform in columns.facets["platform"].texts(rows)],
        "handle": [one["handle"] for one in texts],
        "name": [one["name"] or one["handle"] for one in texts],
        "score": found.scores.tolist(),
        "by_words": [rank or None for rank in found.ranks[0].tolist()],
        "by_meaning": [rank or None for rank in found.ranks[1].tolist()],
        "languages": [spoken_of(spoken or "") for spoken in columns.facets["language"].texts(rows)],
        "last_post": moments(columns.numbers["last_post"][rows]),
    }
    if query.circle is not None:
        places = columns.numbers["latitude"][rows], columns.numbers["longitude"][rows]
        told["distance_km"] = known(distance_km(*places, query.circle))
    if query.reasons:
        niches = columns.facets["niche"].texts(rows)
        worded = [one | {"niche": niche or ""} for one, niche in zip(texts, niches, strict=True)]
        told["because"] = reasons(reader, query.text, question, worded, found.ranks)
    return made_of(told, len(rows))


def made_of(told: Mapping[str, Iterable[object]], number: int) -> tuple[SearchHit, ...]:
    """Return so many lines from columns of their fields; a field without a column has its default.

    Field by field past the constructor: that of a frozen class, asked line by line, took almost three times as long and
    was 6 % of a whole question.
    """
    hits = tuple(SearchHit.__new__(SearchHit) for _ in range(number))
    for field in fields(SearchHit):
        put = getattr(SearchHit, field.name).__set__
        deque(map(put, hits, told.get(field.name, repeat(field.default))), maxlen=0)
    return hits


def reasons(
    reader: Reader, text: str, question: Asked, texts: list[dict[str, str]], ranks: tuple[Ints, ...]
) -> list[tuple[str, ...]]:
    """Return for each line where the words stand that found it, or that it is close in meaning."""
    worded, meaning = (list(map(bool, one.tolist())) for one in ranks)
    found = list(compress(texts, worded))
    quotes = iter(Because(question, reader.wording.languages, found).told() if found else ())
    close = (f"close in meaning to “{meant(text)[:MEANT_SIGNS]}”",)
    quoted = (next(quotes) if by_words else () for by_words in worded)
    return [said or (close if near else ()) for said, near in zip(quoted, meaning, strict=True)]


@lru_cache(maxsize=4_096)
def spoken_of(languages: str) -> tuple[str, ...]:
    """Return the languages of an account."""
    return tuple(filter(None, languages.split("|")))


def known(column: NDArray[Any]) -> list[float | None]:
    """Return figures, ``None`` where not known."""
    return [None if number != number else number for number in column.astype(np.float64).tolist()]  # noqa: PLR0124  only NaN differs from itself


def moments(column: NDArray[np.float64]) -> list[datetime | None]:
    """Return seconds since 1970 as moments, ``None`` where not known."""
    return [None if seconds is None else datetime.fromtimestamp(seconds, UTC) for seconds in known(column)]


def meant(text: str) -> str:
    """Return a question as a sentence: without the signs of the syntax, names, and the words that must not be there."""
    return re.sub(r'(^|\s)(-(\S+|"[^"]*")|@\S+)', " ", text).replace('"', " ").replace("*", "").strip()


def with_closest_sentence(reader: Reader, text: str, hits: tuple[SearchHit, ...]) -> tuple[SearchHit, ...]:
    """Return lines of which the first few, found by meaning alone, say which sentence of theirs is closest.

    Every sentence is read by the whole model, so this is for the lines somebody looks at: about 5 ms each.
    """
    embedder = reader.embedder()
    alone = [hit for hit in hits if hit.by_meaning and not hit.by_words][:CLOSEST_OF]
    if embedder is None or not alone:
        return hits
    rows = {hit.account_id: int(reader.rows_of([hit.account_id])[0]) for hit in alone}
    texts = reader.texts_of(np.array(list(rows.values())))
    told = {account: sentences(one) for account, one in zip(rows, texts, strict=True)}
    every = [sentence for parts in told.values() for sentence in parts]
    if not every:
        return hits
    vectors = embedder.embed([meant(text), *every])
    cosines = dict(zip(every, (vectors[1:] @ vectors[0]).tolist(), strict=True))
    best = {account: max(parts, key=cosines.__getitem__) for account, parts in told.items() if parts}
    return tuple(
        replace(hit, because=(*hit.because, f"closest: “{best[hit.account_id]}”")) if hit.account_id in best else hit
        for hit in hits
    )

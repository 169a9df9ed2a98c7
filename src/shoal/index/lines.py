"""The lines of a page: figures of all of them at once, texts and reasons one by one."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Ints
from shoal.domain.search import SearchHit, SearchQuery
from shoal.index.asking import Asked
from shoal.index.columns import Columns
from shoal.index.fuse import Fused
from shoal.index.reader import Reader
from shoal.index.why import Because, sentences
from shoal.stats import distance_km

SHOWN_FIGURES = ("followers", "er", "er_low", "er_high", "price_minor")
CODED = ("platform", "country", "city", "niche", "verdict")
MEANT_SIGNS = 80  # of a question that are quoted
CLOSEST_OF = 12  # lines of which the closest sentence is looked for: each takes about 5 ms


def lines(reader: Reader, query: SearchQuery, found: Fused, question: Asked) -> tuple[SearchHit, ...]:
    """Return the lines of a page in order. About 20 microseconds a line."""
    columns, rows = reader.columns, found.rows
    figures = [known(columns.numbers[name][rows]) for name in SHOWN_FIGURES]
    coded = {name: columns.facets[name].texts(rows) for name in CODED}
    texts = reader.texts_of(rows) if query.reasons else reader.names_of(rows)
    facts = zip(
        *(coded[name] for name in CODED), columns.facets["language"].texts(rows), *figures,
        known(columns.numbers["last_post"][rows]), distances_of(columns, query, rows), strict=True,
    )  # fmt: skip
    found_by = zip(found.scores.tolist(), *(ranks.tolist() for ranks in found.ranks), strict=True)
    worded = [
        told | {"niche": niche or ""}
        for told, niche, rank in zip(texts, coded["niche"], found.ranks[0].tolist(), strict=True)
        if rank and query.reasons
    ]
    quotes = iter(Because(question, reader.wording.languages, worded).told() if worded else ())
    close = (f"close in meaning to “{meant(query.text)[:MEANT_SIGNS]}”",) if query.reasons else ()
    hits = []
    for account, told, (score, words, meaning), fact in zip(
        reader.account_ids(rows), texts, found_by, facts, strict=True
    ):
        platform, country, city, niche, verdict, spoken, followers, er, er_low, er_high, price, last, distance = fact
        said = next(quotes) if words and query.reasons else ()
        hits.append(
            SearchHit(
                account_id=account,
                handle=told["handle"],
                name=told["name"] or told["handle"],
                score=score,
                because=said or (close if meaning else ()),
                by_words=words or None,
                by_meaning=meaning or None,
                platform=platform or "",
                country=country,
                city=city,
                niche=niche,
                verdict=verdict,
                languages=spoken_of(spoken or ""),
                last_post=None if last is None else datetime.fromtimestamp(last, UTC),
                distance_km=distance,
                followers=followers,
                er=er,
                er_low=er_low,
                er_high=er_high,
                price_minor=price,
            )
        )
    return tuple(hits)


@lru_cache(maxsize=4_096)
def spoken_of(languages: str) -> tuple[str, ...]:
    """Return the languages of an account."""
    return tuple(filter(None, languages.split("|")))


def known(column: NDArray[Any]) -> list[float | None]:
    """Return figures, ``None`` where not known."""
    return [None if number != number else number for number in column.astype(np.float64).tolist()]  # noqa: PLR0124  only NaN differs from itself


def distances_of(columns: Columns, query: SearchQuery, rows: Ints) -> list[float | None]:
    """Return distances to the centre of the circle that was asked for."""
    if query.circle is None:
        return [None] * len(rows)
    return known(distance_km(columns.numbers["latitude"][rows], columns.numbers["longitude"][rows], query.circle))


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

"""All whom a text finds, or who are like somebody: for a list that has filters, orders and figures of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from shoal.domain.bulk import Ints
from shoal.domain.search import SearchQuery
from shoal.index.alike import Traits, alike, reasons
from shoal.index.asking import asked
from shoal.index.filters import NOTHING_OWN, Own
from shoal.index.lines import lines, with_closest_sentence
from shoal.index.reader import Reader
from shoal.index.searching import Found, filters_of, looked_for, refuse

SENTENCES_OF = 4  # of a page that many lines found by meaning alone quote their closest sentence: it is dear to find


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """Whom the index finds.

    ``rows`` are those of the index that pass the filters, best first; ``every`` those that the text finds whatever the
    filters. ``by_words`` and ``by_meaning`` count how many of ``rows`` each way found. ``notes`` are for a person.
    """

    reader: Reader
    query: SearchQuery
    rows: Ints
    every: Ints
    by_words: int
    by_meaning: int
    notes: tuple[str, ...]
    found: Found
    traits: Traits | None = None

    def because(self, rows: Ints) -> list[tuple[str, ...]]:
        """Return why each of some of ``rows`` is there, in that order.

        About 50 microseconds a row, and 10 ms for each of the first few that are there by meaning alone.
        """
        fused = self.found.fused
        place = np.full(int(max(fused.rows.max(initial=-1), rows.max(initial=-1))) + 1, -1, dtype=np.int64)
        place[fused.rows] = np.arange(len(fused))
        hits = lines(self.reader, self.query, fused.take(place[rows]), self.found.question)
        if self.traits is not None:
            return [reasons(self.reader, hit, self.traits, self.query.tier_scheme) for hit in hits]
        alone = [place for place, hit in enumerate(hits) if hit.by_meaning and not hit.by_words][:SENTENCES_OF]
        closest = with_closest_sentence(self.reader, self.query.text, tuple(hits[place] for place in alone))
        said = dict(zip(alone, closest, strict=True))
        return [said.get(place, hit).because for place, hit in enumerate(hits)]


def recall(reader: Reader, query: SearchQuery, own: Own = NOTHING_OWN, like: tuple[str, ...] = ()) -> Recall | None:
    """Find all for a text, or all ``like`` some accounts; ``None`` where the text holds no word to look for.

    Its order, its page and its sort are left to the caller. Raises ``InputError`` for what cannot be asked, and where
    those accounts say nothing to go by; ``NotFoundError`` where none of them is in the index.
    """
    refuse(query)
    asked_for = replace(query, without=query.without | frozenset(like))
    filters = filters_of(reader, asked_for, own)
    traits: Traits | None = None
    if like:
        found, traits = alike(reader, like, filters)
    else:
        question = asked(query.text)
        if question.empty and not question.unwanted:
            return None
        found = looked_for(reader, asked_for, filters, question)
    ordered = found.fused.best(len(found.fused))
    said = (reader.version.reason,) if reader.version.reason else ()
    return Recall(
        reader=reader,
        query=query,
        rows=ordered.rows,
        every=ordered.rows if found.every is None else found.every.rows,
        by_words=int(np.count_nonzero(ordered.ranks[0])),
        by_meaning=int(np.count_nonzero(ordered.ranks[1])),
        notes=(*found.notes, *said),
        found=replace(found, fused=ordered),
        traits=traits,
    )

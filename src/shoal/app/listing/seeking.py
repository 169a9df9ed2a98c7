"""Whom a text finds, or who is like somebody, as positions of the list: by the search index where there is one.

Words as they are written are looked for in the catalogue too: whoever goes by that name comes first, and nobody is
missed whom the index does not know yet, or whom only a brand's own notes tell of. Of very many creators, and with an
index that holds them all, only names are looked through: all texts of a million would take a quarter of a second.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from shoal.app.listing.facets import Mask
from shoal.app.listing.finding_words import because
from shoal.app.listing.roll import Roll
from shoal.domain.bulk import Ints
from shoal.domain.listing import IndexStanding, ListQuery
from shoal.errors import InputError, NotFoundError
from shoal.index import Recall

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

NOBODY = np.zeros(0, dtype=np.int64)
READ_THROUGH = 50_000  # creators of whom every text is looked through for words beside the index: 20 ms
Details = list[dict[str, Any]]
Reasons = Callable[[Ints, Details], list[tuple[str, ...]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Positions of the list: ``rows`` best first, ``every`` of them whatever the filters, and what there is to say.

    ``because`` returns why some positions are there, of which the details are handed in. ``by_words`` and
    ``by_meaning`` are those of the index, 0 where it did not answer.
    """

    rows: Ints
    every: Ints
    because: Reasons
    by_words: int = 0
    by_meaning: int = 0
    standing: IndexStanding
    notes: tuple[str, ...] = ()


def seek(shoal: Shoal, roll: Roll, query: ListQuery, passing: Mask | None) -> Sought:
    """Look for the text of a query, or for who is like some accounts, among those who pass the filters."""
    standing = shoal.searching.standing()
    if query.like:
        return _alike(shoal, roll, query, passing, standing)
    plain = _by_name_first(roll, query.text, names_alone=standing == "current" and len(roll) > READ_THROUGH)
    found = shoal.searching.recall(roll, query, passing)
    if found is None:
        return replace(plain, standing=standing)
    if alone := _by_handle(shoal, roll, query, passing, found[0].by_words):
        found, plain = alone, replace(plain, rows=plain.named, every=plain.named)
    recall, positions = found
    every = _once(len(roll), plain.rows, _here(positions, recall.every))
    return Sought(
        rows=_once(len(roll), plain.named, _here(positions, recall.rows), plain.rows), every=every,
        because=_said(recall, positions, plain.because), by_words=recall.by_words, by_meaning=recall.by_meaning,
        standing=standing, notes=recall.notes,
    )  # fmt: skip


def _by_handle(
    shoal: Shoal, roll: Roll, query: ListQuery, passing: Mask | None, saying: int
) -> tuple[Recall, NDArray[np.int32]] | None:
    """Return who goes by a text that is a handle, ``None`` where it is none: then letters alone bring nobody else.

    It is one with ``@``, and where somebody goes by it and all of the ``saying`` creators who have that word do so as
    their name: a creator called ``vegan`` hides nobody who bakes.
    """
    text = query.text.strip()
    if len(text.split()) != 1 or not (text.startswith("@") or roll.register.named(text)):
        return None
    found = shoal.searching.recall(roll, replace(query, text=f"@{text.lstrip('@')}"), passing)
    return found if text.startswith("@") or (found is not None and found[0].by_words == saying) else None


def _alike(shoal: Shoal, roll: Roll, query: ListQuery, passing: Mask | None, standing: IndexStanding) -> Sought:
    nothing = Sought(rows=NOBODY, every=NOBODY, because=lambda rows, _: [()] * len(rows), standing=standing)
    try:
        found = shoal.searching.recall(roll, query, passing)
    except (InputError, NotFoundError) as error:
        return replace(nothing, notes=(error.message,))
    if found is None:
        return nothing
    recall, positions = found
    return replace(
        nothing, rows=_here(positions, recall.rows), every=_here(positions, recall.every),
        because=_said(recall, positions, nothing.because), by_words=recall.by_words, by_meaning=recall.by_meaning,
        notes=recall.notes,
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plain(Sought):
    """Whom the words find as they are written; ``named`` go by them."""

    named: Ints


def _by_name_first(roll: Roll, text: str, *, names_alone: bool) -> _Plain:
    """Find words in the catalogue itself: who has them in name or handle first, each in the order of names."""
    hits = roll.register.find(text, names_alone=names_alone)
    named, others = (np.zeros(len(roll), dtype=bool) for _ in range(2))
    named[hits.rows[hits.named]] = True
    others[hits.rows[~hits.named]] = True
    by_name = roll.register.order("name") if len(hits.rows) else NOBODY
    first = by_name[named[by_name]].astype(np.int64)
    rows = np.concatenate((first, by_name[others[by_name]].astype(np.int64)))
    return _Plain(
        rows=rows, every=rows, named=first, standing="",
        because=lambda _, details: [because(detail, text) for detail in details],
    )  # fmt: skip


def _here(positions: NDArray[np.int32], rows: Ints) -> Ints:
    """Return rows of the index as positions of the list, without those who are not in it any more."""
    found = positions[rows]
    return np.asarray(found[found >= 0], dtype=np.int64)


def _once(size: int, *lists: Ints) -> Ints:
    """Return positions of several lists one after the other, each where it stood first. No list repeats one itself."""
    seen, kept = np.zeros(size, dtype=bool), []
    for rows in lists:
        kept.append(rows[~seen[rows]])
        seen[rows] = True
    return np.concatenate(kept)


def _said(recall: Recall, positions: NDArray[np.int32], otherwise: Reasons) -> Reasons:
    """Return reasons of the index for whom it found, and other ones for the rest."""

    def told(rows: Ints, details: Details) -> list[tuple[str, ...]]:
        place = {int(position): int(row) for row, position in zip(recall.rows, positions[recall.rows], strict=True)}
        known = [place[row] for row in rows.tolist() if row in place]
        said = dict(zip(known, recall.because(np.array(known, dtype=np.int64)), strict=True)) if known else {}
        plain = otherwise(rows, details)
        return [said.get(place.get(row, -1)) or quotes for row, quotes in zip(rows.tolist(), plain, strict=True)]

    return told

"""Facets of the list: a column of small codes with the words they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from babel import Locale
from numpy.typing import NDArray

from shoal.catalog import Coded
from shoal.domain.bulk import Floats, Ints
from shoal.domain.listing import OWN_RECORD, UNKNOWN
from shoal.domain.tiers import SCHEMES, tier_names
from shoal.signals import VerdictStates

Mask = NDArray[np.bool_]
VERDICTS = (OWN_RECORD, "ok", "review", "refuse")  # in the order in which a list sorts them; not known comes last
PLATFORM_NAMES = {"tiktok": "TikTok", "youtube": "YouTube", "linkedin": "LinkedIn"}


class Column:
    """A facet: values with their labels, and which of them each account has; a code of -1 is not known."""

    def __init__(self, values: Sequence[str], labels: Sequence[str], codes: NDArray[Any]) -> None:
        self.values = tuple(values)
        self.labels = tuple(labels)
        self.codes = codes

    def mask(self, chosen: Sequence[str]) -> Mask:
        """Say which accounts have one of those values."""
        allowed = np.array([value in chosen for value in (*self.values, UNKNOWN)], dtype=bool)
        return np.asarray(allowed[self.codes])  # -1 takes the last one

    def counts(self, kept: Ints | None) -> Ints:
        """Return how many of the kept accounts have each value, those not known last. O(accounts)."""
        return _not_known_last(self._binned(kept, len(self.values)))

    def _binned(self, kept: Ints | None, size: int) -> Ints:
        codes = self.codes if kept is None else self.codes[kept]
        return np.asarray(np.bincount(codes + 1, minlength=size + 1), dtype=np.int64)

    def ranks(self) -> NDArray[Any]:
        """Return what an order by this column goes by: the place of the label, -1 where not known."""
        labels = [label.casefold() for label in self.labels]
        places = {label: place for place, label in enumerate(sorted(labels))}
        ranks = np.array([*(places[label] for label in labels), -1], dtype=self.codes.dtype)
        return np.asarray(ranks[self.codes])


class Languages(Column):
    """The facet of languages: an account may have several, so the counts add up to more than the accounts."""

    def __init__(self, sets: Coded) -> None:
        spoken = [frozenset(filter(None, words.split("|"))) for words in sets.words]
        values = sorted({language for one in spoken for language in one})
        super().__init__(values, [language_name(value) for value in values], sets.codes)
        self._sets = len(spoken)
        has = [[value in one for one in spoken] for value in values]
        self._has = np.array(has, dtype=np.int64).reshape(len(values), self._sets)

    def mask(self, chosen: Sequence[str]) -> Mask:
        """Say which accounts have one of those languages."""
        wanted = np.array([value in chosen for value in self.values], dtype=bool)
        allowed = np.append(self._has[wanted].any(axis=0), UNKNOWN in chosen)
        return np.asarray(allowed[self.codes])

    def counts(self, kept: Ints | None) -> Ints:
        """Return how many of the kept accounts have each language, those not known last."""
        sets = self._binned(kept, self._sets)
        return np.append(self._has @ sets[1:], sets[0])


def words_column(column: Coded, label: Callable[[str], str]) -> Column:
    """Return the facet of a column of words."""
    return Column(column.words, [label(word) for word in column.words], column.codes)


def verdict_column(states: VerdictStates) -> Column:
    """Return the facet of verdicts: an ok that rests on own sales is a value of its own."""
    names = [kind if kind == OWN_RECORD else state for state, kind in states.kinds]
    places = np.array([VERDICTS.index(name) if name in VERDICTS else -1 for name in names], dtype=np.int8)
    return Column(VERDICTS, VERDICTS, places[states.kind])


def kind_column(states: VerdictStates) -> Column:
    """Return the facet of what refines a verdict; a verdict that nothing refines has none."""
    names = sorted({kind for _, kind in states.kinds if kind})
    places = np.array([names.index(kind) if kind else -1 for _, kind in states.kinds], dtype=np.int8)
    return Column(names, names, places[states.kind])


def tier_column(followers: Floats, scheme: str) -> Column:
    """Return the facet of tiers, from small to large: bands as in :mod:`shoal.domain.tiers`, for all accounts."""
    lows = np.array([low for low, _ in SCHEMES[scheme]], dtype=float)
    codes = np.searchsorted(lows, followers, side="right") - 1
    codes[~(followers >= 0)] = -1
    names = tier_names(scheme)
    return Column(names, names, codes.astype(np.int8))


@lru_cache(maxsize=1)
def _english() -> Locale:
    return Locale.parse("en")


def country_name(code: str) -> str:
    """Return the name of a country."""
    return str(_english().territories.get(code, code))


def language_name(code: str) -> str:
    """Return the name of a language."""
    return str(_english().languages.get(code, code))


def platform_name(name: str) -> str:
    """Return a platform as it writes itself."""
    return PLATFORM_NAMES.get(name, name.capitalize())


def _not_known_last(counts: Ints) -> Ints:
    return np.append(counts[1:], counts[0])

"""Looking for creators: what was asked, what was found, and why each one is there.

Facets, their values and what a filter costs are those of :mod:`shoal.domain.listing`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shoal.domain.brief import Circle
from shoal.domain.creator import Creator
from shoal.domain.listing import FacetValue, OtherAccount, Relaxation, Span

SEARCH_FACETS = ("verdict", "platform", "tier", "country", "city", "language", "niche")
SEARCH_SORTS = ("fit", "name", "followers", "er", "price", "last_post", "distance")
MOST_TEXT = 10_000  # signs of a question; a longer one is refused
Wanted = Literal["all", "any"]
Basis = Literal["typed", "benchmark"]


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchQuery:
    """What is looked for.

    ``text`` holds words in any order, ``"phrases"`` in quotes, ``-words`` that must not be there, ``beginnings*`` and
    ``@names``, which are looked for in names and handles alone; the last word counts as a beginning too. ``words`` says
    whether all of them are wanted (fewer where nobody has all) or ``any``. ``meaning`` adds whoever writes something
    close in meaning.
    A facet holds the values of which one is wanted, none for any; ``unknown`` is a value like the others. Spans are
    people, fractions and minor units of the currency that the index names. ``circle`` keeps who lives within its
    radius. ``last_post_after`` keeps who posted since. What is not known fails a filter, unless ``keep_unknown`` names
    that filter (``followers er price circle last_post``). ``tag_accounts`` are the accounts that tags keep, ``without``
    accounts that are left out.
    ``sort`` is one of ``SEARCH_SORTS``; ``fit`` needs a text. What is not known comes last, also when ``descending``.
    ``facets`` are those to count, and ``reasons`` says whether each line tells why it is there: what nobody looks at
    need not be worked out.
    """

    text: str = ""
    words: Wanted = "all"
    meaning: bool = True
    verdict: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    city: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    niche: tuple[str, ...] = ()
    followers: Span | None = None
    er: Span | None = None
    price: Span | None = None
    circle: Circle | None = None
    last_post_after: datetime | None = None
    keep_unknown: tuple[str, ...] = ()
    tag_accounts: frozenset[str] | None = None
    without: frozenset[str] = frozenset()
    sort: str = "fit"
    descending: bool = False
    offset: int = 0
    limit: int = 50
    tier_scheme: str = "shoal"
    facets: tuple[str, ...] = SEARCH_FACETS
    reasons: bool = True

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen of a facet."""
        values: tuple[str, ...] = getattr(self, facet)
        return values

    def span(self, figure: str) -> Span | None:
        """Return the span asked of a figure."""
        found: Span | None = getattr(self, figure)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchHit:
    """One account that was found, as the index knows it: figures are ``None`` where not known.

    ``score`` orders by fit: how much of the question the words cover (0 to 1) plus how near the meaning is (0 to 1).
    ``by_words`` and ``by_meaning`` are the ranks in each, from 1, ``None`` where it was not found that way. ``because``
    says in words where the words stand and what is close in meaning. ``distance_km`` is that to the circle's centre.
    ``price_minor``, by which ``price`` sorts and filters, is the fee that the asking brand knows (``price_basis``
    ``typed``), else what is usual for that size (``benchmark``); both are ``None`` where neither is known.
    ``creator`` is put in where a page shows more than the index knows. ``blocked`` is true where somebody may be under
    18: no shortlist, no plan, no export. ``also`` are the further accounts of the same person.
    """

    account_id: str
    platform: str
    handle: str
    name: str
    score: float
    because: tuple[str, ...] = ()
    by_words: int | None = None
    by_meaning: int | None = None
    followers: float | None = None
    er: float | None = None
    er_low: float | None = None
    er_high: float | None = None
    country: str | None = None
    city: str | None = None
    languages: tuple[str, ...] = ()
    niche: str | None = None
    verdict: str | None = None
    price_minor: float | None = None
    price_basis: Basis | None = None
    last_post: datetime | None = None
    distance_km: float | None = None
    creator: Creator | None = None
    blocked: bool = False
    also: tuple[OtherAccount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What was found, one page of it.

    ``total`` counts all that was found, ``everybody`` all in the index, ``passing`` those whom the filters keep before
    any text: people, as the facets do, and each on one line. ``by_words`` and ``by_meaning`` count how many accounts
    each way of looking found among them; one may be in both. ``facets`` count what was found, each over the other
    filters, most frequent first and ``unknown`` last; ``more`` says how many further values of a facet are not listed.
    ``unknown`` counts, by filter, creators who fit everything else and of whom that filter's fact is not known.
    ``relaxations`` say, where nothing fits, what leaving one filter out would give, most first. ``notes`` are sentences
    for a person, such as which word nobody uses.
    """

    query: SearchQuery
    hits: tuple[SearchHit, ...]
    total: int
    everybody: int
    passing: int
    by_words: int = 0
    by_meaning: int = 0
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    more: Mapping[str, int] = field(default_factory=dict)
    unknown: Mapping[str, int] = field(default_factory=dict)
    relaxations: tuple[Relaxation, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexState:
    """What the index of a workspace is made of now.

    ``embedder`` names what made the vectors, empty where there are none: then search is by words alone, and ``reason``
    says why. ``catalog`` is the version of the catalogue it was built from, ``rows`` the accounts that can be found,
    ``unfound`` rows that wait to be cleared away.
    """

    version: int
    rows: int
    unfound: int
    catalog: str
    embedder: str
    made_at: datetime | None = None
    disk_bytes: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWish:
    """One wish read out of a sentence: ``words`` as they stand in it, ``field`` of the query, ``says`` for a person.

    ``value`` is what goes into that field, as text; a person may strike it out or change it.
    """

    field: str
    value: str
    words: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """A sentence taken apart: the query it stands for, and each wish with the words it was read from.

    ``rest`` are the words that were left to look for, ``doubts`` sentences on what could mean something else or was
    not understood.
    """

    query: SearchQuery
    wishes: tuple[AskedWish, ...]
    rest: str
    doubts: tuple[str, ...] = ()

"""The list of creators as a person looks at it: what was asked for, one page of it, and what else could be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.finding import VerdictState
from shoal.domain.values import Value

UNKNOWN = "unknown"  # the value under which a facet counts what is not known; it is never an empty cell
OWN_RECORD = "own record"  # an ``ok`` that rests on the brand's own sales is counted apart, as in the verdict line
FACETS = ("verdict", "kind", "platform", "tier", "country", "language", "niche")
SORTS = ("fit", "name", "handle", "platform", "followers", "er", "country", "niche", "verdict", "last_seen")
PAGE_ROWS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What of the list is wanted.

    A facet holds the values of which one is wanted, none for any; ``unknown`` is a value like the others. ``verdict``
    takes ``own record``, ``ok``, ``review``, ``unknown`` and ``refuse``, of which a creator has exactly one. ``kind``
    refines it (``unusual engagement``), and is ``unknown`` for a verdict that nothing refines.
    ``text`` looks for each of its words at the beginning of a word. ``tag_accounts`` are the account ids that tags
    keep, ``None`` where no tag was chosen. ``sort`` is one of ``SORTS``; ``fit`` puts names before texts and needs a
    text. What is not known comes last, also when ``descending``. ``limit`` is at most 500.
    """

    text: str = ""
    verdict: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    niche: tuple[str, ...] = ()
    tag_accounts: frozenset[str] | None = None
    sort: str = "name"
    descending: bool = False
    offset: int = 0
    limit: int = PAGE_ROWS
    tier_scheme: str = "shoal"

    def chosen(self, facet: str) -> tuple[str, ...]:
        """Return the values chosen of a facet."""
        values: tuple[str, ...] = getattr(self, facet)
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class FacetValue:
    """One value of a facet: how many creators choosing it would show, all other filters staying as they are.

    ``value`` goes into the query, ``label`` is for a person (``Austria``).
    """

    value: str
    label: str
    count: int
    chosen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxation:
    """What one filter costs: without it, ``count`` creators show. ``name`` is a facet, ``text`` or ``tag``."""

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One line of the list, an account of a creator.

    ``followers`` and ``er`` are values with range, n and provenance, or unknown with the reason. ``own_record`` says in
    words what she sold for the brand, empty where there is no record. ``because`` says where the words of the search
    stand. ``blocked`` is true where somebody may be under 18: no shortlist, no plan, no export. ``quickest`` is what
    would settle an open point soonest, with its seconds; empty where nothing is open.
    """

    creator_id: str
    account_id: str
    name: str
    handle: str
    platform: str
    url: str
    followers: Value
    er: Value
    tier: str
    country: str | None
    city: str | None
    languages: tuple[str, ...]
    niche: str | None
    verdict: VerdictState
    verdict_kind: str
    last_seen: datetime | None
    own_record: str = ""
    because: tuple[str, ...] = ()
    blocked: bool = False
    quickest: str = ""
    quickest_seconds: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of the list.

    ``total`` counts what fits the query, ``everybody`` the whole list. ``facets`` are by name, most frequent first and
    ``unknown`` last; ``more`` says how many further values of a facet are not listed. ``relaxations`` say, where
    nothing fits, what leaving out one filter would give, most first.
    """

    query: ListQuery
    rows: tuple[ListRow, ...]
    total: int
    everybody: int
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    more: Mapping[str, int] = field(default_factory=dict)
    relaxations: tuple[Relaxation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExport:
    """The list as a CSV file, as on the screen: the filters and order of the query, all its pages.

    ``refused`` says in words which columns or lines stay here, and by which rule.
    """

    name: str
    text: str
    rows: int
    refused: tuple[str, ...] = ()

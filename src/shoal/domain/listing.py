"""The list of creators as a person looks at it: what was asked for, one page of it, and what else could be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from shoal.domain.brief import Circle
from shoal.domain.finding import VerdictState
from shoal.domain.values import Value

UNKNOWN = "unknown"  # the value under which a facet counts what is not known; it is never an empty cell
OWN_RECORD = "own record"  # an ``ok`` that rests on the brand's own sales is counted apart, as in the verdict line
FACETS = ("verdict", "kind", "platform", "tier", "country", "language", "niche")
SPANS = ("followers", "er", "price")  # figures of which one may ask for a span
SORTS = (
    "fit", "name", "handle", "platform", "followers", "er", "country", "niche", "verdict", "last_seen", "distance",
)  # fmt: skip
PAGE_ROWS = 50
MOST_LIKE = 5  # creators whose like is looked for at once, or who are held beside each other
IndexStanding = Literal["", "absent", "behind", "current"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A span of a figure, both ends in it; ``None`` leaves an end open.

    A figure with a range passes if its middle value lies in the span.
    """

    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListQuery:
    """What of the list is wanted.

    A facet holds the values of which one is wanted, none for any; ``unknown`` is a value like the others. ``verdict``
    takes ``own record``, ``ok``, ``review``, ``unknown`` and ``refuse``, of which a creator has exactly one. ``kind``
    refines it (``unusual engagement``), and is ``unknown`` for a verdict that nothing refines.
    ``text`` is looked for by words and by meaning where there is a search index, else each word at the beginning of a
    word. ``like`` are the ids of accounts whose like is looked for instead. ``tag_accounts`` are the account ids that
    tags keep, ``None`` where no tag was chosen. Spans are people, fractions and minor units of the workspace's money;
    ``circle`` keeps who lives within its radius, ``last_post_after`` who posted since. What is not known fails these,
    unless ``keep_unknown`` names the filter (``followers er price circle last_post``).
    ``sort`` is one of ``SORTS``; ``fit`` needs a text or ``like``, ``distance`` a circle. What is not known comes last,
    also when ``descending``. ``limit`` is at most 500.
    """

    text: str = ""
    verdict: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()
    platform: tuple[str, ...] = ()
    tier: tuple[str, ...] = ()
    country: tuple[str, ...] = ()
    language: tuple[str, ...] = ()
    niche: tuple[str, ...] = ()
    followers: Span | None = None
    er: Span | None = None
    price: Span | None = None
    circle: Circle | None = None
    last_post_after: datetime | None = None
    keep_unknown: tuple[str, ...] = ()
    like: tuple[str, ...] = ()
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

    def span(self, figure: str) -> Span | None:
        """Return the span asked of a figure."""
        found: Span | None = getattr(self, figure)
        return found


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
    """What one filter costs: without it, ``count`` creators show.

    ``name`` is a facet, a span, ``circle``, ``last_post``, ``text``, ``like`` or ``tag``.
    """

    name: str
    label: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAccount:
    """A further account of the person on a line, as somebody here said."""

    creator_id: str
    platform: str
    handle: str
    followers: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """One line of the list: a creator by one of her accounts, with her others in ``also``.

    ``followers`` and ``er`` are values with range, n and provenance, or unknown with the reason. ``own_record`` says in
    words what she sold for the brand, empty where there is no record. ``because`` says where the words of the search
    stand. ``blocked`` is true where somebody may be under 18: no shortlist, no plan, no export. ``quickest`` is what
    would settle an open point soonest, with its seconds; empty where nothing is open. ``distance_km`` is that to the
    centre of the circle asked for, ``None`` where there is none or her place is not known.
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
    distance_km: float | None = None
    also: tuple[OtherAccount, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One page of the list.

    ``total`` counts who fits the query, ``everybody`` the whole list. ``facets`` are by name, most frequent first and
    ``unknown`` last; ``more`` says how many further values of a facet are not listed. Every count is of people:
    somebody of several accounts counts once, in a facet once for each value.
    ``relaxations`` say, where nothing fits, what leaving out one filter would give, most first.
    ``unknown`` counts by filter who fits everything else and of whom that filter's fact is not known. ``by_words`` and
    ``by_meaning`` count how many each way of looking found; somebody may be in both. ``index`` says how the search
    index stands where it was asked for, ``notes`` are sentences for a person about the search.
    """

    query: ListQuery
    rows: tuple[ListRow, ...]
    total: int
    everybody: int
    facets: Mapping[str, tuple[FacetValue, ...]] = field(default_factory=dict)
    more: Mapping[str, int] = field(default_factory=dict)
    relaxations: tuple[Relaxation, ...] = ()
    unknown: Mapping[str, int] = field(default_factory=dict)
    wishes: Mapping[str, str] = field(default_factory=dict)
    by_words: int = 0
    by_meaning: int = 0
    index: IndexStanding = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ListExport:
    """The list as a CSV file, as on the screen: the filters and order of the query, all its pages.

    ``refused`` says in words which columns or lines stay here, and by which rule.
    """

    name: str
    text: str
    rows: int
    refused: tuple[str, ...] = ()

"""Shortlists: who fits a brief, why, what is unknown, and who was left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shoal.domain.creator import Creator
from shoal.domain.finding import Finding, Verdict
from shoal.domain.values import Value

SHARED_LOG_SD = "shared_log_sd"  # part of an expected value: the sd of log that is unknown of all accounts at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What one deal with a creator should bring, each with its interval.

    ``basis`` says what the expected orders rest on: ``own_sales``, ``counted_posts``, ``typed_or_vendor``
    or ``benchmark``. ``engagements`` are likes and comments of the next post, ``orders`` those that the deal causes, by
    code or not, before the chance that single buyers are.
    """

    reach: Value
    engagements: Value
    orders: Value
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceZone:
    """Fair, high and walk-away price of one deal in minor units of ``currency``.

    ``basis`` is ``typed`` (a fee in the user's own sheet), ``own_deal``, ``benchmark`` or ``unknown`` (then the amounts
    are ``None`` and ``reason`` says why); ``low`` and ``high`` are the ends of the 80 % interval, ``fair`` its median,
    ``ceiling`` the price to walk away from (95th percentile).
    """

    currency: str
    low: int | None
    fair: int | None
    high: int | None
    ceiling: int | None
    basis: str
    n: int
    reason: str

    @property
    def known(self) -> bool:
        """Say whether there is a price at all."""
        return self.fair is not None

    @property
    def amounts(self) -> tuple[int, int, int, int]:
        """Return low, fair, high and ceiling. Raises ``ValueError`` for a price nobody knows: it is no 0."""
        if self.low is None or self.fair is None or self.high is None or self.ceiling is None:
            raise ValueError("this price is not known: leave out whom nobody can price before adding up")
        return self.low, self.fair, self.high, self.ceiling

    @property
    def planned(self) -> int:
        """Return the fair price. Raises ``ValueError`` for a price nobody knows."""
        return self.amounts[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One creator on a shortlist.

    ``score`` orders the list and is the sum of the ``contributions`` (what, how much, in words);
    ``reasons`` are for her, ``unknowns`` are what nobody has said yet, each with its quickest remedy.
    ``creator`` is put in when a list is read and is never stored with it: erasing her leaves no name in a list.
    """

    creator_id: str
    account_id: str
    platform: str
    tier: str
    followers: Value
    engagement: Value
    score: float
    contributions: tuple[tuple[str, float], ...]
    reasons: tuple[Finding, ...]
    unknowns: tuple[Finding, ...]
    verdict: Verdict
    price: PriceZone
    response: Response
    creator: Creator | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """One creator who is not on the list, and the first wish or rule that says so."""

    creator_id: str
    account_id: str
    because: Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class WishCount:
    """How many creators are left after a hard wish, applied in order, and of how many the fact is unknown."""

    wish: str
    kept: int
    dropped: int
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortlist:
    """An ordered list of candidates for one version of a brief.

    ``apart`` are creators who would fit if something unknown turned out well, the 60 that score highest of
    ``apart_total``; ``left_out`` holds at most the 60 nearest, ``left_out_total`` counts them all.
    ``pool`` is how many creators were looked at. ``vetting`` names the kept vetting that says what the verdicts went
    by; it is empty for a draft, and for what older versions built.
    """

    id: str
    brief_id: str
    brief_name: str
    version: int
    pool: int
    candidates: tuple[Candidate, ...]
    apart: tuple[LeftOut, ...] = ()
    apart_total: int = 0
    left_out: tuple[LeftOut, ...] = ()
    left_out_total: int = 0
    wish_counts: tuple[WishCount, ...] = ()
    notes: tuple[str, ...] = ()
    catalog_version: str = ""
    created_at: datetime | None = None
    vetting: str = ""

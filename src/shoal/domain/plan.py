"""Plans: who gets what part of the budget, what it should bring, and how far that is from the best possible."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime

from shoal.domain.finding import Finding
from shoal.domain.values import Money, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One creator in a plan.

    ``gain`` is what she adds to the plan's value given all the others, in the plan's unit;
    ``reasons`` say why she is in; ``basis`` is what her expected value rests on.
    """

    creator_id: str
    account_id: str
    platform: str
    tier: str
    deliverables: tuple[str, ...]
    price: Money
    price_basis: str
    gain: float
    reach: Value
    orders: Value
    basis: str
    reasons: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What the whole plan should bring.

    ``reach`` counts each person once, ``reach_sum`` is the plain sum beside it; ``overlap_evidence`` names what the
    difference rests on (``samples``, ``bounds``). ``visits`` are clicks that follow from the views, ``None`` in plans
    of versions that did not work them out.
    """

    reach: Value
    reach_sum: Value
    engagements: Value
    orders: Value
    overlap_evidence: str
    assumptions: tuple[str, ...]
    visits: Value | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceShare:
    """Which share of the plan's expected value rests on one kind of evidence, and on how many lines."""

    basis: str
    share: float
    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """How far from the best possible plan of this model: no other choice brings more than ``upper``.

    ``value`` is what this plan brings in the same unit; ``method`` says how the bound was proven.
    """

    value: float
    upper: float
    unit: str
    method: str

    @property
    def more(self) -> float:
        """Return by which fraction another choice could at most be better (``upper / value - 1``)."""
        return max(0.0, self.upper / self.value - 1.0) if self.value > 0 else 0.0

    def __str__(self) -> str:
        """Return the bound in words, rounded up so that it stays true."""
        return f"no other choice in this model brings more than {math.ceil(self.more * 1000) / 10:g} % more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Steering:
    """What people settled before the choice, by account id.

    ``pinned`` are in whatever they bring, ``banned`` are out, ``fees`` are prices typed for this plan in minor units of
    the budget's currency; they come before every other price.
    """

    pinned: tuple[str, ...] = ()
    banned: tuple[str, ...] = ()
    fees: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A choice of creators under a budget.

    ``changes`` are sentences on what would change it; ``not_chosen`` are candidates that were not taken, with why.
    ``steering`` is what people had settled before.
    """

    id: str
    brief_id: str
    brief_name: str
    shortlist_id: str
    version: int
    budget: Money
    cost: Money
    lines: tuple[Line, ...]
    forecast: Forecast
    evidence_mix: tuple[EvidenceShare, ...]
    bound: Bound
    tier_mix: tuple[tuple[str, int, int], ...]
    binding: tuple[str, ...]
    not_chosen: tuple[Finding, ...]
    changes: tuple[str, ...]
    seed: int
    created_at: datetime | None = None
    steering: Steering = field(default_factory=Steering)

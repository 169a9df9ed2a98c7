"""Money, estimates, values and where they come from.

A figure that a door shows is a :class:`Value`: it keeps its state and, where it is missing, the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

State = Literal["observed", "estimated", "prior_only", "unknown", "withheld", "stale", "not_applicable"]

EXACT_FROM = 1_000  # below it three figures are enough of an uncertain number


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in minor units (cents for EUR, whole yen for JPY) and its ISO 4217 code."""

    minor: int
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A span of days, both ends included; either end may be open."""

    start: date | None = None
    end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a value comes from, when it was seen and until when it may be kept.

    ``source`` names the file or connector, ``ref`` the place in it (batch and line),
    ``policy`` the row of the policy table that governs it.
    """

    source: str
    policy: str
    ref: str = ""
    observed_at: datetime | None = None
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number and its interval.

    ``level`` is the promised coverage (0.8 for planning, 0.9 for vetting), 1.0 where the value was counted;
    ``n`` counts independent units (posts, creators), ``method`` names how the interval was got.
    """

    value: float
    low: float
    high: float
    level: float
    n: int
    method: str

    def __str__(self) -> str:
        """Return ``62 (31 to 108, 80 %) · n 12``; a counted number stands alone."""
        if self.low == self.high:
            return f"{self.value:,.10g}"
        low, value, high = (f"{number:,.3g}" if abs(number) < EXACT_FROM else f"{number:,.0f}" for number in
                            (self.low, self.value, self.high))  # fmt: skip
        return f"{value} ({low} to {high}, {self.level:.0%}) · n {self.n}".replace("%", " %")


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One figure with everything needed to believe or dispute it (metric dictionary, the value record).

    ``estimate`` is present for observed, estimated, prior_only and stale values and ``None`` otherwise;
    then ``reason`` says why. ``parts`` are the inputs as (name, number or None), ``unit`` is for example
    ``fraction``, ``people``, ``posts`` or an ISO currency, ``version`` the version of the formula.
    """

    name: str
    state: State
    unit: str
    version: str = "1"
    estimate: Estimate | None = None
    reason: str | None = None
    parts: tuple[tuple[str, float | None], ...] = ()
    window: str | None = None
    provenance: Provenance | None = None

    @property
    def known(self) -> bool:
        """Say whether there is a number to show."""
        return self.estimate is not None

    def __str__(self) -> str:
        """Return the figure with its range, or the word of its state with the reason; doors format by locale."""
        if self.estimate is None:
            return f"{self.state.replace('_', ' ')}: {self.reason or 'no reason given'}"
        return str(self.estimate)


def counted(name: str, number: float, unit: str, *, provenance: Provenance | None = None) -> Value:
    """Return a value that was counted by somebody: its interval is the number itself."""
    estimate = Estimate(value=number, low=number, high=number, level=1.0, n=1, method="counted")
    return Value(name=name, state="observed", unit=unit, estimate=estimate, provenance=provenance)


def unknown(name: str, reason: str, unit: str, *, parts: tuple[tuple[str, float | None], ...] = ()) -> Value:
    """Return a value that is not known, with the reason; it is never zero."""
    return Value(name=name, state="unknown", unit=unit, reason=reason, parts=parts)

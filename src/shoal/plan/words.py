"""How a plan speaks: counts, shares and the placeholder that a door fills with a creator's name."""

from __future__ import annotations

from typing import Literal

from shoal.domain.finding import Evidence, Finding

Sign = Literal["+", "-", "0", "?"]
UNITS = {"orders": "expected orders", "reach": "people reached", "visits": "expected visits"}


def rough(number: float) -> str:
    """Return a number with two or three significant figures, thousands in groups."""
    if abs(number) >= 100:  # noqa: PLR2004  from here a decimal says nothing
        return f"{float(f'{number:.3g}'):,.0f}"
    return f"{number:.2g}"


def percent(share: float) -> str:
    """Return a share as whole percent, never nothing for something."""
    return "under 1 %" if 0 < share < 0.01 else f"{100 * share:.0f} %"  # noqa: PLR2004  a hundredth


def named(creator_id: str) -> str:
    """Return the placeholder for a creator's name; doors fill it in or leave the row id."""
    return "{" + creator_id + "}"


def about(creator_id: str, check: str, claim: str, *, weight: Sign = "0", text: str = "") -> Finding:
    """Return a finding on one creator; the first piece of evidence refers to her."""
    return Finding(check=check, claim=claim, weight=weight, evidence=(Evidence(text=text, ref=creator_id),))

"""What of a candidate may leave by paper or link: a contract decides about a vendor's figures."""

from __future__ import annotations

from dataclasses import replace

from shoal.catalog import policy_of
from shoal.domain.finding import Finding
from shoal.domain.shortlist import Candidate
from shoal.domain.values import Value

VENDORS = "a vendor's contract decides whether this figure may leave"
REPEATS = {"engagement": ("engagement", "rate_above_half"), "followers": ("followers", "tier")}


def leaving(candidate: Candidate) -> Candidate:
    """Return a candidate without the figures that stay here, and without the claims that repeat them."""
    stays = [name for name in REPEATS if not _may_leave(getattr(candidate, name))]
    if not stays:
        return candidate
    silent = {check for name in stays for check in REPEATS[name]}

    def told(items: tuple[Finding, ...]) -> tuple[Finding, ...]:
        return tuple(item for item in items if item.check not in silent)

    return replace(
        candidate,
        reasons=told(candidate.reasons),
        verdict=replace(candidate.verdict, findings=told(candidate.verdict.findings)),
        followers=_withheld(candidate.followers) if "followers" in stays else candidate.followers,
        engagement=_withheld(candidate.engagement) if "engagement" in stays else candidate.engagement,
    )


def _may_leave(value: Value) -> bool:
    return value.provenance is None or policy_of(value.provenance.policy).export


def _withheld(value: Value) -> Value:
    return replace(value, state="withheld", estimate=None, reason=VENDORS, parts=())

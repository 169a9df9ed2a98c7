"""What is true of each creator, with evidence: engagement, findings, verdicts. Everything here is pure."""

from __future__ import annotations

from shoal.signals.engagement import engagement, engagement_value
from shoal.signals.league import League, SizeCurve, benchmark_league, fit_league, shrink, size_curve
from shoal.signals.minors import suspected_minor
from shoal.signals.vetting import summary, vet
from shoal.signals.windows import league_of

__all__ = [
    "League",
    "SizeCurve",
    "benchmark_league",
    "engagement",
    "engagement_value",
    "fit_league",
    "league_of",
    "shrink",
    "size_curve",
    "summary",
    "suspected_minor",
    "vet",
]

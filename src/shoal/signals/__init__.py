"""What is true of each creator, with evidence: engagement, findings, verdicts. Everything here is pure."""

from __future__ import annotations

from shoal.signals.definitions import other_rates
from shoal.signals.engagement import engagement, engagement_value
from shoal.signals.league import League, SizeCurve, benchmark_league, fit_league, shrink, size_curve
from shoal.signals.minors import minor_pattern, suspected_minor
from shoal.signals.states import KINDS, VerdictStates, verdict_states
from shoal.signals.vetting import own_record_words, summary, vet
from shoal.signals.windows import league_of

__all__ = [
    "KINDS",
    "League",
    "SizeCurve",
    "VerdictStates",
    "benchmark_league",
    "engagement",
    "engagement_value",
    "fit_league",
    "league_of",
    "minor_pattern",
    "other_rates",
    "own_record_words",
    "shrink",
    "size_curve",
    "summary",
    "suspected_minor",
    "verdict_states",
    "vet",
]

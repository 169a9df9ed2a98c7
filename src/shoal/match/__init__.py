"""Who fits a brief, and why: hard wishes, words, order with reasons, and who was left out. Pure."""

from __future__ import annotations

from shoal.match.calibrate import Calibration, calibrate
from shoal.match.constraints import PASS, UNKNOWN
from shoal.match.contradictions import contradictions
from shoal.match.figures import price_of
from shoal.match.protected import refuse_protected
from shoal.match.sentence import number, understand
from shoal.match.shortlist import build_shortlist, levels, survivors
from shoal.match.supply import Supply

__all__ = [
    "PASS",
    "UNKNOWN",
    "Calibration",
    "Supply",
    "build_shortlist",
    "calibrate",
    "contradictions",
    "levels",
    "number",
    "price_of",
    "refuse_protected",
    "survivors",
    "understand",
]

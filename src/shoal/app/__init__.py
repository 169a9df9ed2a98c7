"""The hallway: one method per user verb; it alone knows the order in which the rooms are entered.

The sentences and formats of figures are handed on from the report, so that every door says a number the same way.
"""

from __future__ import annotations

from shoal.app.admin import Check, Demo, demo_settings, machine_checks
from shoal.app.creators import Forgetting, Found, Shown
from shoal.app.results import ReportMade
from shoal.app.shoal import Shoal, make_workspace, open_workspace
from shoal.report import (
    NameBook,
    bound_sentence,
    cost_sentence,
    difference_title,
    evidence_mix_sentence,
    money_text,
    number_text,
    price_text,
    reach_sentence,
    remedies,
    seconds_text,
    shortlist_sentence,
    size_sentence,
    untracked_sentence,
)

__all__ = [
    "Check",
    "Demo",
    "Forgetting",
    "Found",
    "NameBook",
    "ReportMade",
    "Shoal",
    "Shown",
    "bound_sentence",
    "cost_sentence",
    "demo_settings",
    "difference_title",
    "evidence_mix_sentence",
    "machine_checks",
    "make_workspace",
    "money_text",
    "number_text",
    "open_workspace",
    "price_text",
    "reach_sentence",
    "remedies",
    "seconds_text",
    "shortlist_sentence",
    "size_sentence",
    "untracked_sentence",
]

"""What it caused, and before that what is known: codes and orders held against the list."""

from __future__ import annotations

from shoal.measure.codes import held_back, own_record, sheet_against_shop
from shoal.measure.leaks import LeakView, leak_views
from shoal.measure.spelling import fold_code
from shoal.measure.visits import Visits, visits_by_account

__all__ = [
    "LeakView",
    "Visits",
    "fold_code",
    "held_back",
    "leak_views",
    "own_record",
    "sheet_against_shop",
    "visits_by_account",
]

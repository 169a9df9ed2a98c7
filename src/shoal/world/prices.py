"""What one post costs in the made-up market, and what is asked for it.

Source: science.md S15, ``60 (F/3162)^.8 e^{.6 N}`` EUR paid, asked 10 to 30 % above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.world.creators import Accounts, Floats, Ints
from shoal.world.dice import Part, dice

CURRENCY = "EUR"
MIDDLE_EUR = 60.0
MIDDLE_FOLLOWERS = 3_162.0
PRICE_SLOPE = 0.8
PRICE_LOG_SD = 0.6
GAP_LEAST, GAP_MOST = 0.10, 0.30
ASKED_KNOWN_SHARE = 0.55  # creators whose price the brand has heard (judgement)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prices:
    """Price of one post in cents of EUR: ``paid_minor`` is the truth, ``asked_minor`` what she says, -1 if unheard."""

    paid_minor: Ints
    asked_minor: Ints


def draw_prices(seed: int, accounts: Accounts) -> Prices:
    """Return the prices of all creators; O(creators)."""
    generator = dice(seed, Part.PRICES)
    rows = len(accounts)
    size: Floats = PRICE_SLOPE * (accounts.log_followers - np.log(MIDDLE_FOLLOWERS))
    paid = 100.0 * MIDDLE_EUR * np.exp(size + PRICE_LOG_SD * generator.standard_normal(rows))
    gap = generator.uniform(GAP_LEAST, GAP_MOST, rows)
    # People ask in steps of five euros.
    asked = np.maximum(np.rint(paid * (1.0 + gap) / 500.0), 1.0) * 500.0
    known = generator.random(rows) < ASKED_KNOWN_SHARE
    return Prices(paid_minor=np.rint(paid).astype(np.int64), asked_minor=np.where(known, asked, -1.0).astype(np.int64))

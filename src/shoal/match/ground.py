"""Own ground: people who know the brand already come first, and it is said why.

Applicants, past partners, followers of the brand and customers are the best list there is (sources page, rule 1).
"""

from __future__ import annotations

import numpy as np

from shoal.domain.brief import OWN_GROUND, Brief
from shoal.domain.bulk import Floats
from shoal.match.supply import Supply

GROUND_WORDS = {
    "applicants": "they applied",
    "past_partners": "they worked with the brand before",
    "own_followers": "they follow the brand",
    "customers": "they bought from the brand before",
}
EACH, MOST = 0.3, 0.6  # judgement: two ties to the brand count as much as the best engagement


def ground_of(brief: Brief, supply: Supply) -> Floats:
    """Return what the ties of each account to the brand are worth; nobody loses for having none."""
    worth = np.zeros(len(supply.pool))
    for name in brief.own_ground or OWN_GROUND:
        if name in supply.ground:
            worth += EACH * supply.ground[name]
    return np.minimum(worth, MOST)


def ties(brief: Brief, supply: Supply, row: int) -> tuple[str, ...]:
    """Return the ties of one account to the brand in words."""
    wanted = brief.own_ground or OWN_GROUND
    return tuple(GROUND_WORDS[name] for name in wanted if name in supply.ground and supply.ground[name][row])

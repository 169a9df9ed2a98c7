"""A made-up market with known truth: same seed, same bytes.

What estimates never sees the truth: only sources, app, tests and benchmarks may import this room.
"""

from __future__ import annotations

from shoal.world.audiences import Audiences
from shoal.world.briefs import coffee_brief, fashion_brief, life_briefs
from shoal.world.content import Posts
from shoal.world.conversation import Comments
from shoal.world.creators import Accounts
from shoal.world.dice import Part, dice
from shoal.world.market import Asked, CountedAccounts, Market, make_accounts, make_market
from shoal.world.outcomes import PRODUCTS, STATES, Trade
from shoal.world.truth import Truth, truth_of
from shoal.world.words import VALUES

__all__ = [
    "PRODUCTS",
    "STATES",
    "VALUES",
    "Accounts",
    "Asked",
    "Audiences",
    "Comments",
    "CountedAccounts",
    "Market",
    "Part",
    "Posts",
    "Trade",
    "Truth",
    "coffee_brief",
    "dice",
    "fashion_brief",
    "life_briefs",
    "make_accounts",
    "make_market",
    "truth_of",
]

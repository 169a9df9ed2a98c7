"""The made-up market: what could be seen of it by somebody who saw everything that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shoal.world.audiences import Audiences, draw_audiences
from shoal.world.content import Posts, draw_posts
from shoal.world.conversation import Comments, draw_comments
from shoal.world.creators import Accounts, Floats, Ints, draw_accounts
from shoal.world.dice import Part, dice
from shoal.world.levels import draw_levels
from shoal.world.outcomes import Trade, draw_outcomes
from shoal.world.prices import Prices, draw_prices


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What creators say they want for a post: cents of EUR, -1 where the brand has not heard it."""

    price_minor: Ints


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """A market of ``creators`` people as of a day; equal arguments give equal bytes.

    ``likers`` are those of each creator's top post, ``None`` when audiences were not asked for; ``comments`` are
    ``None`` when texts were not. What was really so is not in here: see ``truth_of``.
    """

    seed: int
    creators: int
    as_of: datetime
    accounts: Accounts
    posts: Posts
    comments: Comments | None
    likers: Audiences | None
    asked: Asked
    trade: Trade


@dataclass(frozen=True, slots=True, kw_only=True)
class CountedAccounts:
    """Accounts with typed averages and no posts: the light market for measuring speed.

    Averages are per post; ``avg_views`` is NaN off the video platforms.
    """

    accounts: Accounts
    avg_likes: Floats
    avg_comments: Floats
    avg_views: Floats
    posts_count: Ints


def make_market(*, seed: int, creators: int, as_of: datetime, audiences: bool = True, captions: bool = True) -> Market:
    """Return the market of ``seed`` with ``creators`` people and their posts up to ``as_of`` (with a time zone).

    O(creators): about 1 ms per creator with audiences and texts, a tenth of it without.
    """
    accounts = draw_accounts(seed, creators)
    levels = draw_levels(seed, accounts)
    posts = draw_posts(seed, accounts, levels, as_of=as_of, captions=captions)
    prices: Prices = draw_prices(seed, accounts)
    return Market(
        seed=seed,
        creators=creators,
        as_of=as_of,
        accounts=accounts,
        posts=posts,
        comments=draw_comments(seed, accounts, posts) if captions else None,
        likers=draw_audiences(seed, accounts, levels).likers if audiences else None,
        asked=Asked(price_minor=prices.asked_minor),
        trade=draw_outcomes(seed, accounts, levels, as_of=as_of).trade,
    )


def make_accounts(*, seed: int, creators: int) -> CountedAccounts:
    """Return ``creators`` accounts with averages instead of posts; O(creators), about 6 s for a million."""
    accounts = draw_accounts(seed, creators)
    levels = draw_levels(seed, accounts)
    generator = dice(seed, Part.COUNTS)
    noise: Floats = 0.15 * generator.standard_normal(creators)
    views = np.rint(np.exp(levels.views_log + noise))
    return CountedAccounts(
        accounts=accounts,
        avg_likes=_tenths(levels.likes_log + noise),
        avg_comments=_tenths(levels.comments_log + noise),
        avg_views=np.where(accounts.platform > 0, views, np.nan),
        posts_count=generator.integers(20, 1_500, creators),
    )


def _tenths(log: Floats) -> Floats:
    """Return averages as people type them, with one decimal."""
    tenths: Floats = np.rint(10.0 * np.exp(log)) / 10.0
    return tenths

"""Read-only arrays for what a machine goes through: accounts and posts in columns.

Every array of a table has the same length. Missing numbers are NaN, missing text is the empty string.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]
Fits = dict[str, tuple[float, ...]]  # where searches for parameters ended, by the name of all that they follow from


@dataclass(frozen=True, slots=True, kw_only=True)
class Pool:
    """Accounts in columns, one row per live account, ordered by account id.

    ``followers``, ``er`` and the like come with the low and high end of their writing. ``er`` is a fraction and
    ``er_definition`` says whose ("typed" where nobody said). ``codes`` are joined by ``|``. ``languages`` likewise.
    ``fee_minor`` is in ``fee_currency``; NaN and empty where not known. ``notes`` and ``niche`` are text as brought in.
    ``source`` and ``policy`` are those of the newest value, ``ref`` is ``batch:line``.
    """

    account_id: Texts
    creator_id: Texts
    platform: Texts
    handle: Texts
    key_kind: Texts
    name: Texts
    country: Texts
    city: Texts
    latitude: Floats
    longitude: Floats
    languages: Texts
    niche: Texts
    bio: Texts
    captions: Texts
    hashtags: Texts
    notes: Texts
    followers: Floats
    followers_low: Floats
    followers_high: Floats
    total_likes: Floats
    posts_count: Floats
    avg_likes: Floats
    avg_comments: Floats
    avg_views: Floats
    er: Floats
    er_low: Floats
    er_high: Floats
    er_definition: Texts
    fee_minor: Floats
    fee_currency: Texts
    gift: Floats
    codes: Texts
    source: Texts
    policy: Texts
    ref: Texts

    def __len__(self) -> int:
        """Return the number of accounts."""
        return int(self.account_id.shape[0])

    def take(self, rows: Any) -> Pool:  # noqa: ANN401  whatever numpy takes as an index
        """Return the accounts at those positions (or under that mask)."""
        return Pool(**{name: getattr(self, name)[rows] for name in self.__slots__})


@dataclass(frozen=True, slots=True, kw_only=True)
class PostTable:
    """Posts in columns, ordered by account and then from old to new.

    ``account`` is the position of the post's account in the pool that was read with it. ``at`` is seconds since 1970
    in UTC, NaN where not known: then the order within the account is the order of the file.
    ``format`` is 0 for posts that are not video and 1 for video. Counts are NaN where hidden or missing.
    ``sponsored`` is 1, 0 or NaN. ``ref`` is the ``batch:line`` a post came in with, ``None`` where nobody asked for it.
    """

    account: Ints
    at: Floats
    format: Ints
    likes: Floats
    comments: Floats
    shares: Floats
    saves: Floats
    views: Floats
    sponsored: Floats
    ref: Texts | None = None

    def __len__(self) -> int:
        """Return the number of posts."""
        return int(self.account.shape[0])

    def cut(self, rows: Any, account: Ints) -> PostTable:  # noqa: ANN401  whatever numpy takes as an index
        """Return the posts at those positions (or under that mask), as those of ``account`` in another pool."""
        told = ((name, getattr(self, name)) for name in self.__slots__)
        kept: dict[str, Any] = {name: None if column is None else column[rows] for name, column in told}
        return PostTable(**{**kept, "account": account})

    def of(self, place: Ints) -> PostTable:
        """Return the posts of some accounts alone: ``place`` is their position in another pool, -1 for all others."""
        moved = place[self.account]
        return self.cut(moved >= 0, moved[moved >= 0])


# What keeps a post out of an estimate, in the order in which an account without any usable post reports it: the first
# that one of its posts has. 0 is nothing.
POST_PROBLEMS = (
    "", "likes_hidden", "comments_hidden", "counts_impossible", "posts_too_fresh", "posts_in_future", "no_posts",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class NewestPosts:
    """Where the newest post of accounts came in: the number ``batch`` of its batch among ``batches``, and its line.

    ``rows`` are positions in a pool, in order; ``batch`` and ``line`` are aligned with them.
    """

    rows: Ints
    batches: tuple[str, ...]
    batch: Ints
    line: Ints

    def ref(self, row: int) -> str | None:
        """Return ``batch:line`` of the account at a position, ``None`` where it has no post."""
        at = int(np.searchsorted(self.rows, row))
        there = at < self.rows.shape[0] and self.rows[at] == row
        return f"{self.batches[self.batch[at]]}:{self.line[at]}" if there else None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWindows:
    """The posts that count, a row of them per account, and why there are none where there are none.

    ``rows`` are the pool positions of accounts with at least one post that counts, in order. ``counts`` has a row for
    each of them: likes and comments of one post, from old to new, NaN behind. ``format`` (0 not video, 1 video) and
    ``stale`` (all of them too old) are aligned with ``rows``. ``problem`` is aligned with the pool and indexes
    ``POST_PROBLEMS`` (0 where posts count). ``until`` is aligned with the pool: the instant, in seconds since 1970, up
    to which the same posts give the same windows; infinite where time alone changes nothing. ``newest`` says where the
    newest post of ``rows`` came in, ``None`` where nobody knows.
    """

    rows: Ints
    counts: Floats
    format: Ints
    stale: NDArray[np.bool_]
    problem: Ints
    until: Floats
    newest: NewestPosts | None = None


# How the posts that count are picked from posts in columns: of accounts on those platforms, at a moment.
PickWindows = Callable[[Texts, PostTable, datetime], PostWindows]


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRule:
    """Which posts count, in words that an engine can follow: ``pick`` does the same, and a test holds both together.

    The newest ``most`` usable posts of the format with more usable ones; a post is usable from ``mature_seconds`` after
    it appeared (by platform in ``mature_elsewhere``), posts older than ``oldest_seconds`` count where there are no
    others. ``version`` names the rule: another rule needs another name, so that nothing kept by the older one is used.
    """

    version: str
    most: int
    mature_seconds: float
    mature_elsewhere: Mapping[str, float]
    oldest_seconds: float
    pick: PickWindows


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentTable:
    """Comments in columns, ordered by account, then post, then from old to new.

    ``account`` is the position of the account in the list asked for, ``post`` a number that is the same for comments
    under one post. ``author`` is a keyed hash, 0 where the file named nobody. ``by_creator`` marks what the creator
    wrote under her own post. ``parent`` is the position of the comment that is answered, -1 at the top of a thread or
    where that comment did not come in. ``threaded`` is true where the import of that comment told of threads at all:
    without them nobody knows what was answered. ``at`` is seconds since 1970 in UTC, NaN where not known.
    ``caption`` is the position of the post's caption in ``captions``, -1 where it has none. ``ref`` is ``batch:line``.
    ``answers`` is true where a comment answers another, also one that did not come in; without it ``parent`` says so.
    ``seen`` is when the comment was brought in, in seconds since 1970: answers that came later are not known. Post
    numbers of one account rise from its oldest post to its newest.
    """

    account: Ints
    post: Ints
    author: NDArray[np.uint64]
    by_creator: NDArray[np.bool_]
    parent: Ints
    threaded: NDArray[np.bool_]
    at: Floats
    text: Texts
    ref: Texts
    caption: Ints
    captions: tuple[str, ...]
    answers: NDArray[np.bool_] | None = None
    seen: Floats | None = None

    def __len__(self) -> int:
        """Return the number of comments."""
        return int(self.account.shape[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptionTable:
    """Posts with their words in columns, ordered by account and then from old to new.

    ``account`` is the position of the account in the list asked for, ``post_id`` names the post as the file did.
    ``text`` is the empty string where no caption came in. ``sponsored`` is the label of the platform or the file: 1, 0,
    or NaN where nobody said. ``likes`` and ``comments`` are NaN where hidden. ``ref`` is ``batch:line``.
    """

    account: Ints
    post_id: Texts
    at: Floats
    format: Ints
    text: Texts
    sponsored: Floats
    likes: Floats
    comments: Floats
    url: Texts
    ref: Texts

    def __len__(self) -> int:
        """Return the number of posts."""
        return int(self.account.shape[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class AudienceSamples:
    """Who was seen in whose audience: people are keyed hashes folded to 64 bits.

    ``account`` is the position of the account in the list asked for, ``person`` the key; pairs are distinct and sorted
    by account, then person. ``rate`` is the share of people kept (1.0 for whole samples), ``frame`` says of what
    (``likers of the top post``).
    """

    account: Ints
    person: NDArray[np.uint64]
    rate: float
    frame: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Engagement of accounts in columns, aligned with a pool; intervals at ``level``.

    ``value`` is the posterior median of ``(likes + comments) / followers`` of the next post as a fraction, with
    ``low`` and ``high``; NaN where unknown. ``n`` counts posts used. ``state`` is a state of the value record and
    ``reason`` says why where there is no number. ``definition`` is ``er_lc_f`` or the definition that was typed.
    ``log_mean`` and ``log_sd`` describe ``ln(1 + likes + comments)`` of the next post (predictive).
    ``low`` and ``high`` are those of the rate itself: one post scatters more, see ``log_sd``. ``reason`` also names
    what a number leans on (``denominator_current``, ``benchmark_curve``). ``expected`` is the rate that the size curve
    of the league has for that follower count and ``z`` how far the account is from it in standard deviations; both NaN
    where the league is too small to say (metric ``er_resid_z``). ``z_sd`` is how well that distance is known.
    """

    value: Floats
    low: Floats
    high: Floats
    n: Ints
    state: Texts
    definition: Texts
    reason: Texts
    log_mean: Floats
    log_sd: Floats
    level: float
    expected: Floats | None = None
    z: Floats | None = None
    z_sd: Floats | None = None

    def take(self, rows: Any) -> Rates:  # noqa: ANN401  whatever numpy takes as an index
        """Return the rates of the accounts at those positions (or under that mask)."""
        told = {name: getattr(self, name) for name in self.__slots__}
        cut = {name: column[rows] if isinstance(column, np.ndarray) else column for name, column in told.items()}
        return Rates(**cut)


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewLevels:
    """Views of the next post of accounts in columns, aligned with a pool, by what posts had.

    ``log_mean`` and ``log_sd`` describe ``ln(1 + views)`` of the next post (predictive). ``n`` counts the posts of hers
    that were used; at 0 it is what accounts of her size and network have whose posts show their views, and
    ``shared_log_sd`` is the part of its spread that all such accounts share. NaN where neither is known.
    """

    log_mean: Floats
    log_sd: Floats
    n: Ints
    shared_log_sd: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTable:
    """Price of one deal per account in minor units of ``currency``, aligned with a pool (see ``PriceZone``)."""

    currency: str
    low: Floats
    fair: Floats
    high: Floats
    ceiling: Floats
    basis: Texts
    n: Ints
    reason: Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class ResponseTable:
    """What one deal per account should bring, aligned with a pool.

    Each quantity has its median and the ends of the log-normal 80 % interval; NaN where it is unknown.
    ``basis`` as in ``Response``; ``own_orders`` are the net orders of the brand's own record, NaN where there is none.
    ``reach_shared`` and ``orders_shared`` are the sd of log of what is unknown of all accounts at once, part of that
    interval: it does not average out over the lines of a plan.
    """

    reach: Floats
    reach_low: Floats
    reach_high: Floats
    reach_state: Texts
    engagements: Floats
    engagements_low: Floats
    engagements_high: Floats
    engagements_state: Texts
    orders: Floats
    orders_low: Floats
    orders_high: Floats
    orders_state: Texts
    basis: Texts
    own_orders: Floats
    reach_shared: Floats | None = None
    orders_shared: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexRows:
    """Accounts in columns on their way into the search index, one row each: only what may be shown to every brand.

    ``languages`` are codes joined by ``|``. ``verdict`` is ``ok``, ``review``, ``refuse`` or empty and never rests on
    one brand's sales. ``er`` is a fraction with its interval, ``price_minor`` the usual price of one deal in minor
    units of the currency the index is built for, ``last_post`` seconds since 1970 in UTC. Notes and fees stay out.
    """

    account_id: Texts
    platform: Texts
    handle: Texts
    name: Texts
    country: Texts
    city: Texts
    languages: Texts
    niche: Texts
    bio: Texts
    captions: Texts
    hashtags: Texts
    verdict: Texts
    latitude: Floats
    longitude: Floats
    followers: Floats
    er: Floats
    er_low: Floats
    er_high: Floats
    price_minor: Floats
    last_post: Floats

    def __len__(self) -> int:
        """Return the number of accounts."""
        return int(self.account_id.shape[0])

    def take(self, rows: Any) -> IndexRows:  # noqa: ANN401  whatever numpy takes as an index
        """Return the accounts at those positions (or under that mask)."""
        return IndexRows(**{name: getattr(self, name)[rows] for name in self.__slots__})

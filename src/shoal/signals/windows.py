"""Which posts count: the last twelve mature ones of one format, per account, as one padded matrix.

Eligible posts: metric dictionary, section 3. A hidden count takes its post out; it is never read as 0.
An engine picks the same windows from posts on disk by :data:`WINDOW_RULE`; a test holds both roads together.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import POST_PROBLEMS, Floats, Ints, Pool, PostTable, PostWindows, Texts, WindowRule

POSTS_USED = 12
OLDEST_DAYS = 180.0
MATURE_HOURS, MATURE_HOURS_YOUTUBE = 72.0, 168.0
HOUR, DAY = 3_600.0, 86_400.0
FORMATS = ("post", "video")

USABLE = 0
PROBLEMS = POST_PROBLEMS
LIKES_HIDDEN, COMMENTS_HIDDEN, COUNTS_IMPOSSIBLE, TOO_FRESH, IN_FUTURE, NO_POSTS = range(1, 7)

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """The posts that count, and why there are none where there are none.

    ``rows`` are the pool positions of accounts with at least one usable post; ``series`` has a row for each of them:
    ``ln(1 + likes + comments)`` from old to new, NaN behind. ``format`` and ``stale`` (all posts older than 180 days)
    are aligned with ``rows``; ``problem`` is aligned with the pool and indexes ``PROBLEMS`` (0 where posts count).
    """

    rows: Ints
    series: Floats
    format: Ints
    stale: Mask
    problem: Ints


def windows_of(pool: Pool, posts: PostTable | PostWindows, *, as_of: datetime, most: int = POSTS_USED) -> Windows:
    """Pick the posts that count for each account, where they were not picked already: O(posts)."""
    picked = posts if isinstance(posts, PostWindows) else pick_windows(pool.platform, posts, as_of, most)
    return Windows(
        rows=picked.rows,
        series=np.log1p(picked.counts),
        format=picked.format,
        stale=picked.stale,
        problem=picked.problem,
    )


def pick_windows(platform: Texts, posts: PostTable, as_of: datetime, most: int = POSTS_USED) -> PostWindows:
    """Pick the posts that count for each account, of which the platforms are given: O(posts), sorted by account.

    Of two formats the one with more usable posts is taken (photos and videos are never mixed), of posts on both sides
    of 180 days the recent ones, and of those the newest. A post without a time counts as mature and recent; order is
    then that of the file.
    """
    size = int(platform.shape[0])
    problem = _problems(platform, posts, as_of)
    usable = problem == USABLE
    form = _usual_format(posts, usable, size)
    usable = usable & (posts.format == form[posts.account])
    recent = usable & ~(as_of.timestamp() - posts.at > OLDEST_DAYS * DAY)
    stale = ~_any(posts.account, recent, size)
    keep = np.flatnonzero(recent | (usable & stale[posts.account]))
    keep = keep[_from_end(posts.account[keep]) < most]
    rows, counts = _matrix(posts, keep, most)
    worst = np.full(size, NO_POSTS, dtype=np.int64)
    np.minimum.at(worst, posts.account, problem)
    until = _until(platform, posts, as_of, keep[recent[keep]])
    return PostWindows(rows=rows, counts=counts, format=form[rows], stale=stale[rows], problem=worst, until=until)


def post_problems(pool: Pool, posts: PostTable, *, as_of: datetime) -> Ints:
    """Return for each post what keeps it out (0: nothing), as positions of ``PROBLEMS``.

    No likes beside at least one comment is read as hidden likes: files write a hidden count as 0 (science.md S1).
    """
    return _problems(pool.platform, posts, as_of)


def _problems(platform: Texts, posts: PostTable, as_of: datetime) -> Ints:
    age = as_of.timestamp() - posts.at  # NaN where the time is not known: no comparison is then true
    found = np.zeros(len(posts), dtype=np.int64)
    found[age < _mature_seconds(platform)[posts.account]] = TOO_FRESH
    found[age < 0] = IN_FUTURE
    found[(posts.likes < 0) | (posts.comments < 0) | np.isinf(posts.likes) | np.isinf(posts.comments)] = (
        COUNTS_IMPOSSIBLE
    )
    found[np.isnan(posts.comments)] = COMMENTS_HIDDEN
    found[np.isnan(posts.likes) | ((posts.likes == 0) & (posts.comments > 0))] = LIKES_HIDDEN
    return found


def _mature_seconds(platform: Texts) -> Floats:
    return np.where(platform == "youtube", MATURE_HOURS_YOUTUBE, MATURE_HOURS) * HOUR


def _until(platform: Texts, posts: PostTable, as_of: datetime, recent: Ints) -> Floats:
    """Return until when nothing changes by itself: posts come of age, and recent ones that count grow old."""
    now = as_of.timestamp()
    until = np.full(platform.shape[0], np.inf)
    of_age = posts.at + _mature_seconds(platform)[posts.account]
    for instants in (posts.at, of_age):
        ahead = instants > now  # false where the time is not known
        np.minimum.at(until, posts.account[ahead], instants[ahead])
    np.fmin.at(until, posts.account[recent], posts.at[recent] + OLDEST_DAYS * DAY)
    return until


def followers_of(pool: Pool) -> Floats:
    """Return follower counts, the geometric middle where only a range was written, NaN where neither is known."""
    between = np.sqrt(pool.followers_low * pool.followers_high)
    return np.where(np.isnan(pool.followers) & np.isfinite(between), between, pool.followers)


def league_of(pool: Pool, posts: PostTable, *, as_of: datetime) -> Texts:
    """Return the league of each account, ``platform/post`` or ``platform/video``, empty where no post counts."""
    picked = windows_of(pool, posts, as_of=as_of)
    names = np.full(len(pool), "", dtype=object)
    names[picked.rows] = [
        f"{platform}/{FORMATS[form]}" for platform, form in zip(pool.platform[picked.rows], picked.format, strict=True)
    ]
    return names


def _usual_format(posts: PostTable, usable: Mask, size: int) -> Ints:
    """Return the format most usable posts of each account have; a tie is for posts that are not video."""
    videos = np.bincount(posts.account[usable & (posts.format == 1)], minlength=size)
    others = np.bincount(posts.account[usable & (posts.format == 0)], minlength=size)
    return (videos > others).astype(np.int64)


def _any(account: Ints, mask: Mask, size: int) -> Mask:
    """Say for each account whether one of its posts is in the mask."""
    return np.bincount(account[mask], minlength=size) > 0


def _from_end(account: Ints) -> Ints:
    """Return how many posts of the same account come after each post (0 for the newest)."""
    return np.asarray(np.searchsorted(account, account, side="right") - 1 - np.arange(account.shape[0]), dtype=np.int64)


def _matrix(posts: PostTable, keep: Ints, most: int) -> tuple[Ints, Floats]:
    """Return (accounts, their likes and comments from old to new, padded behind with NaN)."""
    rows, first, sizes = np.unique(posts.account[keep], return_index=True, return_counts=True)
    counts = np.full((rows.shape[0], most), np.nan)
    position = np.arange(keep.shape[0]) - np.repeat(first, sizes)
    counts[np.repeat(np.arange(rows.shape[0]), sizes), position] = posts.likes[keep] + posts.comments[keep]
    return rows, counts


# The same in words that an engine can follow. Another rule needs another version.
WINDOW_RULE = WindowRule(
    version="windows 1",
    most=POSTS_USED,
    mature_seconds=MATURE_HOURS * HOUR,
    mature_elsewhere={"youtube": MATURE_HOURS_YOUTUBE * HOUR},
    oldest_seconds=OLDEST_DAYS * DAY,
    pick=pick_windows,
)

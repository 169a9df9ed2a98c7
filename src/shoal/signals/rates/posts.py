"""The posts of the accounts of a page, cleaned once: which are old enough, of which format, and what they count.

Eligible posts: metric dictionary, section 3. Definitions need different counts, so a post with a hidden count stays
here and each definition leaves it out for itself; a count is never read as 0 because it is missing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import Floats, Ints, Pool, PostTable
from shoal.signals.windows import DAY, HOUR, MATURE_HOURS, MATURE_HOURS_YOUTUBE, OLDEST_DAYS, POSTS_USED, followers_of

Mask = NDArray[np.bool_]
COUNTS = ("likes", "comments", "shares", "saves", "views")


@dataclass(frozen=True, slots=True, kw_only=True)
class PagePosts:
    """Posts of the asked accounts: ``account`` is the place of the account among those asked, posts old to new.

    ``counts`` are by name, NaN where hidden, missing or impossible. ``format`` and ``stale`` (all posts older than 180
    days) are those of the accounts; ``reason`` says for each account why no post is here, empty where one is.
    ``history`` are the times of all posts up to now, whatever their format and age, by ``history_account``.
    """

    size: int
    account: Ints
    at: Floats
    sponsored: Floats
    counts: dict[str, Floats] = field(default_factory=dict)
    format: Ints
    stale: Mask
    reason: tuple[str, ...]
    followers: Floats
    platform: tuple[str, ...]
    history_account: Ints
    history: Floats

    def matrix(self, values: Floats, most: int = POSTS_USED) -> Floats:
        """Return the newest ``most`` values that are numbers: a row per account, old to new, NaN behind."""
        kept = np.flatnonzero(np.isfinite(values))
        account = self.account[kept]
        from_end = np.searchsorted(account, account, side="right") - 1 - np.arange(len(kept))
        kept = kept[from_end < most]
        account = self.account[kept]
        place = np.arange(len(kept)) - np.searchsorted(account, account)
        table = np.full((self.size, most), np.nan)
        table[account, place] = values[kept]
        return table

    def total(self, parts: tuple[str, ...]) -> Floats:
        """Return the sum of counts of each post, NaN where one of them is."""
        return np.asarray(sum(self.counts[part] for part in parts), dtype=float)

    def newest(self, parts: tuple[str, ...], row: int, most: int = POSTS_USED) -> Ints:
        """Return the places of the newest posts of an account that have all of those counts, old to new."""
        held = np.isfinite(self.total(parts)) & (self.account == row)
        return np.flatnonzero(held)[-most:]

    def missing(self, parts: tuple[str, ...], row: int) -> tuple[str, ...]:
        """Return which of the counts no post of an account has."""
        mine = self.account == row
        return tuple(part for part in parts if not np.isfinite(self.counts[part][mine]).any())


def page_posts(pool: Pool, posts: PostTable, rows: Ints, *, as_of: datetime) -> PagePosts:
    """Read the posts of accounts at those positions of the pool; O(their posts + rows log posts)."""
    index, account = _of_rows(posts, rows)
    age = as_of.timestamp() - posts.at[index]  # NaN where the time is not known: such a post counts
    mature = np.where(pool.platform[rows] == "youtube", MATURE_HOURS_YOUTUBE, MATURE_HOURS)[account] * HOUR
    usable = ~(age < mature)
    form = _usual_format(posts.format[index], account, usable, len(rows))
    usable &= posts.format[index] == form[account]
    recent = usable & ~(age > OLDEST_DAYS * DAY)
    stale = _any(account, usable, len(rows)) & ~_any(account, recent, len(rows))
    usable = recent | (usable & stale[account])
    past = ~(age < 0)
    reason = np.where(_any(account, past, len(rows)), "posts_too_fresh", "posts_in_future")
    reason[np.bincount(account, minlength=len(rows)) == 0] = "no_posts"
    reason[_any(account, usable, len(rows))] = ""
    return PagePosts(
        size=len(rows),
        account=account[usable],
        at=posts.at[index][usable],
        sponsored=posts.sponsored[index][usable],
        counts=_cleaned(posts, index[usable]),
        format=form,
        stale=stale,
        reason=tuple(reason.tolist()),
        followers=_positive(followers_of(pool.take(rows))),
        platform=tuple(str(name) for name in pool.platform[rows]),
        history_account=account[past],
        history=posts.at[index][past],
    )  # fmt: skip


def _of_rows(posts: PostTable, rows: Ints) -> tuple[Ints, Ints]:
    """Return (positions of the posts of those accounts, the place of each one's account in ``rows``)."""
    first, last = np.searchsorted(posts.account, rows), np.searchsorted(posts.account, rows, side="right")
    held = last - first
    account = np.repeat(np.arange(len(rows)), held)
    within = np.arange(int(held.sum())) - np.repeat(np.cumsum(held) - held, held)
    return np.repeat(first, held) + within, account


def _usual_format(form: Ints, account: Ints, usable: Mask, size: int) -> Ints:
    """Return the format most posts of each account have; a tie is for posts that are not video."""
    videos = np.bincount(account[usable & (form == 1)], minlength=size)
    others = np.bincount(account[usable & (form == 0)], minlength=size)
    return (videos > others).astype(np.int64)


def _any(account: Ints, mask: Mask, size: int) -> Mask:
    return np.bincount(account[mask], minlength=size) > 0


def _cleaned(posts: PostTable, index: Ints) -> dict[str, Floats]:
    """Return the counts without those that cannot be; no likes beside a comment are hidden likes (science.md S1)."""
    counts: dict[str, Floats] = {}
    for name in COUNTS:
        column = getattr(posts, name)[index]
        counts[name] = np.where((column >= 0) & np.isfinite(column), column, np.nan)
    counts["likes"] = np.where((counts["likes"] == 0) & (counts["comments"] > 0), np.nan, counts["likes"])
    return counts


def _positive(followers: Floats) -> Floats:
    return np.where(followers > 0, followers, np.nan)

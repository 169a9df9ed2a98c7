"""The readings of many posts, sorted by account and by what they are about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import CaptionTable
from shoal.signals.captions.reading import CaptionTask, PostReading, in_window

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPosts:
    """What the posts of one account say, newest first.

    Of the last 90 days: ``readable`` posts with words or a label of the platform, ``undated`` of them without a date;
    ``commercial`` with a strong sign of a deal, ``suspects`` without a label, ``promoted`` and ``named`` with a
    competitor beside a sign and without one. Of all posts: ``with_words`` of them, ``listed`` with a word of the lists,
    ``praised`` with the brand and no sign (before ``contacted``, where that is known), ``topical`` the topics of each.
    ``where`` names the rules that apply.
    """

    account: int
    captions: CaptionTable
    readable: int
    undated: int
    with_words: int
    commercial: tuple[PostReading, ...]
    suspects: tuple[PostReading, ...]
    promoted: tuple[PostReading, ...]
    named: tuple[PostReading, ...]
    praised: tuple[PostReading, ...]
    listed: tuple[PostReading, ...]
    topical: tuple[tuple[int, ...], ...]
    contacted: datetime | None
    where: str


def accounts_of(
    captions: CaptionTable, readings: Mapping[int, PostReading], task: CaptionTask
) -> tuple[AccountPosts, ...]:
    """Return every account of the table; O(posts)."""
    recent = np.zeros(len(captions), dtype=np.bool_)
    recent[in_window(captions, task.as_of)] = True
    future = captions.at > task.as_of.timestamp()
    words = captions.text != ""
    readable = recent & (words | np.isfinite(captions.sponsored))
    rows, first = np.unique(captions.account, return_index=True)
    ends = [*first[1:].tolist(), len(captions)][: len(rows)]
    return tuple(
        _account(
            int(account), captions, task,
            [readings[row] for row in range(end - 1, start - 1, -1) if row in readings and not future[row]],
            (recent, readable[start:end], words[start:end] & ~future[start:end], np.isnan(captions.at[start:end])),
        )
        for account, start, end in zip(rows.tolist(), first.tolist(), ends, strict=True)
    )  # fmt: skip


def _account(
    account: int,
    captions: CaptionTable,
    task: CaptionTask,
    posts: list[PostReading],
    masks: tuple[Mask, Mask, Mask, Mask],
) -> AccountPosts:
    recent, readable, words, undated = masks
    late = [post for post in posts if recent[post.row]]
    commercial = tuple(post for post in late if post.commercial)
    contacted = task.contacted.get(account)
    told = task.jurisdictions
    where = tuple(told.get(account, ()) if isinstance(told, Mapping) else told)
    return AccountPosts(
        account=account,
        captions=captions,
        readable=int(np.count_nonzero(readable)),
        undated=int(np.count_nonzero(readable & undated)),
        with_words=int(np.count_nonzero(words)),
        commercial=commercial,
        suspects=tuple(post for post in commercial if post.suspect),
        promoted=tuple(post for post in commercial if post.rivals),
        named=tuple(post for post in late if post.rivals and not post.commercial),
        praised=tuple(
            post for post in posts if post.own and not post.commercial and _before(post, captions, contacted)
        ),
        listed=tuple(post for post in posts if post.listed),
        topical=tuple(post.topics for post in posts if post.topics),
        contacted=contacted,
        where=" and ".join(rule.name for rule in task.lists.rules.applying(where)),
    )


def _before(post: PostReading, captions: CaptionTable, contacted: datetime | None) -> bool:
    """Say whether a post is older than the first contact; a post without a date is, where nobody was contacted."""
    return contacted is None or bool(captions.at[post.row] < contacted.timestamp())

"""A table of comments made ready for figures: which posts count, who answered whom, what was read. O(comments)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shoal.domain.bulk import CommentTable, Ints
from shoal.signals.conversation.labels import LABEL_OF, Errors, Labels, Mask, flags_of, read_by
from shoal.signals.conversation.threads import Threads, threads_of
from shoal.stats import ErrorRates

POSTS_USED = 12  # the newest posts under which comments came in (metric dictionary, sections 3 and 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One label over a table: which comments it is asked of, which carry it, and how often the reader errs."""

    counted: Mask
    flagged: Mask
    rates: Mapping[str, ErrorRates]


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """The comments of some accounts with all that figures are made of; ``recent`` marks those under the posts used.

    ``spam`` marks what was read as spam: it is counted apart and in no other figure. ``start`` has the place of each
    account's first comment, and one more at the end.
    """

    comments: CommentTable
    labels: Labels
    threads: Threads
    recent: Mask
    spam: Mask
    read: Mapping[str, Read]
    start: Ints

    @property
    def accounts(self) -> int:
        """Return how many accounts the table may speak of: the highest position and all before it."""
        return len(self.start) - 1

    def rows(self, account: int) -> Ints:
        """Return the places of the comments of one account that count."""
        if not 0 <= account < self.accounts:
            return np.zeros(0, dtype=np.int64)
        first, last = int(self.start[account]), int(self.start[account + 1])
        return np.flatnonzero(self.recent[first:last]) + first


def conversation_of(comments: CommentTable, labels: Labels, errors: Errors, *, as_of: datetime) -> Conversation:
    """Return a table of comments made ready for figures."""
    read = {}
    for figure in LABEL_OF:
        counted, rates = read_by(comments, labels, errors, figure)
        read[figure] = Read(counted=counted, flagged=counted & flags_of(labels, figure), rates=rates)
    accounts = int(comments.account.max()) + 1 if len(comments) else 0
    return Conversation(
        comments=comments,
        labels=labels,
        threads=threads_of(comments, as_of=as_of.timestamp()),
        recent=_recent(comments),
        spam=np.asarray(labels.is_spam, dtype=np.bool_) & np.asarray(labels.readable, dtype=np.bool_),
        read=read,
        start=np.searchsorted(comments.account, np.arange(accounts + 1)).astype(np.int64),
    )


def _recent(comments: CommentTable) -> Mask:
    """Say which comments stand under the newest posts of their account; post numbers rise with time."""
    if not len(comments):
        return np.zeros(0, dtype=np.bool_)
    pairs = np.unique(np.stack([comments.account, comments.post], axis=1), axis=0)
    behind = np.searchsorted(pairs[:, 0], pairs[:, 0], side="right") - 1 - np.arange(len(pairs))
    used = pairs[behind < POSTS_USED]
    span = int(comments.post.max()) + 1
    return np.isin(comments.account * span + comments.post, used[:, 0] * span + used[:, 1])

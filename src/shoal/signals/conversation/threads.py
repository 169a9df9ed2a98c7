"""Who answered whom: threads of a table of comments, and which of them the creator joined. O(comments)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import CommentTable, Floats, Ints
from shoal.signals.conversation.labels import Mask

HOUR = 3_600.0
ANSWER_DAYS = 7  # metric dictionary, section 4: answered within 7 days
ANSWER_HOURS = 24.0 * ANSWER_DAYS
LONGEST_CHAIN = 32  # doublings; a circle of parents never ends and is cut there


@dataclass(frozen=True, slots=True, kw_only=True)
class Threads:
    """The threads of a table, aligned with its comments; what is said of a thread stands at its first comment.

    ``top`` marks what somebody else than the creator wrote at the top of a thread, in a batch that tells of threads.
    ``joined`` says whether the creator answered in it at all, ``in_time`` within seven days or at a time that is not
    known, ``timed`` whether that time is known. ``hours`` runs to her first answer, NaN where there is none or no time.
    ``open`` marks comments that were younger than seven days when they were brought in: an answer may still have come.
    ``messages`` counts the whole thread.
    """

    root: Ints
    top: Mask
    joined: Mask
    in_time: Mask
    timed: Mask
    hours: Floats
    open: Mask
    messages: Ints


def threads_of(comments: CommentTable, *, as_of: float) -> Threads:
    """Return the threads of a table; ``as_of`` (seconds) stands in where nobody knows when comments were brought in."""
    size = len(comments)
    root = _roots(comments.parent)
    place = np.arange(size)
    answers = comments.parent >= 0 if comments.answers is None else comments.answers
    reply = np.flatnonzero(comments.by_creator & (root != place))
    wait = (comments.at[reply] - comments.at[root[reply]]) / HOUR
    wait = np.where(wait >= 0, wait, np.nan)  # an answer before its question: one of the two clocks is wrong
    first = np.full(size, np.inf)
    np.fmin.at(first, root[reply], wait)
    joined, untimed = np.zeros(size, dtype=np.bool_), np.zeros(size, dtype=np.bool_)
    joined[root[reply]] = True
    untimed[root[reply[np.isnan(wait)]]] = True
    hours = np.where(np.isfinite(first), first, np.nan)
    seen = np.full(size, as_of) if comments.seen is None else np.where(np.isnan(comments.seen), as_of, comments.seen)
    return Threads(
        root=root,
        top=comments.threaded & ~answers & ~comments.by_creator,
        joined=joined,
        in_time=joined & ((hours <= ANSWER_HOURS) | untimed),
        timed=joined & np.isfinite(hours),
        hours=hours,
        open=seen - comments.at < ANSWER_HOURS * HOUR,  # false where the time is not known
        messages=np.bincount(root, minlength=size).astype(np.int64),
    )


def _roots(parent: Ints) -> Ints:
    """Return the first comment of each comment's thread; a circle is cut, each of its comments is its own thread."""
    place = np.arange(len(parent))
    root = np.where(parent >= 0, parent, place)
    for _ in range(LONGEST_CHAIN):
        above = root[root]
        if np.array_equal(above, root):
            break
        root = above
    return np.where(parent[root] >= 0, place, root).astype(np.int64)

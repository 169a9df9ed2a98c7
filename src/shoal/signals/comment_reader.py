"""Comments read by their words, as conversations ask for it: labels in columns, and how often the reader errs."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import CommentTable, Floats
from shoal.signals.comments import LabelRates, error_rates, label_comments
from shoal.signals.conversation import LEAST_SPAM, Conversation, ConversationLeague, conversation_of
from shoal.stats import ErrorRates

SURE = 0.9  # of the league's high end: a margin for how points and ranges are rounded (judgement)
SPAM = "spam_share"
LABELS = ("spam", "generic", "question", "specific")


def read_conversations(comments: CommentTable, *, as_of: datetime) -> Conversation:
    """Return the comments of some accounts, read by their words and made ready for figures.

    What is said of one account hangs on its own comments alone: repeats are looked for within one creator.
    O(characters): some ten microseconds a comment.
    """
    captions = ("", *comments.captions)
    labels = label_comments(
        comments.text.tolist(), [captions[place + 1] for place in comments.caption.tolist()], creators=comments.account
    )
    return conversation_of(comments, labels, reader_errors, as_of=as_of)


def maybe_unusual(
    sells: NDArray[np.bool_], points: Floats, platforms: Sequence[str], league: ConversationLeague
) -> tuple[int, ...]:
    """Return the accounts whose comments may weigh against them: a sieve before the ranges, which are dear.

    ``sells`` says by position who has any comment that sells, ``points`` is the share of them as the league has it. It
    weighs where its whole range lies above the league's high end and above one in twenty, and the low end of a range
    never lies above its point. So whoever has a point well below that is passed over; with too few comments for a
    point, whoever has any. O(accounts), and O(accounts of the league) for each that is left.
    """
    least = {platform: league.least_high(platform, SPAM) for platform in set(platforms)}
    bars = SURE * np.maximum(LEAST_SPAM, [least[platform] for platform in platforms])
    found = []
    for account in np.flatnonzero(sells & ~(points <= bars)).tolist():  # NaN stays
        usual = league.usual(platforms[account], SPAM, float(points[account]))
        if usual is not None and not points[account] <= SURE * usual.high:
            found.append(account)
    return tuple(found)


@lru_cache(maxsize=256)
def reader_errors(language: str) -> Mapping[str, ErrorRates] | None:
    """Return how often the reader errs in a language, by label; ``None`` where nobody knows for any label."""
    told = error_rates(language)
    known = {label: _as_spread(rates) for label in LABELS if (rates := getattr(told, label)) is not None}
    return known or None


def _as_spread(rates: LabelRates) -> ErrorRates:
    """Return rates that rest on so many comments as rates with their standard deviations: those of their Betas."""
    return ErrorRates(
        caught=rates.t, wrong=rates.f, caught_sd=_sd(rates.t, rates.n_t), wrong_sd=_sd(rates.f, rates.n_f)
    )  # fmt: skip


def _sd(share: float, count: float) -> float:
    return math.sqrt(share * (1.0 - share) / (count + 1.0))

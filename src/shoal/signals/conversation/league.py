"""What is usual: the same shares of every account of a platform, and where one account stands among them.

Ordinary fans write short praise, so no share has a cut of its own: an account is held against its league (metric
dictionary, section 4).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.signals.conversation.labels import LABEL_OF, Mask
from shoal.signals.conversation.people import COMES_BACK
from shoal.signals.conversation.sample import Conversation
from shoal.stats import adjusted_count

LEAST_ACCOUNTS = 30  # metric dictionary, section 1 rule 8
LEAST_COMMENTS = 20  # of an account that counts in its league: fewer say nothing of a share (judgement)
LEAST_POSTS = 3
# One ordinary account in twenty lies above this share of its league, so it asks and proves nothing (judgement, as the
# two standard deviations of the engagement check).
HIGH = 0.95
SHARES = (*LABEL_OF, "reply_rate", "question_reply_rate", "repeat_commenter_share")  # what is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """What a league has of one share: its middle, the share that one account in twenty passes, and how many it is."""

    middle: float
    high: float
    accounts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationLeague:
    """The shares of all accounts by platform and figure, sorted; accounts with few comments are not in it."""

    shares: Mapping[str, Mapping[str, Floats]]

    def least_high(self, platform: str, figure: str) -> float:
        """Return what ``high`` of :meth:`usual` is at least, whoever is left out; 0 with too few of them."""
        everybody = self.shares.get(platform, {}).get(figure, np.zeros(0))
        if len(everybody) <= LEAST_ACCOUNTS:
            return 0.0
        return float(everybody[int(HIGH * (len(everybody) - 2))])

    def usual(self, platform: str, figure: str, own: float) -> Usual | None:
        """Return what is usual among the others, ``None`` with fewer than 30 of them; O(log accounts).

        ``own`` is the account's own share as the league has it (NaN: it is not there), which is left out.
        """
        others = self.shares.get(platform, {}).get(figure, np.zeros(0))
        if own == own:  # noqa: PLR0124  not NaN
            place = int(np.searchsorted(others, own))
            if place < len(others) and others[place] == own:
                others = np.delete(others, place)
        if len(others) < LEAST_ACCOUNTS:
            return None
        middle, high = np.quantile(others, [0.5, HIGH])
        return Usual(middle=float(middle), high=float(high), accounts=len(others))


NO_LEAGUE = ConversationLeague(shares={})


def conversation_league(talk: Conversation, platforms: Sequence[str]) -> ConversationLeague:
    """Return the league of accounts whose comments are in one table; ``platforms`` by position of the account.

    Vectorised over all comments: O(comments log comments).
    """
    return league_of_shares(conversation_shares(talk), platforms[: talk.accounts])


def league_of_shares(shares: Mapping[str, Floats], platforms: Sequence[str]) -> ConversationLeague:
    """Return the league of accounts whose shares were worked out before; both by position of the account."""
    platform = np.asarray(platforms, dtype=object)
    found: dict[str, dict[str, Floats]] = {}
    for name in sorted({str(one) for one in platform.tolist()}):
        here = platform == name
        found[name] = {figure: np.sort(told[here & np.isfinite(told)]) for figure, told in shares.items()}
    return ConversationLeague(shares=found)


def conversation_shares(talk: Conversation) -> Mapping[str, Floats]:
    """Return the point of each compared share for every account, NaN where too little came in. No ranges: see figures.

    Shares of texts are corrected with the middle of the reader's errors (ACC); rates of answers are as counted.
    """
    accounts = talk.accounts
    account, recent = talk.comments.account, talk.recent
    spam = talk.spam

    def share(hits: Mask, asked: Mask, least: int = LEAST_COMMENTS) -> Floats:
        below = np.bincount(account[asked], minlength=accounts).astype(np.float64)
        return np.bincount(account[hits & asked], minlength=accounts) / np.where(below >= least, below, np.nan)

    found = {figure: _corrected(talk, figure) for figure in LABEL_OF}
    top = recent & talk.threads.top & ~spam & ~talk.threads.open
    asks = top & talk.read["question_share"].flagged
    found["reply_rate"] = share(talk.threads.in_time, top)
    found["question_reply_rate"] = share(talk.threads.in_time, asks, least=10)
    found["repeat_commenter_share"] = _coming_back(talk, recent & ~talk.comments.by_creator & ~spam)
    return found


def _corrected(talk: Conversation, figure: str) -> Floats:
    """Return a share of texts per account, each language corrected for its own errors."""
    read, accounts = talk.read[figure], talk.accounts
    language = np.asarray(talk.labels.language)
    total, size = np.zeros(accounts), np.zeros(accounts)
    for code, rates in read.rates.items():
        here = talk.recent & read.counted & (language == code)
        asked = np.bincount(talk.comments.account[here], minlength=accounts).astype(np.float64)
        hits = np.bincount(talk.comments.account[here & read.flagged], minlength=accounts)
        known = adjusted_count(hits / np.maximum(asked, 1.0), rates.caught, rates.wrong)
        total += np.where(asked > 0, asked * known, 0.0)
        size += asked
    return np.asarray(total / np.where(size >= LEAST_COMMENTS, size, np.nan))


def _coming_back(talk: Conversation, others: Mask) -> Floats:
    """Return per account the share of named people who wrote under three posts or more."""
    comments, accounts = talk.comments, talk.accounts
    rows = np.flatnonzero(others & (comments.author != 0))
    account, post = comments.account[rows], comments.post[rows]
    _, people = np.unique(comments.author[rows], return_inverse=True)
    fans, first_seen, fan = np.unique(_pairs(account, people), return_index=True, return_inverse=True)
    _, once = np.unique(_pairs(fan, post), return_index=True)  # one per person and post
    posts_each = np.bincount(fan[once], minlength=len(fans))
    owner = account[first_seen]
    whole = np.bincount(owner, minlength=accounts).astype(np.float64)
    back = np.bincount(owner[posts_each >= COMES_BACK], minlength=accounts)
    _, each = np.unique(_pairs(account, post), return_index=True)
    enough = np.bincount(account, minlength=accounts) >= LEAST_COMMENTS
    enough &= np.bincount(account[each], minlength=accounts) >= LEAST_POSTS
    return np.asarray(back / np.where(enough, whole, np.nan))


def _pairs(first: Ints, second: Ints) -> Ints:
    """Return one number for each pair of two whole numbers."""
    span = int(second.max()) + 1 if len(second) else 1
    return np.asarray(first, dtype=np.int64) * span + second

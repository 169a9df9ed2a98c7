"""What conversations say for a person: claims with quotes, what else would look like this, what would settle it.

One rule weighs against anybody: a share of spam whose lower end lies above what one account in twenty of its league
passes, and above one comment in twenty (metric dictionary, section 4: compare with the league, no absolute cut).
Everything else is told, not weighed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from shoal.domain.bulk import Floats, Ints
from shoal.domain.finding import Evidence, Finding, Findings
from shoal.domain.values import Value
from shoal.signals.conversation.figures import LEVEL, conversation_figures
from shoal.signals.conversation.labels import Mask
from shoal.signals.conversation.league import (
    NO_LEAGUE,
    ConversationLeague,
    Usual,
    conversation_shares,
)
from shoal.signals.conversation.sample import Conversation

QUOTES = 3
LONGEST_QUOTE = 80
LEAST_SPAM = 0.05  # one comment in twenty: below that nobody who reads a page sees a difference (judgement)
MOST = 0.5  # "most" is meant as the word says: more than half, with the whole range
NOBODY_KNOWS = "fewer than 30 accounts of its kind here have comments, so nobody can say what is usual"
_PERSON = re.compile(r"@\s?\w[\w.]*|\S+@\S+\.\S+|(?:https?://|www\.)\S+|(?:\+|\b00)?\d[\d ()/.-]{6,}\d")

# Seconds are estimates for one person with the profile open; they order remedies, they promise nothing.
READ_SPAM = ("open three posts and read what those who sell write below them", 90)
OPEN_BUSIEST = ("open the profiles of five who comment most and look whom else they comment", 180)
READ_THREE = ("read the comments under three posts", 90)
LOOK_FOR_ANSWERS = ("open three posts and look whether the creator answers", 60)

SPAM_WHY = (
    "programs that sell write under every account that grows, without being asked",
    "the platform hides such comments and the file that was brought in does not",
    "a post that went far drew them for a few days",
    "comments were bought, and these came with them",
)
GENERIC_WHY = (
    "ordinary fans write like this: short praise and pictures",
    "posts that show something and ask nothing get such comments",
    "comments that are traded or bought look like this too",
)
REPEAT_WHY = (
    "a loyal core: the same people come back because they like to",
    "a small place where everybody knows each other",
    "comments traded in a group look the same from here",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What the checks of one account read: its comments, its figures, its own shares as the league has them."""

    talk: Conversation
    rows: Ints
    figures: Mapping[str, Value]
    usual: Mapping[str, Usual | None]

    def above(self, name: str) -> bool:
        """Say whether the whole range lies above what one account in twenty of the league passes."""
        usual, estimate = self.usual.get(name), self.figures[name].estimate
        ranged = estimate is not None and estimate.level < 1  # a count without a range claims nothing beyond itself
        return usual is not None and estimate is not None and ranged and estimate.low > usual.high

    def beside(self, name: str) -> str:
        """Return what is usual in words."""
        usual = self.usual.get(name)
        if usual is None:
            return NOBODY_KNOWS
        return (
            f"{_percent(usual.middle)} is usual here, one in twenty of {usual.accounts:,} passes {_percent(usual.high)}"
        )


def conversation_findings(
    talk: Conversation,
    platforms: Sequence[str],
    *,
    league: ConversationLeague = NO_LEAGUE,
    level: float = LEVEL,
    resample: bool = True,
    accounts: Sequence[int] | None = None,
) -> Findings:
    """Return what the comments of each account say, by its position; accounts without comments are absent.

    ``platforms`` by position. ``league`` is made of everybody's comments by ``conversation_league``; without it nothing
    is called unusual. O(comments) and a bootstrap per account: for the people of a page or a shortlist. Without
    ``resample`` nobody is called unusual for who comments, and no weight is another: for a whole pool. ``accounts`` are
    the positions that are asked for, all unless some are named.
    """
    own = conversation_shares(talk)
    found = {}
    for account in np.unique(talk.comments.account).tolist() if accounts is None else accounts:
        figures = conversation_figures(talk, account, level=level, resample=resample)
        usual = _usual(league, str(platforms[account]), own, account)
        desk = _Desk(talk=talk, rows=talk.rows(account), figures=figures, usual=usual)
        told = (_spam(desk), _replies(desk), _questions(desk), _words(desk), _people(desk))
        found[account] = tuple(finding for finding in told if finding is not None)
    return found


def _usual(
    league: ConversationLeague, platform: str, own: Mapping[str, Floats], account: int
) -> Mapping[str, Usual | None]:
    return {name: league.usual(platform, name, float(shares[account])) for name, shares in own.items()}


def _spam(desk: _Desk) -> Finding | None:
    """Say how much of it sells or deceives; the one thing here that may weigh against an account."""
    value = desk.figures["spam_share"]
    if value.estimate is None:
        return _unread(value)
    if not desk.above("spam_share") or value.estimate.low < LEAST_SPAM:
        claim = f"comments that sell or deceive: {_share(value)}; {desk.beside('spam_share')}"
        return Finding(check="spam_share", claim=claim, weight="0", value=value, evidence=_quotes(desk, desk.talk.spam))
    settle, seconds = READ_SPAM
    return Finding(
        check="spam_share",
        claim=f"comments that sell or deceive: {_share(value)}: unusual, because {desk.beside('spam_share')}",
        weight="-",
        value=value,
        evidence=_quotes(desk, desk.talk.spam),
        settle=settle,
        settle_seconds=seconds,
        explanations=SPAM_WHY,
    )


def _unread(value: Value) -> Finding | None:
    """Say that comments came in and could not be read; nothing where there is none of others."""
    why = {
        "no_text": "the comments came without their words, so nobody can say what people write",
        "language_unknown": "most comments are in a language that is not read here, so what people write is not known",
    }.get(value.reason or "")
    if why is None:
        return None
    settle, seconds = READ_THREE
    return Finding(check="conversation", claim=why, weight="?", value=value, settle=settle, settle_seconds=seconds)


def _replies(desk: _Desk) -> Finding | None:
    """Say whether she answers comments at all."""
    value = desk.figures["reply_rate"]
    if value.reason == "threads_not_supplied":
        settle, seconds = LOOK_FOR_ANSWERS
        claim = "whether comments are answered is not known: they came without their threads"
        return Finding(check="replies", claim=claim, weight="?", value=value, settle=settle, settle_seconds=seconds)
    if value.estimate is None:
        return None
    wait = desk.figures["reply_latency_p50"].estimate
    soon = f", after {_hours(wait.value)} in the middle case" if wait else ""
    note = {"answers_still_open": "; all comments are younger than seven days, so answers may still come"}
    claim = f"answers {_share(value)} of comments within seven days{soon}{note.get(value.reason or '', '')}"
    answered = desk.talk.threads.top & desk.talk.threads.in_time & ~desk.talk.spam
    return Finding(
        check="replies", claim=f"{claim}; {desk.beside('reply_rate')}", value=value, evidence=_quotes(desk, answered)
    )


def _questions(desk: _Desk) -> Finding | None:
    """Say whether questions get answers: the best single sign of a conversation."""
    value = desk.figures["question_reply_rate"]
    if value.estimate is None:
        return None
    asked = desk.talk.threads.top & desk.talk.read["question_share"].flagged
    answers = value.reason != "interval_only" and value.estimate.low > MOST
    weight: Literal["+", "0"] = "+" if answers else "0"
    if value.reason == "interval_only":
        few = f"{value.estimate.n} question{'' if value.estimate.n == 1 else 's'}"
        claim = (
            f"answers between {_percent(value.estimate.low)} and {_percent(value.estimate.high)} of questions; "
            f"{few} came in, too few to say it closer"
        )
    else:
        claim = f"answers {'most questions: ' if answers else ''}{_share(value)}{'' if answers else ' of questions'}"
    return Finding(
        check="question_replies", claim=claim, weight=weight, value=value,
        evidence=_quotes(desk, asked & desk.talk.threads.in_time),
    )  # fmt: skip


def _words(desk: _Desk) -> Finding | None:
    """Say what people write: words that fit under any post, words about this one, questions."""
    value = desk.figures["generic_share"]
    if value.estimate is None:
        return None
    rest = [
        f"{word} {_share(desk.figures[name])}"
        for name, word in (("specific_share", "about the post or themselves"), ("question_share", "questions"))
        if desk.figures[name].estimate is not None
    ]
    unusual = desk.above("generic_share")
    because = f": unusual, because {desk.beside('generic_share')}" if unusual else f"; {desk.beside('generic_share')}"
    claim = "; ".join([f"comments that would fit under any post: {_share(value)}{because}", *rest])
    settle, seconds = READ_THREE if unusual else ("", None)
    return Finding(
        check="comment_words", claim=claim, weight="0", value=value, settle=settle, settle_seconds=seconds,
        evidence=_quotes(desk, desk.talk.read["generic_share" if unusual else "specific_share"].flagged),
        explanations=GENERIC_WHY if unusual else (),
    )  # fmt: skip


def _people(desk: _Desk) -> Finding | None:
    """Say who comments: many who come back are a loyal core or a group that trades, and look alike."""
    value = desk.figures["repeat_commenter_share"]
    each = desk.figures["unique_commenters_per_post"].estimate
    if value.estimate is None or each is None:
        return None
    unusual = desk.above("repeat_commenter_share")
    because = desk.beside("repeat_commenter_share")
    top = desk.figures["commenter_top10_share"]
    rest = f"; the ten busiest write {_share(top)} of it" if top.estimate else ""
    claim = (
        f"{each.value:,.0f} people comment per post, {_share(value)} of them come back to three posts or more"
        f"{': unusual, because ' if unusual else '; '}{because}{rest}"
    )
    settle, seconds = OPEN_BUSIEST if unusual else ("", None)
    return Finding(
        check="commenters", claim=claim, weight="0", value=value, settle=settle, settle_seconds=seconds,
        explanations=REPEAT_WHY if unusual else (),
    )  # fmt: skip


def _quotes(desk: _Desk, mask: Mask) -> tuple[Evidence, ...]:
    """Return at most three short quotes with the place they came in, newest post first; never who wrote them."""
    rows = desk.rows[mask[desk.rows]][::-1]
    told: dict[str, Evidence] = {}
    for row in rows.tolist():
        text = quote(str(desk.talk.comments.text[row]))
        if text and text not in told:
            told[text] = Evidence(text=f"“{text}”", ref=str(desk.talk.comments.ref[row]))
        if len(told) == QUOTES:
            break
    return tuple(told.values())


def quote(text: str) -> str:
    """Return a comment as it may be shown: short, without names of accounts, addresses and numbers of people."""
    plain = _PERSON.sub("…", " ".join(text.split()))
    return plain if len(plain) <= LONGEST_QUOTE else f"{plain[: LONGEST_QUOTE - 1].rstrip()}…"


def _share(value: Value) -> str:
    """Return a share as ``42 % (31 to 54, 90 %)``, or alone where it was counted."""
    one = value.estimate
    if one is None:
        return "not known"
    if one.level >= 1:
        return _percent(one.value)
    low, high = _percent(one.low, sign=""), _percent(one.high, sign="")
    return f"{_percent(one.value)} ({low} to {high}, {100 * one.level:.0f} %)"


def _percent(share: float, *, sign: str = " %") -> str:
    percent = 100.0 * share
    return f"{percent:.{0 if percent >= 10 or percent == 0 else 1}f}{sign}"  # noqa: PLR2004  two figures


def _hours(hours: float) -> str:
    if hours < 1:
        return f"{60 * hours:.0f} minutes"
    if hours < 48:  # noqa: PLR2004  two days
        return f"{hours:.0f} hours" if hours >= 1.5 else "an hour"  # noqa: PLR2004  rounds to two
    return f"{hours / 24:.0f} days"

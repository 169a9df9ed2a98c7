"""Comments by hand, and a reader that goes by marks in the text: what tests of conversations share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import numpy as np

from shoal.domain.bulk import CommentTable
from shoal.signals.conversation import Conversation, conversation_of
from shoal.stats import ErrorRates

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
SECONDS = AS_OF.timestamp()
HOUR, DAY = 3_600.0, 86_400.0
HER = 999


@dataclass(frozen=True)
class Said:
    """One comment: ``by`` is a person's number, ``HER`` the creator; ``to`` the place of the comment it answers."""

    text: str = "hello there friend"
    post: int = 0
    by: int = 1
    to: int = -1
    at: float = SECONDS - 60 * DAY
    account: int = 0
    threaded: bool = True
    caption: int = 0
    answers: bool | None = None


def table(said: Iterable[Said]) -> CommentTable:
    """Return comments as a table; they come ordered by account and post."""
    rows = list(said)

    def column(name: str, kind: Any) -> Any:
        return np.array([getattr(one, name) for one in rows], dtype=kind)

    author = column("by", np.uint64)
    return CommentTable(
        account=column("account", np.int64),
        post=column("post", np.int64),
        author=np.where(author == HER, 77_777, author).astype(np.uint64),
        by_creator=author == HER,
        parent=column("to", np.int64),
        threaded=column("threaded", np.bool_),
        at=column("at", np.float64),
        text=column("text", object),
        ref=np.array([f"ba_1:{at + 1}" for at in range(len(rows))], dtype=object),
        caption=column("caption", np.int64),
        captions=("a caption",),
        answers=np.array([one.to >= 0 if one.answers is None else one.answers for one in rows], dtype=np.bool_),
    )


@dataclass(frozen=True)
class Marks:
    """A reader that goes by marks: ``$`` sells, ``+`` fits anywhere, ``?`` asks, ``*`` speaks of the post."""

    language: Any
    is_spam: Any
    generic: Any
    question: Any
    specific: Any
    readable: Any


def marks(comments: CommentTable, language: str | Sequence[str] = "en") -> Marks:
    def has(mark: str) -> Any:
        return np.array([mark in text for text in comments.text.tolist()], dtype=np.bool_)

    told = [language] * len(comments) if isinstance(language, str) else list(language)
    there = np.array([bool(text) for text in comments.text.tolist()], dtype=np.bool_)
    column = np.array(told, dtype=object)
    return Marks(column, has("$"), has("+"), has("?"), has("*"), there & (column != ""))


SURE = ErrorRates(caught=1.0, wrong=0.0)
UNSURE = ErrorRates(caught=0.85, wrong=0.05, caught_sd=0.03, wrong_sd=0.02)
LABELS = ("spam", "generic", "question", "specific")


def errors(language: str) -> Mapping[str, ErrorRates] | None:
    return dict.fromkeys(LABELS, SURE) if language in ("en", "de") else None


def unsure(language: str) -> Mapping[str, ErrorRates] | None:
    return dict.fromkeys(LABELS, UNSURE) if language in ("en", "de") else None


def talk(said: Iterable[Said], language: str | Sequence[str] = "en", eye: Any = errors, **changes: Any) -> Conversation:
    """Return comments made ready; ``changes`` replace columns of the table."""
    comments = table(said)
    comments = replace(comments, **changes) if changes else comments
    return conversation_of(comments, marks(comments, language), eye, as_of=AS_OF)


def posts_of(texts: Sequence[str], posts: int, *, account: int = 0, first: int = 0, people: int = 1_000) -> list[Said]:
    """Return the same texts under each of some posts, each by somebody else."""
    made = []
    for post in range(posts):
        for place, text in enumerate(texts):
            by = 1 + (post * len(texts) + place) % people
            made.append(Said(text=text, post=first + post, by=by, account=account, at=SECONDS - (90 - post) * DAY))
    return made

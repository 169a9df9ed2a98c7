"""What of captions and comments may weigh against an account, in a few numbers each: a sieve that is kept on disk.

Texts are dear to read and a page cannot wait for all of them. So what was read once leaves hints, and only whoever may
be unusual by them is read again and in full. The sieve passes over nobody who weighs, and whom it keeps proves nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from shoal.domain.bulk import CaptionTable, CommentTable, Floats, Ints
from shoal.domain.texts import TextHints
from shoal.signals.captions.clash import RIVAL, name_entries
from shoal.signals.captions.reading import DAY, WINDOW_DAYS, CaptionLists, CaptionTask, PostReading, read_captions
from shoal.signals.captions.text import Caption
from shoal.signals.captions.vocabulary import beginning_of
from shoal.signals.comment_reader import read_conversations
from shoal.signals.conversation import SHARES, conversation_shares

Mask = NDArray[np.bool_]
# what hints follow from in this room; what is read of the catalogue stands in the layout of the kept file
READERS = ("captions", "comments", "conversation", "comment_reader.py", "hints.py")
VERSION_DIGITS = 16


@cache
def reading_version() -> str:
    """Return a digest of the readers, code and data: whatever changes in them, what others have read is not used."""
    digest = hashlib.sha256()
    for name in READERS:
        for file in _files(files("shoal.signals") / name):
            digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()[:VERSION_DIGITS]


def _files(place: Traversable) -> list[Traversable]:
    if place.is_file():
        return [place]
    inside = sorted((one for one in place.iterdir() if one.name != "__pycache__"), key=lambda one: one.name)
    return [file for one in inside for file in _files(one)]


def text_hints(
    accounts: int, comments: CommentTable, captions: CaptionTable, *, lists: CaptionLists, as_of: datetime
) -> TextHints:
    """Return the hints of so many accounts, whose positions both tables name.

    They hang on the texts and the word lists alone, not on a brand, and on ``as_of`` only where nobody knows when a
    comment came in. O(characters): about 50 microseconds a caption and 60 a comment.
    """
    shares, sells = _of_comments(accounts, comments, as_of)
    suspect, deal, listed = (np.full(accounts, np.nan) for _ in range(3))
    words: list[set[int]] = [set() for _ in range(accounts)]
    asks = {one.topic for one in lists.words.lists if one.weight == "ask"}
    for row, post in read_captions(captions, CaptionTask(lists=lists, as_of=as_of), topics=False).items():
        account, at = int(captions.account[row]), float(captions.at[row])
        at = np.inf if np.isnan(at) else at
        if post.commercial:
            deal[account] = np.fmax(deal[account], at)
            words[account] |= {crc32(word.encode()) for word in Caption(str(captions.text[row])).words()}
        if post.suspect:
            suspect[account] = np.fmax(suspect[account], at)
        if _asks(post, asks):
            listed[account] = np.fmin(listed[account], -np.inf if np.isinf(at) else at)
    return TextHints(
        shares=shares, sells=sells, suspect=suspect, deal=deal, listed=listed,
        deal_words_each=np.array([len(some) for some in words], dtype=np.int64),
        deal_words=np.array([word for some in words for word in sorted(some)], dtype=np.uint32),
    )  # fmt: skip


def _asks(post: PostReading, topics: set[str]) -> bool:
    return any(place.topic in topics for place in post.listed)


def _of_comments(accounts: int, comments: CommentTable, as_of: datetime) -> tuple[Floats, Mask]:
    """Return the compared shares of each account, and whether any of its comments sells."""
    shares, sells = np.full((accounts, len(SHARES)), np.nan), np.zeros(accounts, dtype=np.bool_)
    if len(comments):
        talk = read_conversations(comments, as_of=as_of)
        told = conversation_shares(talk)
        shares[: talk.accounts] = np.column_stack([told[name] for name in SHARES])
        sells[talk.comments.account[talk.recent & talk.read["spam_share"].flagged]] = True
    return shares, sells


def shares_of(hints: TextHints) -> Mapping[str, Floats]:
    """Return the compared shares of comments by figure."""
    return {name: hints.shares[:, place] for place, name in enumerate(SHARES)}


def captions_may_weigh(hints: TextHints, as_of: datetime, competitors: Sequence[str]) -> Ints:
    """Return the accounts whose captions may weigh against them for a brand with those competitors. O(accounts).

    A competitor is looked for by the word that its name begins with: in captions of posts with a sign of a deal.
    """
    now = as_of.timestamp()
    may = _recent(hints.suspect, now) | (hints.listed <= now)
    if competitors:
        may |= _recent(hints.deal, now) & _names(hints, competitors)
    return np.flatnonzero(may)


def _recent(times: Floats, now: float) -> Mask:
    """Say of which accounts the newest post may be one of the last 90 days, or hide one that is."""
    return ~np.isnan(times) & ~(now - times > WINDOW_DAYS * DAY)


def _names(hints: TextHints, competitors: Sequence[str]) -> Mask:
    beginnings = {beginning_of(entry) for entry in name_entries(competitors, RIVAL)}
    if "" in beginnings:  # any word that begins so: hashes cannot tell
        return np.ones(len(hints), dtype=np.bool_)
    sought = np.array(sorted(crc32(word.encode()) for word in beginnings), dtype=np.uint32)
    owner = np.repeat(np.arange(len(hints)), hints.deal_words_each)
    return np.bincount(owner[np.isin(hints.deal_words, sought)], minlength=len(hints)) > 0

"""What a person pastes or counts, as a reading like that of any file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from shoal.domain.creator import Account
from shoal.domain.following import HandCount
from shoal.domain.intake import FileFacts, HandCountRow, Reading, ReadOptions, Sighting
from shoal.sources import counted_posts, read_paste


def pasted(text: str, platform: str | None, answers: Mapping[int, str] | None = None) -> Reading:
    """Return pasted profile links, handles or profile text as a reading. Raises ``TooLargeError`` above 500.

    ``answers`` give the profile for lines that were asked back, by their number.
    """
    found = read_paste(text, platform=platform, answers=answers)
    return Reading(
        kind="creators",
        source="pasted",
        policy="user_file",
        file=_facts("pasted text", text),
        options=ReadOptions(platform=platform),
        rows=len(found.creators) + len(found.results),
        sighting=Sighting(creators=found.creators),
        questions=found.questions,
        notes=found.notes,
        results=found.results,
    )


def counted(account: Account, posts: Sequence[str], at: datetime) -> Reading:
    """Return likes and comments of posts that a person counted as a reading.

    A second count of the same day takes the place of the first, post by post: else the same posts would count twice.
    """
    rows = counted_posts(
        posts,
        platform=account.platform,
        handle=account.handle,
        key_kind=account.key_kind,
        batch=f"counted {at:%Y-%m-%d}",
    )
    return Reading(
        kind="posts",
        source="counted by hand",
        policy="manual",
        file=_facts("counted posts", " ".join(posts)),
        options=ReadOptions(),
        rows=len(rows),
        sighting=Sighting(posts=rows),
    )


def followers_counted(account: Account, counted: HandCount) -> Reading:
    """Return followers that a person opened and judged as a reading: the counts alone."""
    told = f"{counted.real} {counted.unsure} {counted.fake} {counted.every} {counted.followers}"
    row = HandCountRow(
        row=1, platform=account.platform, handle=account.handle, key_kind=account.key_kind, real=counted.real,
        unsure=counted.unsure, fake=counted.fake, every=counted.every, followers=counted.followers,
    )  # fmt: skip
    return Reading(
        kind="hand_count",
        source="followers opened by a person",
        policy="manual",
        file=_facts("followers counted by hand", f"{account.id} {told}"),
        options=ReadOptions(),
        rows=1,
        sighting=Sighting(hand_counts=(row,)),
    )


def _facts(name: str, text: str) -> FileFacts:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return FileFacts(name=name, format="text", size_bytes=len(text.encode()), sha256=digest)

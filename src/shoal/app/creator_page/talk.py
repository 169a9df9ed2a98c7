"""What people write under the posts of one creator, for her page: figures with their ranges."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from shoal.report import Talk
from shoal.signals import conversation_figures, read_conversations

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal


def talk_of(shoal: Shoal, account: str, at: datetime) -> Talk | None:
    """Return the conversation under one account's posts, ``None`` where no comments came in. O(her comments)."""
    comments = shoal.catalog.comments([account], at)
    if not len(comments):
        return None
    return Talk(figures=tuple(conversation_figures(read_conversations(comments, as_of=at)).values()))

"""What people write under the posts of one creator, for her page: figures with their ranges."""

from __future__ import annotations

from shoal.app.known.findings import Task, read_talk
from shoal.report import Talk
from shoal.signals import conversation_figures


def talk_of(task: Task, account: str) -> Talk | None:
    """Return the conversation under one account's posts, ``None`` where no comments came in. O(her comments)."""
    talk = read_talk(task, [account])
    return None if talk is None else Talk(figures=tuple(conversation_figures(talk).values()))

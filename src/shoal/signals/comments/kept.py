"""What the reader of comments keeps in memory, and is quick to have again."""

from __future__ import annotations

from shoal.signals.comments.language import reader_of
from shoal.signals.comments.reader import opened
from shoal.signals.comments.spam import spam_model


def let_go_of_tables() -> None:
    """Let go of the tables of languages and of spam: 16 MB, and 0.1 s for the next comments."""
    for table in (reader_of, opened, spam_model):
        table.cache_clear()

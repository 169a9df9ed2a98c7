"""Which account a person means by what they typed, and which files of a workspace name somebody."""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from shoal.domain.bulk import Pool
from shoal.errors import ConflictError, NotFoundError

NEAR = 5


def accounts_named(pool: Pool, who: str) -> tuple[str, ...]:
    """Return the account ids of one creator by id (``cr_…``, ``ac_…``), handle or ``platform:handle``.

    Raises ``NotFoundError`` where nobody fits and ``ConflictError`` where several do. O(accounts).
    """
    wanted = who.strip()
    platform, _, handle = wanted.rpartition(":")
    handle = handle.lstrip("@").casefold()
    handles = np.array([str(text).casefold() for text in pool.handle], dtype=object)
    mask = (pool.account_id == wanted) | (pool.creator_id == wanted) | (handles == handle)
    if platform:
        mask &= pool.platform == platform.casefold()
    rows = np.flatnonzero(mask)
    if not len(rows):
        near = [
            f"{pool.platform[row]}:{pool.handle[row]}" for row in range(len(pool)) if handle and handle in handles[row]
        ]
        raise NotFoundError(
            "Nobody of that name is in the workspace.",
            received=who,
            allowed=near[:NEAR],
            next_step="shoal creators find WORDS looks in names, niches and texts.",
        )
    if len(set(pool.creator_id[rows])) > 1:
        raise ConflictError(
            "Several creators go by that name.",
            received=who,
            allowed=[f"{pool.platform[row]}:{pool.handle[row]}" for row in rows],
            next_step="Say which platform, as in instagram:HANDLE.",
        )
    return tuple(str(account) for account in pool.account_id[rows])


def files_naming(folder: Path, words: Iterable[str]) -> tuple[str, ...]:
    """Return the reports and reject files of a workspace that hold one of these names, in whatever case or escaping."""
    wanted = {spelling.casefold() for word in words for spelling in (word, html.escape(word)) if word}
    files = [*(folder / "reports").glob("*"), *(folder / "rejects").glob("*")]
    return tuple(str(path) for path in sorted(files) if path.is_file() and _holds_any(path, wanted))


def _holds_any(path: Path, wanted: Iterable[str]) -> bool:
    content = path.read_text(encoding="utf-8", errors="replace").casefold()
    return any(word in content for word in wanted)

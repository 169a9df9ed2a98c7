"""Which account a person means by what they typed, and which files of a workspace name somebody."""

from __future__ import annotations

import html
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from shoal.catalog import Catalog, Register, creator_id_of
from shoal.errors import ConflictError, NotFoundError

NEAR = 5
PLAIN = (".csv", ".tsv", ".txt", ".json")
HEAD = 65_536


def accounts_named(catalog: Catalog, who: str, as_of: datetime, register: Register | None = None) -> tuple[str, ...]:
    """Return the account ids of one creator by id (``cr_…``, ``ac_…``), handle or ``platform:handle``.

    Raises ``NotFoundError`` where nobody fits and ``ConflictError`` where several do. O(lines in the catalogue);
    where a ``register`` is at hand, it is asked.
    """
    found = register.named(who.strip()) if register is not None else catalog.named(who.strip(), as_of)
    if not found:
        raise NotFoundError(
            "Nobody of that name is in the workspace.",
            received=who,
            allowed=[f"{platform}:{handle}" for platform, handle in catalog.near(who.strip(), as_of, NEAR)],
            next_step="shoal creators find WORDS looks in names, niches and texts.",
        )
    if len({creator_id_of(account) for account, _, _ in found}) > 1:
        raise ConflictError(
            "Several creators go by that name.",
            received=who,
            allowed=[f"{platform}:{handle}" for _, platform, handle in found],
            next_step="Say which platform, as in instagram:HANDLE.",
        )
    return tuple(account for account, _, _ in found)


def files_naming(folder: Path, words: Iterable[str]) -> tuple[str, ...]:
    """Return the reports, reject files and waiting uploads of a workspace that hold one of these names, in whatever
    case or escaping; an upload that cannot be searched as text is taken to hold them.
    """
    wanted = {spelling.casefold() for word in words for spelling in (word, html.escape(word)) if word}
    files = [*(folder / "reports").glob("*"), *(folder / "rejects").glob("*")]
    found = [str(path) for path in sorted(files) if path.is_file() and _holds_any(path, wanted)]
    uploads = (path for path in sorted((folder / "uploads").rglob("*")) if path.is_file())
    return (*found, *(str(path) for path in uploads if not _is_plain(path) or _holds_any(path, wanted)))


def _is_plain(path: Path) -> bool:
    """Say whether a file is text in which a name is found as it stands: no workbook, no UTF-16."""
    with path.open("rb") as file:
        return path.suffix.lower() in PLAIN and b"\0" not in file.read(HEAD)


def _holds_any(path: Path, wanted: Iterable[str]) -> bool:
    content = path.read_text(encoding="utf-8", errors="replace").casefold()
    return any(word in content for word in wanted)

"""What a person pastes or types: links, handles, copied profile text, likes and comments counted by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from shoal.domain.intake import CreatorRow, Figure, PostRow, RowNote, RowResult
from shoal.errors import InputError
from shoal.sources.cells.handles import AccountCell, read_account
from shoal.sources.cells.links import looks_like_link
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.platforms import platform_of
from shoal.sources.cells.text import cell_text
from shoal.sources.lines import Named, error_text

PAIR = 2
COUNTS_OF_A_PROFILE = 2  # one count may stand in any text
FEWEST_POSTS, MOST_POSTS = 3, 12  # below three no spread is seen; twelve is the window of metrics.md section 3
_NUMBER = r"(?P<{0}>(?:[<~≈]\s*)?[0-9][0-9.,'\u00a0\u202f ]*(?:\s?(?:k|m|mio\.?|mln|tsd\.?|mil|b)\b)?\+?)"
_WORDS = {
    "posts_count": "posts|post|videos|video|beiträge|beitrag|publications|publicaciones|publicações|berichten|posty",
    "followers": "followers|follower|subscribers|subscriber|abonnenten|abonnés|seguidores|volgers|obserwujących",
    "following": "following|gefolgt|abonniert|suivi\\(e\\)s|suivis|siguiendo|seguidos|seguiti|volgend|obserwowanych",
    "total_likes": "likes|„gefällt mir“|gefällt mir|j\u2019aime|me gusta|mi piace|curtidas",
}
_COUNTS = {
    name: re.compile(rf"(?<![\w.]){_NUMBER.format('number')}\s*(?:{words})(?![^\W\d_])", re.IGNORECASE)
    for name, words in _WORDS.items()
}
_AFTER = {
    name: re.compile(rf"(?<![\w])(?:{words})\s*[:\n]\s*{_NUMBER.format('number')}(?![\w])", re.IGNORECASE)
    for name, words in _WORDS.items()
}
_HANDLE = re.compile(r"(?<![\w@./])@?([A-Za-z0-9_][A-Za-z0-9._-]{1,49})")
_LINK = re.compile(r"https?://\S+|(?<!\S)(?:www\.)?[a-z0-9-]+(?:\.[a-z0-9-]+)+/\S+", re.IGNORECASE)
_SPLIT = re.compile(r"[,;\s]+")


_Out = tuple[list[CreatorRow], list[RowNote], list[RowResult]]


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a paste gave: one row per account, warnings, and what has to be asked back."""

    creators: tuple[CreatorRow, ...] = ()
    notes: tuple[RowNote, ...] = ()
    results: tuple[RowResult, ...] = ()


def _is_profile(text: str) -> bool:
    return (
        sum(
            1
            for name in ("followers", "following", "posts_count")
            if _COUNTS[name].search(text) or _AFTER[name].search(text)
        )
        >= COUNTS_OF_A_PROFILE
    )


def _figures(text: str, row: int, notes: list[RowNote]) -> dict[str, Any]:
    found: dict[str, Figure] = {}
    for name, pattern in _COUNTS.items():
        match = pattern.search(text) or _AFTER[name].search(text)
        cell = read_count(match["number"]) if match else None
        if cell and cell.note:
            notes.append(
                RowNote(
                    row=row,
                    code=f"{name}_{cell.note.code}",
                    text=f"{name} {cell.note.text}",
                    received=match["number"] if match else None,
                )
            )
        if cell and cell.figure:
            found[name] = cell.figure
    return found


def _account_in(text: str, platform: str | None) -> AccountCell:
    """Return the account that copied profile text names: a link in it, an ``@handle``, else its first word."""
    for link in _LINK.finditer(text):
        account = read_account(link[0].rstrip(".,)"), platform=platform)
        if account.error is None:
            return account
    at = re.search(r"(?<![\w.])@[A-Za-z0-9_][\w.]{1,49}", text)
    first = _HANDLE.search(text)
    return read_account(at[0] if at else first[1] if first else "", platform=platform)


def _rest(text: str) -> str | None:
    """Return the profile text after its counts: the name and the bio, as one text."""
    end = max((match.end() for pattern in _COUNTS.values() if (match := pattern.search(text))), default=0)
    rest = cell_text(text[end:])
    return " ".join(rest.split()) or None


def _profile(
    text: str, row: int, platform: str | None, out: tuple[list[CreatorRow], list[RowNote], list[RowResult]]
) -> None:
    rows, notes, results = out
    account = _account_in(text, platform)
    if account.error is not None or account.platform is None:
        results.append(RowResult(row=row, outcome="error", text=error_text(Named(account, "paste"))))
        return
    figures = _figures(text, row, notes)
    rows.append(
        CreatorRow(
            row=row, platform=account.platform, handle=account.handle, key_kind=account.key_kind,
            handle_raw=account.raw,
            url=account.url, bio=_rest(text), **figures,
        )
    )  # fmt: skip


def _bare(
    part: str, row: int, platform: str | None, out: tuple[list[CreatorRow], list[RowNote], list[RowResult]]
) -> None:
    account = read_account(part, platform=platform)
    if account.error is not None or account.platform is None:
        out[2].append(RowResult(row=row, outcome="error", text=error_text(Named(account, "paste"))))
        return
    out[0].append(
        CreatorRow(
            row=row, platform=account.platform, handle=account.handle, key_kind=account.key_kind,
            handle_raw=account.raw,
            platform_id=account.handle if account.key_kind == "channel_id" else None, url=account.url,
        )
    )  # fmt: skip


def _listed(line: str) -> list[str]:
    """Return the links and handles of a line; ``IG: @name`` stays together, loose words are no handles."""
    head, mark, rest = line.partition(":")
    if mark and platform_of(head) and not rest.startswith("//"):
        return [line]
    parts = [part for part in _SPLIT.split(line) if part]
    sure = [part for part in parts if part.startswith("@") or looks_like_link(part)]
    return sure or [line]


def read_paste(text: str, *, platform: str | None = None) -> Pasted:
    """Read profile links, handles and copied profile text, one or many.

    ``platform`` is used for handles without a link. Rows count the accounts and questions from 1. Links to posts and
    short links are errors that say what to paste instead. Raises InputError for nothing at all.
    """
    if not text.strip():
        raise InputError("nothing was pasted", next_step="paste profile links, @handles, or a copied profile")
    out: _Out = ([], [], [])
    for block in re.split(r"\n\s*\n", text.strip()) if _is_profile(text) else text.splitlines():
        row = len(out[0]) + len(out[2]) + 1
        if _is_profile(block):
            _profile(block, row, platform, out)
            continue
        for part in (part for line in block.splitlines() if line.strip() for part in _listed(cell_text(line))):
            _bare(part, len(out[0]) + len(out[2]) + 1, platform, out)
    return Pasted(tuple(out[0]), tuple(out[1]), tuple(out[2]))


def counted_posts(
    pairs: Sequence[str], *, platform: str, handle: str, key_kind: str = "handle", batch: str = "counted"
) -> tuple[PostRow, ...]:
    """Return the posts that a person counted, from ``likes,comments`` pairs, the newest first.

    Likes that are hidden are written as ``?``. ``batch`` names the count, so that a later one does not replace it. The
    moments are not known. Raises InputError for fewer than 3 or more than 12 pairs and for a pair that is none.
    """
    if not FEWEST_POSTS <= len(pairs) <= MOST_POSTS:
        raise InputError(
            f"count {FEWEST_POSTS} to {MOST_POSTS} posts", received=len(pairs),
            allowed=("3 to 12 pairs of likes,comments",),
            next_step="open the newest posts, leave pinned ones out, and type likes,comments of each",
        )  # fmt: skip
    posts = []
    for at, pair in enumerate(pairs, start=1):
        likes, comments = _pair(pair, at)
        posts.append(
            PostRow(
                row=at, platform=platform, handle=handle, key_kind=key_kind, post_key=f"{batch}/{len(pairs) - at + 1}",
                likes=likes, comments=comments,
            )
        )  # fmt: skip
    return tuple(posts)


def _pair(pair: str, at: int) -> tuple[int | None, int | None]:
    parts = re.split(r"\s*[;/|]\s*|\s+", pair.strip()) if re.search(r"[;/|\s]", pair.strip()) else pair.split(",")
    cells = [read_count(part) for part in parts]
    wrong = next((cell.note.text for cell in cells if cell.note), None)
    if len(parts) != PAIR or wrong:
        raise InputError(
            f"post {at} is no pair of likes and comments", received=pair, allowed=("412,18", "1.2k/18", "?,18"),
            fields={f"post {at}": wrong or "two numbers are needed"}, next_step="write it as likes,comments",
        )  # fmt: skip
    likes, comments = (round(cell.figure.value) if cell.figure else None for cell in cells)
    return likes, comments

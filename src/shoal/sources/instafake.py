"""Lists of accounts with their posts as parallel lists (``mediaLikeNumbers`` ...): the layout of research dumps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shoal.domain.intake import CreatorRow, Figure, PostRow, RowNote
from shoal.errors import FileFormatError

_SIGNATURE = "mediaLikeNumbers"
_FIGURES = {"followers": "userFollowerCount", "following": "userFollowingCount", "posts_count": "userMediaCount"}
_LAST_SECOND = 4_102_444_800  # the year 2100; later than that it is no upload time


@dataclass(slots=True)
class Found:
    """The accounts and posts of such a file; accounts are named by their place in the list, from 1."""

    creators: list[CreatorRow] = field(default_factory=list)
    posts: list[PostRow] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)


def is_account_list(document: object) -> bool:
    """Say whether a JSON document is a list of accounts with parallel lists of their posts."""
    return (
        isinstance(document, list) and bool(document) and isinstance(document[0], Mapping) and _SIGNATURE in document[0]
    )


def _figure(value: object) -> Figure | None:
    ok = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < float("inf")
    return (
        Figure(value=float(value), low=float(value), high=float(value))
        if ok and isinstance(value, int | float)
        else None
    )


def _items(account: Mapping[str, object], name: str, length: int) -> Sequence[object]:
    """Return one parallel list, padded with unknowns where the file has it shorter or not at all."""
    value = account.get(name)
    found = list(value)[:length] if isinstance(value, list) else []
    return found + [None] * (length - len(found))


def _whole(value: object) -> int | None:
    figure = _figure(value)
    return int(figure.value) if figure else None


def _at(value: object) -> datetime | None:
    seconds = _whole(value)
    return datetime.fromtimestamp(seconds, UTC) if seconds and seconds < _LAST_SECOND else None


def _posts(account: Mapping[str, object], row: int, handle: str, platform: str) -> list[PostRow]:
    likes = account.get(_SIGNATURE)
    length = len(likes) if isinstance(likes, list) else 0
    names = (_SIGNATURE, "mediaCommentNumbers", "mediaCommentsAreDisabled", "mediaUploadTimes")
    columns = zip(*(_items(account, name, length) for name in names), strict=True)
    return [
        PostRow(
            row=row, platform=platform, handle=handle, key_kind="row_id", post_key=f"{handle}/{at}", likes=_whole(like),
            # Switched-off comments are written as 0 there: not counted, so unknown.
            comments=None if disabled else _whole(comment), at=_at(moment),
        )
        for at, (like, comment, disabled, moment) in enumerate(columns, start=1)
    ]  # fmt: skip


def read_account_list(document: object, platform: str | None) -> Found:
    """Return the accounts and posts of a document for which :func:`is_account_list` holds.

    The layout is Instagram's; ``platform`` overrules that. Raises FileFormatError where an entry is no account.
    """
    found, platform = Found(), platform or "instagram"
    for row, account in enumerate(document if isinstance(document, list) else [], start=1):
        if not isinstance(account, Mapping):
            raise FileFormatError(
                f"entry {row} of the list is no account", received=str(account)[:60], next_step="remove it"
            )
        handle = str(row)
        figures: dict[str, Any] = {name: _figure(account.get(key)) for name, key in _FIGURES.items()}
        for name, key in _FIGURES.items():
            if figures[name] is None and account.get(key) is not None:
                text = f"{name} is no count: left empty; correct the entry"
                found.notes.append(
                    RowNote(
                        row=row, code=f"{name}_not_a_number", text=text, column=key, received=str(account[key])[:200]
                    )
                )
        posts = _posts(account, row, handle, platform)
        private = account.get("userIsPrivate")
        extra = {"userIsPrivate": str(private)} if private is not None else {}
        found.creators.append(
            CreatorRow(
                row=row, platform=platform, handle=handle, key_kind="row_id", handle_raw=handle, extra=extra, **figures
            )
        )
        found.posts += posts
    return found

"""Instagram's answers to typed rows. Pure: what is hidden is absent there, and stays unknown here."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

from shoal.domain.intake import CreatorRow, Figure, PostRow, RowNote

DISCOVERY_POLICY = "instagram.discovery"
DISCOVERY = "Instagram business_discovery"
# What the vendor counts as views holds paid ones too (its own warning), so it never stands among organic counts.
PAID_VIEWS, PAID_VIEWS_N = "instagram.view_count_with_paid.reel_median", "instagram.view_count_with_paid.reels"
ACCOUNT_ID = "instagram.account_id"  # the vendor's number is the app's own: two apps get two for one account
PROMOTED = "AD"
MOST_TAGS = 30
LONGEST = {"name": 200, "biography": 2_000, "website": 500, "caption": 5_000}
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_TAG = re.compile(r"#(\w{1,60})")
_ADDRESS = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63}){1,4}")
_POST_ID = re.compile(r"[0-9_]{1,60}")
_PERMALINK = "https://www.instagram.com/"
LEFT_OUT = "[address left out]"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedUp:
    """What answers gave: a row per account, the posts, and warnings."""

    creators: tuple[CreatorRow, ...]
    posts: tuple[PostRow, ...]
    notes: tuple[RowNote, ...]


def read_discovered(answers: Sequence[tuple[int, str, datetime, Mapping[str, Any]]]) -> LookedUp:
    """Read answers given as (row, handle, moment of the answer, what was answered). O(posts)."""
    reader = _Reader([])
    creators, posts = [], []
    for row, handle, at, told in answers:
        found = reader.posts(row, handle, told)
        creators.append(reader.creator(row, handle, at, told, found))
        posts += found
    return LookedUp(creators=tuple(creators), posts=tuple(posts), notes=tuple(reader.notes))


@dataclass(slots=True)
class _Reader:
    """Reads answers and gathers what has to be said of them."""

    notes: list[RowNote]

    def note(self, row: int, code: str, text: str) -> None:
        self.notes.append(RowNote(row=row, code=code, text=text))

    def creator(
        self, row: int, handle: str, at: datetime, told: Mapping[str, Any], posts: Sequence[PostRow]
    ) -> CreatorRow:
        """Return the account of one answer; what it does not say is unknown."""
        website = self._text(row, told, "website")
        number = told.get("id")
        extra = {"website": website} if website and website.startswith(("https://", "http://")) else {}
        extra |= {ACCOUNT_ID: number} if isinstance(number, str) and number.isdecimal() else {}
        return CreatorRow(
            row=row, platform="instagram", handle=handle, handle_raw=handle, url=f"{_PERMALINK}{handle}/",
            name=self._text(row, told, "name"), bio=self._text(row, told, "biography"), extra=extra,
            hashtags=_tags(posts), followers=self._figure(row, told, "followers_count"),
            following=self._figure(row, told, "follows_count"), posts_count=self._figure(row, told, "media_count"),
            observed=_paid_views(told), observed_at=at,
        )  # fmt: skip

    def posts(self, row: int, handle: str, told: Mapping[str, Any]) -> list[PostRow]:
        """Return the posts of one answer, the newest first; those that are advertisements alone are left out."""
        items = [item for item in told.get("media") or () if isinstance(item, Mapping)]
        organic = [item for item in items if item.get("media_product_type") != PROMOTED]
        if len(organic) < len(items):
            number = len(items) - len(organic)
            self.note(row, "promoted_left_out", f"{number} of the posts are advertisements and were left out")
        rows = [self._post(row, handle, item) for item in organic if _POST_ID.fullmatch(str(item.get("id", "")))]
        hidden = sum(post.likes is None for post in rows)
        if hidden:
            self.note(row, "likes_hidden", f"likes of {hidden} of {len(rows)} posts are hidden: unknown, not 0")
        return rows

    def _post(self, row: int, handle: str, item: Mapping[str, Any]) -> PostRow:
        link = item.get("permalink")
        return PostRow(
            row=row, platform="instagram", handle=handle, post_key=str(item["id"]), at=self._at(row, item),
            format=_format(item), url=link if isinstance(link, str) and link.startswith(_PERMALINK) else None,
            caption=self._text(row, item, "caption"), likes=self._count(row, item, "like_count"),
            comments=self._count(row, item, "comments_count"), shares=self._count(row, item, "shares_count"),
            saves=self._count(row, item, "saved_count"),
        )  # fmt: skip

    def _count(self, row: int, told: Mapping[str, Any], name: str) -> int | None:
        """Return a whole number that is not below 0; anything else is unknown, and said unless it is absent."""
        value = told.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12:
            return value
        if value is not None:
            self.note(row, f"{name}_not_a_count", f"{name} is no count: unknown")
        return None

    def _figure(self, row: int, told: Mapping[str, Any], name: str) -> Figure | None:
        count = self._count(row, told, name)
        return None if count is None else Figure(value=count, low=count, high=count)

    def _text(self, row: int, told: Mapping[str, Any], name: str) -> str | None:
        """Return a text that can be stored, without mail addresses: the rule of this source forbids contact by it."""
        value = told.get(name)
        if not isinstance(value, str):
            return None
        text = _UNSTORABLE.sub("", value).strip()[: LONGEST[name]]
        without = text if name == "website" else _ADDRESS.sub(LEFT_OUT, text)
        if without != text:
            self.note(row, "contact_dropped", f"a mail address in {name} was left out: it may not be used for contact")
        return without or None

    def _at(self, row: int, item: Mapping[str, Any]) -> datetime | None:
        value = item.get("timestamp")
        try:
            at = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            self.note(row, "moment_unknown", "a post has no moment that can be read: unknown")
            return None
        return at


def _format(item: Mapping[str, Any]) -> str:
    """Return ``reel``, ``video``, ``carousel``, ``story`` or ``post``."""
    product, kind = item.get("media_product_type"), item.get("media_type")
    if product == "REELS":
        return "reel"
    if product == "STORY":
        return "story"
    return {"VIDEO": "video", "CAROUSEL_ALBUM": "carousel"}.get(str(kind), "post")


def _tags(posts: Sequence[PostRow]) -> str | None:
    """Return the hashtags of the captions, those used most first."""
    used = Counter(tag.lower() for post in posts for tag in _TAG.findall(post.caption or ""))
    return " ".join(f"#{tag}" for tag, _ in used.most_common(MOST_TAGS)) or None


def _paid_views(told: Mapping[str, Any]) -> dict[str, float | None]:
    """Return the median of the vendor's view counts of reels, paid views among them, under a name that says so."""
    media = [item for item in told.get("media") or () if isinstance(item, Mapping)]
    reels = [item.get("view_count") for item in media if item.get("media_product_type") == "REELS"]
    counts = [count for count in reels if isinstance(count, int) and not isinstance(count, bool) and count >= 0]
    return {PAID_VIEWS: float(median(counts)), PAID_VIEWS_N: float(len(counts))} if counts else {}

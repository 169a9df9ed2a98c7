"""Accounts: a handle or a profile link, and the platform word beside it, to one account key."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from shoal.sources.cells.links import looks_like_link, read_link
from shoal.sources.cells.platforms import CHANNEL_ID, fits, platform_of
from shoal.sources.cells.text import CellNote, cell_text, is_missing

NO_PLATFORM = CellNote("no_platform", "handle without a platform")
NO_HANDLE = CellNote("no_handle", "no usable handle")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe0f]")
_PUNCTUATION = ".,;:!?/\\)(\"'"
_PREFIXED = re.compile(r"^([A-Za-z][A-Za-z ]{0,10}?)\s*[:|]\s*@?(?=\S)")
# More than 15 digits that end in zeros, or an exponent: a spreadsheet rounded an identifier (sources.md section 7).
_LOST_DIGITS = re.compile(r"^\d(?:[.,]\d+)?e\+?\d{2}$|^[1-9]\d{14,}0{3,}$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AccountCell:
    """Which account a cell names; ``error`` says why it names none.

    ``handle`` is the comparison form (lower case but for channel ids), ``raw`` the spelling found, ``from_link`` says
    that the platform came from the link itself.
    """

    platform: str | None = None
    handle: str = ""
    key_kind: str = "handle"
    raw: str = ""
    url: str | None = None
    from_link: bool = False
    error: CellNote | None = None


def fold_handle(platform: str, name: str, key_kind: str = "handle") -> str:
    """Return the comparison form of a handle: NFKC, lower case; channel ids keep their case."""
    name = _INVISIBLE.sub("", unicodedata.normalize("NFKC", name)).strip().removeprefix("@")
    if key_kind in ("channel_id", "row_id") or name.startswith("did:"):
        return name
    name = name.lower()
    return name if "." not in name or platform in ("bluesky", "mastodon") else name.rstrip(".")


def _from_link(text: str, hint: str | None) -> AccountCell:
    link = read_link(text, hint=hint)
    if link.problem or link.platform is None:
        return AccountCell(platform=link.platform, raw=text, error=CellNote(link.code, link.problem))
    handle = fold_handle(link.platform, link.name, link.key_kind)
    if not handle:
        return AccountCell(platform=link.platform, raw=text, error=NO_HANDLE)
    return AccountCell(link.platform, handle, link.key_kind, link.name, text, from_link=True)


def _bare(text: str, platform: str | None) -> AccountCell:
    """Read a handle without a link; it needs a platform from elsewhere."""
    name = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text)).strip().strip(_PUNCTUATION).lstrip("@")
    if not name or re.search(r"\s", name) or _LOST_DIGITS.match(name):
        reason = "identifier lost digits in a spreadsheet" if _LOST_DIGITS.match(name) else NO_HANDLE.text
        return AccountCell(platform=platform, raw=text, error=CellNote("no_handle", reason))
    if platform is None and text.startswith("@") and fits("mastodon", name.lower()):
        platform = "mastodon"
    if platform is None:
        unsure = CellNote("no_handle", "looks like a mail address, not a handle") if "@" in name else NO_PLATFORM
        return AccountCell(raw=text, error=unsure)
    if platform == "youtube" and CHANNEL_ID.fullmatch(name):
        return AccountCell(platform, name, "channel_id", name)
    handle = fold_handle(platform, name)
    if not fits(platform, handle):
        return AccountCell(platform=platform, raw=text, error=NO_HANDLE)
    return AccountCell(platform, handle, "handle", name)


def read_account(text: str, *, platform: str | None = None) -> AccountCell:
    """Read the cell that names an account; ``platform`` is what the line, the header or the person says.

    A link beats the platform said: compare ``platform`` of the answer with what was given to warn about it.
    """
    text = cell_text(text)
    if is_missing(text):
        return AccountCell(platform=platform, error=NO_HANDLE)
    if looks_like_link(text):
        return _from_link(text, platform)
    prefix = _PREFIXED.match(text)
    named = platform_of(prefix[1]) if prefix else None
    if prefix and named:
        return read_account(text[prefix.end() :], platform=named)
    return _bare(text, platform)


def profile_url(platform: str, handle: str, key_kind: str) -> str | None:
    """Return the address a person would open for an account, ``None`` where there is no rule for it."""
    if key_kind == "row_id":
        return None
    if platform == "youtube":
        return f"https://www.youtube.com/{ {'channel_id': 'channel/', 'custom_link': 'c/'}.get(key_kind, '@') }{handle}"
    if platform == "mastodon":
        user, _, host = handle.partition("@")
        return f"https://{host}/@{user}"
    patterns = {"instagram": "https://www.instagram.com/{}/", "tiktok": "https://www.tiktok.com/@{}",
                "bluesky": "https://bsky.app/profile/{}", "x": "https://x.com/{}",
                "facebook": "https://www.facebook.com/{}", "threads": "https://www.threads.net/@{}"}  # fmt: skip
    pattern = patterns.get(platform)
    return pattern.format(handle) if pattern else None

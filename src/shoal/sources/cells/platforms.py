"""Platform words and what a handle may look like on each platform (sources.md section 7)."""

from __future__ import annotations

import re

from shoal.sources.cells.text import fold

_WORDS: dict[str, tuple[str, ...]] = {
    "instagram": ("instagram", "insta", "ig", "instagramcom", "inst", "instagramaccount", "instareels", "reels"),
    "tiktok": ("tiktok", "tt", "tik", "tiktokcom", "douyin", "tictoc", "ticktock", "tictok", "ticktok"),
    "youtube": ("youtube", "yt", "youtubecom", "youtubechannel", "ytshorts", "youtubeshorts", "yout"),
    "bluesky": ("bluesky", "bsky", "bskyapp", "bskysocial"),
    "mastodon": ("mastodon", "fediverse", "masto"),
    "x": ("x", "twitter", "xtwitter", "twitterx", "xformerlytwitter", "xcom", "twittercom"),
    "facebook": ("facebook", "fb", "facebookcom", "facebookpage"),
    "threads": ("threads", "threadsnet", "metathreads"),
    "pinterest": ("pinterest", "pin"),
    "twitch": ("twitch", "twitchtv"),
    "linkedin": ("linkedin", "li"),
    "snapchat": ("snapchat", "snap"),
}
PLATFORMS = tuple(_WORDS)
_BY_WORD = {word: platform for platform, words in _WORDS.items() for word in words}
_GENERAL = re.compile(r"[\w.\-·]{1,64}")
HANDLE_FORMS: dict[str, re.Pattern[str]] = {
    "instagram": re.compile(r"[a-z0-9._]{1,30}"),
    "tiktok": re.compile(r"[a-z0-9._]{2,24}"),
    "youtube": re.compile(r"(?=.*\w)[\w.\-·]{3,30}"),
    "bluesky": re.compile(
        r"did:[a-z]+:[a-zA-Z0-9._:%-]+|(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
    ),
    "mastodon": re.compile(r"[a-z0-9_](?:[a-z0-9_.\-]*[a-z0-9_])?@(?:[a-z0-9-]+\.)+[a-z]{2,}"),
    "x": re.compile(r"[a-z0-9_]{1,15}"),
    "facebook": re.compile(r"[a-z0-9.]{2,50}"),
    "threads": re.compile(r"[a-z0-9._]{1,30}"),
}
CHANNEL_ID = re.compile(r"UC[A-Za-z0-9_-]{22}")


def platform_of(text: str) -> str | None:
    """Return the platform that a word names (``Insta``, ``Tik Tok``, ``YT``), ``None`` where it names none."""
    return _BY_WORD.get(fold(text))


def fits(platform: str, handle: str) -> bool:
    """Say whether a handle in comparison form is possible on a platform."""
    return HANDLE_FORMS.get(platform, _GENERAL).fullmatch(handle) is not None

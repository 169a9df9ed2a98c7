"""Profile links: what each path of each site means (sources.md section 7). Nothing is ever fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from shoal.sources.cells.platforms import CHANNEL_ID, fits

SHORT_HOSTS = frozenset({
    "vm.tiktok.com", "vt.tiktok.com", "bit.ly", "t.co", "fb.me", "tinyurl.com", "goo.gl", "ow.ly", "buff.ly", "is.gd",
    "rb.gy", "cutt.ly", "lnkd.in", "youtu.be.link", "ig.me", "pin.it", "on.fb.me", "dlvr.it", "rebrand.ly",
    "shorturl.at",
})  # fmt: skip
LINK_PAGES = frozenset(
    {"linktr.ee", "lnk.bio", "beacons.ai", "bio.link", "linkin.bio", "solo.to", "komi.io", "allmylinks.com"}
)
_HOSTS = {
    "instagram.com": "instagram", "instagr.am": "instagram", "tiktok.com": "tiktok", "youtube.com": "youtube",
    "youtu.be": "youtube", "youtube-nocookie.com": "youtube", "bsky.app": "bluesky", "x.com": "x", "twitter.com": "x",
    "facebook.com": "facebook", "fb.com": "facebook", "threads.net": "threads", "threads.com": "threads",
    "pinterest.com": "pinterest", "twitch.tv": "twitch", "linkedin.com": "linkedin", "snapchat.com": "snapchat",
}  # fmt: skip
KNOWN_HOSTS = frozenset(_HOSTS) | SHORT_HOSTS | LINK_PAGES
_FRONT = re.compile(r"^(?:www|m|mobile|web|[a-z]{2}(?:-[a-z]{2})?|music|old|vm|vt)\.(?=[^.]+\.[a-z])")
_LOCALE = re.compile(r"^[a-z]{2}(?:[-_][A-Za-z]{2})?$")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:/*", re.IGNORECASE)
_HOST_SHAPE = re.compile(r"^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}$", re.IGNORECASE)

POST = "link to a post, not to a profile"
SHORT = "short link cannot be resolved without a network"
RESERVED = "link to a page of the platform, not to a profile"
LINK_PAGE = "link page, not a profile"
FOREIGN = "link to a site that is no platform Shoal knows"
NO_PROFILE = "link names no profile"
_PROBLEM_CODES = {POST: "post_link", SHORT: "short_link", RESERVED: "reserved_link", LINK_PAGE: "link_page",
                  FOREIGN: "foreign_link", NO_PROFILE: "no_profile_link"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """What a link names: an account (``platform``, ``name``, ``key_kind``), or ``problem`` says why it names none."""

    platform: str | None = None
    name: str = ""
    key_kind: str = "handle"
    problem: str = ""

    @property
    def code(self) -> str:
        """Return the stable code of the problem, empty where there is none."""
        return _PROBLEM_CODES.get(self.problem, "")


def _paths(table: dict[str, str]) -> dict[str, frozenset[str]]:
    return {site: frozenset(words.split()) for site, words in table.items()}


_RESERVED = _paths({
    "instagram": "explore stories accounts about legal developer direct web locations audio popular topics",
    "tiktok": "tag music discover explore foryou live following login search about legal upload",
    "youtube": "results feed hashtag gaming premium about account trending music redirect t ads",
    "x": "home explore search i intent hashtag settings login messages notifications share tos privacy",
    "facebook": "groups events marketplace gaming login pages hashtag help search settings people public",
    "threads": "search login about t",
})  # fmt: skip
_POSTS = _paths({
    "instagram": "p reel tv reels",
    "tiktok": "v video embed photo",
    "youtube": "watch shorts playlist live embed v clip post attribution_link",
    "facebook": "watch reel story.php photo photo.php photos video.php videos permalink.php posts stories",
    "pinterest": "pin",
    "twitch": "videos clip directory",
})  # fmt: skip
_SHARES = _paths({"tiktok": "t", "instagram": "share s", "facebook": "share sharer l.php"})
# first words of a path that name no profile on one site or another
PAGE_WORDS = frozenset().union(*(words for table in (_RESERVED, _POSTS, _SHARES) for words in table.values()))
_PREFIXED = {"linkedin": ("in", "company"), "snapchat": ("add",), "bluesky": ("profile",)}


def looks_like_link(text: str) -> bool:
    """Say whether text is a link: it has a scheme, or it starts with a host name and a path, or is a known host."""
    if _SCHEME.match(text) and not text.startswith("did:"):
        return "//" in text[:12]
    host, slash, _ = text.partition("/")
    host = host.lower().removeprefix("www.")
    return bool(slash and _HOST_SHAPE.match(host)) or host in KNOWN_HOSTS


def _parts(text: str) -> tuple[str, list[str], str]:
    """Return the host, the pieces of the path and the query of a link."""
    rest = _SCHEME.sub("", text.strip())
    rest, _, _ = rest.partition("#")
    rest, _, query = rest.partition("?")
    host, _, path = rest.partition("/")
    pieces = [unquote(piece).strip() for piece in path.split("/")]
    return host.lower().rpartition("@")[2].partition(":")[0], [piece for piece in pieces if piece], query


def _site(host: str) -> str | None:
    while host not in _HOSTS:
        shorter = _FRONT.sub("", host)
        if shorter == host:
            return "pinterest" if re.fullmatch(r"(?:www\.)?pinterest\.[a-z.]{2,6}", host) else None
        host = shorter
    return _HOSTS[host]


def _youtube(pieces: list[str]) -> Link:
    first = pieces[0]
    if first == "channel":
        ok = len(pieces) > 1 and CHANNEL_ID.fullmatch(pieces[1])
        return Link("youtube", pieces[1], "channel_id") if ok else Link("youtube", problem=NO_PROFILE)
    if first in ("c", "user"):
        return Link("youtube", pieces[1], "custom_link") if len(pieces) > 1 else Link("youtube", problem=NO_PROFILE)
    return Link("youtube", first.removeprefix("@"), "handle" if first.startswith("@") else "custom_link")


def _facebook(pieces: list[str], query: str) -> Link:
    if pieces[0] == "profile.php":
        number = re.search(r"(?:^|&)id=(\d+)", query)
        return Link("facebook", number[1], "channel_id") if number else Link("facebook", problem=NO_PROFILE)
    return Link("facebook", pieces[0])


def _of_site(site: str, pieces: list[str], query: str) -> Link:
    """Return what a path on a known site names."""
    first = pieces[0].lower()
    if first in _SHARES.get(site, ()):
        return Link(site, problem=SHORT)
    if first in _POSTS.get(site, ()):
        return Link(site, problem=POST)
    if first in _RESERVED.get(site, ()):
        return Link(site, problem=RESERVED)
    if site == "youtube":
        return _youtube(pieces)
    return _facebook(pieces, query) if site == "facebook" else Link(site, pieces[0].removeprefix("@"))


def _foreign(host: str, pieces: list[str], hint: str | None) -> Link:
    """Read ``host/@name`` as Mastodon, where any host may be a server."""
    if pieces and pieces[0].startswith("@") and _HOST_SHAPE.match(host) and hint in (None, "mastodon"):
        name = pieces[0][1:]
        return Link("mastodon", name if "@" in name else f"{name}@{host.removeprefix('www.')}")
    return Link(problem=FOREIGN)


def read_link(text: str, *, hint: str | None = None) -> Link:
    """Read a link: which account of which platform it names, or why it names none.

    ``hint`` is the platform the line says; it matters only for hosts that could be any server. A post link that names
    its author (``/@name/video/...``) gives the author.
    """
    host, pieces, query = _parts(text)
    bare = host.removeprefix("www.")
    if bare in SHORT_HOSTS or bare in LINK_PAGES:
        return Link(problem=SHORT if bare in SHORT_HOSTS else LINK_PAGE)
    site = _site(host)
    if site is None:
        return _foreign(host, pieces, hint)
    if host.endswith("youtu.be"):
        return Link(site, problem=POST)
    pieces = _profile_pieces(site, pieces)
    link = _of_site(site, pieces, query) if pieces else Link(site, problem=NO_PROFILE)
    possible = bool(link.problem) or link.key_kind != "handle" or fits(site, link.name.lower())
    return link if possible else Link(site, problem=NO_PROFILE)


def _profile_pieces(site: str, pieces: list[str]) -> list[str]:
    """Return the path without a language in front and without the word that stands before every name."""
    if len(pieces) > 1 and _LOCALE.match(pieces[0]) and (pieces[1].startswith("@") or site == "facebook"):
        pieces = pieces[1:]
    prefix = _PREFIXED.get(site)
    if prefix:
        return pieces[1:] if pieces and pieces[0].lower() in prefix else []
    return pieces

"""A sentence taken apart into wishes: "vegan bakers near Graz under 30k". By rules; no model is asked.

Each wish keeps the words it was read from, so that a page can show it and a person can strike it out. What no rule
knows stays a word to look for. A number that could be several things is left alone and said to be in doubt.
English first; the commonest German words for the same things are read too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.creator import Place
from shoal.domain.listing import Span
from shoal.domain.search import AskedWish, SearchQuery, Understood
from shoal.domain.values import Money
from shoal.match.protected import refuse_protected

NEAR_KM = 50.0  # "near Graz": an hour's way at most. Judgement, shown and editable
IN_KM = 15.0  # "in Graz": the town and its edge. Judgement
MOST_PLACE_WORDS = 4
SHORTEST_NAME = 4  # letters of a country or language; shorter ones only as codes in capitals
LEAST_FOLLOWERS = 1_000  # a bare number from here on is a number of followers; below it nobody can tell
NUMBER = r"(?P<{0}>\d[\d.,']*)\s*(?P<{0}_unit>k|m|mio|thousand|million|tausend)?\b"
LESS = r"(?:under|below|less than|fewer than|up to|at most|max(?:imum)?|unter|bis(?: zu)?|höchstens|maximal|<=?)"
MORE = r"(?:over|above|more than|at least|from|min(?:imum)?|über|mehr als|mindestens|ab|>=?)"
PEOPLE = r"(?:followers?|fans?|subscribers?|abos?|abonnenten|follower:innen)"
COIN = r"(?:€|eur(?:os?)?|\$|usd|dollars?|£|gbp|pounds?|chf)"
RATE = r"(?:engagement(?: rate)?|er|interaktion(?:srate)?)"
COINS = {
    "EUR": ("€", "eur", "euro", "euros"), "USD": ("$", "usd", "dollar", "dollars"), "CHF": ("chf",),
    "GBP": ("£", "gbp", "pound", "pounds"),
}  # fmt: skip
PLATFORMS = {
    "instagram": "instagram", "insta": "instagram", "ig": "instagram", "tiktok": "tiktok", "youtube": "youtube",
    "yt": "youtube", "twitch": "twitch", "linkedin": "linkedin", "pinterest": "pinterest",
}  # fmt: skip
TIERS = ("nano", "micro", "mid", "macro", "mega")
UNITS = {"k": 1_000.0, "thousand": 1_000.0, "tausend": 1_000.0, "m": 1e6, "mio": 1e6, "million": 1e6}
# words that every such sentence is made of
FILLER = """a an the of and or who that with for on is are me show find search looking want need please some any
    creators creator influencers influencer bloggers blogger accounts account people persons person about posting
    followers follower size sized tier die der das und oder mit für ich suche finde zeige"""
FILLERS = frozenset(FILLER.split())
NEAR_WORDS = r"(?:near(?: to)?|around|close to|nahe|bei|rund um|in der nähe von)"
AGO = {"day": 1, "week": 7, "month": 30, "year": 365}

PlaceOf = Callable[..., Place | None]
CodeOf = Callable[[str], str | None]


@dataclass
class _Reading:
    """A sentence on its way: what is left of it, and what was read so far."""

    left: str
    place: PlaceOf
    country: CodeOf
    language: CodeOf
    now: datetime | None
    currency: str
    minor: int
    changes: dict[str, Any] = field(default_factory=dict)
    wishes: list[AskedWish] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def take(self, found: re.Match[str], name: str, value: Any, says: str, shown: str = "") -> None:  # noqa: ANN401
        """Note one wish and take its words out of the sentence."""
        self.changes[name] = value
        told = shown or (", ".join(value) if isinstance(value, tuple) else str(value))
        self.wishes.append(AskedWish(field=name, value=told, words=" ".join(found[0].split()), says=says))
        self.left = f"{self.left[: found.start()]} {self.left[found.end() :]}"

    def search(self, pattern: str) -> re.Match[str] | None:
        """Return the first place of a pattern in what is left."""
        return re.search(pattern, self.left, re.IGNORECASE)


def understand(
    sentence: str, *, place: PlaceOf, country: CodeOf, language: CodeOf, now: datetime | None = None,
    price: tuple[str, int] = ("EUR", 100),
) -> Understood:  # fmt: skip
    """Take a sentence apart.

    ``place`` finds a town by its name, ``country`` and ``language`` return codes of names. ``now`` is needed for "in
    the last 30 days". ``price`` is the currency of prices and its minor units in one.
    Raises ``ProtectedTraitError`` where it selects creators by a protected trait.
    """
    reading = _Reading(sentence, place, country, language, now, *price)
    for rule in RULES:
        rule(reading)
    words = [word for word in reading.left.split() if word.strip(".,;:!?").casefold() not in FILLERS]
    rest = " ".join(word.strip(",;:!?") for word in words if any(sign.isalnum() or not sign.isascii() for sign in word))
    _refuse(sentence, rest)
    query = SearchQuery(
        text=f"{rest} " if rest else "", **reading.changes
    )  # the sentence has ended, so has its last word
    return Understood(query=query, wishes=tuple(reading.wishes), rest=rest, doubts=tuple(reading.doubts))


def _refuse(sentence: str, rest: str) -> None:
    """Raise ``ProtectedTraitError`` for a sentence that a brief could not hold either."""
    topic = Wish(field="topic", test="mentions", value=(rest,))
    money = Money(minor=0, currency="EUR")
    refuse_protected(
        Brief(id="", name="", version=1, goal="reach", text=sentence, budget=money, wishes=(topic,) if rest else ())
    )


def number(text: str, unit: str | None) -> float:
    """Return a number as people write it: ``30k``, ``30.000``, ``12,5k``, ``1.5m``."""
    plain = text.rstrip(".,'").replace("'", "")
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", plain) and not unit:
        plain = re.sub("[.,]", "", plain)
    value = float(plain.replace(",", ".") if plain.count(",") + plain.count(".") <= 1 else re.sub("[.,]", "", plain))
    return value * UNITS.get((unit or "").casefold(), 1.0)


def _spans(reading: _Reading, after: str, before: str = "") -> tuple[re.Match[str], Span] | None:
    """Find a span of numbers with words after (and, if given, before) them."""
    one, two = NUMBER.format("a"), NUMBER.format("b")
    for pattern in (
        rf"{before}(?:between|zwischen)\s+{one}\s*(?:and|und|to|-)\s*{two}{after}",
        rf"{before}(?<![\w.]){one}\s*(?:-|to|bis)\s*{two}{after}",
    ):
        if found := reading.search(pattern):
            unit = found["a_unit"] or found["b_unit"]
            return found, Span(low=number(found["a"], unit), high=number(found["b"], found["b_unit"]))
    if found := reading.search(rf"{before}{LESS}\s*{one}{after}"):
        return found, Span(high=number(found["a"], found["a_unit"]))
    if found := reading.search(rf"{before}(?<!\w){MORE}\s*{one}{after}"):
        return found, Span(low=number(found["a"], found["a_unit"]))
    return None


def _says(span: Span, what: str, factor: float = 1.0, unit: str = "") -> str:
    ends = [None if end is None else f"{end * factor:,.10g}{unit}" for end in (span.low, span.high)]
    if ends[0] is None:
        return f"at most {ends[1]} {what}"
    return f"at least {ends[0]} {what}" if ends[1] is None else f"{ends[0]} to {ends[1]} {what}"


def _shown(span: Span) -> str:
    """Return a span as it stands in a field: ``5000-30000``, an open end empty."""
    return "-".join("" if end is None else f"{end:.10g}" for end in (span.low, span.high))


def _rate(reading: _Reading) -> None:
    found = _spans(reading, rf"\s*%(?:\s*{RATE}\b)?") or _spans(reading, r"\s*%?", before=rf"{RATE}\s*(?:rate\s*)?")
    if found:
        place, span = found
        share = Span(low=span.low and span.low / 100, high=span.high and span.high / 100)
        reading.take(place, "er", share, _says(span, "engagement", unit=" %"), f"{_shown(span)} %")


def _price(reading: _Reading) -> None:
    found = _spans(reading, rf"\s*{COIN}(?!\w)") or _spans(_spaced(reading), r"(?:\s*(?:a|per) (?:post|reel|video))")
    if found:
        place, span = found
        coin = re.search(COIN, place[0], re.IGNORECASE)
        named = next((code for code, names in COINS.items() if coin and coin[0].casefold() in names), reading.currency)
        if named != reading.currency:
            reading.doubts.append(f"Prices are known in {reading.currency}: “{place[0].strip()}” was left out.")
            reading.left = reading.left.replace(place[0], " ", 1)
            return
        minor = Span(low=span.low and span.low * reading.minor, high=span.high and span.high * reading.minor)
        says = _says(span, f"{named} for one deal")
        reading.take(place, "price", minor, says, _shown(span))


def _spaced(reading: _Reading) -> _Reading:
    """Put a currency sign behind its number: ``€200`` reads as ``200 €``."""
    reading.left = re.sub(r"([€$£])\s*(\d[\d.,']*k?)\b", r"\2 \1", reading.left)
    return reading


def _followers(reading: _Reading) -> None:
    found = _spans(reading, rf"\s*{PEOPLE}\b") or _spans(reading, r"(?!\s*(?:km|kilomet|%|days?|years?|tag|jahr))")
    if not found:
        return
    place, span = found
    largest = max(end for end in (span.low, span.high) if end is not None)
    named = re.search(PEOPLE, place[0], re.IGNORECASE) or place["a_unit"]
    if not named and largest < LEAST_FOLLOWERS:
        reading.doubts.append(f"“{' '.join(place[0].split())}” could be followers, a price or an age: say which.")
        reading.left = reading.left.replace(place[0], " ", 1)
        return
    reading.take(place, "followers", span, _says(span, "followers"), _shown(span))


def _circle(reading: _Reading) -> None:
    far = r"(?:within\s+)?(?P<km>\d+(?:[.,]\d+)?)\s*(?:km|kilomet\w+)\s*"
    patterns = (
        far + r"(?:of|around|from|um|von|near|radius\s+\w+)\s+(?:the\s+)?(?P<name>.+)",
        rf"(?P<near>\b{NEAR_WORDS})\s+(?:the\s+)?(?P<name>.+)",
        r"(?P<inside>\b(?:in|from|aus|based in|living in))\s+(?:the\s+)?(?P<name>.+)",
    )
    for pattern in patterns:
        found = reading.search(pattern)
        if found and _place_named(reading, found):
            return


def _place_named(reading: _Reading, found: re.Match[str]) -> bool:
    """Read a country, a language or a town after a word of place, the longest name first."""
    groups: Mapping[str, str | None] = found.groupdict()
    words = found["name"].split()
    for count in range(min(MOST_PLACE_WORDS, len(words)), 0, -1):
        name = " ".join(words[:count]).strip(".,;:!?")
        if not name or name[0].isdigit():
            continue
        start = found.start("name")
        head = re.match(r"\s*" + r"\s+".join(map(re.escape, words[:count])), reading.left[start:])
        whole = re.compile(re.escape(reading.left[found.start() : start + (head.end() if head else 0)]))
        spot = whole.search(reading.left)
        if spot is not None and _settled(reading, spot, name, groups):
            return True
    town = words[0].strip(".,;:!?") if words else ""
    if groups.get("km") or groups.get("near"):
        reading.doubts.append(f"“{town}” is not a place that is known: it is looked for as a word.")
        reading.left = f"{reading.left[: found.start()]} {found['name']}"
    return False


def _settled(reading: _Reading, spot: re.Match[str], name: str, groups: Mapping[str, str | None]) -> bool:
    inside = groups.get("inside")
    code = reading.country(name) if len(name) >= SHORTEST_NAME or name.isupper() else None
    if inside and code:
        reading.take(spot, "country", (code,), f"lives in {name}")
        return True
    if inside and len(name) >= SHORTEST_NAME and (spoken := reading.language(name)) and name.istitle():
        reading.take(spot, "language", (spoken,), f"writes in {name}")
        return True
    town = reading.place(name)
    if town is None or town.latitude is None or town.longitude is None:
        return False
    radius = float((groups.get("km") or "").replace(",", ".") or (IN_KM if inside else NEAR_KM))
    circle = Circle(name=name, latitude=town.latitude, longitude=town.longitude, radius_km=radius)
    reading.take(spot, "circle", circle, f"lives within {radius:g} km of {name}", f"{name}, {radius:g} km")
    return True


def _language(reading: _Reading) -> None:
    for pattern in (r"\b(?P<name>[^\W\d_]+)[- ]speaking\b", r"\b(?:speaking|writing in|auf)\s+(?P<name>[^\W\d_]+)"):
        found = reading.search(pattern)
        code = reading.language(found["name"]) if found else None
        if found and code:
            reading.take(found, "language", (code,), f"writes in {found['name'].title()}")


def _platform(reading: _Reading) -> None:
    names = []
    while found := reading.search(rf"(?:\b(?:on|auf)\s+)?(?<![\w#@])({'|'.join(PLATFORMS)})(?!\w)"):
        names.append(PLATFORMS[found[1].casefold()])
        reading.take(found, "platform", tuple(dict.fromkeys(names)), f"on {names[-1]}")


def _tier(reading: _Reading) -> None:
    names: list[str] = []
    after = (
        r"(?:[- ](?:tier|sized?)\b|(?=[- ](?:creators?|influencers?|bloggers?|accounts?)\b))"  # not "macro photography"
    )
    while found := reading.search(rf"(?<![\w#@])({'|'.join(TIERS)}){after}"):
        names.append(found[1].casefold())
        reading.take(found, "tier", tuple(dict.fromkeys(names)), f"size {names[-1]}")


def _recent(reading: _Reading) -> None:
    when = r"(?:in|within)\s+the\s+(?:last|past)\s+(?P<n>\d+)?\s*(?P<unit>day|week|month|year)s?"
    found = reading.search(rf"(?:active|posted|posting)?\s*{when}")
    if found and reading.now is not None:
        days = int(found["n"] or 1) * AGO[found["unit"].casefold()]
        since = reading.now - timedelta(days=days)
        reading.take(found, "last_post_after", since, f"posted since {since:%Y-%m-%d}", f"{since:%Y-%m-%d}")


def _unwanted(reading: _Reading) -> None:
    """Turn "without X" and "not X" into the syntax of the search for words that must not be there."""
    reading.left = re.sub(
        r"\b(?:without|not|no|but not|ohne|kein\w*|nicht)\s+(?!more\b|less\b)([^\W\d_]{3,})", r"-\1", reading.left,
        flags=re.IGNORECASE,
    )  # fmt: skip


RULES: tuple[Callable[[_Reading], None], ...] = (
    _recent, _language, _platform, _tier, _rate, lambda reading: _price(_spaced(reading)), _circle, _followers,
    _unwanted,
)  # fmt: skip


def without(query: SearchQuery, wish: AskedWish) -> SearchQuery:
    """Return a query without one of its wishes, for a person who strikes it out."""
    return replace(query, **{wish.field: getattr(SearchQuery(), wish.field)})

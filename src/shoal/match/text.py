"""Words of short texts, so that "Vegan", "vegán" and "#VeganFood" meet.

Folding is kept small on purpose: case, accents (NFKD without its Latin marks), one plural "s" (English, French,
Spanish, Dutch) and "ies" to "y". German and Italian plurals, word forms and the spelling "ue" for "ü" are not folded;
a wish can name both spellings. Chinese and Japanese have no spaces: their runs are cut into pairs of signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

SIGNS = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
WORD = re.compile(f"[{SIGNS}]+|[^\\W_{SIGNS}]+")
ONLY_SIGNS = re.compile(f"[{SIGNS}]+")
# Marks of Latin, Greek and Cyrillic letters only: the sound marks of Japanese kana change the word.
MARKS = re.compile("[\u0300-\u036f]")
HASHTAG = re.compile(r"#\w+")
CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Za-z]{3})(?=\d)")
SHORTEST_PLURAL = 4
# Words that say nothing about a creator: function words of six languages and the words every brief is made of.
SMALL_WORDS = """
    a about all also an and any are as at be been but by can do every for from get has have her his how i if in into is
    it its just like make me more most my no not of on one only or our out own she should so some than that the their
    them they this those to us very want was we what when where which who will with without you your
    aber als am auch auf aus bei das dem den der des die ein eine einem einen einer es fur hat ich im ist mit nach nicht
    noch nur oder sein sich sie sind uber um und uns unser unsere von vor was wie wir wird zu zum zur
    au aux avec ce ces dan de du elle en est et il je la le les leur mai nous ou par pas plus pour qui que sa se ses son
    sur un une vous
    al como con del el ella esta las lo los muy para pero por sin sus una uno y
    che chi da degli dei della delle di gli ha ho lui ma mi nel non per piu quello se si sono su suo tra uno
    dat deze een het hun ik maar met naar niet ook op te van voor wij zijn
    account audience brand brief budget campaign content creator euro eur follower influencer look looking market
    instagram kampagne marke need people post product reach seek small tiktok video youtube
"""
STOP_WORDS = frozenset(SMALL_WORDS.split())


def tokens(text: str) -> list[str]:
    """Return the folded words of a text in order, those of hashtags apart; cost grows with its length."""
    if "#" in text:
        text = HASHTAG.sub(lambda tag: CAMEL.sub(" ", tag[0]), text)
    text = _without_accents(text.casefold())
    words = WORD.findall(text)
    return list(map(_singular, words)) if text.isascii() else list(_folded(words))


def split_camel(text: str) -> str:
    """Return a list of hashtags with the words of ``SlowFashion`` apart, with or without the sign in front."""
    return CAMEL.sub(" ", text)


def plain(text: str) -> str:
    """Return one spelling for comparing names of places: case, accents and outer spaces do not count."""
    return " ".join(_without_accents(text.casefold()).split())


def spoken_words(text: str) -> list[str]:
    """Return the words of a text that say something, each once and in order."""
    kept = (word for word in tokens(text) if word not in STOP_WORDS and not word.isdigit() and len(word) > 1)
    return list(dict.fromkeys(kept))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words that are looked for; ``lookup`` gives the positions a word of a text counts for.

    A joined spelling counts for both its words: ``slowfashion`` for ``slow`` and ``fashion``.
    """

    terms: tuple[str, ...]
    lookup: dict[str, tuple[int, ...]]

    def positions(self, words: Iterable[str]) -> list[int]:
        """Return where those words stand; words that are not looked for are passed over."""
        return [self.lookup[word][0] for word in words if word in self.lookup]


def vocabulary(phrases: Iterable[Iterable[str]]) -> Vocabulary:
    """Return the distinct words of phrases (each already folded) together with their joined spellings."""
    listed = [list(phrase) for phrase in phrases]
    terms = tuple(dict.fromkeys(word for phrase in listed for word in phrase))
    lookup: dict[str, tuple[int, ...]] = {word: (position,) for position, word in enumerate(terms)}
    for phrase in listed:
        for first, second in pairwise(phrase):
            lookup.setdefault(first + second, (lookup[first][0], lookup[second][0]))
    return Vocabulary(terms, lookup)


def quote(text: str, words: frozenset[str], *, around: int = 24) -> str:
    """Return a few words of a text around the first of ``words``, or the empty string where none is in it."""
    for found in re.finditer(r"#?\w+", text):
        if words.isdisjoint(tokens(found[0])):
            continue
        start, end = max(found.start() - around, 0), min(found.end() + around, len(text))
        if start:
            start = text.find(" ", start, found.start()) + 1 or start  # no word is cut in two where it can be helped
        if end < len(text):
            end = max(text.rfind(" ", found.end(), end), found.end())
        middle = " ".join(text[start:end].split())
        return f"{'... ' if start else ''}{middle}{' ...' if end < len(text) else ''}"
    return ""


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", MARKS.sub("", unicodedata.normalize("NFKD", text)))


def _folded(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if word.isascii() or not ONLY_SIGNS.fullmatch(word):
            yield _singular(word)
        elif len(word) == 1:
            yield word
        else:
            yield from (word[place : place + 2] for place in range(len(word) - 1))


@lru_cache(maxsize=65_536)
def _singular(word: str) -> str:
    if len(word) < SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > SHORTEST_PLURAL else word[:-1]

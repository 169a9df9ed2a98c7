"""Why somebody was found, in words: where the words stand, and which sentence is closest in meaning."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import filterfalse

from shoal.index.asking import Asked, Wanted, signs_of
from shoal.index.text import near_spelling, words_of
from shoal.index.words import TYPO_LENGTH, stems

SHOWN = ("name", "handle", "niche", "hashtags", "bio", "captions")
MOST_QUOTES = 3
LONGEST_PHRASE = 200  # signs in which a phrase has to be said
AROUND = 28  # signs that are shown on either side of a found word
TOKEN = re.compile(r"[^\W_]+")
SENTENCE = re.compile("[.!?\u3002\uff01\uff1f\\n|\u2022/]+\\s*")
MOST_SENTENCES = 8  # of one account that are held against the question
SHORTEST_SENTENCE = 4
BETWEEN = "\x1f"  # parts the fields of one creator
STEM_START = 3  # signs that a word shares with every word of its stem, in nearly all languages


class Because:
    """Where the words of one question stand in the texts of a page. Which words count is worked out once for all."""

    def __init__(self, question: Asked, languages: tuple[str, ...], page: Iterable[Mapping[str, str]]) -> None:
        self._signs = ["".join(one.words) for one in question.wanted if signs_of(one)]
        spaced = [one for one in question.wanted if not signs_of(one)]
        self._phrases = [one for one in spaced if len(one.words) > 1]
        self._singles = [one for one in spaced if len(one.words) == 1]
        self._languages = languages
        self._starts = frozenset(one.words[0][:STEM_START] for one in spaced)
        near = words_beginning(" ".join([texts[name] for texts in page for name in SHOWN]), self._starts)
        self._words = [word for word in near if self.begins_so(word) and self.counts(word)]

    def told(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """Return for the first fields that hold something asked for a quote: ``bio: “... vegan and slow ...”``."""
        fields = [texts[name].replace(BETWEEN, " ") for name in SHOWN]
        for signs in self._signs:
            for name, text in zip(SHOWN, fields, strict=True):
                if (start := text.find(signs)) >= 0:
                    return (quote(name, text, (start, start + len(signs))),)
        first = self.first_places(fields)
        return tuple(quote(SHOWN[place], fields[place], first[place]) for place in sorted(first)[:MOST_QUOTES])

    def first_places(self, fields: Sequence[str]) -> dict[int, tuple[int, int]]:
        """Return for each field that holds something asked for where the first of it stands: a word, or a phrase's."""
        found: dict[int, tuple[int, int]] = {}
        whole = BETWEEN.join(fields)
        for word in self._words:
            start = whole.find(word)
            while start >= 0:
                field, inside = whole.count(BETWEEN, 0, start), start - whole.rfind(BETWEEN, 0, start) - 1
                place = place_of(word, fields[field], inside)
                if place is not None:
                    found[field] = min(place, found.get(field, place))
                start = whole.find(word, start - inside + len(fields[field]))  # in the next field
        for field, text in enumerate(fields if self._phrases else ()):
            spans = (token.span() for token in TOKEN.finditer(text))
            phrase = next(
                (span for span in spans if self.begins_phrase(text[span[0] : span[0] + LONGEST_PHRASE])), None
            )
            if phrase is not None:
                found[field] = min(phrase, found.get(field, phrase))
        return found

    def begins_so(self, word: str) -> bool:
        """Say whether a word of a text begins as one that was asked for: most do not, and need no second look."""
        if word.isascii():
            return word[:STEM_START].lower() in self._starts
        return not self._starts.isdisjoint(begins(word))

    def counts(self, word: str) -> bool:
        """Say whether a word of a text counts as asked for."""
        return any(self.is_asked(part) for part in parts_of(word) if part[:STEM_START] in self._starts)

    def begins_phrase(self, text: str) -> bool:
        """Say whether a text begins with one of the phrases."""
        words = words_of(text)
        return any(tuple(words[: len(one.words)]) == one.words for one in self._phrases)

    def is_asked(self, word: str) -> bool:
        """Say whether a word counts as one that was asked for."""
        return any(self.same_word(one, word) for one in self._singles)

    def same_word(self, one: Wanted, word: str) -> bool:
        """Say whether a word is the one asked for, its beginning, of its stem, or with one letter wrong."""
        asked = one.words[0]
        if word == asked or (one.beginning and word.startswith(asked)):
            return True
        if word[:STEM_START] == asked[:STEM_START] and not set(stems(word, self._languages)).isdisjoint(
            stems(asked, self._languages)
        ):
            return True
        return len(asked) >= TYPO_LENGTH and near_spelling(asked, word)


def words_beginning(page: str, starts: Iterable[str]) -> set[str]:
    """Return the words of a page that may begin with one of some plain starts, and all with letters beyond ASCII.

    O(page), by looking for the starts and not at every word: 0.2 ms for 50 creators.
    """
    found = set()
    small = page.encode("ascii", "replace").lower()  # one byte for each sign, so that places stay
    for start in filter(str.isascii, starts):
        place = small.find(start.encode())
        while place >= 0:
            if (place == 0 or not page[place - 1].isalnum()) and (token := TOKEN.match(page, place)):
                found.add(token[0])
            place = small.find(start.encode(), place + 1)
    return found if page.isascii() else found.union(TOKEN.findall(" ".join(filterfalse(str.isascii, page.split()))))


def place_of(word: str, text: str, start: int) -> tuple[int, int] | None:
    """Return where a word stands in a text that holds it from a place on, ``None`` where only within other words."""
    while start >= 0:
        end = start + len(word)
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
            return start, end
        start = text.find(word, start + 1)
    return None


@lru_cache(maxsize=65_536)
def parts_of(word: str) -> tuple[str, ...]:
    """Return the words of one word of a text; the same ones come again with every question."""
    return tuple(words_of(word))


@lru_cache(maxsize=65_536)
def begins(word: str) -> frozenset[str]:
    """Return how the words of one word of a text begin."""
    return frozenset(part[:STEM_START] for part in parts_of(word))


def quote(name: str, text: str, place: tuple[int, int]) -> str:
    """Return what stands around a place in a field."""
    return f"{name}: “{cut(text, *place)}”"


def cut(text: str, start: int, end: int) -> str:
    """Return a text around a place, at word borders where it can be helped, on one line."""
    first, last = max(start - AROUND, 0), min(end + AROUND, len(text))
    if first:
        first = text.find(" ", first, start) + 1 or first
    if last < len(text):
        last = max(text.rfind(" ", end, last), end)
    middle = " ".join(text[first:last].split())
    return f"{'... ' if first else ''}{middle}{' ...' if last < len(text) else ''}"


def sentences(texts: Mapping[str, str]) -> list[str]:
    """Return the sentences of a bio and captions that a question can be held against."""
    told = [part.strip() for name in ("bio", "captions") for part in SENTENCE.split(texts.get(name, ""))]
    return list(dict.fromkeys(part[:200] for part in told if len(part) >= SHORTEST_SENTENCE and " " in part))[
        :MOST_SENTENCES
    ]

"""Why somebody was found, in words: where the words stand, and which sentence is closest in meaning."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate

from shoal.index.asking import Asked, Wanted, signs_of
from shoal.index.text import near_spelling, words_of
from shoal.index.words import TYPO_LENGTH, stemmer

SHOWN = ("name", "handle", "niche", "hashtags", "bio", "captions")
MOST_QUOTES = 3
BETWEEN = "\x1e"  # parts the texts of one account while they are looked through
AROUND = 28  # signs that are shown on either side of a found word
TOKEN = re.compile(r"\w+")
SENTENCE = re.compile("[.!?\u3002\uff01\uff1f\\n|\u2022/]+\\s*")
MOST_SENTENCES = 8  # of one account that are held against the question
SHORTEST_SENTENCE = 4
STEM_START = 3  # signs that a word shares with every word of its stem, in nearly all languages


class Because:
    """Where the words of one question stand in texts. What a word counts as is worked out once for all texts."""

    def __init__(self, question: Asked, languages: Sequence[str]) -> None:
        self._signs = ["".join(one.words) for one in question.wanted if signs_of(one)]
        spaced = [one for one in question.wanted if not signs_of(one)]
        self._phrases = [one for one in spaced if len(one.words) > 1]
        self._singles = [one for one in spaced if len(one.words) == 1]
        self._languages = languages
        self._counts: dict[str, bool] = {}
        self._starts = {one.words[0][:STEM_START] for one in spaced}

    def told(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """Return for the first fields that hold something asked for a quote: ``bio: “... vegan and slow ...”``."""
        fields = [(name, text) for name in SHOWN if (text := texts.get(name, ""))]
        ends = list(accumulate(len(text) + 1 for _, text in fields))
        quotes: list[str] = []
        for start, end in self.places(BETWEEN.join(text for _, text in fields), ends):
            field = bisect_right(ends, start)
            name, text = fields[field]
            first = ends[field - 1] if field else 0
            quotes.append(f"{name}: “{cut(text, start - first, min(end - first, len(text)))}”")
            if len(quotes) == MOST_QUOTES:
                break
        return tuple(quotes)

    def places(self, text: str, ends: Sequence[int]) -> Iterator[tuple[int, int]]:
        """Yield where something asked for stands in the joined texts, once for each of them, in order of the texts."""
        for signs in self._signs:
            if (place := text.find(signs)) >= 0:
                yield place, place + len(signs)
                return
        after = 0
        for token in TOKEN.finditer(text):  # a pattern made for the question would take longer to make than it saves
            word = token[0]
            counts = self._counts.get(word)
            if counts is None:
                counts = self._counts[word] = self.counts(word)
            if not counts and not self._phrases:
                continue
            start = token.start()
            if start >= after and (counts or self.begins_phrase(text[start : start + 200])):
                yield token.span()
                after = ends[bisect_right(ends, start)]

    def counts(self, word: str) -> bool:
        """Say whether a word of a text counts as asked for. Most do not begin so and need no second look."""
        if word.isascii() and "_" not in word:
            return word[:STEM_START].lower() in self._starts and self.is_asked(word.lower())
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
        if word[:STEM_START] == asked[:STEM_START] and any(
            stemmer(language).analyze(word) == stemmer(language).analyze(asked) for language in self._languages
        ):
            return True
        return len(asked) >= TYPO_LENGTH and near_spelling(asked, word)


@lru_cache(maxsize=65_536)
def parts_of(word: str) -> tuple[str, ...]:
    """Return the words of one word of a text; the same ones come again with every question."""
    return tuple(words_of(word))


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

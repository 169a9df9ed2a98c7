"""Why somebody was found, in words: where the words stand, and which sentence is closest in meaning."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice

from shoal.index.asking import Asked, Wanted, signs_of
from shoal.index.text import near_spelling, words_of
from shoal.index.words import TYPO_LENGTH, stemmer

SHOWN = ("name", "handle", "niche", "hashtags", "bio", "captions")
MOST_QUOTES = 3
AROUND = 28  # signs that are shown on either side of a found word
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
        starts = self._starts = {one.words[0][:STEM_START] for one in spaced}
        # words of a plain text that begin as one that was asked for: found by one pass over it
        begin = "|".join(map(re.escape, sorted(starts))) or "$^"
        self._plain = re.compile(rf"(?<![a-z0-9])(?:{begin})[a-z0-9]*")
        # of other texts, words that begin with the same letter, and those of which the first letter may have an accent
        letters = {form for start in starts for form in (start[0].lower(), start[0].upper()) if form.isalnum()}
        firsts = "".join(sorted(letters))
        self._other = re.compile(rf"\b[{firsts}\u0080-\U0010ffff]\w*")

    def told(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """Return for the first fields that hold something asked for a quote: ``bio: “... vegan and slow ...”``."""
        quoted = ((name, self.quote(text)) for name in SHOWN if (text := texts.get(name, "")))
        return tuple(islice((f"{name}: “{words}”" for name, words in quoted if words), MOST_QUOTES))

    def quote(self, text: str) -> str:
        """Return a few words of a text around the first thing that was asked for, empty where nothing is in there."""
        for signs in self._signs:
            if (place := text.find(signs)) >= 0:
                return cut(text, place, place + len(signs))
        plain = text.isascii()
        for token in self._plain.finditer(text.lower()) if plain else self._other.finditer(text):
            word = token[0]
            counts = self._counts.get(word)
            if counts is None:
                close = not word.isascii() or "_" in word or word[:STEM_START].lower() in self._starts
                counts = self._counts[word] = close and any(map(self.is_asked, words_of(word)))
            if counts or (self._phrases and self.begins_phrase(text[token.start() : token.start() + 200])):
                return cut(text, token.start(), token.end())
        return ""

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

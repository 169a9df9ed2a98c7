"""Why somebody was found, in words: where the words stand, and which sentence is closest in meaning."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate, chain

import numpy as np
from numpy.typing import NDArray

from shoal.index.asking import Asked, Wanted, signs_of
from shoal.index.text import folded, near_spelling, words_of
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
ODD = 1  # stands for a letter that has no single plain one
ALONE_UP_TO = 0x700  # signs of Latin, Greek, Cyrillic, Armenian, Hebrew and Arabic letters, each folded by itself
PLAIN_UP_TO = 0x2071  # behind them are other scripts and pictures
STEM_START = 3  # signs that a word shares with every word of its stem, in nearly all languages


class Because:
    """Where the words of one question stand in the texts of some lines, worked out for all of them at once.

    Each line comes as its texts by field.
    """

    def __init__(self, question: Asked, languages: tuple[str, ...], lines: Iterable[Mapping[str, str]]) -> None:
        self._signs = ["".join(one.words) for one in question.wanted if signs_of(one)]
        spaced = [one for one in question.wanted if not signs_of(one)]
        self._phrases = [one for one in spaced if len(one.words) > 1]
        self._singles = [one for one in spaced if len(one.words) == 1]
        self._languages = languages
        self._starts = frozenset(one.words[0][:STEM_START] for one in spaced)
        self._lines = [[texts[name] for name in SHOWN] for texts in lines]
        self._fields = list(chain.from_iterable(self._lines))

    def told(self) -> list[tuple[str, ...]]:
        """Return for each line a quote from the first fields that hold something: ``bio: “... vegan and slow ...”``."""
        quotes: list[list[str]] = [[] for _ in self._lines]
        for number, place in sorted(self.first_places().items()):
            line, field = divmod(number, len(SHOWN))
            if len(quotes[line]) < MOST_QUOTES:
                quotes[line].append(quote(SHOWN[field], self._fields[number], place))
        if not self._signs:
            return [tuple(said) for said in quotes]
        return [self.with_signs(texts) or tuple(said) for texts, said in zip(self._lines, quotes, strict=True)]

    def with_signs(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the first quote that holds what was asked for in a script without spaces."""
        for signs in self._signs:
            for name, text in zip(SHOWN, texts, strict=True):
                if (start := text.find(signs)) >= 0:
                    return (quote(name, text, (start, start + len(signs))),)
        return ()

    def first_places(self) -> dict[int, tuple[int, int]]:
        """Return for each field that holds something asked for where the first of it stands: a word, or a phrase's."""
        found: dict[int, tuple[int, int]] = {}
        ends = list(accumulate(len(text) + 1 for text in self._fields))
        counts: dict[str, bool] = {}
        for place, word in words_beginning(BETWEEN.join(self._fields), self._starts):
            if word not in counts:
                counts[word] = self.counts(word)
            if counts[word]:
                field = bisect_right(ends, place)
                inside = place - (ends[field - 1] if field else 0)
                found[field] = min((inside, inside + len(word)), found.get(field, (inside, inside + len(word))))
        for field, text in enumerate(self._fields if self._phrases else ()):
            spans = (token.span() for token in TOKEN.finditer(text))
            phrase = next(
                (span for span in spans if self.begins_phrase(text[span[0] : span[0] + LONGEST_PHRASE])), None
            )
            if phrase is not None:
                found[field] = min(phrase, found.get(field, phrase))
        return found

    def counts(self, word: str) -> bool:
        """Say whether a word of a text counts as asked for."""
        for part in parts_of(word):
            if part[:STEM_START] in self._starts and any(self.same_word(one, part) for one in self._singles):
                return True
        return False

    def begins_phrase(self, text: str) -> bool:
        """Say whether a text begins with one of the phrases."""
        words = words_of(text)
        return any(tuple(words[: len(one.words)]) == one.words for one in self._phrases)

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


def words_beginning(page: str, starts: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Yield the words of a page that may begin with one of some starts once they are folded, each with its place.

    O(page), by looking for the starts in plain letters and not at every word. Words with letters that have no single
    plain one are all yielded.
    """
    letters = plain_letters()
    codes = np.frombuffer(page.encode("utf-32-le", "replace"), dtype="<u4")
    plain = letters.take(codes, mode="clip")
    small = plain.tobytes().decode("utf-16-le")  # one sign for each, so that places stay
    for start in starts:
        place = small.find(start)
        while place >= 0:
            if not page[place - 1 : place].isalnum() and (word := TOKEN.match(page, place)):
                yield place, word[0]
            place = small.find(start, place + 1)
    odd = np.flatnonzero(plain == ODD)
    for place in odd[np.diff(odd, prepend=-2) > 1].tolist():  # the first of each run
        begun = place
        while page[begun - 1 : begun].isalnum():
            begun -= 1
        if word := TOKEN.match(page, begun):
            yield begun, word[0]


@lru_cache(maxsize=1)
def plain_letters() -> NDArray[np.uint16]:
    """Return for each sign the plain small letter it is folded to; ``ODD`` where that is none, or more than one.

    Signs that belong to no word stay what they are below 128 and are blanks above. Whatever is behind the last is odd,
    and so are letters of scripts in which neighbours may become one letter.
    """
    found = np.full(PLAIN_UP_TO, ODD, dtype="<u2")
    for code in range(PLAIN_UP_TO - 1):
        sign = chr(code)
        plain = folded(sign) if sign.isalnum() else sign if sign.isascii() else " "
        if len(plain) == 1 and (plain.isascii() or code < ALONE_UP_TO):
            found[code] = ord(plain)
    return found


@lru_cache(maxsize=65_536)
def parts_of(word: str) -> tuple[str, ...]:
    """Return the words of one word of a text; the same ones come again with every question."""
    return tuple(words_of(word))


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

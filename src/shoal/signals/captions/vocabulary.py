"""Many words and phrases looked for in one pass over the words of a caption.

A regular expression of a thousand alternatives tries them all at every place. Here the words of a caption are looked up
in a table of first words, and only the few entries that begin with one of them are searched for as patterns.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from shoal.signals.captions.text import WORD, folded

Form = Literal["word", "tag", "handle"]
STEM_LETTERS = 3  # of a word with a star at least so many must be given, or it would begin half a language
ANY_ENDING = "*"
MOST_DULL = 100_000  # some ten megabytes
GOES_ON, DOTTED = re.compile(r"\w*"), re.compile(r"(?:[._]\w+)*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to look for: ``group`` says on whose behalf, ``key`` which one of its own list.

    ``word`` is a word or several in a row, also as a whole hashtag; ``tag`` a whole hashtag, ``handle`` an @name.
    ``text`` is as the list writes it; a star at its end takes every ending.
    """

    group: str
    key: int
    form: Form
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found in a folded text, from ``start`` to before ``end``."""

    entry: Entry
    start: int
    end: int


class _Sought:
    """An entry ready to be looked for: its words, and how it is found in a folded text."""

    __slots__ = ("_body", "_literal", "_stem", "entry", "first", "rest")

    def __init__(self, entry: Entry) -> None:
        open_end = entry.text.endswith(ANY_ENDING)
        plain = folded(entry.text.removesuffix(ANY_ENDING)).strip().lstrip("#@")
        parts = plain.split()
        if entry.form != "word":
            parts = ["".join(parts)]
        tokens = WORD.findall(" ".join(parts))
        self.entry = entry
        self.first = tokens[0] if tokens else ""
        self._stem = open_end and len(tokens) == 1
        self.rest = frozenset(tokens[1:-1] if open_end else tokens[1:])
        # a text without a mark in front is looked for as it is, which is ten times faster than as a pattern
        self._literal = {"word": "", "tag": "#", "handle": "@"}[entry.form] + parts[0] if len(parts) == 1 else ""
        self._body = re.compile(r"[\s\-]{1,3}".join(map(re.escape, parts))) if len(parts) > 1 else None

    @property
    def stem(self) -> str:
        """Return the beginning that a word must have, empty where the whole first word is given."""
        return self.first if self._stem else ""

    def hits(self, plain: str) -> Iterator[Hit]:
        """Yield where the entry stands in a folded text."""
        for start, end in self._places(plain):
            if self.entry.form == "word" and start and (plain[start - 1].isalnum() or plain[start - 1] == "_"):
                continue
            stop = self._end(plain, end)
            if stop:
                yield Hit(self.entry, start, stop)

    def _places(self, plain: str) -> Iterator[tuple[int, int]]:
        if self._body is not None:
            yield from (place.span() for place in self._body.finditer(plain))
            return
        start = plain.find(self._literal)
        while start >= 0:
            yield start, start + len(self._literal)
            start = plain.find(self._literal, start + 1)

    def _end(self, plain: str, end: int) -> int:
        """Return where a hit ends, 0 where the word goes on and so is another one."""
        if self.entry.text.endswith(ANY_ENDING):
            return GOES_ON.match(plain, end).end()  # type: ignore[union-attr]  # an empty match at least
        if self.entry.form == "handle":
            # "@krumenhof.official" is Krumenhof's, "@krumenhofer" is not
            end = DOTTED.match(plain, end).end()  # type: ignore[union-attr]  # an empty match at least
        return 0 if plain[end : end + 1].isalnum() or plain[end : end + 1] == "_" else end


def beginning_of(entry: Entry) -> str:
    """Return the word that a folded text must have for an entry to stand in it, empty where its beginning is enough."""
    sought = _Sought(entry)
    return "" if sought.stem else sought.first


class Vocabulary:
    """Entries by their first word; O(entries) to make, O(words of the caption) to look one through."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._whole: dict[str, list[_Sought]] = {}
        self._stems: dict[str, list[_Sought]] = {}
        self._dull: set[str] = set()  # words seen before that begin no entry: most words of most captions
        for sought in map(_Sought, entries):
            if sought.stem:
                self._stems.setdefault(sought.stem[:STEM_LETTERS], []).append(sought)
            elif sought.first:
                self._whole.setdefault(sought.first, []).append(sought)

    def scan(self, plain: str, words: frozenset[str]) -> list[Hit]:
        """Return every hit in a folded text with these words, in the order of the text."""
        if not self._stems and self._whole.keys().isdisjoint(words):
            return []
        sought: list[_Sought] = []
        for word in words - self._dull:
            begun = [one for one in self._stems.get(word[:STEM_LETTERS], ()) if word.startswith(one.stem)]
            whole = self._whole.get(word, ())
            sought += [one for one in whole if one.rest <= words]
            sought += [one for one in begun if one not in sought]
            if not begun and not whole and len(self._dull) < MOST_DULL:
                self._dull.add(word)
        hits = [hit for one in sought for hit in one.hits(plain)]
        if len(hits) > 1:
            hits.sort(key=lambda hit: (hit.start, -hit.end, hit.entry.group, hit.entry.key))
        return hits

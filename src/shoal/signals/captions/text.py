"""One caption as it is searched, and the way back: positions always count characters of the text as it was written.

Searched is a folded text: small letters without accents, full-width and ornamental letters as plain ones, characters
that nobody sees taken out. Folding may lengthen or shorten a text, so that a place in it is no place in the original.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

WORD = re.compile(r"\w+")
# What NFKD leaves and a reader takes for the plain sign; apostrophes and dashes differ by keyboard.
ALIKE = dict.fromkeys("\u2018\u2019\u02bc", "'") | dict.fromkeys("\u2010\u2011\u2013\u2014", "-")
ALIKE |= {"\u0131": "i", "\u0142": "l", "\u00f8": "o", "\u0111": "d"}  # dotless i, l and d with a stroke, o with one
LONGEST = 20_000  # characters read; the longest that a platform takes is a quarter of it
AROUND = 24  # characters quoted on each side of a place


class _Folding(dict[int, str]):
    """A table for ``str.translate`` that learns a character when it first meets it."""

    def __missing__(self, code: int) -> str:
        wide = unicodedata.normalize("NFKD", chr(code)).casefold()  # an ornamental letter is plain only after this
        letters = unicodedata.normalize("NFKD", wide)
        plain = "".join(
            ALIKE.get(letter, letter) for letter in letters if unicodedata.category(letter) not in ("Mn", "Me", "Cf")
        )
        self[code] = plain
        return plain


FOLDING = _Folding()


def folded(text: str) -> str:
    """Return a text as it is searched; O(length)."""
    return text.lower() if text.isascii() else text.translate(FOLDING)


@dataclass(slots=True)
class Caption:
    """A caption and its folded form; the way back is worked out when somebody first asks for a place."""

    text: str
    plain: str = field(init=False)
    _places: list[int] | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.text = self.text[:LONGEST]
        self.plain = folded(self.text)

    def words(self) -> frozenset[str]:
        """Return the different words of the folded text."""
        return frozenset(WORD.findall(self.plain))

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Return where a part of the folded text stands in the text as written."""
        if self.text.isascii():
            return start, end
        if self._places is None:
            self._places = [at for at, letter in enumerate(self.text) for _ in FOLDING[ord(letter)]]
        first, last = self._places[start], self._places[end - 1] + 1
        while last < len(self.text) and unicodedata.combining(self.text[last]):
            last += 1  # an accent that is written as a sign of its own belongs to the letter before it
        return first, last

    def quote(self, start: int, end: int) -> str:
        """Return a place of the text as written with a little of what stands around it, in one line."""
        begin, stop = max(0, start - AROUND), min(len(self.text), end + AROUND)
        before, after = "…" if begin else "", "…" if stop < len(self.text) else ""
        return before + " ".join(seen(self.text[begin:stop]).split()) + after


def seen(text: str) -> str:
    """Return a text without the characters that nobody sees; directions of writing go as well."""
    return text if text.isascii() else "".join(sign for sign in text if unicodedata.category(sign) != "Cf")


def hides(text: str) -> bool:
    """Say whether a character that nobody sees stands between the others."""
    return not text.isascii() and any(unicodedata.category(sign) == "Cf" for sign in text[1:-1])

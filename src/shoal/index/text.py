"""Words as the index keeps them: small letters, no accents, hashtags and handles taken apart, pairs of signs for CJK.

Texts are cut here and not by the library, so that a question and a text are always cut alike. Scripts without spaces
(Chinese, Japanese, Thai, Lao, Khmer, Burmese) are kept as overlapping pairs of signs in a field of their own.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
PICTURES = "\u2600-\u27bf\U0001f300-\U0001faff"
# marks that are left out: of Latin, Greek and Cyrillic letters, vowel points of Hebrew and Arabic; others are letters
MARKS = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u200d\ufe0f]")
WORD = re.compile(f"[{UNSPACED}]+|[{PICTURES}]|(?:[^\\W_{UNSPACED}]|[\u0900-\u0dff])+")
ONLY_UNSPACED = re.compile(f"[{UNSPACED}]+")
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# signs that part words in plain texts, beyond ASCII: middle dots, quotes, dashes, bullets
BETWEEN = re.compile("[\u00a0-\u00a9\u00ab-\u00b1\u00b4\u00b6-\u00b8\u00bb\u00bf\u2000-\u206f\u3000-\u3003]+")
PLAIN = {sign: " " if not chr(sign).isalnum() else chr(sign).lower() for sign in range(128)}
# letters that no decomposition takes apart
LETTERS = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ð": "d", "\u0131": "i", "æ": "ae", "œ": "oe", "þ": "th"})
LONGEST = 40  # signs of a word that are kept: longer ones are links and noise


def folded(text: str) -> str:
    """Return a text in small letters without accents."""
    if text.isascii():
        return text.lower()
    wide = unicodedata.normalize("NFKD", text).casefold().translate(LETTERS)
    return unicodedata.normalize("NFC", MARKS.sub("", wide))


def words_of(text: str) -> list[str]:
    """Return the words of a text in order; runs without spaces come as one word."""
    if text.isascii():
        return text.translate(PLAIN).split()
    told = BETWEEN.sub(" ", folded(text))
    return told.translate(PLAIN).split() if told.isascii() else [word[:LONGEST] for word in WORD.findall(told)]


def pairs_of(run: str) -> list[str]:
    """Return the overlapping pairs of signs of a run without spaces; a single sign stands alone."""
    return [run[place : place + 2] for place in range(len(run) - 1)] or [run]


def is_unspaced(word: str) -> bool:
    """Say whether a word is a run of a script without spaces."""
    return not word.isascii() and ONLY_UNSPACED.fullmatch(word) is not None


def kept(text: str) -> tuple[str, str]:
    """Return what the index keeps of a text: its words joined by spaces, and its pairs of signs."""
    if text.isascii():
        return text.translate(PLAIN), ""
    parts = list(map(kept_part, text.split()))
    return " ".join([words for words, _ in parts if words]), " ".join([signs for _, signs in parts if signs])


@lru_cache(maxsize=131_072)
def kept_part(text: str) -> tuple[str, str]:
    """Return the same of what stands between two spaces: it comes again and again in many texts."""
    told = BETWEEN.sub(" ", folded(text))
    if told.isascii():  # most texts of Latin letters are, once their accents are gone
        return told.translate(PLAIN), ""
    words = [word[:LONGEST] for word in WORD.findall(told)]
    runs = [word for word in words if is_unspaced(word)]
    if not runs:
        return " ".join(words), ""
    spaced = " ".join(word for word in words if not is_unspaced(word))
    return spaced, " ".join(pair for run in runs for pair in pairs_of(run))


def opened(text: str) -> str:
    """Return hashtags or a handle with their parts beside them: ``#SlowFashion`` is found by ``slow`` too."""
    parted = CAMEL.sub(" ", text)
    return text if parted == text else f"{text} {parted}"


@lru_cache(maxsize=65_536)
def near_spelling(word: str, other: str) -> bool:
    """Say whether two words differ by one sign: one more, one less, another one, or two neighbours swapped."""
    if abs(len(word) - len(other)) > 1 or word == other:
        return word == other
    start = next((place for place, pair in enumerate(zip(word, other, strict=False)) if pair[0] != pair[1]), None)
    if start is None:
        return True
    rest, other_rest = word[start:], other[start:]
    swapped = len(rest) == len(other_rest) and rest[:2] == other_rest[1::-1] and rest[2:] == other_rest[2:]
    return swapped or rest[1:] == other_rest[1:] or rest[1:] == other_rest or rest == other_rest[1:]

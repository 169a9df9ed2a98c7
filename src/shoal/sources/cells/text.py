"""Text of cells: trimming, blanks, formula text and characters that cannot be stored."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from shoal.domain.guard import FORMULA

# Words that mean "nobody said" in every column (sources.md section 7). Bare "na" is left out: it is Namibia.
MISSING_WORDS = frozenset({
    "", "none", "?", "??", "???", "n/a", "n.a.", "n.a", "#n/a", "k.a.", "k. a.", "k.a", "tbd", "tba", "t.b.d.", "n/d",
    "n.d.",
    "s/d", "s.d.", "s.o.", "b.d.", "hidden", "null", "<null>", "(blank)", "(empty)", "unknown", "unbekannt", "inconnu",
    "desconocido", "sconosciuto", "onbekend", "nieznane", "desconhecido",
    "no bio yet",  # what TikTok shows for an empty profile
    "#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#error!", "#spill!",
})  # fmt: skip
_NUMBER_MISSING = MISSING_WORDS | {"na", "nd", "none", "private", "privat"}
_DASHES = frozenset("-\u2010\u2011\u2012\u2013—―\u2212_.…/\\~*")
# One apostrophe in front of what a spreadsheet would take for a formula is our own guard (ledger.md section 15).
_GUARDED = re.compile(r"^'('*\s*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])")
_LONGEST_MISSING = max(map(len, MISSING_WORDS))
_LONE = re.compile("[\ud800-\udfff]")
_STRIPPED = ("Z", "Cc", "Cf")


@dataclass(frozen=True, slots=True)
class CellNote:
    """A warning about one cell: a stable code and a sentence."""

    code: str
    text: str


def _edge(character: str) -> bool:
    """Say whether a character is trimmed from the ends: spaces of every kind, controls, zero-width marks."""
    category = unicodedata.category(character)
    return category[0] == "Z" or category in _STRIPPED


def trim(text: str) -> str:
    """Return the text without spaces of any kind (and invisible marks) at its ends."""
    text = text.strip()
    if not text or (text[0] < "\x7f" and text[-1] < "\x7f"):
        return text
    start, end = 0, len(text)
    while start < end and _edge(text[start]):
        start += 1
    while end > start and _edge(text[end - 1]):
        end -= 1
    return text[start:end]


def cell_text(text: str) -> str:
    """Return a cell as it is kept: trimmed, and without the one apostrophe that guards formula text on export."""
    text = trim(text)
    return trim(text[1:]) if text[:1] == "'" and _GUARDED.match(text) else text


def is_missing(text: str) -> bool:
    """Say whether a trimmed cell means "nobody said": blank, dashes only, ``?``, ``n/a``, a spreadsheet error."""
    if len(text) > _LONGEST_MISSING:
        return False
    return text.casefold() in MISSING_WORDS or (text[0] in _DASHES and all(c in _DASHES for c in text))


def is_missing_number(text: str) -> bool:
    """Say the same for a cell of numbers, where ``na``, ``none`` and ``private`` say so too."""
    return is_missing(text) or text.casefold() in _NUMBER_MISSING


def kept(text: str) -> str | None:
    """Return the trimmed text, ``None`` where the cell means missing."""
    text = cell_text(text)
    return None if is_missing(text) else text


def is_formula(text: str) -> bool:
    """Say whether text would run as a formula if a spreadsheet opened it; only ``=`` counts, ``@name`` is a handle."""
    return text.startswith(("=", "\uff1d")) and len(text) > 1


def guarded(text: str) -> str:
    """Return text for a cell of a file we write: what a spreadsheet would run gets one apostrophe in front.

    :func:`cell_text` takes exactly that one off again, so export and import are the identity.
    """
    return f"'{text}" if FORMULA.match(text) else text


def unstorable(text: str) -> str | None:
    """Return which character cannot be stored (NUL, half of a surrogate pair), ``None`` if all can."""
    if "\0" in text:
        return "a NUL character"
    return "half of a surrogate pair" if _LONE.search(text) else None


_NOT_WORDS = dict.fromkeys(code for code in range(128) if not chr(code).isalnum())


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Return the comparison form of a word: no case, accents, spaces or punctuation; letters of every script stay."""
    if text.isascii():
        return text.lower().translate(_NOT_WORDS)
    wide = unicodedata.normalize("NFKD", text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    return "".join(filter(str.isalnum, wide.casefold()))

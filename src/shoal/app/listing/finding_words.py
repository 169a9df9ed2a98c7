"""Where the words of a search stand in one account, in a few words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

FIELDS = ("name", "handle", "niche", "city", "hashtags", "bio", "captions", "notes")
AROUND = 24  # signs quoted on each side
WORD = re.compile(r"[^\W_]+")


def because(detail: Mapping[str, Any], text: str) -> tuple[str, ...]:
    """Return one quote per field that holds a word beginning with a word of the text, best field first.

    ``name: "Mina bakes"``. A word is quoted once, from the first field that has it. O(length of the texts).
    """
    open_words = {_folded(word) for word in WORD.findall(text)}
    spelled = {_folded(word).strip("@") for word in text.split()}
    quotes = []
    for field in FIELDS:
        told = str(detail.get(field) or "")
        if field == "handle" and any(_folded(told).startswith(word) for word in spelled if word):
            quotes.append(f'handle: "{told}"')
            open_words -= {_folded(part) for word in spelled for part in WORD.findall(word)}
            continue
        found = [(hit, word) for hit in WORD.finditer(told) for word in open_words if _folded(hit[0]).startswith(word)]
        if found:
            quotes.append(f'{field}: "{_quote(told, found[0][0])}"')
            open_words -= {word for _, word in found}
    return tuple(quotes)


def _folded(word: str) -> str:
    """Return a word in small letters without accents, as the engine folds what it looks through."""
    plain = "".join(sign for sign in unicodedata.normalize("NFD", word) if not unicodedata.combining(sign))
    return plain.lower().replace("ß", "ss")


def _quote(text: str, hit: re.Match[str]) -> str:
    """Return a few words around a hit; no word is cut where it can be helped."""
    start, end = max(hit.start() - AROUND, 0), min(hit.end() + AROUND, len(text))
    if start:
        start = text.find(" ", start, hit.start()) + 1 or start
    if end < len(text):
        end = max(text.rfind(" ", hit.end(), end), hit.end())
    return f"{'… ' if start else ''}{' '.join(text[start:end].split())}{' …' if end < len(text) else ''}"

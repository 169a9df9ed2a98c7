"""The word lists of ``models/words.toml``: notions, words without content, words of a language, openings."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from importlib.resources import files


@lru_cache(maxsize=1)
def _lists() -> dict[str, dict[str, str]]:
    text = files("shoal.signals.comments").joinpath("models", "words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _split(name: str) -> dict[str, tuple[str, ...]]:
    return {key: tuple(words.split()) for key, words in _lists()[name].items()}


NOTIONS = _split("notions")
FUNCTION = _split("function")
SPOKEN = _split("spoken")
ASKING = {code: tuple(" ".join(one.split()) for one in text.split("|")) for code, text in _lists()["asking"].items()}
FUNCTION_WORDS = frozenset(word for words in FUNCTION.values() for word in words)

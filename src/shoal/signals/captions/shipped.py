"""The data files of the package: read once, like the code beside them. They are constants, not input."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from shoal.signals.captions.rules import CommerceWords, DisclosureRules, read_commerce_words, read_disclosure_rules
from shoal.signals.captions.word_lists import WordLists, read_topics, read_word_lists

FOLDER = "shoal.signals.captions"
SHIPPED = "words.toml of Shoal"


def _text(name: str) -> str:
    return (files(FOLDER) / "data" / name).read_text(encoding="utf-8")


@cache
def disclosure_rules() -> DisclosureRules:
    """Return the shipped rules of disclosure."""
    return read_disclosure_rules(_text("disclosure.toml"))


@cache
def commerce_words() -> CommerceWords:
    """Return the shipped signs of a deal."""
    return read_commerce_words(_text("commerce.toml"))


@cache
def shipped_topics() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the shipped topics with their words."""
    return read_topics(_text("topics.toml"))


def shipped_words_text() -> str:
    """Return the shipped word lists as their file is written, for a copy to edit."""
    return _text("words.toml")


@cache
def shipped_word_lists() -> WordLists:
    """Return the shipped word lists."""
    return read_word_lists(shipped_words_text(), SHIPPED)

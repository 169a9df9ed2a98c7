"""Plain words for what was stored as code: slugs, countries, goals, and codes inside sentences.

Documents that were stored by earlier versions keep their sentences, so a code is put into words when it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from babel import Locale

from shoal.domain.amounts import LOCALE, with_sign
from shoal.domain.brief import Brief, Circle
from shoal.report.words import DEFINITIONS, REASON_WORDS, VALUE_WORDS, words_of

CODE = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
COUNTRIES = re.compile(r"\b(country (?:is|=|in) )([A-Z]{2}(?: or [A-Z]{2})*)\b")
# One of a thing that a sentence counts in the plural; "21 orders", "0.1 orders" and "1,001 orders" stay as they are.
ONE_OF_MANY = re.compile(r"(?<![\d.,])1 (net |counted |expected |more )?(orders|creators|accounts|posts|lines|codes)\b")
# Sentences of earlier versions name a currency by its letters; a code without a sign of its own stays as it is.
AMOUNTS = re.compile(r"\b([A-Z]{3}) (?=\d)")
CODE_WORDS = {code: words for code, words in (REASON_WORDS | DEFINITIONS).items() if "_" in code}
GOAL_WORDS = {"orders": "orders in the shop", "reach": "people reached", "visits": "visits to the place"}
NAME_WORD = re.compile(r"(?<![.!?:] )(?<!^)\b[^\W\d_a-z][^\W\d_]{2,}")


def plain(text: str) -> str:
    """Return a sentence with known codes as words, countries by name, amounts with their sign and one thing as one."""
    text = CODE.sub(lambda found: CODE_WORDS.get(found.group(0), found.group(0)), text)
    text = COUNTRIES.sub(lambda found: found.group(1) + _countries(found.group(2).split(" or "), " or "), text)
    text = AMOUNTS.sub(lambda found: with_sign("", found.group(1)), text)
    return ONE_OF_MANY.sub(lambda found: f"1 {found.group(1) or ''}{found.group(2)[:-1]}", text)


def capitalised(text: str) -> str:
    """Return a sentence with a capital at its start and nothing else changed."""
    return text[:1].upper() + text[1:]


def country_text(code: str) -> str:
    """Return a country by its name; a code that is none stays itself."""
    return _territories().get(code.upper(), code)


def countries_text(codes: Iterable[str]) -> str:
    """Return countries by name, ``Germany, Austria and Netherlands``."""
    *first, last = [country_text(code) for code in codes]
    return f"{', '.join(first)} and {last}" if first else last


def goal_text(goal: str) -> str:
    """Return what a brief wants, in words."""
    return capitalised(GOAL_WORDS.get(goal, goal.replace("_", " ")))


def brief_title(brief: Brief) -> str:
    """Return the name of a brief as a title.

    A slug becomes words; a word that its text or a circle on the map writes with a capital gets its capital back.
    """
    name = brief.name.strip()
    if " " in name:
        return name
    places = " ".join(wish.value.name for wish in brief.wishes if isinstance(wish.value, Circle))
    capital = {word.casefold(): word for word in (*NAME_WORD.findall(brief.text), *places.split())}
    words = [str(capital.get(word.casefold(), word)) for word in re.split(r"[-_]+", name) if word]
    return capitalised(" ".join(words)) or name


def _countries(codes: list[str], between: str) -> str:
    return between.join(country_text(code) for code in codes)


@cache
def _territories() -> dict[str, str]:
    return {str(code): str(name) for code, name in Locale.parse(LOCALE).territories.items()}


def value_name_text(name: str) -> str:
    """Return what a stored figure counts, ``Likes of a post, average``; a vendor's own name with spaces."""
    return VALUE_WORDS.get(name, capitalised(words_of(name)))

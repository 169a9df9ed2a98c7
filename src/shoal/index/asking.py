"""A question taken apart: words, phrases, beginnings, and words that must not be there.

The syntax is ours and small: ``"two words"`` is a phrase, ``-word`` must not be there, ``begin*`` is a beginning,
``@name`` is a name or handle. Every other sign only parts words, so no question can be wrong and none reaches a query
parser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from shoal.index.text import is_unspaced, pairs_of, words_of

MOST_WORDS = 48  # that are looked for; the rest of a long text adds little and costs time
SHORTEST_BEGINNING = 3
PART = re.compile(r'(-?)"([^"]*)"|(\S+)')
# words that say nothing about a creator, left out where other words are left: short ones of eight languages
EMPTY = """a an and are as at by for from in is it of on or that the this to who with der die das den dem und oder mit
    von fur im ist ein eine le la les de des du et ou un une pour avec dans el los las y o en con para por il lo gli e
    di da per het een van voor met os um uma com na no"""
EMPTY_WORDS = frozenset(EMPTY.split())


@dataclass(frozen=True, slots=True)
class Wanted:
    """One thing that is asked for: a word, or several that stand together.

    ``beginning`` lets the word go on, ``named`` wants it in a name or handle.
    """

    words: tuple[str, ...]
    beginning: bool = False
    named: bool = False

    @property
    def shown(self) -> str:
        """Return it as a person writes it."""
        return f'"{" ".join(self.words)}"' if len(self.words) > 1 else self.words[0]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question asks for, what it rules out, and how many of its words were too many."""

    wanted: tuple[Wanted, ...]
    unwanted: tuple[Wanted, ...]
    left_over: int = 0

    @property
    def empty(self) -> bool:
        """Say whether nothing is asked for."""
        return not self.wanted


def asked(text: str) -> Asked:
    """Take a question apart. Never raises: whatever it holds, it asks for some words or for none."""
    wanted: dict[Wanted, None] = {}
    unwanted: dict[Wanted, None] = {}
    for found in PART.finditer(text):
        minus, phrase, loose = found.groups()
        if loose is None:
            words = tuple(words_of(phrase))
            if words:
                (unwanted if minus else wanted)[Wanted(words)] = None
            continue
        out = loose.startswith("-") and len(loose) > 1
        words = tuple(words_of(loose))
        if loose.startswith("@") and words:
            wanted[Wanted(words, named=True)] = None
            continue
        for place, word in enumerate(words):
            begins = loose.endswith("*") and place == len(words) - 1 and len(word) >= SHORTEST_BEGINNING
            (unwanted if out else wanted)[Wanted((word,), beginning=begins)] = None
    telling = [one for one in wanted if len(one.words) > 1 or one.words[0] not in EMPTY_WORDS] or list(wanted)
    if telling and not text[-1:].isspace():
        telling[-1] = as_beginning(telling[-1])
    kept = telling[:MOST_WORDS]
    return Asked(tuple(kept), tuple(unwanted)[:MOST_WORDS], left_over=len(telling) - len(kept))


def as_beginning(last: Wanted) -> Wanted:
    """Return the last word as a beginning, since whoever types has perhaps not ended it."""
    word = last.words[-1]
    fits = len(last.words) == 1 and len(word) >= SHORTEST_BEGINNING and word.isalpha() and not is_unspaced(word)
    return replace(last, beginning=True) if fits else last


def signs_of(one: Wanted) -> list[str]:
    """Return the pairs of signs of what is asked for in a script without spaces, none for other scripts."""
    return [pair for word in one.words if is_unspaced(word) for pair in pairs_of(word)]

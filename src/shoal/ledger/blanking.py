"""Taking one person out of what is stored, while its sums stay. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

ERASED = "erased"
WORDS = ("reasons", "unknowns", "contributions", "findings", "evidence")
# where documents hold sentences; names of things, dates and figures stand under other keys and are left alone
SENTENCES = frozenset(
    {"text", "unknowns", "notes", "claim", "reason", "assumptions", "binding", "changes", "settle", "label", "rejects"}
)
SHORTEST_NUMBER = 5  # a platform's number for an account has more digits than a year or a price
ENDINGS = r"\.(?:csv|tsv|txt|json|xlsx|xls|ods|zip|html|parquet|png|jpe?g|pdf)(?!\w)"  # of files called like somebody
NOTHING = re.compile(r"(?!)")
# some are written as two. It begins with the sign that all begin with: else every place is tried, at 16 times the cost
ESCAPED = re.compile(r"\\(?:u[dD][0-9a-fA-F]{3}(?:\\u[dD][0-9a-fA-F]{3})*|u[0-9a-fA-F]{4}|[\"\\/bfnrt])")


@dataclass(frozen=True)
class Person:
    """Somebody who asked to go: her id, and all names, handles and numbers by which a text may speak of her."""

    creator_id: str
    words: Sequence[str] = ()
    names: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        names = frozenset(word.lstrip("@").casefold() for word in self.words if word.strip("@ "))
        object.__setattr__(self, "names", names)

    @cached_property
    def core(self) -> str:
        """Return the part that her id and her account's share."""
        return self.creator_id.partition("_")[2]

    @cached_property
    def ids(self) -> tuple[str, str]:
        """Return her id and her account's."""
        return f"cr_{self.core}", f"ac_{self.core}"

    @cached_property
    def called(self) -> re.Pattern[str]:
        """Return what finds her in a sentence: ``@`` with any name, and names that are no plain word without it.

        Plain words stay: a creator may be called Baker.
        """
        telling = [name for name in self.names if not name.isalpha() and len(name) >= _shortest(name)]
        return _any_of([rf"@(?:{_choice(self.names)})"] * bool(self.names) + [_choice(telling)] * bool(telling))

    @cached_property
    def named(self) -> re.Pattern[str]:
        """Return what finds any of her names as a word of its own, plain ones too."""
        return _any_of([_choice(self.names)] * bool(self.names))

    def may_stand_in(self, stored: str) -> bool:
        """Say whether stored text, plain or JSON, may hold an id or name of hers; rather once too often.

        A tenth of what it costs to read a document and look through its parts: most speak of somebody else.
        """
        told = _alike(stored)  # before it is read: that of plain signs is quick, and letters are made alike one by one
        read = ESCAPED.sub(lambda found: _unescaped(found[0]), told) if "\\" in told else told
        return self.core in stored or any(name in text for text in {told, read} for name in self._alike)

    @cached_property
    def _alike(self) -> frozenset[str]:
        return frozenset(map(_alike, self.names))

    def speaks(self, plain: Any) -> bool:  # noqa: ANN401  plain JSON
        """Say whether anything in a value may be about her; rather once too often."""
        if isinstance(plain, dict):
            return any(self.speaks(key) or self.speaks(value) for key, value in plain.items())
        if isinstance(plain, list | tuple):
            return any(map(self.speaks, plain))
        return isinstance(plain, str) and (self.core in plain or self.named.search(plain) is not None)

    def taken_out(self, text: str) -> str:
        """Return a sentence without her ids and names."""
        for known in self.ids:
            text = text.replace(known, ERASED)
        return self.called.sub(ERASED, text)


def without_person(plain: Any, her: Person, *, sentence: bool = False) -> Any:  # noqa: ANN401  any plain document
    """Return a document with every trace of a person replaced: ids by ``erased``, words about her removed.

    Prices, gains and counts stay, so that totals still add up; who is excluded by a name of hers is not any longer.
    With ``sentence`` every text is searched for her names, otherwise those under :data:`SENTENCES`. O(size).
    """
    if isinstance(plain, list):
        return [without_person(item, her, sentence=sentence) for item in plain]
    if isinstance(plain, str):
        return her.taken_out(plain) if sentence else _without_ids(plain, her)
    if not isinstance(plain, dict):
        return plain
    cleaned = {
        _without_ids(name, her): without_person(value, her, sentence=sentence or name in SENTENCES)
        for name, value in plain.items()
    }
    if "exclusions" in cleaned:
        kept = [text for text in cleaned["exclusions"] if str(text).lstrip("@").casefold() not in her.names]
        cleaned["exclusions"] = [her.taken_out(str(text)) for text in kept]
    if any(her.core in str(plain.get(name) or "") for name in ("creator_id", "account_id")):
        cleaned = {name: [] if name in WORDS else value for name, value in cleaned.items()}
        if isinstance(cleaned.get("because"), dict):
            cleaned["because"] = {**cleaned["because"], "claim": "erased at this person's request", "evidence": []}
    return cleaned


def _without_ids(text: str, her: Person) -> str:
    for known in her.ids:
        text = text.replace(known, ERASED)
    return text


@lru_cache(maxsize=1024)  # a few dashes and quotes, thousands of times; of one character each, so that no name is kept
def _unescaped(escape: str) -> str:
    return _alike(str(json.loads(f'"{escape}"')))


def _alike(text: str) -> str:
    """Return a text in which letters are the same that a pattern takes for the same: also \u0130, \u0131 and i."""
    folded = text.casefold()
    return folded if folded.isascii() else folded.replace("\u0131", "i").replace("\u0307", "")


def _shortest(name: str) -> int:
    return SHORTEST_NUMBER if name.isdigit() else 2


def _choice(names: frozenset[str] | list[str]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


def _any_of(choices: list[str]) -> re.Pattern[str]:
    """Return the pattern of whole names: ``mina.bakes`` is neither ``mina.bakes.more`` nor ``anna.mina.bakes``."""
    if not choices:
        return NOTHING
    return re.compile(rf"(?<!\w)(?<!\w\.)@?(?:{'|'.join(choices)})(?=$|{ENDINGS}|(?!\.?\w))", re.IGNORECASE)

"""Brands named in captions: competitors that are promoted, and the own brand named before anybody asked.

To name a brand is not to promote it: only a mention beside a sign of a deal in the same post counts as a promotion.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.signals.captions.text import WORD, Caption, folded, seen
from shoal.signals.captions.vocabulary import Entry, Hit

RIVAL, OWN = "rival", "own"
LEAST_LETTERS = 3  # of a name as a plain word; shorter ones only as #tag or @name


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A brand named in a caption, with its place in the text as written."""

    name: str
    start: int
    end: int
    text: str


def name_entries(names: Sequence[str], group: str) -> list[Entry]:
    """Return what to look for: ``@name`` is a handle, ``#name`` a hashtag, a plain name all three."""
    found: list[Entry] = []
    for key, name in enumerate(names):
        plain = name.strip()
        letters = "".join(WORD.findall(folded(plain)))
        if not letters:
            continue
        if plain[0] in "@#":
            found.append(Entry(group=group, key=key, form="handle" if plain[0] == "@" else "tag", text=plain))
            continue
        found += [Entry(group=group, key=key, form="tag", text=letters)]
        found += [Entry(group=group, key=key, form="handle", text=letters)]
        if len(letters) >= LEAST_LETTERS:
            found.append(Entry(group=group, key=key, form="word", text=plain))
    return found


def mentions_in(caption: Caption, hits: Sequence[Hit], names: Sequence[str], group: str) -> tuple[Mention, ...]:
    """Return the brands of a group that a caption names, each once; O(hits).

    A plain word counts only with a capital where the name was given with one: ``Dove`` is a brand, "dove" is a bird.
    """
    found: dict[str, Mention] = {}
    for hit in hits:
        if hit.entry.group != group:
            continue
        name = names[hit.entry.key].strip()
        start, end = caption.original(hit.start, hit.end)
        text = caption.text[start:end]
        plain_word = hit.entry.form == "word" and caption.text[max(0, start - 1) : start] not in ("#", "@")
        if plain_word and len(name.split()) == 1 and name[:1].isupper() and text[:1].islower():
            continue
        found.setdefault(name, Mention(name=name, start=start, end=end, text=seen(text)))
    return tuple(found.values())

"""Words of the lists in captions. A hit says that a person should read the post; what is meant, no list can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shoal.signals.captions.text import Caption, seen
from shoal.signals.captions.vocabulary import Entry, Hit
from shoal.signals.captions.word_lists import ANY, ListedWord, WordList, WordLists

LISTED = "listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListHit:
    """A word of a list found in a caption, with its place in the text as written."""

    topic: str
    word: ListedWord
    start: int
    end: int
    text: str


def flat(lists: WordLists) -> tuple[tuple[WordList, ListedWord], ...]:
    """Return every word with its list; entries point into this."""
    return tuple((one, word) for one in lists.lists for word in one.words)


def listed_entries(words: Sequence[tuple[WordList, ListedWord]]) -> list[Entry]:
    """Return what to look for."""
    return [Entry(group=LISTED, key=key, form="word", text=word.text) for key, (_, word) in enumerate(words)]


def list_hits_in(
    caption: Caption,
    hits: Sequence[Hit],
    words: Sequence[tuple[WordList, ListedWord]],
    *,
    language: str,
    told_apart: Mapping[str, frozenset[str]],
) -> tuple[ListHit, ...]:
    """Return the hits of the lists in one caption, each topic at each place once.

    A plain word counts only in its own language where both can be told: ``pain`` is bread in French. A hashtag counts
    in any, and so does a word of a language that is not among those ``told_apart``.
    """
    found: dict[tuple[str, int], ListHit] = {}
    for hit in hits:
        if hit.entry.group != LISTED:
            continue
        one, word = words[hit.entry.key]
        tagged = caption.plain[hit.start - 1 : hit.start] == "#"
        other = bool(language) and word.language not in (ANY, language) and word.language in told_apart
        if other and not tagged:
            continue
        start, end = caption.original(hit.start, hit.end)
        place = ListHit(topic=one.topic, word=word, start=start, end=end, text=seen(caption.text[start:end]))
        found.setdefault((one.topic, hit.start), place)
    return tuple(found.values())

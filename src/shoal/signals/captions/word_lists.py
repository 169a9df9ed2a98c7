"""Word lists that a person edits: read strictly, with the line of whatever cannot be used.

Refused are lists headed by what people are (sources.md section 10): a list may speak of what a post says, never of who
somebody is. The words themselves are held against the same few names, since a list under another heading would do the
same; only a list of insults may hold them.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from shoal.errors import InputError, ProtectedTraitError
from shoal.signals.captions.text import WORD, folded
from shoal.signals.captions.vocabulary import ANY_ENDING, STEM_LETTERS

Weight = Literal["ask", "note"]
WEIGHTS: tuple[Weight, ...] = ("ask", "note")
ANY = "any"  # words that every language writes alike
INSULTS = frozenset({"slur", "slurs", "insults", "beleidigungen", "insultes", "insultos", "insulti"})
LEAST_LETTERS = 2
MOST_WORDS = 20_000
DIGEST_DIGITS = 12
LANGUAGE = re.compile(r"[a-z]{2,3}")
# Headings that speak of people, as whole words of a topic, and names of people that no list but one of insults holds.
PROTECTED = {
    "religion": """religion religions religious faith muslim muslims islam jewish jews judaism christian christians
        hindu hindus buddhist sikh atheist glaube konfession moslem musulman religione religie""",
    "origin or skin": """race races racial ethnicity ethnicities ethnic nationality migrants migrant immigrants refugees
        skin hautfarbe ethnie herkunft origine black white asian arab arabs latino latina roma sinti""",
    "health": """disability disabilities disabled pregnancy pregnant hiv diagnosis diagnoses illness autism autistic
        depression depressed behinderung krankheit handicap maladie obesity""",
    "sexuality": """sexuality orientation gay lesbian lgbt lgbtq queer trans transgender homosexual bisexual
        sexualitat sexualite homosexuell""",
    "gender": "gender sex women men woman man female male frauen geschlecht femmes mujeres",
    "age": "age ages elderly seniors pensioners teenagers old young alter rentner minors",
    "income": "income wealth poor poverty rich einkommen unemployed welfare",
    "political opinion": """leftists rightists republicans democrats conservatives liberals communists voters ideology
        opinion opinions""",
}
HEADED = {word: trait for trait, words in PROTECTED.items() for word in words.split()}
# These are ordinary words too ("old cars", "black forest"): refused as the whole of a heading, beside words for people
# and fillers, and never inside a list, where names of groups alone are refused.
ORDINARY_WORDS = """
    race races skin herkunft origine black white glaube faith sex women men woman man female male frauen geschlecht
    femmes mujeres age ages old young alter minors income wealth poor poverty rich einkommen welfare diagnosis diagnoses
    illness depression depressed krankheit handicap maladie pregnancy pregnant hiv obesity religion religions religious
    orientation gender nationality voters unemployed elderly seniors ethnic races racial religione religie roma
    sexuality sexualitat sexualite disability disabilities ethnicity ethnicities trans ideology opinion
    opinions"""
FILLER_WORDS = """
    people person persons creators creator followers follower audience users of the and or a in by words posts post
    content about their her his s group groups status political background level leute menschen personen
    von der die und gens personnes de des la les et"""
ORDINARY, FILLERS = frozenset(ORDINARY_WORDS.split()), frozenset(FILLER_WORDS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedWord:
    """One word or phrase of a list, with its language and the line of the file it stands in."""

    text: str
    language: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """One list: a topic, what a hit does (``ask`` a person or ``note`` it), and its words."""

    topic: str
    weight: Weight
    why: str
    line: int
    words: tuple[ListedWord, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WordLists:
    """A file of lists; ``name`` says which file in words for a person, ``digest`` changes with every change of it."""

    name: str
    version: str
    digest: str
    lists: tuple[WordList, ...]


def read_word_lists(text: str, name: str) -> WordLists:
    """Return the lists of a file.

    Raises ``InputError`` with the line of the first thing that cannot be used, and ``ProtectedTraitError`` for a list
    about who people are.
    """
    told = _parsed(text, name)
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines, start=1) if line.strip() == "[[list]]"]
    strange = sorted(set(told) - {"version", "list"})
    if strange:
        raise _wrong(
            name, _line_of(lines, strange[0], 1), f"{strange[0]} is nothing that this file has", "version, [[list]]"
        )
    found = told.get("list", [])
    if not isinstance(found, list) or len(found) != len(heads):
        raise _wrong(name, 1, "a list begins with a line of its own", "[[list]]")
    ends = [*heads[1:], len(lines) + 1]
    lists = tuple(_list(one, lines[: end - 1], head, name) for one, head, end in zip(found, heads, ends, strict=True))
    _refuse_doubles(lists, name)
    digest = hashlib.sha256("\n".join(lines).encode()).hexdigest()[:DIGEST_DIGITS]
    return WordLists(name=name, version=str(told.get("version", "")), digest=digest, lists=lists)


def read_topics(text: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the topics of the shipped file with their words."""
    return tuple((topic, tuple(words)) for topic, words in tomllib.loads(text)["topics"].items())


def _parsed(text: str, name: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        place = re.search(r"line (\d+)", str(cause))
        line = int(place[1]) if place else len(text.splitlines())
        raise _wrong(name, line, "this is not written as TOML wants it", 'words.en = ["one", "two words"]') from cause


def _list(one: dict[str, Any], lines: list[str], head: int, name: str) -> WordList:
    topic = one.get("topic")
    if not isinstance(topic, str) or not topic.strip():
        raise _wrong(name, head, "this list has no topic", 'topic = "gambling"')
    here = _line_of(lines, "topic", head)
    _refuse_heading(topic, here, name)
    strange = sorted(set(one) - {"topic", "weight", "why", "words"})
    if strange:
        at = _line_of(lines, strange[0], head)
        raise _wrong(name, at, f"{strange[0]} is nothing that a list has", "topic, weight, why, words")
    weight = one.get("weight", "ask")
    if weight not in WEIGHTS:
        raise _wrong(
            name, _line_of(lines, "weight", head), f"the weight of {topic} is {weight!r}", " or ".join(WEIGHTS)
        )
    words = tuple(_words(one.get("words", {}), lines, head, (topic, name)))
    return WordList(topic=topic.strip(), weight=weight, why=str(one.get("why", "")), line=head, words=words)


def _words(told: object, lines: list[str], head: int, of: tuple[str, str]) -> Iterator[ListedWord]:
    topic, name = of
    if not isinstance(told, dict):
        raise _wrong(name, _line_of(lines, "words", head), "words stand under a language", 'words.en = ["one"]')
    for language, words in told.items():
        at = _line_of(lines, f"words.{language}", head)
        if language != ANY and not LANGUAGE.fullmatch(language):
            raise _wrong(name, at, f"{language!r} is no language code", "en, de, fr … or any")
        if not isinstance(words, list) or len(words) > MOST_WORDS:
            raise _wrong(name, at, f"the words of {topic} are no list", 'words.en = ["one", "two words"]')
        for word in words:
            line = _line_of_word(lines, str(word), at)
            yield ListedWord(text=_usable(word, topic, line, name), language=language, line=line)


def _usable(word: object, topic: str, line: int, name: str) -> str:
    """Return a word that can be found in a caption."""
    if not isinstance(word, str):
        raise _wrong(name, line, f"{word!r} is no text", '"word"')
    plain = folded(word.removesuffix(ANY_ENDING)).strip()
    letters = sum(map(len, WORD.findall(plain)))
    if letters < LEAST_LETTERS:
        raise _wrong(name, line, f"{word!r} has too few letters to be found as a word", "two letters or more")
    if word.endswith(ANY_ENDING) and len(plain.split()[-1]) < STEM_LETTERS:
        raise _wrong(name, line, f"{word!r} would begin too many words", "three letters before the star")
    if ANY_ENDING in word.removesuffix(ANY_ENDING):
        raise _wrong(name, line, f"{word!r} has a star inside", "a star at the end only")
    groups = [HEADED[one] for one in WORD.findall(plain) if one in HEADED and one not in ORDINARY]
    if groups and folded(topic) not in INSULTS:
        raise _protected(name, line, f"{word!r} names people by {groups[0]}")
    return word.strip()


def _refuse_heading(topic: str, line: int, name: str) -> None:
    words = WORD.findall(folded(topic))
    named = [HEADED[word] for word in words if word in HEADED and word not in ORDINARY]
    headed = [HEADED[word] for word in words if word in HEADED]
    if named or (headed and all(word in HEADED or word in FILLERS for word in words)):
        raise _protected(name, line, f"the list {topic!r} is about {(named or headed)[0]} of people")


def _refuse_doubles(lists: tuple[WordList, ...], name: str) -> None:
    seen: dict[str, int] = {}
    for one in lists:
        before = seen.setdefault(folded(one.topic), one.line)
        if before != one.line:
            raise _wrong(name, one.line, f"{one.topic} has a list in line {before} already", "one list for a topic")


def _line_of(lines: list[str], key: str, start: int) -> int:
    """Return the line in which a key is set, from a line on; the line to start from where it is nowhere."""
    set_here = re.compile(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[=.]")
    return next((number for number in range(start, len(lines) + 1) if set_here.match(lines[number - 1])), start)


def _line_of_word(lines: list[str], word: str, start: int) -> int:
    """Return the line in which a word stands between quotes, from a line on."""
    quoted = (f'"{word}"', f"'{word}'")
    return next(
        (number for number in range(start, len(lines) + 1) if any(one in lines[number - 1] for one in quoted)), start
    )


def _wrong(name: str, line: int, what: str, allowed: str) -> InputError:
    return InputError(
        f"{name}, line {line}: {what}.",
        received=what,
        allowed=(allowed,),
        next_step=f"Mend line {line} and check again with: shoal creators words --check",
        fields={f"line {line}": what},
    )


def _protected(name: str, line: int, what: str) -> ProtectedTraitError:
    return ProtectedTraitError(
        f"{name}, line {line}: {what}, which nobody may be sorted by.",
        received=what,
        allowed=("what a post says or shows",),
        next_step=f"Take line {line} out. A list may be about what posts say, never about who people are.",
        fields={f"line {line}": what},
    )

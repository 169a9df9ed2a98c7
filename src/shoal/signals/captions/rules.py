"""The rules of disclosure and the signs of a deal, as nouns made from their data files.

The files are part of the package and are read by :mod:`shoal.signals.captions.shipped`; nothing here opens one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from shoal.signals.captions.text import folded

LabelKind = Literal["clear", "gifted", "vague"]
Answer = Literal["pass", "fail", "cannot tell"]
ELSEWHERE = "elsewhere"
LabelForm = Literal["word", "phrase", "tag"]
FORMS: tuple[tuple[LabelForm, str], ...] = (("word", "words"), ("phrase", "phrases"), ("tag", "tags"))
STRICTEST: tuple[Answer, ...] = ("fail", "cannot tell", "pass")


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelWord:
    """One label as a language writes it; ``form`` is ``word``, ``phrase`` or ``tag``."""

    text: str
    language: str
    kind: LabelKind
    form: LabelForm

    @property
    def said(self) -> str:
        """Return the label as rules name it: folded, without a star."""
        return folded(self.text.removesuffix("*"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What one jurisdiction asks of a label; the fields are explained at the head of the data file.

    ``because`` holds the reasons by what fails: ``other``, ``gifted``, ``vague``, ``later``.
    """

    key: str
    name: str
    countries: tuple[str, ...]
    counts: str
    asks: str
    accepts: frozenset[str]
    other: Answer
    fails: frozenset[str]
    gifted: Answer
    vague: Answer
    place: Literal["first", "first line", "before more"]
    later: Answer
    language: bool
    switch: Literal["needed", "helps"]
    contract: str
    source: str
    url: str
    mark: Literal["primary", "general"]
    seen_on: str
    because: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Words beside a label that turn it, and what may follow one that stands alone; folded."""

    denied_before: tuple[str, ...]
    denied_after: tuple[str, ...]
    unpaid_before: tuple[str, ...]
    unpaid_after: tuple[str, ...]
    denied_tags: tuple[str, ...]
    unpaid_tags: tuple[str, ...]
    joins: frozenset[str]
    never_after: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureRules:
    """All rules and labels. A caption is cut after ``more_after`` characters or lines, which is a judgement."""

    version: str
    more_after_characters: int
    more_after_lines: int
    rules: tuple[Rule, ...]
    labels: tuple[LabelWord, ...]
    around: Around
    function_words: Mapping[str, frozenset[str]]

    def applying(self, where: Iterable[str]) -> tuple[Rule, ...]:
        """Return the rules for some countries or rule keys; where none applies, the one for everywhere else.

        A country without a rule of its own brings the rule for everywhere else in beside those of the others.
        """
        wanted = {code if code == ELSEWHERE else code.upper() for code in where if code}
        named = {rule.key for rule in self.rules} & wanted
        named |= {rule.key for rule in self.rules if wanted.intersection(rule.countries)}
        covered = {country for rule in self.rules if rule.key in named for country in (rule.key, *rule.countries)}
        if not wanted or wanted - covered:
            named.add(ELSEWHERE)
        return tuple(rule for rule in self.rules if rule.key in named)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommerceWords:
    """Signs of a deal besides labels; folded where they are compared with folded text."""

    version: str
    code_nouns: tuple[str, ...]
    code_leads: frozenset[str]
    code_never: frozenset[str]
    not_codes: frozenset[str]
    affiliate: tuple[str, ...]
    affiliate_tags: tuple[str, ...]
    weak: tuple[str, ...]


def read_disclosure_rules(text: str) -> DisclosureRules:
    """Return the rules of a data file."""
    told = tomllib.loads(text)
    around = told["around"]
    labels = [
        LabelWord(text=word, language=one["language"], kind=one["kind"], form=form)
        for one in told["label"]
        for form, name in FORMS
        for word in one.get(name, ())
    ]
    return DisclosureRules(
        version=told["version"],
        more_after_characters=told["more_after_characters"],
        more_after_lines=told["more_after_lines"],
        rules=tuple(_rule(one) for one in told["rule"]),
        labels=tuple(labels),
        around=Around(
            denied_before=_all_folded(around["denied_before"]),
            denied_after=_all_folded(around["denied_after"]),
            unpaid_before=_all_folded(around["unpaid_before"]),
            unpaid_after=_all_folded(around["unpaid_after"]),
            denied_tags=tuple(around["denied_tags"]),
            unpaid_tags=tuple(around["unpaid_tags"]),
            joins=frozenset(_all_folded(around["joins"])),
            never_after=frozenset(_all_folded(around["never_after"])),
        ),
        function_words={code: frozenset(_all_folded(words)) for code, words in told["function_words"].items()},
    )


def _rule(one: Mapping[str, Any]) -> Rule:
    reasons = {
        name: one[f"{name}_because"] for name in ("other", "gifted", "vague", "later") if f"{name}_because" in one
    }
    plain = {
        name: one[name]
        for name in (
            "key", "name", "counts", "asks", "other", "gifted", "vague", "place", "later", "language", "switch",
            "contract", "source", "url", "mark", "seen_on",
        )
    }  # fmt: skip
    return Rule(
        countries=tuple(one["countries"]),
        accepts=frozenset(_all_folded(one["accepts"])),
        fails=frozenset(_all_folded(one["fails"])),
        because=reasons,
        **plain,
    )


def read_commerce_words(text: str) -> CommerceWords:
    """Return the signs of a deal of a data file."""
    told = tomllib.loads(text)
    codes, affiliate = told["codes"], told["affiliate"]
    return CommerceWords(
        version=told["version"],
        code_nouns=tuple(codes["nouns"]),
        code_leads=frozenset(_all_folded(codes["leads"])),
        code_never=frozenset(_all_folded(codes["never"])),
        not_codes=frozenset(codes["not_codes"]),
        affiliate=tuple(affiliate["strong"]),
        affiliate_tags=tuple(affiliate["tags"]),
        weak=tuple(affiliate["weak"]),
    )


def _all_folded(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(folded(word) for word in words)

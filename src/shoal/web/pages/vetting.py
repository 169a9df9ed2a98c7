"""What the page of rules and word lists is promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from shoal.app import RuleFile, Verified
from shoal.domain.vetting import ANY, Rule, VettingRun
from shoal.web.desk import Desk

WEIGHT_WORDS = {"+": "for", "-": "against", "0": "neither", "?": "not known"}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleLine:
    """One rule as the page lists it."""

    place: int
    check: str
    when: str
    verdict: str
    kind: str
    why: str
    source: str
    enabled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ListLine:
    """One word list: its topic, what a hit does, how many words in which languages, and why it is there."""

    topic: str
    asks: bool
    words: str
    languages: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VettingShown:
    """The rules in force, the word lists, and the vettings that were kept."""

    rules: RuleFile
    lines: Sequence[RuleLine]
    words: RuleFile
    lists: Sequence[ListLine]
    runs: Sequence[VettingRun]
    verified: Verified | None
    outcome: str
    may_change: bool
    may_run: bool


def vetting_shown(
    rules: RuleFile, words: RuleFile, runs: Sequence[VettingRun], verified: Verified | None, desk: Desk
) -> VettingShown:
    """Return the page of rules and word lists."""
    return VettingShown(
        rules=rules,
        lines=[_line(place, rule) for place, rule in enumerate(rules.rules.rules if rules.rules else (), start=1)],
        words=words,
        lists=[
            ListLine(
                topic=one.topic, asks=one.weight == "ask", why=one.why,
                words=f"{len(one.words):,}",
                languages=", ".join(sorted({word.language for word in one.words})),
            )
            for one in (words.words.lists if words.words else ())
        ],
        runs=runs,
        verified=verified,
        outcome=outcome_words(verified) if verified else "",
        may_change=desk.may("settings"),
        may_run=desk.may("edit"),
    )  # fmt: skip


def _line(place: int, rule: Rule) -> RuleLine:
    weights = gettext(" or ").join(WEIGHT_WORDS[weight] for weight in rule.weights)
    figures = "; ".join(f"{name.replace('_', ' ')} {number:g}" for name, number in rule.limits)
    return RuleLine(
        place=place,
        check=gettext("any") if rule.check == ANY else rule.check.replace("_", " "),
        when=f"{weights}; {figures}" if figures else weights,
        verdict=rule.verdict,
        kind=rule.kind,
        why=rule.why,
        source=rule.source,
        enabled=rule.enabled,
    )


def outcome_words(verified: Verified) -> str:
    """Return how many kept verdicts came out the same."""
    same, different, cannot = (verified.number(name) for name in ("same", "different", "cannot"))
    told = gettext("{same} came out the same, byte for byte; {different} came out otherwise; {cannot} cannot be ")
    told += gettext("worked out any more.")
    return told.format(same=f"{same:,}", different=f"{different:,}", cannot=f"{cannot:,}")

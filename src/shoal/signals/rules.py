"""The rules of vetting: read from their file, checked, and held against what was found.

The file is short so that a person can read and change it; what it cannot say is refused with its line and what may
stand there instead.
"""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, NoReturn, get_args

from shoal.domain.finding import VerdictState
from shoal.domain.values import Value
from shoal.domain.vetting import ANY, Rule, Rules
from shoal.errors import FileFormatError

STATES: tuple[VerdictState, ...] = get_args(VerdictState)
WEIGHTS = "+-0?"
KEYS = ("check", "when", "verdict", "kind", "why", "source", "enabled")
NEEDED = ("check", "when", "verdict", "why", "source")
# Figures by which a check itself decides what is unusual; of all others a rule may ask for ends of their range.
OWN_LIMITS: Mapping[str, tuple[str, ...]] = {
    "engagement": ("z_beyond", "posts_at_least"),
    "rate_above_half": ("rate_above",),
    "own_record": (),
    "followers": (),
    ANY: (),
}
RANGE_LIMITS = ("value_above", "value_below", "low_above", "high_below", "n_at_least")
# what is said beside a verdict and settles none: a list cannot tell it without reading every text
REMARKS = (
    "identity", "kind", "suspected_minor", "vendor_age_band", "niche_focus", "comment_words", "commenters",
    "texts_unread",
)  # fmt: skip
# checks of other files, which read texts or what people counted
TOLD_CHECKS = (
    "spam_share", "conversation", "replies", "question_replies",
    "commercial_share", "disclosure", "undisclosed_suspects", "brand_clash", "brand_mentions", "brand_affinity",
    "safety", "local_share", "language_share", "segment_share", "hand_count",
)  # fmt: skip
CHECKS = (*OWN_LIMITS, *TOLD_CHECKS)
MOST_RULES = 60
LONGEST_TEXT = 65_536
VERSION_DIGITS = 12
NEXT = (
    "Compare with the rules that come with Shoal (docs/how-to/change-the-vetting-rules.md); "
    "moving the file away brings those back."
)


@dataclass(frozen=True, slots=True)
class Mark:
    """What a rule sees of a finding."""

    check: str
    weight: str
    value: Value | None = None


def read_rules(text: str, origin: str = "shipped") -> Rules:
    """Return the rules that a file says. Raises ``FileFormatError``: the line, what is allowed there, what to do."""
    if len(text) > LONGEST_TEXT:
        _refuse(origin, 0, "The file is too long for rules that somebody reads", f"at most {LONGEST_TEXT:,} signs")
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as cause:
        raise FileFormatError(
            "The vetting rules cannot be read as TOML.",
            received=f"{origin}: {cause}",
            next_step=NEXT,
        ) from cause
    lines = [number for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
    entries = told.get("rule")
    if set(told) - {"rule"} or not isinstance(entries, list) or not entries:
        _refuse(
            origin, 1, f"Rules stand under [[rule]] and nothing else does: {', '.join(told) or 'nothing'}", "[[rule]]"
        )
    if len(entries) > MOST_RULES:
        _refuse(origin, lines[-1], f"{len(entries)} rules are more than anybody reads", f"at most {MOST_RULES}")
    starts = [*lines, *[0] * len(entries)]
    rules = tuple(_rule(entry, _Place(text, origin, start)) for entry, start in zip(entries, starts, strict=False))
    return Rules(version=_version(rules), rules=rules, origin=origin, text=text)


def _version(rules: Sequence[Rule]) -> str:
    plain = json.dumps([asdict(rule) for rule in rules], sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()[:VERSION_DIGITS]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a rule stands in its file."""

    text: str
    origin: str
    start: int

    def refuse(self, key: str, what: str, allowed: Iterable[str] | str) -> NoReturn:
        """Raise the error for a key of this rule, at its own line where it has one."""
        line = self.start
        for number, written in enumerate(self.text.splitlines()[self.start :], self.start + 1):
            if written.lstrip().startswith("[["):
                break
            if re.match(rf"\s*{re.escape(key)}\s*=", written):
                line = number
                break
        _refuse(self.origin, line, what, allowed)


def _refuse(origin: str, line: int, what: str, allowed: Iterable[str] | str) -> NoReturn:
    raise FileFormatError(
        f"{what}." if line == 0 else f"Line {line} of the vetting rules: {what}.",
        received=f"{origin}, line {line}" if line else origin,
        allowed=(allowed,) if isinstance(allowed, str) else tuple(allowed),
        next_step=NEXT,
        fields={f"line {line}": what} if line else {},
    )


def _rule(entry: Mapping[str, Any], place: _Place) -> Rule:
    for key in entry:
        if key not in KEYS:
            place.refuse(key, f"a rule has no '{key}'", KEYS)
    for key in NEEDED:
        if key not in entry:
            place.refuse(key, f"the rule lacks '{key}'", NEEDED)
    _refuse_wrong_words(entry, place)
    weights, limits = _when(entry["when"], str(entry["check"]), place)
    return Rule(
        check=entry["check"], weights=weights, verdict=entry["verdict"], why=entry["why"], source=entry["source"],
        kind=entry.get("kind", ""), enabled=entry.get("enabled", True), limits=limits,
    )  # fmt: skip


def _refuse_wrong_words(entry: Mapping[str, Any], place: _Place) -> None:
    for key in ("check", "verdict", "why", "source", "kind"):
        if not isinstance(entry.get(key, ""), str) or (key in NEEDED and not entry[key].strip()):
            place.refuse(key, f"'{key}' has to be a text", "a text in quotation marks")
    if entry["check"] not in CHECKS:
        said = "is weighed by no rule" if entry["check"] in REMARKS else "is no check"
        place.refuse("check", f"'{entry['check']}' {said}", CHECKS)
    if entry["verdict"] not in STATES:
        place.refuse("verdict", f"there is no verdict '{entry['verdict']}'", STATES)
    if not isinstance(entry.get("enabled", True), bool):
        place.refuse("enabled", "'enabled' is true or false", ("true", "false"))


def _when(told: object, check: str, place: _Place) -> tuple[tuple[str, ...], tuple[tuple[str, float], ...]]:
    """Return the weights and the figures of a condition."""
    allowed = OWN_LIMITS.get(check, RANGE_LIMITS)
    if not isinstance(told, Mapping) or not isinstance(told.get("weight"), str):
        place.refuse("when", "'when' has to say which weight", ('{ weight = "-" }',))
    weights = tuple(told["weight"])
    if not weights or set(weights) - set(WEIGHTS) or len(set(weights)) != len(weights):
        place.refuse("when", f"there is no weight '{told['weight']}'", tuple(WEIGHTS))
    for name, number in told.items():
        if name == "weight":
            continue
        if name not in allowed:
            place.refuse("when", f"'{check}' has no figure '{name}'", ("weight", *allowed))
        if isinstance(number, bool) or not isinstance(number, int | float) or not 0 <= number < float("inf"):
            place.refuse("when", f"'{name}' has to be a number from 0 up", "a number such as 2.0")
    return weights, tuple((name, float(number)) for name, number in told.items() if name != "weight")


# weighing -----------------------------------------------------------------------------------------------------------


def weigh(rules: Rules, marks: Sequence[Mark]) -> tuple[VerdictState, str]:
    """Return (state, kind) of what was found about one account: of the first rule that holds, else ``unknown``."""
    for rule in rules.rules:
        if not rule.enabled:
            continue
        for mark in marks:
            if _holds(rule, mark):
                return rule.verdict, rule.kind or kind_of(mark.check)
    return "unknown", ""


def kind_of(check: str) -> str:
    """Return a check in words, for a rule that names no kind."""
    return check.replace("_", " ")


def _holds(rule: Rule, mark: Mark) -> bool:
    if rule.check not in (ANY, mark.check) or mark.weight not in rule.weights:
        return False
    return mark.check in OWN_LIMITS or all(_within(mark.value, *limit) for limit in rule.limits)


def _within(value: Value | None, name: str, limit: float) -> bool:
    """Say whether a figure is on its side of a limit; one that is not known is on neither."""
    if value is None or value.estimate is None:
        return False
    seen = value.estimate
    sides = {
        "value_above": seen.value > limit,
        "value_below": seen.value < limit,
        "low_above": seen.low > limit,
        "high_below": seen.high < limit,
        "n_at_least": seen.n >= limit,
    }
    return sides[name]

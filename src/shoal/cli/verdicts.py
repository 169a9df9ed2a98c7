"""How findings, rules and kept vettings are told in the terminal."""

from __future__ import annotations

import sys
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from shoal.cli.output import clean, console, say, some, table
from shoal.domain.finding import Finding
from shoal.domain.vetting import CreatorAnswer, Looked, Rules

if TYPE_CHECKING:
    from shoal.app import Verified

SIGNS = {"+": "+", "-": "-", "0": "·", "?": "?"}
SAW = {"adult": "an adult", "minor": "under 18", "open": "taken back"}
NARROWEST = 40
CANNOT_SHOWN = 5


def say_indented(lines: Iterable[tuple[int, str]], width: int | None = None) -> None:
    """Print lines, each with its indent, wrapped under themselves on a terminal and whole where a program reads."""
    if width is None and sys.stdout.isatty():
        width = console().width
    say(*wrapped(lines, width))


def wrapped(lines: Iterable[tuple[int, str]], width: int | None) -> list[str]:
    """Return (indent, text) as lines no wider than ``width``, those that go on two further in; ``None``: as they are.

    A word longer than a line, such as an address, stays whole.
    """
    found: list[str] = []
    for indent, text in lines:
        lead, one_line = " " * indent, " ".join(clean(text).split())
        if width is None:
            found.append(lead + one_line)
            continue
        found += textwrap.wrap(
            one_line, max(width, NARROWEST), initial_indent=lead, subsequent_indent=f"{lead}  ",
            break_long_words=False, break_on_hyphens=False,
        ) or [lead]  # fmt: skip
    return found


def finding_lines(finding: Finding, answer: CreatorAnswer | None = None) -> list[tuple[int, str]]:
    """Return a finding as (indent, text): claim, evidence, what else it could be, what settles it, what they say.

    Of evidence that the claim says word for word only the place is told.
    """
    from shoal.app import plain

    lines = [(2, f"{SIGNS[finding.weight]} {plain(finding.claim)}  ({finding.check})")]
    told = (("" if one.text in finding.claim else one.text, one.ref) for one in finding.evidence)
    lines += [(6, "  ".join(filter(None, (plain(text), ref and f"[{ref}]")))) for text, ref in told if text or ref]
    if finding.explanations:
        lines.append((6, f"would all look like this: {' · '.join(finding.explanations)}"))
    if finding.settle:
        lines.append((6, f"would settle it: {settled(finding)}"))
    if answer is not None:
        proof = f"  proof: {answer.proof}" if answer.proof else ""
        lines.append((6, f"they say ({answer.said_on}, written down by {answer.by_name}): {answer.text}{proof}"))
    return lines


def settled(finding: Finding) -> str:
    """Return what would settle a finding, with the time it takes."""
    return with_time(finding.settle, finding.settle_seconds)


def with_time(settle: str, seconds: int | None) -> str:
    """Return what a person can do, with the time it takes where that is known."""
    from shoal.app import seconds_text

    return settle if seconds is None else f"{settle}, {seconds_text(seconds)}"


def findings_lines(findings: Sequence[Finding], answers: Sequence[CreatorAnswer]) -> list[tuple[int, str]]:
    """Return all findings of a verdict, each with what they say to it; what was said to one that is gone comes last."""
    said = {answer.check: answer for answer in answers}
    lines = [line for finding in findings for line in finding_lines(finding, said.get(finding.check))]
    shown = {finding.check for finding in findings}
    lines += [
        (2, f"they said of '{answer.check}', which is no longer found ({answer.said_on}): {answer.text}")
        for answer in answers
        if answer.check not in shown
    ]
    return lines


def open_lines(points: Sequence[Finding]) -> list[tuple[int, str]]:
    """Return what would settle the open points, the quickest first, each remedy once."""
    remedies = list(dict.fromkeys(settled(point) for point in points))
    return [(0, "what would settle it, the quickest first:"), *((2, text) for text in remedies)] if remedies else []


def look_lines(looks: Sequence[Looked]) -> list[tuple[int, str]]:
    """Return what people saw of their age, the newest first."""
    return [
        (2, f"{one.by_name} looked on {one.at:%Y-%m-%d}: {SAW[one.said]}{f' ({one.note})' if one.note else ''}")
        for one in looks
    ]


def tell_rules(rules: Rules) -> None:
    """Print the rules from top to bottom."""
    whose = "those that come with Shoal" if rules.origin == "shipped" else rules.origin
    say(f"rules {rules.version}: {whose}. The first that holds decides; if none does, the verdict is unknown.")
    rows = [
        (
            number if rule.enabled else "off",
            rule.check,
            " or ".join(rule.weights) + "".join(f", {name} {limit:g}" for name, limit in rule.limits),
            f"{rule.verdict}{f', {rule.kind}' if rule.kind else ''}",
            f"{rule.why} [{rule.source}]",
        )
        for number, rule in enumerate(rules.rules, 1)
    ]
    table("", ("", "finding", "when", "verdict", "because"), rows, right=(0,))
    say("Not among them, since nobody may turn it off: whoever may be under 18 is blocked until a person has looked.")


def tell_verified(found: Verified) -> None:
    """Print how a kept vetting came out when it was worked out again."""
    run = found.run
    say(f"{run.id}, {run.at:%Y-%m-%d %H:%M} UTC, {run.about}, rules {run.rules}, Shoal {run.code}")
    say(f"{some(found.number('same'), 'verdict')} of {len(found.rechecked):,} came out the same, byte for byte")
    why = Counter(one.because for one in found.rechecked if one.outcome == "cannot")
    for because, number in why.most_common(CANNOT_SHOWN):
        say(f"{number:,} cannot be verified, because {because}")
    if not found.rechecked:
        say("It holds nobody any more.")

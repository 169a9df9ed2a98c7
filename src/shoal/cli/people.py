"""How creators and verdicts are told in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from shoal.cli.output import say, some, table
from shoal.cli.verdicts import findings_lines, look_lines, open_lines, say_indented, settled, with_time
from shoal.domain.creator import Creator
from shoal.domain.finding import Verdict
from shoal.domain.listing import OtherAccount
from shoal.domain.values import Provenance

if TYPE_CHECKING:
    from shoal.app import Shown, Vetted

STATES = ("ok", "review", "unknown", "refuse")
SHOWN_FIGURES = 24
MOST_REMEDIES = 5


def account_name(creator: Creator) -> str:
    """Return the first account as ``platform:handle``."""
    account = creator.accounts[0]
    return f"{account.platform}:{account.handle}"


def place_name(creator: Creator) -> str:
    """Return town and country, or that neither is known."""
    return ", ".join(part for part in (creator.place.city, creator.place.country) if part) or "place unknown"


def tell_creator(shown: Shown, also: Sequence[OtherAccount] = ()) -> None:
    """Print one creator: who they are, each figure with its range and source, findings, and what is not known."""
    from shoal.app import number_text, value_name_text  # the rooms behind it cost half a second

    creator = shown.creator
    say(f"{creator.name}   {account_name(creator)}   {place_name(creator)}   {creator.id}")
    about = (
        ("languages", ", ".join(creator.languages)),
        ("niche", ", ".join(creator.topics)),
        ("notes", creator.notes),
    )
    say(*(f"  {name}: {text}" for name, text in about if text))
    rows = [(value_name_text(value.name), number_text(value), _origin(value.provenance)) for value in creator.values]
    table("", ("figure", "value", "from"), rows[:SHOWN_FIGURES])
    if len(rows) > SHOWN_FIGURES:
        say(f"… and {some(len(rows) - SHOWN_FIGURES, 'more figure')} that vendors reported: see --json")
    for deal in creator.deals:
        codes = ", ".join(deal.codes) or "no code"
        uses = "unknown" if deal.uses is None else str(deal.uses)
        say(f"  sheet, line {deal.row}: {codes}, typed uses {uses}{', gift' if deal.gift else ''}")
    say(*(f"  {header}: {text}" for header, text in creator.extra))
    whose = "" if shown.rules == "shipped" else f" of {shown.rules}"
    say(f"verdict: {_verdict_word(shown.verdict)}   (rules {shown.verdict.rules}{whose})")
    say_indented(findings_lines(shown.verdict.findings, shown.answers))
    say_indented((*open_lines(shown.open_points), *look_lines(shown.looks)))
    say(*(f"  also {one.platform}:{one.handle}, said here to be the same person" for one in also))
    settled = {one.creator_id.removeprefix("cr_") for one in also}
    for pair in shown.suggestions:
        if settled & {account.removeprefix("ac_") for account in pair.accounts}:
            continue
        say(f"  may also be {' and '.join(pair.accounts)}: {pair.reason}; a person decides")


def _origin(provenance: Provenance | None) -> str:
    """Return where a figure comes from, the line there, and the day on which it was true."""
    from shoal.app import source_text

    if provenance is None:
        return ""
    seen = provenance.observed_at
    told = (source_text(provenance.source), provenance.ref, f"{seen:%Y-%m-%d}" if seen else "")
    return " ".join(filter(None, told))


def _verdict_word(verdict: Verdict) -> str:
    blocked = ", on no shortlist until a person has looked" if verdict.blocked else ""
    return f"{verdict.state}{f', {verdict.kind}' if verdict.kind else ''}{blocked}"


def tell_verdicts(found: Vetted, listed: Sequence[tuple[Creator, Verdict]]) -> None:
    """Print how many creators have each verdict, those who are listed, and the quickest way from unknown to known."""
    counts, everybody, read = found.counts, sum(found.counts.values()), len(found.verdicts)
    told = [f"own record {counts['own record']}"] + [f"{state} {counts[state]}" for state in STATES if counts[state]]
    say(" · ".join(told))
    rows = [
        (_verdict_word(verdict), creator.name, account_name(creator), _first_claim(verdict))
        for creator, verdict in listed
    ]
    table("", ("verdict", "name", "account", "because"), rows)
    if everybody > len(listed):
        whom = "them all" if read == everybody else "all who were read in full"
        say(f"… and {everybody - len(listed):,} more: --limit {read} lists {whom}")
    for remedy, number in _remedies(found):
        say(f"  {number:,} unknown: {remedy}")


def _first_claim(verdict: Verdict) -> str:
    from shoal.app import plain

    order = {"-": 0, "?": 1, "+": 2, "0": 3}
    if verdict.state == "ok":
        order = {"+": 0, "-": 1, "?": 2, "0": 3}
    findings = sorted(verdict.findings, key=lambda finding: order[finding.weight])
    return plain(findings[0].claim) if findings else ""


def _remedies(found: Vetted) -> list[tuple[str, int]]:
    """Return what would settle the unknown verdicts, the remedy that helps most first."""
    if found.remedies:
        return [(with_time(one.settle, one.seconds), one.number) for one in found.remedies[:MOST_REMEDIES]]
    counted: Counter[str] = Counter()
    for verdict in found.verdicts:
        if verdict.state == "unknown":
            quick = [f for f in verdict.findings if f.weight == "?" and f.settle and f.settle_seconds is not None]
            if quick:
                best = min(quick, key=lambda finding: finding.settle_seconds or 0)
                counted[settled(best)] += 1
    return counted.most_common(MOST_REMEDIES)

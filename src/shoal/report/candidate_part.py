"""The rows of the shortlist: what sets a candidate apart stands in her row, what all have in common above the table."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from shoal.domain.finding import Finding
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate
from shoal.domain.values import Value
from shoal.report.claims import figure, figure_of, findings, main_reference
from shoal.report.people import NameBook
from shoal.report.words import definition_of, price_parts, reason_text, walk_away_text, words_of

MOST_REASONS = 2
SHARED_SHARE = 0.5  # an unknown that half of the list has in common tells nobody apart
SHARED_FROM = 3
IN_COLUMNS = ("engagement", "price", "verdict")  # checks whose figure or word has a column of its own
TOLD_BESIDE = ("engagement", "price")  # reasons whose own part stands beside them behind the row
WISH_LABEL = re.compile(r"^soft wish .*?: (?=mentions|does)")  # the label repeats every spelling that was searched for
HOUSE_RATE = "er_lc_f"  # the definition that the head of the table names


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What the whole list has in common: checks of hard wishes, which all meet, and unknowns that most share."""

    met: frozenset[str]
    unknowns: dict[str, int] = field(default_factory=dict)


def candidate_rows(report: ReportInput, names: NameBook) -> list[dict[str, object]]:
    """Return one row per candidate, in order."""
    chosen = {line.creator_id for line in report.plan.lines}
    common = _common(report)
    return [
        {**_row(candidate, names, common), "rank": rank, "anchor": f"candidate-{rank}", "chosen": her in chosen}
        for rank, candidate in enumerate(report.shortlist.candidates, start=1)
        for her in (candidate.creator_id,)
    ]


def shared_unknowns(report: ReportInput, names: NameBook) -> list[dict[str, object]]:
    """Return the unknowns that at least half of the candidates share, with how many and what would settle them."""
    whole = len(report.shortlist.candidates)
    settled = {item.claim: item.settle for one in report.shortlist.candidates for item in one.unknowns}
    return [
        {
            "who": f"All {whole} candidates" if count == whole else f"{count} of {whole} candidates",
            "claim": names.rich(claim),
            "settle": names.rich(settled[claim]),
        }
        for claim, count in _common(report).unknowns.items()
    ]


def _common(report: ReportInput) -> Common:
    candidates = report.shortlist.candidates
    counts = Counter(item.claim for one in candidates for item in one.unknowns if item.check not in IN_COLUMNS)
    least = max(SHARED_FROM, SHARED_SHARE * len(candidates))
    shared = {claim: count for claim, count in sorted(counts.items()) if count >= least}
    hard = {wish.field for wish in report.brief.wishes if wish.hard} | ({"country"} if report.brief.markets else set())
    return Common(met=frozenset(hard), unknowns=shared)


def _row(candidate: Candidate, names: NameBook, common: Common) -> dict[str, object]:
    said = (*candidate.verdict.findings, *candidate.reasons)
    source = main_reference(said, names)
    unknowns = [x for x in candidate.unknowns if x.check not in IN_COLUMNS and x.claim not in common.unknowns]
    weighty = _that_count(candidate)
    return {
        "name": names.tag(candidate.creator_id),
        "who": names.linked(candidate.creator_id),
        "handle": names.handle(candidate.account_id),
        "link": names.link(candidate.account_id),
        "platform": candidate.platform,
        "tier": candidate.tier,
        "verdict": candidate.verdict.state,
        "kind": words_of(candidate.verdict.kind),
        "blocked": candidate.verdict.blocked,
        "followers": figure(candidate.followers, names),
        "engagement": figure(candidate.engagement, names),
        "other_definition": "" if candidate.engagement.name == HOUSE_RATE else definition_of(candidate.engagement.name),
        "price": figure_of(price_parts(candidate.price), names),
        "walk_away": walk_away_text(candidate.price),
        "price_reason": names.rich(candidate.price.reason),
        "orders": figure(candidate.response.orders, names),
        "reach": figure(candidate.response.reach, names),
        "engagement_reason": names.rich(_leans_on(candidate.engagement)),
        "engagements": figure(candidate.response.engagements, names),
        "basis": words_of(candidate.response.basis),
        "reasons": findings(_telling(candidate, common), names),
        "all_reasons": findings([r for r in candidate.reasons if r.check not in TOLD_BESIDE], names, known_ref=source),
        "unknowns": findings(unknowns[:1], names),
        "all_unknowns": findings(candidate.unknowns, names, known_ref=source),
        "findings": findings(candidate.verdict.findings, names, known_ref=source),
        "source": names.reference(source),
        "score": f"{candidate.score:.2f}",
        "contributions": [(names.rich(WISH_LABEL.sub("soft wish: ", what)), f"{much:+.2f}") for what, much in weighty],
        "empty_contributions": len(candidate.contributions) - len(weighty),
    }


def _telling(candidate: Candidate, common: Common) -> list[Finding]:
    """Return what tells her from the others: what vetting holds against her, then reasons beyond the hard wishes."""
    against = [item for item in candidate.verdict.findings if item.weight == "-"]
    reasons = [item for item in candidate.reasons if item.check not in IN_COLUMNS]
    own = [item for item in reasons if item.check not in common.met]
    return [*against[:1], *(own or reasons)[:MOST_REASONS]]


def _that_count(candidate: Candidate) -> Sequence[tuple[str, float]]:
    """Return the contributions that move her place, as far as two decimals show it."""
    return [(what, much) for what, much in candidate.contributions if round(abs(much), 2)]


def _leans_on(value: Value) -> str:
    """Return what a known figure leans on, in words; why there is none stands with the figure itself."""
    return reason_text(value.reason) if value.known and value.reason else ""

"""The vetted list: per creator why she is in, what was checked, what is unknown, what she costs and should bring.

The same content as a page to print and as plain text for a table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shoal.domain.finding import Finding
from shoal.domain.people import Decision
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate
from shoal.report.candidate_part import candidate_rows
from shoal.report.people import NameBook
from shoal.report.sentences import shortlist_sentence, verdict_counts
from shoal.report.shortlist_part import unknowns_section
from shoal.report.words import number_text, price_text, seconds_text, walk_away_text, words_of

HEADERS = (
    "rank", "creator", "handle", "platform", "profile", "tier", "verdict", "decision", "why included",
    "what was checked", "what is unknown", "quickest way to know", "followers", "engagement", "price zone",
    "walk away", "reach of one deal", "likes and comments of one deal", "orders of one deal", "rests on",
)  # fmt: skip
BETWEEN = "; "
HAS_A_COLUMN = ("engagement", "price")  # reasons that would only repeat a figure of the row
SIGNS = {"+": "for: ", "-": "against: ", "?": "unknown: ", "0": ""}


def vetted_section(report: ReportInput, names: NameBook, decisions: Mapping[str, Decision]) -> dict[str, object]:
    """Return the list for its page: rows with their decision, counts of verdicts, and who was left out and why."""
    rows = candidate_rows(report, names)
    accounts = [candidate.account_id for candidate in report.shortlist.candidates]
    for row, account in zip(rows, accounts, strict=True):
        row["decision"] = decisions[account].choice if account in decisions else "open"
    return {
        "sentence": shortlist_sentence(report.shortlist),
        "verdicts": [{"state": state, "number": number} for state, number in verdict_counts(report.shortlist)],
        "candidates": rows,
        "unknowns": unknowns_section(report, names),
    }


def vetted_table(report: ReportInput, names: NameBook, decisions: Mapping[str, Decision]) -> list[tuple[str, ...]]:
    """Return one row of plain text per candidate, under :data:`HEADERS`. A missing figure is a word, never empty."""
    return [
        _row(rank, candidate, names, decisions.get(candidate.account_id))
        for rank, candidate in enumerate(report.shortlist.candidates, start=1)
    ]


def _row(rank: int, one: Candidate, names: NameBook, decision: Decision | None) -> tuple[str, ...]:
    verdict = one.verdict.kind if one.verdict.kind == "own record" else one.verdict.state
    return (
        str(rank),
        names.name(one.creator_id),
        names.handle(one.account_id) or "no handle known",
        one.platform,
        names.link(one.account_id) or "no address known",
        one.tier,
        verdict,
        decision.choice if decision else "open",
        _said([item for item in one.reasons if item.check not in HAS_A_COLUMN], names, "meets every hard wish"),
        _said(one.verdict.findings, names, "nothing could be checked", signs=True),
        _said(one.unknowns, names, "nothing that a check asks for"),
        _quickest(one.unknowns),
        number_text(one.followers),
        number_text(one.engagement),
        price_text(one.price),
        walk_away_text(one.price) or "not known",
        number_text(one.response.reach),
        number_text(one.response.engagements),
        number_text(one.response.orders),
        words_of(one.response.basis),
    )


def _said(items: Sequence[Finding], names: NameBook, nothing: str, *, signs: bool = False) -> str:
    claims = [f"{SIGNS[item.weight] if signs else ''}{names.text(item.claim)}" for item in items]
    return BETWEEN.join(dict.fromkeys(claims)) or nothing


def _quickest(items: Sequence[Finding]) -> str:
    timed = [item for item in items if item.settle and item.settle_seconds is not None]
    if not timed:
        return "nothing to do"
    first = min(timed, key=lambda item: item.settle_seconds or 0)
    return f"{first.settle} ({seconds_text(first.settle_seconds)})"

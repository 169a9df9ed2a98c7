"""The shortlist on the page, and what nobody knows yet: apart, left out, and the remedies."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate, LeftOut, Shortlist
from shoal.domain.values import Value
from shoal.report.charts import DotRow, Survivors, dot_and_range, survivor_bars
from shoal.report.frame import Chart
from shoal.report.people import NameBook
from shoal.report.plan_part import figure, figure_of, findings
from shoal.report.sentences import apart_total, remedies, shortlist_sentence, verdict_counts
from shoal.report.words import (
    counted_noun,
    definition_of,
    level_text,
    number_parts,
    price_parts,
    reason_text,
    seconds_text,
    walk_away_text,
    words_of,
)

LEFT_OUT_SHOWN = 20  # likewise of those set apart
REASONS_SHOWN = 3
HOUSE_RATE = "er_lc_f"  # the definition that the head of the table names
RESPONSES = {"orders": ("orders", "Orders of one deal"), "reach": ("reach", "People reached by one deal")}
ENGAGEMENTS = ("engagements", "Likes and comments of the next post")


def shortlist_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return the candidates in order, their common picture and the counts of verdicts."""
    shortlist = report.shortlist
    lines = {line.creator_id for line in report.plan.lines}
    return {
        "sentence": shortlist_sentence(shortlist),
        "verdicts": [{"state": state, "number": number} for state, number in verdict_counts(shortlist)],
        "candidates": [
            _candidate(candidate, rank, names, chosen=candidate.creator_id in lines)
            for rank, candidate in enumerate(shortlist.candidates, start=1)
        ],
        "chart": _candidates_chart(report, names),
        "notes": [names.rich(note) for note in shortlist.notes],
    }


def unknowns_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return what would settle the unknowns, who stands apart, who was left out, and what each hard wish kept."""
    shortlist = report.shortlist
    return {
        "remedies": [
            {
                "settle": names.rich(remedy.settle),
                "creators": counted_noun(len(remedy.creator_ids), "creator"),
                "each": seconds_text(remedy.seconds),
                "whole": "" if remedy.seconds is None else seconds_text(remedy.seconds * len(remedy.creator_ids)),
                "names": [names.tag(creator_id) for creator_id in remedy.creator_ids],
            }
            for remedy in remedies(shortlist)
        ],
        "apart": _left(shortlist.apart[:LEFT_OUT_SHOWN], names),
        "apart_total": f"{apart_total(shortlist):,}",
        "apart_more": max(0, apart_total(shortlist) - LEFT_OUT_SHOWN),
        "left_out": _left(shortlist.left_out[:LEFT_OUT_SHOWN], names),
        "left_out_total": f"{shortlist.left_out_total:,}",
        "left_out_more": max(0, shortlist.left_out_total - min(LEFT_OUT_SHOWN, len(shortlist.left_out))),
        "chart": _survivor_chart(shortlist),
    }


def _candidate(candidate: Candidate, rank: int, names: NameBook, *, chosen: bool) -> dict[str, object]:
    reasons = findings(candidate.reasons, names)
    return {
        "rank": rank,
        "anchor": f"candidate-{rank}",
        "chosen": chosen,
        "name": names.tag(candidate.creator_id),
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
        "reasons": reasons[:REASONS_SHOWN],
        "all_reasons": reasons,
        "unknowns": findings(candidate.unknowns, names),
        "findings": findings(candidate.verdict.findings, names),
        "score": f"{candidate.score:.2f}",
        "contributions": [(names.rich(what), f"{much:+.2f}") for what, much in _that_count(candidate)],
        "empty_contributions": len(candidate.contributions) - len(_that_count(candidate)),
    }


def _that_count(candidate: Candidate) -> list[tuple[str, float]]:
    """Return the contributions that move her place, as far as two decimals show it."""
    return [(what, much) for what, much in candidate.contributions if round(abs(much), 2)]


def _leans_on(value: Value) -> str:
    """Return what a known figure leans on, in words; why there is none stands with the figure itself."""
    return reason_text(value.reason) if value.known and value.reason else ""


def _candidates_chart(report: ReportInput, names: NameBook) -> Chart | None:
    candidates = report.shortlist.candidates
    if not candidates:
        return None
    field, unit = _charted(report)
    rows = [
        DotRow(
            label=f"{rank}  {names.isolated(candidate.creator_id)}",
            cells=(names.tag(candidate.creator_id), figure(getattr(candidate.response, field), names)),
            value=getattr(candidate.response, field),
        )
        for rank, candidate in enumerate(candidates, start=1)
    ]
    return dot_and_range("candidates", f"{unit}, candidate by candidate", _range_finding(rows), rows, unit)


def _charted(report: ReportInput) -> tuple[str, str]:
    """Return what is drawn: the brief's goal where it is known for anybody, else likes and comments."""
    wanted = RESPONSES.get(report.brief.goal, RESPONSES["reach"])
    known = any(getattr(candidate.response, wanted[0]).known for candidate in report.shortlist.candidates)
    return wanted if known else ENGAGEMENTS


def _range_finding(rows: Sequence[DotRow]) -> str:
    known = [row.value for row in rows if row.value.estimate is not None]
    if not known:
        return "Not known for any candidate yet."
    estimates = [value.estimate for value in known if value.estimate is not None]
    best = max(estimates, key=lambda estimate: estimate.value)
    inside = sum(estimate.high >= best.value for estimate in estimates) - 1
    level = level_text(best.level)
    middle = number_parts(max(known, key=lambda value: value.estimate.value if value.estimate else 0.0)).main
    if not inside:
        return f"The highest median is {middle}; no other range ({level}) reaches it."
    others = (
        f"the ranges ({level}) of {inside} others reach it"
        if inside > 1
        else f"the range ({level}) of one other reaches it"
    )
    return f"The highest median is {middle}; {others}, so the order among them is not certain."


def _left(left: Sequence[LeftOut], names: NameBook) -> list[dict[str, object]]:
    shown = findings([item.because for item in left], names)
    return [
        {"name": names.tag(item.creator_id), "handle": names.handle(item.account_id), "because": because}
        for item, because in zip(left, shown, strict=True)
    ]


def _survivor_chart(shortlist: Shortlist) -> Chart | None:
    if not shortlist.wish_counts:
        return None
    steps = [
        Survivors(label=count.wish, kept=count.kept, unknown=count.unknown, dropped=count.dropped)
        for count in shortlist.wish_counts
    ]
    hardest = max(shortlist.wish_counts, key=lambda count: count.dropped)
    finding = (
        f"Of {counted_noun(shortlist.pool, 'creator')}, {shortlist.wish_counts[-1].kept:,} are left after all hard "
        f"wishes; “{hardest.wish}” drops most ({hardest.dropped:,})."
    )
    return survivor_bars("survivors", "How many survive each hard wish, in order", finding, shortlist.pool, steps)

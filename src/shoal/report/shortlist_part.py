"""The shortlist on the page, and what nobody knows yet: apart, left out, and the remedies."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.domain.report import ReportInput
from shoal.domain.shortlist import LeftOut, WishCount
from shoal.report.candidate_part import candidate_rows, shared_unknowns
from shoal.report.charts import DotRow, Survivors, dot_and_range, survivor_bars
from shoal.report.claims import figure, findings
from shoal.report.frame import Chart
from shoal.report.people import NameBook
from shoal.report.plain import capitalised, plain
from shoal.report.sentences import apart_total, remedies, shortlist_sentence, verdict_counts
from shoal.report.words import counted_noun, level_text, number_parts, seconds_text

LEFT_OUT_SHOWN = 20  # likewise of those set apart
RESPONSES = {"orders": ("orders", "Orders of one deal"), "reach": ("reach", "People reached by one deal")}
ENGAGEMENTS = ("engagements", "Likes and comments of the next post")


def shortlist_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return the candidates in order, their common picture and the counts of verdicts."""
    shortlist = report.shortlist
    return {
        "sentence": shortlist_sentence(shortlist),
        "verdicts": [{"state": state, "number": number} for state, number in verdict_counts(shortlist)],
        "candidates": candidate_rows(report, names),
        "shared": shared_unknowns(report, names),
        "chart": _candidates_chart(report, names),
        "notes": [names.rich(note) for note in shortlist.notes],
    }


def unknowns_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return what would settle the unknowns, who stands apart, who was left out, and what each hard wish kept."""
    shortlist = report.shortlist
    return {
        "remedies": [
            {
                "settle": names.rich(capitalised(remedy.settle)),
                "creators": counted_noun(remedy.number, "creator"),
                "each": seconds_text(remedy.seconds),
                "whole": "" if remedy.seconds is None else seconds_text(remedy.seconds * remedy.number),
                "names": [names.linked(creator_id) for creator_id in remedy.creator_ids],
            }
            for remedy in remedies(shortlist)
        ],
        "apart": _left(shortlist.apart[:LEFT_OUT_SHOWN], names),
        "apart_total": f"{apart_total(shortlist):,}",
        "apart_more": max(0, apart_total(shortlist) - LEFT_OUT_SHOWN),
        "left_out": _left(shortlist.left_out[:LEFT_OUT_SHOWN], names),
        "left_out_notes": [] if shortlist.left_out else [names.rich(note) for note in shortlist.notes],
        "left_out_total": f"{shortlist.left_out_total:,}",
        "left_out_more": max(0, shortlist.left_out_total - min(LEFT_OUT_SHOWN, len(shortlist.left_out))),
        "chart": survivor_chart(shortlist.pool, shortlist.wish_counts),
    }


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
        {"name": names.linked(item.creator_id), "handle": names.handle(item.account_id), "because": because}
        for item, because in zip(left, shown, strict=True)
    ]


def survivor_chart(pool: int, wish_counts: Sequence[WishCount]) -> Chart | None:
    """Return how many creators of a pool each hard wish keeps, in order; ``None`` where the brief has no hard wish."""
    if not wish_counts:
        return None
    steps = [
        Survivors(label=plain(count.wish), kept=count.kept, unknown=count.unknown, dropped=count.dropped)
        for count in wish_counts
    ]
    hardest = max(wish_counts, key=lambda count: count.dropped)
    finding = (
        f"Of {counted_noun(pool, 'creator')}, {wish_counts[-1].kept:,} are left after all hard "
        f"wishes; “{plain(hardest.wish)}” drops most ({hardest.dropped:,})."
    )
    return survivor_bars("survivors", "How many survive each hard wish, in order", finding, pool, steps)

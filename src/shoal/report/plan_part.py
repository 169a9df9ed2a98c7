"""The plan on the page: its evidence mix first, then what it costs, brings, rests on, and what would change it."""

from __future__ import annotations

from shoal.domain.plan import Plan
from shoal.domain.report import ReportInput
from shoal.domain.values import Money, Value
from shoal.report.charts import Part, stacked_bar
from shoal.report.claims import findings
from shoal.report.frame import Chart
from shoal.report.lines_part import lines_table
from shoal.report.markup import Html, safe
from shoal.report.people import NameBook
from shoal.report.plain import capitalised
from shoal.report.sentences import (
    bound_sentence,
    cost_sentence,
    evidence_mix_sentence,
    ordered_mix,
    ordered_tiers,
    size_sentence,
)
from shoal.report.words import AT_LEAST, counted_noun, money_text, number_parts, number_text, share_text, words_of

MIX_FILLS = {"own_sales": "fill-1", "counted_posts": "fill-2", "typed_or_vendor": "fill-3", "benchmark": "fill-4"}
NEVER_ALONE = "&nbsp;%"  # a sign of per cent must not begin a line of a narrow tile
FILLS = ("fill-1", "fill-2", "fill-3", "fill-4", "fill-5")


def evidence_section(report: ReportInput) -> dict[str, object]:
    """Return the first thing a reader sees: on what the plan's expected value rests."""
    sentence = evidence_mix_sentence(report.plan.evidence_mix)
    parts = [
        Part(
            label=words_of(share.basis),
            share=share.share,
            note=counted_noun(share.lines, "line"),
            fill=MIX_FILLS.get(share.basis, "fill-5"),
        )
        for share in ordered_mix(report.plan.evidence_mix)
    ]
    title = "What the plan's expected value rests on"
    chart = stacked_bar("mix", title, sentence, parts, ("Evidence", "Lines of the plan")) if parts else None
    return {"sentence": sentence, "chart": chart}


def plan_section(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return the plan: figures, bound, lines with their reasons, tier mix, what would change it, who was not chosen."""
    plan = report.plan
    return {
        "size": size_sentence(plan, report.brief.tier_scheme),
        "cost": cost_sentence(plan),
        "overlap": words_of(plan.forecast.overlap_evidence),
        "bound": bound_sentence(plan.bound),
        "bound_method": names.text(plan.bound.method),
        "tiles": _tiles(plan, names),
        **lines_table(report, names),
        "tiers": tier_chart(plan, report.brief.tier_scheme),
        "binding": [names.rich(text) for text in plan.binding],
        "changes": [names.rich(text) for text in plan.changes],
        "assumptions": [names.rich(text) for text in plan.forecast.assumptions],
        "not_chosen": findings(plan.not_chosen, names),
    }


def _tiles(plan: Plan, names: NameBook) -> list[dict[str, object]]:
    """Return the four figures of the plan; the plain sum of reaches stands small under the reach it could mislead."""
    forecast = plan.forecast
    share = f" ({share_text(plan.cost.minor / plan.budget.minor)})" if plan.budget.minor > 0 else ""
    budget = Html(f"<span>of {safe(money_text(plan.budget))}{share}</span>")
    summed = f"sum of reaches: {number_text(forecast.reach_sum).split(' · ')[0]}"
    return [
        {"title": "Cost", "main": money_text(plan.cost), "state": "observed", "lines": [budget]},
        _tile("Reach, each person once", forecast.reach, names, summed if forecast.reach_sum.known else ""),
        _tile("Engagements", forecast.engagements, names, "likes and comments"),
        _tile("Orders", forecast.orders, names, "caused, by code or not"),
    ]


def _tile(title: str, value: Value, names: NameBook, what: str) -> dict[str, object]:
    """Return one figure with its range, its doubts and its meaning, each on a line of its own."""
    parts = number_parts(value)
    lines = [f"({parts.span})" if parts.span else "", *parts.note.split(" · "), what]
    main, least = parts.main.removeprefix(f"{AT_LEAST} "), parts.main.startswith(AT_LEAST)
    lines = [f"{AT_LEAST}: {line}" if least and line.startswith("not known") else line for line in lines]
    whole = [names.rich(line).replace(" %", NEVER_ALONE) for line in lines if line]
    said = [Html(f"<span>{line}</span>") for line in whole]
    return {"title": title, "main": capitalised(main), "state": parts.state, "lines": said}


def tier_chart(plan: Plan, scheme: str) -> Chart | None:
    """Return where the money of a plan goes by tier of a scheme; ``None`` where it costs nothing."""
    tiers = ordered_tiers(plan, scheme)
    whole = sum(minor for _, _, minor in tiers)
    if whole <= 0:
        return None
    title = f"Where the money goes by tier (scheme {scheme})"
    parts = [
        Part(
            label=tier,
            share=minor / whole,
            note=f"{counted_noun(number, 'creator')}, {money_text(Money(minor=minor, currency=plan.budget.currency))}",
            fill=FILLS[at % len(FILLS)],
        )
        for at, (tier, number, minor) in enumerate(tiers)
    ]
    most = max(parts, key=lambda part: part.share)
    finding = f"{100 * most.share:.0f} % of the cost goes to {most.label} creators."
    return stacked_bar("tiers", title, finding, parts, ("Tier", "Creators and cost"))

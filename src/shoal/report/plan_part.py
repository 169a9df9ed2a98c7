"""The plan on the page: its evidence mix first, then what it costs, brings, rests on, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.domain.brief import Brief
from shoal.domain.finding import Evidence, Finding
from shoal.domain.plan import Line, Plan
from shoal.domain.report import ReportInput
from shoal.domain.values import Money, Value
from shoal.report.charts import Part, stacked_bar
from shoal.report.frame import Chart
from shoal.report.markup import Html, joined, safe
from shoal.report.people import NameBook
from shoal.report.sentences import (
    bound_sentence,
    cost_sentence,
    evidence_mix_sentence,
    ordered_mix,
    ordered_tiers,
    size_sentence,
)
from shoal.report.words import NumberParts, counted_noun, level_text, money_text, number_parts, words_of

MIX_FILLS = {"own_sales": "fill-1", "counted_posts": "fill-2", "typed_or_vendor": "fill-3", "benchmark": "fill-4"}
FILLS = ("fill-1", "fill-2", "fill-3", "fill-4", "fill-5")
REASONS_SHOWN = 3
FORECASTS = (
    ("Reach", "people, each counted once", "reach"),
    ("Sum of reaches", "people counted as often as they are reached", "reach_sum"),
    ("Engagements", "likes and comments", "engagements"),
    ("Orders", "net of refunds where the shop was read", "orders"),
)


def figure(value: Value, names: NameBook) -> Html:
    """Return a figure as markup: the number large, range and n beside it; its text reads as on the terminal."""
    return figure_of(number_parts(value), names)


def figure_of(parts: NumberParts, names: NameBook) -> Html:
    """Return a figure in parts as markup."""
    if not parts.known:
        said = f'<span class="main">{safe(parts.main)}:</span> <span class="note">{names.rich(parts.note)}</span>'
        return Html(f'<span class="figure {parts.state}">{said}</span>')
    span = f' <span class="span">({safe(parts.span)})</span>' if parts.span else ""
    short = " short" if parts.note.startswith("n ") and " · " not in parts.note else ""  # "n 12" must not break in two
    note = f' <span class="note{short}">· {names.rich(parts.note)}</span>' if parts.note else ""
    return Html(f'<span class="figure {parts.state}"><span class="main">{safe(parts.main)}</span>{span}{note}</span>')


def findings(items: Sequence[Finding], names: NameBook) -> list[dict[str, object]]:
    """Return findings for the page: claim, sign in words, what settles it, and the evidence where it may be shown."""
    return [
        {
            "claim": names.rich(item.claim),
            "sign": item.weight,
            "settle": names.rich(item.settle),
            "value": "" if item.value is None or _says_its_figure(item) else figure(item.value, names),
            "evidence": [e for e in (_evidence(e, item.claim, names) for e in item.evidence) if e],
        }
        for item in items
    ]


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
        "tiles": [_cost_tile(plan), *(_tile(spec, plan, names) for spec in FORECASTS)],
        "lines": [_line(line, plan, names) for line in plan.lines],
        "tiers": _tier_chart(plan, report.brief),
        "binding": [names.rich(text) for text in plan.binding],
        "changes": [names.rich(text) for text in plan.changes],
        "assumptions": [names.rich(text) for text in plan.forecast.assumptions],
        "not_chosen": findings(plan.not_chosen, names),
    }


def _says_its_figure(item: Finding) -> bool:
    """Say whether a claim holds its figure with the range already: the level at its end gives that away."""
    estimate = item.value.estimate if item.value is not None else None
    return estimate is not None and f"{level_text(estimate.level)})" in item.claim


def _evidence(evidence: Evidence, claim: str, names: NameBook) -> Html:
    """Return a piece of evidence; where names are hidden only its reference stays, as its words may be a quote."""
    repeats = evidence.text.casefold() in claim.casefold()
    words = Html("") if repeats or not names.shown else names.rich(evidence.text)
    ref = "" if evidence.ref in names.creators else evidence.ref  # the row says already whom it is about
    return joined([part for part in (words, Html(f'<code class="ref">{safe(ref)}</code>') if ref else "") if part])


def _cost_tile(plan: Plan) -> dict[str, object]:
    share = 0 if plan.budget.minor <= 0 else plan.cost.minor / plan.budget.minor
    main = Html(f'<span class="figure"><span class="main">{safe(money_text(plan.cost))}</span></span>')
    return {"title": "Cost", "figure": main, "what": f"of {money_text(plan.budget)} ({100 * share:.1f} %)"}


def _tile(spec: tuple[str, str, str], plan: Plan, names: NameBook) -> dict[str, object]:
    title, what, field = spec
    value: Value = getattr(plan.forecast, field)
    return {"title": title, "figure": figure(value, names), "what": what}


def _line(line: Line, plan: Plan, names: NameBook) -> dict[str, object]:
    share = 0.0 if plan.bound.value <= 0 else line.gain / plan.bound.value
    reasons = findings(line.reasons, names)
    return {
        "name": names.tag(line.creator_id),
        "handle": names.handle(line.account_id),
        "platform": line.platform,
        "tier": line.tier,
        "deliverables": ", ".join(words_of(item) for item in line.deliverables),
        "price": money_text(line.price),
        "price_basis": words_of(line.price_basis),
        "gain": f"{100 * share:.1f} %",
        "reach": figure(line.reach, names),
        "orders": figure(line.orders, names),
        "basis": words_of(line.basis),
        "reasons": reasons[:REASONS_SHOWN],
        "all_reasons": reasons if len(reasons) > REASONS_SHOWN or any(reason["evidence"] for reason in reasons) else [],
    }


def _tier_chart(plan: Plan, brief: Brief) -> Chart | None:
    tiers = ordered_tiers(plan, brief.tier_scheme)
    whole = sum(minor for _, _, minor in tiers)
    if whole <= 0:
        return None
    title = f"Where the money goes by tier (scheme {brief.tier_scheme})"
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

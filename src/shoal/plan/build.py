"""Build a plan from a brief and its shortlist: weigh, choose under the budget, forecast, explain."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief
from shoal.domain.bulk import AudienceSamples, Floats
from shoal.domain.plan import Bound, EvidenceShare, Forecast, Line, Plan, Steering
from shoal.domain.shortlist import Candidate, Shortlist
from shoal.domain.values import Money, Value
from shoal.errors import ConflictError, InputError
from shoal.plan.bound import Limits
from shoal.plan.changes import binding, changes
from shoal.plan.forecast import LineInputs, forecast
from shoal.plan.pinned import check_pins, choose_around, pinned_rows, with_fees
from shoal.plan.reasons import Drawn, gains_of, line_reasons, not_chosen
from shoal.plan.weigh import Audience, Weighed, log_spread, number_of, shared_spread, tilt, weigh
from shoal.plan.words import UNITS
from shoal.stats import stored

NOTHING_SETTLED = Steering()
BASES = ("own_sales", "counted_posts", "typed_or_vendor", "benchmark")


def build_plan(  # noqa: PLR0913  the plan's id, version, dice and clock all come in as arguments
    brief: Brief,
    shortlist: Shortlist,
    samples: AudienceSamples | None,
    *,
    plan_id: str,
    version: int,
    seed: int,
    created_at: datetime,
    steering: Steering = NOTHING_SETTLED,
) -> Plan:
    """Return the best plan found with its bound, its forecast and its reasons.

    ``samples.account`` are positions in ``shortlist.candidates``. The fair price of each zone is what is planned with;
    a fee of ``steering`` comes before it, who is pinned there is in and who is banned is out, and the bound holds among
    the plans that keep to that.
    Raises ``InputError`` for a goal that is not known and ``ConflictError`` where nothing can be planned, with the
    cheapest way out. 150 candidates take well under half a second.
    """
    if brief.goal not in UNITS:
        raise InputError(f"no plan for the goal {brief.goal!r}", received=brief.goal, allowed=tuple(UNITS))
    shortlist = with_fees(shortlist, steering, brief.budget.currency)
    weighed = weigh(brief, shortlist, samples, frozenset(steering.banned))
    pinned = pinned_rows(weighed, steering)
    check_pins(brief, weighed, pinned, steering)
    limits = _limits(brief, shortlist, weighed)
    choice = choose_around(weighed.instance, limits, pinned)
    gain, only_here = gains_of(weighed, choice.rows)
    cost = sum(weighed.candidates[row].price.planned for row in choice.rows.tolist())
    drawn = Drawn(
        brief=brief, weighed=weighed, choice=choice, gain=gain, only_here=only_here,
        left_minor=brief.budget.minor - cost,
    )  # fmt: skip
    chosen = [_line(drawn, position) for position in range(len(choice.rows))]
    lines = tuple(sorted(chosen, key=lambda line: -line.gain))  # whom the plan leans on most comes first
    return Plan(
        id=plan_id, brief_id=brief.id, brief_name=brief.name, shortlist_id=shortlist.id, version=version,
        budget=brief.budget, cost=Money(minor=cost, currency=brief.budget.currency), lines=lines,
        forecast=_forecast(drawn, seed), evidence_mix=_evidence_mix(drawn), bound=_bound(drawn),
        tier_mix=_tier_mix(lines), binding=binding(drawn), not_chosen=not_chosen(drawn), changes=changes(drawn),
        seed=seed, created_at=created_at, steering=steering,
    )  # fmt: skip


def _limits(brief: Brief, shortlist: Shortlist, weighed: Weighed) -> Limits:
    """Return the limits, after making sure that at least one plan keeps them."""
    budget, currency = brief.budget.minor, brief.budget.currency
    if not shortlist.candidates:
        raise ConflictError(
            "the shortlist has no candidates, so there is nobody to plan with",
            next_step="relax the hard wish that drops most, or let unknowns through (unknowns: open)",
        )
    if not weighed.candidates:
        raise ConflictError(_nobody(brief, shortlist, weighed), received=amount_text(budget, currency),
                            next_step=_way_out(brief, shortlist, weighed))  # fmt: skip
    least, most = brief.least_creators or 0, brief.most_creators
    if most is not None and least > most:
        raise ConflictError(
            f"at least {least} and at most {most} creators cannot both hold", next_step=f"raise the most to {least}"
        )
    if most is not None and most < 1:
        raise ConflictError("a plan of no creators was asked for", next_step="allow at least one creator")
    prices = np.sort(weighed.instance.cost)
    if least > len(prices) or prices[:least].sum() > budget:
        raise ConflictError(_too_few(brief, shortlist, least), received=amount_text(budget, currency),
                            next_step=f"wish for at most {_affordable(prices, budget)} creators at least, or raise "
                            "the budget")  # fmt: skip
    return Limits(budget=float(budget), most=most, least=least)


def _affordable(prices: Floats, budget: float) -> int:
    return int(np.searchsorted(np.cumsum(prices), budget, side="right"))


def _nobody(brief: Brief, shortlist: Shortlist, weighed: Weighed) -> str:
    dear = _priced(brief, shortlist)
    if dear:
        cheapest = min(candidate.price.planned for candidate in dear)
        asked, given = (amount_text(minor, brief.budget.currency) for minor in (cheapest, brief.budget.minor))
        return f"the budget of {given} pays for nobody: the cheapest of {len(dear)} candidates costs {asked}"
    kinds = sorted({finding.check.replace("_", " ") for finding in weighed.left_out})
    return f"none of the {len(shortlist.candidates)} candidates can be planned: {', '.join(kinds)}"


def _way_out(brief: Brief, shortlist: Shortlist, weighed: Weighed) -> str:
    dear = _priced(brief, shortlist)
    if dear:
        cheapest = amount_text(min(candidate.price.planned for candidate in dear), brief.budget.currency)
        return f"raise the budget to at least {cheapest}, or shortlist smaller accounts"
    first = weighed.left_out[0].claim if weighed.left_out else ""
    return f"type a fee in {brief.budget.currency} or a follower count; the first one: {first}"


def _too_few(brief: Brief, shortlist: Shortlist, least: int) -> str:
    prices = sorted(candidate.price.planned for candidate in _priced(brief, shortlist))
    if len(prices) < least:
        return f"at least {least} creators are wished for and {len(prices)} can be planned"
    needed = amount_text(sum(prices[:least]), brief.budget.currency)
    given = amount_text(brief.budget.minor, brief.budget.currency)
    return f"the cheapest {least} creators cost {needed}, the budget is {given}"


def _priced(brief: Brief, shortlist: Shortlist) -> list[Candidate]:
    return [
        candidate
        for candidate in shortlist.candidates
        if not candidate.verdict.blocked and candidate.price.known and candidate.price.currency == brief.budget.currency
    ]


def _line(drawn: Drawn, position: int) -> Line:
    candidate = drawn.weighed.candidates[int(drawn.choice.rows[position])]
    return Line(
        creator_id=candidate.creator_id, account_id=candidate.account_id, platform=candidate.platform,
        tier=candidate.tier, deliverables=drawn.brief.formats,
        price=Money(minor=candidate.price.planned, currency=candidate.price.currency),
        price_basis=candidate.price.basis, gain=stored(float(drawn.gain[position])), reach=candidate.response.reach,
        orders=candidate.response.orders, basis=candidate.response.basis, reasons=line_reasons(drawn, position),
    )  # fmt: skip


def _forecast(drawn: Drawn, seed: int) -> Forecast:
    """Return the forecast of the chosen lines."""
    rows = drawn.choice.rows
    chosen = [drawn.weighed.candidates[row] for row in rows.tolist()]

    def column(read: Callable[[Candidate], Value], measure: Callable[[Value], float]) -> Floats:
        return np.array([measure(read(candidate)) for candidate in chosen], dtype=float)

    inputs = LineInputs(
        reach=column(lambda c: c.response.reach, number_of),
        reach_log_sd=column(lambda c: c.response.reach, log_spread),
        engagements=column(lambda c: c.response.engagements, number_of),
        engagements_log_sd=column(lambda c: c.response.engagements, log_spread),
        orders=column(lambda c: c.response.orders, number_of),
        orders_log_sd=column(lambda c: c.response.orders, log_spread),
        reach_shared=column(lambda c: c.response.reach, shared_spread),
        orders_shared=column(lambda c: c.response.orders, shared_spread),
        orders_tilt=column(lambda c: c.response.orders, tilt),
        own=np.array([float(candidate.response.basis == "own_sales") for candidate in chosen]),
        followers=column(lambda c: c.followers, number_of),
        guessed=np.array([candidate.response.reach.state == "prior_only" for candidate in chosen], dtype=np.bool_),
        at_home=drawn.brief.local,
    )
    audience = drawn.weighed.audience
    part = (
        None if audience is None else Audience(seen=audience.seen[rows], kept=audience.kept[rows], frame=audience.frame)
    )
    return forecast(inputs, part, seed=seed)


def _evidence_mix(drawn: Drawn) -> tuple[EvidenceShare, ...]:
    """Return which share of what the lines bring rests on which evidence; shares sum to one."""
    rows = drawn.choice.rows
    weight = drawn.weighed.weight[rows]
    basis = [drawn.weighed.candidates[row].response.basis for row in rows.tolist()]
    total = float(weight.sum())
    return tuple(
        EvidenceShare(
            basis=name,
            share=float(sum(part for part, of in zip(weight, basis, strict=True) if of == name)) / total,
            lines=basis.count(name),
        )
        for name in (*BASES, *sorted(set(basis) - set(BASES)))
        if name in basis
    )


def _bound(drawn: Drawn) -> Bound:
    value = stored(drawn.choice.value)
    upper = stored(drawn.choice.ceiling.upper)
    return Bound(value=value, upper=max(value, upper), unit=UNITS[drawn.brief.goal], method=drawn.choice.ceiling.method)


def _tier_mix(lines: tuple[Line, ...]) -> tuple[tuple[str, int, int], ...]:
    tiers = sorted({line.tier for line in lines})
    return tuple(
        (tier, sum(line.tier == tier for line in lines), sum(line.price.minor for line in lines if line.tier == tier))
        for tier in tiers
    )

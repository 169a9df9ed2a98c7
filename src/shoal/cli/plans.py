"""How briefs, shortlists and plans are told in the terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from shoal.cli.output import say, some, table
from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Candidate, Shortlist, WishCount

if TYPE_CHECKING:
    from shoal.app import NameBook

SHOWN = 15


def tell_brief(brief: Brief, kept: Sequence[WishCount], doubts: Sequence[str]) -> None:
    """Print a brief, how many creators each hard wish keeps, and what in it cannot be had together."""
    from shoal.app import money_text

    say(f"{brief.name}, version {brief.version}   goal {brief.goal}   budget {money_text(brief.budget)}")
    if brief.text:
        say(f"  {brief.text}")
    say(f"  markets {', '.join(brief.markets) or 'any'}   tiers by the scheme {brief.tier_scheme}")
    soft = [wish for wish in brief.wishes if not wish.hard]
    if soft:
        say(f"  counts in favour: {', '.join(map(_wish_words, soft))}")
    rows = [(count.wish, f"{count.kept:,}", f"{count.dropped:,}", f"{count.unknown:,}") for count in kept]
    if rows:
        table("", ("hard wish", "keeps", "drops", "unknown"), rows, right=(1, 2, 3))
    else:
        say("  no hard wish: nobody is left out by one")
    say(*(f"  ! {doubt}" for doubt in doubts))


def _wish_words(wish: Wish) -> str:
    if isinstance(wish.value, Circle):
        return f"within {wish.value.radius_km:g} km of {wish.value.name}"
    return ", ".join(wish.value) if isinstance(wish.value, tuple) else f"{wish.value:g}"


def tell_shortlist(shortlist: Shortlist, names: NameBook) -> None:
    """Print a shortlist: each candidate with their figures, why they are in, what is unknown; then who was left out."""
    from shoal.app import number_text, plain, price_text, remedies, shortlist_sentence

    say(f"{shortlist.brief_name}, shortlist {shortlist.version}: {shortlist_sentence(shortlist)}")
    rows = [
        (
            place,
            names.name(candidate.creator_id),
            candidate.tier,
            candidate.verdict.kind or candidate.verdict.state,
            number_text(candidate.engagement),
            price_text(candidate.price),
            plain(_because(candidate)),
        )
        for place, candidate in enumerate(shortlist.candidates[:SHOWN], start=1)
    ]
    table("", ("", "creator", "tier", "verdict", "engagement", "price", "because"), rows, right=(0,))
    if len(shortlist.candidates) > SHOWN:
        say(f"… and {some(len(shortlist.candidates) - SHOWN, 'more candidate')}: see --json or the report")
    for remedy in remedies(shortlist)[:5]:
        say(f"  unknown for {remedy.number} of them: {remedy.settle}")
    for out in shortlist.left_out[:5]:
        say(f"  left out: {names.name(out.creator_id)}: {names.text(out.because.claim)}")
    say(*(f"  {note}" for note in shortlist.notes))


def _because(candidate: Candidate) -> str:
    return "; ".join(reason.claim for reason in candidate.reasons[:2])


def tell_plan(plan: Plan, names: NameBook) -> None:
    """Print a plan: its evidence first, then cost, results with ranges, the bound, lines, and what would change it."""
    from shoal.app import (
        bound_sentence,
        cost_sentence,
        evidence_mix_sentence,
        money_text,
        number_text,
        reach_sentence,
    )

    say(f"{plan.brief_name}, plan {plan.version}: {some(len(plan.lines), 'creator')}")
    say(evidence_mix_sentence(plan.evidence_mix), cost_sentence(plan))
    say(f"  {reach_sentence(plan.forecast)}", f"  orders  {number_text(plan.forecast.orders)}")
    say(f"  {bound_sentence(plan.bound)}")
    rows = [
        (
            names.name(line.creator_id),
            line.tier,
            money_text(line.price),
            number_text(line.reach),
            number_text(line.orders),
            names.text("; ".join(reason.claim for reason in line.reasons[:1])),
        )
        for line in plan.lines[:SHOWN]
    ]
    table("", ("creator", "tier", "price", "reach", "orders", "because"), rows, right=(2,))
    if len(plan.lines) > SHOWN:
        say(f"… and {some(len(plan.lines) - SHOWN, 'more line')}: see --json or the report")
    say(*(f"  would change it: {names.text(change)}" for change in plan.changes))

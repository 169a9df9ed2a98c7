"""Why each one is in and why the others are not, in words that can be checked against the numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief
from shoal.domain.bulk import Floats, Ints
from shoal.domain.finding import Evidence, Finding
from shoal.domain.shortlist import Candidate
from shoal.plan.optimize import Choice
from shoal.plan.weigh import Weighed
from shoal.plan.words import UNITS, about, named, percent, rough

MOST_NOT_CHOSEN = 200
SHOWN_OVERLAP = 0.2  # from a fifth on, a shared audience is named as the reason; judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A choice with what follows from it: each line's gain given all others, and the people only she reaches."""

    brief: Brief
    weighed: Weighed
    choice: Choice
    gain: Floats
    only_here: Floats
    left_minor: int

    @property
    def unit(self) -> str:
        """Return the plan's unit in words."""
        return UNITS[self.brief.goal]

    @property
    def currency(self) -> str:
        """Return the currency of the plan."""
        return self.brief.budget.currency


def line_reasons(drawn: Drawn, position: int) -> tuple[Finding, ...]:
    """Return why one line is in: what she brings for her price, her record, whom she adds, and what to keep in mind."""
    row = int(drawn.choice.rows[position])
    candidate = drawn.weighed.candidates[row]
    found = [_first_reason(drawn, position)]
    found += _record(candidate)
    if drawn.weighed.audience is not None and drawn.weighed.audience.kept[row] > 0:
        people = rough(drawn.only_here[position])
        found.append(
            about(
                candidate.creator_id, "adds_people", f"adds {people} people nobody else in the plan reaches", weight="+"
            )
        )
    found += _cautions(drawn, row)
    return tuple(found)


def not_chosen(drawn: Drawn) -> tuple[Finding, ...]:
    """Return who was not taken and why, the most promising first; then those who could not be planned."""
    weighed, choice = drawn.weighed, drawn.choice
    left = weighed.instance.left(choice.rows)
    gains = weighed.instance.gains(left)
    chosen = set(choice.rows.tolist())
    rest = [row for row in range(len(weighed.candidates)) if row not in chosen]
    per_money = gains / np.maximum(weighed.instance.cost, 1.0)
    rest.sort(key=lambda row: (-float(per_money[row]), row))
    rest = rest[:MOST_NOT_CHOSEN]
    sharers = _most_shared(drawn, rest)
    findings = [_why_not(drawn, row, float(gains[row]), who) for row, who in zip(rest, sharers, strict=True)]
    return (*findings, *weighed.left_out[:MOST_NOT_CHOSEN])


def _first_reason(drawn: Drawn, position: int) -> Finding:
    row = int(drawn.choice.rows[position])
    candidate = drawn.weighed.candidates[row]
    price = candidate.price.planned
    worth = f"{rough(drawn.gain[position])} {drawn.unit}"
    text = f"{worth} for {amount_text(price, drawn.currency)}, given everybody else in the plan"
    if price == 0:
        claim = "costs no fee, so they add without taking from anybody"
    elif drawn.choice.how[position] == "pinned":
        claim = "pinned: they are in because somebody said so, and the rest was chosen around them"
    elif drawn.choice.how[position] == "greedy":
        claim = f"most {drawn.unit} per {drawn.currency} among those left when they were taken"
    elif drawn.choice.how[position] == "tried":
        claim = f"part of the choice that brings most {drawn.unit}: every affordable one was tried"
    else:
        claim = (
            f"in for the whole: walking by price alone would not take them, with them the plan brings more {drawn.unit}"
        )
    return about(candidate.creator_id, "value_for_price", claim, weight="+", text=text)


def _record(candidate: Candidate) -> list[Finding]:
    """Return the own record that the shortlist found, else say that the expectation rests on own sales."""
    if candidate.response.basis != "own_sales":
        return []
    carried = [
        finding for finding in (*candidate.reasons, *candidate.verdict.findings) if finding.check == "own_record"
    ]
    parts = dict(candidate.response.orders.parts)
    number = parts.get("own_orders")
    if number is not None:
        noun = "order" if number == 1 else "orders"
        claim = f"own record: {number:.0f} {noun}"
        return [about(candidate.creator_id, "own_record", claim, weight="+" if number > 0 else "-")]
    if carried:
        return carried[:1]
    return [
        about(
            candidate.creator_id, "own_record", "own record: their expected orders rest on your own sales", weight="+"
        )
    ]


def _cautions(drawn: Drawn, row: int) -> list[Finding]:
    candidate, weighed = drawn.weighed.candidates[row], drawn.weighed
    her = candidate.creator_id
    found = []
    if candidate.verdict.state == "refuse":
        found.append(_advice(candidate, "vetting advises against them: a person decides"))
    elif candidate.verdict.state == "review":
        found.append(_advice(candidate, "vetting asks for a look before they are contacted"))
    if candidate.price.basis == "benchmark":
        low, _fair, high, _ceiling = candidate.price.amounts
        span = " to ".join(amount_text(minor, candidate.price.currency) for minor in (low, high))
        found.append(
            about(her, "price_guessed", f"their price is a guess ({span}, 80 %): ask before promising", weight="?")
        )
    if weighed.borrowed[row]:
        found.append(
            about(
                her, "peers", "nothing of their own is known: counted as the 30th percentile of the others", weight="?"
            )
        )
    elif weighed.guessed[row]:
        found.append(
            about(
                her,
                "views_guessed",
                "nobody reported their views: counted at the low side (30th percentile) of what their size has",
                weight="?",
            )
        )
    return found


def _advice(candidate: Candidate, claim: str) -> Finding:
    against = [finding for finding in candidate.verdict.findings if finding.weight == "-"]
    evidence = tuple(Evidence(text=finding.claim, ref=candidate.creator_id) for finding in against[:3])
    return Finding(
        check="verdict", claim=claim, weight="-", evidence=evidence or (Evidence(text="", ref=candidate.creator_id),)
    )


def _why_not(drawn: Drawn, row: int, gain: float, who: str) -> Finding:
    """Return the first of: her audience is reached already, the cap is full, she does not fit the money left."""
    candidate, brief = drawn.weighed.candidates[row], drawn.brief
    her, price = candidate.creator_id, candidate.price.planned
    brings = f"{rough(gain)} {drawn.unit} for {amount_text(price, drawn.currency)}"
    reached = 1.0 - gain / drawn.weighed.weight[row]
    if reached >= SHOWN_OVERLAP and who:
        claim = f"the audience of {named(her)} is {percent(reached)} already reached, most by {named(who)}"
        return about(her, "overlap", claim, text=brings)
    if brief.most_creators is not None and len(drawn.choice.rows) >= brief.most_creators:
        return about(
            her,
            "most_creators",
            f"{named(her)} would be one more than the {brief.most_creators} wished for",
            text=brings,
        )
    if price > drawn.left_minor:
        left = amount_text(drawn.left_minor, drawn.currency)
        claim = f"{named(her)}: {amount_text(price, drawn.currency)} does not fit the {left} left"
        return about(her, "budget", claim, text=brings)
    return about(her, "nothing_added", f"{named(her)} would add next to nothing to this plan", text=brings)


def _most_shared(drawn: Drawn, rest: list[int]) -> list[str]:
    """Return for each creator not chosen who of the plan holds most of her sample; one sparse product."""
    audience = drawn.weighed.audience
    if audience is None or not rest or not len(drawn.choice.rows):
        return [""] * len(rest)
    shared = np.asarray((audience.seen[rest] @ audience.seen[drawn.choice.rows].T).toarray())
    top = [drawn.weighed.candidates[int(drawn.choice.rows[at])].creator_id for at in shared.argmax(axis=1)]
    return [who if row.any() else "" for who, row in zip(top, shared, strict=True)]


def gains_of(weighed: Weighed, rows: Ints) -> tuple[Floats, Floats]:
    """Return what each line adds given all others, in the plan's unit, and the people whom she alone reaches.

    O(people + entries). People are her reach times the share of her sample that no other sample of the plan holds; NaN
    where she has no sample.
    """
    instance, audience = weighed.instance, weighed.audience
    left = instance.left(rows)
    gain = np.array([instance.gain(int(row), instance.without(int(row), left)) for row in rows])
    only = np.full(len(rows), np.nan)
    if audience is None:
        return gain, only
    held = np.asarray(audience.seen[rows].sum(axis=0)).ravel()
    for position, row in enumerate(rows.tolist()):
        reach = weighed.candidates[row].response.reach.estimate
        if audience.kept[row] and reach is not None:
            people = audience.seen.indices[audience.seen.indptr[row] : audience.seen.indptr[row + 1]]
            only[position] = reach.value * float((held[people] < 1.5).mean())  # noqa: PLR2004  she alone: counts are whole
    return gain, only

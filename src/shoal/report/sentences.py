"""Whole sentences of plans, shortlists and shops: the same words on the page and at the terminal."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from shoal.domain.finding import VerdictState
from shoal.domain.plan import Bound, EvidenceShare, Forecast, Plan
from shoal.domain.shortlist import Shortlist
from shoal.domain.tiers import SCHEMES, tier_names
from shoal.domain.trade import SheetAgainstShop
from shoal.domain.values import Money
from shoal.report.people import NameBook
from shoal.report.words import counted_noun, money_text, number_text, seconds_text, share_text, words_of

EVIDENCE_ORDER = ("own_sales", "counted_posts", "typed_or_vendor", "benchmark")
VERDICT_ORDER: tuple[VerdictState, ...] = ("ok", "review", "unknown", "refuse")
MOSTLY = 0.5
DIFFERENCE_WORDS = {
    "typed_not_booked": "Phantom: typed in the sheet, not booked by the shop",
    "mistyped": "Mistyped: a code the shop does not know, with a near match",
    "shared": "Shared: one code, two owners",
    "leak_suspect": "Possibly leaked: used where the creator cannot have been",
    "uses_differ": "Uses differ between sheet and shop",
    "revenue_differs": "Revenue differs between sheet and shop",
    "no_owner": "No owner: the shop books a code that nobody in the sheet holds",
    "two_codes_one_line": "Two codes on one line: one set of numbers for both",
    "other_currency": "Other currency: left out, never added",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Remedy:
    """One thing a person can do, for how many, and how long it takes for each.

    ``creator_ids`` says for whom; it is empty where they are all the creators of a list, too many to name.
    """

    settle: str
    seconds: int | None
    number: int
    creator_ids: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """Return it in words: what, for how many, how long each."""
        people = counted_noun(self.number, "creator")
        return f"{self.settle}: {people}, {seconds_text(self.seconds)} each"


def ordered_mix(mix: Iterable[EvidenceShare]) -> tuple[EvidenceShare, ...]:
    """Return the evidence mix from the strongest kind to the weakest; kinds without a rank come last, by name."""
    rank = {basis: place for place, basis in enumerate(EVIDENCE_ORDER)}
    return tuple(sorted(mix, key=lambda share: (rank.get(share.basis, len(rank)), share.basis)))


def evidence_mix_sentence(mix: Iterable[EvidenceShare]) -> str:
    """Return on what the plan's expected value rests, strongest evidence first."""
    shares = [share for share in ordered_mix(mix) if share.lines or share.share > 0]
    if not shares:
        return "The plan has no lines, so there is no expected value to trace back to evidence."
    parts = [f"{share_text(s.share)} on {words_of(s.basis)} ({counted_noun(s.lines, 'line')})" for s in shares]
    sentence = f"Of the plan's expected value, {_listed_first(parts)}."
    benchmark = sum(s.share for s in shares if s.basis == "benchmark")
    if benchmark > MOSTLY:
        sentence += " More than half is benchmark, not own knowledge: the first own results will move it most."
    return sentence


def bound_sentence(bound: Bound) -> str:
    """Return how far from the best possible plan this one is; the figure is rounded up, so that it stays true."""
    doubt = "The model itself is uncertain: see the ranges."
    if bound.value <= 0 or not math.isfinite(bound.upper):
        return f"No bound is stated: the plan's value in this model is not above zero. {doubt}"
    tenths = math.ceil(round(1000 * bound.more, 6))  # the inner rounding takes off the dust of binary division
    if tenths == 0:
        return f"No other choice in this model brings more. {doubt}"
    return f"No other choice in this model brings more than {tenths / 10:.1f} % more. {doubt}"


def cost_sentence(plan: Plan) -> str:
    """Return cost, budget and what is left."""
    left = Money(minor=plan.budget.minor - plan.cost.minor, currency=plan.budget.currency)
    cost, budget, rest = (money_text(part) for part in (plan.cost, plan.budget, left))
    return f"{cost} of {budget}, left {rest}"


def size_sentence(plan: Plan, scheme: str) -> str:
    """Return how many creators of which tiers, with the scheme of the tiers."""
    creators = counted_noun(len({line.creator_id for line in plan.lines}), "creator")
    tiers = ", ".join(f"{number} {tier}" for tier, number, _ in ordered_tiers(plan, scheme) if number)
    return f"{creators} ({tiers}; scheme {scheme})" if tiers else f"{creators} (scheme {scheme})"


def ordered_tiers(plan: Plan, scheme: str) -> tuple[tuple[str, int, int], ...]:
    """Return the tier mix from small to large; tiers that the scheme does not have come last."""
    names = tier_names(scheme) if scheme in SCHEMES else ()
    return tuple(sorted(plan.tier_mix, key=lambda part: (names.index(part[0]) if part[0] in names else 99, part[0])))


def reach_sentence(forecast: Forecast) -> str:
    """Return the reach, each person counted once, with the plain sum beside it and what the overlap rests on."""
    evidence = words_of(forecast.overlap_evidence)
    if not forecast.reach.known:
        return f"Reach: {number_text(forecast.reach)}."
    return (
        f"Reach, each person counted once: {number_text(forecast.reach)}. "
        f"Added up without regard to overlap: {number_text(forecast.reach_sum)}. Overlap from {evidence}."
    )


def change_sentences(plan: Plan, names: NameBook) -> tuple[str, ...]:
    """Return what would change the plan, with names where ids stood."""
    return tuple(names.text(change) for change in plan.changes)


def verdict_counts(shortlist: Shortlist) -> tuple[tuple[VerdictState, int], ...]:
    """Return how many candidates have each verdict, in the order ok, review, unknown, refuse."""
    counts = Counter(candidate.verdict.state for candidate in shortlist.candidates)
    return tuple((state, counts[state]) for state in VERDICT_ORDER if counts[state])


def shortlist_sentence(shortlist: Shortlist) -> str:
    """Return how many were looked at, listed, set apart and left out."""
    verdicts = ", ".join(f"{state} {number}" for state, number in verdict_counts(shortlist))
    listed = counted_noun(len(shortlist.candidates), "candidate") + (f" ({verdicts})" if verdicts else "")
    return (
        f"{counted_noun(shortlist.pool, 'creator')} looked at: {listed}, {apart_total(shortlist):,} set apart because "
        f"something is unknown, {shortlist.left_out_total:,} left out."
    )


def remedies(shortlist: Shortlist) -> tuple[Remedy, ...]:
    """Return the unknowns of the list grouped by what would settle them, the one that helps most creators first."""
    groups: dict[tuple[str, int | None], dict[str, None]] = {}
    for candidate in shortlist.candidates:
        for finding in candidate.unknowns:
            settle = finding.settle or "no quick remedy is known"
            groups.setdefault((settle, finding.settle_seconds), {})[candidate.creator_id] = None
    found = (
        Remedy(settle=settle, seconds=seconds, number=len(ids), creator_ids=tuple(ids))
        for (settle, seconds), ids in groups.items()
    )
    return tuple(sorted(found, key=lambda remedy: (-remedy.number, remedy.seconds or 0, remedy.settle)))


def apart_total(shortlist: Shortlist) -> int:
    """Return how many stand apart in all; the list itself holds only the best of them."""
    return max(shortlist.apart_total, len(shortlist.apart))


def untracked_sentence(sheet: SheetAgainstShop) -> str:
    """Return the untracked share, which every page about results puts first.

    The whole is what the shop counts as sold: paid and not cancelled, gifts among them. A code that nobody of the
    sheet holds (the shop's own, a gift's, one without owner) leads to nobody either, so it is named in the same breath.
    """
    if sheet.counted <= 0:
        return "No paid order was brought in, so nothing is tracked or untracked yet."
    share = share_text(sheet.untracked / sheet.counted)
    sentence = f"{sheet.untracked:,} of {sheet.counted:,} orders ({share}) are untracked: they carry no code."
    if sheet.shop_codes:
        verb = "carries" if sheet.shop_codes == 1 else "carry"
        sentence += f" {sheet.shop_codes:,} more {verb} only codes that nobody in the sheet holds."
    return sentence


def difference_title(kind: str) -> str:
    """Return the heading of one kind of difference between sheet and shop."""
    return DIFFERENCE_WORDS.get(kind, words_of(kind).capitalize())


def _listed_first(parts: list[str]) -> str:
    first, *others = parts
    return ", ".join([first.replace(" on ", " rests on ", 1), *others])

"""The lines of a plan: what is said of many is said once above the table, and a line keeps what is only hers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase

from shoal.domain.finding import Finding
from shoal.domain.plan import Line, Plan
from shoal.domain.report import ReportInput
from shoal.domain.shortlist import Candidate
from shoal.report.claims import figure, findings
from shoal.report.people import NameBook
from shoal.report.words import PLANNING_LEVEL, free_parts, level_text, money_text, rough_money_text, words_of

SHARED_FROM = 3  # what fewer lines share is read faster in the lines themselves
MOST_REASONS = 2
HER_OWN = ("own_record",)  # checks that speak of her alone, even where three lines use the same words
PRICE_GUESSED = "the price is a guess from benchmarks, its range stands in the line: ask before promising"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What several lines have in common: its letter, the claim, its sign and how many lines say it."""

    mark: str
    claim: str
    sign: str
    count: int


def lines_table(report: ReportInput, names: NameBook) -> dict[str, object]:
    """Return the lines, the notes they share, and the deliverables where all lines have the same."""
    plan = report.plan
    candidates = {found.account_id: (rank, found) for rank, found in enumerate(report.shortlist.candidates, start=1)}
    notes = shared_notes(plan.lines)
    deliverables = {_deliverables(line) for line in plan.lines}
    return {
        "notes": [
            {
                "mark": note.mark,
                "sign": note.sign,
                "who": _of_lines(note.count, len(plan.lines)),
                "claim": names.rich(note.claim),
            }
            for note in notes.values()
        ],
        "same_deliverables": deliverables.pop() if len(deliverables) == 1 else "",
        "lines": [_line(line, plan, names, notes, candidates.get(line.account_id)) for line in plan.lines],
    }


def shared_notes(lines: Sequence[Line]) -> dict[str, Note]:
    """Return what at least three lines say in the same words, the most common first, by claim."""
    found = Counter(_common(item) for line in lines for item in line.reasons if item.check not in HER_OWN)
    signs = {_common(item): item.weight for line in lines for item in line.reasons}
    shared = sorted((claim for claim, count in found.items() if count >= SHARED_FROM), key=lambda c: (-found[c], c))
    marked = zip(shared, ascii_lowercase, strict=False)
    return {claim: Note(mark=mark, claim=claim, sign=signs[claim], count=found[claim]) for claim, mark in marked}


def _line(
    line: Line, plan: Plan, names: NameBook, notes: Mapping[str, Note], place: tuple[int, Candidate] | None
) -> dict[str, object]:
    share = 0.0 if plan.bound.value <= 0 else line.gain / plan.bound.value
    shown, behind = _reasons(line, notes)
    return {
        "name": names.tag(line.creator_id),
        "who": names.linked(line.creator_id),
        "shortlist": names.places.part("shortlist"),
        "handle": names.handle(line.account_id),
        "platform": line.platform,
        "tier": line.tier,
        "deliverables": _deliverables(line),
        "rank": place[0] if place else 0,
        **_price(line, place[1] if place else None),
        "gain": f"{100 * share:.1f} %",
        "reach": figure(line.reach, names),
        "orders": figure(line.orders, names, aligned=True),
        "basis": words_of(line.basis),
        "reasons": findings(shown, names) or _worth(line, names),
        "marks": sorted(notes[_common(item)].mark for item in line.reasons if _common(item) in notes),
        "behind": [item for item in findings(behind, names) if item["evidence"] or item["claim"]],
    }


def _reasons(line: Line, notes: Mapping[str, Note]) -> tuple[list[Finding], list[Finding]]:
    """Return at most two reasons that are hers alone, what speaks against her first, and what stands behind the line.

    Behind it stand reasons beyond the two, and every reason whose evidence holds more than the claim.
    """
    own = sorted((item for item in line.reasons if _common(item) not in notes), key=lambda item: item.weight != "-")
    shown = own[:MOST_REASONS]
    behind = [item for item in line.reasons if item not in shown and _common(item) not in notes]
    told = [item for item in line.reasons if any(evidence.text or ":" in evidence.ref for evidence in item.evidence)]
    guessed = [item for item in line.reasons if _common(item) in notes and item.claim != _common(item)]
    kept = [item for item in line.reasons if item in behind or item in told or item in guessed]
    return shown, kept


def _worth(line: Line, names: NameBook) -> list[dict[str, object]]:
    """Return what she brings for her price, where all that is said of her is said of others too."""
    texts = [evidence.text for item in line.reasons for evidence in item.evidence if evidence.text]
    return [{"claim": names.rich(text), "sign": "", "evidence": []} for text in texts[:1] if names.shown]


def _price(line: Line, candidate: Candidate | None) -> dict[str, object]:
    """Return the price of a line; a guess shows its range, a deal without a fee what it leaves out."""
    zone = candidate.price if candidate else None
    if line.price.minor == 0:
        free = free_parts(gift=zone is not None and "gift" in zone.reason)
        return {"price": free.main, "price_span": "", "price_basis": free.note}
    span = ""
    if zone is not None and zone.known and line.price_basis == "benchmark":
        low, _fair, high, _ceiling = zone.amounts
        ends = " to ".join(rough_money_text(minor, zone.currency) for minor in (low, high))
        span = f"({ends}, {level_text(PLANNING_LEVEL)})"
    return {"price": money_text(line.price), "price_span": span, "price_basis": words_of(line.price_basis)}


def _common(item: Finding) -> str:
    """Return the claim as it is shared: the guess of a price has another range in every line."""
    return PRICE_GUESSED if item.check == "price_guessed" else item.claim


def _deliverables(line: Line) -> str:
    return ", ".join(words_of(item) for item in line.deliverables)


def _of_lines(count: int, whole: int) -> str:
    return f"All {whole} lines" if count == whole else f"{count} of {whole} lines"

"""Figures and findings as markup: a number with its doubts, a claim with what it rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from shoal.domain.finding import Evidence, Finding
from shoal.domain.values import Value
from shoal.report.markup import Html, joined, safe
from shoal.report.people import NameBook
from shoal.report.words import NumberParts, exact, level_text, number_parts

DECIMAL = re.compile(r"^([\d,]+)(\.\d+)?$")
SEPARATOR = '<span class="sep">· </span>'


def figure(value: Value, names: NameBook, *, aligned: bool = False) -> Html:
    """Return a figure as markup: the number large, range and n beside it; its text reads as on the terminal.

    ``aligned`` sets what follows the decimal point in a box of one width, so that points stand below each other.
    """
    return figure_of(number_parts(value), names, aligned=aligned)


def figure_of(parts: NumberParts, names: NameBook, *, aligned: bool = False) -> Html:
    """Return a figure in parts as markup."""
    if not parts.known:
        said = f'<span class="main">{safe(parts.main)}:</span> <span class="note">{names.rich(parts.note)}</span>'
        return Html(f'<span class="figure {parts.state}">{said}</span>')
    span = f' <span class="span">({safe(parts.span)})</span>' if parts.span else ""
    short = " short" if parts.note.startswith("n ") and " · " not in parts.note else ""  # "n 12" must not break in two
    note = f' <span class="note{short}">{SEPARATOR}{names.rich(parts.note)}</span>' if parts.note else ""
    main = _at_the_point(parts.main) if aligned else safe(parts.main)
    return Html(f'<span class="figure {parts.state}"><span class="main">{main}</span>{span}{note}</span>')


def findings(items: Sequence[Finding], names: NameBook, *, known_ref: str = "") -> list[dict[str, object]]:
    """Return findings for the page: claim, sign, what else it may be, what settles it, evidence where it may be shown.

    ``known_ref`` is a reference that stands once beside all of them and is not said again.
    """
    return [
        {
            "claim": names.rich(item.claim),
            "sign": item.weight,
            "settle": names.rich(item.settle),
            "explanations": [names.rich(text) for text in item.explanations],
            "value": figure(item.value, names) if item.value is not None and _adds(item.value, item.claim) else "",
            "evidence": [e for e in (_evidence(e, item.claim, names, known_ref) for e in item.evidence) if e],
        }
        for item in items
    ]


def main_reference(items: Iterable[Finding], names: NameBook) -> str:
    """Return the place that most of the evidence comes from, empty where none can be opened."""
    refs = Counter(e.ref for item in items for e in item.evidence if ":" in e.ref and names.reference(e.ref))
    return max(refs, key=lambda ref: (refs[ref], ref)) if refs else ""


def _evidence(evidence: Evidence, claim: str, names: NameBook, known_ref: str) -> Html:
    """Return a piece of evidence; where names are hidden only its reference stays, as its words may be a quote."""
    repeats = evidence.text.casefold() in claim.casefold()
    words = Html("") if repeats or not names.shown else _words(evidence.text, names)
    ref = Html("") if evidence.ref == known_ref else names.reference(evidence.ref)
    return joined([part for part in (words, ref) if part], ": " if words and ref else " ")


def _words(text: str, names: NameBook) -> Html:
    """Return the words of a piece of evidence; an account that is named by its id is named by its handle."""
    return safe(names.handle(text)) if text in names.accounts else names.rich(text)


def _adds(value: Value, claim: str) -> bool:
    """Say whether the figure of a finding adds to its claim.

    A claim whose range is written out gives that away by the level at its end; one that is unknown says so itself.
    """
    estimate = value.estimate
    if estimate is None or f"{level_text(estimate.level)})" in claim:
        return False
    counted = estimate.low == estimate.high and estimate.level >= 1
    return not (counted and re.search(rf"\b{re.escape(exact(estimate.value))}\b", claim))


def _at_the_point(main: str) -> Html:
    found = DECIMAL.match(main)
    if found is None:
        return safe(main)
    return Html(f'{found.group(1)}<span class="frac">{found.group(2) or ""}</span>')

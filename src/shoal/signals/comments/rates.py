"""How often each label is right and wrong, per language, with the counts that say how well that is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from shoal.signals.comments.language import NO_WORDS, SUPPORTED
from shoal.signals.comments.spam import hand_labels, model_card


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelRates:
    """``t`` is the share of true cases that get the label and ``f`` that of others; fractions of 1.

    ``n_t`` and ``n_f`` are the comments these rest on, or, where rates differ between sets more than counting explains,
    the smaller count that a Beta of that spread has. ``t`` is Beta(t n_t, (1 - t) n_t) about, ``f`` likewise.
    ``source`` says in words where the rates come from.
    """

    t: float
    f: float
    n_t: float
    n_f: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorRates:
    """The rates of each label in one language; ``None`` where nobody knows, so that the share is unknown too."""

    language: str
    spam: LabelRates | None
    generic: LabelRates | None
    question: LabelRates | None
    specific: LabelRates | None


# science.md S2, "between-set": the honest state without labels. t .65 +- .25 and f .07 +- .08 as Beta counts.
_BETWEEN_SETS = LabelRates(
    t=0.65, f=0.07, n_t=2.6, n_f=9.2, source="judged: no labelled comments in this language, wide between data sets"
)


def error_rates(language: str) -> ErrorRates:
    """Return the rates for comments of a language: an ISO code, ``zxx`` for comments without a word.

    Spam is measured in English (kinds of spam and clusters that training had not seen) and without words; languages
    whose signs are known but not labelled get the wide rates, all others none. The other labels are rules that do not
    depend on English alone; their rates come from one labelled sample of mixed English and Hindi comments and are given
    for these two and for no words, and as wide rates elsewhere.
    """
    hands = hand_labels()
    if language not in (*SUPPORTED, NO_WORDS):
        return ErrorRates(language=language, spam=None, generic=None, question=None, specific=None)
    group = hands["languages"].get(language)
    parts = {
        label: _of_counts(hands["labels"], group, label, hands["source"]) if group else _BETWEEN_SETS
        for label in ("generic", "question", "specific")
    }
    return ErrorRates(language=language, spam=_spam(language), **parts)


def _spam(language: str) -> LabelRates:
    stored = model_card()["error_rates"].get(language)
    if stored is None:
        return _BETWEEN_SETS
    source = "ScamSpot, English finance pages: what training had not seen"
    return LabelRates(
        t=stored["t"]["share"],
        f=stored["f"]["share"],
        n_t=stored["t"]["count"],
        n_f=stored["f"]["count"],
        source=source,
    )


def _of_counts(labels: dict[str, Any], group: str, label: str, source: str) -> LabelRates:
    """Turn counts into rates, half a comment added to each cell, so that none is 0 or 1 for certain.

    Where a group holds no case of one kind (no comment without words asks anything), the other group stands in.
    """
    own, other = labels[group][label], labels["words"][label]
    yes = own if own["true"] else other
    no = own if own["false"] else other
    return LabelRates(
        t=(yes["found"] + 0.5) / (yes["true"] + 1.0),
        f=(no["wrong"] + 0.5) / (no["false"] + 1.0),
        n_t=yes["true"] + 1.0,
        n_f=no["false"] + 1.0,
        source=source,
    )

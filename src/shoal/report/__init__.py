"""Reports: one self-contained page, and the sentences that every door shares."""

from __future__ import annotations

from shoal.report.people import NameBook, name_book
from shoal.report.render import render_html, timeless
from shoal.report.sentences import (
    Remedy,
    bound_sentence,
    change_sentences,
    cost_sentence,
    difference_title,
    evidence_mix_sentence,
    reach_sentence,
    remedies,
    shortlist_sentence,
    size_sentence,
    untracked_sentence,
    verdict_counts,
)
from shoal.report.words import (
    definition_of,
    moment_text,
    money_text,
    number_text,
    price_text,
    seconds_text,
    share_text,
    words_of,
)

__all__ = [
    "NameBook",
    "Remedy",
    "bound_sentence",
    "change_sentences",
    "cost_sentence",
    "definition_of",
    "difference_title",
    "evidence_mix_sentence",
    "moment_text",
    "money_text",
    "name_book",
    "number_text",
    "price_text",
    "reach_sentence",
    "remedies",
    "render_html",
    "seconds_text",
    "share_text",
    "shortlist_sentence",
    "size_sentence",
    "timeless",
    "untracked_sentence",
    "verdict_counts",
    "words_of",
]

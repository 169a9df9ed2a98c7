"""The words of caption findings: places in posts as a person can open them, and what else would look the same."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.domain.bulk import CaptionTable
from shoal.domain.finding import Evidence
from shoal.signals.captions.clash import Mention
from shoal.signals.captions.reading import PostReading
from shoal.signals.captions.text import Caption
from shoal.signals.captions.word_lists import WordLists

LOOK_SECONDS = 20  # an estimate for one person with the post open
SUSPECT_EXPLAINED = (
    "a deal whose label is missing",
    "unpaid enthusiasm: people share codes and links of shops they like",
    "a label in the picture, in speech or by the platform's switch, which the file does not show",
    "their own shop, course or product",
    "a label in words that our lists do not have",
)
CLASH_EXPLAINED = (
    "a deal that is over",
    "a deal that still runs, perhaps with exclusivity",
    "a comparison of several brands, or a code of a shop that sells many",
)
AFFINITY_EXPLAINED = (
    "unpaid enthusiasm",
    "a deal or a gift that left no words",
    "a complaint or a comparison: a mention says nothing about praise",
)
LIST_EXPLAINED = ("meant", "quoted, joked about, warned of or denied: no list can tell these apart")
SIGN_WORDS = {
    "label": "label",
    "platform label": "labelled by the platform or the file",
    "code": "discount code",
    "affiliate": "affiliate link",
    "weak": "weak sign",
}


def count_words(number: int, noun: str) -> str:
    """Return ``1 post`` or ``12 posts``."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _place(captions: CaptionTable, row: int, start: int, end: int) -> str:
    """Return ``post p3, characters 5 to 7: “… #ad …”``: counted from 1 in the caption as it was written."""
    caption = Caption(str(captions.text[row]))
    return f"post {captions.post_id[row]}, characters {start + 1} to {end}: “{caption.quote(start, end)}”"


def evidence_of(captions: CaptionTable, post: PostReading) -> Evidence:
    """Return the strongest sign of a deal in a post."""
    sign = post.signs[0]
    kind = SIGN_WORDS[sign.kind]
    if sign.end == sign.start:
        return Evidence(text=f"post {captions.post_id[post.row]}: {kind}", ref=str(captions.ref[post.row]))
    turned = next((label.turn for label in post.labels if label.turn), "")
    said = {"denied": "; the caption denies a deal", "unpaid": "; the caption says unpaid"}.get(turned, "")
    text = f"{kind}, {_place(captions, post.row, sign.start, sign.end)}{said}"
    return Evidence(text=text, ref=str(captions.ref[post.row]))


def check_evidence(captions: CaptionTable, post: PostReading) -> Evidence:
    """Return why the label of a post does not hold, or why nobody can tell; of several rules the strictest."""
    because = post.check.because if post.check is not None else ""
    answer = post.check.of_label if post.check is not None else ""
    text = f"post {captions.post_id[post.row]}, {answer}: {because}"
    return Evidence(text=text, ref=str(captions.ref[post.row]))


def mention_evidence(captions: CaptionTable, post: PostReading, mentions: Sequence[Mention]) -> Evidence:
    """Return where a brand is named, and the sign of a deal beside it."""
    mention = mentions[0]
    sign = f"; {SIGN_WORDS[post.signs[0].kind]} “{post.signs[0].text}”" if post.signs else ""
    text = f"{mention.name}, {_place(captions, post.row, mention.start, mention.end)}{sign}"
    return Evidence(text=text, ref=str(captions.ref[post.row]))


def list_evidence(captions: CaptionTable, post: PostReading, topic: str, lists: WordLists) -> Evidence:
    """Return where the first word of a topic stands, with the line of the list that has it."""
    hit = next(place for place in post.listed if place.topic == topic)
    source = f"{lists.name}, line {hit.word.line}: {hit.word.text}"
    text = f"{_place(captions, post.row, hit.start, hit.end)} ({source})"
    return Evidence(text=text, ref=str(captions.ref[post.row]))

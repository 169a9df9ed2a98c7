"""What is said under her posts, in them and of who follows: the sections of a creator's page that read texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from shoal.domain.finding import Finding
from shoal.domain.values import Value
from shoal.report.charts import short_day
from shoal.report.claims import figure
from shoal.report.creator_claims import AUDIENCE, CAPTIONS, COUNTED, OPENED, TALK, claims_of, of_checks
from shoal.report.creator_facts import CreatorView
from shoal.report.creator_nouns import AudienceTold, FollowersOpened, PostPlace, Quote, WordRead
from shoal.report.frame import Chart
from shoal.report.markup import Column, Html, Table, safe, table
from shoal.report.people import NameBook
from shoal.report.plain import capitalised, country_text
from shoal.report.shares import share_forest
from shoal.report.words import counted_noun, day_text, number_text, reason_text, words_of

FIGURES = {
    "spam_share": "Comments that sell or deceive",
    "generic_share": "Comments that fit any post",
    "specific_share": "Comments about this post",
    "question_share": "Comments that ask something",
    "reply_rate": "Comments answered within 7 days",
    "question_reply_rate": "Questions answered",
    "repeat_commenter_share": "People who come back to three posts",
    "commenter_top10_share": "Written by the ten busiest",
    "thread_depth": "Messages in a thread that they join",
    "reply_latency_p50": "Hours to their first answer, middle case",
    "unique_commenters_per_post": "People who comment on a post",
}
SHOWN_SHARES = 8  # of one kind of an audience; suppliers list up to fifty


def talk_chart(view: CreatorView) -> Chart | None:
    """Return the shares of a conversation, ``None`` where no comments came in."""
    if view.talk is None:
        return None
    shares = [value for value in view.talk.figures if value.unit == "fraction"]
    if not shares:
        return None
    known = sum(value.known for value in shares)
    window = next((value.window for value in shares if value.window), "")
    finding = f"{known or 'None'} of {len(shares)} shares can be told{f' from {window}' if window else ''}."
    if known < len(shares):
        finding += " The others say what they lack."
    rows = [(FIGURES.get(value.name, words_of(value.name)), value) for value in shares]
    return share_forest("talk", "What people write, and whether they get answers", finding, rows)


def talk_section(view: CreatorView, names: NameBook) -> dict[str, object] | None:
    """Return what people write under her posts, ``None`` where no comments came in."""
    if view.talk is None:
        return None
    others = [value for value in view.talk.figures if value.unit != "fraction"]
    return {
        "claims": claims_of([one for one in of_checks(view, TALK) if not _only_figures(one)], view, names),
        "amounts": [(FIGURES.get(value.name, words_of(value.name)), figure(value, names)) for value in others],
        "notes": _notes(view.talk.figures),
    }


def _only_figures(finding: Finding) -> bool:
    """Say whether a finding only repeats what the picture shows: it has neither quotes nor other explanations."""
    return not finding.evidence and not finding.explanations


def _notes(values: Sequence[Value]) -> list[str]:
    """Return what has to be said of known figures, each once with the figures that it is about."""
    told: dict[str, list[str]] = {}
    for value in values:
        if value.known and value.reason:
            told.setdefault(reason_text(value.reason), []).append(FIGURES.get(value.name, words_of(value.name)))
    return [f"{', '.join(labels)}: {why}" for why, labels in told.items()]


def captions_section(view: CreatorView, names: NameBook) -> dict[str, object] | None:
    """Return what captions say, with the places marked; ``None`` where none came in.

    Places stand below the claims, marked in the words around them, and are not said twice.
    """
    read = view.captions
    if read is None:
        return None
    suspects = [label for label in read.labels if label.suspect]
    return {
        "posts": counted_noun(read.posts, "post with words", "posts with words"),
        "rules": read.rules,
        "claims": claims_of([replace(one, evidence=()) for one in of_checks(view, CAPTIONS)], view, names),
        "suspects": [_label(label.at, label.sign, label.quote, (), names) for label in suspects],
        "labels": [
            _label(label.at, label.sign, label.quote, label.answers, names)
            for label in read.labels
            if not label.suspect
        ],
        "words": [_word(word, names) for word in read.words],
    }


def _label(
    at: PostPlace, sign: str, quote: Quote, answers: Sequence[tuple[str, str, str]], names: NameBook
) -> dict[str, object]:
    return {
        **_place(at, names),
        "sign": sign,
        "quote": _quote(quote, names),
        "answers": [(safe(rule), answer, names.rich(because)) for rule, answer, because in answers],
    }


def _word(word: WordRead, names: NameBook) -> dict[str, object]:
    told = {"topic": word.topic, "quote": _quote(word.quote, names), "source": word.source}
    return {**_place(word.at, names), **told}


def _place(at: PostPlace, names: NameBook) -> dict[str, object]:
    address = at.address if names.shown and at.address.startswith(("https://", "http://")) else ""
    return {
        "post": names.text(at.post),
        "day": short_day(at.day) if at.day else "day not known",
        "address": address,
        "ref": names.reference(at.ref),
    }


def _quote(quote: Quote, names: NameBook) -> Html:
    """Return a quote with its place marked; where names are hidden a caption is not quoted."""
    if not names.shown:
        return safe("(a text that is not shown)")
    before, marked, after = (names.rich(part) for part in (quote.before, quote.marked, quote.after))
    return Html(f'<q class="quote" dir="auto">{before}<mark>{marked}</mark>{after}</q>') if marked else Html("")


def audience_section(view: CreatorView, names: NameBook) -> dict[str, object]:
    """Return who follows: audiences as supplied, each under its own name, and followers opened by hand."""
    return {
        "suppliers": [_supplier(told, names) for told in view.audience],
        "claims": claims_of(of_checks(view, AUDIENCE), view, names),
        "counted": claims_of(of_checks(view, COUNTED), view, names),
        "opened": _opened(view.opened, view, names),
        "count_address": view.fills.get("hand_count", ""),
        "bring_address": view.fills.get("captions", ""),
    }


def _supplier(told: AudienceTold, names: NameBook) -> dict[str, object]:
    kinds = [(capitalised(words_of(kind)), _shares(told.supplier, kind, rows)) for kind, rows in told.kinds]
    day = day_text(told.day) if told.day else "on a day that was not recorded"
    return {"name": names.rich(told.supplier), "day": day, "kinds": kinds}


def _shares(supplier: str, kind: str, rows: Sequence[tuple[str, Value]]) -> Table:
    shown, left = rows[:SHOWN_SHARES], len(rows) - SHOWN_SHARES
    cells = [(_label_of(kind, label), number_text(value)) for label, value in shown]
    more = f"; {left} smaller ones are left out" if left > 0 else ""
    caption = f"{capitalised(words_of(kind))}, as {supplier} supplies it{more}"
    return table(caption, (Column(capitalised(words_of(kind))), Column("Share", numeric=True)), cells)


def _label_of(kind: str, label: str) -> str:
    if kind == "country":
        return country_text(label.upper())
    return label.replace(".", ", ")


def _opened(told: FollowersOpened | None, view: CreatorView, names: NameBook) -> dict[str, object] | None:
    if told is None:
        return None
    return {
        "words": told.words,
        "day": day_text(told.day) if told.day else "day not recorded",
        "ref": names.reference(told.ref),
        "earlier": told.earlier,
        "claims": claims_of(of_checks(view, OPENED), view, names),
        "note": capitalised(reason_text(told.value.reason)) if told.value.known and told.value.reason else "",
    }


def opened_chart(view: CreatorView) -> Chart | None:
    """Return the share of followers that are not real with both bounds, ``None`` where nobody was counted."""
    return None if view.opened is None else count_chart(view.opened)


def count_chart(told: FollowersOpened) -> Chart:
    """Return one hand count as a picture: the share among those judged, and with all unsure ones on one side."""
    finding = f"Followers that are not real: {number_text(told.value)}."
    rows = [
        ("all unsure ones real", told.all_real),
        ("among those judged", told.value),
        ("all unsure ones not real", told.all_not),
    ]
    return share_forest("opened", "Followers that are not real, counted by hand", finding, rows)

"""Labels in a caption: which words say that it is an advertisement, where they stand, and what stands around them.

A hashtag or a phrase of several words is a label wherever it stands. A single word ("Anzeige", "ad") is one only where
it stands alone like a label; at the very beginning of a sentence nobody can tell, and then it is doubtful.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from shoal.signals.captions.rules import DisclosureRules, LabelKind, LabelWord
from shoal.signals.captions.text import WORD, Caption, hides, seen
from shoal.signals.captions.vocabulary import Entry, Hit

LABEL, TURNED = "label", "turned"
Turn = Literal["", "denied", "unpaid"]
BREAK = re.compile(r"\r\n|[\n\r\u2028\u2029]")
# A word stands alone behind a mark or an emoji; a comma, a quotation mark and a hyphen inside a word open nothing.
OPENS = re.compile(r"(?:[^\w\s@#',;\"“”„«»\-]|(?:^|\s)-+)\s*$")
READS_ON = ("'", '"', "“", "”", "?", "_")
# short labels that are everyday words of another language: a "pub" is a house to drink in
EVERYDAY_ELSEWHERE = frozenset({"pub"})
TAG_AHEAD = re.compile(r"#\w+[\s,.·|]*$")
MOST_LABELS = 40  # of one caption: more are a trick or a list, and the first ones decide
LOOK_BACK, LOOK_AHEAD = 30, 48  # characters around a label in which a turning word is looked for
ARTICLES = r"(?:(?:an?|the|eine?|une?|una?|uno|en|ett|das|dies|este|esta|paid|bezahlte|c'est)\s+)?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A label found, with places in the text as written.

    ``said`` is the label as rules name it, ``doubtful`` that it may be an ordinary word, ``turn`` that words beside it
    deny it or say unpaid, ``hidden_characters`` that signs nobody sees stand inside. ``before`` counts the characters a
    reader sees in front of it, ``line`` the lines (1 is the first); ``first`` says that nothing readable stands there.
    """

    start: int
    end: int
    text: str
    said: str
    language: str
    kind: LabelKind
    doubtful: bool
    turn: Turn
    hidden_characters: bool
    before: int
    line: int
    first: bool
    among_tags: bool


def label_entries(rules: DisclosureRules) -> list[Entry]:
    """Return what to look for: labels, and whole hashtags that deny one or say unpaid."""
    found = [
        Entry(group=LABEL, key=key, form="tag" if word.form == "tag" else "word", text=word.text)
        for key, word in enumerate(rules.labels)
    ]
    tags = [*rules.around.denied_tags, *rules.around.unpaid_tags]
    return found + [Entry(group=TURNED, key=key, form="tag", text=tag) for key, tag in enumerate(tags)]


def labels_in(caption: Caption, hits: Sequence[Hit], rules: DisclosureRules, language: str) -> tuple[Label, ...]:
    """Return the labels among the hits of a caption, in the order of the text; of two that overlap the longer one.

    ``language`` is the one the caption is written in, empty where nobody knows.
    """
    found: list[Label] = []
    taken = 0
    ours = [hit for hit in hits if hit.entry.group in (LABEL, TURNED)]
    # several languages write a label alike ("Reklam"): that of the caption's own language comes first
    ours.sort(key=lambda hit: (hit.start, -hit.end, hit.entry.group == LABEL and _foreign(hit, rules, language)))
    for hit in ours:
        if hit.start < taken or len(found) >= MOST_LABELS:
            continue
        label = _turned_tag(caption, hit, rules) if hit.entry.group == TURNED else _label(caption, hit, rules, language)
        if label is not None:
            found.append(label)
            taken = hit.end
    return tuple(found)


def _foreign(hit: Hit, rules: DisclosureRules, language: str) -> bool:
    return bool(language) and rules.labels[hit.entry.key].language != language


def _turned_tag(caption: Caption, hit: Hit, rules: DisclosureRules) -> Label:
    denied = hit.entry.key < len(rules.around.denied_tags)
    word = LabelWord(text=hit.entry.text, language="", kind="clear", form="tag")
    return _placed(caption, hit, word, turn="denied" if denied else "unpaid")


def _label(caption: Caption, hit: Hit, rules: DisclosureRules, language: str) -> Label | None:
    word = rules.labels[hit.entry.key]
    turn = _turn(caption.plain, hit, rules)
    if word.form != "word" or turn:
        return _placed(caption, hit, word, turn=turn)
    alone = _stands_alone(caption.plain, hit, rules)
    if alone == "no" or (_foreign(hit, rules, language) and (alone != "yes" or word.said in EVERYDAY_ELSEWHERE)):
        return None
    return _placed(caption, hit, word, doubtful=alone == "perhaps")


def _placed(caption: Caption, hit: Hit, word: LabelWord, *, turn: Turn = "", doubtful: bool = False) -> Label:
    start, end = caption.original(hit.start, hit.end)
    ahead = caption.text[:start]
    return Label(
        start=start,
        end=end,
        text=seen(caption.text[start:end]),
        said=word.said,
        language=word.language,
        kind=word.kind,
        doubtful=doubtful,
        turn=turn,
        hidden_characters=hides(caption.text[start:end]),
        before=len(seen(ahead)),
        line=len(BREAK.findall(ahead)) + 1,
        first=not any(sign.isalnum() for sign in ahead),
        among_tags=TAG_AHEAD.search(ahead) is not None,
    )


def _stands_alone(plain: str, hit: Hit, rules: DisclosureRules) -> Literal["yes", "perhaps", "no"]:
    """Say whether a word stands alone like a label, perhaps (it opens the text and reads on), or not."""
    ahead = BREAK.split(plain[: hit.start])[-1]
    if ahead.strip() and not OPENS.search(ahead):
        return "no"
    behind = plain[hit.end :].lstrip(" \t\xa0")
    following = behind.lstrip(",; ")
    if behind == following and not (behind[:1].isalnum() or behind[:1] in READS_ON):
        return "yes"  # the end, a line break, a mark, an emoji, a hashtag or an @name
    next_word = WORD.match(following)
    if next_word is None or next_word[0] in rules.around.never_after:
        return "no"
    if next_word[0] in rules.around.joins:
        return "yes"
    return "no" if any(sign.isalnum() for sign in plain[: hit.start]) else "perhaps"


def _turn(plain: str, hit: Hit, rules: DisclosureRules) -> Turn:
    """Return what the words beside a label make of it."""
    ahead, behind = plain[max(0, hit.start - LOOK_BACK) : hit.start], plain[hit.end : hit.end + LOOK_AHEAD]
    behind = BREAK.split(behind)[0]
    around = rules.around
    if _before(around.unpaid_before).search(ahead) or _said(around.unpaid_after).search(behind):
        return "unpaid"
    denied = _before(around.denied_before).search(ahead) or _right_after(around.denied_after).match(behind)
    return "denied" if denied else ""


@cache
def _said(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for one of the words."""
    return re.compile(rf"(?<!\w){_one_of(words)}(?!\w)")


@cache
def _right_after(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for one of the words at the beginning, behind a mark or two at most."""
    return re.compile(rf"\W{{0,3}}{_one_of(words)}(?!\w)")


@cache
def _before(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for one of the words right before the end, with an article and a mark between at most."""
    return re.compile(rf"(?<!\w){_one_of(words)}[\s\-]+{ARTICLES}[#*\"'(\[]*$")


def _one_of(words: tuple[str, ...]) -> str:
    return f"(?:{'|'.join(map(re.escape, words))})" if words else "(?!)"  # nothing is one of none

"""Does a caption carry the label that the rules of some places ask for: pass, fail or cannot tell, with the place.

A check of words, not legal advice: it reads a caption, and a transcript where one came in. A label may also be shown in
the picture, spoken, or set by the platform's own switch, which a caption does not tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from shoal.signals.captions.labels import Label, label_entries, labels_in
from shoal.signals.captions.language import language_of
from shoal.signals.captions.rules import STRICTEST, Answer, DisclosureRules, Rule
from shoal.signals.captions.shipped import disclosure_rules
from shoal.signals.captions.text import Caption
from shoal.signals.captions.vocabulary import Vocabulary

LANGUAGE_UNKNOWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostWords:
    """What is known of one post: its caption, its language (empty: found out, if it can be), and its switch.

    ``switch`` is the platform's own label for advertisements: on, off, or ``None`` where nobody said. ``video`` says
    that a label may also be spoken or shown; ``spoken`` is a transcript where one came in.
    """

    caption: str
    language: str = LANGUAGE_UNKNOWN
    switch: bool | None = None
    video: bool = False
    spoken: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleAnswer:
    """What one rule says of a post: the answer, why, and the label it is about (``None``: there is none)."""

    rule: str
    answer: Answer
    because: str
    label: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DisclosureCheck:
    """The strictest answer of all rules that apply, with each of them.

    ``answer`` takes the platform's switch into account, ``of_label`` is about the words of the caption alone.
    ``labels`` are all that were found, also those that deny or say unpaid. ``version`` is that of the rules.
    """

    answer: Answer
    of_label: Answer
    because: str
    answers: tuple[RuleAnswer, ...]
    labels: tuple[Label, ...]
    language: str
    version: str


def check_disclosure(post: PostWords, where: Iterable[str], rules: DisclosureRules | None = None) -> DisclosureCheck:
    """Return whether a post that is an advertisement carries its label, by the rules of some countries.

    ``where`` are the countries of the brand, of the creator and of the main part of the audience, or keys of rules; the
    strictest counts. Nothing known means the rule for everywhere else. O(length of the caption).
    """
    rules = rules or disclosure_rules()
    caption = Caption(post.caption)
    words = caption.words()
    language = post.language or language_of(words, rules)
    labels = labels_in(caption, _vocabulary(rules).scan(caption.plain, words), rules, language)
    return answer_of(post, labels, rules.applying(where), rules, language)


def _vocabulary(rules: DisclosureRules) -> Vocabulary:
    return _shipped_vocabulary() if rules is disclosure_rules() else Vocabulary(label_entries(rules))


@cache
def _shipped_vocabulary() -> Vocabulary:
    return Vocabulary(label_entries(disclosure_rules()))


def answer_of(
    post: PostWords, labels: Sequence[Label], applying: Sequence[Rule], rules: DisclosureRules, language: str
) -> DisclosureCheck:
    """Return the answer from labels that were found already."""
    spoken = _spoken(post, rules)
    about = [_of_words(post, [*labels, *spoken], rule, rules, language) for rule in applying]
    answers = [_with_switch(post, one, rule) for one, rule in zip(about, applying, strict=True)]
    worst = min(answers, key=lambda one: STRICTEST.index(one.answer))
    return DisclosureCheck(
        answer=worst.answer,
        of_label=min((one.answer for one in about), key=STRICTEST.index),
        because=f"{worst.rule}: {worst.because}",
        answers=tuple(answers),
        labels=tuple(labels),
        language=language,
        version=rules.version,
    )


def _spoken(post: PostWords, rules: DisclosureRules) -> list[Label]:
    """Return the labels of a transcript; their places are those of the transcript, so they open no caption."""
    if not post.spoken:
        return []
    caption = Caption(post.spoken)
    hits = _vocabulary(rules).scan(caption.plain, caption.words())
    return [label for label in labels_in(caption, hits, rules, LANGUAGE_UNKNOWN) if label.kind == "clear"][:1]


def _of_words(
    post: PostWords, labels: Sequence[Label], rule: Rule, rules: DisclosureRules, language: str
) -> RuleAnswer:
    """Return what a rule says of the words alone; of several labels the best one counts."""
    usable = [label for label in labels if not label.turn]
    if not usable:
        return _without(post, labels, rule)
    judged = [_of_label(label, rule, rules, language) for label in usable]
    return max(judged, key=lambda one: (STRICTEST.index(one.answer), -one.label.start if one.label else 0))


def _without(post: PostWords, labels: Sequence[Label], rule: Rule) -> RuleAnswer:
    """Return what a rule says where no label stands."""
    unpaid = next((label for label in labels if label.turn == "unpaid"), None)
    if unpaid is not None:
        because = f"“{unpaid.text}” is a label that says unpaid; whether that is so, no caption shows"
        return RuleAnswer(rule=rule.key, answer="cannot tell", because=because, label=unpaid)
    if not post.caption.strip():
        return RuleAnswer(rule=rule.key, answer="cannot tell", because="no caption came in")
    if labels:
        because = f"“{labels[0].text}” denies that it is an advertisement"
        return RuleAnswer(rule=rule.key, answer="fail", because=because, label=labels[0])
    if post.video:
        because = "no label in the caption; one may be spoken or shown in the video"
        return RuleAnswer(rule=rule.key, answer="cannot tell", because=because)
    return RuleAnswer(rule=rule.key, answer="fail", because="no label that we know stands in the caption")


def _of_label(label: Label, rule: Rule, rules: DisclosureRules, language: str) -> RuleAnswer:
    """Return what a rule says of one label: the worst of what it says, how it stands and where."""
    told = [
        reason
        for reason in (
            _of_wording(label, rule),
            _of_standing(label),
            _of_place(label, rule, rules),
            _of_language(label, rule, language),
        )
        if reason is not None
    ]
    if not told:
        return RuleAnswer(rule=rule.key, answer="pass", because=f"“{label.text}” stands {_where(label)}", label=label)
    answer, because = min(told, key=lambda one: STRICTEST.index(one[0]))
    return RuleAnswer(rule=rule.key, answer=answer, because=f"“{label.text}” {_where(label)}: {because}", label=label)


def _of_wording(label: Label, rule: Rule) -> tuple[Answer, str] | None:
    if label.said in rule.fails:
        return "fail", f"it does not say plainly that this is an advertisement; asked for is {rule.asks}"
    if label.kind == "gifted":
        return rule.gifted, rule.because.get(
            "gifted", "it says that something was given, not that this is an advertisement"
        )
    if label.kind == "vague":
        return rule.vague, rule.because.get("vague", "it does not say plainly that this is an advertisement")
    if rule.accepts and rule.accepts.isdisjoint((label.said, *label.said.split())):
        return rule.other, rule.because.get("other", f"asked for is {rule.asks}; whether this is equal, a person says")
    return None


def _of_standing(label: Label) -> tuple[Answer, str] | None:
    if label.hidden_characters:
        return "cannot tell", "characters that nobody sees stand inside it, so it may show broken or lead nowhere"
    if label.doubtful:
        return "cannot tell", "it opens the text and reads on, so it may be an ordinary word"
    return None


def _of_place(label: Label, rule: Rule, rules: DisclosureRules) -> tuple[Answer, str] | None:
    if label.before >= rules.more_after_characters or label.line > rules.more_after_lines:
        limit = f"{rules.more_after_characters} characters or {rules.more_after_lines} lines"
        return (
            "fail",
            f"{label.before} characters stand before it; after about {limit} feeds hide the rest (our judgement)",
        )
    if rule.place == "before more" or label.first or (rule.place == "first line" and label.line == 1):
        return None
    because = rule.because.get("later", f"it can be seen, but does not stand first; asked for is {rule.asks}")
    return rule.later, because


def _of_language(label: Label, rule: Rule, language: str) -> tuple[Answer, str] | None:
    if not rule.language or not language or not label.language or label.language == language:
        return None
    return "cannot tell", f"the label is written in {label.language}, the caption in {language}"


def _with_switch(post: PostWords, told: RuleAnswer, rule: Rule) -> RuleAnswer:
    """Return the answer with the platform's own switch taken in."""
    answer, because = told.answer, told.because
    if post.switch is True and (told.label is None or told.answer == "fail"):
        answer, because = "cannot tell", f"the platform's switch is on; {because}"
    elif rule.switch == "needed" and answer == "pass":
        if post.switch is False:
            answer, because = "fail", f"{because}, but the platform's switch is off"
        elif post.switch is None:
            answer, because = "cannot tell", f"{because}; nobody said whether the platform's switch is on"
    elif post.switch is None and told.label is None and answer == "fail":
        answer, because = "cannot tell", f"{because}; nobody said whether the platform's switch is on"
    return RuleAnswer(rule=told.rule, answer=answer, because=because, label=told.label)


def _where(label: Label) -> str:
    if label.first:
        return "first"
    return f"{'among hashtags ' if label.among_tags else ''}after {label.before} characters, line {label.line}"

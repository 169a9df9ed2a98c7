"""What the captions of many creators say, as findings: claims with the places they rest on, and what else it may be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shoal.domain.bulk import CaptionTable
from shoal.domain.finding import Finding, Findings
from shoal.domain.values import unknown
from shoal.signals.captions.account import AccountPosts, accounts_of
from shoal.signals.captions.reading import CaptionTask, PostReading, read_captions
from shoal.signals.captions.topics import niche_focus
from shoal.signals.captions.values import brand_counts, commercial_share, disclosure_rate, suspects_count
from shoal.signals.captions.word_lists import WordList
from shoal.signals.captions.wording import (
    AFFINITY_EXPLAINED,
    CLASH_EXPLAINED,
    LIST_EXPLAINED,
    LOOK_SECONDS,
    SUSPECT_EXPLAINED,
    check_evidence,
    count_words,
    evidence_of,
    list_evidence,
    mention_evidence,
)

SHOWN = 5  # places shown of each claim; the numbers count all
PAGE_ACCOUNTS = 500  # for more accounts no bootstrap: metric dictionary, section 1, code CB
RULES_VERSION = "captions.1"


def findings_of(captions: CaptionTable, task: CaptionTask, *, focus: bool | None = None) -> Findings:
    """Return the findings of the accounts that have posts in the table, by account position.

    One pass over the captions, O(characters); the focus of a niche, which needs a bootstrap of some ten milliseconds,
    is told for up to 500 accounts only, unless ``focus`` says yes or no.
    """
    few = len(np.unique(captions.account)) <= PAGE_ACCOUNTS if focus is None else focus
    accounts = accounts_of(captions, read_captions(captions, task, topics=few), task)
    return {one.account: tuple(_of_account(one, task, focus=few)) for one in accounts}


def _of_account(one: AccountPosts, task: CaptionTask, *, focus: bool) -> list[Finding]:
    found = [_commercial(one), _disclosure(one), _suspects(one), *_brands(one, task), *_listed(one, task)]
    if focus and one.topical:
        found.append(_focus(one, task))
    return [finding for finding in found if finding is not None]


def _commercial(one: AccountPosts) -> Finding | None:
    value = commercial_share(one)
    if not value.known:
        claim = "how often they advertise is not known: no captions came in for the last 90 days"
        return Finding(
            check="commercial_share", claim=claim, weight="?", value=value, settle="bring in posts with their captions",
            settle_seconds=120, version=RULES_VERSION,
        )  # fmt: skip
    hits, all_posts = len(one.commercial), one.readable
    claim = f"at least {hits} of {count_words(all_posts, 'post')} of the last 90 days show signs of a deal"
    if not hits:
        claim = f"no sign of a deal in {count_words(all_posts, 'post')} of the last 90 days"
    evidence = tuple(evidence_of(one.captions, post) for post in one.commercial[:SHOWN])
    return Finding(check="commercial_share", claim=claim, evidence=evidence, value=value, version=RULES_VERSION)


def _disclosure(one: AccountPosts) -> Finding | None:
    if not one.commercial:
        return None
    value = disclosure_rate(one)
    answers = [post.check.of_label for post in one.commercial if post.check is not None]
    held, failed = answers.count("pass"), answers.count("fail")
    claim = (
        f"of {count_words(len(answers), 'post')} with signs of a deal {held} carry a label that holds by {one.where}"
    )
    if failed or held < len(answers):
        claim += f", {failed} do not, {len(answers) - held - failed} cannot be told from the caption"
    open_posts = [post for post in one.commercial if post.check is not None and post.check.of_label != "pass"]
    evidence = tuple(check_evidence(one.captions, post) for post in open_posts[:SHOWN])
    return Finding(check="disclosure", claim=claim, evidence=evidence, value=value, version=RULES_VERSION)


def _suspects(one: AccountPosts) -> Finding | None:
    if not one.suspects:
        return None
    number = len(one.suspects)
    claim = f"to be checked: {count_words(number, 'post')} with a sign of a deal and no label that we know"
    return Finding(
        check="undisclosed_suspects",
        claim=claim,
        weight="-",
        evidence=tuple(evidence_of(one.captions, post) for post in one.suspects[:SHOWN]),
        value=suspects_count(one),
        settle=f"open {'the post' if number == 1 else 'the posts'} and look for a label, then ask them",
        settle_seconds=LOOK_SECONDS * min(number, SHOWN),
        explanations=SUSPECT_EXPLAINED,
        version=RULES_VERSION,
    )


def _brands(one: AccountPosts, task: CaptionTask) -> list[Finding]:
    found = [_clash(one)] if task.competitors else []
    if one.named:
        claim = f"named {_names(one.named)} in {count_words(len(one.named), 'post')} without a sign of a deal"
        evidence = tuple(mention_evidence(one.captions, post, post.rivals) for post in one.named[:SHOWN])
        found.append(Finding(check="brand_mentions", claim=claim, evidence=evidence, version=RULES_VERSION))
    return [*found, _affinity(one)] if one.praised else found


def _names(posts: Sequence[PostReading]) -> str:
    return ", ".join(sorted({mention.name for post in posts for mention in post.rivals}))


def _clash(one: AccountPosts) -> Finding:
    if not one.readable:
        claim = "whether they promote a competitor is not known: no captions came in for the last 90 days"
        value = unknown("brand_clash", "captions missing", "posts")
        return Finding(check="brand_clash", claim=claim, weight="?", value=value, version=RULES_VERSION)
    value = brand_counts("brand_clash", len(one.promoted), one)
    if not one.promoted:
        claim = f"no promotion of a competitor in {count_words(one.readable, 'post')} of the last 90 days"
        return Finding(check="brand_clash", claim=claim, value=value, version=RULES_VERSION)
    claim = f"promoted {_names(one.promoted)} in {count_words(len(one.promoted), 'post')} of the last 90 days"
    return Finding(
        check="brand_clash",
        claim=claim,
        weight="-",
        evidence=tuple(mention_evidence(one.captions, post, post.rivals) for post in one.promoted[:SHOWN]),
        value=value,
        settle="open the posts and ask until when it runs",
        settle_seconds=LOOK_SECONDS * min(len(one.promoted), SHOWN),
        explanations=CLASH_EXPLAINED,
        version=RULES_VERSION,
    )


def _affinity(one: AccountPosts) -> Finding:
    claim = f"named the brand in {count_words(len(one.praised), 'post')} without a sign of a deal"
    claim += ", before they were written to" if one.contacted else ""
    return Finding(
        check="brand_affinity",
        claim=claim,
        evidence=tuple(mention_evidence(one.captions, post, post.own) for post in one.praised[:SHOWN]),
        value=brand_counts("brand_affinity", len(one.praised), one),
        explanations=AFFINITY_EXPLAINED,
        version=RULES_VERSION,
    )


def _listed(one: AccountPosts, task: CaptionTask) -> list[Finding]:
    """Return one finding for each topic of the lists that was hit, in the order of the lists."""
    hits = {
        words.topic: [post for post in one.listed if any(place.topic == words.topic for place in post.listed)]
        for words in task.lists.words.lists
    }
    return [_topic(one, words, hits[words.topic], task) for words in task.lists.words.lists if hits[words.topic]]


def _topic(one: AccountPosts, words: WordList, hit: Sequence[PostReading], task: CaptionTask) -> Finding:
    asks = words.weight == "ask"
    claim = f"words on {words.topic} in {len(hit)} of {count_words(one.with_words, 'post')}"
    return Finding(
        check="safety",
        claim=f"{claim}: a person should read them" if asks else claim,
        weight="-" if asks else "0",
        evidence=tuple(list_evidence(one.captions, post, words.topic, task.lists.words) for post in hit[:SHOWN]),
        settle="read the posts" if asks else "",
        settle_seconds=LOOK_SECONDS * min(len(hit), SHOWN) if asks else None,
        explanations=(*LIST_EXPLAINED, words.why) if words.why else LIST_EXPLAINED,
        version=f"{RULES_VERSION}/words {task.lists.words.digest}",
    )


def _focus(one: AccountPosts, task: CaptionTask) -> Finding:
    value = niche_focus(one.topical, len(task.lists.topics))
    counts = np.zeros(len(task.lists.topics))
    for topics in one.topical:
        counts[list(topics)] += 1.0 / len(topics)
    most = [int(place) for place in np.argsort(-counts, kind="stable")[:3] if counts[place] > 0]
    named = ", ".join(f"{task.lists.topics[place][0]} {counts[place]:.3g}" for place in most)
    claim = f"topics by words and hashtags in {count_words(len(one.topical), 'post')}: {named}"
    if value.estimate is None:
        claim = f"{count_words(len(one.topical), 'post')} with a topic, too few to say what they are about: {named}"
    return Finding(check="niche_focus", claim=claim, value=value, version=f"{RULES_VERSION}/focus 2")

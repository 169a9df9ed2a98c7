"""What captions, comments, supplied audiences and hand counts tell of creators, for those alone who have any.

Each check gives its findings by position in the list it was asked for; here they are put together by account, so that a
list, a page and a shortlist weigh the same. O(texts): about 32 microseconds a caption; a catalogue without texts costs
a look at a few columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

import numpy as np

from shoal.app.known.ground import Ground
from shoal.catalog import Catalog, Facts
from shoal.domain.finding import Finding, Findings
from shoal.domain.vetting import ANY, Rules
from shoal.signals import (
    AudienceTask,
    CaptionLists,
    CaptionTask,
    ConversationLeague,
    audience_findings,
    conversation_findings,
    conversation_league,
    findings_of,
    hand_count_findings,
    lists_of,
    maybe_unusual,
    read_conversations,
    read_word_lists,
    shipped_words_text,
)

# Captions and comments up to which everybody's are read: about 35 microseconds each, once per import and day. For more,
# the first list would keep somebody waiting longer than five seconds; then none is read, so that list, page and
# shortlist agree, and a vetting says so. What was read would have to be kept on disk to lift this.
MOST_TEXTS = 120_000
CONVERSATION_CHECKS = ("spam_share", "conversation", "replies", "question_replies", "comment_words", "commenters")
DEAR = ("niche_focus", "comment_words", "commenters")  # a bootstrap each: on her page alone, and weighed by no rule


@dataclass(frozen=True, kw_only=True)
class Told:
    """Findings by account id, who has comments, and what is usual among them. ``unread`` accounts have texts that were
    not read, because they are too many; 0 where all were.
    """

    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    talking: frozenset[str] = frozenset()
    league: ConversationLeague = field(default_factory=lambda: ConversationLeague(shares={}))
    unread: int = 0


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is asked: ``seen`` decides what has expired, ``as_of`` is the moment that windows count back from."""

    catalog: Catalog
    seen: datetime
    as_of: datetime
    ground: Ground


def told_findings(task: Task, rules: Rules) -> Told:
    """Return the findings that texts and hand counts give, as far as rules weigh them; none where too many have texts.

    What people write is told in full by :func:`told_closely`; here only what may weigh against somebody, unless the
    rules weigh more than that. So the first look at everybody costs a pass over the texts and little beside it.
    """
    tellers = task.catalog.tellers(task.seen)
    if tellers.texts > MOST_TEXTS:
        return Told(unread=len(tellers.everybody))
    talked, league = _conversations(task, tellers.comments, rules)
    parts = (
        (tellers.comments, talked),
        (tellers.captions, _captions(task, tellers.captions)),
        (tellers.supplied, _audiences(task, tellers.supplied)),
        (tellers.hand_counts, _hand_counts(task, tellers.hand_counts)),
    )
    found: dict[str, tuple[Finding, ...]] = {}
    for accounts, findings in parts:
        for place in sorted(findings):
            kept = tuple(one for one in findings[place] if one.check not in DEAR)
            found[accounts[place]] = (*found.get(accounts[place], ()), *kept)
    return Told(findings=found, talking=frozenset(tellers.comments), league=league)


def told_closely(task: Task, told: Told, accounts: Sequence[str], *, page: bool = False) -> Findings:
    """Return all that is told of some accounts, by their place: of their comments in full too.

    What weighs is the same as in ``told``; for a ``page``, remarks come with it that are dear to make and that no rule
    weighs. About ten milliseconds for each account with comments.
    """
    talking = [account for account in accounts if account in told.talking]
    talked = dict(zip(talking, _talked(task, talking, told.league, page=page), strict=True))
    found: dict[int, tuple[Finding, ...]] = {}
    for place, account in enumerate(accounts):
        rest = tuple(one for one in told.findings.get(account, ()) if one.check not in CONVERSATION_CHECKS)
        beside = _focus(task, account) if page and (rest or account in talked) else ()
        whole = (*talked.get(account, ()), *rest, *beside)
        if whole:
            found[place] = whole
    return found


def _focus(task: Task, account: str) -> tuple[Finding, ...]:
    findings = _captions(task, (account,), focus=True)
    return tuple(one for one in findings.get(0, ()) if one.check in DEAR)


def _talked(
    task: Task, accounts: Sequence[str], league: ConversationLeague, *, page: bool
) -> list[tuple[Finding, ...]]:
    comments = task.catalog.comments(accounts, task.seen) if accounts else None
    if comments is None or not len(comments):
        return [()] * len(accounts)
    talk = read_conversations(comments, as_of=task.as_of)
    found = conversation_findings(talk, _platforms(task, accounts), league=league, resample=page)
    return [
        tuple(one for one in found.get(place, ()) if page or one.check not in DEAR) for place in range(len(accounts))
    ]


def _conversations(task: Task, accounts: Sequence[str], rules: Rules) -> tuple[Findings, ConversationLeague]:
    comments = task.catalog.comments(accounts, task.seen) if accounts else None
    if comments is None or not len(comments):
        return {}, ConversationLeague(shares={})
    talk, platforms = read_conversations(comments, as_of=task.as_of), _platforms(task, accounts)
    league = conversation_league(talk, platforms)
    asked = None if _weighs_more(rules) else maybe_unusual(talk, platforms, league)
    found = conversation_findings(talk, platforms, league=league, resample=False, accounts=asked)
    if asked is None:
        return found, league
    return {place: told for place, findings in found.items() if (told := _against(findings))}, league


def _against(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.weight == "-")


def _weighs_more(rules: Rules) -> bool:
    """Say whether a rule asks of comments for more than what speaks against somebody."""
    return any(
        rule.enabled and rule.check in (ANY, *CONVERSATION_CHECKS) and set(rule.weights) != {"-"}
        for rule in rules.rules
    )


def _platforms(task: Task, accounts: Sequence[str]) -> list[str]:
    return [fact.platform for fact in task.catalog.facts(accounts, task.seen)]


def _captions(task: Task, accounts: Sequence[str], *, focus: bool = False) -> Findings:
    if not accounts:
        return {}
    asked = caption_task(task.catalog, accounts, (task.seen, task.as_of), task.ground)
    return findings_of(task.catalog.captions(accounts, task.seen), asked, focus=focus)


def caption_task(
    catalog: Catalog, accounts: Sequence[str], at: tuple[datetime, datetime], ground: Ground
) -> CaptionTask:
    """Return what captions of some accounts are asked, by their positions; ``at`` is (what expired by then, as of)."""
    seen, as_of = at
    return CaptionTask(
        lists=_lists(ground.words_text),
        as_of=as_of,
        jurisdictions={place: _jurisdictions(fact, ground) for place, fact in enumerate(catalog.facts(accounts, seen))},
        competitors=ground.competitors,
        brand_names=ground.names,
    )


def _jurisdictions(fact: Facts, ground: Ground) -> tuple[str, ...]:
    """Return whose rules of disclosure apply: those of the brand's markets, and of where the creator lives."""
    return tuple(dict.fromkeys((*ground.markets, *((fact.country,) if fact.country else ()))))


@lru_cache(maxsize=4)
def _lists(text: str) -> CaptionLists:
    return lists_of(None if text in ("", shipped_words_text()) else read_word_lists(text, "words.toml"))


def _audiences(task: Task, accounts: Sequence[str]) -> Findings:
    if not accounts:
        return {}
    followers = np.array([fact.followers for fact in task.catalog.facts(accounts, task.seen)])
    asked = AudienceTask(as_of=task.as_of, countries=task.ground.audience or task.ground.markets)
    return audience_findings(task.catalog.supplied(accounts, task.seen), followers, asked)


def _hand_counts(task: Task, accounts: Sequence[str]) -> Findings:
    if not accounts:
        return {}
    counts = task.catalog.hand_counts(accounts, task.seen)
    return hand_count_findings({place: counts.get(account, ()) for place, account in enumerate(accounts)})

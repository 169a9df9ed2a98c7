"""What captions, comments, supplied audiences and hand counts tell of creators, for those alone who have any.

Each check gives its findings by position in the list it was asked for; here they are put together by account, so that a
list, a page and a shortlist weigh the same. Of everybody only what speaks against somebody is told, by a sieve of hints
that are kept on disk; in full whoever is on a page or a list is read for it. A catalogue without texts costs a look at
a few columns.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

import numpy as np

from shoal.app.cache import Cache
from shoal.app.known.ground import Ground
from shoal.catalog import Catalog, Facts
from shoal.domain.bulk import CaptionTable, Floats
from shoal.domain.finding import Finding, Findings
from shoal.domain.texts import HintRule, HintsRead, TextHints
from shoal.domain.vetting import ANY, Rules
from shoal.signals import (
    AudienceTask,
    CaptionLists,
    CaptionTask,
    Conversation,
    ConversationLeague,
    audience_findings,
    captions_may_weigh,
    conversation_findings,
    findings_of,
    hand_count_findings,
    league_of_shares,
    lists_of,
    maybe_unusual,
    read_conversations,
    read_word_lists,
    reading_version,
    shares_of,
    shipped_words_text,
    text_hints,
)

# New captions and comments up to which a page reads them by itself: about 60 microseconds each, once per import. For
# more somebody would wait longer than five seconds: they stay unread, which is said, until a vetting or a worker reads.
MOST_TEXTS = 80_000
CONVERSATION_CHECKS = ("spam_share", "conversation", "replies", "question_replies", "comment_words", "commenters")
CAPTION_CHECKS = (
    "commercial_share", "disclosure", "undisclosed_suspects", "brand_clash", "brand_mentions", "brand_affinity",
    "safety", "niche_focus",
)  # fmt: skip
TEXT_CHECKS = (*CONVERSATION_CHECKS, *CAPTION_CHECKS)
DEAR = ("niche_focus", "comment_words", "commenters")  # a bootstrap each: on her page alone, and weighed by no rule
UNREAD = "texts_unread"
T = TypeVar("T")
READ_THEM = "run shoal creators vet: it reads all that was not read yet"


@dataclass(frozen=True, kw_only=True)
class Told:
    """Findings by account id, who has comments and captions that were read, and what is usual among the first.

    ``talking`` has the platform of each.
    ``unread`` are accounts whose texts were not read, by how many they have; empty where all were.
    """

    findings: Mapping[str, tuple[Finding, ...]] = field(default_factory=dict)
    talking: Mapping[str, str] = field(default_factory=dict)
    captioned: frozenset[str] = frozenset()
    league: ConversationLeague = field(default_factory=lambda: ConversationLeague(shares={}))
    unread: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Task:
    """What is asked: ``seen`` decides what has expired, ``as_of`` is the moment that windows count back from.

    Who is ``patient`` has all texts read, however long that takes, and hears of it by ``progress``. ``hers`` is what
    was read of one account last: her page asks for it more than once.
    """

    catalog: Catalog
    seen: datetime
    as_of: datetime
    ground: Ground
    patient: bool = False
    progress: Callable[[str], None]
    hers: Cache[Any] = field(default_factory=lambda: Cache(3))


def told_findings(task: Task, rules: Rules) -> Told:
    """Return the findings that texts and hand counts give, as far as rules weigh them.

    What people write is told in full by :func:`told_closely`; here only what may weigh against somebody, unless the
    rules weigh more than that: then everybody is read in full, and with too many texts nobody without patience.
    """
    tellers, read = task.catalog.tellers(task.seen), read_hints(task)
    beside = (
        (tellers.supplied, _audiences(task, tellers.supplied)),
        (tellers.hand_counts, _hand_counts(task, tellers.hand_counts)),
    )
    more = _weighs_more(rules)
    if more and read.texts > MOST_TEXTS and not task.patient:
        return Told(findings=_by_account(beside), unread={**read.unread, **dict.fromkeys(read.accounts, 0)})
    talking, captioned = _talking(read), read.named(read.captions)
    selling, league = _league(read)
    talks, says = (tuple(talking), captioned) if more else _who_may_weigh(task, read, selling, league)
    read_closely = _conversations(task, talks, [talking[one] for one in talks], league), _captions(task, says)
    talked, said = read_closely if more else map(_against, read_closely)
    texts = (talks, talked), (says, said)
    return Told(
        findings=_by_account((*texts, *beside)), talking=talking, captioned=frozenset(captioned),
        league=league, unread=read.unread,
    )  # fmt: skip


def read_hints(task: Task, *, at_most: int = 0) -> HintsRead:
    """Return what is to be read closely; what was not read yet is read now, as far as a page can wait for it.

    Where no page waits, up to ``at_most`` captions and comments, if those are more.
    """
    lists = _lists(task.ground.words_text)

    def read(accounts: Sequence[str]) -> TextHints:
        comments = task.catalog.comments(accounts, task.seen)
        captions = task.catalog.captions(accounts, task.seen)
        return text_hints(len(accounts), comments, captions, lists=lists, as_of=task.as_of)

    def progress(done: int, everybody: int) -> None:
        task.progress(f"reading captions and comments: {done:,} of {everybody:,} accounts")

    version = f"{reading_version()}, words {lists.words.digest}"
    most = None if task.patient else max(at_most, MOST_TEXTS)
    tells = most is None or most > MOST_TEXTS
    rule = HintRule(version=version, read=read, most=most, progress=progress, tells=tells)
    return task.catalog.text_hints(task.seen, rule)


def _talking(read: HintsRead) -> dict[str, str]:
    """Return who has comments, each with the platform."""
    platforms = np.array(read.platforms, dtype=object)[read.comments].tolist()
    return dict(zip(read.named(read.comments), platforms, strict=True))


def _league(read: HintsRead) -> tuple[Floats, ConversationLeague]:
    """Return the share of comments that sell of everybody who was read, and what is usual among them."""
    shares = shares_of(read.hints)
    platforms = np.array(read.platforms, dtype=object)[read.comments].tolist()
    league = league_of_shares({name: told[read.comments] for name, told in shares.items()}, platforms)
    return shares["spam_share"], league


def _who_may_weigh(
    task: Task, read: HintsRead, selling: Floats, league: ConversationLeague
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return whose comments and whose captions may weigh against them: few, and nobody who does is passed over."""
    talks = maybe_unusual(read.hints.sells, selling, read.platforms, league)
    says = captions_may_weigh(read.hints, task.as_of, task.ground.competitors)
    return read.named(np.array(talks, dtype=np.int64)), read.named(says)


def _by_account(parts: Sequence[tuple[Sequence[str], Findings]]) -> dict[str, tuple[Finding, ...]]:
    found: dict[str, tuple[Finding, ...]] = {}
    for accounts, findings in parts:
        for place in sorted(findings):
            kept = tuple(one for one in findings[place] if one.check not in DEAR)
            found[accounts[place]] = (*found.get(accounts[place], ()), *kept)
    return found


def _against(findings: Findings) -> Findings:
    """Return what speaks against somebody, of those alone of whom anything does."""
    told = {place: tuple(one for one in some if one.weight == "-") for place, some in findings.items()}
    return {place: against for place, against in told.items() if against}


def _weighs_more(rules: Rules) -> bool:
    """Say whether a rule asks of texts for more than what speaks against somebody."""
    return any(
        rule.enabled and rule.check in (ANY, *TEXT_CHECKS) and set(rule.weights) != {"-"} for rule in rules.rules
    )


def told_closely(task: Task, told: Told, accounts: Sequence[str], *, page: bool = False) -> Findings:
    """Return all that is told of some accounts, by their place: of their texts in full too.

    What weighs is the same as in ``told``; for a ``page``, remarks come with it that are dear to make and that no rule
    weighs. About ten milliseconds for each account with comments.
    """
    talked = _placed(
        accounts, told.talking,
        lambda some: _conversations(task, some, [told.talking[one] for one in some], told.league, page=page),
    )  # fmt: skip
    captioned = _placed(accounts, told.captioned, lambda some: _captions(task, some, focus=page))
    found: dict[int, tuple[Finding, ...]] = {}
    for place, account in enumerate(accounts):
        said = captioned.get(place, ())
        whole = (
            *(one for one in talked.get(place, ()) if page or one.check not in DEAR),
            *(one for one in said if one.check not in DEAR),
            *(one for one in told.findings.get(account, ()) if one.check not in TEXT_CHECKS),
            *(one for one in said if one.check in DEAR),
            *((unread(told.unread[account]),) if account in told.unread else ()),
        )
        if whole:
            found[place] = whole
    return found


def unread(texts: int) -> Finding:
    """Return that so many captions and comments were not read yet (0: as many as there are); no rule weighs it."""
    words = f"{texts:,} captions and comments were" if texts > 1 else "captions and comments were"
    return Finding(check=UNREAD, claim=f"what they and others write is not known: {words} not read yet", weight="?",
                   settle=READ_THEM)  # fmt: skip


def _placed(accounts: Sequence[str], who: Container[str], read: Callable[[Sequence[str]], Findings]) -> Findings:
    """Return what is read of those among some accounts who are meant, by their place among all of them."""
    places = [place for place, account in enumerate(accounts) if account in who]
    found = read([accounts[place] for place in places])
    return {places[place]: findings for place, findings in found.items()}


def _conversations(
    task: Task, accounts: Sequence[str], platforms: Sequence[str], league: ConversationLeague, *, page: bool = False
) -> Findings:
    talk = read_talk(task, accounts) if accounts else None
    return {} if talk is None else conversation_findings(talk, platforms, league=league, resample=page)


def _captions(task: Task, accounts: Sequence[str], *, focus: bool = False) -> Findings:
    return findings_of(*read_posts(task, accounts), focus=focus) if accounts else {}


def read_talk(task: Task, accounts: Sequence[str]) -> Conversation | None:
    """Return what people write under the posts of some accounts, ``None`` where no comments came in."""

    def read() -> Conversation | None:
        comments = task.catalog.comments(accounts, task.seen)
        return read_conversations(comments, as_of=task.as_of) if len(comments) else None

    return _once(task, "talk", accounts, read)


def read_posts(task: Task, accounts: Sequence[str]) -> tuple[CaptionTable, CaptionTask]:
    """Return the captions of some accounts, and what is asked of them, by their positions."""
    captions = _once(task, "captions", accounts, lambda: task.catalog.captions(accounts, task.seen))
    ground, facts = task.ground, _facts(task, accounts)
    return captions, CaptionTask(
        lists=_lists(ground.words_text),
        as_of=task.as_of,
        jurisdictions={place: _jurisdictions(fact, ground) for place, fact in enumerate(facts)},
        competitors=ground.competitors,
        brand_names=ground.names,
    )


def _facts(task: Task, accounts: Sequence[str]) -> tuple[Facts, ...]:
    return _once(task, "facts", accounts, lambda: task.catalog.facts(accounts, task.seen))


def _once(task: Task, what: str, accounts: Sequence[str], read: Callable[[], T]) -> T:
    """Return what is read of some accounts; that of one alone is kept until another one is asked for."""
    return read() if len(accounts) > 1 else task.hers.get((what, *accounts), read)


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

"""Findings to verdict: what is known for and against each account, with evidence, and what would settle the rest.

A verdict is advice. The rules that weigh findings are a file that people read and change; only a person's decision
leaves somebody out, and the one thing that blocks (a suspected minor) asks a person as well. Words are "unusual,
because", never an accusation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.domain.bulk import Ints, Pool, PostTable, Rates, Texts
from shoal.domain.finding import Evidence, Finding, Verdict, VerdictState
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Provenance
from shoal.domain.vetting import Looked, Weighing
from shoal.signals.minors import BAND_CHECK, band_hits, is_blocked, minor_hits, words_digest
from shoal.signals.rate_findings import TYPE_FOLLOWERS, Seen, limits_of, odd_rate, rate_finding
from shoal.signals.rules import REMARKS, Mark, weigh
from shoal.signals.windows import LIKES_HIDDEN, followers_of, post_problems

OWN_RECORD = "own record"
MINOR: tuple[VerdictState, str] = ("review", "suspected minor")  # whatever the rules say
PASTE_LINK = ("paste the link of the profile", 15)
ASK_ADULT = ("a person looks whether they are an adult", 120)
ERASE = "erase their record: whoever is under 18 is not kept here"

BUSINESS = re.compile(
    r"\b(?:gmbh|ltd|llc|inc|s\.?r\.?l|agency|agentur|agence|agencia|agenzia|official (?:store|shop|account)|onlineshop|"
    r"online shop|talent management|we represent)\b"
)


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What the checks of one account read: columns prepared for all accounts, and findings that many share."""

    pool: Pool
    seen: Seen
    own: Mapping[str, OwnRecord]
    by: Weighing
    hits: dict[int, tuple[str, ...]]
    blocked: set[str]
    newest: Ints
    post_refs: Texts | None
    shared: dict[str, Finding]

    def origin(self, row: int) -> Provenance:
        """Return where the counted posts of an account came in (its newest one), else where the account itself did."""
        pool, counted = self.pool, self.post_refs is not None and self.seen.rates.n[row] > 0 and self.newest[row] >= 0
        ref = self.post_refs[self.newest[row]] if counted and self.post_refs is not None else pool.ref[row]
        return Provenance(source=str(pool.source[row]), policy=str(pool.policy[row]), ref=str(ref))


def vet(
    pool: Pool, rates: Rates, posts: PostTable, own_record: Mapping[str, OwnRecord], by: Weighing
) -> tuple[Verdict, ...]:
    """Return advice on every account of a pool, aligned with it.

    ``own_record`` is keyed by account id; ``by`` holds the rules, the moment, findings of other checks by position,
    and what people saw. Somebody who may be under 18 is ``review`` and blocked whatever the rules say; then the first
    rule that holds decides, and where none does, the verdict is ``unknown``. O(posts + accounts), about 30
    microseconds an account: for the people of a page or a shortlist, not for a million.
    """
    hits = _hits(pool, by)
    problem = post_problems(pool, posts, as_of=by.as_of)
    desk = _Desk(
        pool=pool,
        seen=Seen(
            rates=rates,
            followers=followers_of(pool),
            posts=np.bincount(posts.account, minlength=len(pool)),
            hidden=np.bincount(posts.account[problem == LIKES_HIDDEN], minlength=len(pool)),
            limits=limits_of(by.rules),
        ),
        own=own_record,
        by=by,
        hits=hits,
        blocked=_blocked(pool, hits, by.looked),
        newest=_newest(pool, posts),
        post_refs=posts.ref,
        shared={},
    )
    return tuple(_verdict(desk, row) for row in range(len(pool)))


def _newest(pool: Pool, posts: PostTable) -> Ints:
    """Return the place of each account's newest post, -1 where it has none: posts are in order from old to new."""
    newest = np.full(len(pool), -1, dtype=np.int64)
    newest[posts.account] = np.arange(len(posts))
    return newest


def summary(verdicts: Sequence[Verdict]) -> dict[str, int]:
    """Count verdicts for one line: own record, ok otherwise, review, unknown, refuse; they add up to all of them."""
    counts = {OWN_RECORD: 0, "ok": 0, "review": 0, "unknown": 0, "refuse": 0}
    for verdict in verdicts:
        counts[OWN_RECORD if verdict.kind == OWN_RECORD else verdict.state] += 1
    return counts


def _hits(pool: Pool, by: Weighing) -> dict[int, tuple[str, ...]]:
    """Return what suggests a minor, by position: words, and what a vendor says of her age group."""
    told = zip(pool.name, pool.bio, pool.notes, strict=True)
    found = {row: minor_hits(*texts, by.as_of.year) for row, texts in enumerate(told) if any(texts)}
    for row, findings in by.more.items():
        found[row] = (*found.get(row, ()), *band_hits(findings))
    return {row: hits for row, hits in found.items() if hits}


def _blocked(pool: Pool, hits: Mapping[int, Sequence[str]], looked: Mapping[str, Looked]) -> set[str]:
    """Return the creators who wait for the under-18 check: one account of theirs is enough."""
    asked = {str(pool.creator_id[row]) for row, words in hits.items()
             if is_blocked(words, looked.get(str(pool.creator_id[row])))}  # fmt: skip
    return asked | {creator for creator, told in looked.items() if told.said == "minor"}


def _verdict(desk: _Desk, row: int) -> Verdict:
    """Collect the findings of one account and weigh them."""
    creator, origin = str(desk.pool.creator_id[row]), desk.origin(row)
    blocked = creator in desk.blocked
    told = (
        _minor(desk, row, creator, blocked=blocked),
        _own(desk, row),
        rate_finding(desk.seen, row, origin),
        odd_rate(desk.seen, row, origin.ref),
        _followers(desk, row),
        *_identity(desk, row),
        *(one for one in desk.by.more.get(row, ()) if one.check != BAND_CHECK),
    )
    findings = tuple(finding for finding in told if finding is not None)
    marks = [Mark(one.check, one.weight, one.value) for one in findings if one.check not in REMARKS]
    rules = desk.by.rules
    state, kind = MINOR if blocked else weigh(rules, marks)
    return Verdict(
        creator_id=creator, state=state, kind=kind, findings=findings, blocked=blocked, rules=rules.version
    )  # fmt: skip


def _minor(desk: _Desk, row: int, creator: str, *, blocked: bool) -> Finding | None:
    """Ask a person whether she is an adult, or say what a person saw; nothing where nothing suggests the question."""
    hits, looked = desk.hits.get(row, ()), desk.by.looked.get(creator)
    if not blocked and not hits:
        return None
    evidence = tuple(Evidence(text=words, ref=str(desk.pool.ref[row])) for words in hits)
    claim = "may belong to somebody under 18, because of what is written or reported about the account"
    if not blocked and looked is not None:
        claim = (
            f"what is written or reported suggests somebody under 18; a person looked on {looked.at:%Y-%m-%d}: an adult"
        )
        return Finding(check="suspected_minor", claim=claim, weight="0", evidence=evidence)
    if looked is not None and looked.said == "minor":
        claim = f"is under 18, as a person found on {looked.at:%Y-%m-%d}"
        return Finding(check="suspected_minor", claim=claim, weight="?", evidence=evidence, settle=ERASE)
    if not hits:
        claim = "another account of this creator may belong to somebody under 18"
    elif looked is not None and looked.said == "adult" and looked.words_sha256 != words_digest(hits):
        claim = f"{claim}; other words came in since a person looked on {looked.at:%Y-%m-%d}"
    settle, seconds = ASK_ADULT
    return Finding(
        check="suspected_minor", claim=claim, weight="?", evidence=evidence, settle=settle, settle_seconds=seconds
    )


def _own(desk: _Desk, row: int) -> Finding | None:
    """Say what the account has sold for the brand by codes that are its own alone."""
    record = desk.own.get(str(desk.pool.account_id[row]))
    if record is None:
        return None
    codes, orders = _codes(record), _orders(record)
    days = f", {record.first_day} to {record.last_day}" if record.first_day and record.last_day else ""
    evidence = [Evidence(text=f"{orders} by {codes}{days}", ref=f"orders:{'|'.join(record.codes)}")]
    evidence += [Evidence(text=text) for text in record.held_back]
    weight: Literal["+", "0"] = "+" if record.orders > 0 else "0"
    claim, version = own_record_words(record), "2"  # of the sentence: amounts had the code of their currency before
    return Finding(check="own_record", claim=claim, weight=weight, evidence=tuple(evidence), version=version)


def own_record_words(record: OwnRecord) -> str:
    """Return what an account has sold for the brand in one sentence; a zero is said as such."""
    if record.orders == 0:
        return f"no order by {_codes(record)} so far"
    return f"{_orders(record)} by {_codes(record)}, {amount_text(record.net.minor, record.net.currency)}"


def _codes(record: OwnRecord) -> str:
    return f"{'code' if len(record.codes) == 1 else 'codes'} {', '.join(record.codes)}"


def _orders(record: OwnRecord) -> str:
    return f"{record.orders:,} net order{'' if record.orders == 1 else 's'}"


def _followers(desk: _Desk, row: int) -> Finding | None:
    """Say that the follower count is missing."""
    if desk.seen.followers[row] > 0:
        return None
    return _shared(desk, "followers", "the follower count is not known", TYPE_FOLLOWERS)


def _identity(desk: _Desk, row: int) -> list[Finding]:
    """Say what is odd about who this is: no handle, or the words of a company."""
    found = []
    if desk.pool.key_kind[row] == "row_id":
        claim = "identified by a row number of its file only: the profile cannot be opened"
        found.append(_shared(desk, "identity", claim, PASTE_LINK))
    if BUSINESS.search(f"{desk.pool.name[row]} | {desk.pool.bio[row]}".casefold()):
        claim = "reads like a shop or an agency, not like one person"
        found.append(
            Finding(check="kind", claim=claim, evidence=(Evidence(text="name or bio", ref=str(desk.pool.ref[row])),))
        )
    return found


def _shared(desk: _Desk, check: str, claim: str, remedy: tuple[str, int]) -> Finding:
    """Return the one finding that all accounts with this gap share."""
    if claim not in desk.shared:
        settle, seconds = remedy
        desk.shared[claim] = Finding(check=check, claim=claim, weight="?", settle=settle, settle_seconds=seconds)
    return desk.shared[claim]

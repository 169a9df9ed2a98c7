"""Findings to verdict: what is known for and against each account, with evidence, and what would settle the rest.

A verdict is advice. Nothing here refuses anybody: only a person's decision leaves somebody out, and the one thing that
blocks (a suspected minor) asks a person as well. Words are "unusual, because", never an accusation.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Literal

import numpy as np
from babel.numbers import get_currency_precision

from shoal.domain.bulk import Floats, Ints, Pool, PostTable, Rates, Texts
from shoal.domain.finding import Evidence, Finding, Verdict, VerdictState
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Money, Provenance, Value
from shoal.signals.engagement import COUNTED, engagement_value
from shoal.signals.minors import suspected_minor
from shoal.signals.windows import LIKES_HIDDEN, followers_of, post_problems

LEAST_POSTS = 3  # below that even the house's plain averages are unknown (metric dictionary, section 3)
UNUSUAL_Z = 2.0  # two-sided: about 1 in 22 ordinary accounts is this far out, which is why it only asks
ODD_RATE = 0.5  # a rate above one half is a percent sign gone astray or one viral post (metric dictionary, section 3)
OWN_RECORD = "own record"

# Seconds are estimates for one person with the profile open; they order remedies, they promise nothing.
COUNT_POSTS = ("count likes and comments of three posts", 30)
TYPE_FOLLOWERS = ("type the follower count from the profile", 10)
PASTE_LINK = ("paste the link of the profile", 15)
ASK_INSIGHTS = ("ask the creator for a screenshot of the insights", 120)
ASK_ADULT = ("a person asks whether the creator is an adult", 120)
CHECK_CELL = ("look at the cell in the file: percent or fraction, and which posts", 20)

HIGH = "one viral post, a giveaway, traded likes or a small and loyal circle would all look like this"
LOW = "followers who left, followers from a giveaway or a purchase, or posts shown to few would all look like this"

WHY_UNKNOWN = {
    "no_posts": "engagement is not known: no posts were brought in",
    "likes_hidden": "engagement is not known: likes are hidden",
    "comments_hidden": "engagement is not known: comments are switched off or hidden",
    "counts_impossible": "engagement is not known: the counts of its posts are below zero",
    "posts_too_fresh": "engagement is not known yet: all posts are younger than three days (YouTube: seven)",
    "posts_in_future": "engagement is not known: all posts lie in the future, so their dates are misread",
    "followers_unknown": "engagement is not known: posts were counted, but the follower count is missing",
    "followers_not_positive": "engagement is not known: the follower count is zero or below",
    "typed_rate_not_positive": "engagement is not known: the typed rate is zero or below",
}
NEEDS_FOLLOWERS = ("followers_unknown", "followers_not_positive")
BUSINESS = re.compile(
    r"\b(?:gmbh|ltd|llc|inc|s\.?r\.?l|agency|agentur|agence|agencia|agenzia|official (?:store|shop|account)|onlineshop|"
    r"online shop|talent management|we represent)\b"
)


@dataclass(slots=True, kw_only=True)
class _Desk:
    """What the checks of one account read: columns prepared for all accounts, and findings that many share."""

    pool: Pool
    rates: Rates
    own: Mapping[str, OwnRecord]
    posts: Ints
    hidden: Ints
    minors: dict[int, str]
    blocked: set[str]
    followers: Floats
    newest: Ints
    post_refs: Texts | None
    shared: dict[str, Finding]

    def ref(self, row: int) -> str:
        """Return where the counted posts of an account came in (its newest one), else where the account itself did."""
        counted = self.post_refs is not None and self.rates.n[row] > 0 and self.newest[row] >= 0
        return str(self.post_refs[self.newest[row]] if counted and self.post_refs is not None else self.pool.ref[row])


def vet(
    pool: Pool, rates: Rates, posts: PostTable, own_record: Mapping[str, OwnRecord], *, as_of: datetime
) -> tuple[Verdict, ...]:
    """Return advice on every account of a pool, aligned with it.

    ``own_record`` is keyed by account id. Open questions outweigh a good record, and a good record outweighs missing
    posts: suspected minor or something unusual is ``review``, then own net orders are ``ok`` of kind ``own record``,
    then at least three counted posts are ``ok``, everything else ``unknown``. O(posts + accounts), about 30
    microseconds an account: for the people of a page or a shortlist, not for a million.
    """
    minors = _minors(pool, as_of.year)
    problem = post_problems(pool, posts, as_of=as_of)
    desk = _Desk(
        pool=pool,
        rates=rates,
        own=own_record,
        posts=np.bincount(posts.account, minlength=len(pool)),
        hidden=np.bincount(posts.account[problem == LIKES_HIDDEN], minlength=len(pool)),
        minors=minors,
        blocked={str(pool.creator_id[row]) for row in minors},
        followers=followers_of(pool),
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


def _minors(pool: Pool, year: int) -> dict[int, str]:
    """Return the words that suggest a minor, by position; a hit in the notes comes before one in bio or name."""
    found: dict[int, str] = {}
    for column, texts in (("name", pool.name), ("bio", pool.bio), ("notes", pool.notes)):
        hits = ((row, suspected_minor(text, year)) for row, text in enumerate(texts) if text)
        found.update((row, f'{column}: "{words}"') for row, words in hits if words is not None)
    return found


def _verdict(desk: _Desk, row: int) -> Verdict:
    """Collect the findings of one account and weigh them."""
    creator = str(desk.pool.creator_id[row])
    blocked = creator in desk.blocked
    first = [_minor(desk, row)] if blocked else []
    sold = _own(desk, row)
    rate = _engagement(desk, row)
    rest = [finding for finding in (_odd(desk, row), _followers(desk, row), *_identity(desk, row)) if finding]
    findings = (*first, *([sold] if sold else []), rate, *rest)
    state, kind = _weigh(findings, blocked=blocked, sold=sold, rate=rate)
    return Verdict(creator_id=creator, state=state, kind=kind, findings=findings, blocked=blocked)


def _weigh(
    findings: Sequence[Finding], *, blocked: bool, sold: Finding | None, rate: Finding
) -> tuple[VerdictState, str]:
    """Return (state, kind) of an account."""
    if blocked:
        return "review", "suspected minor"
    doubt = next((finding.check for finding in findings if finding.weight == "-"), None)
    if doubt is not None:
        return "review", {"engagement": "unusual engagement", "rate_above_half": "rate above one half"}.get(
            doubt, doubt
        )
    if sold is not None and sold.weight == "+":
        return "ok", OWN_RECORD
    followers_known = not any(finding.check == "followers" for finding in findings)
    if rate.weight != "?" and followers_known:
        return "ok", "counted posts"
    return "unknown", ""


def _minor(desk: _Desk, row: int) -> Finding:
    """Ask a person: this account, or another one of the same creator, may belong to somebody under 18."""
    words = desk.minors.get(row)
    claim = "may belong to somebody under 18, because of what is written about the account"
    if words is None:
        claim = "another account of this creator may belong to somebody under 18"
    evidence = (Evidence(text=words, ref=str(desk.pool.ref[row])),) if words else ()
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
    weight: Literal["+", "0"] = "+" if record.orders else "0"
    return Finding(check="own_record", claim=own_record_words(record), weight=weight, evidence=tuple(evidence))


def own_record_words(record: OwnRecord) -> str:
    """Return what an account has sold for the brand in one sentence; a zero is said as such."""
    if record.orders == 0:
        return f"no order by {_codes(record)} so far"
    return f"{_orders(record)} by {_codes(record)}, {_money(record.net)}"


def _codes(record: OwnRecord) -> str:
    return f"{'code' if len(record.codes) == 1 else 'codes'} {', '.join(record.codes)}"


def _orders(record: OwnRecord) -> str:
    return f"{record.orders:,} net order{'' if record.orders == 1 else 's'}"


def _engagement(desk: _Desk, row: int) -> Finding:
    """Say what is known of the engagement rate, and what would settle the rest."""
    rates = desk.rates
    if not np.isfinite(rates.value[row]):
        return _unknown_rate(desk, row)
    provenance = Provenance(source=str(desk.pool.source[row]), policy=str(desk.pool.policy[row]), ref=desk.ref(row))
    value = engagement_value(rates, row, provenance)
    evidence = (Evidence(text=_rate_words(rates, row), ref=provenance.ref),)
    if rates.definition[row] != COUNTED:
        claim = f"engagement rate {_percent(rates.value[row])} as reported ({rates.definition[row]}), no posts counted"
        return _open_rate(claim, evidence, value)
    if rates.state[row] == "stale":
        return _open_rate("engagement was counted on posts that are all older than 180 days", evidence, value)
    if rates.n[row] < LEAST_POSTS:
        return _open_rate(
            f"engagement rests on {rates.n[row]} counted post{'' if rates.n[row] == 1 else 's'} only", evidence, value
        )
    return _counted_rate(desk, row, evidence, value)


def _open_rate(claim: str, evidence: tuple[Evidence, ...], value: Value) -> Finding:
    """Return a rate that is there but does not settle anything yet."""
    settle, seconds = COUNT_POSTS
    return Finding(
        check="engagement",
        claim=claim,
        weight="?",
        evidence=evidence,
        value=value,
        settle=settle,
        settle_seconds=seconds,
    )


def _unknown_rate(desk: _Desk, row: int) -> Finding:
    """Return why there is no rate; accounts with the same reason share one finding."""
    reason = str(desk.rates.reason[row]) or "no_posts"
    if reason not in desk.shared:
        settle, seconds = TYPE_FOLLOWERS if reason in NEEDS_FOLLOWERS else COUNT_POSTS
        if reason in ("likes_hidden", "comments_hidden"):
            settle, seconds = ASK_INSIGHTS
        desk.shared[reason] = Finding(
            check="engagement",
            claim=WHY_UNKNOWN.get(reason, f"engagement is not known: {reason}"),
            weight="?",
            value=engagement_value(desk.rates, row),
            settle=settle,
            settle_seconds=seconds,
        )
    finding = desk.shared[reason]
    if reason != "likes_hidden":
        return finding
    seen = Evidence(text=f"{desk.hidden[row]} of {desk.posts[row]} posts hide their likes", ref=str(desk.pool.ref[row]))
    return _with_evidence(finding, seen)


def _with_evidence(finding: Finding, seen: Evidence) -> Finding:
    """Return the finding with one piece of evidence."""
    return Finding(
        check=finding.check,
        claim=finding.claim,
        weight=finding.weight,
        evidence=(seen,),
        value=finding.value,
        settle=finding.settle,
        settle_seconds=finding.settle_seconds,
    )


def _counted_rate(desk: _Desk, row: int, evidence: tuple[Evidence, ...], value: Value) -> Finding:
    """Hold a counted rate against the size curve of its league; far above and far below are both worth a look."""
    rates, words = desk.rates, _rate_words(desk.rates, row)
    z = float(_column(rates.z, row))
    followers = f"{float(desk.followers[row]):,.0f} followers"
    if not np.isfinite(z):
        claim = f"{words}; fewer than 30 accounts of its kind here, so nobody can say what is usual"
        return Finding(check="engagement", claim=claim, weight="0", evidence=evidence, value=value)
    usual = f"about {_percent(_column(rates.expected, row))} is usual for that size here"
    if abs(z) <= UNUSUAL_Z:
        claim = f"{words}: in line with {followers}, {usual}"
        return Finding(check="engagement", claim=claim, weight="+", evidence=evidence, value=value)
    settle, seconds = ASK_INSIGHTS
    return Finding(
        check="engagement",
        claim=f"{words}: unusual for {followers}, because {usual}",
        weight="-",
        evidence=(*evidence, Evidence(text=HIGH if z > 0 else LOW)),
        value=value,
        settle=settle,
        settle_seconds=seconds,
    )


def _odd(desk: _Desk, row: int) -> Finding | None:
    """Ask about a rate above one half, unless posts were counted and the size curve expects it (tiny accounts)."""
    rate = float(desk.rates.value[row])
    in_line = abs(_column(desk.rates.z, row)) <= UNUSUAL_Z  # false for NaN, as is the next line
    if in_line or not rate > ODD_RATE:
        return None
    settle, seconds = CHECK_CELL
    return Finding(
        check="rate_above_half",
        claim=f"an engagement rate of {_percent(rate)} is unusual, because more than every second follower would react",
        weight="-",
        evidence=(Evidence(text="a misread percent sign or one viral post in a mean", ref=str(desk.pool.ref[row])),),
        settle=settle,
        settle_seconds=seconds,
    )


def _followers(desk: _Desk, row: int) -> Finding | None:
    """Say that the follower count is missing."""
    if desk.followers[row] > 0:
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


def _rate_words(rates: Rates, row: int) -> str:
    """Return a rate as ``3.4 % (2.6 to 4.4, 90 %), n 12 posts``."""
    low, high = _percent(rates.low[row], sign=""), _percent(rates.high[row], sign="")
    posts = f"n {rates.n[row]} posts" if rates.n[row] else "no posts counted"
    return f"engagement rate {_percent(rates.value[row])} ({low} to {high}, {100 * rates.level:.0f} %), {posts}"


def _percent(rate: float, *, sign: str = " %") -> str:
    """Return a fraction in percent with two or three figures."""
    percent = 100.0 * float(rate)
    return f"{percent:.{1 if percent >= 1 else 2}f}{sign}"


def _money(amount: Money) -> str:
    """Return an amount as ``EUR 438.39``."""
    digits = _precision(amount.currency)
    return f"{amount.currency} {amount.minor / 10**digits:,.{digits}f}"


@lru_cache(maxsize=256)
def _precision(currency: str) -> int:
    """Return how many minor digits a currency has."""
    return int(get_currency_precision(currency))


def _column(column: Floats | None, row: int) -> float:
    """Return one entry of a column that may not be there."""
    return float("nan") if column is None else float(column[row])

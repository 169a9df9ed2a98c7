"""What speaks for a candidate and what nobody has said yet, as findings with evidence."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief
from shoal.domain.finding import Evidence, Finding
from shoal.match.constraints import PASS, UNKNOWN, Check, word_phrases
from shoal.match.figures import engagement_value
from shoal.match.ground import ties
from shoal.match.phrases import count, percent
from shoal.match.rank import COUNTED_STATES, OWN_PRICES, Ranking
from shoal.match.sieve import Sieve
from shoal.match.supply import Supply
from shoal.match.words import SPOKEN, quotes, spellings

# The quickest remedy of each unknown and what it takes a person; the seconds are judgements to be timed in use.
SETTLE: dict[str, tuple[str, int]] = {
    "engagement": ("count likes and comments of three of their posts", 30),
    "price": ("ask them for a price", 60),
    "country": ("look at their profile for a country", 20),
    "city": ("look at their profile for a town", 20),
    "circle": ("look at their profile for a town", 20),
    "language": ("look at three of their captions", 20),
    "followers": ("look at their profile and type the count", 10),
    "tier": ("look at their profile and type the count of followers", 10),
    "platform": ("say on which network this account is", 10),
    "topic": ("paste their profile text", 20),
    "value_word": ("paste their profile text", 20),
    "exclusion": ("paste their profile text", 20),
    "text": ("paste their profile text", 20),
    "audience": ("ask them for a picture of their audience insights", 120),
}


def reasons_for(supply: Supply, sieve: Sieve, ranking: Ranking, brief: Brief, row: int) -> tuple[Finding, ...]:
    """Return what speaks for or against one account, each with its evidence; what is unknown stands apart."""
    return (
        *_own_record(supply, row),
        *_ties(supply, brief, row),
        *_word_reasons(supply, sieve, ranking, row),
        *(_met(check, supply, sieve, row) for check in _met_wishes(sieve, row)),
        *_engagement(supply, row),
        *_price(supply, brief, row),
        *_advice(supply, row),
    )


def unknowns_of(supply: Supply, sieve: Sieve, row: int) -> tuple[Finding, ...]:
    """Return what is not known of one account, each with the quickest remedy and the seconds it takes."""
    pool, prices = supply.pool, supply.prices
    missing: list[tuple[str, str]] = []
    if str(supply.rates.state[row]) not in COUNTED_STATES:
        said = str(supply.rates.reason[row])
        missing.append(("engagement", f"engagement is not known{': ' if said else ''}{said}"))
    if np.isnan(pool.followers[row]):
        missing.append(("followers", "number of followers is not known"))
    if np.isnan(prices.fair[row]):
        missing.append(("price", "price is not known"))
    elif str(prices.basis[row]) not in OWN_PRICES:
        missing.append(("price", "no price of their own is known, only a benchmark"))
    if not pool.country[row] and not pool.city[row]:
        missing.append(("city", "place is not known"))
    if not sieve.index.readable(SPOKEN, row):
        missing.append(("text", "no bio, caption, hashtag or note to read"))
    missing.append(("audience", "where their audience lives is not known"))
    wished = [(check.field, check.fact(row)) for check in sieve.soft if check.states[row] == UNKNOWN]
    named = {field for field, _ in missing}
    return tuple(
        open_question(field, claim) for field, claim in (*missing, *(one for one in wished if one[0] not in named))
    )


def open_question(field: str, claim: str, ref: str = "") -> Finding:
    """Return one unknown with what would settle it."""
    remedy, seconds = SETTLE[field]
    evidence = (Evidence(text=claim, ref=ref),) if ref else ()
    return Finding(check=field, claim=claim, weight="?", evidence=evidence, settle=remedy, settle_seconds=seconds)


def _met_wishes(sieve: Sieve, row: int) -> list[Check]:
    """Return the wishes that are met; to be on no list of exclusions is no merit."""
    return [check for check in (*sieve.checks, *sieve.soft) if check.wish and check.states[row] == PASS]


def _met(check: Check, supply: Supply, sieve: Sieve, row: int) -> Finding:
    wanted = [word for phrase in word_phrases(check.wish) for word in phrase] if check.wish else []
    quoted = quotes(supply.pool, row, spellings(sieve.index.words, tuple(wanted))) if wanted else ()
    plain = (Evidence(text=check.fact(row), ref=str(supply.pool.ref[row])),)
    claim = check.fact(row) if wanted else f"{check.fact(row)} (wish: {check.label})"
    return Finding(check=check.field, claim=claim, weight="+", evidence=quoted or plain)


def _word_reasons(supply: Supply, sieve: Sieve, ranking: Ranking, row: int) -> Iterator[Finding]:
    found = tuple(sieve.index.words.terms[term] for term in ranking.word_fit.found(row))
    if found:
        yield Finding(
            check="words",
            claim=f"uses words of the brief: {', '.join(found)}",
            weight="+",
            evidence=quotes(supply.pool, row, spellings(sieve.index.words, found)),
        )


def _engagement(supply: Supply, row: int) -> Iterator[Finding]:
    if str(supply.rates.state[row]) not in COUNTED_STATES:
        return
    value = engagement_value(supply, row)
    if value.estimate is None:
        return
    seen = value.estimate
    interval = f"{percent(seen.value)} ({percent(seen.low)} to {percent(seen.high)}, {percent(seen.level)})"
    yield Finding(
        check="engagement",
        claim=f"engagement {interval}, n {seen.n}, {value.name}",
        weight="0",
        evidence=(Evidence(text=seen.method, ref=str(supply.pool.ref[row])),),
        value=value,
    )


def _ties(supply: Supply, brief: Brief, row: int) -> Iterator[Finding]:
    """Say why she comes first who knows the brand already."""
    for tie in ties(brief, supply, row):
        yield Finding(check="own_ground", claim=tie, weight="+", evidence=(Evidence(text=tie, ref=""),))


def _own_record(supply: Supply, row: int) -> Iterator[Finding]:
    orders = float(supply.responses.own_orders[row])
    if np.isnan(orders):
        return
    codes = str(supply.pool.codes[row]).replace("|", ", ")
    evidence = (Evidence(text=f"codes {codes}" if codes else "own orders", ref=str(supply.pool.ref[row])),)
    weight = "+" if orders > 0 else "0"
    claim = f"own record: {count(orders)} net orders came with them"
    yield Finding(check="own_record", claim=claim, weight="+" if weight == "+" else "0", evidence=evidence)


def _price(supply: Supply, brief: Brief, row: int) -> Iterator[Finding]:
    prices = supply.prices
    if str(prices.basis[row]) not in OWN_PRICES or np.isnan(prices.fair[row]):
        return
    fair = amount_text(prices.fair[row], prices.currency)
    comparable = prices.currency == brief.budget.currency
    beyond = comparable and prices.fair[row] > brief.budget.minor
    yield Finding(
        check="price",
        claim=f"fair price {fair}{', which is more than the whole budget' if beyond else ''}",
        weight="-" if beyond else "0",
        evidence=(Evidence(text=str(prices.reason[row]) or str(prices.basis[row]), ref=str(supply.pool.ref[row])),),
    )


def _advice(supply: Supply, row: int) -> Iterator[Finding]:
    verdict = supply.verdicts[row]
    if verdict.state == "refuse":
        yield Finding(check="verdict", claim="vetting advises against them: see its findings", weight="-")
    if verdict.state == "review":
        yield Finding(check="verdict", claim="vetting asks a person to look first: see its findings", weight="-")

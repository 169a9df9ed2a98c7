"""The verdicts of a whole pool in one column say what the verdict of each account says."""

from __future__ import annotations

import re
import sys

import duckdb
import numpy as np
import pytest

from shoal.domain.bulk import Rates
from shoal.domain.trade import OwnRecord
from shoal.domain.values import Money
from shoal.signals import engagement, minor_pattern, suspected_minor, verdict_states, vet

SIZE = 400
TEXTS = ("", "", "", "mum of two", "I'm 15", "account run by parents", "bakes bread", "our 15 year old bakery")


def random_case(make_pool, make_posts, as_of, seed: int):
    """Return (pool, posts, rates, own): counted, typed and missing rates, odd ones, zeros, sales and none."""
    dice = np.random.Generator(np.random.PCG64(seed))
    followers = np.where(dice.random(SIZE) < 0.2, np.nan, np.round(np.exp(dice.normal(8, 1.5, SIZE))))
    followers[dice.random(SIZE) < 0.05] = 0
    er = np.where(dice.random(SIZE) < 0.4, np.nan, dice.choice([-0.1, 0.0, 0.004, 0.03, 0.2, 0.7, 3.0], SIZE))
    pool = make_pool(
        SIZE,
        followers=followers,
        er=er,
        bio=dice.choice(TEXTS, SIZE).astype(object),
        notes=dice.choice(TEXTS, SIZE).astype(object),
    )
    posts = [
        (row, float(np.round(np.exp(dice.normal(4, 2)))), float(dice.integers(0, 9)))
        for row in range(SIZE)
        for _ in range(int(dice.integers(0, 7)))
    ]
    table = make_posts(posts)
    own = {
        str(account): OwnRecord(
            account_id=str(account), codes=("X",), orders=int(dice.integers(-1, 3)), net=Money(minor=1, currency="EUR")
        )
        for account in pool.account_id[dice.random(SIZE) < 0.3]
    }
    return pool, table, engagement(pool, table, as_of=as_of), own


@pytest.mark.parametrize("seed", range(6))
def test_the_column_of_states_is_that_of_the_verdicts(make_pool, make_posts, as_of, by, seed: int):
    pool, posts, rates, own = random_case(make_pool, make_posts, as_of, seed)
    verdicts = vet(pool, rates, posts, own, by)
    orders = np.array([own[account].orders if account in own else np.nan for account in pool.account_id])
    states = verdict_states(pool, rates, orders, np.array([verdict.blocked for verdict in verdicts]), by)

    found = [states.state(row) for row in range(len(states))]
    assert found == [(verdict.state, verdict.kind) for verdict in verdicts]
    assert states.blocked.tolist() == [verdict.blocked for verdict in verdicts]
    assert len(set(found)) >= 5  # the case is no easy one


def test_extreme_rates_and_scores_are_weighed_alike(make_pool, make_posts, by):
    """Every combination of score, rate, number of posts, definition and state, by hand."""
    cases = [
        (z, value, n, definition, state)
        for z in (np.nan, -2.0, 2.0, 2.1, -9.0)
        for value in (np.nan, 0.02, 0.5, 0.51)
        for n in (0, 2, 3)
        for definition in ("er_lc_f", "typed")
        for state in ("estimated", "stale")
    ]
    size = len(cases)
    z, value, n, definition, state = (list(column) for column in zip(*cases, strict=True))
    blank = np.full(size, np.nan)
    numbers = np.array(value)
    rates = Rates(
        value=numbers, low=numbers, high=numbers, n=np.array(n), state=np.array(state, dtype=object),
        definition=np.array(definition, dtype=object), reason=np.full(size, "", dtype=object), log_mean=blank,
        log_sd=blank, level=0.9, expected=numbers, z=np.array(z),
    )  # fmt: skip
    for followers in (np.nan, 0.0, 900.0):
        pool = make_pool(size, followers=np.full(size, followers))
        verdicts = vet(pool, rates, make_posts([]), {}, by)
        states = verdict_states(pool, rates, np.full(size, np.nan), np.zeros(size, dtype=bool), by)
        assert [states.state(row) for row in range(size)] == [(one.state, one.kind) for one in verdicts]


# the sieve in front of the words of minors -------------------------------------------------------------------------

SUSPECTED = (
    "account run by parents", "Account run by mum ❤️", "my mum runs this account", "Konto geführt von Mama",
    "compte géré par mes parents", "conta gerida pela minha mãe", "cuenta manejada por su mamá", "KIDS ACCOUNT",
    "a kid\u2019s account", "teen creator from Graz", "I\u2019m 16 🎂", "14 years old | gymnast", "tengo 16 años",
    "16 | Berlin | dance", "Berlin | 16\nlatte", "geboren 2011", "née à Lyon en 2012", "minderjährig", "j'ai 15 ans",
    "run\u00a0by\u2003parents", "mom-managed", "prowadzone przez mamę", "\u212aids account",
    "parent\u017f run this account",
    "\ufb05ill under 18",
)  # fmt: skip


WORDS = """
    run managed betreut géré gestito by von par dai my meinen mes miei mum eltern padres mamá mamę parents kid's teen
    account creator 15 16jahre i'm ich bin aged years old 12-year-old born 2011 in | • / · née nacido 2013 jahrgang
    under 18 unter minor this konto führt ß ﬅill
"""


def sieved(texts: list[str]) -> list[str]:
    """Return the texts that the sieve lets through, asked as the engine asks it."""
    sql = "SELECT word FROM (SELECT unnest($1) AS word) WHERE regexp_matches(lower(word), $2)"
    return [row[0] for row in duckdb.execute(sql, [texts, minor_pattern()]).fetchall()]


def test_the_sieve_lets_every_suspected_text_through():
    suspected = [text for text in SUSPECTED if suspected_minor(text, 2026)]
    assert len(suspected) > 20
    assert set(suspected) <= set(sieved(suspected))


def test_the_sieve_lets_suspected_texts_through_wherever_they_stand(dice):
    """Words of the patterns thrown together at random: none that the rules suspect is held back."""
    words = [*WORDS.split(), "\n"]
    glue = np.array([" ", " ", " ", "-", "\u00a0", " | ", "\n"])
    texts = []
    for _ in range(6_000):
        chosen = dice.choice(words, int(dice.integers(2, 6)))
        between = dice.choice(glue, len(chosen))
        text = "".join(f"{word}{sign}" for word, sign in zip(chosen, between, strict=True))
        texts.append(text.upper() if dice.random() < 0.2 else text)
    suspected = {text for text in texts if suspected_minor(text, 2026)}
    assert len(suspected) > 50
    assert suspected <= set(sieved(texts))


def test_the_sieve_holds_most_ordinary_texts_back():
    ordinary = ["recipes, repair and slow days, nr 14", "mum of two, coffee first", "Top 10 things to bake", "vegan"]
    assert sieved(ordinary) == []


def test_every_letter_that_only_folding_makes_latin_is_named():
    """The sieve reads small letters, the rules folded ones: where these differ, a text has to pass."""
    passes = re.compile(minor_pattern().partition("]")[0] + "]")
    odd = [
        sign
        for sign in map(chr, range(0x80, sys.maxunicode + 1))
        if sign.casefold() != sign.lower() and re.search("[a-z]", sign.casefold())
    ]
    assert [sign for sign in odd if not passes.match(sign)] == []

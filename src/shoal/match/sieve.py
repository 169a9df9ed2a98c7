"""All hard wishes together: which accounts and creators are left, which wait on a fact, which are out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.brief import Brief, Wish
from shoal.domain.bulk import Ints
from shoal.domain.shortlist import WishCount
from shoal.match.constraints import FAIL, PASS, UNKNOWN, Check, check_wish, states_of, uses_any, word_phrases
from shoal.match.supply import Supply
from shoal.match.text import plain, spoken_words, tokens, vocabulary
from shoal.match.words import SPOKEN, Mask, TextIndex, index_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Sieve:
    """The outcome of all hard wishes.

    ``states`` has a row per check, ``level`` is the worst of them per account (``PASS``, ``UNKNOWN``, ``FAIL``),
    ``blocked`` marks every account of a creator who waits for the under-18 check: her level is ``FAIL``.
    ``creator`` is the position of an account's creator, ``creators`` how many there are.
    """

    checks: tuple[Check, ...]
    soft: tuple[Check, ...]
    states: NDArray[np.int8]
    level: NDArray[np.int8]
    blocked: Mask
    creator: Ints
    creators: int
    index: TextIndex

    def of_creators(self, level: NDArray[np.int8]) -> NDArray[np.int8]:
        """Return the best level among the accounts of each creator: one account that fits is enough."""
        best = np.zeros(self.creators, dtype=np.int8)
        np.maximum.at(best, self.creator, level)
        return best


def sift(brief: Brief, supply: Supply) -> Sieve:
    """Check every wish on every account; linear in N times the number of wishes, plus reading the texts once."""
    index = index_text(supply.pool, vocabulary(_phrases(brief)))
    hard = [check_wish(wish, brief, supply, index) for wish in hard_wishes(brief)]
    if brief.exclusions:
        hard.append(_exclusions(brief, supply, index))
    states = np.array([check.states for check in hard], dtype=np.int8).reshape(len(hard), len(supply.pool))
    counted_as = supply.pool.creator_id if supply.person is None else supply.person
    _, creator = np.unique(counted_as.astype(str), return_inverse=True)
    creators = int(creator.max()) + 1 if len(creator) else 0
    blocked = _blocked(supply, creator, creators)
    level = np.full(len(supply.pool), PASS, dtype=np.int8) if not hard else states.min(axis=0)
    level = np.where(blocked, FAIL, level).astype(np.int8)
    soft = tuple(check_wish(wish, brief, supply, index) for wish in brief.wishes if not wish.hard)
    return Sieve(
        checks=tuple(hard),
        soft=soft,
        states=states,
        level=level,
        blocked=blocked,
        creator=creator.astype(np.int64),
        creators=creators,
        index=index,
    )


def hard_wishes(brief: Brief) -> tuple[Wish, ...]:
    """Return the hard wishes in order: first the markets of the brief, which are a wish on the country."""
    hard = tuple(wish for wish in brief.wishes if wish.hard)
    markets = Wish(field="country", test="is", value=brief.markets)
    said = any((wish.field, wish.test, wish.value) == ("country", "is", brief.markets) for wish in hard)
    return hard if said or not brief.markets else (markets, *hard)


def brief_words(brief: Brief) -> list[str]:
    """Return the words by which the fit is scored: those of the text and of hard wishes on words.

    Soft wishes on words count for themselves and are left out here, so that no word counts twice.
    """
    hard = [word for wish in brief.wishes if wish.hard and wish.test != "is_not" for word in _flat(wish)]
    soft = {word for wish in brief.wishes if not wish.hard for word in _flat(wish)}
    unwanted = {word for wish in brief.wishes if wish.test == "is_not" for word in _flat(wish)}
    listed = dict.fromkeys([*hard, *spoken_words(brief.text)])
    return [word for word in listed if word not in soft | unwanted]


def count_wishes(sieve: Sieve) -> tuple[WishCount, ...]:
    """Return how many creators each hard wish keeps, in order.

    Of those kept so far, each wish keeps some, drops some and finds the fact unknown on the rest, so that
    ``kept + dropped + unknown`` is what the wish before has kept. A creator fits with any one of her accounts.
    """
    level = np.where(sieve.blocked, FAIL, PASS).astype(np.int8)
    before = sieve.of_creators(level)
    counts = []
    for check, states in zip(sieve.checks, sieve.states, strict=True):
        level = np.minimum(level, states)
        after = sieve.of_creators(level)
        outcome = np.bincount(after[before == PASS], minlength=PASS + 1)
        counts.append(
            WishCount(
                wish=check.label, kept=int(outcome[PASS]), dropped=int(outcome[FAIL]), unknown=int(outcome[UNKNOWN])
            )
        )
        before = after
    return tuple(counts)


def gain_by_dropping(sieve: Sieve) -> list[tuple[str, int]]:
    """Return how many creators would be left without each single hard wish, the most helpful first."""
    gains = []
    for place, check in enumerate(sieve.checks):
        rest = np.delete(sieve.states, place, axis=0)
        level = rest.min(axis=0) if len(rest) else np.full(len(sieve.level), PASS, dtype=np.int8)
        level = np.where(sieve.blocked, FAIL, level).astype(np.int8)
        gains.append((check.label, int(np.sum(sieve.of_creators(level) == PASS))))
    return sorted(gains, key=lambda gain: -gain[1])


def _phrases(brief: Brief) -> list[list[str]]:
    wishes = [phrase for wish in brief.wishes if wish.field in {"topic", "value_word"} for phrase in word_phrases(wish)]
    return [*wishes, *(tokens(text) for text in brief.exclusions), spoken_words(brief.text)]


def _flat(wish: Wish) -> list[str]:
    if wish.field not in {"topic", "value_word"}:
        return []
    return [word for phrase in word_phrases(wish) for word in phrase]


def _exclusions(brief: Brief, supply: Supply, index: TextIndex) -> Check:
    """Leave out named creators, accounts and handles, and whoever uses an excluded word.

    With an ``@`` in front it is a handle and nothing else. A word cannot be ruled out where there is nothing to read.
    """
    pool = supply.pool
    names = {text.strip().casefold() for text in brief.exclusions}
    handles = {name.removeprefix("@") for name in names}
    phrases = {text: tokens(text) for text in brief.exclusions if not text.strip().startswith("@")}
    identities = (pool.creator_id, pool.account_id)
    is_named = np.isin(_folded(pool.handle), list(handles))
    for column in identities:
        is_named |= np.isin(_folded(column), list(names))
    # A name that is somebody in this pool is that somebody, not a word to look for in everybody's texts.
    everybody = set().union(*(_folded(column) for column in (*identities, pool.handle)))
    searched = {text: phrase for text, phrase in phrases.items() if text.strip().casefold() not in everybody}
    hit = uses_any(index, searched.values())
    readable = index.readable(SPOKEN)
    known = is_named | hit | readable if searched else np.ones(len(pool), dtype=np.bool_)

    def fact(row: int) -> str:
        if is_named[row]:
            return "is on the list of exclusions"
        found = index.used(row, searched)
        if found:
            return f"mentions {' and '.join(found)}, which the brief excludes"
        return "mentions no excluded word" if known[row] else "nothing of theirs to read for excluded words"

    return Check(
        wish=None,
        field="exclusion",
        label=f"none of {len(brief.exclusions)} exclusions",
        states=states_of(is_named | hit, known, negated=True),
        miss=np.where(is_named | hit, 1.0, 0.0),
        fact=fact,
    )


def _folded(column: NDArray[np.object_]) -> list[str]:
    return [plain(str(text)) for text in column]


def _blocked(supply: Supply, creator: Ints, creators: int) -> Mask:
    marked = np.fromiter((verdict.blocked for verdict in supply.verdicts), dtype=np.bool_, count=len(supply.pool))
    people = np.zeros(creators, dtype=np.bool_)
    people[creator[marked]] = True
    found: Mask = people[creator]
    return found

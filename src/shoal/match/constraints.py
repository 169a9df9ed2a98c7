"""Single wishes as columns of three values: the fact fits, does not fit, or is not known.

A missing fact is never a "no": what happens to it is for the brief to say (``open`` or ``strict``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.bulk import Floats, Texts
from shoal.domain.tiers import SCHEMES
from shoal.match.phrases import count, wish_label
from shoal.match.supply import Supply
from shoal.match.text import plain, tokens
from shoal.match.words import SPOKEN, Mask, TextIndex
from shoal.stats import distance_km

FAIL, UNKNOWN, PASS = 0, 1, 2
States = NDArray[np.int8]
# A count written as "12.5k" is 12,450 to 12,550: rounding, settled by its point. "10-50k" is a range: a border inside
# it leaves the wish open. Judgement: rounding to two figures is off by 5 % at most, so wider than 10 % is a range.
ROUNDING = 1.10


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One wish on all accounts: ``states`` per account, ``miss`` how far beside (0 fits, 1 where it has no size).

    ``fact`` says in words what is so on one account, for example ``lives 41 km from Neubau``.
    """

    wish: Wish | None
    field: str
    label: str
    states: States
    miss: Floats
    fact: Callable[[int], str]


def check_wish(wish: Wish, brief: Brief, supply: Supply, index: TextIndex) -> Check:
    """Return one wish checked on every account. Linear in N; no account is looked at in Python."""
    reader = READERS[wish.field]
    return reader(wish, brief, supply, index)


def word_phrases(wish: Wish) -> list[list[str]]:
    """Return the folded words of each value of a wish on words."""
    return [tokens(value) for value in wish.value] if isinstance(wish.value, tuple) else []


def states_of(fits: Mask, known: Mask, *, negated: bool = False) -> States:
    """Return three values from what fits and what is known; turning a wish round leaves the unknown unknown."""
    states = np.where(fits != negated, PASS, FAIL).astype(np.int8)
    states[~known] = UNKNOWN
    return states


def named(wish: Wish, brief: Brief, supply: Supply, index: TextIndex) -> Check:  # noqa: ARG001  one shape for readers
    """Check platform, country, city or language against names; a language or a joined cell fits by any of its parts."""
    column: Texts = {
        "platform": supply.pool.platform,
        "country": supply.pool.country,
        "city": supply.pool.city,
        "language": supply.pool.languages,
    }[wish.field]
    wanted = {_name(value, wish.field) for value in _words(wish)}
    cells, place = np.unique(column.astype(str), return_inverse=True)
    parts = [{_name(part, wish.field) for part in cell.split("|") if part.strip()} for cell in cells]
    fits = np.array([bool(wanted & part) for part in parts], dtype=np.bool_)[place]
    known = np.array([bool(part) for part in parts], dtype=np.bool_)[place]
    states = states_of(fits, known, negated=wish.test == "is_not")

    def fact(row: int) -> str:
        cell = str(column[row]).replace("|", ", ")
        return f"{wish.field} is {cell}" if known[row] else f"{wish.field} is not known"

    return _check(wish, brief, states, fact)


def tier(wish: Wish, brief: Brief, supply: Supply, index: TextIndex) -> Check:  # noqa: ARG001  one shape for readers
    """Check the tier in the brief's scheme; where a written range spans a border that matters, it is not known."""
    lows = np.array([low for low, _ in SCHEMES[brief.tier_scheme]], dtype=float)
    names = [name for _, name in SCHEMES[brief.tier_scheme]]
    wanted = np.array([name in {value.casefold() for value in _words(wish)} for name in names], dtype=np.bool_)
    wanted = ~wanted if wish.test == "is_not" else wanted

    def fits(followers: Floats) -> Mask:
        found: Mask = wanted[np.clip(np.searchsorted(lows, followers, side="right") - 1, 0, len(names) - 1)]
        return found

    states = _states_of_range(fits, supply)

    def fact(row: int) -> str:
        number = supply.pool.followers[row]
        if np.isnan(number):
            return "tier is not known, because followers are not"
        name = names[int(np.searchsorted(lows, number, side="right")) - 1]
        return f"{count(number)} followers: {name} in the scheme {brief.tier_scheme}"

    return _check(wish, brief, states, fact)


def followers(wish: Wish, brief: Brief, supply: Supply, index: TextIndex) -> Check:  # noqa: ARG001  one shape
    """Check a least or greatest number of followers."""
    border = _number(wish)
    at_least = wish.test == "at_least"

    def fits(followers: Floats) -> Mask:
        found: Mask = followers >= border if at_least else followers <= border
        return found

    def fact(row: int) -> str:
        number = supply.pool.followers[row]
        return "followers are not known" if np.isnan(number) else f"{count(number)} followers"

    miss = np.abs(np.log(np.maximum(supply.pool.followers, 1.0) / max(border, 1.0)))
    return _check(wish, brief, _states_of_range(fits, supply), fact, miss)


def price(wish: Wish, brief: Brief, supply: Supply, index: TextIndex) -> Check:  # noqa: ARG001  one shape for readers
    """Check the fair price; a price in another currency than the brief's is not compared and so not known."""
    border, fair, currency = _number(wish), supply.prices.fair, supply.prices.currency
    known = ~np.isnan(fair) & (currency == brief.budget.currency)
    fits = fair <= border if wish.test == "at_most" else fair >= border

    def fact(row: int) -> str:
        if known[row]:
            return f"fair price {amount_text(fair[row], currency)} ({supply.prices.basis[row]})"
        return "price is not known" if np.isnan(fair[row]) else f"price is in {currency}, not compared"

    miss = np.abs(fair / max(border, 1.0) - 1.0)
    return _check(wish, brief, states_of(fits, known), fact, miss)


def circle(wish: Wish, brief: Brief, supply: Supply, index: TextIndex) -> Check:  # noqa: ARG001  one shape for readers
    """Check that a place lies within a circle, its edge included; a town without coordinates is not known."""
    if not isinstance(wish.value, Circle):
        raise TypeError("a wish within a circle needs a circle")
    centre = wish.value
    distance = distance_km(supply.pool.latitude, supply.pool.longitude, centre)
    states = states_of(distance <= centre.radius_km, ~np.isnan(distance))

    def fact(row: int) -> str:
        if not np.isnan(distance[row]):
            return f"lives {distance[row]:.3g} km from {centre.name}"
        town = str(supply.pool.city[row])
        return f"{town} has no place on the map" if town else "place is not known"

    return _check(wish, brief, states, fact, distance / centre.radius_km - 1.0)


def words(wish: Wish, brief: Brief, supply: Supply, index: TextIndex) -> Check:  # noqa: ARG001  one shape for readers
    """Check that any of the wished words is used; where nothing of hers is at hand to read, it is not known."""
    texts = ("niche", *SPOKEN) if wish.field == "topic" else SPOKEN
    phrases = dict(zip(_words(wish), word_phrases(wish), strict=True))
    found = uses_any(index, phrases.values())
    known = index.readable(texts) | found
    states = states_of(found, known, negated=wish.test == "is_not")
    listed = " or ".join(_words(wish))

    def fact(row: int) -> str:
        if not known[row]:
            return f"nothing of theirs to read, so whether they mention {listed} is not known"
        if not found[row]:
            return f"does not mention {listed} in what was brought in"
        return f"mentions {' and '.join(index.used(row, phrases))}"

    return _check(wish, brief, states, fact)


def uses_any(index: TextIndex, phrases: Iterable[list[str]]) -> Mask:
    """Say which accounts use all words of at least one phrase."""
    found = np.zeros(index.lengths.shape[1], dtype=np.bool_)
    for phrase in phrases:
        found |= index.has_all(index.words.positions(phrase))
    return found


def _check(wish: Wish, brief: Brief, states: States, fact: Callable[[int], str], miss: Floats | None = None) -> Check:
    size = np.ones(len(states)) if miss is None else np.nan_to_num(miss, nan=1.0, posinf=1e9)
    beside = np.where(states == PASS, 0.0, size)
    return Check(wish=wish, field=wish.field, label=wish_label(wish, brief), states=states, miss=beside, fact=fact)


def _states_of_range(fits: Callable[[Floats], Mask], supply: Supply) -> States:
    """Decide on a count that may be written as a range: by its point where it is rounding, else by both ends."""
    pool = supply.pool
    low = np.where(np.isnan(pool.followers_low), pool.followers, pool.followers_low)
    high = np.where(np.isnan(pool.followers_high), pool.followers, pool.followers_high)
    known = ~np.isnan(low) & ~np.isnan(high)
    at_low, at_high = fits(low), fits(high)
    is_range = known & (high > ROUNDING * low)
    settled = known & (~is_range | (at_low == at_high))
    point = np.where(is_range | np.isnan(pool.followers), at_low, fits(pool.followers))
    return states_of(point, settled)


def _words(wish: Wish) -> tuple[str, ...]:
    return wish.value if isinstance(wish.value, tuple) else ()


def _number(wish: Wish) -> float:
    if isinstance(wish.value, int | float):
        return float(wish.value)
    raise TypeError(f"a wish on {wish.field} needs a number")


def _name(value: str, field: str) -> str:
    """Fold a name for comparing; a language is compared by its first part, so ``de-AT`` is German."""
    folded = plain(value)
    return folded.replace("_", "-").split("-")[0] if field == "language" else folded


Reader = Callable[[Wish, Brief, Supply, TextIndex], Check]
READERS: dict[str, Reader] = {
    "platform": named,
    "country": named,
    "city": named,
    "language": named,
    "tier": tier,
    "followers": followers,
    "price": price,
    "circle": circle,
    "topic": words,
    "value_word": words,
}

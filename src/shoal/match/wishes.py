"""Which wishes can be read: fields, tests and values that belong together."""

from __future__ import annotations

from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.tiers import SCHEMES, tier_names
from shoal.errors import InputError

NAMED = ("is", "is_not")
MEASURED = ("at_least", "at_most")
WORDED = ("mentions", "is", "is_not")
TESTS_OF = {
    "platform": NAMED,
    "tier": NAMED,
    "country": NAMED,
    "city": NAMED,
    "language": NAMED,
    "followers": MEASURED,
    "price": MEASURED,
    "circle": ("within",),
    "topic": WORDED,
    "value_word": WORDED,
}
GOALS = ("orders", "reach", "visits")
UNKNOWNS = ("open", "strict")


def check_brief(brief: Brief) -> None:
    """Raise :class:`InputError` naming the first part of a brief that cannot be read, and what is allowed there."""
    _one_of(brief.tier_scheme, tuple(SCHEMES), "tier_scheme")
    _one_of(brief.goal, GOALS, "goal")
    _one_of(brief.unknowns, UNKNOWNS, "unknowns")
    for wish in brief.wishes:
        _check_wish(wish, brief.tier_scheme)


def _check_wish(wish: Wish, scheme: str) -> None:
    _one_of(wish.field, tuple(TESTS_OF), "field of a wish")
    _one_of(wish.test, TESTS_OF[wish.field], f"test of the wish on {wish.field}")
    if not _value_fits(wish):
        raise InputError(
            f"The value of the wish on {wish.field} does not belong to the test {wish.test}.",
            received=wish.value,
            allowed=("one or more words for is, is_not, mentions", "a number for at_least, at_most", "a circle"),
            next_step="Give the value in that form.",
        )
    if wish.field == "tier" and isinstance(wish.value, tuple):
        for name in wish.value:
            _one_of(name.casefold(), tier_names(scheme), f"tier in the scheme {scheme}")


def _value_fits(wish: Wish) -> bool:
    if wish.test == "within":
        return isinstance(wish.value, Circle) and wish.value.radius_km > 0
    if wish.test in MEASURED:
        return isinstance(wish.value, int | float) and wish.value >= 0
    return isinstance(wish.value, tuple) and any(word.strip() for word in wish.value)


def _one_of(given: str, allowed: tuple[str, ...], what: str) -> None:
    if given not in allowed:
        raise InputError(
            f"'{given}' is not a known {what}.",
            received=given,
            allowed=allowed,
            next_step=f"Use one of: {', '.join(allowed)}.",
        )

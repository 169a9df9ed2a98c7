"""How wishes and figures are written for a person."""

from __future__ import annotations

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief, Circle, Wish

TESTS = {"is": "is", "is_not": "is not", "at_least": "at least", "at_most": "at most", "mentions": "mentions"}


def wish_label(wish: Wish, brief: Brief) -> str:
    """Return a wish as one short line: ``country = AT``, ``within 15 km of Neubau``, ``price at most €200.00``."""
    name = wish.field.replace("value_word", "values")
    if isinstance(wish.value, Circle):
        return f"within {wish.value.radius_km:g} km of {wish.value.name}"
    if isinstance(wish.value, tuple):
        sign = {"is": "=", "is_not": "is not"}.get(wish.test, "mentions")
        return f"{name} {sign} {' or '.join(wish.value)}"
    if wish.field == "price":
        return f"price {TESTS[wish.test]} {amount_text(wish.value, brief.budget.currency)}"
    return f"{name} {TESTS[wish.test]} {wish.value:,.0f}"


def count(number: float) -> str:
    """Return a number of people: whole, with commas."""
    return f"{number:,.0f}"


def percent(fraction: float) -> str:
    """Return a share with three figures at most: ``2.4 %``."""
    return f"{100 * fraction:.3g} %"

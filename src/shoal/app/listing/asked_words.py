"""What a query of the list asks of figures and places, as a person reads it."""

from __future__ import annotations

from collections.abc import Callable

from shoal.domain.listing import ListQuery, Span
from shoal.domain.values import Money
from shoal.report import money_text


def asked_words(query: ListQuery, currency: str) -> dict[str, str]:
    """Return what is asked of figures, place and last post, by the name of the filter."""
    told = {}
    if query.followers is not None:
        told["followers"] = _ends(query.followers, lambda end: f"{end:,.0f}", "followers")
    if query.er is not None:
        told["er"] = _ends(query.er, lambda end: f"{100 * end:.4g} %", "engagement")
    if query.price is not None:
        told["price"] = _ends(query.price, lambda end: money_text(Money(minor=round(end), currency=currency)), "a deal")
    if query.circle is not None:
        told["circle"] = f"within {query.circle.radius_km:g} km of {query.circle.name}"
    if query.last_post_after is not None:
        told["last_post"] = f"posted since {query.last_post_after:%Y-%m-%d}"
    return told


def _ends(span: Span, shown: Callable[[float], str], what: str) -> str:
    low, high = (None if end is None else shown(end) for end in (span.low, span.high))
    if low is None:
        return f"at most {high} {what}"
    return f"at least {low} {what}" if high is None else f"{low} to {high} {what}"

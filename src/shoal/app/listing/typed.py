"""Wishes on figures, place and last post as somebody types them into fields, and as a sentence fills those fields."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from babel.numbers import get_currency_precision

from shoal.domain.brief import Circle
from shoal.domain.listing import SPANS, Span
from shoal.domain.search import SearchQuery
from shoal.match import number
from shoal.sources import locate

TYPED = (
    "min_followers", "max_followers", "min_er", "max_er", "min_price", "max_price", "near", "km", "since",
)  # fmt: skip
NEAR_KM = 50.0  # around a town where nobody says how far, as a sentence reads "near"
MOST_KM = 20_000.0  # half round the Earth
NUMBER = re.compile(r"(?P<number>\d[\d.,']*)\s*(?P<unit>k|m|mio)?\s*(?:%|km|[€$£])?", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What fields say: ``asked`` are fields of a query of the list by name, ``unread`` sentences on what says nothing.

    A figure is read as people write it (``12.5k``); two ends that stand the wrong way round are turned.
    """

    asked: Mapping[str, Any]
    unread: tuple[str, ...] = ()


def read_typed(texts: Mapping[str, str], currency: str) -> Typed:
    """Read fields by their names in ``TYPED``: rates in percent, prices in whole units of a currency."""
    unread: list[str] = []
    asked: dict[str, Any] = {}
    for name in SPANS:
        one = _unit(name, currency)
        low, high = (_figure(texts.get(f"{end}_{name}", ""), one, unread) for end in ("min", "max"))
        if low is not None and high is not None:
            low, high = min(low, high), max(low, high)
        if low is not None or high is not None:
            asked[name] = Span(low=low, high=high)
    if town := " ".join(texts.get("near", "").split()):
        asked |= _around(town, _figure(texts.get("km", ""), 1.0, unread), unread)
    if since := texts.get("since", "").strip():
        try:
            asked["last_post_after"] = datetime.fromisoformat(since).replace(tzinfo=UTC)
        except ValueError:
            unread.append(f"“{since[:40]}” is no day and was left out; write it as in 2026-05-31.")
    return Typed(asked=asked, unread=tuple(unread))


def _figure(text: str, one: float, unread: list[str]) -> float | None:
    found = NUMBER.fullmatch(text.strip())
    if text.strip() and found is None:
        unread.append(f"“{text.strip()[:40]}” is no number and was left out.")
    return None if found is None else number(found["number"], found["unit"]) / one


def typed_of(query: SearchQuery, currency: str) -> dict[str, str]:
    """Return the fields that say what a sentence asks of figures, place and last post; the others stay out."""
    texts: dict[str, str] = {}
    for name in SPANS:
        if (span := query.span(name)) is not None:
            for end, value in (("min", span.low), ("max", span.high)):
                texts[f"{end}_{name}"] = "" if value is None else f"{value * _unit(name, currency):.10g}"
    if query.circle is not None:
        texts |= {"near": query.circle.name, "km": f"{query.circle.radius_km:g}"}
    if query.last_post_after is not None:
        texts["since"] = f"{query.last_post_after:%Y-%m-%d}"
    return texts


def _unit(name: str, currency: str) -> float:
    """Return how many of what is typed are one of what is asked for."""
    return {"er": 100.0, "price": 10.0 ** -get_currency_precision(currency)}.get(name, 1.0)


def _around(town: str, radius_km: float | None, unread: list[str]) -> dict[str, Any]:
    place = locate(town)
    if place is None or place.latitude is None or place.longitude is None:
        unread.append(f"“{town[:40]}” is not a town that is known, or several are called so; it was left out.")
        return {}
    if radius_km == 0:
        unread.append("A circle of 0 km holds no town: the place was left out; write how far, as in 15.")
        return {}
    reach = NEAR_KM if radius_km is None else min(radius_km, MOST_KM)
    return {"circle": Circle(name=town, latitude=place.latitude, longitude=place.longitude, radius_km=reach)}

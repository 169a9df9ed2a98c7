"""Wishes as people write them: the named fields of a brief, and rows for whatever those do not say."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from shoal.app.briefs.field_values import amount_told, country, language, one_of, text_told, texts, whole
from shoal.domain.brief import Circle, Wish
from shoal.domain.tiers import SCHEMES, tier_names
from shoal.errors import InputError
from shoal.sources import locate

PLATFORMS = ("instagram", "tiktok", "youtube", "bluesky", "mastodon", "x", "facebook")
VALUE_WEIGHT = 0.5  # what one value that is met adds to the fit, beside words and results
RADIUS_KM = 25
HALF_EARTH_KM = 20_000
# What a row may say: field and test as they belong together, in the order in which a person is offered them.
ROW_KINDS = (
    ("platform", "is"), ("platform", "is_not"), ("tier", "is"), ("tier", "is_not"), ("country", "is"),
    ("country", "is_not"), ("city", "is"), ("city", "is_not"), ("circle", "within"), ("language", "is"),
    ("language", "is_not"), ("followers", "at_least"), ("followers", "at_most"), ("price", "at_least"),
    ("price", "at_most"), ("topic", "mentions"), ("topic", "is_not"), ("value_word", "mentions"),
    ("value_word", "is_not"),
)  # fmt: skip
AROUND = re.compile(r"(?P<km>\d+(?:\.\d+)?)\s*km\s+(?:of|around|um|von)?\s*(?P<place>.+)", re.IGNORECASE)
PLACE_FIRST = re.compile(r"(?P<place>.+?)[,;]?\s+(?P<km>\d+(?:\.\d+)?)\s*km", re.IGNORECASE)

Circles = Mapping[str, Circle]


def listed_wishes(told: Mapping[str, Any], name: str) -> list[Wish]:
    """Return the hard wish of one field that lists what is allowed: ``platforms tiers languages must_mention``."""
    found = texts(told.get(name), name)
    if not found:
        return []
    if name == "platforms":
        return [Wish(field="platform", test="is", value=tuple(one_of(text, name, PLATFORMS) for text in found))]
    if name == "tiers":
        return [Wish(field="tier", test="is", value=_tiers(found, told, name))]
    if name == "languages":
        return [Wish(field="language", test="is", value=tuple(language(text) for text in found))]
    return [Wish(field="topic", test="mentions", value=found)]


def followers_wish(told: Mapping[str, Any], name: str) -> list[Wish]:
    """Return the hard wish of ``followers_at_least`` or ``followers_at_most``."""
    number = whole(told.get(name), name)
    test = name.removeprefix("followers_")
    return [] if number is None else [Wish(field="followers", test=test, value=float(number))]


def price_wish(told: Mapping[str, Any], currency: str) -> list[Wish]:
    """Return the hard wish of ``price_at_most``."""
    if told.get("price_at_most") is None:
        return []
    return [Wish(field="price", test="at_most", value=_price(told["price_at_most"], currency))]


def place_wish(told: Mapping[str, Any], known: Circles) -> list[Wish]:
    """Return the hard wish of ``place`` and ``radius_km``."""
    if told.get("place") is None:
        return []
    radius = told.get("radius_km", RADIUS_KM)
    return [Wish(field="circle", test="within", value=circle(text_told(told["place"], "place"), radius, known))]


def value_wishes(told: Mapping[str, Any]) -> list[Wish]:
    """Return the soft wishes of ``values``."""
    words = texts(told.get("values"), "values")
    return [Wish(field="value_word", test="mentions", value=(word,), hard=False, weight=VALUE_WEIGHT) for word in words]


def row_wish(row: Any, told: Mapping[str, Any], currency: str, known: Circles) -> Wish:  # noqa: ANN401  what was written
    """Return the wish of one row: ``field``, ``test``, ``value``, ``hard`` (true) and ``weight`` (0 to 1)."""
    if not isinstance(row, Mapping):
        raise InputError("A wish has the parts field, test, value and hard.", received=row)
    field, test = str(row.get("field", "")), str(row.get("test", ""))
    if (field, test) not in ROW_KINDS:
        allowed = [f"{one} {other}" for one, other in ROW_KINDS]
        raise InputError("A wish cannot be that.", received=f"{field} {test}", allowed=allowed)
    hard = row.get("hard", True) is not False
    weight = row.get("weight", 1.0 if hard else VALUE_WEIGHT)
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 <= weight <= 1:
        raise InputError("The weight of a soft wish is a number from 0 to 1.", received=weight)
    value = _row_value(field, row.get("value"), told, currency, known)
    return Wish(field=field, test=test, value=value, hard=hard, weight=float(weight))


def _row_value(  # what one row says, by its field
    field: str,
    told_value: Any,  # noqa: ANN401  what a person wrote
    told: Mapping[str, Any],
    currency: str,
    known: Circles,
) -> tuple[str, ...] | float | Circle:
    if field == "circle":
        return _row_circle(str(told_value or ""), known)
    if field == "price":
        return _price(told_value, currency)
    if field == "followers":
        number = whole(told_value, "followers")
        if number is None:
            raise InputError("How many followers?", received=told_value)
        return float(number)
    found = texts(told_value, field)
    if not found:
        raise InputError("This wish says nothing yet.", next_step="Write a value, or remove the row.")
    readers = {
        "platform": lambda: tuple(one_of(text, field, PLATFORMS) for text in found),
        "tier": lambda: _tiers(found, told, field),
        "country": lambda: tuple(country(text) for text in found),
        "language": lambda: tuple(language(text) for text in found),
    }
    return readers[field]() if field in readers else found


def _row_circle(text: str, known: Circles) -> Circle:
    if text.strip() in known:
        return known[text.strip()]
    match = AROUND.fullmatch(text.strip()) or PLACE_FIRST.fullmatch(text.strip())
    if match is None:
        raise InputError(
            "A place needs a town and how far around it.", received=text, allowed=("25 km of Graz, AT",),
            next_step="Write it as in 25 km of Graz, AT.",
        )  # fmt: skip
    return circle(match["place"], float(match["km"]), known)


def circle(text: str, radius_km: Any, known: Circles) -> Circle:  # noqa: ANN401  what a person wrote
    """Return a circle around a town of the table of places, or around a centre that an earlier version knew by name."""
    radius = radius_km
    if not isinstance(radius, int | float) or isinstance(radius, bool) or not 0 < radius <= HALF_EARTH_KM:
        raise InputError("The radius is a number of kilometres above 0.", received=radius, fields={"radius_km": "?"})
    if text.strip() in known:
        centre = known[text.strip()]
        return Circle(name=centre.name, latitude=centre.latitude, longitude=centre.longitude, radius_km=float(radius))
    town, _, code = text.partition(",")
    place = locate(town.strip(), country(code) if code.strip() else None)
    if place is None or place.latitude is None or place.longitude is None:
        raise InputError(
            "This town is not in the table of places, or there are several.",
            received=text,
            next_step='Write town and country, as in "Graz, AT", or take a larger town nearby.',
            fields={"place": "not found"},
        )
    name = f"{place.city}, {place.country}" if place.country else str(place.city)
    return Circle(name=name, latitude=place.latitude, longitude=place.longitude, radius_km=float(radius))


def _tiers(found: Sequence[str], told: Mapping[str, Any], name: str) -> tuple[str, ...]:
    scheme = str(told.get("tier_scheme") or "shoal").strip().casefold()
    allowed = tier_names(scheme) if scheme in SCHEMES else tier_names("shoal")  # the scheme itself is refused elsewhere
    return tuple(one_of(text, name, allowed) for text in found)


def _price(told: Any, currency: str) -> float:  # noqa: ANN401  what a person wrote
    bare = isinstance(told, int | float) or not re.search("[A-Za-z]", str(told))
    price = amount_told(f"{told} {currency}" if bare else str(told), "price_at_most")
    if price.currency != currency:
        raise InputError(
            "The price ceiling and the budget are in different currencies.",
            received=f"{price.currency} and {currency}",
            next_step="Write both in the currency of the budget; nothing is converted.",
        )
    return float(price.minor)

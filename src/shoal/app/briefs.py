"""A brief as a person writes it (TOML, JSON or options) to the noun, each field checked on the way."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.tiers import SCHEMES, tier_names
from shoal.domain.values import Money, Window
from shoal.errors import FileFormatError, InputError
from shoal.sources import country_code, currency_code, currency_exponent, language_code, locate

FIELDS = (
    "name", "goal", "text", "budget", "markets", "formats", "start", "end", "platforms", "tiers", "languages",
    "followers_at_least", "followers_at_most", "price_at_most", "place", "radius_km", "must_mention", "values",
    "exclude", "tier_scheme", "unknowns", "most_creators", "least_creators", "shortlist_size",
)  # fmt: skip
GOALS = ("orders", "reach", "visits")
FORMATS = ("post", "reel", "video", "short", "story")
PLATFORMS = ("instagram", "tiktok", "youtube", "bluesky", "mastodon", "x", "facebook")
VALUE_WEIGHT = 0.5  # what one value that is met adds to the fit, beside words and results


def read_brief_file(path: Path) -> dict[str, Any]:
    """Return the fields of a brief from a TOML or JSON file. Raises ``InputError`` naming what is wrong."""
    try:
        text = path.read_text(encoding="utf-8")
        told = json.loads(text) if path.suffix.lower() == ".json" else tomllib.loads(text)
    except FileNotFoundError as cause:
        raise InputError(f"There is no file {path}.", received=path, next_step="Check the path.") from cause
    except (ValueError, UnicodeDecodeError, OSError) as cause:
        raise FileFormatError(
            f"{path.name} is not a readable brief: {cause}", received=path.name, allowed=("TOML", "JSON")
        ) from cause
    if not isinstance(told, dict):
        raise FileFormatError(f"{path.name} does not hold the fields of a brief.", allowed=FIELDS)
    return told


def brief_from(told: Mapping[str, Any], *, brief_id: str, version: int, at: datetime) -> Brief:
    """Return a brief from its fields. Raises ``InputError`` that names every field that cannot be."""
    unknown = sorted(set(told) - set(FIELDS))
    if unknown:
        raise InputError(
            f"A brief has no field {', '.join(unknown)}.", received=unknown, allowed=FIELDS, next_step="Rename it."
        )
    budget = money(told.get("budget"), "budget")
    if budget.minor <= 0:
        raise InputError("The budget has to be more than nothing.", received=told.get("budget"))
    return Brief(
        id=brief_id,
        name=slug(told.get("name")),
        version=version,
        goal=_one_of(told.get("goal", "orders"), "goal", GOALS),
        text=_text(told.get("text", ""), "text"),
        budget=budget,
        markets=tuple(_country(text) for text in _texts(told.get("markets"), "markets")),
        formats=tuple(_one_of(text, "formats", FORMATS) for text in _texts(told.get("formats", ["post"]), "formats")),
        window=_window(told),
        wishes=tuple(_wishes(told, budget.currency)),
        exclusions=_texts(told.get("exclude"), "exclude"),
        tier_scheme=_one_of(told.get("tier_scheme", "shoal"), "tier_scheme", tuple(SCHEMES)),
        unknowns=_one_of(told.get("unknowns", "open"), "unknowns", ("open", "strict")),
        most_creators=_whole(told.get("most_creators"), "most_creators"),
        least_creators=_whole(told.get("least_creators"), "least_creators"),
        shortlist_size=_whole(told.get("shortlist_size"), "shortlist_size") or 60,
        created_at=at,
    )


def _wishes(told: Mapping[str, Any], currency: str) -> list[Wish]:
    """Return hard wishes in the order in which they are best explained, then soft ones."""
    values = _texts(told.get("values"), "values")
    soft = [
        Wish(field="value_word", test="mentions", value=(word,), hard=False, weight=VALUE_WEIGHT) for word in values
    ]
    return [*_listed_wishes(told), *_bounded_wishes(told, currency), *soft]


def _listed_wishes(told: Mapping[str, Any]) -> list[Wish]:
    scheme = _one_of(told.get("tier_scheme", "shoal"), "tier_scheme", tuple(SCHEMES))
    found: list[Wish] = []
    for name, field, allowed in (("platforms", "platform", PLATFORMS), ("tiers", "tier", tier_names(scheme))):
        listed = tuple(_one_of(text, name, allowed) for text in _texts(told.get(name), name))
        if listed:
            found.append(Wish(field=field, test="is", value=listed))
    languages = tuple(_language(text) for text in _texts(told.get("languages"), "languages"))
    if languages:
        found.append(Wish(field="language", test="is", value=languages))
    if words := _texts(told.get("must_mention"), "must_mention"):
        found.append(Wish(field="topic", test="mentions", value=words))
    return found


def _bounded_wishes(told: Mapping[str, Any], currency: str) -> list[Wish]:
    found: list[Wish] = []
    for name, test in (("followers_at_least", "at_least"), ("followers_at_most", "at_most")):
        number = _whole(told.get(name), name)
        if number is not None:
            found.append(Wish(field="followers", test=test, value=float(number)))
    if told.get("price_at_most") is not None:
        found.append(Wish(field="price", test="at_most", value=_price(told["price_at_most"], currency)))
    if told.get("place") is not None:
        found.append(_circle(told))
    return found


def money(told: Any, field: str) -> Money:  # noqa: ANN401  what a person wrote
    """Return an amount such as ``5000 EUR``, ``EUR 5,000.00`` or ``5000EUR``. Raises ``InputError``."""
    match = re.fullmatch(r"\s*([A-Za-z]{3})?\s*([\d.,' ]+?)\s*([A-Za-z]{3})?\s*", str(told or ""))
    code = (match.group(1) or match.group(3) or "").upper() if match else ""
    if match is None or currency_code(code) != code:
        raise InputError(
            f"The {field} needs an amount and a currency.",
            received=told,
            allowed=("5000 EUR", "EUR 5000.00"),
            next_step=f'Write {field} = "5000 EUR".',
        )
    digits = match.group(2).replace(" ", "").replace("'", "")
    decimals = re.search(r"[.,](\d{1,2})$", digits)  # three digits after a mark are a group, as in 1.250
    whole = digits[: decimals.start()] if decimals else digits
    number = re.sub(r"[.,]", "", whole) + (f".{decimals.group(1)}" if decimals else "")
    try:
        return Money(minor=int(Decimal(number).scaleb(currency_exponent(code)).to_integral_exact()), currency=code)
    except (InvalidOperation, ValueError) as cause:
        raise InputError(f"The {field} is not an amount.", received=told, allowed=("5000 EUR",)) from cause


def slug(told: Any) -> str:  # noqa: ANN401  what a person wrote
    """Return a name that can stand in a command and a file name. Raises ``InputError``."""
    text = re.sub(r"[^a-z0-9]+", "-", str(told or "").casefold()).strip("-")
    if not text:
        raise InputError(
            "A brief needs a name.", received=told, allowed=("letters", "digits"), next_step='Write name = "spring".'
        )
    return text[:60]


def _circle(told: Mapping[str, Any]) -> Wish:
    text, _, country = _text(told["place"], "place").partition(",")
    code = _country(country) if country.strip() else None
    place = locate(text.strip(), code)
    radius = told.get("radius_km", 25)
    if place is None or place.latitude is None or place.longitude is None:
        raise InputError(
            "This town is not in the table of places, or there are several.",
            received=told["place"],
            next_step='Write town and country, as in place = "Graz, AT", or take a larger town nearby.',
            fields={"place": "not found"},
        )
    if not isinstance(radius, int | float) or isinstance(radius, bool) or not 0 < radius <= 20_000:  # noqa: PLR2004  half the earth
        raise InputError("The radius is a number of kilometres above 0.", received=radius, fields={"radius_km": "?"})
    name = f"{place.city}, {place.country}" if place.country else str(place.city)
    circle = Circle(name=name, latitude=place.latitude, longitude=place.longitude, radius_km=float(radius))
    return Wish(field="circle", test="within", value=circle)


def _price(told: Any, currency: str) -> float:  # noqa: ANN401  what a person wrote
    text = f"{told} {currency}" if isinstance(told, int | float) else str(told)
    price = money(text, "price_at_most")
    if price.currency != currency:
        raise InputError(
            "The price ceiling and the budget are in different currencies.",
            received=f"{price.currency} and {currency}",
            next_step="Write both in the currency of the budget; nothing is converted.",
        )
    return float(price.minor)


def _window(told: Mapping[str, Any]) -> Window:
    start, end = (_day(told.get(name), name) for name in ("start", "end"))
    if start and end and end < start:
        raise InputError("The campaign ends before it starts.", received=f"{start} to {end}", fields={"end": "early"})
    return Window(start=start, end=end)


def _day(told: Any, field: str) -> date | None:  # noqa: ANN401  what a person wrote
    if told is None or (isinstance(told, date) and not isinstance(told, datetime)):
        return told
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError as cause:
        raise InputError(f"{field} is not a day.", received=told, allowed=("2026-05-01",)) from cause


def _country(text: str) -> str:
    code = country_code(text.strip())
    if code is None:
        raise InputError("This country is not known.", received=text, allowed=("AT", "Austria", "Österreich"))
    return code


def _language(text: str) -> str:
    code = language_code(text.strip())
    if code is None:
        raise InputError("This language is not known.", received=text, allowed=("de", "German", "Deutsch"))
    return code


def _one_of(told: Any, field: str, allowed: Sequence[str]) -> str:  # noqa: ANN401  what a person wrote
    text = str(told).strip().casefold()
    if text not in allowed:
        raise InputError(f"{field} cannot be that.", received=told, allowed=allowed, fields={field: "not allowed"})
    return text


def _texts(told: Any, field: str) -> tuple[str, ...]:  # noqa: ANN401  what a person wrote
    if told is None:
        return ()
    listed = told.split(",") if isinstance(told, str) else told
    if not isinstance(listed, list | tuple) or not all(isinstance(item, str) for item in listed):
        raise InputError(f"{field} is a list of words.", received=told, next_step=f'Write {field} = ["one", "two"].')
    return tuple(item.strip() for item in listed if item.strip())


def _text(told: Any, field: str) -> str:  # noqa: ANN401  what a person wrote
    if not isinstance(told, str):
        raise InputError(f"{field} is a text.", received=told)
    return told.strip()


def _whole(told: Any, field: str) -> int | None:  # noqa: ANN401  what a person wrote
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise InputError(f"{field} is a whole number from 0 up.", received=told, fields={field: "not a number"})
    return told

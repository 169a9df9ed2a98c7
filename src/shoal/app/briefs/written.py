"""A brief as a person writes it (TOML, JSON, options or a form) to the noun and back, each field checked on the way."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from shoal.app.briefs.field_values import amount_told, country, one_of, text_told, texts, whole, window
from shoal.app.briefs.mix import mix_told
from shoal.app.briefs.wishes import (
    PLATFORMS,
    VALUE_WEIGHT,
    Circles,
    followers_wish,
    listed_wishes,
    place_wish,
    price_wish,
    row_wish,
    value_wishes,
)
from shoal.domain.brief import OWN_GROUND, Brief, Circle, Wish
from shoal.domain.tiers import SCHEMES
from shoal.domain.values import Money
from shoal.errors import FileFormatError, InputError
from shoal.sources import currency_exponent

FIELDS = (
    "name", "goal", "text", "budget", "markets", "formats", "start", "end", "platforms", "tiers", "languages",
    "followers_at_least", "followers_at_most", "price_at_most", "place", "radius_km", "must_mention", "values",
    "wishes", "exclude", "tier_scheme", "unknowns", "most_creators", "least_creators", "shortlist_size", "audience",
    "competitors", "own_ground", "mix",
)  # fmt: skip
GOALS = ("orders", "reach", "visits")
FORMATS = ("post", "reel", "video", "short", "story")
UNKNOWNS = ("open", "strict")
SHORTLIST_SIZE = 60
NOTHING = Money(minor=1, currency="EUR")  # stands for a budget that was refused, so that the other fields are read too
T = TypeVar("T")


class _Reader:
    """Reads field by field and remembers each refusal, so that a form shows all of them at once."""

    def __init__(self) -> None:
        self.refused: dict[str, InputError] = {}

    def read(self, name: str, reading: Callable[[], T], instead: T) -> T:
        try:
            return reading()
        except InputError as error:
            self.refused[name] = error
            return instead

    def settle(self) -> None:
        """Raise what was refused: one error as it is, several as one that names every field."""
        if not self.refused:
            return
        words = {name: _words(error) for name, error in self.refused.items()}
        if len(self.refused) > 1:
            raise InputError(f"{len(words)} fields cannot be used yet.", received=", ".join(words), fields=words)
        (error,) = self.refused.values()
        raise type(error)(
            error.message, received=error.received, allowed=error.allowed, next_step=error.next_step, fields=words
        ) from error


def _words(error: InputError) -> str:
    said = f" Such as: {', '.join(error.allowed)}." if error.allowed and not error.next_step else ""
    return f"{error.message} {error.next_step}".strip() + said


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


def brief_from(
    told: Mapping[str, Any], *, brief_id: str, version: int, at: datetime, known: Circles | None = None
) -> Brief:
    """Return a brief from its fields. Raises ``InputError`` that names every field that cannot be.

    ``known`` are circles by name whose centres the table of places need not have: those of an earlier version.
    """
    unknown = sorted(set(told) - set(FIELDS))
    if unknown:
        raise InputError(
            f"A brief has no field {', '.join(unknown)}.", received=unknown, allowed=FIELDS, next_step="Rename it."
        )
    reader = _Reader()
    read = reader.read
    budget = read("budget", lambda: _budget(told.get("budget")), NOTHING)
    made = Brief(
        id=brief_id,
        name=read("name", lambda: slug(told.get("name")), "brief"),
        version=version,
        goal=read("goal", lambda: one_of(told.get("goal", "orders"), "goal", GOALS), "orders"),
        text=read("text", lambda: text_told(told.get("text", ""), "text"), ""),
        budget=budget,
        markets=read("markets", lambda: tuple(country(text) for text in texts(told.get("markets"), "markets")), ()),
        formats=read("formats", lambda: _formats(told.get("formats", ["post"])), ("post",)),
        window=read("end", lambda: window(told.get("start"), told.get("end")), window(None, None)),
        wishes=tuple(_wishes(told, budget.currency, known or {}, reader)),
        exclusions=read("exclude", lambda: texts(told.get("exclude"), "exclude"), ()),
        tier_scheme=read(
            "tier_scheme", lambda: one_of(told.get("tier_scheme", "shoal"), "tier_scheme", tuple(SCHEMES)), "shoal"
        ),
        unknowns=read("unknowns", lambda: one_of(told.get("unknowns", "open"), "unknowns", UNKNOWNS), "open"),
        most_creators=read("most_creators", lambda: whole(told.get("most_creators"), "most_creators"), None),
        least_creators=read("least_creators", lambda: whole(told.get("least_creators"), "least_creators"), None),
        shortlist_size=read("shortlist_size", lambda: whole(told.get("shortlist_size"), "shortlist_size"), None)
        or SHORTLIST_SIZE,
        audience=read("audience", lambda: tuple(country(text) for text in texts(told.get("audience"), "audience")), ()),
        competitors=read("competitors", lambda: texts(told.get("competitors"), "competitors"), ()),
        own_ground=read("own_ground", lambda: _own_ground(told.get("own_ground")), ()),
        mix=read("mix", lambda: mix_told(told.get("mix"), str(told.get("tier_scheme", "shoal"))), ()),
        created_at=at,
    )
    reader.settle()
    return made


def _budget(told: Any) -> Money:  # noqa: ANN401  what a person wrote
    budget = amount_told(told, "budget")
    if budget.minor <= 0:
        raise InputError("The budget has to be more than nothing.", received=told)
    return budget


def _formats(told: Any) -> tuple[str, ...]:  # noqa: ANN401  what a person wrote
    return tuple(one_of(text, "formats", FORMATS) for text in texts(told, "formats"))


def _own_ground(told: Any) -> tuple[str, ...]:  # noqa: ANN401  what a person wrote
    return tuple(one_of(text, "own_ground", OWN_GROUND) for text in texts(told, "own_ground"))


def _wishes(told: Mapping[str, Any], currency: str, known: Circles, reader: _Reader) -> list[Wish]:
    """Return hard wishes in the order in which they are best explained, then soft ones."""
    none: list[Wish] = []
    found = [
        *(
            reader.read(name, lambda name=name: listed_wishes(told, name), none)  # type: ignore[misc]
            for name in ("platforms", "tiers", "languages", "must_mention")
        ),
        *(
            reader.read(name, lambda name=name: followers_wish(told, name), none)  # type: ignore[misc]
            for name in ("followers_at_least", "followers_at_most")
        ),
        reader.read("price_at_most", lambda: price_wish(told, currency), none),
        reader.read("place", lambda: place_wish(told, known), none),
    ]
    rows: list[Wish] = []
    for at, row in enumerate(told.get("wishes") or ()):
        made = reader.read(f"wishes-{at}", lambda row=row: [row_wish(row, told, currency, known)], none)  # type: ignore[misc]
        rows += made
    values = reader.read("values", lambda: value_wishes(told), none)
    hard = [wish for part in found for wish in part]
    return [*hard, *(wish for wish in rows if wish.hard), *values, *(wish for wish in rows if not wish.hard)]


def slug(told: Any) -> str:  # noqa: ANN401  what a person wrote
    """Return a name that can stand in a command and a file name. Raises ``InputError``."""
    text = re.sub(r"[^a-z0-9]+", "-", str(told or "").casefold()).strip("-")
    if not text:
        raise InputError(
            "A brief needs a name.", received=told, allowed=("letters", "digits"), next_step='Write name = "spring".'
        )
    return text[:60]


# back to fields ----------------------------------------------------------------------------------------------------


def written(money: Money) -> str:
    """Return an amount as it may be typed again: ``12,500 EUR``, ``1,250.50 EUR``."""
    exponent = currency_exponent(money.currency)
    amount = Decimal(money.minor).scaleb(-exponent)
    return f"{amount:,.0f} {money.currency}" if amount == int(amount) else f"{amount:,.{exponent}f} {money.currency}"


def circles_of(brief: Brief) -> dict[str, Circle]:
    """Return the circles of a brief by the names under which they may be written again."""
    circles = [wish.value for wish in brief.wishes if isinstance(wish.value, Circle)]
    return {name: one for one in circles for name in (one.name, circle_text(one))}


def circle_text(circle: Circle) -> str:
    """Return a circle as a row of a form writes it."""
    return f"{circle.radius_km:g} km of {circle.name}"


def fields_of(brief: Brief) -> dict[str, Any]:
    """Return the fields from which a brief can be written again; wishes that no field holds are rows of ``wishes``."""
    told: dict[str, Any] = {
        "name": brief.name, "goal": brief.goal, "text": brief.text, "budget": written(brief.budget),
        "markets": list(brief.markets), "formats": list(brief.formats), "start": brief.window.start,
        "end": brief.window.end, "exclude": list(brief.exclusions), "tier_scheme": brief.tier_scheme,
        "unknowns": brief.unknowns, "most_creators": brief.most_creators, "least_creators": brief.least_creators,
        "shortlist_size": brief.shortlist_size, "audience": list(brief.audience),
        "competitors": list(brief.competitors), "own_ground": list(brief.own_ground),
        "mix": {target.field: dict(target.shares) for target in brief.mix}, "values": [], "wishes": [],
    }  # fmt: skip
    for wish in brief.wishes:
        _put(told, wish, brief.budget.currency)
    return told


def _put(told: dict[str, Any], wish: Wish, currency: str) -> None:
    """Write a wish into its field where that is free, else into a row."""
    field = _field_of(wish)
    value = wish.value
    if field == "values" and isinstance(value, tuple):
        told["values"].append(value[0])
    elif field is None or field in told:
        told["wishes"].append(_row(wish, currency))
    elif isinstance(value, Circle):
        told["place"], told["radius_km"] = value.name, value.radius_km
    elif isinstance(value, tuple):
        told[field] = list(value)
    else:
        told[field] = _price_text(value, currency) if field == "price_at_most" else int(value)


def _field_of(wish: Wish) -> str | None:
    if not wish.hard:
        one = isinstance(wish.value, tuple) and len(wish.value) == 1 and "," not in wish.value[0]
        plain = (wish.field, wish.test, wish.weight) == ("value_word", "mentions", VALUE_WEIGHT)
        return "values" if one and plain else None
    if wish.field == "platform" and isinstance(wish.value, tuple) and not set(wish.value) <= set(PLATFORMS):
        return None
    named = {
        ("platform", "is"): "platforms", ("tier", "is"): "tiers", ("language", "is"): "languages",
        ("topic", "mentions"): "must_mention", ("followers", "at_least"): "followers_at_least",
        ("followers", "at_most"): "followers_at_most", ("price", "at_most"): "price_at_most",
        ("circle", "within"): "place",
    }  # fmt: skip
    return named.get((wish.field, wish.test))


def _row(wish: Wish, currency: str) -> dict[str, Any]:
    value: Any = wish.value
    if isinstance(value, Circle):
        value = circle_text(value)
    elif isinstance(value, float | int):
        value = _price_text(value, currency) if wish.field == "price" else int(value)
    else:
        value = list(value)
    return {"field": wish.field, "test": wish.test, "value": value, "hard": wish.hard, "weight": wish.weight}


def _price_text(minor: float, currency: str) -> str:
    return written(Money(minor=round(minor), currency=currency))

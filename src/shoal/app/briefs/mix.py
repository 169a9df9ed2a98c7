"""How a list is to be made up, as a person writes it: a table per field, or ``nano 70 %, micro 30 %``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from shoal.app.briefs.field_values import country
from shoal.domain.brief import MixTarget
from shoal.domain.tiers import SCHEMES, tier_names
from shoal.errors import InputError

FIELDS = ("tier", "country", "niche")
PART = re.compile(r"\s*(.+?)\s*[:=]?\s*([0-9]+(?:[.,][0-9]+)?)\s*(%?)\s*")
WHOLE, SLACK = 1.0, 1e-6
AS_IN = {"tier": "nano 70 %, micro 30 %", "country": "AT 50 %, DE 30 %", "niche": "baking 60 %"}


def mix_told(told: Any, scheme: str) -> tuple[MixTarget, ...]:  # noqa: ANN401  what a person wrote
    """Return the targets of a mix from a table by field, each a table of shares or a text. Raises ``InputError``."""
    if not told:
        return ()
    if not isinstance(told, Mapping) or not set(told) <= set(FIELDS):
        raise InputError(
            "A mix is a table by field.", received=told, allowed=FIELDS, next_step='Write mix.tier = "nano 70 %".'
        )
    made = [MixTarget(field=field, shares=_shares(field, told[field], scheme)) for field in FIELDS if told.get(field)]
    return tuple(target for target in made if target.shares)


def mix_text(shares: Mapping[str, float]) -> str:
    """Return shares as they may be typed again: ``nano 70 %, micro 30 %``."""
    return ", ".join(f"{value} {100 * share:g} %" for value, share in shares.items())


def _shares(field: str, told: Any, scheme: str) -> tuple[tuple[str, float], ...]:  # noqa: ANN401
    pairs = (
        told.items()
        if isinstance(told, Mapping)
        else [_pair(part, field) for part in str(told).split(",") if part.strip()]
    )
    shares = {_value(field, str(value), scheme): _share(share, field) for value, share in pairs}
    if sum(shares.values()) > WHOLE + SLACK:
        raise InputError("The shares of a mix add up to more than all.", received=told, allowed=(AS_IN[field],))
    return tuple(shares.items())


def _pair(part: str, field: str) -> tuple[str, str]:
    found = PART.fullmatch(part)
    if found is None:
        raise InputError("This is no share of a mix.", received=part.strip(), allowed=(AS_IN[field],))
    return found[1], found[2].replace(",", ".") + found[3]


def _share(told: Any, field: str) -> float:  # noqa: ANN401
    text = str(told).strip()
    try:
        share = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    except ValueError:
        share = -1.0
    if not 0.0 <= share <= WHOLE:
        raise InputError("A share is from 0 to 1, or a percentage.", received=told, allowed=(AS_IN[field],))
    return share


def _value(field: str, told: str, scheme: str) -> str:
    if field == "country":
        return country(told)
    text = told.strip().casefold()
    names = tier_names(scheme) if scheme in SCHEMES else ()
    if field == "tier" and text not in names:
        raise InputError("This size is not in the scheme.", received=told, allowed=names)
    return text

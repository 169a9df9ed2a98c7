"""What the vendors' numbers mean, and what of a report is never stored.

A vendor's figure keeps the vendor's own id, because two do not mean the same by one word (metrics.md section 3): one
counts likes, the other likes and comments; one says how many are credible, the other how many are not.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Vendor = Literal["modash", "hypeauditor"]

# Which way each figure points; shares are fractions here, whatever the vendor writes.
DIRECTIONS: Mapping[str, str] = {
    "modash.credibility": "higher is better",
    "modash.audience_type.suspicious": "higher is worse",
    "modash.audience_type.mass_followers": "higher is worse",
    "modash.audience_type.real": "higher is better",
    "hypeauditor.real": "higher is better",
    "hypeauditor.bots": "higher is worse",
    "hypeauditor.mass": "higher is worse",
}
ER_OF: Mapping[str, str] = {
    "modash.engagementRate": "likes / followers, a fraction",
    "hypeauditor.er": "(likes + comments) / followers, written in percent",
}

NEVER = "a protected trait: never stored"
CONTACT = "contact data: stays in the file"
OTHERS = "about other people: not stored"
TRAIT_OF_PERSON = "a vendor's guess about the person: not stored"
PICTURE = "a picture: not stored"
# Parts of a report by the key they stand under, wherever in it that is (sources.md sections 4 and 10).
DROPPED: Mapping[str, str] = {
    "ethnicities": NEVER, "ethnicity": NEVER, "audience_races": NEVER, "audience_ethnicity": NEVER, "races": NEVER,
    "income": NEVER, "audience_income": NEVER, "contacts": CONTACT, "email": CONTACT, "phone": CONTACT,
    "lookalikes": OTHERS, "audienceLookalikes": OTHERS, "notableUsers": OTHERS, "social_networks": OTHERS,
    "ageGroup": TRAIT_OF_PERSON, "gender": TRAIT_OF_PERSON, "blogger_age_gender": TRAIT_OF_PERSON,
    "picture": PICTURE, "avatar_url": PICTURE,
}  # fmt: skip
MINOR_BANDS = frozenset({"13-17", "0-17", "0-18", "under-18", "-17"})


def part(document: object, *keys: str) -> Any:  # noqa: ANN401  a parsed document may hold anything
    """Return what stands under the keys, ``None`` where any of them is missing."""
    for key in keys:
        if not isinstance(document, Mapping):
            return None
        document = document.get(key)
    return document


def text_of(value: object) -> str | None:
    """Return a text that says something, ``None`` for anything else."""
    return value.strip() or None if isinstance(value, str) else None


def number_of(value: object) -> float | None:
    """Return a number as the vendor gave it; null, text and truth values are unknown, never zero."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    number = float(value)
    return number if number - number == 0 else None  # neither endless nor "not a number"


def items_of(value: object) -> list[Mapping[str, Any]]:
    """Return the objects of a list, an empty list where there is none."""
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def dropped_parts(document: object, path: str = "") -> list[tuple[str, str]]:
    """Return the paths in a report that are not stored, each with its reason; empty parts are not named."""
    found: list[tuple[str, str]] = []
    pairs = document.items() if isinstance(document, Mapping) else ()
    for key, value in pairs:
        here = f"{path}.{key}" if path else str(key)
        if key in DROPPED:
            found += [(here, DROPPED[key])] if value not in (None, "", [], {}) else []
        else:
            found += dropped_parts(value, here)
    return found

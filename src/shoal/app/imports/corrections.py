"""What a person types over what is known of a creator, as a reading like that of any file."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from shoal.domain.creator import Creator
from shoal.domain.intake import CreatorRow, FileFacts, Reading, ReadOptions, Sighting
from shoal.errors import InputError
from shoal.sources import country_code, language_code, place_of, read_count

LONGEST = {"name": 120, "country": 60, "city": 80, "languages": 120, "niche": 80, "followers": 40, "bio": 2_000}
CORRECTED = tuple(LONGEST)  # the fields that may be typed
Parts = dict[str, Any]


def corrected(creator: Creator, fields: Mapping[str, str]) -> tuple[Reading, tuple[tuple[str, str], ...]]:
    """Return the typed values of one creator as a reading, and what was understood of each field.

    Raises ``InputError`` with each bad field, and where nothing was typed.
    """
    typed = {name: " ".join(text.split()) for name, text in fields.items() if name in LONGEST and text.strip()}
    if not typed:
        raise InputError("Nothing was typed.", next_step="Fill in what is different; leave the rest empty.")
    parts: Parts = {}
    wrong: dict[str, str] = {}
    for name, text in typed.items():
        try:
            parts |= _read(name, text, typed)
        except ValueError as error:
            wrong[name] = str(error)
    if wrong:
        raise InputError("Some of it could not be read.", fields=wrong)
    account = creator.accounts[0]
    row = CreatorRow(
        row=1, platform=account.platform, handle=account.handle, key_kind=account.key_kind,
        platform_id=account.platform_id, **parts,
    )  # fmt: skip
    text = "\n".join(f"{name} {told}" for name, told in sorted(typed.items()))
    reading = Reading(
        kind="creators",
        source="a person here",
        policy="manual",
        file=FileFacts(
            name="typed by hand", format="text", size_bytes=len(text.encode()),
            sha256=hashlib.sha256(f"{account.id} {text}".encode()).hexdigest(),
        ),
        options=ReadOptions(platform=account.platform),
        rows=1,
        sighting=Sighting(creators=(row,)),
    )  # fmt: skip
    return reading, tuple((name, _said(name, parts)) for name in typed)


def _read(name: str, text: str, typed: Mapping[str, str]) -> Parts:
    """Return the columns of one typed field. Raises ``ValueError`` with what is allowed."""
    if len(text) > LONGEST[name]:
        raise ValueError(f"at most {LONGEST[name]:,} characters")
    special: dict[str, Callable[[str, Mapping[str, str]], Parts]] = {
        "country": _country, "city": _city, "languages": _languages, "followers": _followers,
    }  # fmt: skip
    return special[name](text, typed) if name in special else {name: text}


def _country(text: str, _typed: Mapping[str, str]) -> Parts:
    code = country_code(text)
    if code is None:
        raise ValueError("a country, as in Austria or AT")
    return {"country": code, "country_raw": text}


def _city(text: str, typed: Mapping[str, str]) -> Parts:
    country = country_code(typed.get("country", "")) if typed.get("country") else None
    place = place_of(text, country)
    found: Parts = {"city": text}
    if place is not None:
        found |= {"latitude": place.latitude, "longitude": place.longitude}
    return found


def _languages(text: str, _typed: Mapping[str, str]) -> Parts:
    words = [word.strip() for word in text.replace(";", ",").split(",") if word.strip()]
    codes = [language_code(word) for word in words]
    unread = [word for word, code in zip(words, codes, strict=True) if code is None]
    if unread or not words:
        raise ValueError("languages with commas between, as in German, English")
    return {"languages": tuple(dict.fromkeys(code for code in codes if code))}


def _followers(text: str, _typed: Mapping[str, str]) -> Parts:
    cell = read_count(text)
    if cell.figure is None:
        why = cell.note.text.partition(":")[0] if cell.note else "is no number"
        raise ValueError(f"a count, as in 12400 or 12.4k; what you typed {why}")
    return {"followers": cell.figure}


def _said(name: str, parts: Parts) -> str:
    """Return what was understood of a field, to be read back to who typed it."""
    told: Any = parts[name]
    if name == "followers":
        near = "" if told.low == told.high else f" ({told.low:,.0f} to {told.high:,.0f})"
        return f"{told.value:,.0f}{near}"
    return ", ".join(told) if isinstance(told, tuple) else str(told)

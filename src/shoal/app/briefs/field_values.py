"""What a person wrote in one field, as the value it stands for; a refusal says what is allowed there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from shoal.domain.values import Money, Window
from shoal.errors import InputError
from shoal.sources import country_code, currency_code, currency_exponent, language_code

Told = Any  # what a person wrote: text, a number, a list, nothing


def amount_told(told: Told, field: str) -> Money:
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
    before = digits[: decimals.start()] if decimals else digits
    number = re.sub(r"[.,]", "", before) + (f".{decimals.group(1)}" if decimals else "")
    try:
        return Money(minor=int(Decimal(number).scaleb(currency_exponent(code)).to_integral_exact()), currency=code)
    except (InvalidOperation, ValueError) as cause:
        raise InputError(f"The {field} is not an amount.", received=told, allowed=("5000 EUR",)) from cause


def window(start: Told, end: Told) -> Window:
    """Return the days of a campaign; either end may be open."""
    first, last = day(start, "start"), day(end, "end")
    if first and last and last < first:
        raise InputError("The campaign ends before it starts.", received=f"{first} to {last}", fields={"end": "early"})
    return Window(start=first, end=last)


def day(told: Told, field: str) -> date | None:
    """Return a day, ``None`` where none was given."""
    if told is None or (isinstance(told, date) and not isinstance(told, datetime)):
        return told
    try:
        return date.fromisoformat(str(told)[:10])
    except ValueError as cause:
        raise InputError(f"{field} is not a day.", received=told, allowed=("2026-05-01",)) from cause


def country(text: str) -> str:
    """Return the code of a country given by code or name."""
    code = country_code(text.strip())
    if code is None:
        raise InputError("This country is not known.", received=text, allowed=("AT", "Austria", "Österreich"))
    return code


def language(text: str) -> str:
    """Return the code of a language given by code or name."""
    code = language_code(text.strip())
    if code is None:
        raise InputError("This language is not known.", received=text, allowed=("de", "German", "Deutsch"))
    return code


def one_of(told: Told, field: str, allowed: Sequence[str]) -> str:
    """Return one of a few words."""
    text = str(told).strip().casefold()
    if text not in allowed:
        raise InputError(f"{field} cannot be that.", received=told, allowed=allowed, fields={field: "not allowed"})
    return text


def texts(told: Told, field: str) -> tuple[str, ...]:
    """Return a list of words, given as such or with commas between."""
    if told is None:
        return ()
    listed = told.split(",") if isinstance(told, str) else told
    if not isinstance(listed, list | tuple) or not all(isinstance(item, str) for item in listed):
        raise InputError(f"{field} is a list of words.", received=told, next_step=f'Write {field} = ["one", "two"].')
    return tuple(item.strip() for item in listed if item.strip())


def text_told(told: Told, field: str) -> str:
    """Return a text without the blanks around it."""
    if not isinstance(told, str):
        raise InputError(f"{field} is a text.", received=told)
    return told.strip()


def whole(told: Told, field: str) -> int | None:
    """Return a whole number, ``None`` where none was given; text may group its digits (``12,500``)."""
    if isinstance(told, str) and re.fullmatch(r"\s*\d{1,3}([.,' ]\d{3})*\s*|\s*\d+\s*", told):
        told = int(re.sub(r"\D", "", told))
    if told is None:
        return None
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise InputError(f"{field} is a whole number from 0 up.", received=told, fields={field: "not a number"})
    return told

"""Amounts and moments of an orders file: minor units without floats, instants in UTC.

Cells are read by the rules of the house (``shoal.sources.cells``); here is only what orders need beyond them.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo
from decimal import ROUND_HALF_EVEN, Decimal

from shoal.sources.cells.dates import read_date
from shoal.sources.cells.money import MoneyColumn, currency_code, currency_exponent, read_money

_PLAIN = re.compile(r"^\d{1,15}(?:\.\d{1,6})?$")
_WITH_ZONE = re.compile(r":\d{2}(?:\.\d+)?\s*(?:[ap]\.?m\.?\s*)?(?:Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)$", re.IGNORECASE)
_NOON = timedelta(hours=12)  # a day without an hour: noon keeps the day in every zone within eleven hours


def is_currency(code: str) -> bool:
    """Say whether a code is a currency (ISO 4217)."""
    return currency_code(code) == code


def read_minor(text: str, currency: str, mark: str | None) -> int | None:
    """Return an amount without its sign in minor units, ``None`` where it is missing or not one clear amount.

    ``mark`` is the decimal mark of the file where it is known. Shops that write more decimals than the currency has
    (unit prices, taxes) are rounded half to even.
    """
    text = text.removeprefix("-").strip()
    if mark == "." and _PLAIN.match(text):  # the common case, and half a million cells of it in a large export
        scaled = Decimal(text).scaleb(currency_exponent(currency))
        return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))
    cell = read_money(text, column=MoneyColumn(currency=currency, mark=mark), what="amount")
    return cell.minor if cell.currency == currency else None


def two_readings(text: str, currency: str) -> bool:
    """Say whether an amount can be read in two ways even though its currency is known."""
    cell = read_money(text, column=MoneyColumn(currency=currency), what="amount")
    return any(note.code == "amount_ambiguous" for note in cell.notes)


def minor_text(minor: int, currency: str) -> str:
    """Return minor units as plain decimal text: 1477355 EUR is ``14773.55``."""
    return str(Decimal(minor).scaleb(-currency_exponent(currency)))


def read_moment(text: str, dates: str | None, zone: tzinfo) -> datetime | None:
    """Return the instant of a date cell in UTC, ``None`` where it is missing, impossible or could be two days.

    A cell without an offset is read in ``zone``; a day without an hour stands at noon.
    """
    cell = read_date(text, order=dates, zone=zone)
    return cell.at if cell.at is None or cell.with_time else cell.at + _NOON


def names_its_zone(text: str) -> bool:
    """Say whether a date cell carries its own offset."""
    return bool(_WITH_ZONE.search(text))

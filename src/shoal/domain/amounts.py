"""How an amount of money is written: one way in sentences, tables and the terminal."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache

LOCALE = "en"  # the language the product speaks


def amount_text(minor: float, currency: str) -> str:
    """Return an amount given in minor units as people write it: ``€1,250.00``, ``-PLN 12.00``, ``¥25,000``."""
    return with_sign(figures_text(abs(minor), currency), currency, below_zero=round(minor) < 0)


def figures_text(minor: float, currency: str) -> str:
    """Return the figures of an amount alone, for a column whose head names the currency: ``1,250.00``."""
    _, decimals = _ways(currency)
    return f"{Decimal(round(minor)).scaleb(-decimals):,.{decimals}f}"


def with_sign(figures: str, currency: str, *, below_zero: bool = False) -> str:
    """Return figures behind the sign of their currency; a sign of letters (PLN) stands off by a space."""
    sign, _ = _ways(currency)
    return f"{'-' if below_zero else ''}{sign}{' ' if sign[-1:].isalpha() else ''}{figures}"


@lru_cache(maxsize=256)
def _ways(currency: str) -> tuple[str, int]:
    """Return the sign of a currency and its number of decimals."""
    from babel.numbers import get_currency_precision, get_currency_symbol  # noqa: PLC0415  nouns load without a library

    return get_currency_symbol(currency, locale=LOCALE), get_currency_precision(currency)

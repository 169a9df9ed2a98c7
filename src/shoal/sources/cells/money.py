"""Amounts of money: sign or code to ISO 4217, minor units by the currency's exponent, gifts, ranges."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from babel.core import get_global
from babel.numbers import get_currency_precision

from shoal.sources.cells.numbers import FORMULA, NOT_NUMBER_WORDS, Reading, choose, plain_digits, readings
from shoal.sources.cells.text import CellNote, cell_text, fold, is_missing_number

LARGEST_MINOR = 10**15
CODE_LENGTH = 3
DOUBTFUL_EXPONENT = 2  # of an amount whose currency is not known: most currencies have cents
# A sign names the set of currencies that use it; one that is used by several does not settle the matter.
_DOLLARS = frozenset(["USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP", "TWD", "BRL"])
_SIGNS: dict[str, frozenset[str]] = {
    "€": frozenset({"EUR"}), "£": frozenset({"GBP"}), "$": _DOLLARS, "US$": frozenset({"USD"}),
    "C$": frozenset({"CAD"}), "CA$": frozenset({"CAD"}), "A$": frozenset({"AUD"}), "AU$": frozenset({"AUD"}),
    "NZ$": frozenset({"NZD"}), "HK$": frozenset({"HKD"}), "S$": frozenset({"SGD"}), "R$": frozenset({"BRL"}),
    "MX$": frozenset({"MXN"}), "NT$": frozenset({"TWD"}),
    "¥": frozenset({"JPY", "CNY"}), "￥": frozenset({"JPY", "CNY"}),
    "₹": frozenset({"INR"}), "₽": frozenset({"RUB"}), "₺": frozenset({"TRY"}), "₩": frozenset({"KRW"}),
    "₴": frozenset({"UAH"}), "₪": frozenset({"ILS"}), "฿": frozenset({"THB"}), "₫": frozenset({"VND"}),
    "₱": frozenset({"PHP"}), "₦": frozenset({"NGN"}), "ZŁ": frozenset({"PLN"}), "KČ": frozenset({"CZK"}),
    "FT": frozenset({"HUF"}), "KR": frozenset({"SEK", "NOK", "DKK", "ISK"}), "KR.": frozenset({"SEK", "NOK", "DKK"}),
    "FR": frozenset({"CHF"}), "FR.": frozenset({"CHF"}), "SFR": frozenset({"CHF"}), "SFR.": frozenset({"CHF"}),
    "RS": frozenset({"INR", "PKR"}), "RS.": frozenset({"INR", "PKR"}), "LEI": frozenset({"RON"}),
    "ЛВ": frozenset({"BGN"}), "РУБ": frozenset({"RUB"}), "РУБ.": frozenset({"RUB"}), "TL": frozenset({"TRY"}),
    "EURO": frozenset({"EUR"}), "EUROS": frozenset({"EUR"}), "EURS": frozenset({"EUR"}), "DOLLAR": _DOLLARS,
    "DOLLARS": _DOLLARS, "POUND": frozenset({"GBP"}), "POUNDS": frozenset({"GBP"}), "YEN": frozenset({"JPY"}),
    "RMB": frozenset({"CNY"}), "YUAN": frozenset({"CNY"}), "STERLING": frozenset({"GBP"}), "ZLOTY": frozenset({"PLN"}),
    "ZŁOTY": frozenset({"PLN"}), "FRANKEN": frozenset({"CHF"}), "KRONA": frozenset({"SEK"}),
    "KRONER": frozenset({"NOK", "DKK"}), "KRONOR": frozenset({"SEK"}), "RUPEES": frozenset({"INR"}),
}  # fmt: skip
_GIFT_WORDS = frozenset({
    "gifted", "gift", "gifts", "gifting", "freeproduct", "freeproducts", "product", "products", "productonly", "free",
    "barter", "exchange", "trade", "inkind", "sample", "samples", "produkt", "produkte", "gratisprodukt", "geschenk",
    "kostenlosesprodukt", "gratis", "produit", "produits", "produitoffert", "offert", "cadeau", "dotation", "producto",
    "productos", "regalo", "productogratis", "canje", "prodotto", "prodotti", "omaggio", "produto", "produtos",
    "permuta", "presente", "barterowa", "prezent", "goodie", "goodies", "pr", "prpackage", "seeding",
})  # fmt: skip
_PLUS = re.compile(
    r"^(?P<amount>.*\d[^+&]*?)\s*(?:\+|&|\bplus\b|\band\b|\bund\b|\bet\b|\by\b|\be\b)\s*(?P<rest>\D+)$", re.IGNORECASE
)
_RANGE = re.compile(
    r"^\D{0,4}[0-9][0-9.,' ]*k?\s*\D{0,4}\s*(?:[-\u2013—/]|\bto\b|\bbis\b|\bà\b|\ba\b)\s*\D{0,4}[0-9].*$", re.IGNORECASE
)
# "100,-" is a round amount, no range.
_ROUND = re.compile(r"^[^-\u2013—]*[,.][-\u2013—]+\s*\D*$")
_OPEN = re.compile(r"^\s*(?:[<>≤≥~≈]|ca\.?\s|from\s|ab\s|up to\s|bis\s|max\.?\s|min\.?\s)|\+\s*$", re.IGNORECASE)
_AMOUNT = re.compile(
    r"^(?P<before>[^0-9.,]*?)\s*(?P<body>[.,]?[0-9][0-9.,' ]*(?:e[+-]?\d+)?"
    r"\s*(?:(?:k|tsd|mio|mln)(?![^\W\d_]))?)\s*(?P<after>[^0-9]*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class MoneyColumn:
    """What is known of a column of amounts: the currency it is in where a cell does not say, and its decimal mark."""

    currency: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class MoneyCell:
    """An amount as read, in minor units; an amount without a currency is kept, in hundredths."""

    minor: int | None = None
    currency: str | None = None
    gift: bool | None = None
    notes: tuple[CellNote, ...] = ()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(get_global("all_currencies")) | {"EUR", "USD"}


@lru_cache(maxsize=4096)
def currencies_of(text: str) -> frozenset[str]:
    """Return the ISO 4217 codes that a sign, word or code may mean: none, one, or several as for ``$`` and ``kr``."""
    word = plain_digits(cell_text(text)).upper().strip()
    if word in _SIGNS:
        return _SIGNS[word]
    if len(word) == CODE_LENGTH and word.isascii() and word in _codes():
        return frozenset({word})
    parts = re.split(r"[\s()/,]+", word)
    known = [currencies_of(part) for part in parts if part] if len(parts) > 1 else []
    narrowed = [codes for codes in known if codes]
    return frozenset.intersection(*narrowed) if narrowed else frozenset()


def currency_code(text: str) -> str | None:
    """Return the one currency a cell names, ``None`` where it names none or several."""
    codes = currencies_of(text)
    return next(iter(codes)) if len(codes) == 1 else None


def currency_exponent(currency: str | None) -> int:
    """Return how many decimals a currency has; two where it is not known."""
    return get_currency_precision(currency) if currency else DOUBTFUL_EXPONENT


def _settle(sign: str, cell: str, column: str | None) -> tuple[str | None, CellNote | None]:
    """Return the currency from the amount's sign, the currency cell and the column, and what is wrong with them."""
    signed, typed = currencies_of(sign), currencies_of(cell)
    if signed and typed:
        both = signed & typed
        if not both:
            return None, CellNote("currency_disagrees", "currency sign and currency column disagree")
        signed = both
    codes = signed or typed
    words = CellNote("amount_words", "words beside the amount were not read") if sign and not signed else None
    if len(codes) == 1:
        return next(iter(codes)), words
    if column and (not codes or column in codes):
        return column, words
    if codes:
        return None, CellNote(
            "currency_open", "the sign is used by several currencies: amount kept, currency left open; say --currency"
        )
    return None, words


def _allowed(found: list[Reading], currency: str | None) -> list[Reading]:
    """Drop the readings that a currency forbids: more decimals than it has, zeros at the end apart."""
    if currency is None:
        return found
    decimals, smallest = currency_exponent(currency), Decimal(1).scaleb(-currency_exponent(currency))
    if len(found) > 1:
        return [reading for reading in found if reading.places <= decimals]
    return [reading for reading in found if reading.value % smallest == 0]


def _amount(body: str, currency: str | None, mark: str | None) -> tuple[int | None, CellNote | None]:
    found = readings(re.sub(r"\s+(?=[a-z])", "", body.strip().casefold()))
    if not found:
        return None, CellNote("amount_unread", "not an amount")
    if not all(item.value < LARGEST_MINOR for item in found):
        return None, CellNote("not_finite", "is larger than any amount; correct the cell or leave it empty")
    fits = _allowed(found, currency)
    if not fits:
        return None, CellNote("amount_unread", f"more decimals than {currency} has")
    chosen = choose(fits, mark)
    if chosen is None:
        return None, CellNote(
            "amount_ambiguous", "the mark could be a decimal or a thousands mark: left empty; say --thousands"
        )
    return int(chosen.value.scaleb(currency_exponent(currency)).to_integral_value()), None


def _gift_words(text: str) -> bool:
    return fold(text) in _GIFT_WORDS or any(fold(word) in _GIFT_WORDS for word in text.split())


def _plain(text: str, currency_cell: str, column: MoneyColumn, *, gift: bool | None) -> MoneyCell:
    match = _AMOUNT.match(text)
    if match is None:
        return MoneyCell(currency=currency_code(currency_cell), notes=(CellNote("amount_unread", "not an amount"),))
    currency, doubt = _settle(f"{match['before']} {match['after']}".strip(" .-\u2013—"), currency_cell, column.currency)
    minor, note = _amount(match["body"], currency, column.mark)
    notes = tuple(item for item in (doubt, note) if item is not None)
    return MoneyCell(minor=minor, currency=currency, gift=False if gift is None else gift, notes=notes)


def _no_amount(text: str, what: str) -> CellNote | None:
    """Return why text with digits is no single amount: a formula, below zero, a range, a bound."""
    if text.startswith("="):
        return FORMULA
    if re.match(r"^\W{0,2}[-(]\s*\W?\s*[0-9]", text):
        return CellNote("negative", f"{what} cannot be below zero; correct the cell or leave it empty")
    if _RANGE.match(text) and not _ROUND.match(text):
        return CellNote(f"{what}_is_range", f"{what} is a range")
    return CellNote(f"{what}_is_range", f"{what} is only a bound") if _OPEN.search(text) else None


def _worded(text: str, currency_cell: str, what: str) -> MoneyCell | None:
    """Read what is no plain amount: a gift, a range, a bound, a negative or endless number."""
    currency = currency_code(currency_cell)
    if not any(c.isdigit() for c in text) and not text.startswith("="):
        if text.casefold() not in NOT_NUMBER_WORDS and _gift_words(text):
            return MoneyCell(minor=0, currency=currency, gift=True)
        return MoneyCell(currency=currency, notes=(CellNote("amount_unread", "not an amount"),))
    note = _no_amount(text, what)
    return None if note is None else MoneyCell(currency=currency, notes=(note,))


def read_money(text: str, *, currency_cell: str = "", column: MoneyColumn, what: str = "fee") -> MoneyCell:
    """Read an amount: ``1.200,50``, ``€300``, ``gifted``, ``150 + product``.

    ``currency_cell`` is the cell of the currency column, ``column`` what is known of the amounts' column, ``what`` the
    word for notes (``fee`` or ``revenue``). A range stays empty. If sign and currency cell disagree the amount is kept
    and the currency left open.
    """
    text = plain_digits(cell_text(text))
    currency_cell = "" if is_missing_number(cell_text(currency_cell)) else currency_cell
    if is_missing_number(text):
        return MoneyCell(currency=currency_code(currency_cell))
    plus = _PLUS.match(text)
    if plus is not None and _gift_words(plus["rest"]):
        cell = _worded(plus["amount"], currency_cell, what) or _plain(plus["amount"], currency_cell, column, gift=True)
        note = CellNote(f"{what}_plus_product", f"{what} plus product")
        return MoneyCell(minor=cell.minor, currency=cell.currency, gift=True, notes=(*cell.notes, note))
    return _worded(text, currency_cell, what) or _plain(text, currency_cell, column, gift=None)

"""Amounts read back in words, so that a comma typed for a point is seen before it costs anything (ux.md §9)."""

from __future__ import annotations

from shoal.domain.values import Money
from shoal.sources import currency_exponent

SMALL = (
    "nought", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
STEPS = ("", " thousand", " million", " billion", " trillion")
HUNDRED, THOUSAND = 100, 1000


def number_in_words(number: int) -> str:
    """Return a whole number from nought up in words; what is beyond the trillions stays in figures."""
    if number < THOUSAND:
        return _under_thousand(number)
    if number >= THOUSAND ** len(STEPS):
        return f"{number:,}"
    groups = []
    for step in STEPS:
        number, group = divmod(number, THOUSAND)
        if group:
            groups.append(_under_thousand(group) + step)
    return " ".join(reversed(groups))


def amount_in_words(money: Money) -> str:
    """Return an amount in words with its currency: ``twelve thousand five hundred EUR``, parts as ``and 50/100``."""
    unit = 10 ** currency_exponent(money.currency)
    whole, part = divmod(money.minor, unit)
    rest = f" and {part}/{unit}" if part else ""
    return f"{number_in_words(whole)}{rest} {money.currency}"


def _under_thousand(number: int) -> str:
    hundreds, rest = divmod(number, HUNDRED)
    words = [f"{SMALL[hundreds]} hundred"] if hundreds else []
    if rest or not hundreds:
        words.append(_under_hundred(rest))
    return " ".join(words)


def _under_hundred(number: int) -> str:
    if number < len(SMALL):
        return SMALL[number]
    tens, rest = divmod(number, 10)
    return TENS[tens - 2] + (f"-{SMALL[rest]}" if rest else "")

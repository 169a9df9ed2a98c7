"""Engagement rates: percent or fraction, in the order of metrics.md section 3; never from size alone."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from decimal import Decimal

from shoal.domain.intake import Figure
from shoal.sources.cells.numbers import FORMULA, NOT_NUMBER_WORDS, choose, figure_of, plain_digits, readings
from shoal.sources.cells.text import CellNote, cell_text, is_missing_number

AGREES = math.log(3)  # metrics.md section 3 (a): the recomputed rate and the written one lie within a factor of three
SURE_PERCENT_FROM = 1.0  # metrics.md section 3 (c), only in a column where most cells carry the sign
SURE_FRACTION_TO = 0.2
UNUSUAL_FROM = 0.5  # import rule: above 50 % the rate is kept and pointed out
_RANGE = re.compile(r"^[0-9][0-9.,]*\s*%?\s*(?:[-\u2013—]|\bto\b|\bbis\b)\s*[0-9][0-9.,]*\s*%?$")
_PERCENT = re.compile(
    r"\s*(?:%|٪|\uff05|percent|per cent|prozent|pct\.?|procent|por ciento|por cento|pour cent)$", re.IGNORECASE
)
_UNITS = {"percent": 0.01, "fraction": 1.0}
_SHIFT = {"percent": -2, "fraction": 0}
LARGEST_RATE = 10**6  # beyond it the cell is no rate but a slip


@dataclass(frozen=True, slots=True)
class RateColumn:
    """What is known of a column of rates.

    ``said`` is what a person or a named vendor said (``percent`` or ``fraction``), ``signs`` that most cells carry the
    sign, ``settled`` what the rows that could be recomputed agreed on, ``mark`` the decimal mark.
    """

    said: str | None = None
    signs: bool = False
    settled: str | None = None
    mark: str | None = None


@dataclass(frozen=True, slots=True)
class RateCell:
    """A rate as read, a fraction; ``how`` is ``sign``, ``said``, ``recomputed``, ``rows``, ``signs`` or empty."""

    figure: Figure | None = None
    note: CellNote | None = None
    how: str = ""


MARK_OPEN = CellNote("two_readings", "the mark could be a decimal or a thousands mark: left empty; say --thousands")
AMBIGUOUS = CellNote("er_ambiguous", "engagement rate could be percent or fraction: left empty; say --er")


def has_sign(text: str) -> bool:
    """Say whether a cell carries its own percent sign."""
    return bool(_PERCENT.search(plain_digits(text)))


def recomputed_unit(written: float, engagement: float | None) -> str | None:
    """Return which unit makes a written number agree with the recomputed fraction, ``None`` where neither does."""
    if engagement is None or not engagement > 0 or not written > 0:
        return None
    distance = {unit: abs(math.log(written * factor / engagement)) for unit, factor in _UNITS.items()}
    unit = min(distance, key=lambda name: distance[name])
    return unit if distance[unit] < AGREES else None


def engagement_of(likes: float | None, comments: float | None, followers: float | None) -> float | None:
    """Return (likes + comments) / followers of a row's own counts; missing comments are left out, not zero likes."""
    if likes is None or followers is None or not followers > 0:
        return None
    return (likes + (comments or 0.0)) / followers


def _unit(written: float, column: RateColumn, engagement: float | None) -> tuple[str | None, str]:
    if column.said:
        return column.said, "said"
    unit = recomputed_unit(written, engagement)
    if unit or engagement is not None:
        return unit or column.settled, "recomputed" if unit else "rows"
    if column.settled:
        return column.settled, "rows"
    if column.signs and written >= SURE_PERCENT_FROM:
        return "percent", "signs"
    if column.signs and written <= SURE_FRACTION_TO:
        return "fraction", "signs"
    return None, ""


def _number(text: str, mark: str | None) -> Decimal | CellNote:
    """Return the number as written, or why it is none."""
    if text.casefold() in NOT_NUMBER_WORDS or text.startswith(("-", "(")):
        return CellNote("er_not_possible", "not a possible rate; correct the cell or leave it empty")
    found = readings(text)
    chosen = choose(found, mark)
    if chosen is None:
        return MARK_OPEN if found else CellNote("er_not_a_number", "engagement rate is not a number")
    if not chosen.value < LARGEST_RATE:
        return CellNote("er_not_possible", "not a possible rate; correct the cell or leave it empty")
    return chosen.value


def _settled(text: str, unit: str | None, column: RateColumn, engagement: float | None) -> RateCell:
    """Read a number without its sign; ``unit`` is given where the cell itself says it."""
    written = _number(text, column.mark)
    if isinstance(written, CellNote):
        return RateCell(note=written)
    if written == 0:
        return RateCell(figure_of(0.0, 0.0, 0.0), None, "zero")
    unit, how = (unit, "sign") if unit else _unit(float(written), column, engagement)
    if unit is None:
        return RateCell(note=AMBIGUOUS)
    exponent = written.as_tuple().exponent
    half = Decimal(5).scaleb(int(exponent) - 1)
    low, value, high = (float((part).scaleb(_SHIFT[unit])) for part in (written - half, written, written + half))
    return RateCell(figure_of(value, low, high), _warning(value, unit, how), how)


def _warning(value: float, unit: str, how: str) -> CellNote | None:
    if how == "recomputed" and value > 1:
        return CellNote(
            "viral_outlier", "engagement rate above 100 %, and likes and followers agree: a post went viral?"
        )
    if value > UNUSUAL_FROM:
        return CellNote("er_over_half", "engagement rate above 50 %")
    if how == "signs" and unit == "fraction":
        return CellNote("er_is_fraction", "no % sign: read as a fraction")
    return None


def read_rate(text: str, column: RateColumn, *, engagement: float | None = None) -> RateCell:
    """Read an engagement-rate cell as a fraction.

    ``engagement`` is the rate recomputed from the row's own counts, where it has them. Own sign first, then what was
    said, then the recomputed rate, then the column's signs; what is left open is unknown with a note.
    """
    text = plain_digits(cell_text(text))
    if is_missing_number(text):
        return RateCell()
    if text.startswith("="):
        return RateCell(note=FORMULA)
    if _RANGE.match(text):
        return RateCell(note=CellNote("er_is_range", "engagement rate is a range"))
    bare = _PERCENT.sub("", text)
    return _settled(bare.strip(), "percent" if bare != text else None, column, engagement)

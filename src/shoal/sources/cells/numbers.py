"""Numbers as people write them (sources.md section 7): marks of thousands, suffixes, ranges, other scripts' digits."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from shoal.domain.intake import Figure
from shoal.sources.cells.text import CellNote, cell_text, is_missing_number

Mark = Literal[".", ","]
GROUP, INDIAN_GROUP, PLAIN_DIGITS = 3, 2, 15
SHIFT_LIMIT = 400  # powers of ten beyond what a double can hold
LARGEST = 10**15  # no account, post or shop has counted further; beyond it a double stops holding whole numbers
ABOUT = 0.10  # a "~" says "roughly": a tenth either way, or half of the last digit written if that is wider [judgement]
_SUFFIXES = {
    "k": 3, "tsd": 3, "tausend": 3, "mil": 3, "mille": 3, "mila": 3, "tys": 3, "тыс": 3, "thousand": 3, "千": 3,
    "rb": 3,
    "万": 4, "萬": 4, "만": 4, "lakh": 5, "lac": 5, "m": 6, "mm": 6, "mn": 6, "mio": 6, "mln": 6, "million": 6,
    "millions": 6, "millionen": 6, "millones": 6, "млн": 6, "jt": 6, "crore": 7, "cr": 7, "亿": 8, "億": 8, "억": 8,
    "b": 9, "bn": 9, "mrd": 9, "billion": 9,
}  # fmt: skip
_SPACES = re.compile(r"[\s\u00a0\u1680\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
_QUOTES = re.compile("['\u2019\u2018\u02bc`\u00b4\u2032]")
_BODY = re.compile(r"^(?P<digits>[0-9][0-9.,' ]*|[.,][0-9]+)(?:e(?P<power>[+-]?[0-9]{1,4}))?(?P<suffix>[^\W\d_]*)\.?$")
_RANGE = re.compile(r"^(?P<low>[0-9][^\u2013—-]*?)\s*(?:[-\u2013—]|\bto\b|\bbis\b)\s*(?P<high>[0-9].*)$")
_DATE_SHAPED = re.compile(r"^\d{4}-\d{2}-\d{2}|^\d{1,2}[-./][A-Za-z]{3,}$|^[A-Za-z]{3,}[-./]\d{1,2}$")
TWO_READINGS = "could have a decimal or a thousands mark: left empty; say --thousands"
FORMULA = CellNote("formula_text", "is a formula, never run: left empty; save the values instead")
NOT_NUMBER_WORDS = frozenset({"inf", "+inf", "-inf", "infinity", "-infinity", "nan", "∞"})


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a number: its value, half of its last written digit, the decimal mark, the decimals written."""

    value: Decimal
    half_step: Decimal
    mark: str = ""
    places: int = 0


@dataclass(frozen=True, slots=True)
class NumberCell:
    """A number cell as read: ``figure`` is ``None`` where it is missing (no note) or cannot be used (with a note)."""

    figure: Figure | None = None
    note: CellNote | None = None


def figure_of(value: float, low: float, high: float) -> Figure:
    """Return a figure, its low end never below zero."""
    return Figure(value=value, low=max(0.0, low), high=high)


def plain_digits(text: str) -> str:
    """Return the text with the digits and marks of every script in ASCII and each kind of space as one space."""
    if not text.isascii():
        text = "".join(str(unicodedata.decimal(c, None)) if c.isdecimal() else c for c in text)
        text = (
            text.replace("\u066b", ".")
            .replace("٬", "'")
            .replace("\uff0c", ",")
            .replace("\uff0e", ".")
            .replace("\u2212", "-")
        )
        text = text.replace("\u200e", "").replace("\u200f", "")
    return _SPACES.sub(" ", _QUOTES.sub("'", text)).strip()


def _grouping(parts: list[str]) -> bool:
    """Say whether the parts between marks are groups of three (or Indian groups of two that end in three)."""
    if not 1 <= len(parts[0]) <= GROUP or parts[0][0] == "0" or len(parts[-1]) != GROUP:
        return False
    middle = {len(part) for part in parts[1:-1]}
    return middle <= {GROUP} or (middle == {INDIAN_GROUP} and len(parts[0]) <= INDIAN_GROUP)


def _split(digits: str) -> list[tuple[str, str, str]]:
    """Return the possible (whole digits, decimals, decimal mark) of a run of digits and marks, most literal first."""
    marks = [c for c in digits if c in ".,' "]
    kinds = list(dict.fromkeys(marks))
    if not kinds:
        return [(digits, "", "")]
    last = marks[-1]  # in "1,234.567,890" it is no decimal mark: it was there before
    found = []
    if last in ".," and marks.count(last) == 1:
        head, _, tail = digits.rpartition(last)
        rest = kinds[:-1]
        if not rest or (len(rest) == 1 and _grouping(head.split(rest[0]))):
            found.append((re.sub(r"\D", "", head) or "0", tail, last))
    if len(kinds) == 1 and _grouping(digits.split(last)):
        found.append((digits.replace(last, ""), "", "," if last == "." else "." if last == "," else ""))
    return found


def readings(body: str) -> list[Reading]:
    """Return every reading of an unsigned number such as ``1.200,50``, ``12.5k`` or ``1.2e+04``; none if it is none."""
    match = _BODY.match(body.casefold())
    suffix = match["suffix"] if match else ""
    if match is None or (suffix and suffix not in _SUFFIXES):
        return []
    power = int(match["power"] or 0)
    shift = power + _SUFFIXES.get(suffix, 0)
    loose = bool(suffix) or match["power"] is not None
    found = []
    for whole, decimals, mark in _split(match["digits"].strip()):
        value = Decimal(f"{whole}.{decimals or 0}").scaleb(shift) if abs(shift) < SHIFT_LIMIT else Decimal("Infinity")
        step = Decimal(5).scaleb(shift - len(decimals) - 1) if loose and abs(shift) < SHIFT_LIMIT else Decimal(0)
        found.append(Reading(value=value, half_step=step, mark=mark, places=max(0, len(decimals) - shift)))
    return found


def choose(found: list[Reading], mark: str | None) -> Reading | None:
    """Return the one reading that the column's decimal mark allows, ``None`` where two are left."""
    if len(found) > 1 and mark:
        found = [reading for reading in found if reading.mark in ("", mark)] or found
    return found[0] if len(found) == 1 else None


def _counts(body: str, mark: str | None) -> tuple[Reading | None, CellNote | None]:
    """Return the reading of a count: it has no decimals, so marks before three digits are thousands."""
    found = readings(body)
    if not found:
        return None, CellNote("not_a_number", "not a number")
    whole = [reading for reading in found if reading.value == reading.value.to_integral_value()]
    if not whole:
        return None, CellNote("not_whole", "not a whole number")
    if len(whole) > 1 and not any(reading.half_step for reading in whole):
        whole = [reading for reading in whole if reading.value == max(item.value for item in whole)]
    chosen = choose(whole, mark)
    return chosen, None if chosen else CellNote("two_readings", TWO_READINGS)


def _figure(reading: Reading) -> Figure:
    value, half = float(reading.value), float(reading.half_step)
    return figure_of(value, value - half, value + half)


def _bounded(text: str, mark: str | None) -> NumberCell | None:
    """Read ``~3k``, ``10k+``, ``<1k``, ``>5k`` and ``10-50k``; ``None`` where the cell is nothing of the kind."""
    about = re.match(r"^(?:~|≈|\u223c|ca\.?|circa|approx\.?|about|around|etwa|env\.?)\s*(.+)$", text, re.IGNORECASE)
    if about:
        return _about(about[1], mark)
    below = re.match(r"^(?:<|≤|under|unter|below)\s*=?\s*(.+)$", text, re.IGNORECASE)
    above = re.match(r"^(?:>|≥|over|über|more than)\s*=?\s*(.+)$|^(.+?)\s*\+$", text, re.IGNORECASE)
    if below or above:
        bound = below[1] if below else (above[1] or above[2]) if above else ""
        return _one_sided(bound, mark, below=bool(below))
    span = _RANGE.match(text)
    return _span(span["low"], span["high"], mark) if span else None


def _about(body: str, mark: str | None) -> NumberCell:
    reading, note = _counts(body.strip(), mark)
    if reading is None:
        return NumberCell(note=note)
    value = float(reading.value)
    half = max(float(reading.half_step), ABOUT * value)
    figure = figure_of(value, value - half, value + half)
    return NumberCell(figure, CellNote("approximate", "approximate, kept with its range"))


def _one_sided(body: str, mark: str | None, *, below: bool) -> NumberCell:
    """Keep a bound as an interval; the value is the bound itself, or half of an upper bound."""
    reading, note = _counts(body.strip(), mark)
    if reading is None:
        return NumberCell(note=note)
    value = float(reading.value)
    figure = figure_of(value / 2, 0.0, value) if below else figure_of(value, value, math.inf)
    words = "an upper bound" if below else "a lower bound"
    return NumberCell(figure, CellNote("approximate", f"only {words}, kept as a range"))


def _span(low: str, high: str, mark: str | None) -> NumberCell:
    """Keep a range with the geometric middle as its value; a suffix at the end belongs to both ends."""
    suffix = re.search(r"[^\W\d_]+\.?$", high.strip())
    if suffix and not re.search(r"[^\W\d_]+\.?\s*$", low):
        low = f"{low.strip()}{suffix[0]}"
    start, _ = _counts(low.strip(), mark)
    end, _ = _counts(high.strip(), mark)
    if start is None or end is None or end.value < start.value:
        return NumberCell(note=CellNote("not_a_number", "not a number"))
    first, last = float(start.value), float(end.value)
    middle = math.sqrt(first * last) if first > 0 else (first + last) / 2
    return NumberCell(figure_of(middle, first, last), CellNote("approximate", "a range, kept as one"))


def _impossible(text: str) -> CellNote | None:
    """Return why a cell can be no count at all: negative, endless, a date."""
    if text.startswith("="):
        return FORMULA
    if text.casefold() in NOT_NUMBER_WORDS:
        return CellNote("not_finite", "is no finite number; correct the cell or leave it empty")
    if re.match(r"^(?:-|\()\s*[0-9.,]", text):
        return CellNote("negative", "cannot be below zero; correct the cell or leave it empty")
    if _DATE_SHAPED.match(text):
        return CellNote("date_in_number", "is a date, no number: the spreadsheet changed the cell; correct it")
    return None


def read_count(text: str, *, mark: str | None = None, whole: bool = True) -> NumberCell:
    """Read a cell that counts something (followers, likes, uses).

    ``mark`` is the decimal mark of the column where it is known; ``whole=False`` is for averages, which have decimals.
    Text that means missing gives nothing and no note; what cannot be a count gives nothing and a note. ``12.5k`` is
    12,500 give or take 50.
    """
    if text.isascii() and text.isdigit() and len(text) <= PLAIN_DIGITS:
        value = float(text)
        return NumberCell(figure_of(value, value, value))
    text = plain_digits(cell_text(text)).removeprefix("+")
    if is_missing_number(text):
        return NumberCell()
    note = _impossible(text)
    if note is not None:
        return NumberCell(note=note)
    bounded = _bounded(text, mark)
    return _capped(_single(re.sub(r"\s+(?=[^\W\d_])", "", text), mark, whole=whole) if bounded is None else bounded)


def _single(body: str, mark: str | None, *, whole: bool) -> NumberCell:
    reading, note = _counts(body, mark)
    if not whole:
        found = readings(body)
        reading = choose(found, mark)
        note = None if reading else CellNote("two_readings", TWO_READINGS) if found else note
    return NumberCell(_figure(reading) if reading else None, note)


def _capped(cell: NumberCell) -> NumberCell:
    if cell.figure is not None and not cell.figure.value <= LARGEST:
        return NumberCell(note=CellNote("not_finite", "is larger than any count; correct it or leave it empty"))
    return cell


def vote_mark(cells: list[str]) -> str | None:
    """Return the decimal mark that all unambiguous cells of a column share, ``None`` if they differ or none tells."""
    marks = set()
    for cell in {cell for cell in cells if not cell.isdigit()}:
        body = re.sub(r"[^0-9.,' ]", "", plain_digits(cell_text(cell))).strip()
        found = readings(body) if body else []
        if len(found) == 1 and found[0].mark:
            marks.add(found[0].mark)
    return marks.pop() if len(marks) == 1 else None

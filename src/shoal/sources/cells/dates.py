"""Dates and instants: the order of day and month is voted per column, never guessed per cell (sources.md section 7)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shoal.errors import InputError
from shoal.sources.cells.numbers import plain_digits
from shoal.sources.cells.shipped import code_of
from shoal.sources.cells.text import CellNote, cell_text, fold, is_missing_number

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
EXCEL_EPOCH = date(1899, 12, 30)  # day 0 of the usual serials, so that 1 March 1900 and later come out right
_SERIALS = (15_000, 80_000)  # 1941 to 2119: what a spreadsheet leaves of a date it showed as a number
_UNIX_SECONDS = (10**8, 10**10)  # 1973 to 2286
MONTHS, FULL_YEAR, MILLISECOND_DIGITS = 12, 4, 13
CENTURY_TURN = 70  # two-digit years from 70 are 19xx, as POSIX reads them
_TIME = r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[ap]\.?m\.?)?)?"
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?$"
_YEAR_FIRST = re.compile(
    rf"^(?P<year>\d{{4}})[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}}){_TIME}{_ZONE}", re.IGNORECASE
)
_COMPACT = re.compile(r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})$")
_PAIR = re.compile(
    rf"^(?P<first>\d{{1,2}})[-/. ](?P<second_part>\d{{1,2}})[-/. ](?P<year>\d{{4}}|\d{{2}}){_TIME}{_ZONE}",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^(?P<day>\d{1,2})\.?[ -](?:de )?(?P<name>[^\W\d_]{3,})\.?,?[ -](?:de )?(?P<year>\d{4}|\d{2})"
    rf"{_TIME}{_ZONE}",
    re.IGNORECASE,
)
_NAMED_FIRST = re.compile(
    rf"^(?P<name>[^\W\d_]{{3,}})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateCell:
    """An instant as read (UTC) and whether the cell had a time of day; or nothing, with a note where it is no date."""

    at: datetime | None = None
    with_time: bool = False
    note: CellNote | None = None


def zone_of(name: str | None) -> tzinfo:
    """Return the time zone of an IANA name, UTC where none is said.

    Raises InputError for a name that does not exist.
    """
    if name is None:
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise InputError(
            "no such time zone", received=name, allowed=("Europe/Berlin", "America/New_York", "UTC"),
            next_step="say an IANA name with --timezone",
        ) from error  # fmt: skip


def vote_order(cells: Iterable[str]) -> str | None:
    """Return ``day-first`` or ``month-first`` where a cell of the column settles it, else ``None``.

    A column in which cells contradict each other is not settled either. Cost: one pass.
    """
    votes = set()
    for cell in cells:
        match = _PAIR.match(plain_digits(cell_text(cell)))
        if match and int(match["first"]) > MONTHS:
            votes.add(DAY_FIRST)
        elif match and int(match["second_part"]) > MONTHS:
            votes.add(MONTH_FIRST)
    return votes.pop() if len(votes) == 1 else None


def needs_order(cells: Iterable[str]) -> bool:
    """Say whether any cell can be read in two orders that differ."""
    for cell in cells:
        match = _PAIR.match(plain_digits(cell_text(cell)))
        if (
            match
            and int(match["first"]) <= MONTHS
            and int(match["second_part"]) <= MONTHS
            and match["first"] != match["second_part"]
        ):
            return not _dotted(match[0])
    return False


def _dotted(text: str) -> bool:
    """Say whether a date is written with points: that is day, month, year wherever it is the custom."""
    return bool(re.match(r"^\d{1,2}\.\d{1,2}\.", text))


def _year(text: str) -> int:
    year = int(text)
    return year if len(text) == FULL_YEAR else year + (1900 if year >= CENTURY_TURN else 2000)


def _clock(parts: dict[str, str | None]) -> time:
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(parts.get("minute") or 0), int(parts.get("second") or 0))


def _zone(text: str | None, zone: tzinfo) -> tzinfo:
    if not text:
        return zone
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-offset if text[0] == "-" else offset)


def _from_parts(match: re.Match[str], day: int, month: int, zone: tzinfo) -> DateCell:
    parts = match.groupdict()
    try:
        moment = datetime.combine(date(_year(parts["year"]), month, day), _clock(parts), _zone(parts.get("zone"), zone))
        return DateCell(moment.astimezone(UTC), parts.get("hour") is not None)
    except (ValueError, OverflowError):
        return DateCell(note=CellNote("not_a_date", "no such day"))


def _from_number(text: str, zone: tzinfo) -> DateCell | None:
    """Read unix seconds or milliseconds and spreadsheet serials."""
    if not re.fullmatch(r"\d{5,13}(?:\.\d+)?", text) or _COMPACT.match(text):
        return None
    number = float(text)
    if len(text.partition(".")[0]) == MILLISECOND_DIGITS:
        number /= 1000
    if _UNIX_SECONDS[0] <= number < _UNIX_SECONDS[1]:
        return DateCell(datetime.fromtimestamp(number, UTC), with_time=True)
    if _SERIALS[0] <= number < _SERIALS[1]:
        day = EXCEL_EPOCH + timedelta(days=int(number))
        local = datetime.combine(day, time(), zone) + timedelta(seconds=round((number % 1) * 86_400))
        return DateCell(local.astimezone(UTC), with_time=bool(number % 1))
    return None


def _in_order(match: re.Match[str], order: str | None, zone: tzinfo) -> DateCell:
    first, second = int(match["first"]), int(match["second_part"])
    if order is None and (_dotted(match[0]) or first > MONTHS or first == second):
        order = DAY_FIRST
    elif order is None and second > MONTHS:
        order = MONTH_FIRST
    if order is None:
        return DateCell(note=CellNote("date_ambiguous", "day and month could be either: left empty; say --dates"))
    day, month = (first, second) if order == DAY_FIRST else (second, first)
    return _from_parts(match, day, month, zone)


def read_date(text: str, *, order: str | None = None, zone: tzinfo = UTC) -> DateCell:
    """Read a date or an instant.

    ``order`` is the column's order of day and month; ``zone`` holds where the cell names none. Dates without a time are
    the start of their day in the zone.
    """
    text = plain_digits(cell_text(text))
    if is_missing_number(text):
        return DateCell()
    number = _from_number(text, zone)
    if number is not None:
        return number
    match = _YEAR_FIRST.match(text) or _COMPACT.match(text)
    if match:
        return _from_parts(match, int(match["day"]), int(match["month"]), zone)
    named = _NAMED.match(text) or _NAMED_FIRST.match(text)
    month = code_of("month", fold(named["name"])) if named else None
    if named and month:
        return _from_parts(named, int(named["day"]), int(month), zone)
    pair = _PAIR.match(text)
    return _in_order(pair, order, zone) if pair else DateCell(note=CellNote("not_a_date", "not a date"))

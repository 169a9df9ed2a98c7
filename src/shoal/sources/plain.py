"""Cells so plain that an engine may cast them itself: it gets the same values as the rules, and only odd lines go here.

A blank cell is plain in every column and means missing. A line is plain if every cell of its mapped columns is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from typing import Literal

from shoal.domain.intake import Figure
from shoal.sources.cells.links import KNOWN_HOSTS
from shoal.sources.cells.money import MoneyCell, MoneyColumn, read_money
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.rates import RateColumn, read_rate
from shoal.sources.cells.text import MISSING_WORDS, fold
from shoal.sources.columns import AVERAGE_FIELDS
from shoal.sources.creators import FIGURE_FIELDS, OBSERVED_FIELDS, TEXT_FIELDS
from shoal.sources.headers import Column
from shoal.sources.survey import Survey

Cast = Literal[
    "number", "text", "handle", "url", "row_id", "platform", "country", "language", "city", "percent", "fraction",
    "money", "currency", "codes", "none",
]  # fmt: skip
# Handles of these platforms that match HANDLE are their own comparison form, up to that many letters: 24 on YouTube may
# be the id of a channel.
HANDLE_PLATFORMS = {"instagram": 30, "threads": 30, "tiktok": 24, "youtube": 23}
COUNT = r"^[0-9]{1,12}(?:\.0)?$"
AVERAGE = r"^[0-9]{1,12}(?:\.[0-9]{1,2})?$"
WHOLE = r"^[0-9]{1,12}$"
GROUP_MARKS = (",", ".", " \u00a0\u202f", "'\u2019")  # between thousands; those of one text are the same mark
# A count such as 12,5k: of three decimals the mark could part thousands.
SHORT = r"^[1-9][0-9]{0,2}(?:[.,][0-9]{1,2})?[kKmM]$"
MONEY = r"^[0-9]{1,7}(?:\.[0-9]{2})?$"
# Starts with a letter, digit, picture or quiet sign, ends with any sign that is seen: nothing to trim, no formula, no
# guard, no dashes alone.
TEXT = r"""(?s)^[\p{L}\p{N}\p{So}#@("„“«¡¿!&+](?:.*[\p{L}\p{N}\p{P}\p{S}\p{M}])?$"""


def _name(letters: str) -> str:
    """Return the pattern of a name. Behind digits comes more than a letter and two: 1e10 may have lost digits."""
    first = f"(?:_*[{letters}]|_+[0-9]|[0-9]{{1,4}}[{letters}_][{letters}0-9._])"
    return f"{first}[{letters}0-9._]+[{letters}0-9_]"


HANDLE = f"^@?{_name('a-z')}$"  # the @ is no part of it
HANDLE_SPELLED = f"^@?{_name('A-Za-z')}$"  # its lower case is its comparison form


def _any_case(word: str) -> str:
    """Return the pattern of a word in any case, of ASCII letters alone: RE2 takes the sign of kelvin for a k."""
    return "".join(f"[{letter}{letter.upper()}]" if letter.islower() else letter for letter in word)


# A profile link: a site, the first word of which is the platform, and a name, which must be none of PAGE_WORDS.
_SITES = rf"(?:{'|'.join(map(_any_case, ('instagram', 'tiktok')))})\.{_any_case('com')}"
_THREADS = rf"{_any_case('threads')}\.(?:{_any_case('com')}|{_any_case('net')})"
PROFILE_LINK = (
    rf"^(?:{_any_case('http')}[sS]?://)?(?:{_any_case('www')}\.|[mM]\.)?"
    rf"((?:{_SITES}|{_THREADS})/@?|{_any_case('youtube')}\.{_any_case('com')}/@)({_name('A-Za-z')})/?(?:[?#][!-~]*)?$"
)
CODE = r"^[A-Za-z0-9][A-Za-z0-9_]{1,29}$"
# Rates above 0 and below 50 %: no warning. Of how many decimals one may be: where half of its last digit is half of the
# ninth decimal, which is the last one stored of an end, that end could be rounded either way; of more than twelve the
# ends could fall into one double with the value.
PERCENT_DECIMALS, FRACTION_DECIMALS = ((1, 6), (8, 12)), ((1, 8), (10, 12))


def _below_one(largest: int, lengths: Iterable[tuple[int, int]]) -> str:
    """Return the pattern of decimals that are not all zero, the first of them up to a digit."""
    return "|".join(
        f"0{{{zeros}}}[1-{9 if zeros else largest}][0-9]{{{max(0, least - zeros - 1)},{most - zeros - 1}}}"
        for zeros in range(4)
        for least, most in lengths
    )


FRACTION = rf"^0\.(?:{_below_one(4, FRACTION_DECIMALS)})$"


def _percent(mark: str | None) -> str:
    """Return the pattern of a rate in percent that has one reading: a point before three digits may part thousands."""
    lengths = PERCENT_DECIMALS if mark == "." else ((1, 2), (4, 6), *PERCENT_DECIMALS[1:])
    decimals = "|".join(f"[0-9]{{{least},{most}}}" for least, most in lengths)
    return rf"^(?:(?:[1-9]|[1-4][0-9])\.(?:{decimals})|0\.(?:{_below_one(9, PERCENT_DECIMALS)}))"


def _grouped(groups: Iterable[str], decimals: str = "") -> str:
    """Return the pattern of a number whose thousands may stand in groups, with one of some marks between them."""
    grouped = "|".join(f"(?:[{signs}][0-9]{{3}}){{1,3}}" for signs in groups)
    return f"^(?:[0-9]{{1,12}}|[1-9][0-9]{{0,2}}(?:{grouped})){decimals}$"


def _marked(mark: str) -> str:
    """Return the same for a number with decimals behind a mark; a point between thousands is none before decimals."""
    return _grouped((signs for signs in GROUP_MARKS if signs != mark), f"(?:[{mark}][0-9]{{1,2}})?")


@dataclass(frozen=True, slots=True)
class PlainCell:
    """When a cell of a column is plain, and what it is then.

    ``pattern`` is an RE2 expression, ``but_not`` are values (lower case) that match it and still are not plain.
    ``cast``: ``number`` a count of which low and high end are itself; ``percent``/``fraction`` a rate whose interval is
    half of its last digit each way (``|| 'e-2'`` before the cast gives the same double as the rules); ``money`` an
    amount in the currency of its line; ``platform``, ``country``, ``language``, ``currency`` go through
    ``platform_of``, ``country_code``, ``language_code``, ``currency_code``, and are odd where that gives nothing;
    ``city`` through ``place_of`` with the country; ``handle`` loses its @; ``none``: only blank is plain.
    ``grouped`` is the pattern of a number in a column where thousands stand in groups, ``mark`` its decimal mark;
    ``short`` that of one in thousands or millions, which ends half of its last digit away each way.
    With a ``platform`` the column tells of the accounts of that one alone.
    """

    header: str
    field: str | None
    cast: Cast
    pattern: str
    but_not: frozenset[str] = frozenset()
    grouped: str = ""
    short: str = ""
    mark: str = ""
    platform: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietCell:
    """A cell read by itself; ``figure`` is ``None`` where it means missing. Only a quiet one may be used so."""

    quiet: bool
    figure: Figure | None


_NOTHING = r"^$"
_FIXED: dict[str, tuple[Cast, str]] = {
    **dict.fromkeys(FIGURE_FIELDS, ("number", COUNT)),
    **dict.fromkeys(AVERAGE_FIELDS, ("number", AVERAGE)),
    **dict.fromkeys(OBSERVED_FIELDS, ("number", COUNT)),
    **dict.fromkeys(TEXT_FIELDS, ("text", TEXT)),
    "code_uses": ("number", WHOLE), "link_clicks": ("number", WHOLE), "handle": ("handle", HANDLE),
    "url": ("url", PROFILE_LINK),
    "key": ("row_id", TEXT),
    "city": ("city", TEXT), "platform": ("platform", TEXT), "country": ("country", TEXT),
    "language": ("language", TEXT),
    "fee": ("money", MONEY), "revenue": ("money", MONEY), "currency": ("currency", TEXT), "code": ("codes", CODE),
}  # fmt: skip


def _rate(column: Column, survey: Survey) -> tuple[Cast, str]:
    """Return the rule for rates: a bare cell is plain only where a person or the header says its unit."""
    said = survey.options.er or column.unit
    if said == "fraction":
        return "fraction", FRACTION
    if said == "percent":
        return "percent", _percent(column.mark) + r"(?: ?%)?$"
    return "percent", _percent(column.mark) + r" ?%$"


def _cell(column: Column, survey: Survey) -> PlainCell:
    name = column.field
    rule: tuple[Cast, str] = ("text", TEXT) if name is None else _FIXED.get(name, ("none", _NOTHING))
    cast, pattern = rule
    if name == "er":
        cast, pattern = _rate(column, survey)
    if cast == "handle" and column.platform is not None and column.platform not in HANDLE_PLATFORMS:
        cast, pattern = "none", _NOTHING
    if column.platform is not None and name not in (*FIGURE_FIELDS, "er", "handle"):
        cast, pattern = "none", _NOTHING  # nobody reads the fee of one platform alone
    but_not = {*MISSING_WORDS, column.header.lower(), fold(column.header)}
    if cast == "handle":
        but_not |= KNOWN_HOSTS | {f"www.{host}" for host in KNOWN_HOSTS}
    mark = (column.mark or "") if name in AVERAGE_FIELDS else ""
    counted = cast == "number" and pattern == COUNT
    grouped = _marked(mark) if mark else _grouped(GROUP_MARKS) if counted else ""
    return PlainCell(
        header=column.header, field=name, cast=cast, pattern=pattern, but_not=frozenset(but_not - {""}),
        grouped=grouped, short=SHORT if counted else "", mark=mark, platform=column.platform,
    )  # fmt: skip


def plain_patterns(survey: Survey) -> dict[str, PlainCell]:
    """Return for each column of a table of creators that is stored when its cells need no rule of Python.

    A handle is plain only on one of ``HANDLE_PLATFORMS``; a handle or platform that is missing, and more cells than
    headers, make a line odd. Columns that are dropped are left out.
    """
    return {column.header: _cell(column, survey) for column in survey.columns if column.dropped is None}


def quiet_readers(survey: Survey) -> dict[str, Callable[[str], QuietCell]]:
    """Return for columns of figures the rule that reads a cell by itself, for words that come again and again.

    A cell that leaves a warning or depends on its line is not quiet: its line has to go through the row rules.
    """
    readers: dict[str, Callable[[str], QuietCell]] = {}
    for column in survey.columns:
        if column.field in FIGURE_FIELDS:
            readers[column.header] = partial(_quiet_count, column)
        if column.field == "er" and not any(other.field == "avg_likes" for other in survey.columns):
            readers[column.header] = partial(_quiet_rate, RateColumn(
                said=survey.options.er or column.unit, signs=column.signs, settled=column.settled, mark=column.mark
            ))  # fmt: skip
    return readers


def quiet_amounts(survey: Survey) -> dict[str, Callable[[str], MoneyCell | None]]:
    """Return for columns of amounts the rule that reads a cell by itself, ``None`` where its line has to be read.

    Where a column names the currency of each fee, a fee depends on its line: it is not among them.
    """
    own_cell = survey.column("currency") is not None
    return {
        column.header: partial(_quiet_amount, MoneyColumn(
            currency=survey.options.currency or column.currency, mark=column.mark
        ), column.field)
        for column in survey.columns
        if column.field == "revenue" or (column.field == "fee" and not own_cell)
    }  # fmt: skip


def _quiet_amount(column: MoneyColumn, name: str, text: str) -> MoneyCell | None:
    cell = read_money(text, column=column, what=name)
    return None if cell.notes else cell


def _quiet_count(column: Column, text: str) -> QuietCell:
    cell = read_count(text, mark=column.mark, whole=column.field not in AVERAGE_FIELDS)
    return QuietCell(quiet=cell.note is None, figure=cell.figure)


def _quiet_rate(column: RateColumn, text: str) -> QuietCell:
    cell = read_rate(text, column)
    return QuietCell(quiet=cell.note is None, figure=cell.figure)

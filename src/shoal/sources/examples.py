"""How cells are read, shown on a few of them: what stands in the file beside what is understood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shoal.domain.intake import Figure, ReadOptions
from shoal.sources.aliases import FIELDS_BY_KIND
from shoal.sources.cells.money import MoneyColumn, read_money
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.rates import RateColumn, read_rate
from shoal.sources.columns import AVERAGE_FIELDS, COUNT_FIELDS, MONEY_FIELDS
from shoal.sources.headers import Column
from shoal.sources.shops import ORDER_FIELDS
from shoal.sources.survey import Survey


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """One cell as it stands, and as it is read: a figure with the precision of its writing, or an amount.

    ``unit`` is ``count``, ``rate`` or a currency (minor units; empty where it is not known); ``why_not`` says why a
    cell is not read.
    """

    written: str
    figure: Figure | None = None
    unit: str = "count"
    why_not: str = ""


def fields_of(kind: str) -> tuple[str, ...]:
    """Return the fields that a column of such a file may be taken for, in alphabetical order."""
    return tuple(sorted(ORDER_FIELDS if kind == "orders" else FIELDS_BY_KIND.get(kind, ())))


def examples(survey: Survey) -> Mapping[str, tuple[Example, ...]]:
    """Return up to three cells of each column of numbers with what they are read as, by header."""
    found = {}
    for column in survey.columns:
        if column.field in (*COUNT_FIELDS, *MONEY_FIELDS, "er"):
            found[column.header] = tuple(_example(column, cell, survey.options) for cell in column.samples)
    return found


def _example(column: Column, cell: str, options: ReadOptions) -> Example:
    if column.field in MONEY_FIELDS:
        return _amount(column, cell, options)
    if column.field == "er":
        known = RateColumn(said=options.er or column.unit, signs=column.signs, settled=column.settled, mark=column.mark)
        rate = read_rate(cell, known)
        return Example(written=cell, figure=rate.figure, unit="rate", why_not=rate.note.text if rate.note else "")
    number = read_count(cell, mark=column.mark, whole=column.field not in AVERAGE_FIELDS)
    return Example(written=cell, figure=number.figure, why_not=number.note.text if number.note else "")


def _amount(column: Column, cell: str, options: ReadOptions) -> Example:
    name: Literal["fee", "revenue"] = "fee" if column.field == "fee" else "revenue"
    known = MoneyColumn(currency=options.currency or column.currency, mark=column.mark)
    amount = read_money(cell, currency_cell="", column=known, what=name)
    note = amount.notes[0].text if amount.notes else ""
    if amount.minor is None:
        return Example(written=cell, unit=amount.currency or "", why_not=note)
    minor = float(amount.minor)
    return Example(
        written=cell, figure=Figure(value=minor, low=minor, high=minor), unit=amount.currency or "", why_not=note
    )

"""How the shop writes: currency, decimal mark, order of the date and time zone, decided once for the whole file.

What the file does not say is asked; nothing is settled by how likely it looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo

from shoal.domain.intake import Question, ReadOptions
from shoal.errors import InputError
from shoal.sources.cells.dates import needs_order, read_date, vote_order, zone_of
from shoal.sources.cells.numbers import vote_mark
from shoal.sources.shops.amounts import is_currency, names_its_zone, two_readings
from shoal.sources.shops.columns import Shape
from shoal.sources.shops.gather import Draft


@dataclass(frozen=True, slots=True)
class Manners:
    """The answers for one file; ``None`` where nobody said. ``said`` puts them in words."""

    store: str
    currency: str | None
    mark: str | None
    dates: str | None
    zone: tzinfo
    has_state: bool
    has_subtotal: bool
    questions: tuple[Question, ...] = ()
    said: tuple[str, ...] = ()


@dataclass(slots=True)
class _Asked:
    questions: list[Question] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def ask(self, code: str, column: str | None, text: str, option: str, options: tuple[str, ...]) -> None:
        self.questions.append(Question(code=code, column=column, text=text, option=option, options=options))


def settle(drafts: Sequence[Draft], shape: Shape, options: ReadOptions, fields: set[str]) -> Manners:
    """Return how the file writes its amounts and dates, with the questions that are left.

    Raises ``InputError`` for a currency or time zone that does not exist.
    """
    asked = _Asked()
    currency = options.currency.upper() if options.currency else None
    if currency and not is_currency(currency):
        raise InputError("There is no such currency.", received=currency, next_step="Use an ISO 4217 code such as EUR.")
    if shape == "shopify":
        asked.said.append("Shopify export: decimal point, times with their offset")
    if currency is None and "currency" not in fields:
        asked.ask("currency", None, "No column names the currency of the amounts.", "--currency", ("EUR", "USD", "GBP"))
    return Manners(
        store="shopify" if shape == "shopify" else "shop",
        currency=currency,
        mark="." if shape == "shopify" else _mark(drafts, options, currency, asked),
        dates=_dates(drafts, options, asked),
        zone=_zone(drafts, options, asked),
        has_state="state" in fields,
        has_subtotal="subtotal" in fields,
        questions=tuple(asked.questions),
        said=tuple(asked.said + _assumptions(fields)),
    )


def _mark(drafts: Sequence[Draft], options: ReadOptions, currency: str | None, asked: _Asked) -> str | None:
    if options.decimal in (".", ","):
        return options.decimal
    if options.thousands in (".", ","):
        return "," if options.thousands == "." else "."
    mark = vote_mark([draft.cells.get("total", "") for draft in drafts])
    unclear = [
        draft.row
        for draft in drafts
        if mark is None
        and (code := (draft.cells.get("currency") or currency or "").upper())
        and is_currency(code)
        and two_readings(draft.cells.get("total", ""), code)
    ]
    if unclear:
        text = "The mark in the totals could be a decimal or a thousands mark."
        asked.questions.append(
            Question(
                code="decimal", column=None, text=text, option="--decimal", options=(".", ","), rows=tuple(unclear)
            )
        )
    return mark


def _dates(drafts: Sequence[Draft], options: ReadOptions, asked: _Asked) -> str | None:
    cells = [draft.cells.get("at", "") for draft in drafts]
    dates = options.dates or vote_order(cells)
    if dates is None and needs_order(cells):
        note = "date_ambiguous"
        rows = [d.row for d, cell in zip(drafts, cells, strict=True) if (n := read_date(cell).note) and n.code == note]
        text = "The dates could be day first or month first; such lines wait for your answer."
        choices = ("day-first", "month-first")
        asked.questions.append(
            Question(code="dates", column=None, text=text, option="--dates", options=choices, rows=tuple(rows))
        )
    elif dates and not options.dates:
        asked.said.append(f"dates are read {dates}: some cells allow nothing else")
    return dates


def _zone(drafts: Sequence[Draft], options: ReadOptions, asked: _Asked) -> tzinfo:
    if options.timezone is None and not all(names_its_zone(draft.cells.get("at", "")) for draft in drafts):
        text = "Times carry no offset: read as UTC until you say the shop's zone; orders near midnight may move a day."
        asked.ask("timezone", None, text, "--timezone", ("an IANA name such as Europe/Berlin",))
    return zone_of(options.timezone)


def _assumptions(fields: set[str]) -> list[str]:
    said = []
    if "state" not in fields:
        said.append("no column says which orders were paid: all are read as paid")
    if "subtotal" not in fields:
        said.append("no column for the goods alone: they are taken as the total without shipping, where that is given")
    if "codes" not in fields:
        said.append("no column holds discount codes: every order counts as untracked")
    return said

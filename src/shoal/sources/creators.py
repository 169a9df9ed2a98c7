"""Lines of a table of creators by the rules of single cells: whole files, and the odd lines of large ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from shoal.domain.intake import CreatorRow, Figure, RowNote, RowResult
from shoal.sources.cells.contacts import MAIL_CUT, without_mail
from shoal.sources.cells.dates import read_date, zone_of
from shoal.sources.cells.money import MoneyCell, MoneyColumn, read_money
from shoal.sources.cells.numbers import read_count
from shoal.sources.cells.rates import RateColumn, engagement_of, read_rate
from shoal.sources.cells.text import CellNote, cell_text, fold, is_formula, is_missing, kept
from shoal.sources.columns import AVERAGE_FIELDS
from shoal.sources.headers import Column
from shoal.sources.lines import Named, account_columns, accounts_of, error_text, skipped_because
from shoal.sources.places import country_code, language_code, place_of
from shoal.sources.sheets.table import MORE_CELLS
from shoal.sources.survey import Survey

TEXT_FIELDS = ("name", "city", "niche", "bio", "captions", "hashtags", "notes")
FIGURE_FIELDS = (
    "followers", "following", "posts_count", "total_likes", "total_views", "avg_likes", "avg_comments", "avg_views",
)  # fmt: skip
OBSERVED_FIELDS = ("top_post_likes",)
_CODES = re.compile(r"\s*[/,;|&\n]\s*|\s+(?:or|and|und|oder|et|ou|y|o)\s+", re.IGNORECASE)
_LISTED = re.compile(r"\s*[/,;|&\n]\s*|\s+(?:and|und|et|y)\s+")
_NO = frozenset({"no", "nein", "non", "nee", "nie", "false", "0", "n", "nao"})
_LABELS = {
    "posts_count": "posts", "code_uses": "code uses", "link_clicks": "link clicks", "avg_likes": "likes",
    "avg_comments": "comments", "avg_views": "views", "total_likes": "likes", "total_views": "views",
}  # fmt: skip
FORMULA_TEXT = "text begins with = : kept as text, never run"


@dataclass(slots=True)
class _Line:
    """One line while it is read: its cells, and the notes and odd cells that came up."""

    row: int
    cells: Mapping[str, str]
    notes: list[RowNote] = field(default_factory=list)
    odd: dict[str, str] = field(default_factory=dict)

    def get(self, column: Column | None) -> str:
        return self.cells.get(column.header, "") if column else ""

    def note(self, note: CellNote | None, column: Column | None, code: str = "", text: str = "") -> None:
        """Keep a warning with the cell it is about."""
        if note is None:
            return
        received = self.get(column)
        header = column.header if column else None
        self.notes.append(
            RowNote(
                row=self.row,
                code=code or note.code,
                text=text or note.text,
                column=header,
                received=received[:200] or None,
            )
        )
        if header:
            self.odd[header] = received


@dataclass(frozen=True, slots=True)
class _Deal:
    """The money part of a line."""

    fee: MoneyCell
    revenue: MoneyCell
    codes: tuple[str, ...]
    uses: int | None
    clicks: int | None


class _Rules:
    """The rules of one survey, ready to be applied line by line."""

    def __init__(self, survey: Survey) -> None:
        self.survey = survey
        self.columns = {(column.field, column.platform): column for column in reversed(survey.columns) if column.field}
        self.naming = account_columns(survey.columns)
        self.naming += [column for column in survey.columns if column.field == "platform"]
        self.zone = zone_of(survey.options.timezone)
        self.numbered = survey.options.key == "#"
        self.extra = tuple(
            column.header for column in survey.columns if column.field is None and column.dropped is None
        )

    def column(self, name: str, platform: str | None, *, first: bool) -> Column | None:
        """Return the column of a field: the platform's own, else the general one for the first account of a line."""
        own = self.columns.get((name, platform))
        return own or (self.columns.get((name, None)) if first else None)

    def accounts(self, line: _Line) -> list[Named]:
        cells = {**line.cells, "#": str(line.row)} if self.numbered else line.cells
        columns = [Column(header="#", field="key", reason=""), *self.naming] if self.numbered else self.naming
        return accounts_of(columns, cells, self.survey.options.platform)

    def count(self, line: _Line, name: str, column: Column | None) -> Figure | None:
        """Read a count; averages may have decimals."""
        if column is None:
            return None
        cell = read_count(line.get(column), mark=column.mark, whole=name not in AVERAGE_FIELDS)
        label = _LABELS.get(name, name)
        code = (
            "approximate"
            if cell.note and cell.note.code == "approximate"
            else f"{name}_{cell.note.code}"
            if cell.note
            else ""
        )
        line.note(cell.note, column, code, f"{label} {cell.note.text}" if cell.note else "")
        return cell.figure

    def whole(self, line: _Line, name: str) -> int | None:
        figure = self.count(line, name, self.columns.get((name, None)))
        return int(figure.value) if figure else None

    def text(self, line: _Line, name: str) -> str | None:
        column = self.columns.get((name, None))
        written = line.get(column) if column else ""
        text = without_mail(written) if name in MAIL_CUT else kept(written)
        if text and is_formula(text):
            line.note(CellNote("formula_text", FORMULA_TEXT), column)
        return text

    def rate(self, line: _Line, column: Column | None, figures: Mapping[str, Figure | None]) -> Figure | None:
        """Read the engagement rate; percent or fraction as metrics.md section 3 settles it."""
        if column is None:
            return None
        parts = [
            item.value if item else None
            for item in (figures.get(name) for name in ("avg_likes", "avg_comments", "followers"))
        ]
        known = RateColumn(
            said=self.survey.options.er or column.unit, signs=column.signs, settled=column.settled, mark=column.mark
        )
        cell = read_rate(line.get(column), known, engagement=engagement_of(*parts))
        line.note(cell.note, column, "er_mark_open" if cell.note and cell.note.code == "two_readings" else "")
        return cell.figure

    def money(self, line: _Line, name: str) -> MoneyCell:
        column = self.columns.get((name, None))
        if column is None:
            return MoneyCell()
        currency = self.columns.get(("currency", None)) if name == "fee" else None
        known = MoneyColumn(currency=self.survey.options.currency or column.currency, mark=column.mark)
        cell = read_money(line.get(column), currency_cell=line.get(currency), column=known, what=name)
        for note in cell.notes:
            shared = note.code in ("currency_disagrees", "currency_open", "formula_text") or note.code.startswith(name)
            line.note(note, column, note.code if shared else f"{name}_{note.code}", note.text)
        return cell

    def deal(self, line: _Line) -> _Deal:
        codes = self.codes(line)
        deal = _Deal(
            self.money(line, "fee"), self.money(line, "revenue"), codes, self.whole(line, "code_uses"),
            self.whole(line, "link_clicks"),
        )  # fmt: skip
        if len(codes) > 1 and any(value is not None for value in (deal.uses, deal.clicks, deal.revenue.minor)):
            note = CellNote("two_codes_one_set", "one set of numbers for two codes: not split")
            line.note(note, self.columns.get(("code", None)))
        return deal

    def codes(self, line: _Line) -> tuple[str, ...]:
        text = kept(line.get(self.columns.get(("code", None))))
        parts = (cell_text(part) for part in _CODES.split(text)) if text else ()
        return tuple(dict.fromkeys(part for part in parts if part and not is_missing(part)))

    def gift(self, line: _Line, fee: MoneyCell) -> bool | None:
        text = kept(line.get(self.columns.get(("gift", None))))
        return fee.gift if text is None else fold(text) not in _NO

    def languages(self, line: _Line) -> tuple[str, ...]:
        column = self.columns.get(("language", None))
        text = kept(line.get(column)) if column else None
        whole = language_code(text) if text else None
        if whole:
            return (whole,)
        parts = [part for part in _LISTED.split(text) if part] if text else []
        codes = [language_code(part) for part in parts]
        if None in codes and column:
            line.note(CellNote("language_unknown", "no such language: kept as written"), column)
        return tuple(dict.fromkeys(code for code in codes if code))

    def country(self, line: _Line) -> tuple[str | None, str | None]:
        column = self.columns.get(("country", None))
        wording = kept(line.get(column)) if column else None
        code = country_code(wording) if wording else None
        if wording and code is None:
            line.note(CellNote("country_unknown", "no such country: kept as written"), column)
        return code, wording

    def others(self, line: _Line) -> dict[str, str]:
        """Return the cells of the columns that Shoal does not know, and of a line that is longer than its header."""
        extra = {}
        for header in (*self.extra, MORE_CELLS):
            text = without_mail(line.cells.get(header, ""))
            if text:
                extra[header] = text
        return extra

    def figures(self, line: _Line, platform: str | None, *, first: bool) -> dict[str, Figure | None]:
        return {name: self.count(line, name, self.column(name, platform, first=first)) for name in FIGURE_FIELDS}

    def read(self, line: _Line, named: list[Named]) -> list[CreatorRow]:
        """Return the rows of a line: one per account, the line's own values on the first."""
        texts = {name: self.text(line, name) for name in TEXT_FIELDS}
        country, wording = self.country(line)
        place = place_of(texts["city"], country) if texts["city"] else None
        shared = {
            **texts, "country": country or (place.country if place and not wording else None), "country_raw": wording,
            "latitude": place.latitude if place else None, "longitude": place.longitude if place else None,
            "languages": self.languages(line),
        }  # fmt: skip
        return [self.row(line, item, shared, first=at == 0) for at, item in enumerate(named)]

    def row(self, line: _Line, named: Named, shared: Mapping[str, object], *, first: bool) -> CreatorRow:
        account = named.account
        platform = account.platform or ""
        for note in named.notes:
            line.note(note, Column(header=named.header, field="handle", reason=""))
        figures = self.figures(line, platform, first=first)
        rate = self.rate(line, self.column("er", platform, first=first), figures)
        values: dict[str, Any] = {**shared, **figures}
        if first:
            values |= self.once(line)
        return CreatorRow(
            row=line.row, platform=platform, handle=account.handle, key_kind=account.key_kind, handle_raw=account.raw,
            platform_id=account.handle if account.key_kind == "channel_id" else None, url=account.url, er=rate,
            er_definition="typed" if rate else None, raw=dict(line.odd), **values,
        )  # fmt: skip

    def open_readings(self, line: _Line) -> None:
        """Read only the cells that can be read in two ways, for their notes."""
        figures = {
            name: self.count(line, name, self.columns.get((name, None))) for name in (*AVERAGE_FIELDS, "followers")
        }
        self.rate(line, self.columns.get(("er", None)), figures)
        self.money(line, "fee")
        self.money(line, "revenue")

    def once(self, line: _Line) -> dict[str, object]:
        """Return what belongs to the line and not to each of its accounts: the deal, its date, unknown columns."""
        deal = self.deal(line)
        column = self.columns.get(("observed_at", None))
        seen = read_date(line.get(column), order=column.order, zone=self.zone) if column else None
        line.note(seen.note if seen else None, column)
        observed = {name: self.count(line, name, self.columns.get((name, None))) for name in OBSERVED_FIELDS}
        return {
            "fee_minor": deal.fee.minor, "fee_currency": deal.fee.currency, "gift": self.gift(line, deal.fee),
            "codes": deal.codes, "code_uses": deal.uses, "link_clicks": deal.clicks,
            "revenue_minor": deal.revenue.minor, "revenue_currency": deal.revenue.currency,
            "observed_at": seen.at if seen else None, "extra": self.others(line),
            "observed": {name: figure.value for name, figure in observed.items() if figure},
        }  # fmt: skip


def _result(row: int, outcome: str, rules: _Rules, line: _Line, text: str) -> RowResult:
    name = kept(line.get(rules.columns.get(("name", None)))) or ""
    if outcome != "error":
        return RowResult(row=row, outcome="skipped", name=name, text=text)
    return RowResult(row=row, outcome="error", name=name, text=text, cells=dict(line.cells))


def open_notes(survey: Survey, lines: Iterable[tuple[int, Mapping[str, str]]]) -> list[RowNote]:
    """Return the notes of cells that can be read in two ways, without reading the rest of the lines."""
    rules, notes = _Rules(survey), []
    doubtful = {"er", "fee", "revenue", "followers", *AVERAGE_FIELDS}
    if not any(column.field in doubtful for column in survey.columns):
        return []
    for number, cells in lines:
        if skipped_because(survey.columns, cells) is None:
            line = _Line(number, cells)
            rules.open_readings(line)
            notes += line.notes
    return notes


def creator_rows(
    survey: Survey, lines: Iterable[tuple[int, Mapping[str, str]]]
) -> tuple[list[CreatorRow], list[RowNote], list[RowResult]]:
    """Apply the row rules to lines of a table of creators.

    ``lines`` are (row under the header from 1, cells by header, as text). Returns the typed rows, the warnings, and one
    result for each line that is no account (``skipped``) or names a person without a usable account (``error``).
    O(cells); the lines may be any part of the file, in any order.
    """
    rules = _Rules(survey)
    rows: list[CreatorRow] = []
    notes: list[RowNote] = []
    results: list[RowResult] = []
    for number, cells in lines:
        line = _Line(number, cells)
        why = skipped_because(survey.columns, cells)
        if why is not None:
            results.append(_result(number, "skipped", rules, line, why))
            continue
        named = rules.accounts(line)
        if named[0].account.error is not None:
            results.append(_result(number, "error", rules, line, error_text(named[0])))
            continue
        rows += rules.read(line, named)
        notes += line.notes
    return rows, notes, results

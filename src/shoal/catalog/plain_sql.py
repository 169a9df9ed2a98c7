"""SQL that casts the plain cells of a table of creators to the columns of ``accounts``.

It gives what the row rules of the sources give for the same cells; a test feeds both the same lines.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shoal.catalog.identity import Hasher
from shoal.catalog.tables import FIGURES
from shoal.sources import (
    HANDLE_PLATFORMS,
    PlainCell,
    Survey,
    currency_exponent,
    plain_patterns,
    quiet_amounts,
    quiet_readers,
)

WORDY = ("text", "handle", "row_id", "city", "codes")  # only these patterns let a word such as "unknown" through
TEXTS = ("text", "row_id", "city")
WIDEST_LETTER = 3  # bytes of the longest letter that has an ASCII one for its other case: the sign of kelvin
CENTS = 2  # decimals of the currencies whose amounts the SQL reads
MAPPED = ("platform", "country", "language", "currency")


def text_literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def code_type(kind: str) -> str:
    """Return the SQL type of the codes of a kind; such a column is written as places in a list, a third of the work."""
    return f"{kind}_codes"


def told(kind: str, column: str) -> str:
    """Return SQL for what was noted of the word of this line, NULL for a word that was not looked up."""
    return f"getvariable('{kind}_{column}')[{kind}_at]"


@dataclass(frozen=True, slots=True)
class PlainSql:
    """How to read the plain lines of one surveyed file.

    ``cells`` gives for each header the name of its cell in the text table, ``plain`` the condition under which a line
    needs no rule of Python, ``columns`` the SQL of each column of ``accounts`` that such a line fills.
    ``mapped`` are the headers whose distinct words are looked up once, by kind. ``rates`` are columns of rates, with
    the SQL of their value and its ends: they hold few different words, of which each is cast once.
    """

    headers: tuple[str, ...]
    cells: Mapping[str, str]
    plain: str
    columns: Mapping[str, str]
    mapped: Mapping[str, str]
    figures: Mapping[str, str]  # headers of figures to the condition under which their cell is cast without a look-up
    amounts: Mapping[str, str]  # headers of amounts, likewise
    rates: Mapping[str, Sequence[str]]
    places: Mapping[str, str]  # what is looked up to the SQL of the word that is looked up for it
    town: str  # the condition under which the name of a town is plain
    texts: Mapping[str, str]  # headers of texts to the condition under which their cell is plain


class PlainReader:
    """Builds :class:`PlainSql` for one survey. Cost O(columns)."""

    def __init__(self, survey: Survey, hasher: Hasher) -> None:
        self._survey = survey
        self._hasher = hasher
        self._cells = {header: f"c{place}" for place, header in enumerate(survey.headers)}
        self._plain = plain_patterns(survey)
        self._looked_up: frozenset[str] = frozenset((*quiet_readers(survey), *quiet_amounts(survey)))
        self._usual: Mapping[str, Sequence[str]] = {}
        self._by_field: dict[str, PlainCell] = {}
        for cell in self._plain.values():
            if cell.field is not None:
                self._by_field.setdefault(cell.field, cell)

    def usable(self) -> bool:
        """Say whether the file is one whose plain lines an engine may read: one naming column, one platform."""
        survey, fields = self._survey, [cell.field for cell in self._plain.values() if cell.field]
        one_each = len(fields) == len(set(fields))
        named = [cell for cell in self._plain.values() if cell.field in ("handle", "key")]
        layout = survey.kind == "creators" and survey.reader == "rows" and survey.file.format == "csv"
        text = (survey.file.encoding or "").lower().replace("_", "-") in ("utf-8", "utf8", "ascii")
        header = survey.file.header_line in (None, 1) and not survey.file.comment_lines
        platform = ("platform" in self._by_field) != (survey.options.platform is not None)
        observed = "top_post_likes" in self._by_field or "observed_at" in self._by_field
        return bool(layout and text and header and one_each and len(named) == 1 and platform and not observed)

    def only(self, looked_up: Iterable[str]) -> PlainReader:
        """Return the same with look-ups for these columns of figures and amounts alone: each has its cost."""
        self._looked_up = frozenset(looked_up)
        return self

    def knowing(self, usual: Mapping[str, Sequence[str]]) -> PlainReader:
        """Return the same with words, by header, that are known to be plain: to compare costs a third of the rules."""
        self._usual = usual
        return self

    def sql(self) -> PlainSql:
        """Return the SQL of the file."""
        conditions = [self._is_plain(cell) for cell in self._plain.values()]
        conditions += [self._platform_condition(), f"{self._naming_cell()} IS NOT NULL"]
        return PlainSql(
            headers=self._survey.headers,
            cells=self._cells,
            # as the condition of a CASE, a check is made only for the lines that passed the ones before it
            plain="CASE WHEN " + "\n AND ".join(conditions) + " THEN true ELSE false END",
            columns=self._columns(),
            figures=self._looked_up_as("number", "percent", "fraction"),
            amounts=self._looked_up_as("money"),
            rates=self._rates(),
            town=self._fits(self._by_field["city"]) if "city" in self._by_field else "true",
            texts={cell.header: self._fits(cell) for cell in self._plain.values() if cell.cast == "text"},
            places=self._places(),
            mapped={cell.cast: self._cells[cell.header] for cell in self._plain.values() if cell.cast in MAPPED},
        )

    def _looked_up_as(self, *casts: str) -> dict[str, str]:
        """Return the columns of some kinds in which words are looked up, with the condition of a plain cell."""
        cells = [self._plain[header] for header in sorted(self._looked_up)]
        return {cell.header: self._fits(cell) for cell in cells if cell.cast in casts}

    # conditions ----------------------------------------------------------------------------------------------------

    def _is_plain(self, cell: PlainCell) -> str:
        name = self._cells[cell.header]
        if cell.cast == "none":
            return f"{name} IS NULL"
        if cell.cast in MAPPED:
            return f"({name} IS NULL OR {cell.cast}_at IS NOT NULL)"
        if cell.cast == "city":
            return f"({name} IS NULL OR city_at IS NOT NULL)"
        found = f"{name}_at IS NOT NULL OR " if cell.header in self._looked_up else ""
        if words := self._usual.get(cell.header):
            same = " ".join(f"WHEN {text_literal(word)} THEN true" for word in words)
            found = f"CASE {name} {same} ELSE false END OR "
        return f"({name} IS NULL OR {found}({self._fits(cell)}))"

    def _fits(self, cell: PlainCell) -> str:
        """Return the condition under which a cell is plain by itself, the cheap checks of it first."""
        name = self._cells[cell.header]
        if cell.cast == "text":  # many sheets have a space behind some words, some behind every note
            return f"CASE WHEN {_space_behind(name)} THEN {_matches(cell, _cut(name))} ELSE {_matches(cell, name)} END"
        if cell.cast == "money":
            return f"{self._money_known(cell)} AND {name} NOT LIKE '0%' AND {_matches(cell, name)}"
        return _matches(cell, name)

    def _naming_cell(self) -> str:
        return self._cells[next(cell.header for cell in self._plain.values() if cell.field in ("handle", "key"))]

    def _named(self) -> str:
        """Return SQL for the comparison form of the name: the @ in front is no part of a handle."""
        name = self._naming_cell()
        if "key" in self._by_field:
            return name
        return f"CASE WHEN starts_with({name}, '@') THEN substr({name}, 2) ELSE {name} END"

    def _platform(self) -> str:
        if "platform" in self._by_field:
            return told("platform", "found")
        return text_literal(str(self._survey.options.platform))

    def _platform_condition(self) -> str:
        """A handle is its own comparison form on some platforms only; a row id on any."""
        if "key" in self._by_field:
            return f"{self._platform()} IS NOT NULL"
        allowed = ", ".join(map(text_literal, HANDLE_PLATFORMS))
        return f"{self._platform()} IN ({allowed})"

    def _money_known(self, cell: PlainCell) -> str:
        """Say in SQL whether an amount is read in hundredths: its currency has cents, or nobody says which it is."""
        name = str(cell.field)
        if self._said(name) is None or self._stated(name):
            return "true"
        return f"({self._currency(name)}) IS NOT NULL"

    def _currency(self, name: str) -> str:
        known = self._stated(name)
        fallback = text_literal(known) if known else "NULL::VARCHAR"
        return (
            f"coalesce({told('currency', 'found')}, {fallback})"
            if name == "fee" and "currency" in self._by_field
            else fallback
        )

    def _said(self, name: str) -> str | None:
        """Return the currency that a person or the header names for a column of amounts."""
        column = self._survey.column(name)
        return self._survey.options.currency or (column.currency if column else None)

    def _stated(self, name: str) -> str | None:
        """Return the same if it has cents."""
        known = self._said(name)
        return known if known and currency_exponent(known) == CENTS else None

    def key_kind(self) -> str:
        """Return SQL for what identifies an account in this file; the same for all its lines."""
        return "'row_id'" if "key" in self._by_field else "'handle'"

    def _places(self) -> dict[str, str]:
        words: dict[str, str] = {}
        words |= {str(cell.cast): self._cells[cell.header] for cell in self._plain.values() if cell.cast in MAPPED}
        words |= {self._cells[header]: self._cells[header] for header in sorted(self._looked_up)}
        if "city" in self._by_field:
            country = words.get("country", "NULL::VARCHAR")
            words["city"] = f"{self._cells[self._by_field['city'].header]} || chr(31) || coalesce({country}, '')"
        return words

    def _rates(self) -> dict[str, tuple[str, str, str]]:
        cell = self._by_field.get("er")
        if cell is None or cell.header not in self._looked_up:
            return {}
        cast = _rate(cell, self._cells[cell.header])
        return {cell.header: (cast["er"], cast["er_low"], cast["er_high"])}

    # columns -------------------------------------------------------------------------------------------------------

    def _columns(self) -> dict[str, str]:
        columns = {
            "account_id": self._hasher.account_id_sql(self._platform(), self.key_kind(), self._named()),
            "platform": told("platform", "code") if "platform" in self._by_field else self._platform(),
            "handle": self._named(),
        }
        for field, cell in self._by_field.items():
            columns |= self._field(field, cell, self._cells[cell.header])
        extra = self._extra()
        if extra:
            columns["extra"] = extra
        if "city" in self._by_field:
            columns |= {end: told("city", end) for end in ("latitude", "longitude")} | {"country": self._country()}
        return columns

    def _country(self) -> str:
        """Return the country of the cell; a town that is known says it where the cell is blank."""
        cell = self._by_field.get("country")
        if cell is None:
            return told("city", "country")
        said, town = told("country", "code"), told("city", "country")
        return f"CASE WHEN {self._cells[cell.header]} IS NULL THEN {town} ELSE {said} END"

    def _field(self, field: str, cell: PlainCell, name: str) -> dict[str, str]:
        if field == "er" or field in FIGURES:
            cast = _rate(cell, name) if field == "er" else {field: f"try_cast({name} AS DOUBLE)"}
            return _looked_up(field, name, cast) if cell.header in self._looked_up else cast
        if cell.cast == "money":
            return self._amount(field, name)
        special = {
            "country": {"country": told("country", "code")},
            "language": {"languages": told("language", "code")},
            "code": {"codes": name},
        }
        if field in special:
            return special[field]
        if field in ("code_uses", "link_clicks"):
            return {field: f"try_cast({name} AS BIGINT)"}
        if cell.cast == "text":
            return {field: _trimmed(name)}
        return {field: name} if cell.cast == "city" else {}

    def _amount(self, field: str, name: str) -> dict[str, str]:
        amount = {
            f"{field}_minor": f"try_cast(try_cast({name} AS DECIMAL(18, 2)) * 100 AS BIGINT)",
            f"{field}_currency": self._stated_currency(field, name),
        }
        if field == "fee":
            amount["gift"] = f"CASE WHEN {name} IS NOT NULL THEN FALSE END"
        if self._by_field[field].header not in self._looked_up:
            return amount
        parts = {f"{field}_minor": "minor", f"{field}_currency": "currency", "gift": "gift"}
        return {
            column: f"CASE WHEN {name}_at IS NOT NULL THEN {told(name, parts[column])} ELSE {cast} END"
            for column, cast in amount.items()
        }

    def _stated_currency(self, field: str, name: str) -> str:
        """Return the currency of an amount; a currency cell is kept where the fee itself is blank."""
        own_cell = field == "fee" and "currency" in self._by_field
        if own_cell and not self._stated(field):
            return told("currency", "code")
        stated = f"CASE WHEN {name} IS NOT NULL THEN {self._currency(field)} END"
        return f"coalesce({stated}, {told('currency', 'found')})" if own_cell else stated

    def _extra(self) -> str:
        """Return SQL for the cells of unknown columns as one JSON object, NULL where all are blank."""
        unknown: Sequence[str] = sorted(cell.header for cell in self._plain.values() if cell.field is None)
        if not unknown:
            return ""
        names = [text_literal(json.dumps(header, ensure_ascii=False) + ": ") for header in unknown]
        cells = [_trimmed(self._cells[header]) for header in unknown]
        parts = [f"{name} || to_json({cell})::VARCHAR" for name, cell in zip(names, cells, strict=True)]
        if len(parts) == 1:
            return f"'{{' || {parts[0]} || '}}'"
        some = f"coalesce({', '.join(self._cells[header] for header in unknown)}) IS NOT NULL"
        return f"CASE WHEN {some} THEN '{{' || concat_ws(', ', {', '.join(parts)}) || '}}' END"


def _matches(cell: PlainCell, name: str) -> str:
    """Return SQL for what the pattern of a cell asks of a value, and that it is none of the words that it is not."""
    fits = f"regexp_matches({name}, {text_literal(cell.pattern)})"
    if cell.cast in TEXTS:
        fits = f"({_ascii_edges(name)} OR {fits})"
    if cell.cast in WORDY:
        longest = max(len(word.encode()) for word in cell.but_not) * WIDEST_LETTER
        words = text_literal("(?i)^(?:" + "|".join(map(re.escape, sorted(cell.but_not))) + ")$")
        fits += f" AND (strlen({name}) > {longest} OR NOT regexp_matches({name}, {words}))"
    return fits


def _space_behind(name: str) -> str:
    return f"suffix({name}, ' ')"


def _cut(name: str) -> str:
    return f"rtrim({name}, ' ')"


def _trimmed(name: str) -> str:
    """Return SQL for a plain text without spaces behind it; the many that have none are not copied."""
    return f"CASE WHEN {_space_behind(name)} THEN {_cut(name)} ELSE {name} END"


def _ascii_edges(name: str) -> str:
    """Return SQL for what TEXT asks of both ends, for the many texts that begin and end in ASCII.

    A text begins with one of "a" to "z" if it sorts from "a" on and before "{", the sign behind "z": to compare costs
    a tenth of cutting the first letter off.
    """
    first = " OR ".join(f"{name} >= '{low}' AND {name} < '{after}'" for low, after in ("a{", "A[", "0:"))
    return f"(({first}) AND {name}[-1] BETWEEN '!' AND '~')"


def _looked_up(field: str, name: str, cast: Mapping[str, str]) -> dict[str, str]:
    """Return a figure with its ends: those of the word that was looked up, else those of the cast."""
    ends = {field: "value", f"{field}_low": "low", f"{field}_high": "high"}
    return {
        column: f"CASE WHEN {name}_at IS NOT NULL THEN {told(name, end)} ELSE {cast.get(column, 'NULL')} END"
        for column, end in ends.items()
    }


def _rate(cell: PlainCell, name: str) -> dict[str, str]:
    """Return the rate as a fraction with half of its last written digit each way.

    Ends are rounded to 9 decimals, as the rules' ends are when they are stored: then both are the same double.
    """
    written = f"rtrim({name}, ' %')"
    shift = "'e-2'" if cell.cast == "percent" else "''"
    scale = 0.01 if cell.cast == "percent" else 1.0
    value = f"try_cast({written} || {shift} AS DOUBLE)"
    steps = " ".join(f"WHEN {places} THEN {round(0.5 * 10**-places * scale, 9)!r}" for places in range(1, 5))
    half = f"(CASE length({written}) - strpos({written}, '.') {steps} END)"
    return {"er": value, "er_low": f"round({value} - {half}, 9)", "er_high": f"round({value} + {half}, 9)"}

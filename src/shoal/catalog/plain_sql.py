"""SQL that casts the plain cells of a table of creators to the columns of ``accounts``.

It gives what the row rules of the sources give for the same cells; a test feeds both the same lines.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from shoal.catalog.cell_sql import fits, rate, short, spaced, text_literal, trimmed, ungrouped
from shoal.catalog.identity import Hasher
from shoal.catalog.naming_sql import Naming, as_spelled, by_code, by_handle
from shoal.catalog.tables import FIGURES
from shoal.sources import (
    HANDLE_PLATFORMS,
    HANDLE_SPELLED,
    PlainCell,
    Survey,
    currency_exponent,
    plain_patterns,
    quiet_amounts,
    quiet_readers,
)

CENTS = 2  # decimals of the currencies whose amounts the SQL reads
MAPPED = ("platform", "country", "language", "currency")
Way = tuple[str, str]  # a way of writing that costs work on every line, and the column in which it is met


def code_type(kind: str) -> str:
    """Return the SQL type of the codes of a kind; such a column is written as places in a list, a third of the work."""
    return f"{kind}_codes"


def told(kind: str, column: str) -> str:
    """Return SQL for what was noted of the word of this line, NULL for one that was not looked up or needs no look."""
    return f"getvariable('{kind}_{column}')[{kind}_at]"


@dataclass(frozen=True, slots=True)
class PlainSql:
    """How to read the plain lines of one surveyed file.

    ``cells`` gives for each header the name of its cell in the text table, ``plain`` the condition under which a line
    needs no rule of Python, ``columns`` the SQL of each column of ``accounts`` that such a line fills.
    ``mapped`` are the headers whose distinct words are looked up once, by kind. ``rates`` are columns of rates, with
    the SQL of their value and its ends: they hold few different words, of which each is cast once.
    ``first`` are expressions of which the others speak, each to be computed once for a line.
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
    city: str | None  # the cell of a town
    town: str  # the condition under which the name of a town, ``town``, is plain
    texts: Mapping[str, str]  # headers of texts to the condition under which their cell is plain
    stored: Mapping[str, str]  # the same headers to the SQL of what is stored of such a cell
    first: Mapping[str, str]
    spaced: tuple[str, ...]  # cells with spaces around them

    def lines(self, table: str) -> str:
        """Return SQL for the lines of a table without spaces around their cells."""
        cells = ", ".join(f"{trimmed(name)} AS {name}" for name in self.spaced)
        return f"(SELECT * REPLACE ({cells}) FROM {table})" if cells else table


class PlainReader:
    """Builds :class:`PlainSql` for one survey. Cost O(columns)."""

    def __init__(self, survey: Survey, hasher: Hasher) -> None:
        self._survey = survey
        self._hasher = hasher
        self._cells = {header: f"c{place}" for place, header in enumerate(survey.headers)}
        self._plain = plain_patterns(survey)
        self._looked_up: frozenset[str] = frozenset((*quiet_readers(survey), *quiet_amounts(survey)))
        self._few: frozenset[str] = frozenset()
        self._met: frozenset[Way] = frozenset()
        self._by_field: dict[str, PlainCell] = {}
        for cell in self._plain.values():
            if cell.field is not None:
                self._by_field.setdefault(cell.field, cell)

    def usable(self) -> bool:
        """Say whether the file is one whose plain lines an engine may read: one account a line, one platform."""
        survey, fields = self._survey, [cell.field for cell in self._plain.values() if cell.field]
        one_each = len(fields) == len(set(fields))
        names = {"handle", "key", "url"} & set(fields)
        two = names >= {"handle", "key"} or ("url" in names and self._header_platform())
        layout = survey.kind == "creators" and survey.reader == "rows" and survey.file.format == "csv"
        text = (survey.file.encoding or "").lower().replace("_", "-") in ("utf-8", "utf8", "ascii")
        header = survey.file.header_line in (None, 1) and not survey.file.comment_lines
        platform = not ("platform" in fields and survey.options.platform)
        observed = "top_post_likes" in fields or "observed_at" in fields
        return bool(layout and text and header and one_each and names and not two and platform and not observed)

    def ways(self) -> dict[Way, str]:
        """Return the ways of writing that ask for more work on every line, with the condition of a cell written so."""
        found: dict[Way, str] = {}
        for cell in self._plain.values():
            name = self._cells[cell.header]
            found["spaced", cell.header] = spaced(name)
            if cell.field in ("handle", "url"):
                found["spelled", cell.header] = f"regexp_matches({name}, '[A-Z/]')"
            if cell.grouped:
                unlike = f"NOT {fits(cell, name, cell.pattern)}"
                found["grouped", cell.header] = f"{unlike} AND {fits(cell, name, cell.grouped)}"
            if cell.short:
                found["short", cell.header] = fits(cell, name, cell.short)
        return found

    def meeting(self, ways: Iterable[Way]) -> PlainReader:
        """Return the same for a file in which some ways of writing were met; cells written in another one are odd."""
        self._met = frozenset(ways)
        return self

    def only(self, looked_up: Iterable[str]) -> PlainReader:
        """Return the same with look-ups for these columns of figures and amounts alone: each has its cost."""
        self._looked_up = frozenset(looked_up)
        return self

    def knowing(self, few: Iterable[str]) -> PlainReader:
        """Return the same where the words of these columns of text were noted; a line with another word is odd."""
        self._few = frozenset(few)
        return self

    def sql(self) -> PlainSql:
        """Return the SQL of the file."""
        naming = self._naming()
        conditions = [self._is_plain(cell) for cell in self._plain.values() if cell.field not in naming.covers]
        conditions += [self._of_platform(cell, naming.platform) for cell in self._plain.values() if cell.platform]
        texts = [cell for cell in self._plain.values() if cell.cast == "text"]
        return PlainSql(
            headers=self._survey.headers,
            cells=self._cells,
            # as the condition of a CASE, a check is made only for the lines that passed the ones before it
            plain="CASE WHEN " + "\n AND ".join([*conditions, naming.plain]) + " THEN true ELSE false END",
            columns=self._columns(naming),
            figures=self._looked_up_as("number", "percent", "fraction"),
            amounts=self._looked_up_as("money"),
            rates=self._rates(),
            city=self._cells[self._by_field["city"].header] if "city" in self._by_field else None,
            town=fits(city, "town", city.pattern) if (city := self._by_field.get("city")) else "true",
            texts={cell.header: self._fits(cell) for cell in texts},
            stored={cell.header: self._stored(cell) for cell in texts},
            places=self._places(),
            mapped={cell.cast: self._cells[cell.header] for cell in self._plain.values() if cell.cast in MAPPED},
            first=naming.first,
            spaced=tuple(self._cells[header] for way, header in sorted(self._met) if way == "spaced"),
        )

    def _looked_up_as(self, *casts: str) -> dict[str, str]:
        """Return the columns of some kinds in which words are looked up, with the condition of a plain cell."""
        cells = [self._plain[header] for header in sorted(self._looked_up)]
        return {cell.header: self._fits(cell) for cell in cells if cell.cast in casts}

    # whom a line names ---------------------------------------------------------------------------------------------

    def _naming(self) -> Naming:
        said, handle, key = self._platform(), self._by_field.get("handle"), self._by_field.get("key")
        if key is not None:
            return by_code(self._cells[key.header], said)
        name = self._cells[handle.header] if handle else None
        if name and said and not any(way == "spelled" for way, _ in self._met):
            return by_handle(name, said, self._goes_by_handles(said))
        url = self._by_field.get("url")
        link = self._cells[url.header] if url else None
        spelled = fits(handle, name, HANDLE_SPELLED) if handle and name else "false"
        return as_spelled(name, link, said, self._goes_by_handles(said), spelled)

    def _goes_by_handles(self, said: str | None) -> str:
        """Return the condition that a plain handle is its own comparison form on the platform of a line."""
        if said == told("platform", "found"):
            return told("platform", "by_handle")
        return "true" if said in [text_literal(platform) for platform in HANDLE_PLATFORMS] else "false"

    def _platform(self) -> str | None:
        """Return SQL for the platform that the header, the line or a person says, ``None`` where links have to."""
        said = self._header_platform() or self._survey.options.platform
        if "platform" in self._by_field and not self._header_platform():
            return told("platform", "found")
        return text_literal(said) if said else None

    def _header_platform(self) -> str | None:
        handle = self._by_field.get("handle")
        return handle.platform if handle else None

    def _of_platform(self, cell: PlainCell, platform: str) -> str:
        """Return the condition that a line is one of those of which the column of a platform tells."""
        return f"({self._cells[cell.header]} IS NULL OR {platform} = {text_literal(str(cell.platform))})"

    # conditions ----------------------------------------------------------------------------------------------------

    def _is_plain(self, cell: PlainCell) -> str:
        name = self._cells[cell.header]
        if cell.cast in ("none", "url"):
            return f"{name} IS NULL"
        if cell.cast in MAPPED:
            return f"({name} IS NULL OR {cell.cast}_at IS NOT NULL)"
        if cell.cast == "city":
            return f"({name} IS NULL OR city_at IS NOT NULL)"
        if cell.header in self._few or (cell.header in self._looked_up and cell.field != "er"):
            return f"({name} IS NULL OR {name}_at IS NOT NULL)"
        found = f"{name}_at IS NOT NULL OR " if cell.header in self._looked_up else ""
        return f"({name} IS NULL OR {found}({self._fits(cell)}))"

    def _fits(self, cell: PlainCell) -> str:
        """Return the condition under which a cell is plain by itself, the cheap checks of it first."""
        name = self._cells[cell.header]
        if cell.cast == "money":
            return f"{self._money_known(cell)} AND {name} NOT LIKE '0%' AND {fits(cell, name, cell.pattern)}"
        pattern = cell.grouped if self._written(cell, "grouped") else cell.pattern
        return fits(cell, name, f"{pattern}|{cell.short}" if self._written(cell, "short") else pattern)

    def _written(self, cell: PlainCell, way: str) -> bool:
        return (way, cell.header) in self._met

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
        return text_literal(self._naming().kind)

    def _places(self) -> dict[str, str]:
        words: dict[str, str] = {}
        words |= {str(cell.cast): self._cells[cell.header] for cell in self._plain.values() if cell.cast in MAPPED}
        words |= {self._cells[header]: self._cells[header] for header in sorted(self._looked_up | self._few)}
        if "city" in self._by_field:
            country = words.get("country", "NULL::VARCHAR")
            words["city"] = f"{self._cells[self._by_field['city'].header]} || chr(31) || coalesce({country}, '')"
        return words

    def _rates(self) -> dict[str, tuple[str, str, str]]:
        cell = self._by_field.get("er")
        if cell is None or cell.header not in self._looked_up:
            return {}
        cast = rate(cell, self._cells[cell.header])
        return {cell.header: (cast["er"], cast["er_low"], cast["er_high"])}

    # columns -------------------------------------------------------------------------------------------------------

    def _columns(self, naming: Naming) -> dict[str, str]:
        columns = {
            "account_id": self._hasher.account_id_sql(naming.platform, self.key_kind(), naming.handle),
            "platform": told("platform", "code") if naming.platform == told("platform", "found") else naming.platform,
            "handle": naming.handle,
            **naming.columns,
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
            number = ungrouped(cell, name) if self._written(cell, "grouped") else name
            cast = rate(cell, name) if field == "er" else {field: f"try_cast({number} AS DOUBLE)"}
            if self._written(cell, "short"):
                cast = short(field, name, cast[field])
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
        if cell.header in self._few:
            return {field: told(name, "stored")}
        return {field: told("city", "word") if cell.cast == "city" else name} if cell.cast in ("text", "city") else {}

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
            column: f"CASE WHEN {name}_at > 0 THEN {told(name, parts[column])} ELSE {cast} END"
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
        unknown = sorted((cell for cell in self._plain.values() if cell.field is None), key=lambda cell: cell.header)
        if not unknown:
            return ""
        cells = [self._cells[cell.header] for cell in unknown]
        if len(unknown) == 1:
            return told(cells[0], "stored") if unknown[0].header in self._few else self._stored(unknown[0])
        some = f"coalesce({', '.join(cells)}) IS NOT NULL"
        return f"CASE WHEN {some} THEN '{{' || concat_ws(', ', {', '.join(map(self._json, unknown))}) || '}}' END"

    def _stored(self, cell: PlainCell) -> str:
        """Return SQL for what a cell of text is stored as: as it is, or as an object where its column is unknown."""
        return self._cells[cell.header] if cell.field else f"'{{' || {self._json(cell)} || '}}'"

    def _json(self, cell: PlainCell) -> str:
        name = text_literal(json.dumps(cell.header, ensure_ascii=False) + ": ")
        return f"{name} || to_json({self._cells[cell.header]})::VARCHAR"


def _looked_up(field: str, name: str, cast: Mapping[str, str]) -> dict[str, str]:
    """Return a figure with its ends: those of the word that was looked up, else those of the cast."""
    ends = {field: "value", f"{field}_low": "low", f"{field}_high": "high"}
    return {
        column: f"CASE WHEN {name}_at > 0 THEN {told(name, end)} ELSE {cast[column]} END"
        if column in cast
        else told(name, end)
        for column, end in ends.items()
    }

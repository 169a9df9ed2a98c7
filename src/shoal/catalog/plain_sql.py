"""SQL that casts the plain cells of a table of creators to the columns of ``accounts``.

It gives what the row rules of the sources give for the same cells; a test feeds both the same lines.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shoal.catalog.identity import Hasher
from shoal.catalog.tables import FIGURES
from shoal.sources import HANDLE_PLATFORMS, PlainCell, Survey, plain_patterns

NEVER = "FALSE"
MAPPED = ("platform", "country", "language", "currency")


def text_literal(text: str) -> str:
    """Return a text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


@dataclass(frozen=True, slots=True)
class PlainSql:
    """How to read the plain lines of one surveyed file.

    ``cells`` gives for each header the name of its cell in the text table, ``plain`` the condition under which a line
    needs no rule of Python, ``columns`` the SQL of each column of ``accounts`` that such a line fills.
    ``mapped`` are the headers whose distinct words are looked up once, by kind.
    """

    headers: tuple[str, ...]
    cells: Mapping[str, str]
    plain: str
    columns: Mapping[str, str]
    mapped: Mapping[str, str]


class PlainReader:
    """Builds :class:`PlainSql` for one survey. Cost O(columns)."""

    def __init__(self, survey: Survey, hasher: Hasher) -> None:
        self._survey = survey
        self._hasher = hasher
        self._cells = {header: f"c{place}" for place, header in enumerate(survey.headers)}
        self._plain = plain_patterns(survey)
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

    def sql(self) -> PlainSql:
        """Return the SQL of the file."""
        conditions = [self._is_plain(cell) for cell in self._plain.values()]
        conditions += [self._platform_condition(), f"{self._named()} IS NOT NULL", self._money_condition()]
        return PlainSql(
            headers=self._survey.headers,
            cells=self._cells,
            plain="(" + "\n AND ".join(conditions) + ")",
            columns=self._columns(),
            mapped={cell.cast: self._cells[cell.header] for cell in self._plain.values() if cell.cast in MAPPED},
        )

    # conditions ----------------------------------------------------------------------------------------------------

    def _is_plain(self, cell: PlainCell) -> str:
        name = self._cells[cell.header]
        if cell.cast == "none":
            return f"{name} IS NULL"
        words = ", ".join(text_literal(word) for word in sorted(cell.but_not))
        fits = f"regexp_matches({name}, {text_literal(cell.pattern)}) AND lower({name}) NOT IN ({words})"
        if cell.cast in MAPPED:
            fits = f"{cell.cast}_of.found IS NOT NULL"
        return f"({name} IS NULL OR ({fits}))"

    def _named(self) -> str:
        return self._cells[next(cell.header for cell in self._plain.values() if cell.field in ("handle", "key"))]

    def _platform(self) -> str:
        if "platform" in self._by_field:
            return "platform_of.found"
        return text_literal(str(self._survey.options.platform))

    def _platform_condition(self) -> str:
        """A handle is its own comparison form on some platforms only; a row id on any."""
        if "key" in self._by_field:
            return f"{self._platform()} IS NOT NULL"
        allowed = ", ".join(map(text_literal, HANDLE_PLATFORMS))
        return f"{self._platform()} IN ({allowed})"

    def _money_condition(self) -> str:
        """An amount is plain where its currency is known and has cents; what else there is, the rules decide."""
        conditions = []
        for name in ("fee", "revenue"):
            if name in self._by_field:
                cell = self._cells[self._by_field[name].header]
                conditions.append(
                    f"({cell} IS NULL OR (({self._currency(name)}) IS NOT NULL AND {cell} NOT LIKE '0%'))"
                )
        return " AND ".join(conditions) or "TRUE"

    def _currency(self, name: str) -> str:
        column = self._survey.column(name)
        known = self._survey.options.currency or (column.currency if column else None)
        fallback = text_literal(known) if known else "NULL"
        return (
            f"coalesce(currency_of.found, {fallback})" if name == "fee" and "currency" in self._by_field else fallback
        )

    # columns -------------------------------------------------------------------------------------------------------

    def _columns(self) -> dict[str, str]:
        columns = {
            "platform": self._platform(),
            "key_kind": "'row_id'" if "key" in self._by_field else "'handle'",
            "handle": self._named(),
            "handle_raw": self._named(),
            "kind": "'unknown'",
        }
        columns["account_id"] = self._hasher.account_id_sql(columns["platform"], columns["key_kind"], columns["handle"])
        for field, cell in self._by_field.items():
            columns |= self._field(field, cell, self._cells[cell.header])
        extra = self._extra()
        if extra:
            columns["extra"] = extra
        if "city" in self._by_field:
            columns |= {"latitude": "city_of.latitude", "longitude": "city_of.longitude"}
        return columns

    def _field(self, field: str, cell: PlainCell, name: str) -> dict[str, str]:
        if field == "er":
            return _rate(cell, name)
        if cell.cast == "money":
            return self._amount(field, name)
        special = {
            "country": {"country": "country_of.found", "country_raw": name},
            "language": {"languages": "language_of.found"},
            "code": {"codes": name},
        }
        if field in special:
            return special[field]
        if field in FIGURES:
            return {field: f"try_cast({name} AS DOUBLE)"}
        if field in ("code_uses", "link_clicks"):
            return {field: f"try_cast({name} AS BIGINT)"}
        return {field: name} if cell.cast in ("text", "city") else {}

    def _amount(self, field: str, name: str) -> dict[str, str]:
        amount = {
            f"{field}_minor": f"(try_cast({name} AS DECIMAL(18, 2)) * 100)::BIGINT",
            f"{field}_currency": self._currency(field)
            if field == "fee"
            else f"CASE WHEN {name} IS NOT NULL THEN {self._currency(field)} END",
        }
        return {**amount, "gift": f"CASE WHEN {name} IS NOT NULL THEN FALSE END"} if field == "fee" else amount

    def _stated_currency(self, field: str, name: str) -> str:
        """Return the currency of an amount; a currency cell is kept where the fee itself is blank."""
        stated = f"CASE WHEN {name} IS NOT NULL THEN {self._currency(field)} END"
        own_cell = field == "fee" and "currency" in self._by_field
        return f"coalesce({stated}, currency_of.found)" if own_cell else stated

    def _extra(self) -> str:
        """Return SQL for the cells of unknown columns as one JSON object, NULL where all are blank."""
        unknown: Sequence[str] = sorted(cell.header for cell in self._plain.values() if cell.field is None)
        if not unknown:
            return ""
        parts = [
            f"CASE WHEN {self._cells[header]} IS NOT NULL THEN to_json({text_literal(header)})::VARCHAR || ': ' || "
            f"to_json({self._cells[header]})::VARCHAR END"
            for header in unknown
        ]
        joined = f"concat_ws(', ', {', '.join(parts)})"
        some = f"coalesce({', '.join(self._cells[header] for header in unknown)}) IS NOT NULL"
        return f"CASE WHEN {some} THEN '{{' || {joined} || '}}' END"


def _rate(cell: PlainCell, name: str) -> dict[str, str]:
    """Return the rate as a fraction with half of its last written digit each way, in decimals and then as a double."""
    written = f"rtrim({name}, ' %')"
    places = f"greatest(0, length({written}) - strpos({written}, '.'))"
    half = f"(CASE {places} WHEN 1 THEN 0.05 WHEN 2 THEN 0.005 ELSE 0.0005 END)::DECIMAL(18, 6)"
    shift = "'e-2'" if cell.cast == "percent" else "''"
    ends = {"er": "", "er_low": f" - {half}", "er_high": f" + {half}"}
    columns = {
        column: f"try_cast(({written}::DECIMAL(18, 6){end})::VARCHAR || {shift} AS DOUBLE)"
        for column, end in ends.items()
    }
    guarded = {column: f"CASE WHEN {name} IS NOT NULL THEN {sql} END" for column, sql in columns.items()}
    return {**guarded, "er_definition": f"CASE WHEN {name} IS NOT NULL THEN 'typed' END"}

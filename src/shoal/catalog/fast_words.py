"""What the words of a large file mean: looked up once, by the same rules as single cells.

A word that comes again and again (a country, a town, ``12,5k``) is read once and its meaning noted in a variable of the
engine; a line with a word that was not looked up is odd. Which words are looked up decides how fast a file is, not what
comes of it. Cost: one query over the lines that are looked through, and Python rules for their distinct words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from shoal.catalog.cell_sql import text_literal
from shoal.catalog.plain_sql import CENTS, PlainReader, PlainSql, code_type
from shoal.catalog.records import figure_columns
from shoal.domain.creator import Place
from shoal.engines import Engine
from shoal.sources import (
    HANDLE_PLATFORMS,
    Survey,
    country_code,
    currency_code,
    currency_exponent,
    language_code,
    place_of,
    platform_of,
    quiet_amounts,
    quiet_readers,
)

MOST_WORDS = 50_000
BITS = 2**20  # of the filter before a look-up; of 2,000 words, one in 500 others passes it
MOST_RATES = 5_000  # different words up to which a column of rates is looked up and not cast line by line
MOST_NAMED = 30  # words that are compared one by one: 17 take 25 ns a line, an enumeration of any size 65 ns
MOST_USUAL = 30  # words of a column of text of which each is named, instead of its rules and of being written out
LINES_FOR_WAYS = 8_000  # in which ways of writing are looked for; a rarer one is read by rules
NO_WORD = "\x1f"
Words = dict[str, list[str]]
Pair = tuple[str | None, str | None]


def _with_cents(word: str) -> str | None:
    """Return the currency of a word if it has hundredths, as the SQL of amounts takes for granted."""
    code = currency_code(word)
    return code if code is not None and currency_exponent(code) == CENTS else None


LOOKUPS: dict[str, Callable[[str], str | None]] = {
    "platform": platform_of, "country": country_code, "language": language_code, "currency": _with_cents,
}  # fmt: skip


class WordBook:
    """The words of one look at some lines of a file; the newest one counts, since all note under the same names."""

    def __init__(self, engine: Engine, survey: Survey) -> None:
        self._engine = engine
        self._survey = survey
        self._few: dict[str, list[str]] = {}  # kinds of which so few words were noted that each is named

    def learned(self, reader: PlainReader, table: str, some: str) -> PlainSql:
        """Look up the words of a table of lines; returns how to read lines of the file with what is known then.

        Looked up are columns of figures in which a cell is not plain by itself, and columns of text in which the same
        few plain words come again and again. Cells are cut, spelled and ungrouped where that was met in one of them.
        ``some`` is SQL for lines from all over the table, in which ways of writing and such columns are looked for.
        """
        repeated = self._looked_at(reader, some)
        sql = reader.sql()
        kinds, figures, amounts, texts, cities = self._words(sql, table, repeated)
        places = self._towns(cities, sql)
        for kind, words in kinds.items():
            told = [(word, code) for word in words if (code := LOOKUPS[kind](word)) is not None]
            codes = {code for _, code in told} | {place.country for _, place in places if kind == "country"}
            self._enumerate(code_type(kind), sorted(filter(None, codes)))
            self._note(kind, {"found": "VARCHAR", "code": code_type(kind), "by_handle": "BOOLEAN"}, [
                (word, code, code, code in HANDLE_PLATFORMS) for word, code in told
            ])  # fmt: skip
        for header, words in figures.items():
            self._figures(sql, header, words)
        for header, words in amounts.items():
            self._amounts(sql, header, words)
        self._cities(places, code_type("country") if "country" in kinds else "VARCHAR")
        few = {header for header, words in texts.items() if self._texts(sql, header, words)}
        return reader.only({header for header, words in (figures | amounts).items() if words}).knowing(few).sql()

    def _looked_at(self, reader: PlainReader, some: str) -> list[str]:
        """Tell a reader which ways of writing were met in some lines; returns the columns of text with few words."""
        ways, sql = reader.ways(), reader.sql()
        met = [f"bool_or({cell})" for cell in ways.values()]
        words = [f"approx_count_distinct({sql.cells[header]})" for header in sql.texts]
        (found,) = self._engine.rows(f"SELECT {', '.join([*met, *words])} FROM {some}")
        reader.meeting(way for way, one in zip(ways, found, strict=False) if one)
        return [header for header, about in zip(sql.texts, found[len(ways) :], strict=True) if about <= 2 * MOST_USUAL]

    def _words(
        self, sql: PlainSql, table: str, repeated: Sequence[str]
    ) -> tuple[Words, Words, Words, Words, Sequence[Pair]]:
        """Return the words looked through: by kind, column of figures, of amounts and of text; and those of towns."""
        city, country = sql.city, sql.mapped.get("country", "NULL::VARCHAR")
        kinds = [f"list(DISTINCT {cell})" for cell in sql.mapped.values()]
        figures = [
            f"list(DISTINCT {sql.cells[header]}) FILTER (WHERE {header in sql.rates} OR NOT ({plain}))"
            for header, plain in sql.figures.items()
        ]
        amounts = [
            f"list(DISTINCT {sql.cells[header]}) FILTER (WHERE NOT ({plain}))" for header, plain in sql.amounts.items()
        ]
        texts = [f"list(DISTINCT {sql.cells[header]})" for header in repeated]
        towns = f"list(DISTINCT ({city}, {country}))" if city else "NULL"
        wanted = ", ".join([towns, *kinds, *figures, *amounts, *texts])
        (found,) = self._engine.rows(f"SELECT {wanted} FROM {sql.lines(table)}")
        lists = iter(found[1:])
        by_kind, by_figure, by_amount, by_text = (
            {name: _some(next(lists)) for name in names} for names in (sql.mapped, sql.figures, sql.amounts, repeated)
        )
        return by_kind, by_figure, by_amount, by_text, found[0] or ()

    def _figures(self, sql: PlainSql, header: str, words: list[str]) -> None:
        """Note what words of a column of figures mean: plain ones by the engine's own cast, others by the rules."""
        cell, reader, plain = sql.cells[header], quiet_readers(self._survey)[header], sql.figures[header]
        told = f"FROM (SELECT unnest($1) AS {cell})"
        odd = {word for (word,) in self._engine.rows(f"SELECT {cell} {told} WHERE NOT ({plain})", [words])}
        read = [(word, reader(word)) for word in words if word in odd]
        rows = [(word, *figure_columns(found.figure)) for word, found in read if found.quiet]
        if header in sql.rates and len(words) <= MOST_RATES:
            rows += self._engine.rows(f"SELECT {cell}, {', '.join(sql.rates[header])} {told} WHERE {plain}", [words])
        self._note(cell, dict.fromkeys(("value", "low", "high"), "DOUBLE"), rows)

    def _amounts(self, sql: PlainSql, header: str, words: list[str]) -> None:
        """Note what words of a column of amounts mean, such as ``EUR 120``: by the rules of single cells."""
        reader = quiet_amounts(self._survey)[header]
        rows = [(word, cell.minor, cell.currency, cell.gift) for word in words if (cell := reader(word)) is not None]
        self._note(sql.cells[header], {"minor": "BIGINT", "currency": "VARCHAR", "gift": "BOOLEAN"}, rows)

    def _texts(self, sql: PlainSql, header: str, words: list[str]) -> bool:
        """Note the plain words of a column of text if they are few; says whether they are."""
        cell = sql.cells[header]
        if not words or len(words) > MOST_USUAL or not _named(words):
            return False
        rows = self._engine.rows(
            f"SELECT {cell}, {sql.stored[header]} FROM (SELECT unnest($1) AS {cell}) WHERE {sql.texts[header]}", [words]
        )
        self._enumerate(code_type(cell), sorted({stored for _, stored in rows}))
        self._note(cell, {"stored": code_type(cell)}, rows)
        return True

    def _towns(self, pairs: Iterable[Pair], sql: PlainSql) -> list[tuple[Pair, Place]]:
        """Look up plain names of towns, each with its country; a line with another one goes through the rules."""
        told = [(word, raw or "") for word, raw in pairs if word]
        words = sorted({word for word, _ in told})
        rows = self._engine.rows(f"SELECT town FROM (SELECT unnest($1) AS town) WHERE {sql.town}", [words])
        plain = {word for (word,) in rows}
        known = sorted({pair for pair in told if pair[0] in plain})
        return [((word, raw), place_of(word, country_code(raw) if raw else None) or Place()) for word, raw in known]

    def _cities(self, places: Sequence[tuple[Pair, Place]], country: str) -> None:
        self._enumerate(code_type("city"), sorted({str(word) for (word, _), _ in places}))
        columns = {"word": code_type("city"), "latitude": "DOUBLE", "longitude": "DOUBLE", "country": country}
        self._note("city", columns, [
            (f"{word}\x1f{raw}", word, place.latitude, place.longitude, place.country) for (word, raw), place in places
        ])  # fmt: skip

    def _note(self, kind: str, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Note what words mean: their place in an enumeration is the place of their value in a list.

        A join would do the same and must not: the engine does not keep the order of lines behind a join, and the place
        of a line in the segment is its number.
        """
        rows = [(NO_WORD, *([None] * len(columns))), *rows]  # an enumeration must not be empty
        words, *lists = (list(column) for column in zip(*rows, strict=True))
        if len(words) <= MOST_NAMED and _named(words[1:]):
            self._few[kind] = words
        else:
            self._enumerate(f"{kind}_words", words)
            bits = f"SELECT bitstring_agg({_bit('word')}, 0, {BITS - 1}) FROM known"
            self._engine.run(f"SET VARIABLE {kind}_seen = ({bits})")
        for (name, type_), values in zip(columns.items(), lists, strict=True):
            self._engine.run(f"SET VARIABLE {kind}_{name} = $1::{type_}[]", [values])

    def _enumerate(self, name: str, words: list[str]) -> None:
        """Make a type of words, which are in the table ``known`` then; as it must not be empty, a word may be none."""
        self._engine.run(f"DROP TYPE IF EXISTS {name}")
        self._engine.run("CREATE OR REPLACE TABLE known AS SELECT unnest($1::VARCHAR[]) AS word", [words or [NO_WORD]])
        self._engine.run(f"CREATE TYPE {name} AS ENUM (SELECT word FROM known ORDER BY rowid)")

    def placed(self, sql: PlainSql, table: str) -> str:
        """Return SQL for lines with the places of their words among those that were looked up."""
        cast = {**sql.figures, **sql.amounts}
        plain = {sql.cells[header]: fits for header, fits in cast.items() if header not in sql.rates}
        places = [
            f"{self._place(kind, word, plain.get(kind, 'false'))} AS {kind}_at" for kind, word in sql.places.items()
        ]
        places += [f"{value} AS {name}" for name, value in sql.first.items()]
        return f"(SELECT {', '.join(['*', *places])} FROM {sql.lines(table)})"

    def _place(self, kind: str, word: str, plain: str) -> str:
        """Return SQL for the place of a word, 0 for a plain one; few are compared one by one, a fifth of the work.

        A cast that fails looks through the whole enumeration for a similar word: what cannot be in it is not cast.
        """
        if kind in self._few:
            named = [f"WHEN {word} = {text_literal(one)} THEN {at}" for at, one in enumerate(self._few[kind], start=1)]
        else:
            seen = f"get_bit(getvariable('{kind}_seen'), {_bit(word)}) = 1"
            named = [f"WHEN {seen} THEN enum_code(try_cast({word} AS {kind}_words)) + 1"]
        return f"CASE WHEN {plain} THEN 0 {' '.join(named)} END"


def sample(table: str) -> str:
    """Return SQL for some lines from all over a table."""
    return f"(FROM {table} USING SAMPLE reservoir({LINES_FOR_WAYS} ROWS) REPEATABLE (1))"


def _bit(word: str) -> str:
    """Return SQL for the bit that stands for a word."""
    return f"(hash({word}) % {BITS})::INTEGER"


def _named(words: Iterable[str]) -> bool:
    """Say whether words may stand in a query by themselves."""
    return all(map(str.isprintable, words))


def _some(words: Iterable[str | None] | None) -> list[str]:
    return sorted(filter(None, words or ()))[:MOST_WORDS]

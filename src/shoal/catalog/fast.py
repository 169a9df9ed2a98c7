"""The fast road for large files of creators: the engine casts the plain cells, only odd lines go through Python.

Odd are lines with a cell that is not plain. Lines of an account that the file names twice, or that the workspace knows
with other cells, are read again and held against each other by the slow road's own code.
Cost: about two passes over the file in the engine, and Python rules for the odd and repeated lines alone.
Memory: that of the engine, one chunk of lines, the distinct words of a few columns, and the accounts named twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from shoal.catalog.fast_rows import creator_row
from shoal.catalog.identity import Hasher
from shoal.catalog.ingest import Draft, Ingest, placed
from shoal.catalog.plain_sql import CENTS, PlainReader, PlainSql, code_type, text_literal
from shoal.catalog.policy import expires_at
from shoal.catalog.records import Origin, account_record, figure_columns, stamp
from shoal.catalog.resolve import PLATFORM_ID
from shoal.catalog.shown import Sight, live
from shoal.catalog.tables import ACCOUNTS
from shoal.domain.creator import Place
from shoal.domain.intake import CreatorRow, Reading, Sighting
from shoal.engines import Engine, Lens, Writer
from shoal.sources import (
    Survey,
    country_code,
    creator_rows,
    currency_code,
    currency_exponent,
    language_code,
    lines_at,
    locate,
    platform_of,
    quiet_amounts,
    quiet_readers,
)

CHUNK_LINES = 20_000
LOOKED_UP_LINES = 100_000  # words that first come later go through the rules of single lines
MOST_WORDS = 50_000
MOST_NOTES = 1_000  # warnings kept of a large file; the rest are counted
BITS = 2**20  # of the filter before a look-up; of 2,000 words, one in 500 others passes it
MOST_RATES = 5_000  # different words up to which a column of rates is looked up and not cast line by line
MOST_NAMED = 30  # words that are compared one by one: 17 take 25 ns a line, an enumeration of any size 65 ns
MOST_USUAL = 30  # words of a column of text that are compared before its rules, which take 80 ns a line
USUAL_LINES = 4_000  # in which they are looked for
NO_WORD = "\x1f"
MOST_LEFT_OUT = 1_000  # lines that are hidden in a segment; for more of them it is written anew
SCRATCH = ("known", "special", "apart")  # dropped in the end: what is erased later must not stay in memory
Line = tuple[int, dict[str, str]]
Words = dict[str, list[str]]


def _with_cents(word: str) -> str | None:
    """Return the currency of a word if it has hundredths, as the SQL of amounts takes for granted."""
    code = currency_code(word)
    return code if code is not None and currency_exponent(code) == CENTS else None


LOOKUPS: dict[str, Callable[[str], str | None]] = {
    "platform": platform_of, "country": country_code, "language": language_code, "currency": _with_cents,
}  # fmt: skip


@dataclass(slots=True)
class Road:
    """One large file on its way in: plain lines by the engine, odd lines by the rules, repeated ones held together."""

    engine: Engine
    hasher: Hasher
    survey: Survey
    ingest: Ingest
    origin: Origin
    suppressed: frozenset[str]
    sight: Sight
    lines: int = 0
    few: dict[str, list[str]] = field(default_factory=dict)  # kinds of which so few words were noted that each is named

    def travel(self, writer: Writer) -> Draft:
        """Bring the file into a batch that is being written; returns outcomes and notes, without records."""
        try:
            with self.engine.session():  # what words mean is noted in variables, and those belong to a session
                return self._travel(writer)
        finally:
            for table in SCRATCH:
                self.engine.run(f"DROP TABLE IF EXISTS {table}")

    def _travel(self, writer: Writer) -> Draft:
        reader = PlainReader(self.survey, self.hasher)
        draft = Draft()
        self._open(reader.sql())
        looked_up, usual = self._look_up(reader.sql())
        sql = reader.only(looked_up).knowing(usual).sql()
        self.lines, named = writer.append_lines("accounts", self._plain_query(sql), self._lens())
        if named < self.lines:
            for chunk in self._odd_lines(sql, writer.uncounted_query("accounts")):
                named += self._staged(chunk, draft, writer)
        special = self._special(writer)
        if special:
            self._set_apart(writer)
            for rows in self._apart():
                self._held_against(rows, draft, writer)
        draft.counts.update({"new": named - special, "same": self._same()})
        draft.counts = +draft.counts
        return draft

    def _open(self, sql: PlainSql) -> None:
        self.engine.text_table(
            self.survey.path, delimiter=self.survey.file.delimiter or ",", columns=list(sql.cells.values()), skip=1
        )

    def _look_up(self, sql: PlainSql) -> tuple[set[str], dict[str, list[str]]]:
        """Look words up once, by the same rules as single cells; words that are not among them make a line odd.

        Returns the columns of figures in which there was something to look up, and the plain words of columns of text
        in which the same few come again and again.
        """
        kinds, figures, amounts, cities, texts = self._words(sql)
        for kind, words in kinds.items():
            told = [(word, code) for word in words if (code := LOOKUPS[kind](word)) is not None]
            self._enumerate(code_type(kind), sorted({code for _, code in told}) or [NO_WORD])
            self._note(kind, {"found": "VARCHAR", "code": code_type(kind)}, [(word, code, code) for word, code in told])
        for header, words in figures.items():
            self._figures(sql, header, words)
        for header, words in amounts.items():
            self._amounts(sql, header, words)
        self._cities(cities, sql)
        usual = {header: words for header, words in texts.items() if len(words) <= MOST_USUAL and _named(words)}
        return {header for header, words in (figures | amounts).items() if words}, usual

    def _words(self, sql: PlainSql) -> tuple[Words, Words, Words, Sequence[tuple[str | None, str | None]], Words]:
        """Return words of the first lines: by kind, column of figures and of amounts, of towns, by column of text."""
        city, country = sql.columns.get("city"), sql.mapped.get("country", "NULL::VARCHAR")
        kinds = [f"list(DISTINCT {cell})" for cell in sql.mapped.values()]
        figures = [
            f"list(DISTINCT {sql.cells[header]}) FILTER (WHERE {header in sql.rates} OR NOT ({plain}))"
            for header, plain in sql.figures.items()
        ]
        amounts = [
            f"list(DISTINCT {sql.cells[header]}) FILTER (WHERE NOT ({plain}))" for header, plain in sql.amounts.items()
        ]
        towns = f"list(DISTINCT ({city}, {country}))" if city else "NULL"
        texts = [
            f"(SELECT list(DISTINCT {sql.cells[header]}) FILTER (WHERE {plain}) FROM (FROM head LIMIT {USUAL_LINES}))"
            for header, plain in sql.texts.items()
        ]
        (found,) = self.engine.rows(
            f"WITH head AS MATERIALIZED (FROM incoming LIMIT {LOOKED_UP_LINES}) "
            f"SELECT {', '.join([towns, *kinds, *figures, *amounts, *texts])} FROM head"
        )
        lists = iter(found[1:])
        by_kind, by_figure, by_amount, by_text = (
            {name: _some(next(lists)) for name in names} for names in (sql.mapped, sql.figures, sql.amounts, sql.texts)
        )
        return by_kind, by_figure, by_amount, found[0] or (), by_text

    def _figures(self, sql: PlainSql, header: str, words: list[str]) -> None:
        """Note what words of a column of figures mean: plain ones by the engine's own cast, others by the rules."""
        cell, reader, plain = sql.cells[header], quiet_readers(self.survey)[header], sql.figures[header]
        told = f"FROM (SELECT unnest($1) AS {cell})"
        odd = {word for (word,) in self.engine.rows(f"SELECT {cell} {told} WHERE NOT ({plain})", [words])}
        read = [(word, reader(word)) for word in words if word in odd]
        rows = [(word, *figure_columns(found.figure)) for word, found in read if found.quiet]
        if header in sql.rates and len(words) <= MOST_RATES:
            rows += self.engine.rows(f"SELECT {cell}, {', '.join(sql.rates[header])} {told} WHERE {plain}", [words])
        self._note(cell, dict.fromkeys(("value", "low", "high"), "DOUBLE"), rows)

    def _amounts(self, sql: PlainSql, header: str, words: list[str]) -> None:
        """Note what words of a column of amounts mean, such as ``EUR 120``: by the rules of single cells."""
        reader = quiet_amounts(self.survey)[header]
        rows = [(word, cell.minor, cell.currency, cell.gift) for word in words if (cell := reader(word)) is not None]
        self._note(sql.cells[header], {"minor": "BIGINT", "currency": "VARCHAR", "gift": "BOOLEAN"}, rows)

    def _cities(self, pairs: Iterable[tuple[str | None, str | None]], sql: PlainSql) -> None:
        """Look up plain names of towns, each with its country; a line with another one goes through the rules."""
        told = [(word, raw or "") for word, raw in pairs if word]
        name = sql.columns.get("city", "city")
        words = sorted({word for word, _ in told})
        rows = self.engine.rows(f"SELECT {name} FROM (SELECT unnest($1) AS {name}) WHERE {sql.town}", [words])
        plain = {word for (word,) in rows}
        found: list[tuple[Any, ...]] = []
        for word, raw in sorted({pair for pair in told if pair[0] in plain}):
            place = locate(word, country_code(raw) if raw else None) or Place()
            found.append((f"{word}\x1f{raw}", place.latitude, place.longitude, place.country))
        self._note("city", {"latitude": "DOUBLE", "longitude": "DOUBLE", "country": "VARCHAR"}, found)

    def _note(self, kind: str, columns: dict[str, str], rows: Sequence[tuple[Any, ...]]) -> None:
        """Note what words mean: their place in an enumeration is the place of their value in a list.

        A join would do the same and must not: the engine does not keep the order of lines behind a join, and the place
        of a line in the segment is its number.
        """
        rows = [(NO_WORD, *([None] * len(columns))), *rows]  # an enumeration must not be empty
        words, *lists = (list(column) for column in zip(*rows, strict=True))
        if len(words) <= MOST_NAMED and _named(words[1:]):
            self.few[kind] = words
        else:
            self._enumerate(f"{kind}_words", words)
            bits = f"SELECT bitstring_agg({_bit('word')}, 0, {BITS - 1}) FROM known"
            self.engine.run(f"SET VARIABLE {kind}_seen = ({bits})")
        for (name, type_), values in zip(columns.items(), lists, strict=True):
            self.engine.run(f"SET VARIABLE {kind}_{name} = $1::{type_}[]", [values])

    def _enumerate(self, name: str, words: list[str]) -> None:
        """Make a type of words, which are in the table ``known`` then; it must not be empty."""
        self.engine.run(f"DROP TYPE IF EXISTS {name}")
        self.engine.run("CREATE OR REPLACE TABLE known AS SELECT unnest($1::VARCHAR[]) AS word", [words])
        self.engine.run(f"CREATE TYPE {name} AS ENUM (SELECT word FROM known ORDER BY rowid)")

    def _placed(self, sql: PlainSql) -> str:
        """Return the lines of the file with the places of their words among those that were looked up."""
        # A cast that fails looks through the whole enumeration for a similar word: what cannot be in it is not cast.
        told = {**sql.figures, **sql.amounts}
        odd = {sql.cells[header]: plain for header, plain in told.items() if header not in sql.rates}
        places = [
            f"{self._place(kind, word, odd.get(kind, 'false'))} AS {kind}_at" for kind, word in sql.places.items()
        ]
        return f"(SELECT {', '.join(['*', *places])} FROM incoming)"

    def _place(self, kind: str, word: str, odd: str) -> str:
        """Return SQL for the place of a word; a few words are compared one by one, a fifth of the work."""
        if kind in self.few:
            named = (f"WHEN {text_literal(one)} THEN {place}" for place, one in enumerate(self.few[kind], start=1))
            return f"CASE {word} {' '.join(named)} END"
        return (
            f"CASE WHEN get_bit(getvariable('{kind}_seen'), {_bit(word)}) = 1 AND NOT ({odd}) "
            f"THEN enum_code(try_cast({word} AS {kind}_words)) + 1 END"
        )

    def _plain_query(self, sql: PlainSql) -> str:
        """Return SQL with a row per line of the file, in its order; an odd line is a row of NULLs.

        No line number is computed here: numbering them in a query would keep the engine to one core. The cells of odd
        lines are not written: nobody could see them there, and so nobody could erase them.
        """
        told = {**sql.columns, "cells_hash": f"hash({', '.join(sql.cells.values())})"}
        columns = ", ".join(f"{_typed(name, value)} AS {name}" for name, value in told.items())
        shown = ", ".join(f"CASE WHEN plain THEN {name} END AS {name}" for name in told)
        return f"SELECT {shown} FROM (SELECT {columns}, {sql.plain} AS plain FROM {self._placed(sql)})"

    def _lens(self) -> Lens:
        origin = self.origin
        expiry = expires_at(origin.policy, origin.at)
        constants = {
            "batch": text_literal(origin.batch),
            "sequence": f"{origin.sequence}::BIGINT",
            "source": text_literal(origin.source),
            "policy": text_literal(origin.policy),
            "observed_at": f"TIMESTAMP '{stamp(origin.at)}'",
            "expires_at": f"TIMESTAMP '{stamp(expiry)}'" if expiry else "NULL::TIMESTAMP",
            "key_kind": PlainReader(self.survey, self.hasher).key_kind(),
        }
        return {
            "constants": constants,
            "line": "row",
            "where": "platform IS NOT NULL",
        }  # the cheapest column that every plain line has

    def _special(self, writer: Writer) -> int:
        """Note the lines that have to be held against others: accounts named twice, known already, or suppressed."""
        self.engine.run(
            "CREATE OR REPLACE TABLE special (account_id VARCHAR, line BIGINT, same BOOLEAN, twice BOOLEAN)"
        )
        mine = writer.segment_query("accounts")
        if mine is None:
            return 0
        # a handle that was renamed or handed over: its account does not follow from its name
        by_handle = self.hasher.account_id_sql("platform", "key_kind", "handle")
        by_number = self.hasher.account_id_sql("platform", f"'{PLATFORM_ID}'", "platform_id")
        self.engine.run(
            f"INSERT INTO special WITH mine AS ({mine}), "
            "twice AS (SELECT account_id FROM mine GROUP BY account_id HAVING count(*) > 1), "
            f"shown AS (FROM {live('accounts', self.sight)}), "
            f"moved AS (SELECT DISTINCT platform, handle FROM shown WHERE account_id <> {by_handle}), "
            "numbers AS (SELECT platform, platform_id, account_id FROM shown UNION ALL "
            "SELECT platform, platform_id, account_id FROM mine), "
            "several AS (SELECT platform, platform_id FROM numbers WHERE platform_id IS NOT NULL "
            "GROUP BY ALL HAVING count(DISTINCT account_id) > 1), "
            "numbered AS (SELECT account_id FROM mine JOIN several USING (platform, platform_id)), "
            # somebody erased whose file names her otherwise: by her platform id, as the slow road holds her too
            f"marked AS (SELECT account_id FROM mine WHERE platform_id <> '' AND {by_number} IN (SELECT unnest($1))), "
            "known AS (SELECT DISTINCT account_id FROM shown UNION SELECT unnest($1) "
            "UNION SELECT account_id FROM mine JOIN moved USING (platform, handle) "
            "UNION SELECT account_id FROM numbered UNION SELECT account_id FROM marked), "
            # the newest line of another brand has no hash here, so it is equal to none
            "newest AS (SELECT account_id, arg_max_null(cells_hash, sequence) AS cells_hash FROM shown GROUP BY 1), "
            "equal AS (SELECT DISTINCT account_id FROM mine JOIN newest USING (account_id, cells_hash)) "
            "SELECT account_id, row, account_id IN (FROM equal) AND account_id NOT IN (FROM twice) "
            "AND account_id NOT IN (FROM marked) AND NOT list_contains($1, account_id), account_id IN (FROM twice) "
            "FROM mine "
            "WHERE account_id IN (FROM twice UNION ALL FROM known)",
            [sorted(self.suppressed)],
        )
        self.ingest.carry = {row[0] for row in self.engine.rows("SELECT DISTINCT account_id FROM special WHERE twice")}
        return int(self.engine.rows("SELECT count(*) FROM special")[0][0])

    def _same(self) -> int:
        return int(self.engine.rows("SELECT count(*) FROM special WHERE same")[0][0])

    def _odd_lines(self, sql: PlainSql, numbers: str) -> Iterator[list[Line]]:
        """Yield the lines of some numbers in their order, a chunk at a time.

        They are picked out of the file by their place where each line of text is one line of cells; else the engine
        goes through the whole file again.
        """
        wanted = self.engine.columns(f"SELECT line FROM ({numbers}) ORDER BY line")["line"]
        picked = lines_at(self.survey, wanted, self.lines)
        lines = self._scanned(sql, numbers) if picked is None else picked
        while chunk := list(islice(lines, CHUNK_LINES)):
            yield chunk

    def _scanned(self, sql: PlainSql, numbers: str) -> Iterator[Line]:
        numbered = "(SELECT row_number() OVER () AS line, * FROM incoming)"
        query = f"SELECT line, {', '.join(sql.cells.values())} FROM {numbered} WHERE line IN ({numbers}) ORDER BY line"
        for row in self.engine.stream(query):
            yield row[0], {header: cell or "" for header, cell in zip(sql.headers, row[1:], strict=True)}

    def _set_apart(self, writer: Writer) -> None:
        """Take the special lines out of the batch; those that have to be held against others are kept apart."""
        columns = ", ".join(f"mine.{name}" for name in ACCOUNTS)
        self.engine.run(
            f"CREATE OR REPLACE TABLE apart AS SELECT {columns} FROM ({writer.segment_query('accounts')}) mine "
            "JOIN special ON special.line = mine.row AND special.account_id = mine.account_id WHERE NOT same"
        )
        lines = [row[0] for row in self.engine.rows(f"SELECT line FROM special LIMIT {MOST_LEFT_OUT + 1}")]
        if self.suppressed or len(lines) > MOST_LEFT_OUT:
            writer.keep("accounts", "account_id NOT IN (SELECT account_id FROM special)")
        else:
            writer.leave_out("accounts", lines)

    def _apart(self) -> Iterator[list[CreatorRow]]:
        """Yield the lines kept apart in the order of the file, a chunk at a time."""
        rows = self.engine.stream(f"SELECT {', '.join(ACCOUNTS)} FROM apart ORDER BY row")
        while chunk := list(islice(rows, CHUNK_LINES)):
            yield [creator_row(dict(zip(ACCOUNTS, row, strict=True))) for row in chunk]

    def _staged(self, chunk: list[Line], draft: Draft, writer: Writer) -> int:
        """Read odd lines by the rules and write them beside the plain ones; returns how many."""
        rows, notes, results = creator_rows(self.survey, chunk)
        draft.note(notes, MOST_NOTES)
        draft.results.extend(results)
        draft.counts.update(result.outcome for result in results)
        ids = (self.hasher.account_id(row.platform, row.key_kind, row.handle) for row in rows)
        records = (
            {**account_record(row, account_id), "row": row.row} for row, account_id in zip(rows, ids, strict=True)
        )
        return writer.append_rows("accounts", (placed(record, self.origin) for record in records))

    def _held_against(self, rows: list[CreatorRow], draft: Draft, writer: Writer) -> None:
        """Hold lines against what is known and against each other, as the slow road does with every line."""
        reading = Reading(
            kind="creators", source=self.origin.source, policy=self.origin.policy, file=self.survey.file,
            options=self.survey.options, rows=len(rows), sighting=Sighting(creators=tuple(rows)),
        )  # fmt: skip
        part = self.ingest.draft(reading)
        draft.counts.update(part.counts)
        draft.note(part.notes, MOST_NOTES)
        draft.results.extend(result for result in part.results if result.outcome == "held")
        for table, records in part.records.items():
            writer.append_rows(table, (placed(record, self.origin) for record in records))


def _typed(name: str, value: str) -> str:
    """Return SQL with the type of its column; what is text anyway stays what it is: a code may be a place in a list."""
    return value if ACCOUNTS[name] == "VARCHAR" else f"({value})::{ACCOUNTS[name]}"


def _bit(word: str) -> str:
    """Return SQL for the bit that stands for a word."""
    return f"(hash({word}) % {BITS})::INTEGER"


def _named(words: Iterable[str]) -> bool:
    """Say whether words may stand in a query by themselves."""
    return all(map(str.isprintable, words))


def _some(words: Iterable[str | None] | None) -> list[str]:
    return sorted(filter(None, words or ()))[:MOST_WORDS]


def fits(survey: Survey, hasher: Hasher) -> bool:
    """Say whether a surveyed file can take the fast road."""
    return PlainReader(survey, hasher).usable()


def origin_at(survey: Survey, batch: str, sequence: int, at: datetime) -> Origin:
    """Return the origin that all lines of the file share."""
    return Origin(batch=batch, sequence=sequence, source=survey.source, policy=survey.policy, at=at)

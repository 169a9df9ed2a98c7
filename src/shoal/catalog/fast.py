"""The fast road for large files of creators: the engine casts the plain cells, only odd lines go through Python.

Odd are lines with a cell that is not plain. Lines of an account that the file names twice, or that the workspace knows
with other cells, are read again and held against each other by the slow road's own code.
Cost: about two passes over the file in the engine, and Python rules for the odd and repeated lines alone.
Memory: that of the engine, one chunk of lines, the distinct words of a few columns, and the accounts named twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from shoal.catalog.identity import Hasher
from shoal.catalog.ingest import Draft, Ingest, placed
from shoal.catalog.plain_sql import CENTS, PlainReader, PlainSql, text_literal
from shoal.catalog.policy import expires_at
from shoal.catalog.records import Origin, account_record, figure_columns, stamp
from shoal.catalog.shown import live
from shoal.catalog.tables import ACCOUNTS
from shoal.domain.creator import Place
from shoal.domain.intake import Reading, Sighting
from shoal.engines import Engine, Lens, Writer
from shoal.sources import (
    QuietCell,
    Survey,
    country_code,
    creator_rows,
    currency_code,
    currency_exponent,
    language_code,
    locate,
    platform_of,
    quiet_readers,
)

CHUNK_LINES = 20_000
LOOKED_UP_LINES = 200_000  # words that first come later go through the rules of single lines
MOST_WORDS = 50_000
MOST_NOTES = 1_000  # warnings kept of a large file; the rest are counted
Line = tuple[int, dict[str, str]]


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
    lines: int = 0

    def travel(self, writer: Writer) -> Draft:
        """Bring the file into a batch that is being written; returns outcomes and notes, without records."""
        reader = PlainReader(self.survey, self.hasher)
        draft = Draft()
        self._open(reader.sql())
        sql = reader.only(self._look_up(reader.sql())).sql()
        self.lines, named = writer.append_lines("accounts", self._plain_query(sql), self._lens())
        if named < self.lines:
            for chunk in self._lines(sql, f"line IN ({writer.uncounted_query('accounts')})"):
                named += self._staged(chunk, draft, writer)
        special = self._special(writer)
        if special:
            writer.keep("accounts", "account_id NOT IN (SELECT account_id FROM special)")
            for chunk in self._lines(sql, "line IN (SELECT line FROM special WHERE NOT same)"):
                self._held_against(chunk, draft, writer)
        draft.counts.update({"new": named - special, "same": self._same()})
        draft.counts = +draft.counts
        return draft

    def _open(self, sql: PlainSql) -> None:
        self.engine.text_table(
            self.survey.path, delimiter=self.survey.file.delimiter or ",", columns=list(sql.cells.values()), skip=1
        )

    def _look_up(self, sql: PlainSql) -> set[str]:
        """Look words up once, by the same rules as single cells; words that are not among them make a line odd.

        Returns the columns of figures in which there was something to look up.
        """
        city, country = sql.columns.get("city"), sql.mapped.get("country", "NULL::VARCHAR")
        wanted = [f"list(DISTINCT {cell})" for cell in sql.mapped.values()]
        wanted += [
            f"list(DISTINCT {sql.cells[header]}) FILTER (WHERE NOT ({plain}))" for header, plain in sql.figures.items()
        ]
        wanted.append(f"list(DISTINCT ({city}, {country}))" if city else "NULL")
        (found,) = self.engine.rows(f"SELECT {', '.join(wanted)} FROM (FROM incoming LIMIT {LOOKED_UP_LINES})")
        kinds, figures = found[: len(sql.mapped)], found[len(sql.mapped) : -1]
        for kind, words in zip(sql.mapped, kinds, strict=True):
            told = [(word, LOOKUPS[kind](word)) for word in _some(words)]
            self._table(f"{kind}_of", "word VARCHAR, found VARCHAR", told)
        readers = quiet_readers(self.survey)
        odd = {header: _some(words) for header, words in zip(sql.figures, figures, strict=True)}
        for header, words in odd.items():
            self._figures(sql.cells[header], readers[header], words)
        self._cities(found[-1] or ())
        return {header for header, words in odd.items() if words}

    def _figures(self, cell: str, reader: Callable[[str], QuietCell], words: Iterable[str]) -> None:
        rows: list[tuple[Any, ...]] = []
        for word in words:
            read = reader(word)
            if read.quiet:
                rows.append((word, *figure_columns(read.figure)))
        self._table(f"{cell}_of", "word VARCHAR, value DOUBLE, low DOUBLE, high DOUBLE", rows)

    def _cities(self, pairs: Iterable[tuple[str | None, str | None]]) -> None:
        found: list[tuple[Any, ...]] = []
        for word, raw in pairs:
            place = (locate(word, country_code(raw) if raw else None) if word else None) or Place()
            found.append((word, raw, place.latitude, place.longitude, place.country))
        self._table("city_of", "word VARCHAR, raw VARCHAR, latitude DOUBLE, longitude DOUBLE, country VARCHAR", found)

    def _table(self, name: str, kinds: str, rows: list[tuple[Any, ...]]) -> None:
        self.engine.run(f"CREATE OR REPLACE TABLE {name} ({kinds})")
        if rows:
            columns = [list(column) for column in zip(*rows, strict=True)]
            values = ", ".join(f"unnest(${place})" for place in range(1, len(columns) + 1))
            self.engine.run(f"INSERT INTO {name} SELECT {values}", columns)

    def _joined(self, sql: PlainSql) -> str:
        """Return the lines of the file beside the words that were looked up."""
        joins = [f"LEFT JOIN {kind}_of ON {kind}_of.word = {cell}" for kind, cell in sql.mapped.items()]
        figures = [sql.cells[header] for header in sql.figures]
        joins += [f"LEFT JOIN {cell}_of ON {cell}_of.word = {cell}" for cell in figures]
        if "city" in sql.columns:
            country = sql.mapped.get("country", "NULL::VARCHAR")
            joins.append(f"LEFT JOIN city_of ON city_of.word = {sql.columns['city']} "
                         f"AND city_of.raw IS NOT DISTINCT FROM {country}")  # fmt: skip
        return f"incoming {' '.join(joins)}"

    def _plain_query(self, sql: PlainSql) -> str:
        """Return SQL with a row per line of the file, in its order; an odd line is a row of NULLs.

        No line number is computed here: numbering them in a query would keep the engine to one core. The cells of odd
        lines are not written: nobody could see them there, and so nobody could erase them.
        """
        told = {**sql.columns, "cells_hash": f"hash({', '.join(sql.cells.values())})"}
        columns = ", ".join(f"({value})::{ACCOUNTS[name]} AS {name}" for name, value in told.items())
        shown = ", ".join(f"CASE WHEN plain THEN {name} END AS {name}" for name in told)
        return f"SELECT {shown} FROM (SELECT {columns}, {sql.plain} AS plain FROM {self._joined(sql)})"

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
        return {"constants": constants, "line": "row", "where": "account_id IS NOT NULL"}

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
        self.engine.run(
            f"INSERT INTO special WITH mine AS ({mine}), "
            "twice AS (SELECT account_id FROM mine GROUP BY account_id HAVING count(*) > 1), "
            f"shown AS (FROM {live('accounts', self.origin.at)}), "
            f"moved AS (SELECT DISTINCT platform, handle FROM shown WHERE account_id <> {by_handle}), "
            "numbers AS (SELECT platform, platform_id, account_id FROM shown UNION ALL "
            "SELECT platform, platform_id, account_id FROM mine), "
            "several AS (SELECT platform, platform_id FROM numbers WHERE platform_id IS NOT NULL "
            "GROUP BY ALL HAVING count(DISTINCT account_id) > 1), "
            "numbered AS (SELECT account_id FROM mine JOIN several USING (platform, platform_id)), "
            "known AS (SELECT DISTINCT account_id FROM shown UNION SELECT unnest($1) "
            "UNION SELECT account_id FROM mine JOIN moved USING (platform, handle) "
            "UNION SELECT account_id FROM numbered), "
            "newest AS (SELECT account_id, arg_max(cells_hash, sequence) AS cells_hash FROM shown GROUP BY 1), "
            "equal AS (SELECT DISTINCT account_id FROM mine JOIN newest USING (account_id, cells_hash)) "
            "SELECT account_id, row, account_id IN (FROM equal) AND account_id NOT IN (FROM twice) "
            "AND NOT list_contains($1, account_id), account_id IN (FROM twice) FROM mine "
            "WHERE account_id IN (FROM twice) OR account_id IN (FROM known)",
            [sorted(self.suppressed)],
        )
        self.ingest.carry = {row[0] for row in self.engine.rows("SELECT DISTINCT account_id FROM special WHERE twice")}
        return int(self.engine.rows("SELECT count(*) FROM special")[0][0])

    def _same(self) -> int:
        return int(self.engine.rows("SELECT count(*) FROM special WHERE same")[0][0])

    def _lines(self, sql: PlainSql, where: str) -> Iterator[list[Line]]:
        """Yield lines of the file in its order, as text cells by header, a chunk at a time."""
        numbered = "(SELECT row_number() OVER () AS line, * FROM incoming)"
        query = f"SELECT line, {', '.join(sql.cells.values())} FROM {numbered} WHERE {where} ORDER BY line"
        rows = self.engine.stream(query)
        while chunk := list(islice(rows, CHUNK_LINES)):
            yield [
                (row[0], {header: cell or "" for header, cell in zip(sql.headers, row[1:], strict=True)})
                for row in chunk
            ]

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

    def _held_against(self, chunk: list[Line], draft: Draft, writer: Writer) -> None:
        """Hold lines against what is known and against each other, as the slow road does with every line."""
        rows, _notes, _results = creator_rows(self.survey, chunk)
        reading = Reading(
            kind="creators", source=self.origin.source, policy=self.origin.policy, file=self.survey.file,
            options=self.survey.options, rows=len(chunk), sighting=Sighting(creators=tuple(rows)),
        )  # fmt: skip
        part = self.ingest.draft(reading)
        draft.counts.update(part.counts)
        draft.note(part.notes, MOST_NOTES)
        draft.results.extend(result for result in part.results if result.outcome == "held")
        for table, records in part.records.items():
            writer.append_rows(table, (placed(record, self.origin) for record in records))


def _some(words: Iterable[str | None] | None) -> list[str]:
    return sorted(filter(None, words or ()))[:MOST_WORDS]


def fits(survey: Survey, hasher: Hasher) -> bool:
    """Say whether a surveyed file can take the fast road."""
    return PlainReader(survey, hasher).usable()


def origin_at(survey: Survey, batch: str, sequence: int, at: datetime) -> Origin:
    """Return the origin that all lines of the file share."""
    return Origin(batch=batch, sequence=sequence, source=survey.source, policy=survey.policy, at=at)

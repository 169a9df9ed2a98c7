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
from shoal.catalog.plain_sql import PlainReader, PlainSql
from shoal.catalog.policy import expires_at
from shoal.catalog.records import Origin, account_record, stamp
from shoal.catalog.tables import ACCOUNTS
from shoal.domain.creator import Place
from shoal.domain.intake import Reading, Sighting
from shoal.engines import Engine, Writer
from shoal.sources import Survey, country_code, creator_rows, currency_code, language_code, locate, platform_of

CHUNK_LINES = 20_000
MOST_WORDS = 50_000  # distinct words looked up for a column; rarer ones make their lines odd
MOST_NOTES = 1_000  # warnings kept of a large file; the rest are counted
Line = tuple[int, dict[str, str]]
LOOKUPS: dict[str, Callable[[str], str | None]] = {
    "platform": platform_of, "country": country_code, "language": language_code, "currency": currency_code,
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
        sql = PlainReader(self.survey, self.hasher).sql()
        draft = Draft()
        self._open(sql)
        self.lines = self._look_up(sql)
        named = writer.append_query("accounts", self._plain_query(sql))
        if named < self.lines:
            plain = writer.segment_query("accounts") or "SELECT 0 AS row"
            for chunk in self._lines(sql, f"line NOT IN (SELECT row FROM ({plain}))"):
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

    def _look_up(self, sql: PlainSql) -> int:
        """Read the distinct words of a few columns in one pass, by the same rules as single cells; count the lines."""
        city, country = sql.columns.get("city"), sql.mapped.get("country", "NULL::VARCHAR")
        cells = [sql.mapped[kind] for kind in sql.mapped]
        wanted = ["count(*)", *(f"list(DISTINCT {cell})" for cell in cells)]
        wanted.append(f"list(DISTINCT ({city}, {country}))" if city else "NULL")
        (found,) = self.engine.rows(f"SELECT {', '.join(wanted)} FROM incoming")
        for kind, words in zip(sql.mapped, found[1:-1], strict=True):
            told = sorted(filter(None, words or ()))[:MOST_WORDS]
            self._table(f"{kind}_of", "word VARCHAR, found VARCHAR", [(word, LOOKUPS[kind](word)) for word in told])
        self._cities(found[-1] or ())
        return int(found[0])

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
        """Return the lines of the file with their number, beside the words that were looked up."""
        joins = [f"LEFT JOIN {kind}_of ON {kind}_of.word = {cell}" for kind, cell in sql.mapped.items()]
        if "city" in sql.columns:
            country = sql.mapped.get("country", "NULL::VARCHAR")
            joins.append(f"LEFT JOIN city_of ON city_of.word = {sql.columns['city']} "
                         f"AND city_of.raw IS NOT DISTINCT FROM {country}")  # fmt: skip
        return f"(SELECT row_number() OVER () AS line, * FROM incoming) {' '.join(joins)}"

    def _cells_hash(self, sql: PlainSql) -> str:
        return f"hash({', '.join(sql.cells.values())})"

    def _plain_query(self, sql: PlainSql) -> str:
        origin = self.origin
        expiry = expires_at(origin.policy, origin.at)
        fixed = {
            "batch": f"'{origin.batch}'", "sequence": str(origin.sequence), "row": "line",
            "source": "'" + origin.source.replace("'", "''") + "'", "policy": f"'{origin.policy}'",
            "observed_at": f"TIMESTAMP '{stamp(origin.at)}'",
            "expires_at": f"TIMESTAMP '{stamp(expiry)}'" if expiry else "NULL",
            "cells_hash": self._cells_hash(sql),
        }  # fmt: skip
        told = {**fixed, **sql.columns}
        columns = ", ".join(f"({told.get(name, 'NULL')})::{kind} AS {name}" for name, kind in ACCOUNTS.items())
        return f"SELECT {columns} FROM {self._joined(sql)} WHERE {sql.plain}"

    def _special(self, writer: Writer) -> int:
        """Note the lines that have to be held against others: accounts named twice, known already, or suppressed."""
        self.engine.run(
            "CREATE OR REPLACE TABLE special (account_id VARCHAR, line BIGINT, same BOOLEAN, twice BOOLEAN)"
        )
        mine = writer.segment_query("accounts")
        if mine is None:
            return 0
        self.engine.run(
            f"INSERT INTO special WITH mine AS ({mine}), "
            "twice AS (SELECT account_id FROM mine GROUP BY account_id HAVING count(*) > 1), "
            "known AS (SELECT DISTINCT account_id FROM accounts UNION SELECT unnest($1)), "
            "equal AS (SELECT DISTINCT m.account_id FROM mine m JOIN accounts a USING (account_id, cells_hash)) "
            "SELECT account_id, row, account_id IN (FROM equal) AND account_id NOT IN (FROM twice) "
            "AND NOT list_contains($1, account_id), account_id IN (FROM twice) FROM mine "
            "WHERE account_id IN (FROM twice) OR account_id IN (FROM known) OR platform_id IS NOT NULL",
            [sorted(self.suppressed)],
        )
        self.ingest.carry = {row[0] for row in self.engine.rows("SELECT DISTINCT account_id FROM special WHERE twice")}
        return int(self.engine.rows("SELECT count(*) FROM special")[0][0])

    def _same(self) -> int:
        return int(self.engine.rows("SELECT count(*) FROM special WHERE same")[0][0])

    def _lines(self, sql: PlainSql, where: str) -> Iterator[list[Line]]:
        """Yield lines of the file in its order, as text cells by header, a chunk at a time."""
        query = f"SELECT line, {', '.join(sql.cells.values())} FROM {self._joined(sql)} WHERE {where} ORDER BY line"
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


def fits(survey: Survey, hasher: Hasher) -> bool:
    """Say whether a surveyed file can take the fast road."""
    return PlainReader(survey, hasher).usable()


def origin_at(survey: Survey, batch: str, sequence: int, at: datetime) -> Origin:
    """Return the origin that all lines of the file share."""
    return Origin(batch=batch, sequence=sequence, source=survey.source, policy=survey.policy, at=at)

"""The fast road for large files of creators: the engine casts the plain cells, only odd lines go through Python.

Odd are lines with a cell that is not plain. Lines of an account that the file names twice, or that the workspace knows
with other cells, are read again and held against each other by the slow road's own code.
Cost: about two passes over the file in the engine, and Python rules for the odd and repeated lines alone.
Memory: that of the engine, one chunk of lines, the distinct words of a few columns, and the accounts named twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from shoal.catalog.cell_sql import text_literal
from shoal.catalog.fast_rows import creator_row
from shoal.catalog.fast_words import LINES_FOR_WAYS, WordBook, sample
from shoal.catalog.identity import Hasher
from shoal.catalog.ingest import Draft, Ingest, placed
from shoal.catalog.plain_sql import PlainReader, PlainSql
from shoal.catalog.policy import expires_at
from shoal.catalog.records import Origin, account_record, stamp
from shoal.catalog.resolve import PLATFORM_ID
from shoal.catalog.shown import Sight, live
from shoal.catalog.tables import ACCOUNTS
from shoal.domain.intake import CreatorRow, Reading, Sighting
from shoal.engines import Engine, Lens, Writer
from shoal.sources import Survey, creator_rows, lines_at, lines_spread

CHUNK_LINES = 20_000
# Words are looked up in lines from all over the file: one that is sorted has most of its words late. A few pieces are
# enough where words are few, but short ones: in a sorted file the lines of a piece are alike.
LOOKED_UP_BYTES, LOOKED_UP_PIECES = 2**23, 1_024
FEWEST_AGAIN = 200  # odd lines from which their own words are looked up: below it the rules take no longer
MOST_NOTES = 1_000  # warnings kept of a large file; the rest are counted
MOST_LEFT_OUT = 1_000  # lines that are hidden in a segment; for more of them it is written anew
SCRATCH = ("known", "twice", "special", "apart", "mended")  # dropped: what is erased later must not stay in memory
Line = tuple[int, dict[str, str]]


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

    def travel(self, writer: Writer) -> Draft:
        """Bring the file into a batch that is being written; returns outcomes and notes, without records."""
        try:
            with self.engine.session():  # what words mean is noted in variables, and those belong to a session
                return self._travel(writer)
        finally:
            for table in SCRATCH:
                self.engine.run(f"DROP TABLE IF EXISTS {table}")

    def _travel(self, writer: Writer) -> Draft:
        draft = Draft()
        words = WordBook(self.engine, self.survey)
        sql = self._surveyed(words)
        self.lines, named = writer.append_lines("accounts", self._plain_query(sql, words), self._lens())
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

    def _surveyed(self, words: WordBook) -> PlainSql:
        """Open the file and look up words from all over it; returns how its lines are read then."""
        reader = PlainReader(self.survey, self.hasher)
        delimiter, cells = self.survey.file.delimiter or ",", list(reader.sql().cells.values())
        self.engine.text_table(self.survey.path, delimiter=delimiter, columns=cells, skip=1)
        spread = lines_spread(self.survey, pieces=LOOKED_UP_PIECES, size=LOOKED_UP_BYTES)
        if spread is None:
            return words.learned(reader, "incoming", sample("incoming"))
        with self.engine.scratch_lines("spread", spread, delimiter=delimiter, columns=cells):
            first = f"(FROM spread LIMIT {LINES_FOR_WAYS})"  # they are from all over the file
            return words.learned(reader, "spread", first)

    def _plain_query(self, sql: PlainSql, words: WordBook) -> str:
        """Return SQL with a row per line of the file, in its order; an odd line is a row of NULLs.

        No line number is computed here: numbering them in a query would keep the engine to one core. The cells of odd
        lines are not written: nobody could see them there, and so nobody could erase them.
        """
        told = _told(sql)
        columns = ", ".join(f"{value} AS {name}" for name, value in told.items())
        shown = ", ".join(f"CASE WHEN plain THEN {name} END AS {name}" for name in told)
        return f"SELECT {shown} FROM (SELECT {columns}, {sql.plain} AS plain FROM {words.placed(sql, 'incoming')})"

    def _lens(self) -> Lens:
        # platform is the cheapest column that every plain line has
        return {"constants": self._constants(), "line": "row", "where": "platform IS NOT NULL"}

    def _constants(self) -> dict[str, str]:
        """Return SQL for the columns that all plain lines share."""
        origin = self.origin
        expiry = expires_at(origin.policy, origin.at)
        return {
            "batch": text_literal(origin.batch),
            "sequence": f"{origin.sequence}::BIGINT",
            "source": text_literal(origin.source),
            "policy": text_literal(origin.policy),
            "observed_at": f"TIMESTAMP '{stamp(origin.at)}'",
            "expires_at": f"TIMESTAMP '{stamp(expiry)}'" if expiry else "NULL::TIMESTAMP",
            "key_kind": PlainReader(self.survey, self.hasher).key_kind(),
        }

    def _special(self, writer: Writer) -> int:
        """Note the lines that have to be held against others: accounts named twice, known already, or suppressed."""
        self.engine.run(
            "CREATE OR REPLACE TABLE special (account_id VARCHAR, line BIGINT, same BOOLEAN, twice BOOLEAN)"
        )
        mine = writer.segment_query("accounts")
        if mine is None or not self._may_be_special(mine):
            return 0
        # a handle that was renamed or handed over: its account does not follow from its name
        by_handle = self.hasher.account_id_sql("platform", "key_kind", "handle")
        by_number = self.hasher.account_id_sql("platform", f"'{PLATFORM_ID}'", "platform_id")
        self.engine.run(
            f"INSERT INTO special WITH mine AS ({mine}), "
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

    def _may_be_special(self, mine: str) -> bool:
        """Note the accounts named twice; says whether these or others may have to be held against anything."""
        self.engine.run(
            f"CREATE OR REPLACE TABLE twice AS SELECT account_id FROM ({mine}) GROUP BY account_id HAVING count(*) > 1"
        )
        told = ("FROM twice", f"FROM {live('accounts', self.sight)}", f"FROM ({mine}) WHERE platform_id IS NOT NULL")
        return bool(self.suppressed) or any(self.engine.rows(f"SELECT 1 {lines} LIMIT 1") for lines in told)

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
        """Read odd lines and write them beside the plain ones; returns how many."""
        mended = self._mended(chunk, writer) if len(chunk) >= FEWEST_AGAIN else set()
        rows, notes, results = creator_rows(self.survey, (line for line in chunk if line[0] not in mended))
        draft.note(notes, MOST_NOTES)
        draft.results.extend(results)
        draft.counts.update(result.outcome for result in results)
        ids = (self.hasher.account_id(row.platform, row.key_kind, row.handle) for row in rows)
        records = (
            {**account_record(row, account_id), "row": row.row} for row, account_id in zip(rows, ids, strict=True)
        )
        return len(mended) + writer.append_rows("accounts", (placed(record, self.origin) for record in records))

    def _mended(self, chunk: list[Line], writer: Writer) -> set[int]:
        """Write those odd lines that are plain once their own words were looked up as well; returns their numbers.

        Without it every line with a word that few others have would go through all rules, a hundred times the work.
        """
        reader, words = PlainReader(self.survey, self.hasher), WordBook(self.engine, self.survey)
        cells = ["line", *reader.sql().cells.values()]
        with self.engine.scratch_lines("odd_lines", _as_text(chunk), delimiter=",", columns=cells):
            sql = words.learned(reader, "odd_lines", sample("odd_lines"))
            told = {**self._constants(), "row": "line::BIGINT", **_told(sql)}
            columns = ", ".join(f"({value})::{ACCOUNTS[name]} AS {name}" for name, value in told.items())
            query = f"SELECT {columns} FROM {words.placed(sql, 'odd_lines')} WHERE {sql.plain}"
            self.engine.run(f"CREATE OR REPLACE TABLE mended AS {query}")
        writer.append_query("accounts", "FROM mended")
        return set(self.engine.columns("SELECT row FROM mended")["row"].tolist())

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


def _told(sql: PlainSql) -> dict[str, str]:
    """Return SQL of every column that a plain line fills."""
    told = {**sql.columns, "cells_hash": f"hash({', '.join(sql.cells.values())})"}
    return {name: _typed(name, value) for name, value in told.items()}


def _as_text(lines: Iterable[Line]) -> Iterator[bytes]:
    """Yield lines as delimited text again, each with its number in front."""
    for number, cells in lines:
        quoted = '","'.join(cell.replace('"', '""') for cell in cells.values())
        yield f'{number},"{quoted}"\n'.encode()


def _typed(name: str, value: str) -> str:
    """Return SQL with the type of its column; what is text anyway stays what it is: a code may be a place in a list."""
    return value if ACCOUNTS[name] == "VARCHAR" else f"({value})::{ACCOUNTS[name]}"


def fits(survey: Survey, hasher: Hasher) -> bool:
    """Say whether a surveyed file can take the fast road."""
    return PlainReader(survey, hasher).usable()


def origin_at(survey: Survey, batch: str, sequence: int, at: datetime) -> Origin:
    """Return the origin that all lines of the file share."""
    return Origin(batch=batch, sequence=sequence, source=survey.source, policy=survey.policy, at=at)

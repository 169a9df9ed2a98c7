"""The register: every account once, as it is shown, in a table of the engine's scratch space.

A list of creators is filtered and sorted on a few small columns, looked through by words, and read in full only for the
lines of a page. The register is made once for what is live, for one day and for what a brand may see.
Cost: a pass over the lines, then about 0.4 kB of memory an account; accounts known by one line need no weighing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.identity import account_id_of
from shoal.catalog.lines import with_zone
from shoal.catalog.records import TYPED
from shoal.catalog.shown import Sight, alone_sql, live, shown_sql
from shoal.domain.bulk import Floats, Ints, Pool, Texts
from shoal.engines import Engine

MOST_WEIGHED = 100_000  # accounts of several lines that are weighed at once: bounds the memory of the weighing
HEX_DIGITS = "0123456789abcdef"
TEXTS = (
    "account_id", "platform", "key_kind", "handle", "name", "url", "country", "city", "languages", "niche", "bio",
    "captions", "hashtags", "notes", "er_definition", "fee_currency", "followers_ref", "er_ref",
)  # fmt: skip
NUMBERS = (
    "followers", "followers_low", "followers_high", "er", "er_low", "er_high", "avg_likes", "avg_comments", "latitude",
    "longitude", "fee_minor", "gift",
)  # fmt: skip
READ = ("bio", "captions", "hashtags", "notes")  # texts of which a page shows a few words, where words were asked for
SHORT = ("account_id", "key_kind", "handle", "name", "url", "city", "followers_ref", "er_ref")  # what every line shows
SAME_HANDLE = "strlen(handle) = strlen($1) AND lower(handle) = lower($1)"  # the length alone rules most out
SAID = ("niche", "city", "hashtags", "bio", "captions", "notes")


def folded(text: str) -> str:
    """Return SQL for a text as it is looked through: small letters without accents, single spaces between words."""
    small = f"replace(lower(strip_accents({text})), 'ß', 'ss')"
    return f"regexp_replace({small}, '[^\\p{{L}}\\p{{N}}]+', ' ', 'g')"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coded:
    """A column of few distinct words: ``codes`` point into ``words``, which are in order; -1 is not known."""

    words: tuple[str, ...]
    codes: NDArray[Any]

    def word(self, row: int) -> str | None:
        """Return the word of one account, ``None`` where not known."""
        code = int(self.codes[row])
        return None if code < 0 else self.words[code]

    def texts(self) -> Texts:
        """Return the column as words, empty where not known."""
        return np.asarray(np.array([*self.words, ""], dtype=object)[self.codes], dtype=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Where words were found: positions in the register, and which of them have all words in name or handle."""

    rows: Ints
    named: NDArray[np.bool_]


@dataclass(slots=True, kw_only=True, weakref_slot=True)
class Register:
    """The accounts in order of their ids; a position counts from 0.

    Numbers are NaN where not known; ``seen_at`` is seconds since 1970 of the newest line.
    """

    engine: Engine
    table: str
    size: int
    platform: Coded
    country: Coded
    languages: Coded
    niche: Coded
    er_definition: Coded
    fee_currency: Coded
    numbers: dict[str, Floats]
    seen_at: Ints
    orders: dict[str, NDArray[np.int32]] = field(default_factory=dict)

    def pool(self, account_id: Texts | None = None) -> Pool:
        """Return the columns that estimates read; texts are left empty, those of people stay in the engine."""
        nothing = np.broadcast_to(np.array("", dtype=object), self.size)
        missing = np.broadcast_to(np.float64("nan"), self.size)
        columns: dict[str, Any] = {name: missing if name in _POOL_NUMBERS else nothing for name in Pool.__slots__}
        columns |= self.numbers
        columns["platform"], columns["er_definition"] = self.platform.texts(), self.er_definition.texts()
        columns["fee_currency"] = self.fee_currency.texts()
        if account_id is not None:
            columns["account_id"] = account_id
        columns["er_definition"] = np.where(
            np.isfinite(self.numbers["er"]) & (columns["er_definition"] == ""), TYPED, columns["er_definition"]
        )
        return Pool(**columns)

    def account_ids(self) -> Texts:
        """Return the ids of all accounts: 80 bytes each, so let go of them."""
        found = self.engine.columns(f"SELECT account_id FROM {self.table} ORDER BY pos")["account_id"]
        return np.asarray(found, dtype=object)

    def order(self, name: str) -> NDArray[np.int32]:
        """Return the positions in the order of ``name`` or ``handle``, as a person reads it. O(n log n), once."""
        if name not in self.orders:
            key = folded(f"coalesce({name}, handle)")
            sql = f"SELECT pos FROM {self.table} ORDER BY ltrim({key}), handle, pos"
            self.orders[name] = self.engine.columns(sql)["pos"].astype(np.int32)
        return self.orders[name]

    def named(self, who: str) -> list[tuple[str, str, str]]:
        """Return (account id, platform, handle) of whoever goes by an id (``cr_…``, ``ac_…``) or a handle."""
        platform, _, handle = who.rpartition(":")
        account = account_id_of(who) if who.startswith("cr_") else who
        columns = f"SELECT account_id, platform, handle FROM {self.table}"
        rows = self.engine.rows(f"{columns} WHERE account_id = $1", [account])  # ids are in order: found at once
        if not rows:
            spelled = f"{SAME_HANDLE} AND lower($2) IN ('', platform)"
            rows = self.engine.rows(f"{columns} WHERE {spelled} ORDER BY account_id", [handle.lstrip("@"), platform])
        return [(row[0], row[1], row[2]) for row in rows]

    def called(self, account: str) -> str:
        """Return the name of an account, or the handle where none is known; nothing where she is not here."""
        sql = f"SELECT coalesce(nullif(name, ''), handle) FROM {self.table} WHERE account_id = $1"
        return "".join(str(name) for (name,) in self.engine.rows(sql, [account]))

    def handles(self, platform: str) -> Iterator[tuple[str, str, str]]:
        """Yield (account id, platform, handle) of every account of a platform, a part of the register at a time."""
        columns = f"SELECT account_id, platform, handle FROM {self.table} WHERE platform = $1"
        for start in range(0, self.size, MOST_WEIGHED):
            sql = f"{columns} AND pos >= {start} AND pos < {start + MOST_WEIGHED} ORDER BY pos"
            for account, named, handle in self.engine.rows(sql, [platform]):
                yield str(account), str(named), str(handle)

    def rows_of(self, accounts: Sequence[str]) -> Ints:
        """Return the positions of those accounts that are here, in order of position."""
        sql = f"SELECT pos FROM {self.table} WHERE account_id IN (SELECT unnest($1)) ORDER BY pos"
        return self.engine.columns(sql, [list(accounts)])["pos"].astype(np.int64)

    def without_profile(self) -> Ints:
        """Return the positions of those who are known by the number of a line alone, in order."""
        sql = f"SELECT pos FROM {self.table} WHERE key_kind = 'row_id' ORDER BY pos"
        return self.engine.columns(sql)["pos"].astype(np.int64)

    def find(self, text: str, *, names_alone: bool = False) -> Hits:
        """Find the words of a text, each at the beginning of a word: all of them, in whatever field. O(texts).

        With ``names_alone`` only names and handles are looked through, which are a tenth of all texts.
        """
        asked = [word for word in re.split(r"\s+", text.strip().lstrip("@").lower()) if word]
        nothing = np.zeros(0, dtype=np.int64)
        if not asked:
            return Hits(rows=nothing, named=nothing.astype(bool))
        parts = [str(row[0]) for row in self.engine.rows(f"SELECT {folded('unnest($1)')}", [asked])]
        named: list[str] = []
        said: list[str] = []
        parameters: list[Any] = []
        for word, part in zip(asked, parts, strict=True):
            wanted = [piece for piece in part.split(" ") if piece]
            ways = [wanted] if len(wanted) == 1 else [[word], wanted]  # "mina.b" is one word of a handle, two of a text
            said.append(_holds("words", ways, len(parameters)))
            named.append(_holds("names", ways, len(parameters)))
            parameters.extend(f" {piece}" for way in ways for piece in way)
        apart = " AND ".join(named)
        sql = f"SELECT pos, {apart} AS named FROM {self.table} WHERE {apart if names_alone else ' AND '.join(said)}"
        hits = self.engine.columns(sql, parameters)
        return Hits(rows=hits["pos"].astype(np.int64), named=hits["named"].astype(bool))

    def holding(self, pattern: str) -> list[tuple[int, str, str, str]]:
        """Return (position, name, bio, notes) of accounts of which one holds a pattern (RE2), small letters."""
        texts = "coalesce(name, ''), coalesce(bio, ''), coalesce(notes, '')"
        told = "lower(concat_ws(chr(10), name, bio, notes))"
        found = self.engine.rows(f"SELECT pos, {texts} FROM {self.table} WHERE regexp_matches({told}, $1)", [pattern])
        return [(int(row[0]), row[1], row[2], row[3]) for row in found]

    def namesakes(self, handle: str) -> list[tuple[str, str, str, str]]:
        """Return (account id, platform, handle, name) of all accounts of a handle, on whatever platform."""
        columns = "account_id, platform, handle, coalesce(name, '')"
        sql = f"SELECT {columns} FROM {self.table} WHERE {SAME_HANDLE} ORDER BY account_id"
        return [(row[0], row[1], row[2], row[3]) for row in self.engine.rows(sql, [handle])]

    def details(self, rows: Ints, *, texts: bool = False) -> list[dict[str, Any]]:
        """Return what a line of a list shows of some accounts, in that order; with ``texts``, what is written too."""
        names = (*SHORT, "niche", *(READ if texts else ()))
        # a list of places would read every column of every block it touches: a join reads the rows it wants
        wanted = "SEMI JOIN (SELECT unnest($1::BIGINT[]) AS pos) USING (pos)"
        sql = f"SELECT pos, {', '.join(names)} FROM {self.table} {wanted}"
        told = self.engine.rows(sql, [[int(row) for row in rows]])
        found = {int(row[0]): dict(zip(names, row[1:], strict=True)) for row in told}
        return [found[int(row)] | {"seen_at": with_zone(int(self.seen_at[row]) * 1_000_000)} for row in rows]


_POOL_NUMBERS = frozenset({
    "latitude", "longitude", "followers", "followers_low", "followers_high", "total_likes", "posts_count", "avg_likes",
    "avg_comments", "avg_views", "er", "er_low", "er_high", "fee_minor", "gift",
})  # fmt: skip


def make_register(engine: Engine, sight: Sight, table: str) -> Register:
    """Make the register of what is live in a table of that name."""
    engine.run(f"CREATE OR REPLACE TABLE {table}_several AS SELECT account_id FROM {live('accounts', sight)} "
               "GROUP BY account_id HAVING count(*) > 1")  # fmt: skip
    several = int(engine.rows(f"SELECT count(*) FROM {table}_several")[0][0])
    engine.run(f"CREATE OR REPLACE TABLE {table} AS {_select(sight, 'false', 'false')} LIMIT 0")
    start = 0
    for within in _parts(several):
        one = f"{within} AND account_id NOT IN (SELECT account_id FROM {table}_several)"
        many = f"{within} AND account_id IN (SELECT account_id FROM {table}_several)"
        engine.run(f"INSERT INTO {table} {_select(sight, one, many, start)}")
        start = int(engine.rows(f"SELECT count(*) FROM {table}")[0][0])
    engine.run(f"DROP TABLE {table}_several")
    return _read(engine, table, start)


def _parts(several: int) -> list[str]:
    """Return conditions that part the accounts by their ids, in order; one where few need weighing."""
    if several <= MOST_WEIGHED:
        return ["true"]
    ends = [f"ac_{digit}" for digit in HEX_DIGITS[1:]]
    between = [f"account_id >= '{low}' AND account_id < '{high}'" for low, high in pairwise(ends)]
    return [f"account_id < '{ends[0]}'", *between, f"account_id >= '{ends[-1]}'"]


def _select(sight: Sight, one: str, many: str, start: int = 0) -> str:
    columns = ", ".join((*TEXTS, *NUMBERS, "epoch(observed_at)::BIGINT AS seen_at"))
    lines = ("followers", "er")
    alone = f"SELECT {columns} FROM ({alone_sql(sight, one, lines)})"
    weighed = f"SELECT {columns} FROM ({shown_sql(sight, many, lines)})"
    names = f"concat_ws(' ', {folded('name')}, lower(handle), {folded('handle')})"
    words = f"concat_ws(' ', {names}, {folded('concat_ws(chr(32), ' + ', '.join(SAID) + ')')})"
    told = f"SELECT *, ' ' || {names} AS names, ' ' || {words} AS words FROM ({alone} UNION ALL {weighed})"
    # numbered once they stand in order: numbered by their ids, they would be put in order twice
    return f"SELECT row_number() OVER () - 1 + {start} AS pos, * FROM ({told} ORDER BY account_id)"


def _read(engine: Engine, table: str, size: int) -> Register:
    numbers = engine.columns(f"SELECT {', '.join(NUMBERS)}, seen_at FROM {table} ORDER BY pos")
    few = ("platform", "country", "languages", "niche", "er_definition", "fee_currency")
    coded = {name: _coded(engine, table, name) for name in few}
    return Register(
        engine=engine,
        table=table,
        size=size,
        numbers={name: numbers[name].astype(np.float64) for name in NUMBERS},
        seen_at=numbers["seen_at"].astype(np.int64),
        platform=coded["platform"],
        country=coded["country"],
        languages=coded["languages"],
        niche=coded["niche"],
        er_definition=coded["er_definition"],
        fee_currency=coded["fee_currency"],
    )


def _coded(engine: Engine, table: str, name: str) -> Coded:
    """Return a column of few words as codes: few bytes an account instead of a text."""
    words = [row[0] for row in engine.rows(f"SELECT DISTINCT {name} FROM {table} WHERE {name} <> '' ORDER BY 1")]
    sql = (
        f"SELECT coalesce(code, -1) AS code FROM {table} LEFT JOIN "
        f"(SELECT unnest($1) AS word, unnest(range($2)) AS code) ON word = {name} ORDER BY pos"
    )
    kind = np.int16 if len(words) < np.iinfo(np.int16).max else np.int32
    codes = engine.columns(sql, [words, len(words)])["code"].astype(kind)
    return Coded(words=tuple(words), codes=codes)


def _holds(column: str, ways: Sequence[Sequence[str]], first: int) -> str:
    """Return SQL that is true where words of a column begin with all pieces of one of the ways to read a word.

    The pieces are the parameters after the ``first`` ones.
    """
    places = iter(range(first + 1, first + 1 + sum(map(len, ways))))
    each = [" AND ".join(f"contains({column}, ${next(places)})" for _ in way) or "false" for way in ways]
    return f"({' OR '.join(f'({one})' for one in each)})"

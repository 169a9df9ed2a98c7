"""SQL for what is shown of an account: for each field the newest verified value over all live batches.

Hand corrections come first, then the newest observation, then the newest batch; within one file the first line stays.
Cost: one pass over the lines asked for, O(lines x fields).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from shoal.catalog.records import stamp
from shoal.catalog.tables import ACCOUNTS, FIGURES, FOLLOWS, OWN_TABLES, PRIVATE

IDENTITY = ("account_id", "platform", "key_kind", "handle")
APART = frozenset({*IDENTITY, "batch", "sequence", "row", "observed_at", "expires_at", "extra", "raw", "cells_hash"})
_FIGURE_COLUMNS = frozenset(f"{name}{end}" for name in FIGURES for end in ("", "_low", "_high"))
SINGLE = tuple(name for name in ACCOUNTS if name not in APART | _FIGURE_COLUMNS | {"codes"})

DEAL_FIELDS = (
    "code_uses", "link_clicks", "revenue_minor", "revenue_currency", "fee_minor", "fee_currency", "gift",
)  # fmt: skip
OTHERS = "another brand of this workspace"  # stands for the name of a file that another brand brought in
LINE = "batch || ':' || row"

# one sortable number: typed by hand, seen at, batch, line (the first line of a file wins)
PRECEDENCE = (
    "(CASE WHEN policy = 'manual' THEN 1 ELSE 0 END)::HUGEINT * 1000000000000000000000000000000"
    " + epoch(observed_at)::HUGEINT * 100000000000000000000"
    " + sequence::HUGEINT * 1000000000000"
    " + (1000000000000 - row)::HUGEINT"
)
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sight:
    """What may be seen: at a moment, by one brand.

    ``hidden`` are the live batches that came from other brands: their private columns read as never told. ``only`` are
    the batches that count, ``None`` for all that are live: what was known at an earlier moment. ``near`` has the rows
    of the account that is seen close up, for questions on her alone.
    """

    as_of: datetime
    hidden: tuple[str, ...] = ()
    only: tuple[str, ...] | None = None
    near: Near | None = field(default=None, compare=False)

    def mark(self) -> str:
        """Return SQL that is true for lines of other brands."""
        return f"batch IN ({', '.join(map(_literal, self.hidden))})" if self.hidden else "false"


def live(table: str, sight: Sight) -> str:
    """Return a table expression of the rows that may still be shown, without what belongs to other brands."""
    columns = "*"
    if sight.hidden:
        private = dict.fromkeys(PRIVATE if table == "accounts" else (), "NULL") | {"source": _literal(OTHERS)}
        seen = (f"CASE WHEN {sight.mark()} THEN {told} ELSE {name} END AS {name}" for name, told in private.items())
        columns = f"* REPLACE ({', '.join(seen)})"
    fresh = f"(expires_at IS NULL OR expires_at > TIMESTAMP '{stamp(sight.as_of)}')"
    mine = f" AND NOT {sight.mark()}" if sight.hidden and table in OWN_TABLES else ""
    if sight.only is not None:
        mine += f" AND batch IN ({', '.join(map(_literal, sight.only))})" if sight.only else " AND false"
    return f"(SELECT {columns} FROM {table} WHERE {fresh}{mine})"


@dataclass(frozen=True, slots=True)
class Near:
    """The rows of one account by table, with what has expired and what belongs to other brands.

    ``comments`` are those under her posts. Where some of them do not say their platform, ``posts`` and ``accounts``
    have those of others too that go by a key of hers.
    """

    account: str
    tables: Mapping[str, Sequence[Row]]

    def live(self, table: str, sight: Sight) -> list[Row]:
        """Return the rows that may still be shown, as the table expression ``live`` of ``shown`` does."""
        moment = sight.as_of.astimezone(UTC).replace(tzinfo=None, microsecond=0)
        rows = [
            row
            for row in self.tables[table]
            if (row["expires_at"] is None or row["expires_at"] > moment)
            and (sight.only is None or row["batch"] in sight.only)
        ]
        return [_as_others_see(row, table) if row["batch"] in sight.hidden else row for row in rows]

    def hers(self, table: str, sight: Sight) -> list[Row]:
        """Return the rows of her own that may still be shown."""
        return [row for row in self.live(table, sight) if row["account_id"] == self.account]

    def tells(self, told: Callable[[str], object]) -> bool:
        """Say whether she has a figure in a row of its own with such a name, expired or not."""
        return any(told(row["name"]) for row in self.tables["metrics"])


def _as_others_see(row: Row, table: str) -> Row:
    private = PRIVATE if table == "accounts" else ()
    return {**row, **dict.fromkeys(private), "source": OTHERS}


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def shown_sql(sight: Sight, where: str = "true", with_line: Sequence[str] = ()) -> str:
    """Return a query with one row per account: its identity, its shown values and the place of the newest line.

    ``with_line`` are columns of which the place of the line that tells them is wanted, as ``followers_ref``.
    """
    newest = [_newest(name) for name in SINGLE]
    figures = [_figure(name, end) for name in FIGURES for end in ("", "_low", "_high")]
    identity = [f"arg_max({name}, precedence) AS {name}" for name in IDENTITY[1:]]  # a renamed account: its new name
    codes = "list_sort(list_distinct(flatten(list(string_split(codes, '|')) FILTER (WHERE codes IS NOT NULL))))"
    fields = ",\n  ".join(
        [
            "account_id",
            *identity,
            *newest,
            *figures,
            f"arg_max({LINE}, precedence) AS ref",
            "arg_max(extra, precedence) FILTER (WHERE extra IS NOT NULL) AS extra",
            "max(observed_at) AS observed_at",
            "min(expires_at) AS expires_at",
            f"array_to_string({codes}, '|') AS codes",
            *(f"arg_max({LINE}, precedence) FILTER (WHERE {name} IS NOT NULL) AS {name}_ref" for name in with_line),
        ]
    )
    return (
        f"SELECT {fields}\nFROM (SELECT *, {PRECEDENCE} AS precedence FROM {live('accounts', sight)})\n"
        f"WHERE {where}\nGROUP BY account_id"
    )


def alone_sql(sight: Sight, where: str, with_line: Sequence[str] = ()) -> str:
    """Return what :func:`shown_sql` returns, for accounts of which there is one line only: nothing to weigh.

    ``where`` has to see to that. In large workspaces this is nearly everybody, and a hundred times less work.
    """
    codes = "list_sort(list_distinct(string_split(codes, '|')))"
    fields = ",\n  ".join(
        [
            "account_id",
            *IDENTITY[1:],
            *(_alone(name) for name in SINGLE),
            *(_alone_figure(name, end) for name in FIGURES for end in ("", "_low", "_high")),
            f"{LINE} AS ref",
            "extra",
            "observed_at",
            "expires_at",
            f"array_to_string({codes}, '|') AS codes",
            *(f"CASE WHEN {name} IS NOT NULL THEN {LINE} END AS {name}_ref" for name in with_line),
        ]
    )
    return f"SELECT {fields}\nFROM {live('accounts', sight)}\nWHERE {where}"


def _alone(name: str) -> str:
    if name in FOLLOWS and FOLLOWS[name] != "city":
        return f"CASE WHEN {FOLLOWS[name]} IS NOT NULL THEN {name} END AS {name}"
    return name


def _alone_figure(name: str, end: str) -> str:
    column = f"{name}{end}"
    return f"CASE WHEN {name} IS NOT NULL THEN coalesce({column}, {name}) END AS {column}"


def _newest(name: str) -> str:
    """Return the newest value of a column; what follows another column comes from the line that gives that one."""
    told = f"{name} IS NOT NULL"
    if name in FOLLOWS:
        told = f"{FOLLOWS[name]} IS NOT NULL OR ({told})" if FOLLOWS[name] == "city" else f"{FOLLOWS[name]} IS NOT NULL"
        return f"arg_max_null({name}, precedence) FILTER (WHERE {told}) AS {name}"
    return f"arg_max({name}, precedence) FILTER (WHERE {told}) AS {name}"


def _figure(name: str, end: str) -> str:
    """Return one end of a figure, taken from the same line as its value; an exact value is its own low and high."""
    column = f"{name}{end}"
    value = f"coalesce({column}, {name})" if end else name
    return f"arg_max({value}, precedence) FILTER (WHERE {name} IS NOT NULL) AS {column}"


def deals_sql(sight: Sight, where: str = "true") -> str:
    """Return a query with one row per account and set of codes: what the brand's own sheet says of money."""
    newest = ", ".join(map(_newest, DEAL_FIELDS))
    any_told = " OR ".join(f"{name} IS NOT NULL" for name in ("codes", *DEAL_FIELDS))
    return (
        f"SELECT account_id, coalesce(codes, '') AS codes, arg_max(row, precedence) AS row, {newest}\n"
        f"FROM (SELECT *, {PRECEDENCE} AS precedence FROM {live('accounts', sight)})\n"
        f"WHERE ({any_told}) AND ({where})\nGROUP BY account_id, coalesce(codes, '')\nORDER BY account_id, row, codes"
    )

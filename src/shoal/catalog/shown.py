"""SQL for what is shown of an account: for each field the newest verified value over all live batches.

Hand corrections come first, then the newest observation, then the newest batch; within one file the first line stays.
Cost: one pass over the lines asked for, O(lines x fields).
"""

from __future__ import annotations

from datetime import datetime

from shoal.catalog.records import stamp
from shoal.catalog.tables import ACCOUNTS, FIGURES, FOLLOWS

IDENTITY = ("account_id", "platform", "key_kind", "handle")
APART = frozenset({*IDENTITY, "batch", "sequence", "row", "observed_at", "expires_at", "extra", "raw", "cells_hash"})
_FIGURE_COLUMNS = frozenset(f"{name}{end}" for name in FIGURES for end in ("", "_low", "_high"))
SINGLE = tuple(name for name in ACCOUNTS if name not in APART | _FIGURE_COLUMNS | {"codes"})

# one sortable number: typed by hand, seen at, batch, line (the first line of a file wins)
PRECEDENCE = (
    "(CASE WHEN policy = 'manual' THEN 1 ELSE 0 END)::HUGEINT * 1000000000000000000000000000000"
    " + epoch(observed_at)::HUGEINT * 100000000000000000000"
    " + sequence::HUGEINT * 1000000000000"
    " + (1000000000000 - row)::HUGEINT"
)


def live(table: str, as_of: datetime) -> str:
    """Return a table expression of the rows that may still be shown at a moment."""
    return f"(SELECT * FROM {table} WHERE expires_at IS NULL OR expires_at > TIMESTAMP '{stamp(as_of)}')"


def shown_sql(as_of: datetime, where: str = "true") -> str:
    """Return a query with one row per account: its identity, its shown values and the place of the newest line."""
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
            "arg_max(batch || ':' || row, precedence) AS ref",
            "arg_max(extra, precedence) FILTER (WHERE extra IS NOT NULL) AS extra",
            "max(observed_at) AS observed_at",
            "min(expires_at) AS expires_at",
            f"array_to_string({codes}, '|') AS codes",
        ]
    )
    return (
        f"SELECT {fields}\nFROM (SELECT *, {PRECEDENCE} AS precedence FROM {live('accounts', as_of)})\n"
        f"WHERE {where}\nGROUP BY account_id"
    )


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


def deals_sql(as_of: datetime, where: str = "true") -> str:
    """Return a query with one row per account and set of codes: what the brand's own sheet says of money."""
    told = ("code_uses", "link_clicks", "revenue_minor", "revenue_currency", "fee_minor", "fee_currency", "gift")
    newest = ", ".join(map(_newest, told))
    any_told = " OR ".join(f"{name} IS NOT NULL" for name in ("codes", *told))
    return (
        f"SELECT account_id, coalesce(codes, '') AS codes, arg_max(row, precedence) AS row, {newest}\n"
        f"FROM (SELECT *, {PRECEDENCE} AS precedence FROM {live('accounts', as_of)})\n"
        f"WHERE ({any_told}) AND ({where})\nGROUP BY account_id, coalesce(codes, '')\nORDER BY account_id, row, codes"
    )

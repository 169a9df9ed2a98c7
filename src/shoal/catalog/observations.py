"""Every observation of every figure, each with the line it comes from: kept side by side, never averaged.

``metric`` is the long form of the wide rows: one row per account, figure and line that gives it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from shoal.catalog.shown import PRECEDENCE, live
from shoal.catalog.tables import FIGURES
from shoal.domain.values import Estimate, Provenance, Value
from shoal.engines import Engine

WRITING_LEVEL = 1.0  # the interval of a rounded figure holds the number for certain: it is how it was written
ORIGIN = "source, policy, batch || ':' || row AS ref, observed_at, expires_at"


def metric_sql(as_of: datetime, where: str = "true") -> str:
    """Return a query with one row per observation, the one that is shown first within its account and name.

    One pass over the lines: their figures are put into a list and spread out again.
    """
    spread = ", ".join(_figure_sql(name, unit) for name, unit in FIGURES.items())
    return (
        f"WITH spread AS (SELECT account_id, unnest([{spread}]) AS figure, {ORIGIN}, {PRECEDENCE} AS precedence "
        f"FROM {live('accounts', as_of)} WHERE {where}) "
        "SELECT account_id, figure.name, 'observed' AS state, figure.value, figure.low, figure.high, figure.unit, "
        "figure.reason, source, policy, ref, observed_at, expires_at, precedence "
        "FROM spread WHERE figure.value IS NOT NULL "
        "UNION ALL SELECT account_id, name, state, value, value, value, '', reason, "
        f"{ORIGIN}, {PRECEDENCE} FROM {live('metrics', as_of)} WHERE {where} "
        "ORDER BY account_id, name, precedence DESC"
    )


def _figure_sql(name: str, unit: str) -> str:
    definition = "'definition ' || coalesce(er_definition, 'not known')" if name == "er" else "NULL"
    return (
        f"{{'name': '{name}', 'value': {name}, 'low': coalesce({name}_low, {name}), "
        f"'high': coalesce({name}_high, {name}), 'unit': '{unit}', 'reason': {definition}}}"
    )


def read_observations(engine: Engine, as_of: datetime, accounts: Sequence[str]) -> dict[str, list[Value]]:
    """Return all observations of some accounts; the first of a name is the one that is shown. O(their lines)."""
    sql = metric_sql(as_of, "account_id IN (SELECT unnest($1))")
    found: dict[str, list[Value]] = {}
    for account, *row, _precedence in engine.rows(sql, [list(accounts)]):
        found.setdefault(account, []).append(_value(row))
    return found


def _value(row: Sequence[Any]) -> Value:
    name, state, number, low, high, unit, reason, source, policy, ref, seen, expiry = row
    origin = Provenance(
        source=source, policy=policy, ref=ref, observed_at=with_zone(seen), expires_at=with_zone(expiry)
    )
    estimate = None
    if number is not None:
        method = "as written" if low == high else "precision of the writing"
        estimate = Estimate(value=number, low=low, high=high, level=WRITING_LEVEL, n=1, method=method)
    return Value(name=name, state=state, unit=unit, estimate=estimate, reason=reason, provenance=origin)


def with_zone(value: object) -> datetime | None:
    """Return an instant of the engine, which has no zone, as UTC; the engine's arrays hold microseconds."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value / 1e6, tz=UTC)
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None

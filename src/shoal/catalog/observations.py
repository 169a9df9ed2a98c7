"""Every observation of every figure, each with the line it comes from: kept side by side, never averaged.

A metric is the long form of the wide rows: one value per account, figure and line that gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from shoal.catalog.lines import Line, figures_of
from shoal.catalog.shown import PRECEDENCE, Sight, live
from shoal.catalog.tables import FIGURES
from shoal.domain.values import Estimate, Provenance, Value
from shoal.engines import Engine

WRITING_LEVEL = 1.0  # the interval of a rounded figure holds the number for certain: it is how it was written
ORIGIN = "source, policy, batch, row, observed_at, expires_at"


def read_observations(engine: Engine, sight: Sight, lines: Mapping[str, Sequence[Line]]) -> dict[str, list[Value]]:
    """Return all observations of accounts given their lines; the first of a name is the one that is shown.

    Figures stand in the lines; further ones, which vendors report, in rows of their own.
    """
    found = {account: [_from_line(*figure) for figure in figures_of(told)] for account, told in lines.items()}
    sql = (
        f"SELECT account_id, name, state, value, reason, {ORIGIN}, {PRECEDENCE} FROM {live('metrics', sight)} "
        "WHERE account_id IN (SELECT unnest($1))"
    )
    for account, *row in engine.rows(sql, [list(lines)]):
        if account in found:
            found[account].append(from_metric(row))
    for told in found.values():
        told.sort(key=lambda one: (one[1].name, -one[0]))
    return {account: [value for _, value in told] for account, told in found.items()}


def _from_line(name: str, line: Line) -> tuple[int, Value]:
    """Return (precedence, value) of a figure that a line gives; an exact one is its own low and high."""
    number = line[name]
    low, high = (number if line[f"{name}{end}"] is None else line[f"{name}{end}"] for end in ("_low", "_high"))
    reason = f"definition {line['er_definition'] or 'not known'}" if name == "er" else None
    origin = _provenance(*(line[part] for part in ("source", "policy", "batch", "row", "observed_at", "expires_at")))
    written = _estimate(number, low, high)
    value = Value(name=name, state="observed", unit=FIGURES[name], estimate=written, reason=reason, provenance=origin)
    return int(line["precedence"]), value


def from_metric(row: Sequence[Any]) -> tuple[int, Value]:
    """Return (precedence, value) of a figure that stands in a row of its own."""
    name, state, number, reason, *origin, precedence = row
    estimate = None if number is None else _estimate(number, number, number)
    value = Value(name=name, state=state, unit="", estimate=estimate, reason=reason, provenance=_provenance(*origin))
    return int(precedence), value


def _estimate(number: float, low: float, high: float) -> Estimate:
    method = "as written" if low == high else "precision of the writing"
    return Estimate(value=number, low=low, high=high, level=WRITING_LEVEL, n=1, method=method)


def _provenance(source: str, policy: str, batch: str, row: int, seen: object, expiry: object) -> Provenance:
    return Provenance(
        source=source,
        policy=policy,
        ref=f"{batch}:{row}",
        observed_at=with_zone(seen),
        expires_at=with_zone(expiry),
    )


def with_zone(value: object) -> datetime | None:
    """Return an instant of the engine, which has no zone, as UTC; the engine's arrays hold microseconds."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value / 1e6, tz=UTC)
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None

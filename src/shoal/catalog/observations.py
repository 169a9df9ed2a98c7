"""Every observation of every figure, each with the line it comes from: kept side by side, never averaged.

A metric is the long form of the wide rows: one value per account, figure and line that gives it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from shoal.catalog.lines import ORIGIN, TOLD_BY, Line, figures_of, provenance
from shoal.catalog.shown import PRECEDENCE, Sight, live
from shoal.catalog.tables import FIGURES
from shoal.domain.values import Estimate, Value
from shoal.engines import Engine

WRITING_LEVEL = 1.0  # the interval of a rounded figure holds the number for certain: it is how it was written


def read_observations(engine: Engine, sight: Sight, lines: Mapping[str, Sequence[Line]]) -> dict[str, list[Value]]:
    """Return all observations of accounts given their lines; the first of a name is the one that is shown.

    Figures stand in the lines; further ones, which vendors report, in rows of their own.
    """
    found = {account: [_from_line(*figure) for figure in figures_of(told)] for account, told in lines.items()}
    for account, *row in _metrics(engine, sight, list(lines)):
        if account in found:
            found[account].append(from_metric(row))
    for told in found.values():
        told.sort(key=lambda one: (one[1].name, -one[0]))
    return {account: [value for _, value in told] for account, told in found.items()}


def _metrics(engine: Engine, sight: Sight, accounts: Sequence[str]) -> Sequence[Sequence[Any]]:
    """Return the figures in rows of their own, each with its account before it and its precedence behind it."""
    names = ("account_id", "name", "state", "value", "reason", *ORIGIN)
    if sight.near is not None:
        return [[row[name] for name in (*names, "precedence")] for row in sight.near.hers("metrics", sight)]
    sql = (
        f"SELECT {', '.join(names)}, {PRECEDENCE} FROM {live('metrics', sight)} WHERE account_id IN (SELECT unnest($1))"
    )
    return engine.rows(sql, [accounts])


def _from_line(name: str, line: Line) -> tuple[int, Value]:
    """Return (precedence, value) of a figure that a line gives; an exact one is its own low and high."""
    number = line[name]
    low, high = (number if line[f"{name}{end}"] is None else line[f"{name}{end}"] for end in ("_low", "_high"))
    reason = f"definition {line['er_definition'] or 'not known'}" if name == "er" else None
    written = _estimate(number, low, high)
    value = Value(
        name=name, state="observed", unit=FIGURES[name], estimate=written, reason=reason, provenance=line[TOLD_BY]
    )
    return int(line["precedence"]), value


def from_metric(row: Sequence[Any]) -> tuple[int, Value]:
    """Return (precedence, value) of a figure that stands in a row of its own."""
    name, state, number, reason, *origin, precedence = row
    estimate = None if number is None else _estimate(number, number, number)
    value = Value(name=name, state=state, unit="", estimate=estimate, reason=reason, provenance=provenance(origin))
    return int(precedence), value


def _estimate(number: float, low: float, high: float) -> Estimate:
    method = "as written" if low == high else "precision of the writing"
    return Estimate(value=number, low=low, high=high, level=WRITING_LEVEL, n=1, method=method)

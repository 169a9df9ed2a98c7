"""Stored lines back to typed rows: what :func:`account_record` left out is what goes without saying."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from shoal.catalog.records import JOIN, PLAIN
from shoal.catalog.tables import FIGURES
from shoal.domain.intake import CreatorRow, Figure


def creator_row(record: Mapping[str, Any]) -> CreatorRow:
    """Return the typed row of which ``account_record`` gives this record again. O(columns).

    Only for lines that carry no time and no further figures of their own: those are not columns of ``accounts``.
    """
    told: dict[str, Any] = {name: record[name] for name in PLAIN if record[name] is not None}
    told |= {name: _figure(record, name) for name in FIGURES}
    return CreatorRow(
        row=record["row"],
        **told,
        languages=_parts(record["languages"]),
        codes=_parts(record["codes"]),
        extra=_cells(record["extra"]),
        raw=_cells(record["raw"]),
    )


def _figure(record: Mapping[str, Any], name: str) -> Figure | None:
    """Return a figure; one without ends was written exactly."""
    value, low, high = (record[f"{name}{end}"] for end in ("", "_low", "_high"))
    if value is None:
        return None
    return Figure(value=value, low=value if low is None else low, high=value if high is None else high)


def _parts(text: str | None) -> tuple[str, ...]:
    return tuple(text.split(JOIN)) if text else ()


def _cells(text: str | None) -> dict[str, str]:
    found: dict[str, str] = json.loads(text) if text else {}
    return found

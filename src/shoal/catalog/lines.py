"""What is shown of a few accounts, from their stored lines: the same rules as the SQL of ``shown``, one short query.

For a page of creators it costs a tenth of planning the SQL that weighs sixty columns; for a pool the engine is faster.
Lines come newest first (see ``PRECEDENCE``), so the first that tells something is the one that counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from shoal.catalog.records import JOIN
from shoal.catalog.shown import DEAL_FIELDS, IDENTITY, PRECEDENCE, SINGLE, Sight, live
from shoal.catalog.tables import ACCOUNTS, FIGURES, FOLLOWS
from shoal.domain.values import Provenance
from shoal.engines import Engine

Line = Mapping[str, Any]
ORIGIN = ("source", "policy", "batch", "row", "observed_at", "expires_at")
TOLD_BY = "told by"  # of a line: its provenance


def lines_of(engine: Engine, sight: Sight, accounts: Sequence[str]) -> dict[str, list[Line]]:
    """Return the live lines of some accounts, newest first, with ``precedence`` and provenance. O(all lines)."""
    if sight.near is not None:
        hers = sorted(sight.near.hers("accounts", sight), key=lambda line: -line["precedence"])
        told: list[Line] = [{**line, TOLD_BY: provenance([line[part] for part in ORIGIN])} for line in hers]
        return {sight.near.account: told} if told else {}
    names = (*ACCOUNTS, "precedence")
    sql = (
        f"SELECT {', '.join(ACCOUNTS)}, {PRECEDENCE} AS precedence FROM {live('accounts', sight)} "
        "WHERE account_id IN (SELECT unnest($1)) ORDER BY account_id, precedence DESC"
    )
    rows = [dict(zip(names, row, strict=True)) for row in engine.rows(sql, [list(accounts)])]
    for line in rows:
        line[TOLD_BY] = provenance([line[part] for part in ORIGIN])  # once: every figure and text of it names it
    return {account: list(group) for account, group in groupby(rows, key=lambda line: str(line["account_id"]))}


def said_of(lines: Sequence[Line], names: Sequence[str] = SINGLE) -> dict[str, Any]:
    """Return what is shown of one account but for its figures: who it is, those columns, and where that is from."""
    newest = lines[0]
    told: dict[str, Any] = {name: newest[name] for name in IDENTITY}
    told |= values_of(lines, names)
    return told | {
        "ref": f"{newest['batch']}:{newest['row']}",
        "extra": newest_of(lines, "extra"),
        "observed_at": max(line["observed_at"] for line in lines),
        "expires_at": min((line["expires_at"] for line in lines if line["expires_at"] is not None), default=None),
    }


def shown_of(lines: Sequence[Line]) -> dict[str, Any]:
    """Return what is shown of one account, as a row of ``shown_sql``."""
    told = said_of(lines)
    for name in FIGURES:
        teller = next((line for line in lines if line[name] is not None), {name: None})
        value = teller[name]
        told[name] = value
        for end in ("_low", "_high"):
            written = teller.get(f"{name}{end}")
            told[f"{name}{end}"] = value if written is None else written
    codes = {code for line in lines for code in (line["codes"] or "").split(JOIN) if code}
    return told | {"codes": JOIN.join(sorted(codes))}


def values_of(lines: Sequence[Line], names: Iterable[str]) -> dict[str, Any]:
    """Return the newest value of each of some columns."""
    if len(lines) > 1:
        return {name: newest_of(lines, name) for name in names}
    line = lines[0]  # nothing to choose from, as of most accounts
    return {name: newest_of(lines, name) if name in FOLLOWS else line[name] for name in names}


def newest_of(lines: Sequence[Line], name: str) -> Any:  # noqa: ANN401  a cell of any column
    """Return the newest value of a column; what follows another column comes from the line that gives that one."""
    line = teller_of(lines, name)
    return None if line is None else line[name]


def teller_of(lines: Sequence[Line], name: str) -> Line | None:
    """Return the line whose value of a column shows, ``None`` where nobody tells it."""
    whole = FOLLOWS.get(name, name)
    for line in lines:
        if line[whole] is not None or (whole == "city" and line[name] is not None):
            return line
    return None


def deals_of(lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Return what the lines of one account say of money, one row per set of codes, as rows of ``deals_sql``."""
    by_codes: dict[str, list[Line]] = {}
    for line in lines:
        if any(line[name] is not None for name in ("codes", *DEAL_FIELDS)):
            by_codes.setdefault(line["codes"] or "", []).append(line)
    rows = [{"codes": codes, "row": told[0]["row"], **values_of(told, DEAL_FIELDS)} for codes, told in by_codes.items()]
    return sorted(rows, key=lambda row: (row["row"], row["codes"]))


def figures_of(lines: Sequence[Line]) -> Iterator[tuple[str, Line]]:
    """Yield every figure that a line gives, with its line: (name, line), newest line first."""
    return ((name, line) for line in lines for name in FIGURES if line[name] is not None)


def provenance(told: Sequence[Any]) -> Provenance:
    """Return where a line is from, by its columns of ``ORIGIN``."""
    source, policy, batch, row, seen, expiry = told
    return Provenance(
        source=source or "",
        policy=policy or "",
        ref=f"{batch}:{row}",
        observed_at=with_zone(seen),
        expires_at=with_zone(expiry),
    )


def with_zone(value: object) -> datetime | None:
    """Return an instant of the engine, which has no zone, as UTC; the engine's arrays hold microseconds."""
    if isinstance(value, int):
        return datetime.fromtimestamp(value / 1e6, tz=UTC)
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else None

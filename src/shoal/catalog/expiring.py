"""What is about to expire, by source, so that somebody can bring it in anew in time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from shoal.catalog.records import stamp
from shoal.catalog.tables import TABLES
from shoal.engines import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """Lines of one source that expire soon: how many accounts they are about, and when the first goes."""

    source: str
    policy: str
    accounts: int
    first_at: datetime


def expiring(engine: Engine, batches: Sequence[str], as_of: datetime, until: datetime) -> tuple[Expiring, ...]:
    """Return what of some batches expires between two moments, soonest first. One pass over four columns: O(lines)."""
    if not batches:
        return ()
    named = ", ".join(f"'{batch}'" for batch in batches if batch.replace("_", "").isalnum())
    rows = engine.rows(
        f"SELECT source, policy, count(DISTINCT account_id), min(expires_at) FROM accounts WHERE batch IN ({named}) "
        f"AND expires_at > TIMESTAMP '{stamp(as_of)}' AND expires_at <= TIMESTAMP '{stamp(until)}' "
        "GROUP BY source, policy ORDER BY min(expires_at), source"
    )
    return tuple(
        Expiring(source=row[0], policy=row[1], accounts=int(row[2]), first_at=row[3].replace(tzinfo=as_of.tzinfo))
        for row in rows
    )


def expired_between(engine: Engine, batches: Sequence[str], then: datetime, now: datetime) -> int:
    """Return how many lines of some batches, of whatever table, expired after one moment and up to another."""
    named = ", ".join(f"'{batch}'" for batch in batches if batch.replace("_", "").isalnum())
    tables = [name for name, columns in TABLES.items() if "expires_at" in columns and "batch" in columns]
    if not named:
        return 0
    between = f"expires_at > TIMESTAMP '{stamp(then)}' AND expires_at <= TIMESTAMP '{stamp(now)}'"
    told = " UNION ALL ".join(f"SELECT count(*) FROM {name} WHERE batch IN ({named}) AND {between}" for name in tables)
    return sum(int(row[0]) for row in engine.rows(told))

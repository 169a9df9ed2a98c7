"""Erasure: the rows of a person are taken out of the segments themselves; masking would not be erasure."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.catalog.tables import PERSONAL
from shoal.engines import Engine


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePlan:
    """What an erasure would touch: rows by table, and how many batches would be written anew."""

    accounts: tuple[str, ...]
    rows: dict[str, int]
    batches: int


def plan_erasure(engine: Engine, accounts: tuple[str, ...]) -> ErasurePlan:
    """Count what belongs to these accounts. O(rows), nothing is changed."""
    rows, batches = {}, set()
    for table in PERSONAL:
        sql = f"SELECT batch, count(*) FROM {table} WHERE account_id IN (SELECT unnest($1)) GROUP BY batch"
        found = engine.rows(sql, [list(accounts)])
        rows[table] = sum(count for _, count in found)
        batches |= {batch for batch, _ in found}
    rows["comments"] = _comments(engine, accounts)
    return ErasurePlan(accounts=accounts, rows=rows, batches=len(batches))


def _comments(engine: Engine, accounts: tuple[str, ...]) -> int:
    sql = (
        "SELECT count(*) FROM comments WHERE post_key IN "
        "(SELECT post_key FROM posts WHERE account_id IN (SELECT unnest($1)))"
    )
    (found,) = engine.rows(sql, [list(accounts)])
    return int(found[0])


def erase(engine: Engine, accounts: tuple[str, ...]) -> int:
    """Write every segment that holds these accounts anew without them; returns the rows that went.

    Safe to repeat after a crash: what is already gone is not found again. Comments under the posts go first, while
    the posts still tell which they are. The caller has written the suppression before.
    """
    posts = [row[0] for row in engine.rows(
        "SELECT DISTINCT post_key FROM posts WHERE account_id IN (SELECT unnest($1))", [list(accounts)]
    )]  # fmt: skip
    gone = engine.rewrite("comments", "post_key IN (SELECT unnest($1))", [posts]) if posts else 0
    for table in PERSONAL:
        gone += engine.rewrite(table, "account_id IN (SELECT unnest($1))", [list(accounts)])
    return gone

"""Hand counts of followers: a batch each, as figures of the account; newer ones stand beside older ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from shoal.catalog.lines import with_zone
from shoal.catalog.records import Record
from shoal.catalog.shown import PRECEDENCE, Sight, live
from shoal.domain.following import HandCount
from shoal.domain.intake import HandCountRow
from shoal.domain.values import Provenance
from shoal.engines import Engine

NAMES = ("hand_real", "hand_unsure", "hand_fake", "hand_every", "hand_followers")


def hand_count_records(row: HandCountRow, account_id: str) -> Iterable[Record]:
    """Yield the figures of one count. All of them, also those that an older count says too: either may be undone."""
    told = (row.real, row.unsure, row.fake, row.every, row.followers)
    for name, value in zip(NAMES, told, strict=True):
        state, reason = ("unknown", "followers_unknown") if value is None else ("observed", None)
        figure = {"account_id": account_id, "name": name, "state": state, "value": value, "reason": reason}
        yield {**figure, "row": row.row}


def read_hand_counts(engine: Engine, sight: Sight, accounts: Sequence[str]) -> dict[str, tuple[HandCount, ...]]:
    """Return the hand counts of some accounts, newest first; accounts without any are absent. O(figures)."""
    if sight.near is not None and not sight.near.tells(NAMES.__contains__):
        return {}
    names = ", ".join(f"max(value) FILTER (WHERE name = '{name}') AS {name}" for name in NAMES)
    sql = (
        f"SELECT account_id, batch, row, {names}, max(source), max(policy), max(observed_at), max(expires_at) "
        f"FROM {live('metrics', sight)} WHERE name LIKE 'hand!_%' ESCAPE '!' AND account_id IN (SELECT unnest($1)) "
        f"GROUP BY account_id, batch, row HAVING hand_every IS NOT NULL ORDER BY account_id, max({PRECEDENCE}) DESC"
    )
    found: dict[str, list[HandCount]] = {}
    for account, batch, line, *told, source, policy, seen, expiry in engine.rows(sql, [list(accounts)]):
        real, unsure, fake, every = (int(number or 0) for number in told[:4])
        at, until = with_zone(seen), with_zone(expiry)
        origin = Provenance(source=source, policy=policy, ref=f"{batch}:{line}", observed_at=at, expires_at=until)
        count = HandCount(
            account_id=account, real=real, unsure=unsure, fake=fake, every=every, followers=told[4], provenance=origin
        )
        found.setdefault(account, []).append(count)
    return {account: tuple(counts) for account, counts in found.items()}

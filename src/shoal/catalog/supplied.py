"""What suppliers say of audiences: figures that came in under their own names, by account."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from shoal.catalog.lines import ORIGIN
from shoal.catalog.observations import from_metric
from shoal.catalog.shown import PRECEDENCE, Sight, live
from shoal.domain.values import Value
from shoal.engines import Engine

# names of figures on an audience, on who follows, of what a platform counted, and one on the person that the under-18
# guard has to see
NAMES = (
    r"(^audience_[a-z_]+:|^insights[.]|[.]audience[._]|[.]creator_age[.]|[.](credibility|notable|real|bots|mass|infs)$)"
)


def read_supplied(engine: Engine, sight: Sight, accounts: Sequence[str]) -> Mapping[int, tuple[Value, ...]]:
    """Return the supplied figures on the audience of some accounts, by position, newest first within a name.

    O(figures in the catalogue) for the filter; accounts of which nothing was supplied are absent.
    """
    if sight.near is not None and not sight.near.tells(re.compile(NAMES).search):
        return {}
    sql = (
        f"SELECT account_id, name, state, value, reason, {', '.join(ORIGIN)}, {PRECEDENCE} AS precedence "
        f"FROM {live('metrics', sight)} WHERE account_id IN (SELECT unnest($1)) AND regexp_matches(name, $2) "
        "ORDER BY account_id, name, precedence DESC"
    )
    place = {account: at for at, account in enumerate(accounts)}
    found: dict[int, list[Value]] = {}
    for account, *row in engine.rows(sql, [list(accounts), NAMES]):
        found.setdefault(place[account], []).append(from_metric(row)[1])
    return {at: tuple(found[at]) for at in sorted(found)}

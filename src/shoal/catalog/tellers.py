"""Who has supplied audiences or hand counts at all, so that nobody else is looked at for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.catalog.hand_counts import NAMES as HAND_NAMES
from shoal.catalog.lines import lines_of, shown_of
from shoal.catalog.shown import Sight, live, shown_sql
from shoal.catalog.supplied import NAMES as SUPPLIED_NAMES
from shoal.engines import Engine

FEW = 32  # accounts up to which their lines are weighed here: planning the SQL that does it costs 10 ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Tellers:
    """Account ids in order, by what came in of them."""

    supplied: tuple[str, ...]
    hand_counts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What checks of texts ask of an account beside its texts; ``followers`` of NaN is not known."""

    platform: str
    country: str
    followers: float


def read_tellers(engine: Engine, sight: Sight) -> Tellers:
    """Return who has supplied audiences and hand counts; O(metrics) of a column."""

    def accounts(where: str, parameter: object) -> tuple[str, ...]:
        sql = f"SELECT DISTINCT account_id FROM {live('metrics', sight)} WHERE {where} ORDER BY account_id"
        return tuple(str(row[0]) for row in engine.rows(sql, [parameter]))

    return Tellers(
        supplied=accounts("regexp_matches(name, $1)", SUPPLIED_NAMES),
        hand_counts=accounts("name IN (SELECT unnest($1))", list(HAND_NAMES)),
    )


def read_facts(engine: Engine, sight: Sight, accounts: Sequence[str]) -> tuple[Facts, ...]:
    """Return platform, country and followers of some accounts, in that order; who is not here has empty ones."""
    found = _weighed_here(engine, sight, accounts) if len(accounts) <= FEW else _weighed_there(engine, sight, accounts)
    nobody = Facts(platform="", country="", followers=float("nan"))
    return tuple(found.get(account, nobody) for account in accounts)


def _weighed_here(engine: Engine, sight: Sight, accounts: Sequence[str]) -> dict[str, Facts]:
    shown = ((account, shown_of(lines)) for account, lines in lines_of(engine, sight, accounts).items())
    return {
        account: Facts(
            platform=told["platform"] or "",
            country=told["country"] or "",
            followers=float("nan") if told["followers"] is None else float(told["followers"]),
        )
        for account, told in shown
    }


def _weighed_there(engine: Engine, sight: Sight, accounts: Sequence[str]) -> dict[str, Facts]:
    columns = "account_id, coalesce(platform, ''), coalesce(country, ''), coalesce(followers, 'nan'::DOUBLE)"
    sql = f"SELECT {columns} FROM ({shown_sql(sight, 'account_id IN (SELECT unnest($1))')})"
    return {str(row[0]): Facts(platform=row[1], country=row[2], followers=float(row[3]))
            for row in engine.rows(sql, [list(accounts)])}  # fmt: skip

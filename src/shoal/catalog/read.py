"""Nouns and columns out: what a machine goes through as arrays, what a person looks at as nouns."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from shoal.catalog.identity import account_id_of, creator_id_of
from shoal.catalog.lines import TOLD_BY, Line, deals_of, lines_of, said_of, shown_of, teller_of, with_zone
from shoal.catalog.observations import read_observations
from shoal.catalog.records import JOIN, TYPED
from shoal.catalog.shown import Sight, deals_sql, live, shown_sql
from shoal.domain.bulk import AudienceSamples, Pool
from shoal.domain.creator import Account, Creator, Place, SheetDeal
from shoal.domain.values import Money, Provenance, Value
from shoal.engines import Engine

POOL_TEXTS = (
    "account_id", "platform", "handle", "key_kind", "name", "country", "city", "languages", "niche", "bio", "captions",
    "hashtags", "notes", "er_definition", "fee_currency", "codes", "source", "policy", "ref",
)  # fmt: skip
POOL_NUMBERS = (
    "latitude", "longitude", "followers", "followers_low", "followers_high", "total_likes", "posts_count", "avg_likes",
    "avg_comments", "avg_views", "er", "er_low", "er_high", "fee_minor", "gift",
)  # fmt: skip
SAID = (
    "source", "policy", "platform_id", "handle_raw", "url", "name", "country", "city", "latitude", "longitude",
    "languages", "niche", "bio", "notes",
)  # fmt: skip
ORIGINS = ("name", "country", "city", "languages", "niche", "bio")  # texts of which a page says where they are from


def read_pool(engine: Engine, sight: Sight, accounts: Sequence[str] | None = None) -> Pool:
    """Return every live account, or some, in columns, ordered by account id. O(lines in the catalogue)."""
    names = ", ".join((*POOL_TEXTS, *POOL_NUMBERS))
    wanted, told = ("true", []) if accounts is None else ("account_id IN (SELECT unnest($1))", [list(accounts)])
    found = engine.columns(f"SELECT {names} FROM ({shown_sql(sight, wanted)}) ORDER BY account_id", told)
    texts = {name: _texts(found[name]) for name in POOL_TEXTS}
    rated = ~np.isnan(found["er"].astype(np.float64)) & (texts["er_definition"] == "")
    texts["er_definition"][rated] = TYPED
    numbers = {name: found[name].astype(np.float64) for name in POOL_NUMBERS}
    creators = np.array([creator_id_of(account) for account in texts["account_id"]], dtype=object)
    columns: dict[str, Any] = {"creator_id": creators, **texts, **numbers}
    return Pool(**columns)


def read_samples(engine: Engine, sight: Sight, accounts: Sequence[str]) -> AudienceSamples | None:
    """Return the audience samples of the accounts asked for, ``None`` where none of them has one.

    Samples of another frame or rate than the most common one are left out: they cannot be held against each other.
    """
    wanted = f"{live('audience', sight)} WHERE account_id IN (SELECT unnest($1))"
    most = f"SELECT frame, rate, count(*) FROM {wanted} GROUP BY frame, rate ORDER BY 3 DESC, 1, 2 LIMIT 1"
    kinds = engine.rows(most, [list(accounts)])
    if not kinds:
        return None
    frame, rate, _ = kinds[0]
    asked = "(SELECT unnest($1::VARCHAR[]) AS account_id, unnest(range($2)) AS place)"
    alike = f"{live('audience', sight)} JOIN {asked} USING (account_id) WHERE frame = $3 AND rate = $4"
    sql = f"SELECT DISTINCT place, person FROM {alike} ORDER BY place, person"
    found = engine.columns(sql, [list(accounts), len(accounts), frame, rate])
    account, person = found["place"].astype(np.int64), found["person"].astype(np.uint64)
    return AudienceSamples(account=account, person=person, rate=float(rate), frame=frame)


def read_creators(engine: Engine, sight: Sight, accounts: Sequence[str]) -> tuple[Creator, ...]:
    """Return creators as nouns, in the order of the account ids asked for; ids that are not there are left out."""
    lines = lines_of(engine, sight, accounts)
    values = read_observations(engine, sight, lines)
    return tuple(
        _creator(lines[account], map(deal_of, deals_of(lines[account])), values.get(account, ()))
        for account in accounts
        if account in lines
    )


def read_closely(engine: Engine, sight: Sight, account: str) -> tuple[Creator, Pool] | None:
    """Return one creator and a pool of her alone, ``None`` where nothing of her is live. O(lines in the catalogue)."""
    lines = lines_of(engine, sight, [account])
    if account not in lines:
        return None
    values = read_observations(engine, sight, lines)
    shown = shown_of(lines[account])
    creator = _creator(lines[account], map(deal_of, deals_of(lines[account])), values.get(account, ()))
    texts: dict[str, Any] = {name: np.array([shown[name] or ""], dtype=object) for name in POOL_TEXTS}
    if shown["er"] is not None and not shown["er_definition"]:
        texts["er_definition"][0] = TYPED
    numbers = {name: np.array([np.nan if shown[name] is None else float(shown[name])]) for name in POOL_NUMBERS}
    return creator, Pool(creator_id=np.array([creator.id], dtype=object), **texts, **numbers)


def read_named(engine: Engine, sight: Sight, who: str) -> list[tuple[str, str, str]]:
    """Return (account id, platform, handle) of accounts that go by an id or handle now, not only before."""
    platform, _, handle = who.rpartition(":")
    handle = handle.lstrip("@").casefold()
    account = account_id_of(who) if who.startswith("cr_") else who
    if lines := lines_of(engine, sight, [account]):
        return [(account, lines[account][0]["platform"], lines[account][0]["handle"])]
    sql = f"SELECT DISTINCT account_id FROM {live('accounts', sight)} WHERE lower(handle) = lower($1)"
    lines = lines_of(engine, sight, [row[0] for row in engine.rows(sql, [handle])])
    shown = ((found, told[0]["platform"], told[0]["handle"]) for found, told in lines.items())
    return [one for one in shown if one[2].casefold() == handle and platform.casefold() in ("", one[1])]


def read_near(engine: Engine, sight: Sight, who: str, most: int) -> list[tuple[str, str]]:
    """Return (platform, handle) of at most so many accounts whose handle holds a text."""
    held = who.rpartition(":")[2].lstrip("@").casefold()
    sql = (
        f"SELECT DISTINCT platform, handle FROM {live('accounts', sight)} "
        f"WHERE contains(lower(handle), lower($1)) ORDER BY ALL LIMIT {int(most)}"
    )
    return [(row[0], row[1]) for row in engine.rows(sql, [held])] if held else []


def read_deals(engine: Engine, sight: Sight, *, coded: bool = False) -> tuple[tuple[str, SheetDeal], ...]:
    """Return what the brand's own sheets say of money: (account id, deal), a line per account and set of codes."""
    return tuple(
        (row["account_id"], deal_of(row))
        for row in _dicts(engine, deals_sql(sight, "codes IS NOT NULL" if coded else "true"), [])
    )


def deal_of(row: Mapping[str, Any]) -> SheetDeal:
    """Return one line of the sheet's figures as a noun."""
    fee, revenue = row["fee_minor"], row["revenue_minor"]
    fee_currency, revenue_currency = row["fee_currency"], row["revenue_currency"] or row["fee_currency"]
    return SheetDeal(
        row=int(row["row"]),
        codes=tuple(filter(None, row["codes"].split(JOIN))),
        uses=_integer(row["code_uses"]),
        clicks=_integer(row["link_clicks"]),
        revenue=None if revenue is None else Money(minor=int(revenue), currency=revenue_currency or ""),
        fee=Money(minor=int(fee), currency=fee_currency) if fee is not None and fee_currency else None,
        fee_minor_without_currency=int(fee) if fee is not None and not fee_currency else None,
        gift=bool(row["gift"]),
    )


def _creator(lines: Sequence[Line], deals: Iterable[SheetDeal], values: Iterable[Value]) -> Creator:
    row = said_of(lines, SAID)
    origin = Provenance(
        source=row["source"] or "",
        policy=row["policy"] or "",
        ref=row["ref"],
        observed_at=with_zone(row["observed_at"]),
        expires_at=with_zone(row["expires_at"]),
    )
    account = Account(
        id=row["account_id"],
        creator_id=creator_id_of(row["account_id"]),
        platform=row["platform"],
        handle=row["handle"],
        key_kind=row["key_kind"],
        platform_id=row["platform_id"],
        handle_raw=row["handle_raw"] or row["handle"],
        url=row["url"] or "",
        provenance=origin,
    )
    return Creator(
        id=account.creator_id,
        name=row["name"] or row["handle"],
        accounts=(account,),
        place=Place(country=row["country"], city=row["city"], latitude=row["latitude"], longitude=row["longitude"]),
        languages=tuple(filter(None, (row["languages"] or "").split(JOIN))),
        topics=(row["niche"],) if row["niche"] else (),
        bio=row["bio"],
        notes=row["notes"],
        values=tuple(values),
        deals=tuple(deals),
        extra=tuple(json.loads(row["extra"]).items()) if row["extra"] else (),
        origins=tuple((name, line[TOLD_BY]) for name in ORIGINS if (line := teller_of(lines, name)) is not None),
    )


def _texts(array: NDArray[Any]) -> NDArray[np.object_]:
    plain = array.astype(object)
    plain[plain == None] = ""  # noqa: E711  element by element
    return plain


def _dicts(engine: Engine, sql: str, parameters: Sequence[Any]) -> list[dict[str, Any]]:
    found = engine.columns(sql, parameters)
    lists = [[_none(value) for value in array.tolist()] for array in found.values()]
    return [dict(zip(found, row, strict=True)) for row in zip(*lists, strict=True)]


def _none(value: Any) -> Any:  # noqa: ANN401  a cell of any column
    return None if value != value else value  # noqa: PLR0124  only NaN differs from itself


def _integer(value: float | None) -> int | None:
    return None if value is None else int(value)

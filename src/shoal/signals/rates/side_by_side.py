"""All rates of the creators of a page, side by side: the door of this folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from shoal.domain.bulk import Ints, Pool, PostTable, Rates
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.engagement import engagement, engagement_value
from shoal.signals.league import League
from shoal.signals.rates.definitions import DEFINITIONS, OWN
from shoal.signals.rates.leagues import SMOOTHED, Key, leagues_needed, rate_leagues
from shoal.signals.rates.paid import NAMES as PAID
from shoal.signals.rates.paid import paid_values
from shoal.signals.rates.plain import plain_value, posting_rate
from shoal.signals.rates.posts import PagePosts, page_posts
from shoal.signals.rates.smooth import Smoothed, parts_of, smooth_value, smoothed
from shoal.stats import central_z

HOUSE = "er_lc_f"
BY_INSIGHTS = ("er_r", "er_i", "save_rate")
IN_INSIGHTS = "reach_in_insights_only"
NAMES = tuple(definition.name for definition in OWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class RateRequest:
    """What a page asks for: which rates, of which day, at which level; ``kept`` are leagues fitted before.

    ``rates`` is the house rate of the whole pool where it is there already; then it is not worked out again.
    """

    as_of: datetime
    level: float = 0.9
    names: Sequence[str] = NAMES
    rates: Rates | None = None
    kept: Mapping[Key, League] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """What the rates of a page are worked out from."""

    request: RateRequest
    page: PagePosts
    house: Rates
    rows: Ints
    leagues: Mapping[Key, League]
    smooth: Mapping[str, Smoothed]


def rate_values(pool: Pool, posts: PostTable, rows: Ints, request: RateRequest) -> tuple[tuple[Value, ...], ...]:
    """Return the asked rates of the accounts at those positions of the pool, in the order of both.

    Every rate is there: one that cannot be worked out is a value without a number, with its state and reason.
    O(posts of those accounts) and, unless leagues were kept, four small fits for each league among them.
    """
    rows = np.asarray(rows, dtype=np.int64)
    page = page_posts(pool, posts, rows, as_of=request.as_of)
    needed = [name for name in SMOOTHED if name in request.names or (name == HOUSE and set(PAID) & set(request.names))]
    leagues = request.kept
    if leagues is None:
        leagues = rate_leagues(pool, posts, leagues_needed(page, needed), as_of=request.as_of)
    house = request.rates
    if house is None:
        house = engagement(pool, posts, as_of=request.as_of, level=request.level)
    smooth = {name: smoothed(name, page, leagues) for name in needed if name != HOUSE}
    desk = _Desk(request=request, page=page, house=house, rows=rows, leagues=leagues, smooth=smooth)
    return tuple(_of_account(desk, row) for row in range(len(rows)))


def _of_account(desk: _Desk, row: int) -> tuple[Value, ...]:
    """Return the asked rates of one account."""
    page, names = desk.page, desk.request.names
    paid: dict[str, Value] = {}
    if set(PAID) & set(names):
        league = desk.leagues[(HOUSE, page.platform[row], int(page.format[row]))]
        paid = paid_values(page, row, league, desk.request.level)
    return tuple(paid[name] if name in paid else _one(desk, name, row) for name in names)


def _one(desk: _Desk, name: str, row: int) -> Value:
    """Return one rate of one account."""
    page, level = desk.page, desk.request.level
    feed = name == "view_rate" and not page.format[row]  # views of posts that are not video are not offered
    if name in BY_INSIGHTS or feed:
        return unknown(name, page.reason[row] or IN_INSIGHTS, DEFINITIONS[name].unit)
    if name in (HOUSE, "er_resid_z"):
        return _house(desk, name, row)
    if name in desk.smooth:
        return smooth_value(name, page, desk.smooth[name], row, level)
    if name == "posting_rate":
        return posting_rate(page, row, desk.request.as_of, level)
    return plain_value(name, page, row, level)


def _house(desk: _Desk, name: str, row: int) -> Value:
    """Return the house rate where posts were counted, or how far it is from the size curve."""
    at, rates = int(desk.rows[row]), desk.house
    counted = str(rates.definition[at]) == HOUSE
    if name == HOUSE:
        if counted:
            value = engagement_value(rates, at)
            return value if not value.known else _with_parts(value, parts_of(HOUSE, desk.page, row))
        return unknown(HOUSE, desk.page.reason[row] or "no_post_has_all_counts", "fraction")
    if rates.z is None or rates.z_sd is None or not np.isfinite(rates.z[at]):
        small = counted and bool(np.isfinite(rates.value[at]))
        return unknown(name, "league_below_30" if small else str(rates.reason[at]) or "no_posts", "z")
    z, reach = float(rates.z[at]), central_z(rates.level) * float(rates.z_sd[at])
    expected = None if rates.expected is None else float(rates.expected[at])
    estimate = Estimate(value=z, low=z - reach, high=z + reach, level=rates.level, n=int(rates.n[at]),
                        method="EB local level")  # fmt: skip
    return Value(
        name=name, state="stale" if rates.state[at] == "stale" else "estimated", unit="z", estimate=estimate,
        parts=(("er_lc_f", float(rates.value[at])), ("expected", expected)), window=DEFINITIONS[name].window,
    )  # fmt: skip


def _with_parts(value: Value, parts: tuple[tuple[str, float | None], ...]) -> Value:
    return Value(
        name=value.name, state=value.state, unit=value.unit, version=value.version, estimate=value.estimate,
        reason=value.reason, parts=parts, window=value.window, provenance=value.provenance,
    )  # fmt: skip

"""Engagement rate with interval and n: recent posts, pulled to the size curve of their league.

Model: science.md S1. Words and states: metric dictionary, sections 1 and 3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import cast

import numpy as np

from shoal.domain.bulk import Fits, Floats, Ints, Pool, PostTable, PostWindows, Rates, Texts
from shoal.domain.values import Estimate, Provenance, State, Value, unknown
from shoal.signals.league import League, benchmark_league, fit_league
from shoal.signals.windows import OLDEST_DAYS, POSTS_USED, PROBLEMS, Windows, followers_of, windows_of
from shoal.stats import (
    Levels,
    Start,
    central_z,
    expect_levels,
    filter_levels,
    forecast_levels,
    log_normal_interval,
    rounding_log_sd,
    start_with,
)

FORMULA_VERSION = "S1.2"
COUNTED, AVERAGES, TYPED = "er_lc_f", "er_avg_lc_f", "typed"

# Sds of log between a rate that somebody reports and what the next posts earn.
# Definition known and by followers: .35. The plain mean of 12 posts misses the next 20 by .334 (science.md S1, [c]),
# likes alone against likes and comments add about 3 % (metric dictionary, section 8).
# Definition not known: a factor of 3 either way at 90 %. Sources dispute the level of one and the same tier by a factor
# of 3 to 6 (section 11), and rates by reach are 3 to 10 times those by followers (section 3).
KNOWN_DEFINITION_LOG_SD = 0.35
TYPED_LOG_SD = float(np.log(3.0) / central_z(0.9))
FOLLOWER_BASED = ("modash", "hypeauditor", "influencity", "grin", "trnd")


@dataclass(slots=True, kw_only=True)
class _Columns:
    """The columns of a rates table while they are being filled."""

    level: float
    value: Floats
    low: Floats
    high: Floats
    log_mean: Floats
    log_sd: Floats
    expected: Floats
    z: Floats
    z_sd: Floats
    n: Ints
    state: Texts
    definition: Texts
    reason: Texts


def engagement(
    pool: Pool, posts: PostTable | PostWindows, *, as_of: datetime, level: float = 0.9, fits: Fits | None = None
) -> Rates:
    """Estimate the engagement rate of every account of a pool.

    Counted posts, and before them a reported rate (else reported averages) as one noisy observation of the level they
    start at; without posts the reported figure alone, with its width. An account with none of them is ``unknown`` with
    its reason, never the average of others. ``level`` is the coverage of the intervals, ``fits`` are those of leagues
    that were made before.
    O(posts + accounts) and one fit per league over at most 2,000 of its accounts.
    """
    picked = windows_of(pool, posts, as_of=as_of)
    columns = _empty(pool, picked.problem, level)
    told = reported_of(pool)
    for league_rows in _leagues(pool, picked):
        _fill_counted(columns, pool, picked, _Members(rows=league_rows, told=told, fits=fits))
    _fill_reported(columns, pool, told)
    _note_followers(columns, pool, picked)
    return _rates(columns)


def reported_rates(pool: Pool, *, level: float = 0.9) -> Rates:
    """Return what reported figures alone say of every account, as if no post had been counted: O(accounts).

    This is the range *before* posts: hold it against :func:`engagement` to see by how much posts narrowed it.
    """
    columns = _empty(pool, np.full(len(pool), PROBLEMS.index("no_posts")), level)
    _fill_reported(columns, pool, reported_of(pool))
    return _rates(columns)


def _empty(pool: Pool, problem: Ints, level: float) -> _Columns:
    """Return columns where everything is unknown, with the reason that the posts give."""
    size = len(pool)
    blank = [np.full(size, np.nan) for _ in range(8)]
    return _Columns(
        level=level,
        value=blank[0],
        low=blank[1],
        high=blank[2],
        log_mean=blank[3],
        log_sd=blank[4],
        expected=blank[5],
        z=blank[6],
        z_sd=blank[7],
        n=np.zeros(size, dtype=np.int64),
        state=np.full(size, "unknown", dtype=object),
        definition=np.full(size, COUNTED, dtype=object),
        reason=np.array(PROBLEMS, dtype=object)[problem],
    )


def _leagues(pool: Pool, picked: Windows) -> list[Ints]:
    """Return the positions in ``picked.rows`` of each league, one platform and one format."""
    platform = pool.platform[picked.rows]
    return [
        np.flatnonzero((platform == name) & (picked.format == form))
        for name in sorted(set(platform.tolist()))
        for form in (0, 1)
        if bool(np.any((platform == name) & (picked.format == form)))
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Members:
    """Positions in ``picked.rows`` of the accounts of one league; what was reported of the whole pool; known fits."""

    rows: Ints
    told: Reported
    fits: Fits | None


def _fill_counted(columns: _Columns, pool: Pool, picked: Windows, league_of: _Members) -> None:
    """Fit one league and fill in its accounts that have posts and a follower count."""
    members = league_of.rows
    rows = picked.rows[members]
    followers = followers_of(pool)[rows]
    sized = np.isfinite(followers) & (followers > 0)
    members, rows, followers = members[sized], rows[sized], followers[sized]
    if rows.shape[0] == 0:
        return
    series = picked.series[members]
    league = fit_league(series, followers, str(pool.platform[rows[0]]), league_of.fits)
    levels = filter_levels(
        series, league_of.told.start(league, rows, followers), league.start_variance, league.model
    )  # fmt: skip
    ahead = forecast_levels(levels, league.model)
    columns.log_mean[rows], columns.log_sd[rows] = ahead.mean, np.sqrt(ahead.variance)
    rounding = rounding_log_sd(pool.followers_low[rows], pool.followers_high[rows])
    reach = central_z(columns.level) * np.sqrt(ahead.level_variance + rounding**2)
    columns.value[rows] = rate_of(ahead.mean, followers)
    columns.low[rows] = rate_of(ahead.mean - reach, followers)
    columns.high[rows] = rate_of(ahead.mean + reach, followers)
    columns.n[rows] = levels.count
    stale = picked.stale[members]
    columns.state[rows] = np.where(stale, "stale", "estimated")
    plain = "denominator_current" if league.accounts else "benchmark_curve"
    columns.reason[rows] = np.where(stale, f"posts_older_than_{OLDEST_DAYS:.0f}_days", plain)
    if league.accounts:
        columns.z[rows], columns.z_sd[rows], columns.expected[rows] = _against_curve(league, followers, levels)


def rate_of(log_count: Floats, followers: Floats) -> Floats:
    """Return ``count / followers`` from ``ln(1 + count)``; a count below 0 cannot be and reads as 0."""
    return np.maximum(np.expm1(log_count), 0.0) / followers


def _against_curve(league: League, followers: Floats, levels: Levels) -> tuple[Floats, Floats, Floats]:
    """Return (z, its sd, expected rate): how far a level is from the size curve, on the scale of its own spread.

    Shrunk levels spread less than true ones, so the yardstick is ``prior variance - posterior variance``: with it z is
    standard normal in a league that follows the model, whatever the number of posts.
    """
    moves = np.maximum(levels.count - 1, 0)
    curve = league.expected(followers)
    start = Start(mean=curve, variance=np.full(curve.shape, league.start_variance), centre=curve)
    centre, before = expect_levels(start, moves, league.model)
    spread = np.sqrt(np.maximum(before - levels.variance, 1e-12))
    z, z_sd = (levels.level - centre) / spread, np.sqrt(levels.variance) / spread
    return z, z_sd, rate_of(expect_levels(start, moves + 1, league.model)[0], followers)


def reported_log_sd(definition: str) -> float:
    """Return the sd of log of a reported rate around what the next posts earn, by whose definition it follows."""
    return KNOWN_DEFINITION_LOG_SD if definition.lower().startswith(FOLLOWER_BASED) else TYPED_LOG_SD


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """What was reported of each account of a pool: a rate, the sd of its logarithm, and by whose definition.

    NaN and the empty string where nothing was.
    """

    rate: Floats
    log_sd: Floats
    definition: Texts

    def start(self, league: League, rows: Ints, followers: Floats) -> Start:
        """Return the start of the accounts at those rows: the size curve, and the reported rate as one observation."""
        told = np.log1p(self.rate[rows] * followers)
        tail = league.model.tail
        return start_with(league.expected(followers), league.start_variance, told, self.log_sd[rows] ** 2, tail)


def reported_of(pool: Pool) -> Reported:
    """Read the reported figure of every account: its rate, else its average likes and comments; O(accounts)."""
    size, followers = len(pool), followers_of(pool)
    told = Reported(rate=np.full(size, np.nan), log_sd=np.full(size, np.nan), definition=np.full(size, "", object))
    is_typed = np.isfinite(pool.er) & (pool.er > 0)
    typed = np.flatnonzero(is_typed)
    names = pool.er_definition[typed]
    spreads = {name: reported_log_sd(name) for name in set(names.tolist())}
    told.rate[typed] = pool.er[typed]
    spread = np.array([spreads[name] for name in names], dtype=float)
    told.log_sd[typed] = np.hypot(spread, rounding_log_sd(pool.er_low[typed], pool.er_high[typed]))
    told.definition[typed] = np.array([name or TYPED for name in names], dtype=object)
    total = pool.avg_likes + pool.avg_comments
    rows = np.flatnonzero(~is_typed & (total > 0) & np.isfinite(total) & (followers > 0))
    told.rate[rows] = total[rows] / followers[rows]
    rounding = rounding_log_sd(pool.followers_low[rows], pool.followers_high[rows])
    told.log_sd[rows] = np.hypot(KNOWN_DEFINITION_LOG_SD, rounding)
    told.definition[rows] = AVERAGES
    return told


def _fill_reported(columns: _Columns, pool: Pool, told: Reported) -> None:
    """Use reported figures alone where no post counts."""
    open_rows = columns.state == "unknown"
    columns.reason[open_rows & (pool.er <= 0)] = "typed_rate_not_positive"
    rows = np.flatnonzero(open_rows & np.isfinite(told.rate))
    _set_reported(columns, pool, rows, (told.rate[rows], told.log_sd[rows], told.definition[rows]))


def _set_reported(columns: _Columns, pool: Pool, rows: Ints, reported: tuple[Floats, Floats, Texts]) -> None:
    """Write (rate, sd of its logarithm, definition) of reported figures into those rows."""
    rate, width, named = reported
    columns.value[rows], columns.low[rows], columns.high[rows] = log_normal_interval(rate, width, columns.level)
    columns.state[rows], columns.definition[rows] = "estimated", named
    columns.reason[rows] = np.where(width < TYPED_LOG_SD, "reported_rate", "typed_rate_definition_not_known")
    followers = followers_of(pool)[rows]
    known = followers > 0  # false for NaN too: a rate of an unknown number of followers is no count
    columns.log_mean[rows[known]] = np.log1p(rate[known] * followers[known])
    columns.log_sd[rows[known]] = width[known]


def _note_followers(columns: _Columns, pool: Pool, picked: Windows) -> None:
    """Say so where posts were counted but the follower count is missing or no count."""
    rows = picked.rows[columns.state[picked.rows] == "unknown"]
    columns.reason[rows] = np.where(np.isnan(followers_of(pool)[rows]), "followers_unknown", "followers_not_positive")


def _rates(columns: _Columns) -> Rates:
    """Freeze the columns."""
    return Rates(
        value=columns.value,
        low=columns.low,
        high=columns.high,
        n=columns.n,
        state=columns.state,
        definition=columns.definition,
        reason=columns.reason,
        log_mean=columns.log_mean,
        log_sd=columns.log_sd,
        level=columns.level,
        expected=columns.expected,
        z=columns.z,
        z_sd=columns.z_sd,
    )


def benchmark_rate(platform: str, followers: float, *, level: float = 0.9) -> Value:
    """Return what published benchmarks say of an account of that size, state ``prior_only``: nothing of its own."""
    league = benchmark_league(platform)
    size = np.array([followers], dtype=float)
    if not followers > 0:
        return unknown(COUNTED, "followers_unknown" if np.isnan(followers) else "followers_not_positive", "fraction")
    reach = central_z(level) * float(np.sqrt(league.start_variance))
    low, middle, high = (float(rate_of(league.expected(size) + shift, size)[0]) for shift in (-reach, 0.0, reach))
    estimate = Estimate(value=middle, low=low, high=high, level=level, n=0, method="published benchmark")
    return Value(name=COUNTED, state="prior_only", unit="fraction", version=FORMULA_VERSION, estimate=estimate,
                 reason="benchmark_curve", parts=(("followers", followers),))  # fmt: skip


METHODS = {COUNTED: "EB local level", AVERAGES: "reported averages, definition spread"}


def engagement_value(rates: Rates, row: int, provenance: Provenance | None = None) -> Value:
    """Return one row of a rates table as a value record: its name is the definition, ``n`` the posts counted."""
    definition, reason = str(rates.definition[row]), str(rates.reason[row])
    state = cast("State", str(rates.state[row]))
    if not math.isfinite(rates.value[row]):
        return unknown(definition, reason or "no_posts", "fraction")
    estimate = Estimate(
        value=float(rates.value[row]),
        low=float(rates.low[row]),
        high=float(rates.high[row]),
        level=rates.level,
        n=int(rates.n[row]),
        method=METHODS.get(definition, "reported, definition spread"),
    )
    window = f"last {POSTS_USED} posts, at most {OLDEST_DAYS:.0f} days old" if definition == COUNTED else None
    return Value(
        name=definition,
        state=state,
        unit="fraction",
        version=FORMULA_VERSION,
        estimate=estimate,
        reason=reason or None,
        window=window,
        provenance=provenance,
    )

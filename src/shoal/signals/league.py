"""League parameters: the size curve and how levels move, by marginal likelihood over the accounts of one league.

A league is one platform and one format. Model and reference numbers: science.md S1.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
import scipy

from shoal.domain.bulk import Fits, Floats, Ints
from shoal.stats import LevelModel, filter_levels, stack_series

LEAST_ACCOUNTS = 30  # below that a league cannot place its own curve; science.md S1, metric dictionary section 1.8
MOST_FITTED = 2_000  # accounts the likelihood looks at: its error is far below that of one account from then on


@dataclass(frozen=True, slots=True, kw_only=True)
class League:
    """Parameters of one league: ``l_0 ~ N(intercept + slope ln F, start_variance)`` and how a level moves after that.

    ``accounts`` says on how many accounts they were fitted; 0 means they are benchmark values. With a pull the levels
    settle ``drift / pull`` above the curve: followers are those of today, so accounts that have grown to them started
    below what their size gets, and the growth wears off.
    """

    intercept: float
    slope: float
    start_variance: float
    model: LevelModel
    accounts: int

    def expected(self, followers: Floats) -> Floats:
        """Return the expected ``ln(1 + count)`` of the first post for those follower counts (NaN stays NaN)."""
        return self.intercept + self.slope * np.log(followers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Benchmark:
    """Where a league stands before anything is known of it.

    ``rate`` is engagements per follower at ``BENCHMARK_FOLLOWERS``, ``slope`` the size curve, ``log_sd`` the spread
    between accounts on the log scale. The spreads cover the sources that disagree (metric dictionary, section 8).
    """

    rate: float
    slope: float
    log_sd: float


BENCHMARK_FOLLOWERS = 3_162.0  # the geometric middle of the nano tier
# instagram: 1.78 % with sd of log .8 (section 8, grade B), slope .90 (InstaFake, grade A).
# tiktok: .102 likes per video and follower, slope .76, sd 1.2 (TIDES, grade A; science.md S15).
# elsewhere: no source found; the Instagram level with a spread of a factor of 12 either way at 90 %, a judgement.
BENCHMARKS = {
    "instagram": Benchmark(rate=0.0178, slope=0.90, log_sd=0.8),
    "tiktok": Benchmark(rate=0.102, slope=0.76, log_sd=1.2),
}
ELSEWHERE = Benchmark(rate=0.0178, slope=0.80, log_sd=1.5)

# Where one account's posts cannot tell: drift 0, level variance .012 and noise .10 per post (science.md S15, [c]).
LEVEL_VARIANCE, NOISE_VARIANCE = 0.012, 0.10
# Sds of a mild pull towards the benchmark. It only decides where the posts are silent, as in a league of accounts with
# one post each: a drift of .012 a post is observed (science.md S15), and variances are known to a factor of about 3.
# A pull is held towards 0, where nothing is known of it, as loosely as a drift: both are changes of a level per post.
SLOPE_SD, DRIFT_SD, PULL_SD, LOG_VARIANCE_SD = 0.3, 0.02, 0.02, 1.0
LOG_VARIANCE_BOUNDS = (np.log(1e-5), np.log(20.0))
# The search moves all coordinates by similar amounts; drift and pull are a hundred times smaller than the rest.
STEP_UNIT = 0.01
FIRST_PULL = 0.5  # units from which the search starts: at the bound 0 it would see one side only
MOST_PULL = 0.5  # a level that loses half of its distance with every post is no level any more
DECIMALS = 3  # of the search's coordinates: far below their error, and it hides the last bits of another machine
FLATNESS = 1e-6  # relative change of the likelihood at which the search stops: parameters then hold to about a percent


def benchmark_league(platform: str | Benchmark) -> League:
    """Return the parameters that stand in for a league too small to fit (``accounts`` is 0).

    Of a platform, those of likes and comments by followers; any other rate brings its own benchmark.
    """
    known = platform if isinstance(platform, Benchmark) else BENCHMARKS.get(platform, ELSEWHERE)
    size = np.log(BENCHMARK_FOLLOWERS)
    return League(
        intercept=float(np.log1p(known.rate * BENCHMARK_FOLLOWERS) - known.slope * size),
        slope=known.slope,
        start_variance=known.log_sd**2,
        model=LevelModel(drift=0.0, level_variance=LEVEL_VARIANCE, noise_variance=NOISE_VARIANCE),
        accounts=0,
    )


def sample_rows(rows: int, most: int = MOST_FITTED) -> Ints:
    """Return at most ``most`` positions spread evenly over ``rows``: the same rows for the same pool, without dice."""
    return np.arange(rows) if rows <= most else np.linspace(0, rows - 1, most).astype(np.int64)


def fit_league(
    series: Floats, followers: Floats, platform: str | Benchmark = "instagram", fits: Fits | None = None
) -> League:
    """Fit a league on ``ln(1 + count)`` series (a row per account, old to new, NaN behind) and follower counts.

    Rows without a post or without a positive follower count are left out. Fewer than 30 rows left: the benchmark of the
    platform. About 25 likelihood gradients of O(min(rows, 2,000) x posts) each. The rate of the fit is a maximum of the
    marginal likelihood with a mild pull towards the benchmark.

    ``fits`` are searches made before, by the numbers that they follow from: one that is there is not made again, and
    one that is made is added.
    """
    usable = np.isfinite(series).any(axis=1) & np.isfinite(followers) & (followers > 0)
    start = benchmark_league(platform)
    if int(usable.sum()) < LEAST_ACCOUNTS:
        return start
    rows = np.flatnonzero(usable)
    rows = rows[sample_rows(rows.shape[0])]
    series, size = series[rows], np.log(followers[rows])
    name = _name(series, size, start)
    point = fits.get(name) if fits is not None else None
    if point is None:
        point = _maximise(series, size, start)
    if fits is not None:
        fits[name] = point
    return _league_at(np.array(point), float(size.mean()), series.shape[0])


def _name(series: Floats, size: Floats, start: League) -> str:
    """Return a name of everything that a search follows from: its numbers, where it starts, and how it is made."""
    told = hashlib.sha256(f"{_way()} {start} {series.shape}".encode())
    told.update(np.ascontiguousarray(series).tobytes() + np.ascontiguousarray(size).tobytes())
    return told.hexdigest()


@cache
def _way() -> str:
    """Return a digest of the code of a search and the versions of its libraries: what changes in them makes it anew."""
    code = (files("shoal.signals") / "league.py", files("shoal.stats") / "local_level.py")
    told = hashlib.sha256(f"{scipy.__version__} {np.__version__}".encode() + b"".join(one.read_bytes() for one in code))
    return told.hexdigest()


def _maximise(series: Floats, size: Floats, start: League) -> tuple[float, ...]:
    """Climb the penalised marginal likelihood from a least-squares curve; return where that ends."""
    first = size_curve(np.nanmedian(series, axis=1), size, start.slope)
    middle = first.middle
    guess = np.array(
        [
            *(first.level, first.slope, 0.0, FIRST_PULL),
            *np.log((LEVEL_VARIANCE, NOISE_VARIANCE, start.start_variance)),
        ]
    )
    from scipy import optimize  # noqa: PLC0415  22 MB, for whoever finds no fit kept

    free = [(None, None)] * 3 + [(0.0, MOST_PULL / STEP_UNIT)] + [LOG_VARIANCE_BOUNDS] * 3

    stack = stack_series(series)

    def loss(point: Floats) -> float:
        league = _league_at(point, middle, series.shape[0])
        expected = point[0] + point[1] * (size - middle)
        run = filter_levels(stack, expected, league.start_variance, league.model)
        return (_pull(point, start) - float(run.log_likelihood.sum())) / float(series.shape[0])

    found = optimize.minimize(loss, guess, method="L-BFGS-B", bounds=free, options={"maxiter": 60, "ftol": FLATNESS})
    return tuple(np.round(found.x, DECIMALS).tolist())


@dataclass(frozen=True, slots=True, kw_only=True)
class SizeCurve:
    """A least-squares line of log engagement on log followers: at ``middle`` it stands at ``level``."""

    level: float
    middle: float
    slope: float
    slope_se: float
    residual_sd: float


def size_curve(log_engagement: Floats, log_followers: Floats, slope: float = np.nan) -> SizeCurve:
    """Fit a size curve by least squares over accounts; the given slope stands where sizes hardly differ."""
    middle, level = float(log_followers.mean()), float(log_engagement.mean())
    centred = log_followers - middle
    spread = float(np.sum(centred**2))
    if spread > 1.0:
        slope = float(np.sum(centred * (log_engagement - level)) / spread)
    left = log_engagement - level - slope * centred
    sd = float(np.sqrt(np.sum(left**2) / max(left.shape[0] - 2, 1)))
    se = sd / np.sqrt(spread) if spread > 1.0 else np.nan
    return SizeCurve(level=level, middle=middle, slope=slope, slope_se=float(se), residual_sd=sd)


def _pull(point: Floats, start: League) -> float:
    """Return the penalty of leaving the benchmark: half squares of standardised distances."""
    scale = np.array([SLOPE_SD, DRIFT_SD / STEP_UNIT, PULL_SD / STEP_UNIT, *[LOG_VARIANCE_SD] * 3])
    centre = np.array([start.slope, 0.0, 0.0, *np.log((LEVEL_VARIANCE, NOISE_VARIANCE, start.start_variance))])
    return float(0.5 * np.sum(((point[1:] - centre) / scale) ** 2))


def _league_at(point: Floats, middle: float, accounts: int) -> League:
    """Turn a point of the search into parameters."""
    level, slope, drift, pull, log_level, log_noise, log_start = (float(part) for part in point)
    noise = LevelModel(
        drift=drift * STEP_UNIT,
        pull=pull * STEP_UNIT,
        level_variance=float(np.exp(log_level)),
        noise_variance=float(np.exp(log_noise)),
    )
    return League(
        intercept=level - slope * middle,
        slope=slope,
        start_variance=float(np.exp(log_start)),
        model=noise,
        accounts=accounts,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shrunk:
    """A mean pulled towards its prior: ``weight`` B of the prior, ``mean`` and ``sd`` of the posterior."""

    weight: Floats
    mean: Floats
    sd: Floats


def shrink(observed: Floats, count: Floats, prior_mean: Floats, start_variance: float, noise_variance: float) -> Shrunk:
    """Shrink means of ``count`` observations without drift: ``B = (s2/n) / (tau2 + s2/n)``, sd ``sqrt(tau2 B)``.

    ``count`` 0 gives the prior itself, whatever ``observed`` holds.
    """
    number = np.asarray(count, dtype=float)
    seen = number > 0
    error = noise_variance / np.where(seen, number, 1.0)
    weight = np.where(seen, error / (start_variance + error), 1.0)
    data = np.where(seen, observed, 0.0)
    return Shrunk(weight=weight, mean=weight * prior_mean + (1.0 - weight) * data, sd=np.sqrt(start_variance * weight))

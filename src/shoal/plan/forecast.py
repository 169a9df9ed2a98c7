"""What a whole plan should bring: totals with 80 % intervals by seeded draws (science.md S10).

What moves all creators together does not average out, so a plan of fifty is not fifty times surer than one: the
campaign itself, the level of a benchmark that several lines rest on, and the brand's own level of orders, as far as its
records leave it open. Cost O(draws x (lines + shared people)).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from shoal.domain.bulk import Floats, Ints
from shoal.domain.plan import Forecast
from shoal.domain.values import Estimate, Value, unknown
from shoal.plan.instance import Instance, folded, instance_of
from shoal.plan.overlap import usual_union_share
from shoal.plan.weigh import CLICKS_PER_VIEW, FEWEST_SAMPLED, MOST_SEEN, POSTS, Audience
from shoal.stats import generator_of, interval_of_draws, stored

Mask = NDArray[np.bool_]
Distinct = tuple[Floats, Floats, Floats]  # least, most and likely number of distinct people, per draw

DRAWS = 4_000
CHUNK = 500
MOST_GROUPS = 600  # groups of people looked at in every draw; neighbours in worth stand for each other
LEVEL = 0.8
NO_SHOW = (16.0, 4.0)  # contracted -> posts, metric dictionary section 9, grade B
CAMPAIGN_LOG_SD = 0.3  # what one campaign does to the views of all its posts; judgement
CLICKS_LOG_SD = 1.0  # view -> click: spread of the median of 1 %, no source found (metric dictionary section 9)
# Lines kept by earlier versions do not say what is shared: then the brand's 1.5 of (1.5, 1.0, .8) and views' .6 (S10).
SHARED_ORDERS = 1.5**2 / (1.5**2 + 1.0**2 + 0.8**2 + 0.6**2)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineInputs:
    """Medians and sds of log per line; NaN medians where unknown.

    ``reach_shared`` and ``orders_shared`` are the part of each sd that is unknown of all lines at once, NaN where a
    line of an earlier version does not say. ``orders_tilt`` is above 1 where more of the spread of orders lies above
    the median than below, on log scale. ``own`` marks orders from the brand's own record, ``guessed`` reach from a
    benchmark. Where ``at_home`` is true, only the followers of each line count as reached.
    """

    reach: Floats
    reach_log_sd: Floats
    engagements: Floats
    engagements_log_sd: Floats
    orders: Floats
    orders_log_sd: Floats
    own: Floats
    followers: Floats
    guessed: Mask
    reach_shared: Floats
    orders_shared: Floats
    orders_tilt: Floats
    at_home: bool = False


def order_draws(dice: np.random.Generator, median: Floats, shared_sd: Floats, line_sd: Floats, draws: int) -> Floats:
    """Return draws x lines of expected orders under one shared effect a draw."""
    common = dice.standard_normal((draws, 1))
    return np.asarray(median * np.exp(common * shared_sd + line_sd * dice.standard_normal((draws, len(median)))))


def forecast(lines: LineInputs, audience: Audience | None, *, seed: int, draws: int = DRAWS) -> Forecast:
    """Return the totals of a plan; equal inputs and seed give equal figures."""
    size = len(lines.reach)
    dice = generator_of(seed, "posted")
    posted = dice.random((draws, size)) < dice.beta(*NO_SHOW, size=(draws, 1))
    shock = generator_of(seed, "campaign").standard_normal((draws, 1))
    levels = generator_of(seed, "levels").standard_normal((draws, 1))
    reach = _moved(
        generator_of(seed, "reach"), (lines.reach, lines.reach_log_sd), (shock, _of_campaign(lines.reach_log_sd)),
        (levels, np.nan_to_num(lines.reach_shared)),
    ) * posted  # fmt: skip
    engaged = _moved(
        generator_of(seed, "engagements"), (lines.engagements, lines.engagements_log_sd),
        (shock, _of_campaign(lines.engagements_log_sd)),
    ) * posted  # fmt: skip
    union, sampled = _union(reach, lines, audience)
    total = reach.sum(axis=1)
    sold = _orders(lines, seed, draws) * posted
    kept = np.where(total > 0, union[2] / np.where(total > 0, total, 1.0), 1.0) if sampled.all() else np.ones(draws)
    booked = generator_of(seed, "booked").poisson(np.minimum(sold.sum(axis=1) * kept, 1e12))
    evidence = "samples" if sampled.all() else ("samples and bounds" if sampled.any() else "bounds")
    return Forecast(
        reach=_reach_value(union, lines, evidence),
        reach_sum=_value("reach_sum", "people", total, lines.reach, bool(lines.guessed.all())),
        engagements=_value("engagements", "engagements", engaged.sum(axis=1), lines.engagements, False),  # noqa: FBT003  named in the signature
        orders=_value("orders", "orders", booked.astype(float), lines.orders, not lines.own.any()),
        visits=_visits(lines, total, seed),
        overlap_evidence=evidence,
        assumptions=_assumptions(lines, audience, sampled),
    )


def _visits(lines: LineInputs, views: Floats, seed: int) -> Value:
    """Return the clicks that follow from the views: one rate for the whole campaign, because nobody measured it yet."""
    rate = CLICKS_PER_VIEW * np.exp(CLICKS_LOG_SD * generator_of(seed, "clicks").standard_normal(len(views)))
    return _value("visits", "visits", views * rate, lines.reach, True)  # noqa: FBT003  always a guess


def _moved(dice: np.random.Generator, line: tuple[Floats, Floats], *shared: tuple[Floats, Floats]) -> Floats:
    """Return draws x lines; unknown medians draw nothing.

    ``shared`` are parts of the spread that lines have in common: a standard normal number per draw, and its sd of log
    by line.
    """
    median, log_sd = (np.nan_to_num(part) for part in line)
    together = sum((normal * sd for normal, sd in shared), np.zeros(1))
    rest = np.sqrt(np.maximum(log_sd**2 - sum(sd**2 for _, sd in shared), 0.0))
    draws = len(shared[0][0])
    return np.asarray(median * np.exp(together + rest * dice.standard_normal((draws, len(median)))))


def _of_campaign(log_sd: Floats) -> Floats:
    """Return the part of each line's spread that the campaign is to blame for."""
    return np.minimum(CAMPAIGN_LOG_SD, 0.5 * np.nan_to_num(log_sd))


def _orders(lines: LineInputs, seed: int, draws: int) -> Floats:
    log_sd, campaign = np.nan_to_num(lines.orders_log_sd), _of_campaign(lines.orders_log_sd)
    untold = np.where(lines.own > 0, campaign, np.sqrt(SHARED_ORDERS) * log_sd)
    shared = np.where(np.isnan(lines.orders_shared), untold, np.hypot(lines.orders_shared, campaign))
    rest = np.sqrt(np.maximum(log_sd**2 - shared**2, 0.0))
    around = order_draws(generator_of(seed, "orders"), np.ones(len(log_sd)), shared, rest, draws)
    tilted = around ** np.where(around > 1.0, lines.orders_tilt, 2.0 - lines.orders_tilt)
    return np.asarray(np.nan_to_num(lines.orders) * tilted)


def _union(reach: Floats, lines: LineInputs, audience: Audience | None) -> tuple[Distinct, Mask]:
    """Return per draw the least, the most and the likely number of distinct people, and which lines have samples.

    A sampled person stands for ``followers / kept`` people; without samples ``max(r) <= U <= sum r`` (S7), and what is
    likely is the share that sets of so many creators of one niche usually have.
    """
    kept = audience.kept if audience is not None else np.zeros(reach.shape[1], dtype=np.int64)
    sampled = (kept >= FEWEST_SAMPLED) & (lines.followers > 0)
    plain = reach[:, ~sampled]
    rest_low = plain.max(axis=1, initial=0.0)
    rest_high = plain.sum(axis=1)
    if audience is None or not sampled.any():
        likely = np.maximum(rest_low, rest_high * usual_union_share(plain.shape[1]))
        return (rest_low, rest_high, likely), sampled
    together = _sampled_union(reach[:, sampled], lines.followers[sampled], audience, np.flatnonzero(sampled))
    likely = together + rest_high * usual_union_share(plain.shape[1])
    return (np.maximum(together, rest_low), together + rest_high, likely), sampled


def _sampled_union(reach: Floats, followers: Floats, audience: Audience, rows: Ints) -> Floats:
    """Return distinct people per draw: whom the same lines share is one group with one chance of being missed."""
    stands_for = followers / audience.kept[rows]
    seen = sparse.csr_array(sparse.diags_array(stands_for) @ audience.seen[rows])
    worth = np.asarray(seen.max(axis=0).toarray()).ravel()
    ratio = seen.copy()
    ratio.data = seen.data / worth[seen.indices]
    groups = folded(instance_of(ratio, worth=worth, additive=np.zeros(len(rows)), cost=np.ones(len(rows))))
    inside = np.minimum(reach / followers, MOST_SEEN)
    matrix, group_worth = _thinned(groups)
    inside_sum = inside @ (groups.additive + matrix @ group_worth)
    union = inside @ groups.additive
    for start in range(0, len(reach), CHUNK):
        part = inside[start : start + CHUNK]
        missed = np.ones((len(part), len(group_worth)))
        for line in range(len(rows)):
            begin, end = matrix.indptr[line], matrix.indptr[line + 1]
            missed[:, matrix.indices[begin:end]] *= 1.0 - part[:, [line]] * matrix.data[begin:end]
        union[start : start + CHUNK] += (1.0 - missed) @ group_worth
    plain = (inside * followers).sum(axis=1)
    share = np.where(inside_sum > 0, union / np.where(inside_sum > 0, inside_sum, 1.0), 1.0)
    return np.asarray(reach.sum(axis=1) - plain * (1.0 - share))


def _thinned(groups: Instance) -> tuple[sparse.csr_array, Floats]:
    """Return at most so many groups of people, each standing for its neighbours in worth; O(groups log groups).

    Union over sum is then read off the same groups, so that thinning cancels.
    """
    if len(groups.worth) <= MOST_GROUPS:
        return groups.effect, groups.worth
    order = np.argsort(groups.worth, kind="stable")
    starts = np.linspace(0, len(order), MOST_GROUPS, endpoint=False).astype(np.int64)
    worth = np.add.reduceat(groups.worth[order], starts)
    return sparse.csr_array(groups.effect.tocsc()[:, order[starts]]), np.asarray(worth)


def _reach_value(union: Distinct, lines: LineInputs, evidence: str) -> Value:
    least, most, likely = union
    middle = interval_of_draws(likely, LEVEL)
    low, high = interval_of_draws(least, LEVEL).low, interval_of_draws(most, LEVEL).high
    return _figure(("reach", "people"), (float(middle.middle), float(low), float(high)), lines.reach,
                   (bool(lines.guessed.all()), f"draws, overlap from {evidence}"))  # fmt: skip


def _value(name: str, unit: str, draws: Floats, medians: Floats, guessed: bool) -> Value:  # noqa: FBT001  a column of _figure
    found = interval_of_draws(draws, LEVEL)
    ends = (float(found.middle), float(found.low), float(found.high))
    return _figure((name, unit), ends, medians, (guessed, "draws"))


def _figure(what: tuple[str, str], ends: tuple[float, float, float], medians: Floats, how: tuple[bool, str]) -> Value:
    """Return a total as a value; unknown parts make it an "at least"."""
    name, unit = what
    missing = int(np.isnan(medians).sum())
    if missing == len(medians):
        return unknown(name, "not known for any line of the plan", unit)
    middle, low, high = (stored(end) for end in ends)
    found = Estimate(value=middle, low=low, high=high, level=LEVEL, n=len(medians) - missing, method=how[1])
    return Value(
        name=name, state="prior_only" if how[0] else "estimated", unit=unit, estimate=found,
        reason=f"at least: not known for {missing} of {len(medians)} lines" if missing else None,
        parts=(("lines", float(len(medians))), ("n_missing", float(missing))),
    )  # fmt: skip


def _assumptions(lines: LineInputs, audience: Audience | None, sampled: Mask) -> tuple[str, ...]:
    size = len(sampled)
    texts = [
        "What moves all creators together, as the campaign and the level of a benchmark, does not average out.",
        f"Of 100 contracted creators {100 * POSTS:.0f} post (68 to 90 in 80 % of campaigns): Beta(16, 4), grade B.",
    ]
    texts.append(
        "Orders are those that posts cause, by code or not. Codes show 5 to 52 % of them (Beta(2, 6), grade C); one "
        "code is taken to stand for one to nine posts, and one in ten to have got around."
    )
    if not lines.own.all():
        texts.append(
            "Orders where the shop has no record: a median of 0.24 per 1,000 views with a spread of 2.0 on log scale; "
            "no source was found for that step, so medians lead and the mean is mostly tail."
        )
    texts.append(
        "The choice and its bound add up each creator's median, the low side where it is guessed; the total's own "
        "median is higher, as luck is lopsided: compare plans by the first, expect the second."
    )
    if lines.guessed.any():
        texts.append(
            f"Views of {int(lines.guessed.sum())} of {size} lines come from followers, as none were counted or "
            "reported: by what others of their size have on networks of videos where at least 30 are counted, else by "
            "a published view rate (grade B, nano assumed)."
        )
    if lines.at_home:
        texts.append(
            "Reach counts followers alone: the brief is about a place, and where the others live who see a post is "
            "not known."
        )
    if sampled.any() and audience is not None:
        texts.append(
            f"Overlap of {int(sampled.sum())} of {size} lines from samples of {audience.frame}: "
            "it is taken to be the same among all followers."
        )
    if not sampled.all():
        missing = size - int(sampled.sum())
        texts.append(
            f"No audience samples for {missing} of {size} lines: reach lies between the largest single one and the "
            "plain sum; its middle takes the overlap that creators of one niche had in a public data set."
        )
    return tuple(texts)

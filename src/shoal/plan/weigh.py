"""From a shortlist to the instance that is optimised: what each creator is worth to the goal, and to whom.

Her planning weight for orders is the **median** of her expected orders, not the mean: under a spread of 2 on log scale
the mean is seven times the median and all tail, so a plan by means would chase the luckiest guess (metric dictionary
section 9). A figure that only a benchmark supports counts with the pessimistic side of that benchmark, its 30th
percentile (section 1, rule 3), so that nobody gains by an empty field.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief
from shoal.domain.bulk import AudienceSamples, Floats, Ints
from shoal.domain.finding import Finding
from shoal.domain.shortlist import SHARED_LOG_SD, Candidate, Shortlist
from shoal.domain.values import Value
from shoal.plan.instance import Instance, instance_of
from shoal.plan.overlap import membership
from shoal.plan.words import about, named
from shoal.stats import log_sd_of, normal_quantile

POSTS = 0.8  # contracted -> posts: mean of Beta(16, 4), metric dictionary section 9, grade B
CLICKS_PER_VIEW = 0.01  # view -> click, median 1 %, no source found (section 9)
PESSIMISTIC = 0.3  # section 1, rule 3
FEWEST_SAMPLED = 30  # kept people under which a sample says nothing about overlap; judgement
MOST_SEEN = 0.95  # share of her followers that one deal reaches at most; views beyond come from others


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """Whom each creator's sample holds: creators x people (0 or 1), kept per creator (0 where too few), what of."""

    seen: sparse.csr_array
    kept: Ints
    frame: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """Everything that the choice needs, one row per creator who can be planned, by score, price and followers.

    ``weight`` is what she brings alone in the unit of the goal, ``instance`` the same spread over people, ``reach`` the
    instance in people reached. ``guessed`` marks weights taken from the pessimistic side of a benchmark, ``borrowed``
    those taken from the peers because nothing of her own is known. ``left_out`` says why others cannot be planned,
    ``accounts`` are all account ids by creator id.
    """

    candidates: tuple[Candidate, ...]
    instance: Instance
    reach: Instance
    audience: Audience | None
    weight: Floats
    guessed: tuple[bool, ...]
    borrowed: tuple[bool, ...]
    left_out: tuple[Finding, ...]
    accounts: Mapping[str, str] = field(default_factory=dict)


def weigh(
    brief: Brief, shortlist: Shortlist, samples: AudienceSamples | None, banned: frozenset[str] = frozenset()
) -> Weighed:
    """Return the weighed candidates; those ``banned`` (account ids) are left out by a person's word.

    O(candidates log candidates + sampled pairs).
    """
    order = sorted(range(len(shortlist.candidates)), key=lambda at: (*_key(shortlist.candidates[at]), at))
    weights, guessed, borrowed = _weights(brief.goal, [shortlist.candidates[at] for at in order])
    left_out = [
        _banned(shortlist.candidates[at], banned) or _bar(brief, shortlist.candidates[at], weights[row])
        for row, at in enumerate(order)
    ]
    rows = [row for row, finding in enumerate(left_out) if finding is None]
    positions = [order[row] for row in rows]
    candidates = tuple(shortlist.candidates[at] for at in positions)
    audience = _audience(samples, len(shortlist.candidates), positions)
    cost = np.array([float(candidate.price.planned) for candidate in candidates])
    weight = weights[rows]
    reached, _, _ = _weights("reach", list(candidates))
    return Weighed(
        candidates=candidates,
        instance=spread(weight, candidates, audience, cost),
        reach=spread(np.nan_to_num(reached), candidates, audience, cost),
        audience=audience,
        weight=weight,
        guessed=tuple(guessed[row] for row in rows),
        borrowed=tuple(borrowed[row] for row in rows),
        left_out=tuple(finding for finding in left_out if finding is not None),
        accounts={one.creator_id: one.account_id for one in shortlist.candidates},
    )


def number_of(value: Value) -> float:
    """Return the number of a value, NaN where there is none."""
    return value.estimate.value if value.estimate is not None else math.nan


def log_spread(value: Value) -> float:
    """Return the sd of log that the interval of a value stands for, 0 where it was counted."""
    found = value.estimate
    if found is None or found.level >= 1.0 or found.low <= 0:
        return 0.0
    return float(np.nan_to_num(log_sd_of(found.low, found.high, found.level)))


def tilt(value: Value) -> float:
    """Return how much of the width of an interval lies above its value, on log scale: 1 where both sides are alike."""
    found = value.estimate
    if found is None or not 0 < found.low < found.value < found.high:
        return 1.0
    return 2.0 * math.log(found.high / found.value) / math.log(found.high / found.low)


def shared_spread(value: Value) -> float:
    """Return the part of that sd which is unknown of all accounts at once, NaN where a value does not say."""
    shared = dict(value.parts).get(SHARED_LOG_SD)
    return math.nan if shared is None else shared


def spread(weight: Floats, candidates: tuple[Candidate, ...], audience: Audience | None, cost: Floats) -> Instance:
    """Spread what each creator brings over the people of her sample; without one it adds up plainly.

    Alone she brings exactly her weight. A shared person is worth what the best of her creators makes of her, and is
    reached by each with a chance that keeps each one's own weight: a second creator adds only what the first left.
    """
    if audience is None or not audience.kept.any():
        return instance_of(None, worth=np.zeros(0), additive=weight, cost=cost)
    followers = np.array([number_of(candidate.followers) for candidate in candidates])
    reach = np.array([number_of(candidate.response.reach) for candidate in candidates])
    with np.errstate(divide="ignore", invalid="ignore"):
        share = np.clip(reach / followers, 1e-6, MOST_SEEN)
        inside = np.clip(share * followers / reach, 0.0, 1.0)
        each = weight * inside / np.maximum(audience.kept, 1)
        sure = each / (POSTS * share)
    usable = (audience.kept > 0) & np.isfinite(sure) & (sure > 0)
    inside = np.where(usable, inside, 0.0)
    seen = audience.seen.tocsr()[np.arange(len(candidates))]
    marked = sparse.csr_array(sparse.diags_array(np.where(usable, sure, 0.0)) @ seen)
    marked.eliminate_zeros()
    worth = np.asarray(marked.max(axis=0).toarray()).ravel()
    rows = np.repeat(np.arange(marked.shape[0]), np.diff(marked.indptr))
    chances = marked.copy()
    chances.data = np.where(usable, each, 0.0)[rows] / worth[marked.indices]
    return instance_of(chances, worth=worth, additive=weight * (1.0 - inside), cost=cost)


def _key(candidate: Candidate) -> tuple[float, float, float]:
    """Return what orders creators and settles ties: figures alone, so that the same market under other ids is equal."""
    followers = number_of(candidate.followers)
    price = float(candidate.price.planned) if candidate.price.known else math.inf
    return -candidate.score, price, -1.0 if math.isnan(followers) else followers


def _weights(goal: str, candidates: list[Candidate]) -> tuple[Floats, list[bool], list[bool]]:
    """Return planning weights, which are pessimistic guesses, and which are borrowed from the peers."""
    pairs = [_weight(goal, candidate) for candidate in candidates]
    weights = np.array([weight for weight, _ in pairs], dtype=float)
    unknown = ~np.isfinite(weights)
    if unknown.any() and not unknown.all():
        weights[unknown] = np.quantile(weights[~unknown], PESSIMISTIC)
    return weights, [guess for _, guess in pairs], unknown.tolist()


def _weight(goal: str, candidate: Candidate) -> tuple[float, bool]:
    """Return what a creator brings alone, no-shows taken off, and whether a benchmark's pessimistic side was used."""
    response = candidate.response
    figure = response.orders if goal == "orders" else response.reach
    factor = POSTS * (CLICKS_PER_VIEW if goal == "visits" else 1.0)
    own = goal == "orders" and response.basis == "own_sales"
    guessed = response.reach.state == "prior_only" and not own
    if guessed:
        # The spread of orders per view is the same for everybody: only the guess about her own views is held back.
        factor *= math.exp(normal_quantile(PESSIMISTIC) * log_spread(response.reach))
    return number_of(figure) * factor, guessed


def _banned(candidate: Candidate, banned: frozenset[str]) -> Finding | None:
    if candidate.account_id not in banned:
        return None
    claim = f"{named(candidate.creator_id)} is left out because somebody said so, whatever they would bring"
    return about(candidate.creator_id, "banned", claim)


def _bar(brief: Brief, candidate: Candidate, weight: float) -> Finding | None:
    """Say why a candidate cannot be planned, ``None`` if she can."""
    her, price = candidate.creator_id, candidate.price
    if candidate.verdict.blocked:
        return about(her, "blocked", f"{named(her)} is never planned: adulthood is not confirmed", weight="-")
    if not price.known or (price.planned <= 0 and price.basis == "benchmark"):
        claim = f"{named(her)} has no price: {price.reason or 'no fee and no follower count'}"
        return about(her, "no_price", claim, weight="?")
    if price.currency != brief.budget.currency:
        claim = f"{named(her)} is priced in {price.currency}, the budget is in {brief.budget.currency}; not converted"
        return about(her, "currency", claim, weight="?")
    if not weight > 0:
        claim = f"nothing says what {named(her)} would bring: a follower count would settle it"
        return about(her, "no_value", claim, weight="?")
    if price.planned > brief.budget.minor:
        whole = amount_text(brief.budget.minor, price.currency)
        claim = (
            f"{named(her)} at {amount_text(price.planned, price.currency)} costs more than the whole budget of {whole}"
        )
        return about(her, "budget", claim)
    return None


def _audience(samples: AudienceSamples | None, everybody: int, positions: list[int]) -> Audience | None:
    """Return the samples of the planned creators, in their order; too small ones count as none."""
    if samples is None or not len(samples.account):
        return None
    matrix, kept = membership(samples, everybody)
    kept = np.where(kept >= FEWEST_SAMPLED, kept, 0)[positions]
    seen = sparse.csr_array(sparse.diags_array((kept > 0).astype(float)) @ matrix[positions])
    seen.eliminate_zeros()
    return Audience(seen=seen, kept=kept.astype(np.int64), frame=samples.frame)

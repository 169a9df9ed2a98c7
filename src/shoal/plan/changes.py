"""What binds a plan, and what would change it: prices at which somebody leaves or comes in, money, no-shows."""

from __future__ import annotations

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.plan.reasons import Drawn
from shoal.plan.weigh import POSTS
from shoal.plan.words import named, percent, rough

BAD_CAMPAIGN = 0.68  # the 10th percentile of Beta(16, 4): one campaign in ten has fewer posts than that
CLOSE = 3.0  # an exit price beyond three times the price is no news
APART = 1.02  # nor is one that is the price itself, give or take rounding


def binding(drawn: Drawn) -> tuple[str, ...]:
    """Return what keeps this plan from bringing more, in words."""
    brief, rest = drawn.brief, _rest(drawn)
    texts = []
    if rest and brief.most_creators is not None and len(drawn.choice.rows) >= brief.most_creators:
        texts.append(f"the wish for at most {brief.most_creators} creators")
    too_dear = [row for row in rest if drawn.weighed.instance.cost[row] > drawn.left_minor]
    barred = [finding for finding in drawn.weighed.left_out if finding.check == "budget"]
    if too_dear or barred:
        texts.append(f"the budget: {amount_text(drawn.left_minor, drawn.currency)} left, nobody else who adds fits it")
    if brief.least_creators and len(drawn.choice.rows) == brief.least_creators:
        texts.append(f"the wish for at least {brief.least_creators} creators")
    if not rest and not barred:
        texts.append("the shortlist: everybody on it who can be planned is in")
    return tuple(texts)


def changes(drawn: Drawn) -> tuple[str, ...]:
    """Return at least three sentences on what would change this plan, each computed from it."""
    texts = [_exit(drawn), _entry(drawn), _one_more(drawn), _first_to_go(drawn), _no_show(drawn), _longer_list(drawn)]
    return tuple(text for text in texts if text)


def _rest(drawn: Drawn) -> list[int]:
    chosen = set(drawn.choice.rows.tolist())
    return [row for row in range(len(drawn.weighed.candidates)) if row not in chosen]


def _exit(drawn: Drawn) -> str:
    """Return the price above which the nearest line leaves: there the bound's price of money buys more elsewhere."""
    money = drawn.choice.ceiling.money_price
    if money <= 0 or not _rest(drawn):
        return ""
    cost = drawn.weighed.instance.cost[drawn.choice.rows]
    exits = drawn.gain / money
    free = np.array([how != "pinned" for how in drawn.choice.how])  # a pinned one stays at any price
    room = np.where(
        free & (cost > 0) & (exits > APART * cost) & (exits < CLOSE * cost), exits / np.maximum(cost, 1.0), np.inf
    )
    if not np.isfinite(room).any():
        return ""
    position = int(np.argmin(room))
    her = drawn.weighed.candidates[int(drawn.choice.rows[position])].creator_id
    return (
        f"{named(her)} above about {amount_text(exits[position], drawn.currency)} (planned at "
        f"{amount_text(cost[position], drawn.currency)}): then the same money brings more elsewhere."
    )


def _entry(drawn: Drawn) -> str:
    """Return the price below which the nearest outsider would come in, at the bound's price of money."""
    money, rest = drawn.choice.ceiling.money_price, _rest(drawn)
    if money <= 0 or not rest:
        return ""
    instance = drawn.weighed.instance
    gains = instance.gains(instance.left(drawn.choice.rows))[rest]
    cost = instance.cost[rest]
    entries = np.where(cost > 0, gains / money, 0.0)
    nearest = np.where((entries > 0) & (APART * entries < cost), entries / np.maximum(cost, 1.0), -1.0)
    position = int(np.argmax(nearest))
    if nearest[position] <= 0:
        return ""
    her = drawn.weighed.candidates[rest[position]].creator_id
    return (
        f"{named(her)} below about {amount_text(entries[position], drawn.currency)} (now "
        f"{amount_text(cost[position], drawn.currency)}): then they would earn a place."
    )


def _one_more(drawn: Drawn) -> str:
    """Return the smallest addition to the budget that pays for one more creator."""
    rest = _rest(drawn)
    full = drawn.brief.most_creators is not None and len(drawn.choice.rows) >= drawn.brief.most_creators
    instance = drawn.weighed.instance
    gains = instance.gains(instance.left(drawn.choice.rows))
    useful = [row for row in rest if gains[row] > 0 and instance.cost[row] > drawn.left_minor]
    if full or not useful:
        return ""
    row = min(useful, key=lambda item: (instance.cost[item], item))
    more = instance.cost[row] - drawn.left_minor
    whole = drawn.brief.budget.minor + more
    further, budget = (amount_text(minor, drawn.currency) for minor in (more, whole))
    return (
        f"{further} more (a budget of {budget}) pays for one more creator, "
        f"{named(drawn.weighed.candidates[row].creator_id)}: {rough(gains[row])} {drawn.unit}."
    )


def _first_to_go(drawn: Drawn) -> str:
    """Return who would go first if money were taken away: least gain for her price."""
    cost = drawn.weighed.instance.cost[drawn.choice.rows]
    paid = np.flatnonzero((cost > 0) & np.array([how != "pinned" for how in drawn.choice.how]))
    if not len(paid):
        return ""
    position = int(paid[np.argmin(drawn.gain[paid] / cost[paid])])
    her = drawn.weighed.candidates[int(drawn.choice.rows[position])].creator_id
    return (
        f"With less money {named(her)} would go first: {amount_text(cost[position], drawn.currency)} for "
        f"{rough(drawn.gain[position])} {drawn.unit} (no-shows taken off), the least for its price."
    )


def _no_show(drawn: Drawn) -> str:
    """Return what a campaign with few posts would bring; the plan's value falls nearly in proportion to posts."""
    posts = len(drawn.choice.rows) * POSTS
    return (
        f"A no-show rate of {percent(1 - BAD_CAMPAIGN)} instead of {percent(1 - POSTS)} (one campaign in ten) would "
        f"cost about {percent(1 - BAD_CAMPAIGN / POSTS)} of the {drawn.unit}; count on {posts:.0f} posts of "
        f"{len(drawn.choice.rows)} creators."
    )


def _longer_list(drawn: Drawn) -> str:
    """Say so where money is not what is missing."""
    unpriced = [finding for finding in drawn.weighed.left_out if finding.check in ("no_price", "currency")]
    if unpriced:
        noun = "creator has" if len(unpriced) == 1 else "creators have"
        return f"{len(unpriced)} more {noun} no price in {drawn.currency}: asking for it could change this plan."
    if not _rest(drawn):
        return f"A longer shortlist, not more money: {amount_text(drawn.left_minor, drawn.currency)} stays unspent."
    return ""

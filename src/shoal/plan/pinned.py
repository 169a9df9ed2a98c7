"""What people settled before the choice: who is in anyway, who is out, and prices that they know better (ledger §3).

With some creators in the plan already, the rest is the same problem again: people whom the pinned ones reach are worth
less, the money and the wished number of creators are smaller. So nothing of the choice or its bound has to change.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief
from shoal.domain.bulk import Ints
from shoal.domain.plan import Steering
from shoal.domain.shortlist import Candidate, PriceZone, Shortlist
from shoal.errors import ConflictError
from shoal.plan.bound import Ceiling, Limits
from shoal.plan.instance import Instance, instance_of
from shoal.plan.optimize import Choice, choose
from shoal.plan.weigh import Weighed
from shoal.plan.words import named

TYPED_IN_PLAN = "typed_in_plan"
SHOWN = 5  # names in one sentence


def with_fees(shortlist: Shortlist, steering: Steering, currency: str) -> Shortlist:
    """Return the shortlist with the fees that were typed for this plan in place of every other price."""
    fees = dict(steering.fees)
    if not fees:
        return shortlist
    priced = tuple(
        replace(one, price=_typed(fees[one.account_id], currency)) if one.account_id in fees else one
        for one in shortlist.candidates
    )
    return replace(shortlist, candidates=priced)


def _typed(minor: int, currency: str) -> PriceZone:
    return PriceZone(
        currency=currency, low=minor, fair=minor, high=minor, ceiling=minor, basis=TYPED_IN_PLAN, n=1,
        reason="a fee that was typed for this plan",
    )  # fmt: skip


def pinned_rows(weighed: Weighed, steering: Steering) -> Ints:
    """Return the rows of the pinned creators who can be planned; the others are among ``weighed.left_out``."""
    wanted = set(steering.pinned) - set(steering.banned)
    rows = [row for row, one in enumerate(weighed.candidates) if one.account_id in wanted]
    return np.asarray(rows, dtype=np.int64)


def check_pins(brief: Brief, weighed: Weighed, rows: Ints, steering: Steering) -> None:
    """Raise ``ConflictError`` where the pinned creators clash with the budget or the number wished for."""
    _check_each(brief, weighed, steering)
    if not len(rows):
        return
    currency, budget = brief.budget.currency, brief.budget.minor
    cost = sum(weighed.candidates[row].price.planned for row in rows.tolist())
    if cost > budget:
        raise ConflictError(
            f"the budget of {amount_text(budget, currency)} and the {len(rows)} pinned creators clash: "
            f"together they cost {amount_text(cost, currency)}",
            received=amount_text(budget, currency),
            next_step=_cheapest_way_out(brief, weighed, rows, cost),
        )
    if brief.most_creators is not None and len(rows) > brief.most_creators:
        raise ConflictError(
            f"{len(rows)} creators are pinned and at most {brief.most_creators} are wished for",
            received=str(len(rows)),
            next_step=f"raise the most to {len(rows)}, or unpin {len(rows) - brief.most_creators}: "
            f"{_listed([weighed.candidates[row] for row in rows.tolist()])} are pinned",
        )

    _check_least(brief, weighed, rows, cost)


def _check_each(brief: Brief, weighed: Weighed, steering: Steering) -> None:
    """Refuse a pin that costs more than the whole budget: it would only vanish among those who cannot be planned."""
    for finding in weighed.left_out:
        her = finding.evidence[0].ref
        if finding.check == "budget" and her in weighed.accounts and weighed.accounts[her] in steering.pinned:
            raise ConflictError(
                f"the budget and a pin clash: {finding.claim}",
                received=amount_text(brief.budget.minor, brief.budget.currency),
                next_step=f"unpin {named(her)}, type a lower fee for them, or raise the budget",
            )


def _check_least(brief: Brief, weighed: Weighed, rows: Ints, cost: int) -> None:
    """Refuse a wish for at least so many creators where the pins leave too little money for the others."""
    missing = (brief.least_creators or 0) - len(rows)
    if missing <= 0:
        return
    others = np.sort(np.delete(weighed.instance.cost, rows))
    left = brief.budget.minor - cost
    needed = float(others[:missing].sum())
    if len(others) >= missing and needed <= left:
        return
    money = f", and the cheapest {missing} others cost {amount_text(needed, brief.budget.currency)}"
    raise ConflictError(
        f"the wish for at least {brief.least_creators} creators and the {len(rows)} pinned ones clash: after these, "
        f"{amount_text(left, brief.budget.currency)} are left" + (money if len(others) >= missing else ""),
        received=str(brief.least_creators),
        next_step=f"raise the budget to {amount_text(cost + needed, brief.budget.currency)}, or wish for fewer creators"
        if len(others) >= missing
        else f"wish for at most {len(rows) + len(others)} creators at least",
    )


def _cheapest_way_out(brief: Brief, weighed: Weighed, rows: Ints, cost: int) -> str:
    """Return the smaller of two ways: more money, or the one pin whose end suffices and costs the plan least."""
    currency, over = brief.budget.currency, cost - brief.budget.minor
    more = f"raise the budget by {amount_text(over, currency)} to {amount_text(cost, currency)}"
    enough = [row for row in rows.tolist() if weighed.candidates[row].price.planned >= over]
    if not enough:
        return f"{more}, or unpin several: no single one of them frees that much"
    least = min(enough, key=lambda row: (weighed.weight[row], row))
    her = weighed.candidates[least]
    return f"{more}, or unpin {named(her.creator_id)} at {amount_text(her.price.planned, currency)}"


def _listed(candidates: list[Candidate]) -> str:
    names = [named(one.creator_id) for one in candidates[:SHOWN]]
    more = len(candidates) - len(names)
    return ", ".join(names) + (f" and {more} more" if more > 0 else "")


def choose_around(instance: Instance, limits: Limits, pinned: Ints) -> Choice:
    """Return the best choice that holds the pinned rows, with a bound on every other choice that holds them.

    The budget is never passed: what the pinned ones cost is taken off first. Cost as :func:`choose`.
    """
    if not len(pinned):
        return choose(instance, limits)
    others = np.setdiff1d(np.arange(instance.size), pinned)
    value = instance.value(pinned)
    rest = instance_of(
        instance.effect[others], worth=instance.left(pinned), additive=instance.additive[others],
        cost=instance.cost[others],
    )  # fmt: skip
    room = Limits(
        budget=limits.budget - float(instance.cost[pinned].sum()),
        most=None if limits.most is None else max(0, limits.most - len(pinned)),
        least=max(0, limits.least - len(pinned)),
    )
    if not len(others) or room.most == 0:
        return _only(instance, pinned, value)
    more = choose(rest, room)
    prices = np.zeros(instance.size)
    prices[others] = more.ceiling.creator_price
    proof = replace(
        more.ceiling, upper=value + more.ceiling.upper, constant=value + more.ceiling.constant, creator_price=prices,
        method=f"{more.ceiling.method}, around {len(pinned)} pinned",
    )  # fmt: skip
    rows = np.concatenate([pinned, others[more.rows]])
    return Choice(
        rows=rows, value=instance.value(rows), how=("pinned",) * len(pinned) + more.how,
        ceiling=replace(proof, upper=max(proof.upper, instance.value(rows))),
    )  # fmt: skip


def _only(instance: Instance, pinned: Ints, value: float) -> Choice:
    proof = Ceiling(
        upper=value, method="nobody else may be added", constant=value, creator_price=np.zeros(instance.size),
        money_price=0.0,
    )  # fmt: skip
    return Choice(rows=pinned, value=value, how=("pinned",) * len(pinned), ceiling=proof)

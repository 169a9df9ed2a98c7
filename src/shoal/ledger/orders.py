"""How orders that come again meet those that are known; pure.

A file carries no version, so an old export may arrive after a new one. Therefore orders only ever move one way:
refunds grow, the first cancellation stays, the state of payment goes pending < paid < partly refunded < refunded. Any
order of arrival, and any repetition, ends in the same place. Source: ledger.md section 6 (order snapshots from files).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from shoal.domain.trade import Order, PaymentState

# "voided" stands below "paid": a release that is followed by a payment was not the end of it.
_RANK: dict[PaymentState, int] = {
    "unknown": 0, "pending": 1, "voided": 2, "paid": 3, "partially_refunded": 4, "refunded": 5,
}  # fmt: skip
_FIXED = ("currency", "total_minor", "subtotal_minor", "codes")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDraft:
    """Incoming orders held against those known: what is new, what changed, and how many are the same.

    ``incoming`` are the new and changed ones as they came: they are what is stored, so that undoing one batch takes
    nothing from another.
    """

    new: tuple[Order, ...]
    changed: tuple[Order, ...]
    same: tuple[Order, ...]
    incoming: tuple[Order, ...] = ()
    disputed: tuple[Disputed, ...] = ()


class Disputed(NamedTuple):
    """A known order that comes again with other figures, which no rule lets move: its name and those fields."""

    name: str
    fields: tuple[str, ...]


class OrderMerge(NamedTuple):
    """What incoming orders bring: new ones, known ones that moved on (as they are now), and those that did not."""

    new: tuple[Order, ...]
    changed: tuple[Order, ...]
    same: tuple[Order, ...]
    disputed: tuple[Disputed, ...] = ()


def merge_orders(known: Iterable[Order], incoming: Iterable[Order]) -> OrderMerge:
    """Return what the incoming orders add to the known ones; costs O(known + incoming).

    An order is the same by (store, external id), or by (store, name) where one side comes from an export without
    ids; the key it was first known by stays for ever. An order that comes twice is counted once.
    """
    by_key: dict[tuple[str, str], Order] = {}
    by_name: dict[tuple[str, str], Order] = {}
    for order in known:
        _keep(order, by_key, by_name)
    outcome: dict[tuple[str, str], str] = {}
    disputed: dict[tuple[str, str], Disputed] = {}
    for order in incoming:
        found = _find(order, by_key, by_name)
        merged = order if found is None else merged_order(found, order)
        key = (merged.store, merged.external_id)
        if found is not None and (fields := disputed_fields(found, order)):
            disputed[key] = Disputed(found.name, fields)
        if found is None:
            outcome[key] = "new"
        elif merged != found:
            outcome[key] = "new" if outcome.get(key) == "new" else "changed"
        else:
            outcome.setdefault(key, "same")
        _keep(merged, by_key, by_name)
    groups: dict[str, list[Order]] = {"new": [], "changed": [], "same": []}
    for key, what in outcome.items():
        groups[what].append(by_key[key])
    return OrderMerge(
        new=tuple(groups["new"]),
        changed=tuple(groups["changed"]),
        same=tuple(groups["same"]),
        disputed=tuple(disputed.values()),
    )


def merged_order(known: Order, incoming: Order) -> Order:
    """Return the known order moved on by what the incoming one says; everything else stays as first known."""
    further = _RANK[incoming.state] > _RANK[known.state]
    return replace(
        known,
        state=incoming.state if further else known.state,
        refunded_minor=max(known.refunded_minor, incoming.refunded_minor),
        cancelled_at=min((at for at in (known.cancelled_at, incoming.cancelled_at) if at), default=None),
        customer_key=known.customer_key or incoming.customer_key,
    )


def disputed_fields(known: Order, incoming: Order) -> tuple[str, ...]:
    """Return the fields that a repeated order states differently though no rule lets them move (an edited order)."""
    return tuple(name for name in _FIXED if getattr(known, name) != getattr(incoming, name))


def _keep(order: Order, by_key: dict[tuple[str, str], Order], by_name: dict[tuple[str, str], Order]) -> None:
    by_key[order.store, order.external_id] = order
    by_name[order.store, order.name] = order


def _find(order: Order, by_key: dict[tuple[str, str], Order], by_name: dict[tuple[str, str], Order]) -> Order | None:
    found = by_key.get((order.store, order.external_id))
    if found is not None:
        return found
    namesake = by_name.get((order.store, order.name))
    without_id = order.external_id == order.name or (namesake is not None and namesake.external_id == namesake.name)
    return namesake if without_id else None

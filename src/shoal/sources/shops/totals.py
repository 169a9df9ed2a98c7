"""Sums of an orders file as text, so that a person can hold them against the shop's own page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from shoal.domain.trade import Order
from shoal.sources.shops.amounts import minor_text


def order_totals(orders: Sequence[Order]) -> Mapping[str, str]:
    """Return named sums: orders by state, units, customers, and amounts per currency.

    ``gross_total`` holds every order as asked; refunds and net figures hold the counted ones only. Amounts of several
    currencies are never added: with more than one, each name ends in its currency.
    """
    sold = [order for order in orders if order.counted]
    currencies = sorted({order.currency for order in orders})
    totals = {
        "orders": len(orders),
        "orders_with_several_lines": sum(len(order.lines) > 1 for order in orders),
        "units": sum(line.quantity for order in orders for line in order.lines),
        "customers": len({order.customer_key for order in orders if order.customer_key}),
        "cancelled": sum(order.cancelled_at is not None for order in orders),
        "pending": sum(order.state == "pending" and order.cancelled_at is None for order in orders),
        "counted": len(sold),
        "gifts": sum(order.gift for order in sold),
        "refunded_full": sum(order.state == "refunded" for order in sold),
        "refunded_part": sum(order.state == "partially_refunded" for order in sold),
    }
    found = {name: str(number) for name, number in totals.items()} | {"currency": ", ".join(currencies)}
    for currency in currencies:
        found |= _amounts([order for order in orders if order.currency == currency], currency, len(currencies) > 1)
    return found


def _amounts(orders: Sequence[Order], currency: str, several: bool) -> dict[str, str]:  # noqa: FBT001  private helper
    suffix = f" {currency}" if several else ""
    sums = {
        "gross_total": sum(order.total_minor for order in orders),
        "refunds": sum(order.refunded_minor for order in orders if order.counted),
        "net_total": sum(order.net_total_minor for order in orders),
        "net_goods": sum(order.net_goods_minor for order in orders),
    }
    return {name + suffix: minor_text(minor, currency) for name, minor in sums.items()}

"""Who gets what part of the budget: prices, expected results, the choice with its bound, and the forecast; pure."""

from __future__ import annotations

from shoal.plan.bound import Ceiling, Limits, ceiling, upper_bound
from shoal.plan.build import build_plan
from shoal.plan.instance import Instance, instance_of
from shoal.plan.optimize import Choice, choose, greedy
from shoal.plan.overlap import sampled_overlaps, shared_audiences
from shoal.plan.pricing import fair_prices, price_table
from shoal.plan.response import responses

__all__ = [
    "Ceiling",
    "Choice",
    "Instance",
    "Limits",
    "build_plan",
    "ceiling",
    "choose",
    "fair_prices",
    "greedy",
    "instance_of",
    "price_table",
    "responses",
    "sampled_overlaps",
    "shared_audiences",
    "upper_bound",
]

"""Orders out of the files that shops export: Shopify, WooCommerce, and any list with an id, a date and a total."""

from __future__ import annotations

from shoal.sources.shops.columns import ORDER_FIELDS, orders_shape
from shoal.sources.shops.read import read_orders

__all__ = ["ORDER_FIELDS", "orders_shape", "read_orders"]

"""Instagram's official look-up by handle (``business_discovery``) by the brand's own app; off until an owner agrees."""

from __future__ import annotations

from shoal.sources.instagram.client import GRAPH_HOST, GraphLine
from shoal.sources.instagram.errors import stopped_before
from shoal.sources.instagram.graph import (
    GRAPH_FIELDS,
    GRAPH_VERSION,
    GraphAccess,
    GraphUsage,
    Instagram,
    TokenFacts,
    checked_access,
    fits_instagram,
)
from shoal.sources.instagram.read import ACCOUNT_ID, DISCOVERY, DISCOVERY_POLICY, LookedUp, read_discovered

__all__ = [
    "ACCOUNT_ID",
    "DISCOVERY",
    "DISCOVERY_POLICY",
    "GRAPH_FIELDS",
    "GRAPH_HOST",
    "GRAPH_VERSION",
    "GraphAccess",
    "GraphLine",
    "GraphUsage",
    "Instagram",
    "LookedUp",
    "TokenFacts",
    "checked_access",
    "fits_instagram",
    "read_discovered",
    "stopped_before",
]

"""The catalogue: one row per real account, with provenance. Door of the room."""

from __future__ import annotations

from shoal.catalog.expiring import Expiring
from shoal.catalog.forget import ErasurePlan
from shoal.catalog.identity import Hasher, creator_id_of
from shoal.catalog.ingest import Draft
from shoal.catalog.policy import POLICIES, Policy, policy_of
from shoal.catalog.register import Coded, Hits, Register
from shoal.catalog.resolve import Suggestion
from shoal.catalog.store import Catalog, open_catalog, preview_of

__all__ = [
    "POLICIES",
    "Catalog",
    "Coded",
    "Draft",
    "ErasurePlan",
    "Expiring",
    "Hasher",
    "Hits",
    "Policy",
    "Register",
    "Suggestion",
    "creator_id_of",
    "open_catalog",
    "policy_of",
    "preview_of",
]

"""The catalogue: one row per real account, with provenance. Door of the room."""

from __future__ import annotations

from shoal.catalog.expiring import Expiring
from shoal.catalog.forget import ErasurePlan
from shoal.catalog.identity import Hasher, account_id_of, creator_id_of
from shoal.catalog.indexed import batches_noted, changed_accounts, index_texts, last_posts
from shoal.catalog.ingest import Draft
from shoal.catalog.noted import preview_of
from shoal.catalog.policy import POLICIES, Policy, policy_of
from shoal.catalog.register import Coded, Hits, Register
from shoal.catalog.resolve import Suggestion
from shoal.catalog.store import Catalog, open_catalog
from shoal.catalog.tellers import Facts, Tellers

__all__ = [
    "POLICIES",
    "Catalog",
    "Coded",
    "Draft",
    "ErasurePlan",
    "Expiring",
    "Facts",
    "Hasher",
    "Hits",
    "Policy",
    "Register",
    "Suggestion",
    "Tellers",
    "account_id_of",
    "batches_noted",
    "changed_accounts",
    "creator_id_of",
    "index_texts",
    "last_posts",
    "open_catalog",
    "policy_of",
    "preview_of",
]

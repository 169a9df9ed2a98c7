"""How long a value may be kept, by where it comes from.

Source: the policy table of the sources page. A row says what may be done with a value; in this version every source
allows deriving, ranking and projecting, and the differences are in keeping and in sharing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from shoal.errors import PolicyError


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """One row: ``keep_days`` of ``None`` is for ever; ``share`` says whether a value may leave the workspace.

    ``at_expiry`` is what happens then, in words. ``export`` says whether a member may take a value out as a file of
    one's own: a vendor's contract decides that (``C`` in the policy table), so until it is known it may not.
    """

    key: str
    keep_days: int | None
    at_expiry: str
    share: bool
    says: str
    export: bool = True


POLICIES: dict[str, Policy] = {
    policy.key: policy
    for policy in (
        Policy(key="own", keep_days=None, at_expiry="kept", share=True, says="your own record: shop, deals, notes"),
        Policy(key="manual", keep_days=None, at_expiry="kept", share=True, says="typed or counted by a person here"),
        Policy(key="user_file", keep_days=730, at_expiry="ask, then delete", share=False, says="a file of your own"),
        Policy(key="creator_proof", keep_days=730, at_expiry="delete", share=False, says="given by the creator"),
        Policy(
            key="vendor",
            keep_days=90,
            at_expiry="delete",
            share=False,
            says="a vendor's report, by your contract",
            export=False,
        ),
        Policy(
            key="instagram.discovery",
            keep_days=90,
            at_expiry="refresh or delete",
            share=True,
            says="looked up at Instagram by the brand's own app",
        ),
        Policy(key="demo", keep_days=None, at_expiry="kept", share=True, says="made up"),
    )
}


def policy_of(key: str) -> Policy:
    """Return the row for a key; ``vendor.<name>`` falls under ``vendor``. Raises ``PolicyError`` for any other."""
    found = POLICIES.get(key) or POLICIES.get(key.partition(".")[0])
    if found is None:
        raise PolicyError(
            "No rule says whether values of this source may be kept, so they are not.",
            received=key,
            allowed=tuple(POLICIES),
            next_step="Add a row for the source to the policy table first.",
        )
    return found


def expires_at(key: str, observed_at: datetime) -> datetime | None:
    """Return the moment after which a value of that source is no longer shown, ``None`` for never."""
    days = policy_of(key).keep_days
    return None if days is None else observed_at + timedelta(days=days)

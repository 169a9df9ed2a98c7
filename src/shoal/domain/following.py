"""Followers that a person opened and judged, as counts: nobody is named."""

from __future__ import annotations

from dataclasses import dataclass

from shoal.domain.values import Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class HandCount:
    """One hand count of one account: every ``every``-th follower, opened by a person.

    ``unsure`` are those of whom the person could not say; they widen the share to both sides. ``followers`` is the
    count of the profile at that time, ``None`` where it was not known: then nobody can say how far the count reached.
    ``provenance`` is ``None`` for a count that is not stored.
    """

    account_id: str
    real: int
    unsure: int
    fake: int
    every: int
    followers: float | None = None
    provenance: Provenance | None = None

    @property
    def labels(self) -> int:
        """Return how many followers were judged, unsure ones too."""
        return self.real + self.unsure + self.fake

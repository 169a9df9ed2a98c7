"""What leaves the house by a link: a shortlist for somebody outside to approve, and who was told that she is listed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Answered = Literal["wanted", "unwanted", "asked", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareLink:
    """A link by which somebody without an account reads one version of a shortlist and answers row by row.

    The link itself is shown once and never stored. ``locked`` says whether it asks for a passphrase. ``openings``
    counts how often the page was read, last at ``opened_at``. ``by_name`` is who made it.
    """

    id: str
    brief_name: str
    version: int
    label: str
    by_name: str
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    locked: bool = False
    openings: int = 0
    opened_at: datetime | None = None

    def live(self, now: datetime) -> bool:
        """Say whether the link still opens."""
        return self.revoked_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareAnswer:
    """What somebody outside said of one candidate; ``by_name`` is the name they typed, claimed and not checked.

    ``choice`` is empty where there is only a comment.
    """

    link_id: str
    account_id: str
    choice: Answered
    comment: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """That a creator was told what is kept about her and from where (GDPR, article 14): when, how, who says so."""

    creator_id: str
    how: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRow:
    """One candidate as somebody outside sees her; ``name``, ``handle`` and ``url`` are empty where she was not told,
    and then ``named`` is false.

    ``row_id`` is the place on this version of the list, the same on the page of a link and on every kind of sheet.
    """

    row_id: str
    account_id: str
    name: str
    handle: str
    url: str
    platform: str
    tier: str
    place: str
    followers: str
    engagement: str
    reasons: tuple[str, ...]
    unknowns: tuple[str, ...]
    named: bool
    answer: ShareAnswer | None = None

    @property
    def who(self) -> str:
        """Return whom the row means in one line of plain text."""
        if not self.named:
            return f"not named yet ({', '.join(part for part in (self.platform, self.tier, self.place) if part)})"
        return f"{' '.join(part for part in (self.name, self.handle) if part)} ({self.platform})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalSheet:
    """One version of a shortlist as a file that somebody outside marks and sends back.

    ``made_at`` is when that version was built; ``brand`` a name, and ``timezone`` the brand's.
    """

    brand: str
    timezone: str
    brief_name: str
    version: int
    made_at: datetime | None
    rows: tuple[SharedRow, ...]

    @property
    def hidden(self) -> int:
        """Return how many rows have no name, because those creators were not told yet."""
        return sum(not row.named for row in self.rows)

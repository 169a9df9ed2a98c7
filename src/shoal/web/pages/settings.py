"""What the pages of an owner are promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.app import Check, Connection, Policy
from shoal.domain.brief import Brand
from shoal.domain.people import Invitation, Member
from shoal.web.pages.history import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRow:
    """One member with the role that counts in this brand."""

    member: Member
    role: str
    everywhere: bool
    myself: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamPage:
    """Who works on this brand; ``link`` is shown once, right after it was made.

    ``second_factor`` says whether everybody needs one here; ``with_factor`` counts who has it.
    """

    members: Sequence[MemberRow]
    second_factor: bool
    with_factor: int
    invitations: Sequence[Invitation]
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsPage:
    """Settings of a brand and of the workspace."""

    brand: Brand
    brands: Sequence[Brand]
    checks: Sequence[Check]
    policies: Sequence[Policy]
    public_url: str
    database: str
    instagram: Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditPage:
    """Who did what; ``broken_at`` of ``None`` after a check says that the chain holds."""

    events: Sequence[Event]
    older: int | None
    verb: str
    verbs: Sequence[tuple[str, str]]
    checked: bool
    broken_at: int | None

"""People who work here: who acts, what a role may do, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

Role = Literal["viewer", "editor", "approver", "owner"]
Door = Literal["web", "cli", "python", "worker", "public"]
ROLES: tuple[Role, ...] = ("viewer", "editor", "approver", "owner")

# The least role per kind of act (ledger model, section 10). Reading is every member's.
LEAST_ROLE: Mapping[str, Role] = {
    "read": "viewer",
    "export": "editor",
    "import": "editor",
    "edit": "editor",
    "undo_own": "editor",
    "undo": "approver",
    "adopt": "approver",
    "adulthood": "approver",
    "share": "approver",
    "applications": "approver",
    "private_notes": "approver",
    "contacts": "approver",
    "brands": "owner",
    "team": "owner",
    "settings": "owner",
    "audit": "owner",
    "forget": "owner",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something, in which role, through which door; ``id`` is ``local`` for whoever sits at the machine."""

    id: str
    name: str
    role: Role
    door: Door = "python"
    kind: Literal["person", "program"] = "person"

    def may(self, act: str) -> bool:
        """Say whether the role suffices for a kind of act, one of :data:`LEAST_ROLE`."""
        return ROLES.index(self.role) >= ROLES.index(LEAST_ROLE[act])


# whoever asks a page before a brand and a role are settled: may read what is public, and nothing else
VISITOR = Actor(id="visitor", name="visitor", role="viewer", door="public")
LOCAL = Actor(id="local", name="this computer", role="owner")  # whoever may read the folder owns the workspace


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """A role in one brand, or in all brands where ``brand_id`` is empty."""

    brand_id: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person with an account here; ``disabled_at`` says since when it is closed.

    ``second_factor`` says that a one-time code is asked after the password.
    """

    id: str
    email: str
    name: str
    grants: tuple[Grant, ...] = ()
    disabled_at: datetime | None = None
    second_factor: bool = False

    def role_in(self, brand_id: str) -> Role | None:
        """Return the strongest role that is granted for a brand, ``None`` where there is none."""
        held = [grant.role for grant in self.grants if grant.brand_id in ("", brand_id)]
        return max(held, key=ROLES.index, default=None)

    @property
    def owner(self) -> bool:
        """Say whether this member owns the whole workspace."""
        return self.disabled_at is None and self.role_in("") == "owner"


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondFactor:
    """What is kept of a member's one-time codes: the secret, sealed; ``since`` is empty until a code confirmed it."""

    sealed_secret: str
    since: datetime | None
    recovery_codes_left: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """A one-time link that makes a member; the link itself is shown once and never stored."""

    id: str
    email: str
    grant: Grant
    expires_at: datetime
    used_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One change, chained to the one before it: ``hash`` covers everything but the payload, of which it has a hash.

    ``payload`` is empty where erasure emptied it; the chain holds all the same.
    """

    seq: int
    at: datetime
    actor_id: str
    actor_name: str
    door: str
    verb: str
    subject: str
    brand_id: str
    payload: Mapping[str, Any] | None
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What somebody wrote about a creator; private ones are for approvers and their author."""

    id: int
    subject: str
    text: str
    private: bool
    by_id: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list that was worth keeping: its query as a web address would carry it."""

    id: int
    name: str
    query: str
    shared: bool
    by_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a person decided about one candidate of a brief; a decision outlives the shortlist it was made on."""

    account_id: str
    choice: Literal["wanted", "unwanted", "asked"]
    reason: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file on its way in: kept until its batch is committed or dropped, no longer.

    ``options`` are what a person answered so far, by the names of :class:`shoal.domain.intake.ReadOptions`;
    ``fixes`` are cells that were mended by hand, by line and header.
    """

    id: str
    name: str
    path: str
    size_bytes: int
    sha256: str
    options: Mapping[str, Any] = field(default_factory=dict)
    fixes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    label: str = ""
    state: Literal["open", "working", "done", "dropped"] = "open"
    batch_id: str = ""
    by_id: str = ""
    at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportRecord:
    """An import as people see it: who brought in what, when, and whether it was taken back."""

    batch_id: str
    kind: str
    label: str
    file_name: str
    by_id: str
    by_name: str
    at: datetime
    undone_at: datetime | None = None
    undone_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A long verb: what it is to do, how far it is, and how it ended.

    ``done`` and ``total`` count in the unit that ``words`` names; ``total`` of ``None`` is not known yet.
    """

    id: str
    kind: str
    arguments: Mapping[str, Any]
    state: Literal["queued", "running", "done", "failed", "cancelled"]
    by_id: str
    by_name: str
    role: Role
    brand_id: str
    created_at: datetime
    words: str = ""
    done: int = 0
    total: int | None = None
    attempts: int = 0
    result: Mapping[str, Any] = field(default_factory=dict)
    error: Mapping[str, Any] = field(default_factory=dict)
    finished_at: datetime | None = None

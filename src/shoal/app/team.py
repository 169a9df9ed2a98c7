"""Verbs on brands and people: first start, signing in, roles, invitations, the audit."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from shoal.app.breached import refuse_breached
from shoal.app.workspace import slug_of
from shoal.config import Settings, checked, write_settings
from shoal.domain.brief import Brand
from shoal.domain.people import ROLES, Actor, AuditEntry, Door, Grant, Invitation, Member, Role
from shoal.errors import ConflictError, DeniedError, InputError, NotFoundError, TooOftenError

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

OWNER = "owner"  # what the first owner signs in with: the first start asks for no e-mail
WINDOW = timedelta(minutes=15)
# OWASP ASVS 5.0, 6.3: slow guessing down without locking people out for long
MOST_PER_NAME, MOST_PER_PLACE = 10, 50
INVITED_FOR = timedelta(days=7)
LONGEST_PASSWORD = 200  # hashing a megabyte on every try would be an attack of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn:
    """A member who gave the right password; ``mark`` goes into the session and changes with the password."""

    member: Member
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """How often something may be tried within a window; ``bucket`` says what and by whom."""

    bucket: str
    most: int
    window: timedelta


class Team:
    """The verbs on who works here."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # starting ------------------------------------------------------------------------------------------------------

    @property
    def started(self) -> bool:
        """Say whether somebody has an account here."""
        return bool(self._shoal.ledger.people.members())

    def start(self, *, name: str, currency: str, timezone: str, password: str) -> SignedIn:
        """Name the first brand and make the owner's account. Raises ``ConflictError`` where there is one already."""
        shoal = self._shoal
        if self.started:
            raise ConflictError("This workspace has an owner already.", next_step="Sign in.")
        settings = _renamed(shoal, name, currency, timezone)
        self._check_password(password, OWNER, settings.name)  # the brand is not in the ledger yet
        if settings != shoal.settings:
            write_settings(settings)
            shoal.brand_changed()
        self._address_brand()
        at = shoal.wall_clock()
        member = Member(
            id=shoal.dice.new_id("me", at, OWNER), email=OWNER, name=OWNER.title(),
            grants=(Grant(brand_id="", role="owner"),),
        )  # fmt: skip
        owner = Actor(id=member.id, name=member.name, role="owner", door=shoal.actor.door)
        with shoal.ledger.transaction(), shoal.acting(owner, shoal.brand):
            shoal.ledger.people.add_member(member, password, at)
            shoal.record("team.start", member.id)
        return SignedIn(member=member, mark=shoal.ledger.people.mark_of(member.id))

    def _address_brand(self) -> None:
        """Give the first brand the address of its name: nobody can have kept the one it had before the first start."""
        brand, slug = self._shoal.brand, slug_of(self._shoal.brand.name)
        if slug not in {other.slug for other in self._shoal.ledger.people.brands()}:
            self._shoal.ledger.people.change_brand(replace(brand, slug=slug))
            self._shoal.brand_changed()

    # signing in ----------------------------------------------------------------------------------------------------

    def sign_in(self, email: str, password: str, *, place: str) -> SignedIn:
        """Return the member of an e-mail and password; ``place`` is the network address it was tried from.

        A member with a second factor is not in yet: ``shoal.second_factor.confirm`` comes next.

        Raises ``DeniedError`` where they do not fit together, ``TooOftenError`` after ten tries in a quarter of an
        hour for one name, fifty from one place.
        """
        people, at = self._shoal.ledger.people, self._shoal.wall_clock()
        name = email.strip().casefold()[:254] or OWNER
        by_name = Limit(bucket=f"sign-in name {name}"[:120], most=MOST_PER_NAME, window=WINDOW)
        slow_down(self._shoal, by_name, Limit(bucket=f"sign-in place {place}", most=MOST_PER_PLACE, window=WINDOW))
        found = people.sign_in(name, password[: LONGEST_PASSWORD + 1], at)
        if found is None:
            raise DeniedError(
                "This name and password do not fit together.",
                next_step="Check both; an owner can make a one-time link for a new password.",
            )
        people.clear_attempts(by_name.bucket)
        return SignedIn(member=found[0], mark=found[1])

    def present(self, member_id: str, mark: str) -> Member | None:
        """Return the member of an open session, ``None`` where it ended by a new password or a closed account."""
        return self._shoal.ledger.people.present(member_id, mark)

    def actor(self, member: Member, brand_id: str, door: Door = "web") -> Actor | None:
        """Return a member as who acts for a brand, ``None`` where nothing was granted."""
        role = member.role_in(brand_id)
        return None if role is None else Actor(id=member.id, name=member.name, role=role, door=door)

    # brands --------------------------------------------------------------------------------------------------------

    def brands(self, member: Member | None = None) -> tuple[Brand, ...]:
        """Return the brands of the workspace, or those that a member was granted."""
        first = self._shoal.brand  # makes the first one where there is none yet
        found = self._shoal.ledger.people.brands() or (first,)
        return found if member is None else tuple(brand for brand in found if member.role_in(brand.id))

    def add_brand(self, name: str, *, currency: str, timezone: str) -> Brand:
        """Add a brand; who may see it has to be granted."""
        shoal = self._shoal
        shoal.require("brands")
        told = _told(shoal, name, currency, timezone)
        taken = {brand.slug for brand in self.brands()}
        slug = next(
            free for number in range(1, 1000) if (free := f"{slug_of(told)}{f'-{number}' * (number > 1)}") not in taken
        )
        at = shoal.wall_clock()
        brand = Brand(id=shoal.dice.new_id("bd", at, slug), name=told, currency=currency, timezone=timezone, slug=slug)
        # what came in before there were brands is the first one's alone, now that somebody else could see it
        shoal.catalog.adopt(self.brands()[0].id)
        with shoal.ledger.transaction():
            shoal.ledger.people.add_brand(brand, at)
            shoal.record("brands.add", brand.id, name=told)
        return brand

    def change_brand(self, *, name: str, currency: str, timezone: str) -> Brand:
        """Change name, currency or time zone of the brand that is worked for."""
        shoal = self._shoal
        shoal.require("settings")
        told = _told(shoal, name, currency, timezone)
        brand = replace(shoal.brand, name=told, currency=currency, timezone=timezone)
        if brand.id == self.brands()[0].id:
            write_settings(_renamed(shoal, name, currency, timezone))
            shoal.brand_changed()
        with shoal.ledger.transaction():
            shoal.ledger.people.change_brand(brand)
            shoal.record("brands.change", brand.id, name=told, currency=currency, timezone=timezone)
        return brand

    # members -------------------------------------------------------------------------------------------------------

    def members(self) -> tuple[Member, ...]:
        """Return everybody with an account."""
        self._shoal.require("team")
        return self._shoal.ledger.people.members()

    def invitations(self) -> tuple[Invitation, ...]:
        """Return the open invitations."""
        self._shoal.require("team")
        return self._shoal.ledger.people.invitations(self._shoal.wall_clock())

    def invite(self, email: str, role: Role, *, everywhere: bool = False) -> tuple[Invitation, str]:
        """Make a one-time link for a person; returns the invitation and the link's token, which is shown this once."""
        shoal = self._shoal
        shoal.require("team")
        if "@" not in email.strip()[1:-1]:
            raise InputError("This is not an e-mail address.", received=email, fields={"email": "an e-mail address"})
        grant = Grant(brand_id="" if everywhere or role == "owner" else shoal.brand.id, role=role)
        return self._link(email, grant, "team.invite")

    def owner_link(self) -> str:
        """Return the token of a one-time link with which whoever sits at the machine becomes an owner."""
        self._shoal.require("team")
        return self._link("", Grant(brand_id="", role="owner"), "team.owner_link")[1]

    def _link(self, email: str, grant: Grant, verb: str) -> tuple[Invitation, str]:
        shoal, at, token = self._shoal, self._shoal.wall_clock(), secrets.token_urlsafe(32)
        invitation = Invitation(
            id=shoal.dice.new_id("iv", at, token), email=email.strip().casefold(), grant=grant,
            expires_at=at + INVITED_FOR,
        )  # fmt: skip
        with shoal.ledger.transaction():
            shoal.ledger.people.invite(invitation, token, at)
            shoal.record(verb, invitation.id, email=email, role=grant.role)
        return invitation, token

    def invitation(self, token: str) -> Invitation:
        """Return the open invitation of a token. Raises ``NotFoundError``: unknown, used and expired look the same."""
        found = self._shoal.ledger.people.invitation(token, self._shoal.wall_clock())
        if found is None:
            raise NotFoundError("This link is not valid, or not any more.", next_step="Ask an owner for a new one.")
        return found

    def join(self, token: str, *, name: str, email: str, password: str) -> SignedIn:
        """Make the account that an invitation is for; a known e-mail gets the new password and the role."""
        shoal, at = self._shoal, self._shoal.wall_clock()
        invited = self.invitation(token)
        address = invited.email or email.strip().casefold() or OWNER
        told = name.strip()[:120] or address.partition("@")[0]
        self._check_password(password, address, told)
        known = self._of_address(address)
        member = known or Member(
            id=shoal.dice.new_id("me", at, address), email=address, name=told, grants=(invited.grant,)
        )
        brand = next((brand for brand in self.brands() if brand.id == invited.grant.brand_id), None)
        joining = replace(shoal.actor, id=member.id, name=member.name, door="web")
        with shoal.acting(joining, brand), shoal.ledger.transaction():
            member = shoal.ledger.people.use_invitation(token, member, password, at, known=known is not None)
            shoal.record("team.join", member.id)
        return SignedIn(member=member, mark=shoal.ledger.people.mark_of(member.id))

    def account_of(self, invited: Invitation) -> Member | None:
        """Return who has the account already that a link is for, ``None`` where the link makes a new one."""
        return self._of_address(invited.email or OWNER)

    def _of_address(self, address: str) -> Member | None:
        members = self._shoal.ledger.people.members()
        return next((member for member in members if member.email == address), None)

    def withdraw(self, invitation_id: str) -> None:
        """Take an invitation back. Raises ``NotFoundError`` where it is not open any more."""
        self._shoal.require("team")
        with self._shoal.ledger.transaction():
            self._shoal.ledger.people.withdraw(invitation_id)
            self._shoal.record("team.withdraw", invitation_id)

    def change_role(self, member_id: str, role: Role | None, *, everywhere: bool = False) -> Member:
        """Give a member another role in this brand (or everywhere); ``None`` takes it away.

        A stronger role in all brands ends with it: what the page says afterwards is what the member may do.
        Raises ``DeniedError`` where no owner would be left.
        """
        shoal = self._shoal
        shoal.require("team")
        member = self._member(member_id)
        key = "" if everywhere or role == "owner" else shoal.brand.id
        rank = ROLES.index(role) if role else -1
        # a stronger role in all brands would outlast the weaker one that is given here: it goes
        kept = [
            grant for grant in member.grants
            if grant.brand_id != key and (grant.brand_id or ROLES.index(grant.role) <= rank)
        ]  # fmt: skip
        grants = [*kept, Grant(brand_id=key, role=role)] if role else kept
        with shoal.ledger.transaction():
            changed = shoal.ledger.people.change_grants(member_id, grants)
            shoal.record("team.role", member_id, role=role, everywhere=everywhere)
        return changed

    def close_account(self, member_id: str, *, closed: bool) -> Member:
        """Close an account, or open it again."""
        shoal = self._shoal
        shoal.require("team")
        with shoal.ledger.transaction():
            changed = shoal.ledger.people.disable(member_id, shoal.wall_clock() if closed else None)
            shoal.record("team.close" if closed else "team.open", member_id)
        return changed

    def change_password(self, member: Member, *, old: str, new: str, place: str) -> SignedIn:
        """Change one's own password; other sessions end. Raises ``DeniedError`` where the old one does not fit."""
        self.sign_in(member.email, old, place=place)
        self._check_password(new, member.email, member.name)
        with oneself(self._shoal, member), self._shoal.ledger.transaction():
            self._shoal.ledger.people.set_password(member.id, new)
            self._shoal.record("team.password", member.id)
        return SignedIn(member=member, mark=self._shoal.ledger.people.mark_of(member.id))

    def _member(self, member_id: str) -> Member:
        found = self._shoal.ledger.people.member(member_id)
        if found is None:
            raise NotFoundError("There is no such member.", received=member_id)
        return found

    def _check_password(self, password: str, *names: str) -> None:
        if len(password) > LONGEST_PASSWORD:
            raise InputError(
                "This password is too long.", fields={"password": f"at most {LONGEST_PASSWORD} characters"}
            )
        self._shoal.ledger.people.check_new_password(password, *names)
        refuse_breached(self._shoal.settings.folder, password)

    # audit ---------------------------------------------------------------------------------------------------------

    def audit(self, *, verb: str = "", actor_id: str = "", before: int | None = None) -> tuple[AuditEntry, ...]:
        """Return what was done in this brand, newest first, fifty at a time."""
        self._shoal.require("audit")
        return self._shoal.ledger.audit.entries(verb=verb, actor_id=actor_id, before=before)

    def verify_audit(self) -> int | None:
        """Return the first number at which the chain does not hold, ``None`` where it does."""
        self._shoal.require("audit")
        return self._shoal.ledger.audit.verify()


def slow_down(shoal: Shoal, *limits: Limit) -> None:
    """Count one try against every limit. Raises ``TooOftenError`` where one of them is passed."""
    people, at = shoal.ledger.people, shoal.wall_clock()
    passed = [one for one in limits if people.attempt(one.bucket[:120], at, window=one.window) > one.most]
    if passed:
        wait = "a quarter of an hour" if max(one.window for one in passed) == WINDOW else "a day"
        raise TooOftenError("Too many tries to sign in.", next_step=f"Wait {wait}, then try again.", retryable=True)


@contextmanager
def oneself(shoal: Shoal, member: Member) -> Iterator[None]:
    """Let a member act on their own account, which is written down in the first of their brands."""
    brand = next(iter(shoal.team.brands(member)), None)
    role = member.role_in(brand.id if brand else "") or "viewer"
    with shoal.acting(Actor(id=member.id, name=member.name, role=role, door="web"), brand):
        yield


def _told(shoal: Shoal, name: str, currency: str, timezone: str) -> str:
    """Return a brand's name after checking all three."""
    told = " ".join(name.split())[:120]
    if not told:
        raise InputError("A brand needs a name.", fields={"name": "a name"})
    checked(replace(shoal.settings, folder=Path(), name=told, currency=currency, timezone=timezone))
    return told


def _renamed(shoal: Shoal, name: str, currency: str, timezone: str) -> Settings:
    """Return the workspace's settings with another first brand."""
    told = _told(shoal, name, currency, timezone)
    return replace(shoal.settings, name=told, currency=currency, timezone=timezone)

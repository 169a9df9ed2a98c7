"""Brands, members, invitations, and how often somebody tried."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.sessions.models import Session
from django.db import IntegrityError
from django.db.models import QuerySet

from shoal.domain.brief import Brand
from shoal.domain.people import ROLES, Grant, Invitation, Member
from shoal.errors import ConflictError, DeniedError, NotFoundError
from shoal.ledger import models
from shoal.ledger.desk import Desk
from shoal.ledger.passwords import check_new_password
from shoal.ledger.setup import speaking

OWNERS = 7_061_728  # PostgreSQL's advisory lock: two owners who demote each other do so one after the other
LONGEST_WINDOW = timedelta(days=1)


class People:
    """Who works here and on what; it concerns the whole workspace."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    # brands --------------------------------------------------------------------------------------------------------

    def brands(self) -> tuple[Brand, ...]:
        """Return all brands in the order in which they came."""
        with speaking():
            return tuple(_brand(row) for row in self._desk.all(models.Brand).order_by("pk"))

    def add_brand(self, brand: Brand, at: datetime) -> Brand:
        """Add a brand. Raises ``ConflictError`` where its short name is taken."""
        try:
            with self._desk.transaction():
                self._desk.all(models.Brand).create(
                    uid=brand.id, slug=brand.slug, name=brand.name, currency=brand.currency, timezone=brand.timezone,
                    created_at=at,
                )  # fmt: skip
        except IntegrityError as cause:
            raise ConflictError(
                f"There is a brand with the address {brand.slug} already.",
                received=brand.name,
                next_step="Give it a name of its own.",
            ) from cause
        return brand

    def change_brand(self, brand: Brand) -> Brand:
        """Keep a brand's new name, currency, time zone and address."""
        with self._desk.transaction():
            rows = self._desk.all(models.Brand).filter(uid=brand.id)
            kept = {"name": brand.name, "currency": brand.currency, "timezone": brand.timezone, "slug": brand.slug}
            if not rows.update(**kept):
                raise NotFoundError("There is no such brand.", received=brand.id)
        return brand

    # members -------------------------------------------------------------------------------------------------------

    def members(self) -> tuple[Member, ...]:
        """Return everybody with an account, in the order in which they came."""
        with speaking():
            rows = self._people().order_by("pk")
            return tuple(_member(row) for row in rows)

    def member(self, uid: str) -> Member | None:
        """Return one member, ``None`` where there is none of that id."""
        with speaking():
            row = self._people().filter(uid=uid).first()
        return _member(row) if row else None

    def add_member(self, member: Member, password: str, at: datetime) -> Member:
        """Make an account. Raises ``ConflictError`` where the e-mail has one."""
        email = member.email.strip().casefold()
        try:
            with self._desk.transaction():
                row = models.User(uid=member.id, email=email, name=member.name, created_at=at)
                row.password = make_password(password)
                row.save(using=self._desk.alias, force_insert=True)
                self._grant(row, member.grants)
        except IntegrityError as cause:
            raise ConflictError(
                "There is an account with this e-mail already.", next_step="Sign in, or change the role instead."
            ) from cause
        return member

    def change_grants(self, uid: str, grants: Sequence[Grant]) -> Member:
        """Give a member these roles and no others. Raises ``DeniedError`` for the last owner."""
        with self._desk.transaction():
            self._desk.take_turns(OWNERS)
            row = self._user(uid)
            row.memberships.all().delete()
            self._grant(row, grants)
            self._keep_an_owner()
        return _member(self._user(uid))

    def disable(self, uid: str, at: datetime | None) -> Member:
        """Close an account (or open it again with ``None``). Raises ``DeniedError`` for the last owner."""
        with self._desk.transaction():
            self._desk.take_turns(OWNERS)
            row = self._user(uid)
            row.disabled_at = at
            row.save(using=self._desk.alias, update_fields=["disabled_at"])
            self._keep_an_owner()
            self._end_sessions(uid)
        return _member(self._user(uid))

    def sign_in(self, email: str, password: str, at: datetime) -> tuple[Member, str] | None:
        """Return a member and the mark of this password, ``None`` where either does not fit.

        An unknown e-mail costs as much time as a wrong password. The mark changes with the password.
        """
        with speaking():
            row = self._people().filter(email=email.strip().casefold(), disabled_at=None).first()
        if row is None:
            make_password(password)
            return None
        if not check_password(password, row.password):
            return None
        with self._desk.transaction():
            self._desk.all(models.User).filter(pk=row.pk).update(seen_at=at)
        return _member(row), _mark(row)

    def present(self, uid: str, mark: str) -> Member | None:
        """Return the member of an open session, ``None`` where the account was closed or a factor of it changed."""
        with speaking():
            rows = self._people().filter(uid=uid, disabled_at=None)
            row = rows.first()
        return _member(row) if row and hmac.compare_digest(_mark(row), mark) else None

    def mark_of(self, uid: str) -> str:
        """Return the mark of a member's password and second factor, for a session that begins."""
        return _mark(self._user(uid))

    def check_new_password(self, password: str, *names: str) -> None:
        """Raise ``InputError`` with every reason why a new password is too weak; it is not repeated."""
        check_new_password(password, *names, house=[brand.name for brand in self.brands()])

    def set_password(self, uid: str, password: str) -> None:
        """Set a member's password; sessions that were open under the old one end by themselves."""
        with self._desk.transaction():
            row = self._user(uid)
            row.password = make_password(password)
            row.save(using=self._desk.alias, update_fields=["password"])

    def _user(self, uid: str) -> models.User:
        row = self._people().filter(uid=uid).first()
        if row is None:
            raise NotFoundError("There is no such member.", received=uid)
        return row

    def _people(self) -> QuerySet[models.User]:
        """Return everybody, with what they were granted and their second factor."""
        return self._desk.all(models.User).select_related("second_factor").prefetch_related("memberships")

    def _end_sessions(self, uid: str) -> None:
        """End the sessions of a member, so that none wakes up when the account is opened again.

        O(sessions): what a session holds is not searchable.
        """
        sessions = self._desk.all(Session)
        mine = [row.pk for row in sessions.iterator() if uid in row.get_decoded().values()]
        sessions.filter(pk__in=mine).delete()

    def _grant(self, row: models.User, grants: Sequence[Grant]) -> None:
        for grant in grants:
            self._desk.all(models.Membership).create(user=row, brand_key=grant.brand_id, role=grant.role)

    def _keep_an_owner(self) -> None:
        owners = self._desk.all(models.Membership).filter(brand_key="", role="owner", user__disabled_at=None)
        if not owners.exists():
            raise DeniedError(
                "The last owner stays: without one nobody could add people, change keys or erase.",
                next_step="Make somebody else an owner first.",
            )

    # invitations ---------------------------------------------------------------------------------------------------

    def invite(self, invitation: Invitation, token: str, at: datetime) -> Invitation:
        """Keep a one-time link by the hash of its token."""
        with self._desk.transaction():
            self._desk.all(models.Invitation).create(
                uid=invitation.id, sha256=_hash(token), email=invitation.email.strip().casefold(),
                brand_key=invitation.grant.brand_id, role=invitation.grant.role, created_at=at,
                expires_at=invitation.expires_at,
            )  # fmt: skip
        return invitation

    def invitation(self, token: str, at: datetime) -> Invitation | None:
        """Return the open invitation of a token; unknown, used and expired ones look the same."""
        with speaking():
            rows = self._desk.all(models.Invitation).filter(sha256=_hash(token), used_at=None, expires_at__gt=at)
            row = rows.first()
        return _invitation(row) if row else None

    def use_invitation(self, token: str, member: Member, password: str, at: datetime, *, known: bool) -> Member:
        """Make the member that an invitation is for, or give a known one its role and the password; it works once.

        Raises ``NotFoundError`` where the link is not valid, or not any more.
        """
        with self._desk.transaction():
            rows = self._desk.all(models.Invitation).filter(sha256=_hash(token))
            if not rows.filter(used_at=None, expires_at__gt=at).update(used_at=at):
                raise NotFoundError("This link is not valid, or not any more.", next_step="Ask for a new one.")
            invited = rows.get()
            if not known:
                return self.add_member(member, password, at)
            self.set_password(member.id, password)
            grant = Grant(brand_id=invited.brand_key, role=invited.role)  # type: ignore[arg-type]  # CHECKed
            return self.change_grants(member.id, _joined(_member(self._user(member.id)).grants, grant))

    def invitations(self, at: datetime) -> tuple[Invitation, ...]:
        """Return the open invitations."""
        with speaking():
            rows = self._desk.all(models.Invitation).filter(used_at=None, expires_at__gt=at).order_by("pk")
            return tuple(_invitation(row) for row in rows)

    def withdraw(self, uid: str) -> None:
        """Take an invitation back. Raises ``NotFoundError`` where it is not open any more."""
        with self._desk.transaction():
            gone, _ = self._desk.all(models.Invitation).filter(uid=uid, used_at=None).delete()
            if not gone:
                raise NotFoundError("This invitation is not open any more.", received=uid)

    # attempts ------------------------------------------------------------------------------------------------------

    def attempt(self, bucket: str, at: datetime, *, window: timedelta) -> int:
        """Count one attempt in a bucket and return how many there were in this window, this one included."""
        with self._desk.transaction():
            rows = self._desk.all(models.Attempt)
            _, made = rows.get_or_create(bucket=bucket, defaults={"since": at})
            if made:  # addresses and names of those who tried are kept no longer than they are needed
                rows.filter(since__lt=at - max(window, LONGEST_WINDOW)).delete()
            row = rows.select_for_update().get(bucket=bucket)
            if at - row.since >= window:
                row.count, row.since = 0, at
            row.count += 1
            row.save(using=self._desk.alias)
            return row.count

    def attempts(self, bucket: str, at: datetime, *, window: timedelta) -> int:
        """Return how many attempts a bucket holds in the present window; nothing is counted."""
        with speaking():
            row = self._desk.all(models.Attempt).filter(bucket=bucket).first()
        return row.count if row and at - row.since < window else 0

    def clear_attempts(self, bucket: str) -> None:
        """Forget the attempts of a bucket, as after a login that worked."""
        with self._desk.transaction():
            self._desk.all(models.Attempt).filter(bucket=bucket).delete()


def _mark(row: models.User) -> str:
    """Return what a session remembers of password and second factor: enough to see a change, and nothing else."""
    factor = _factor(row)
    told = row.password + (factor.sealed_secret if factor else "")
    return hashlib.sha256(b"shoal session " + told.encode()).hexdigest()


def _factor(row: models.User) -> models.SecondFactor | None:
    """Return the second factor that counts, ``None`` where there is none or it waits to be confirmed."""
    found: models.SecondFactor | None = getattr(row, "second_factor", None)
    return found if found and found.since else None


def _joined(held: Sequence[Grant], invited: Grant) -> list[Grant]:
    """Return the roles of a member with one more; an invitation never takes a stronger one away."""
    same = [grant for grant in held if grant.brand_id == invited.brand_id]
    role = max((grant.role for grant in (*same, invited)), key=ROLES.index)
    return [*(grant for grant in held if grant not in same), Grant(brand_id=invited.brand_id, role=role)]


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _brand(row: models.Brand) -> Brand:
    return Brand(id=row.uid, slug=row.slug, name=row.name, currency=row.currency, timezone=row.timezone)


def _member(row: models.User) -> Member:
    grants = sorted(row.memberships.all(), key=lambda grant: grant.brand_key)
    return Member(
        id=row.uid, email=row.email, name=row.name, disabled_at=row.disabled_at,
        second_factor=_factor(row) is not None,
        grants=tuple(Grant(brand_id=grant.brand_key, role=grant.role) for grant in grants),  # type: ignore[arg-type]  # CHECKed
    )  # fmt: skip


def _invitation(row: models.Invitation) -> Invitation:
    return Invitation(
        id=row.uid, email=row.email, grant=Grant(brand_id=row.brand_key, role=row.role),  # type: ignore[arg-type]  # CHECKed
        expires_at=row.expires_at, used_at=row.used_at,
    )  # fmt: skip

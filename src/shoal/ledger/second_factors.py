"""The one-time codes and recovery codes of members: one factor a person, each code taken once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from shoal.domain.people import SecondFactor
from shoal.errors import ConflictError, NotFoundError
from shoal.ledger import models
from shoal.ledger.desk import Desk
from shoal.ledger.setup import speaking


class SecondFactors:
    """What is asked after the password; it concerns the whole workspace."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def of(self, member_id: str) -> SecondFactor | None:
        """Return a member's factor, confirmed or not, ``None`` where there is none."""
        with speaking():
            row = self._desk.all(models.SecondFactor).filter(user__uid=member_id).first()
            if row is None:
                return None
            left = self._desk.all(models.RecoveryCode).filter(user_id=row.user_id, used_at=None).count()
        return SecondFactor(sealed_secret=row.sealed_secret, since=row.since, recovery_codes_left=left)

    def begin(self, member_id: str, sealed_secret: str) -> None:
        """Keep a secret that counts for nothing until it is confirmed, in place of one that waited.

        Raises ``ConflictError`` where a factor counts already.
        """
        with self._desk.transaction():
            user = self._user(member_id)
            rows = self._desk.all(models.SecondFactor)
            rows.filter(user=user, since=None).delete()
            _, made = rows.get_or_create(user=user, defaults={"sealed_secret": sealed_secret})
            if not made:
                raise ConflictError("The second factor is on already.", next_step="Turn it off first.")

    def confirm(self, member_id: str, step: int, codes: Sequence[str], at: datetime) -> None:
        """Let the waiting secret count, and keep its recovery codes by their hashes.

        ``step`` is that of the code it was confirmed with. Raises ``ConflictError`` where none waits.
        """
        with self._desk.transaction():
            waiting = self._desk.all(models.SecondFactor).filter(user=self._user(member_id), since=None)
            if not waiting.update(since=at, newest_step=step):
                raise ConflictError("No second factor waits to be confirmed.", next_step="Begin again.")
            self.keep_codes(member_id, codes)

    def keep_codes(self, member_id: str, codes: Sequence[str]) -> None:
        """Keep recovery codes by their hashes in place of those before."""
        with self._desk.transaction():
            user, rows = self._user(member_id), self._desk.all(models.RecoveryCode)
            rows.filter(user=user).delete()
            rows.bulk_create([models.RecoveryCode(user=user, sha256=code) for code in codes])

    def take_step(self, member_id: str, step: int) -> bool:
        """Take the code of a step, and say whether it was new: of two who send it at once, one gets in.

        The row is named by columns of its own, here and below: PostgreSQL asks them again once it has the row, and
        would not ask a table that was joined, so both would get in.
        """
        with self._desk.transaction():
            rows = self._desk.all(models.SecondFactor).filter(user=self._user(member_id), since__isnull=False)
            return bool(rows.filter(newest_step__lt=step).update(newest_step=step))

    def take_recovery_code(self, member_id: str, sha256: str, at: datetime) -> bool:
        """Take a recovery code by its hash, and say whether there was one that nobody had used."""
        with self._desk.transaction():
            codes = self._desk.all(models.RecoveryCode)
            rows = codes.filter(user=self._user(member_id), sha256=sha256, used_at=None)
            return bool(rows.update(used_at=at))

    def drop(self, member_id: str) -> bool:
        """Delete a member's factor with its recovery codes, and say whether one counted."""
        with self._desk.transaction():
            rows = self._desk.all(models.SecondFactor).filter(user__uid=member_id)
            counted = rows.filter(since__isnull=False).exists()
            rows.delete()
            self._desk.all(models.RecoveryCode).filter(user__uid=member_id).delete()
            return counted

    def _user(self, member_id: str) -> models.User:
        row = self._desk.all(models.User).filter(uid=member_id).first()
        if row is None:
            raise NotFoundError("There is no such member.", received=member_id)
        return row

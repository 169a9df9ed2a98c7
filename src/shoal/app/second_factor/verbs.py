"""Verbs on the second factor: turned on and off by each person, asked at sign-in, required by an owner."""

from __future__ import annotations

import base64
import json
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from shoal.app.sealing import opened, sealed
from shoal.app.second_factor.codes import (
    RECOVERY_BYTES,
    RECOVERY_CODES,
    SECRET_BYTES,
    is_one_time_code,
    recovery_code,
    recovery_hash,
    secret_in_words,
    setup_address,
    step_of,
)
from shoal.app.team import MOST_PER_PLACE, WINDOW, Limit, SignedIn, oneself, slow_down
from shoal.domain.brief import Brand
from shoal.domain.people import Member
from shoal.domain.people import SecondFactor as Factor
from shoal.errors import ConflictError, DeniedError, NotFoundError

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

# A code is one of a million and three fit at a time, so who has the password already finds one in 50 tries a day with
# a chance of 0.015 %. Signing in does not take the day's tries back, or guessing could go on beside it.
MOST_CODES, MOST_CODES_A_DAY = 10, 50
DAY = timedelta(days=1)
REQUIRED = "second_factor_required"
LONGEST_CODE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A secret that waits to be confirmed: ``words`` to type into an app, ``address`` for a picture of it."""

    words: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnedOn:
    """A second factor that counts from now on, and its recovery codes, which are shown this once."""

    signed: SignedIn
    recovery_codes: tuple[str, ...]


class SecondFactor:
    """The verbs on what is asked after the password."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal

    # one's own -----------------------------------------------------------------------------------------------------

    def standing(self, member: Member) -> Factor | None:
        """Return what is kept of a member's factor, ``None`` where there is none."""
        return self._shoal.ledger.second_factors.of(member.id)

    def begin(self, member: Member, *, password: str, place: str) -> None:
        """Draw a secret that waits to be confirmed; one that waited is worth nothing any more.

        Raises ``DeniedError`` for a wrong password, ``ConflictError`` where the factor is on.
        """
        self._shoal.team.sign_in(member.email, password, place=place)
        secret = base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()
        told = json.dumps({"of": member.id, "secret": secret})
        self._shoal.ledger.second_factors.begin(member.id, sealed(self._shoal.key, told.encode()).decode())

    def waiting(self, member: Member) -> Setup | None:
        """Return the secret that waits to be confirmed, ``None`` where none does."""
        factor = self.standing(member)
        if factor is None or factor.since:
            return None
        secret = self._secret(member, factor)
        issuer = " ".join(("Shoal", *(brand.name for brand in self._shoal.team.brands(member)[:1])))
        return Setup(words=secret_in_words(secret), address=setup_address(secret, account=member.email, issuer=issuer))

    def turn_on(self, member: Member, code: str, *, place: str) -> TurnedOn:
        """Let the waiting secret count once a code shows that an app holds it; other sessions end.

        Raises ``DeniedError`` for a wrong code, ``ConflictError`` where no secret waits, ``TooOftenError``.
        """
        self._slow_down(member, place)
        factor, at = self.standing(member), self._shoal.wall_clock()
        if factor is None or factor.since:
            raise ConflictError("No second factor waits to be confirmed.", next_step="Begin again.")
        step = step_of(code, self._secret(member, factor), at)
        if step is None:
            raise _wrong_code()
        codes = _drawn()
        with oneself(self._shoal, member), self._shoal.ledger.transaction():
            self._shoal.ledger.second_factors.confirm(member.id, step, _hashes(codes), at)
            self._shoal.record("second_factor.on", member.id)
        self._shoal.ledger.people.clear_attempts(_bucket(member))
        return TurnedOn(signed=self._signed(member), recovery_codes=codes)

    def renew_codes(self, member: Member, *, password: str, code: str, place: str) -> tuple[str, ...]:
        """Return new recovery codes, shown this once; those before are worth nothing any more."""
        self._shoal.team.sign_in(member.email, password, place=place)
        self._take(member, code, place)
        codes = _drawn()
        with oneself(self._shoal, member), self._shoal.ledger.transaction():
            self._shoal.ledger.second_factors.keep_codes(member.id, _hashes(codes))
            self._shoal.record("second_factor.codes", member.id)
        return codes

    def turn_off(self, member: Member, *, password: str, code: str, place: str) -> SignedIn:
        """Ask for the password alone from now on; takes the password and a code, and other sessions end."""
        self._shoal.team.sign_in(member.email, password, place=place)
        self._take(member, code, place)
        with oneself(self._shoal, member), self._shoal.ledger.transaction():
            self._shoal.ledger.second_factors.drop(member.id)
            self._shoal.record("second_factor.off", member.id)
        return self._signed(member)

    # signing in ----------------------------------------------------------------------------------------------------

    def confirm(self, member_id: str, mark: str, code: str, *, place: str) -> SignedIn:
        """Return who gave the password before and a code now; ``mark`` is what the password came back with.

        Raises ``DeniedError`` for a code that does not fit or was used, ``TooOftenError``.
        """
        member = self._shoal.team.present(member_id, mark)
        if member is None:
            raise DeniedError("The password has changed since.", next_step="Sign in again.")
        self._take(member, code, place)
        return SignedIn(member=member, mark=mark)

    def _take(self, member: Member, code: str, place: str) -> None:
        """Take a one-time or recovery code; it is worth nothing afterwards."""
        self._slow_down(member, place)
        if not self._fits(member, code[:LONGEST_CODE], self._shoal.wall_clock()):
            raise _wrong_code()
        self._shoal.ledger.people.clear_attempts(_bucket(member))

    def _fits(self, member: Member, code: str, at: datetime) -> bool:
        kept = self._shoal.ledger.second_factors
        if is_one_time_code(code):
            factor = kept.of(member.id)
            step = step_of(code, self._secret(member, factor), at) if factor else None
            return step is not None and kept.take_step(member.id, step)
        with oneself(self._shoal, member), self._shoal.ledger.transaction():
            if taken := kept.take_recovery_code(member.id, recovery_hash(code), at):
                self._shoal.record("second_factor.recovery", member.id)
        return taken

    def _slow_down(self, member: Member, place: str) -> None:
        slow_down(
            self._shoal,
            Limit(bucket=_bucket(member), most=MOST_CODES, window=WINDOW),
            Limit(bucket=f"sign-in codes of a day {member.id}", most=MOST_CODES_A_DAY, window=DAY),
            Limit(bucket=f"sign-in place {place}", most=MOST_PER_PLACE, window=WINDOW),
        )

    # what an owner settles -----------------------------------------------------------------------------------------

    @property
    def required(self) -> bool:
        """Say whether the brand that is worked for asks everybody for a second factor."""
        return bool(self._shoal.ledger.notes.setting(REQUIRED, default=False))

    def require(self, *, wanted: bool) -> None:
        """Ask everybody in this brand for a second factor, or nobody; who has none is sent to set it up."""
        self._shoal.require("team")
        with self._shoal.ledger.transaction():
            self._shoal.ledger.notes.set(REQUIRED, wanted)
            self._shoal.record("second_factor.require", self._shoal.brand.id, wanted=wanted)

    def required_by(self, member: Member) -> tuple[Brand, ...]:
        """Return those brands of a member that ask for a second factor."""
        shoal = self._shoal
        brands = shoal.team.brands(member)
        return tuple(one for one in brands if shoal.ledger_of(one.id).notes.setting(REQUIRED, default=False))

    def take_off(self, email: str) -> Member:
        """Take the second factor off somebody who lost it; sessions end, the password stays.

        For whoever sits at the machine. Raises ``NotFoundError`` for an unknown name, or where none was on.
        """
        self._shoal.require("team")
        name = email.strip().casefold()
        member = next((one for one in self._shoal.team.members() if one.email == name), None)
        if member is None:
            raise NotFoundError("Nobody signs in by this name.", received=email, next_step="Look under Team.")
        with self._shoal.ledger.transaction():
            if not self._shoal.ledger.second_factors.drop(member.id):
                raise NotFoundError("This account has no second factor.", received=email)
            self._shoal.record("second_factor.take_off", member.id)
        return member

    def _secret(self, member: Member, factor: Factor) -> bytes:
        """Return the open secret. Raises ``ConflictError`` where another key sealed it, or it is somebody else's."""
        told = json.loads(opened(self._shoal.key, factor.sealed_secret.encode()))
        if told["of"] != member.id:
            raise ConflictError("This second factor belongs to somebody else.", next_step="Restore the ledger whole.")
        return base64.b32decode(told["secret"])

    def _signed(self, member: Member) -> SignedIn:
        people = self._shoal.ledger.people
        return SignedIn(member=people.member(member.id) or member, mark=people.mark_of(member.id))


def _bucket(member: Member) -> str:
    return f"sign-in code {member.id}"


def _drawn() -> tuple[str, ...]:
    return tuple(recovery_code(secrets.token_bytes(RECOVERY_BYTES)) for _ in range(RECOVERY_CODES))


def _hashes(codes: tuple[str, ...]) -> list[str]:
    return [recovery_hash(code) for code in codes]


def _wrong_code() -> DeniedError:
    return DeniedError(
        "This code does not fit, or it was used already.",
        next_step="Wait for the next one in your app and check that the clocks agree, or use a recovery code.",
    )

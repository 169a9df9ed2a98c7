"""Verbs on connections: ways out to another machine. All are off until an owner agrees to what they mean.

Nothing here calls out by itself: ``check`` asks because an owner said so, a look-up because somebody said yes to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal

from shoal.app.connections.outside import OutsideCall, calls_noted, note_call
from shoal.app.connections.store import drop_secret, keep_secret, secret_kept, secret_of
from shoal.app.connections.terms import TERMS_VERSION
from shoal.config import instagram_token
from shoal.errors import ConflictError, InputError, OutsideAccessError, PolicyError
from shoal.sources import (
    GRAPH_HOST,
    GRAPH_VERSION,
    GraphAccess,
    GraphLine,
    GraphUsage,
    Instagram,
    checked_access,
    stopped_before,
)

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

INSTAGRAM = "instagram"
SETTING, USED = "connection instagram", "connection instagram used"
PER_HOUR = 180  # questions an hour and brand: the vendor names 200 for an app with one user, none for a person
HOUR = timedelta(hours=1)
USAGE_HOLDS = timedelta(hours=1)
SOON = timedelta(days=10)
NEWEST_CALLS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """Who confirmed what whoever connects has to confirm, when, and in which wording."""

    by_name: str
    at: datetime
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """How the connection of a brand to Instagram stands; its secret is nowhere in it.

    ``token`` says where the secret lies: ``kept`` sealed here, in the ``environment``, or ``absent``. ``why_not`` says
    what keeps it from being used, empty where nothing does. ``asked`` counts the questions of the last hour, of
    ``PER_HOUR`` that Shoal allows itself; ``percent`` is what the vendor's newest answer said of its own limit.
    """

    token: Literal["kept", "environment", "absent"]
    user_id: str = ""
    version: str = GRAPH_VERSION
    username: str = ""
    expires_on: date | None = None
    lacks: tuple[str, ...] = ()
    consent: Consent | None = None
    checked_at: datetime | None = None
    why_not: str = ""
    asked: int = 0
    percent: float | None = None
    again_at: datetime | None = None
    soon: bool = False

    @property
    def on(self) -> bool:
        """Say whether somebody agreed to it; it may still be kept from being used."""
        return self.consent is not None

    @property
    def ready(self) -> bool:
        """Say whether it may be used now."""
        return not self.why_not

    @property
    def left(self) -> int:
        """Return how many questions are left in this hour."""
        return max(0, PER_HOUR - self.asked)


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOut:
    """One host that this installation may speak to, and how often it did in the last 30 days."""

    host: str
    connections: int
    calls: int
    last_at: datetime | None


class Connections:
    """The verbs on connections. ``line`` is what questions go out by; tests put another in its place."""

    def __init__(self, shoal: Shoal) -> None:
        self._shoal = shoal
        self.line = GraphLine()

    def show(self) -> Connection:
        """Return how the connection of this brand stands; nothing is asked."""
        self._shoal.require("import")
        return self._stands()

    def connect(
        self, *, token: str, user_id: str, version: str = "", expires_on: date | None = None, confirmed: str = ""
    ) -> Connection:
        """Keep a connection for this brand; an empty token keeps the one before, or that of the environment.

        ``confirmed`` is the version of the terms that were shown and agreed to. Raises ``PolicyError`` without it and
        ``InputError`` with the parts that cannot be. Nothing is asked.
        """
        shoal = self._shoal
        shoal.require("settings")
        self._refuse_made_up()
        if confirmed != TERMS_VERSION:
            raise PolicyError(
                "Nobody agreed yet to what this connection means.",
                allowed=(TERMS_VERSION,),
                next_step="Read what has to be confirmed, and confirm it.",
            )
        token = token.strip()
        before = secret_of(shoal.settings.folder, shoal.key, INSTAGRAM, shoal.brand.id)
        access = checked_access(token or before or instagram_token(), user_id.strip(), version.strip() or GRAPH_VERSION)
        if expires_on is not None and expires_on < shoal.wall_clock().date():
            wrong = {"expires_on": "this day is past: an expired token is no use"}
            raise InputError("The token is expired.", fields=wrong, next_step="Make a new one.")
        if token:
            keep_secret(shoal.settings.folder, shoal.key, INSTAGRAM, shoal.brand.id, token)
        at = shoal.wall_clock()
        with shoal.ledger.transaction():
            told = {
                "user_id": access.user_id, "version": access.version, "expires_on": _day(expires_on), "username": "",
                "lacks": [], "consent": {"by_name": shoal.actor.name, "at": at.isoformat(), "version": TERMS_VERSION},
            }  # fmt: skip
            shoal.ledger.notes.set(SETTING, told)
            shoal.ledger.notes.set(USED, {})
            shoal.record("connections.connect", INSTAGRAM, terms=TERMS_VERSION, token="new" if token else "as before")
        return self._stands()

    def check(self) -> Connection:
        """Ask, in two questions, which account asks, until when the token holds and what it may do; keep the answer.

        Raises ``OutsideAccessError``, ``OutsideLimitError`` and ``OutsideError`` as any question.
        """
        shoal = self._shoal
        shoal.require("settings")
        client = self.client()
        try:
            facts = client.check()
        finally:
            self.keep_usage(client.usage)
        days = [moment.date() for moment in (facts.expires_at, facts.data_until) if moment is not None]
        with shoal.ledger.transaction():
            told = {
                **self._told(), "username": facts.username, "lacks": list(facts.lacks),
                "checked_at": shoal.wall_clock().isoformat(), "expires_on": _day(min(days, default=None)),
            }  # fmt: skip
            shoal.ledger.notes.set(SETTING, told)
            shoal.record("connections.check", INSTAGRAM, lacks=list(facts.lacks))
        return self._stands()

    def remove(self) -> bool:
        """Delete the secret and switch the connection off, in one step; says whether there was anything."""
        shoal = self._shoal
        shoal.require("settings")
        there = drop_secret(shoal.settings.folder, INSTAGRAM, shoal.brand.id) or bool(self._told())
        with shoal.ledger.transaction():
            shoal.ledger.notes.set(SETTING, {})
            shoal.ledger.notes.set(USED, {})
            if there:
                shoal.record("connections.remove", INSTAGRAM)
        return there

    def calls(self, brand_ids: Sequence[str] = ()) -> tuple[OutsideCall, ...]:
        """Return the newest questions that were put for some brands, for the brand that is worked for if none is named.

        Pages name brands that the reader may see.
        """
        wanted = set(brand_ids or (self._shoal.brand.id,))
        noted = (call for call in calls_noted(self._shoal.settings.folder) if call.brand_id in wanted)
        return tuple(call for call, _ in zip(noted, range(NEWEST_CALLS), strict=False))

    def ways_out(self) -> tuple[WayOut, ...]:
        """Return every host that this installation may speak to or spoke to, for anybody: no name and no secret."""
        shoal = self._shoal
        since = shoal.wall_clock() - timedelta(days=30)
        brands = shoal.team.brands()
        on = sum(bool(shoal.ledger_of(brand.id).notes.setting(SETTING, {})) for brand in brands)
        noted = tuple(calls_noted(shoal.settings.folder))
        if not on and not noted:
            return ()
        lately = [call for call in noted if call.at >= since]
        return (
            WayOut(host=GRAPH_HOST, connections=on, calls=len(lately), last_at=noted[0].at if noted else None),
        )  # fmt: skip

    # for who asks --------------------------------------------------------------------------------------------------

    def client(self) -> Instagram:
        """Return a client that writes each question down before it is put. Raises where it may not be used now."""
        stands = self._stands()
        if stands.why_not:
            raise _not_ready(stands)
        usage = None if stands.percent is None else GraphUsage(percent=stands.percent, again_at=stands.again_at)
        return Instagram(
            self._access(stands), self.line, before=self._before, clock=self._shoal.wall_clock, usage=usage
        )

    def keep_usage(self, usage: GraphUsage | None) -> None:
        """Remember what the vendor said of its limit, so that the next look-up stops in time."""
        if usage is not None:
            again = usage.again_at.isoformat() if usage.again_at else ""
            told = {"percent": usage.percent, "at": self._shoal.wall_clock().isoformat(), "again_at": again}
            self._shoal.ledger.notes.set(USED, told)

    def _before(self, purpose: str) -> None:
        """Write a question down; the hour's own limit is held here, whoever asks and from whichever process."""
        shoal, at = self._shoal, self._shoal.wall_clock()
        asked = self._asked(at)
        if len(asked) >= PER_HOUR:
            raise stopped_before(at, min(asked) + HOUR, f"{len(asked)} questions in the last hour")
        call = OutsideCall(
            at=at, host=GRAPH_HOST, purpose=purpose, by_id=shoal.actor.id, by_name=shoal.actor.name,
            brand_id=shoal.brand.id,
        )  # fmt: skip
        note_call(shoal.settings.folder, call)

    def _asked(self, at: datetime) -> list[datetime]:
        found = []
        for call in calls_noted(self._shoal.settings.folder, newest_only=True):
            if call.at <= at - HOUR:
                break
            if call.brand_id == self._shoal.brand.id:
                found.append(call.at)
        return found

    def _access(self, stands: Connection) -> GraphAccess:
        kept = secret_of(self._shoal.settings.folder, self._shoal.key, INSTAGRAM, self._shoal.brand.id)
        return checked_access(kept or instagram_token(), stands.user_id, stands.version)

    def _told(self) -> dict[str, Any]:
        return dict(self._shoal.ledger.notes.setting(SETTING, {}) or {})

    def _stands(self) -> Connection:
        shoal, told, at = self._shoal, self._told(), self._shoal.wall_clock()
        used = _usage(shoal.ledger.notes.setting(USED, {}) or {}, at)
        kept = secret_kept(shoal.settings.folder, INSTAGRAM, shoal.brand.id)
        token: Literal["kept", "environment", "absent"] = (
            "kept" if kept else "environment" if instagram_token() else "absent"
        )
        if not told:
            off = "The connection is off: an owner has to confirm what it means and enter a token."
            return Connection(token=token, why_not=off)
        consent = told["consent"]
        expires_on = date.fromisoformat(told["expires_on"]) if told.get("expires_on") else None
        found = Connection(
            token=token, user_id=told["user_id"], version=told["version"], username=told.get("username", ""),
            expires_on=expires_on, lacks=tuple(told.get("lacks", ())),
            consent=Consent(
                by_name=consent["by_name"], at=datetime.fromisoformat(consent["at"]), version=consent["version"]
            ),
            checked_at=datetime.fromisoformat(told["checked_at"]) if told.get("checked_at") else None,
            asked=len(self._asked(at)), percent=used[0], again_at=used[1],
            soon=expires_on is not None and expires_on <= (at + SOON).date(),
        )  # fmt: skip
        return _with_reason(found, at)

    def _refuse_made_up(self) -> None:
        if self._shoal.settings.seed is not None:
            raise ConflictError(
                "A made-up market has no connections: no real person belongs in it.",
                next_step="Open a workspace of your own.",
            )


def _with_reason(found: Connection, at: datetime) -> Connection:
    """Return a connection with what keeps it from being used, if anything does."""
    why = ""
    if found.token == "absent":  # noqa: S105  where it lies, not what it is
        why = "The access token is not here any more: enter it again."
    elif found.consent is not None and found.consent.version != TERMS_VERSION:
        why = "What has to be confirmed reads differently now: an owner has to confirm it anew."
    elif found.expires_on is not None and found.expires_on < at.date():
        why = f"The access token expired on {found.expires_on:%Y-%m-%d}: make a new one."
    return replace(found, why_not=why)


def _not_ready(stands: Connection) -> PolicyError | OutsideAccessError:
    next_step = "Settings, Connections; or shoal connections connect."
    if not stands.on or (stands.consent is not None and stands.consent.version != TERMS_VERSION):
        return PolicyError(stands.why_not, next_step=next_step)
    return OutsideAccessError(stands.why_not, next_step=next_step)


def _usage(told: dict[str, Any], at: datetime) -> tuple[float | None, datetime | None]:
    """Return the share of the vendor's limit and when it is free again; an hour later both say nothing any more."""
    if not told:
        return None, None
    said_at = datetime.fromisoformat(told["at"])
    again_at = datetime.fromisoformat(told["again_at"]) if told.get("again_at") else None
    until = again_at or said_at + USAGE_HOLDS
    return (float(told["percent"]), until) if until > at else (None, None)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()

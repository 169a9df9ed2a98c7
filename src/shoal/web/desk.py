"""From a request to who acts, for which brand, in the one workspace that this process has open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import HttpRequest

from shoal.app import Shoal, SignedIn
from shoal.domain.brief import Brand
from shoal.domain.people import Actor, Member
from shoal.errors import NotFoundError
from shoal.web.annex import Annex
from shoal.web.limits import Limits
from shoal.web.log import told

# what a session holds, and no more; HALF is all that it holds between the password and the code, and PROVED says when
# the password was given again, while a second factor is set up
MEMBER, MARK, FLASH, SINCE, SEEN, HALF, PROVED = "member", "mark", "flash", "since", "seen", "half", "proved"
HALF_SECONDS = 600  # how long the code may take: NIST SP 800-63B asks for ten minutes at most


@dataclass(slots=True)
class House:
    """The workspace of this process. ``open_start``: anybody who reaches the page may make the owner's account.

    ``asked_at`` is when a page of a brand was last asked for, by the clock that only goes forward; 0 for never.
    """

    shoal: Shoal | None = None
    open_start: bool = False
    annex: Annex | None = None
    limits: Limits = field(default_factory=Limits)
    asked_at: float = 0.0


HOUSE = House()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a view works with; under a brand's address ``brand`` and ``actor`` are that brand's."""

    shoal: Shoal
    member: Member | None = None
    actor: Actor | None = None
    brand: Brand | None = None
    brands: tuple[Brand, ...] = ()

    def may(self, act: str) -> bool:
        """Say whether who acts may do a kind of act; pages show what may be done."""
        return self.actor is not None and self.actor.may(act)


class Request(HttpRequest):
    """A request that went through the desk."""

    desk: Desk
    htmx: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What a page says once, after a write: words, and how to take it back."""

    text: str
    level: str = "success"
    undo_url: str = ""
    undo_label: str = ""
    details: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def open_house(shoal: Shoal, *, open_start: bool) -> None:
    """Give this process its workspace."""
    HOUSE.shoal, HOUSE.open_start = shoal, open_start
    HOUSE.limits = Limits() if shoal.settings.member_limits else Limits(allowances={})
    made_up = shoal.settings.seed is not None
    HOUSE.annex = Annex(shoal.settings.folder / "made-up.shoal") if open_start and not made_up else None


def shoal_of_process() -> Shoal:
    """Return the open workspace. Raises ``NotFoundError`` where none was given."""
    if HOUSE.shoal is None:
        raise NotFoundError("This server has no workspace.", next_step="Start it with shoal serve.")
    return HOUSE.shoal


def sign_in(request: HttpRequest, signed: SignedIn) -> None:
    """Begin a session for a member: a new session key, so that one planted before is worth nothing."""
    now = _begin_session(request)
    request.session[MEMBER], request.session[MARK] = signed.member.id, signed.mark
    request.session[SINCE] = request.session[SEEN] = now
    told(request, "signed-in", who=signed.member.id)


def ask_for_code(request: HttpRequest, signed: SignedIn) -> None:
    """Remember who gave the right password and has a second factor; it opens nothing yet."""
    now = _begin_session(request)
    request.session.set_expiry(HALF_SECONDS)
    request.session[HALF] = [signed.member.id, signed.mark, now]
    told(request, "code-asked", who=signed.member.id)


def half_signed_in(request: HttpRequest) -> tuple[str, str] | None:
    """Return id and mark of who gave the password and has to give a code yet, ``None`` where nobody did of late."""
    member_id, mark, since = request.session.get(HALF, ("", "", 0))
    late = shoal_of_process().wall_clock().timestamp() - since > HALF_SECONDS
    return None if late else (member_id, mark)


def prove(request: HttpRequest) -> None:
    """Remember that the password was given again just now."""
    request.session[PROVED] = int(shoal_of_process().wall_clock().timestamp())


def proved(request: HttpRequest) -> bool:
    """Say whether the password was given again of late: a session that was left open must not go on from there."""
    since: int = request.session.get(PROVED, 0)
    return shoal_of_process().wall_clock().timestamp() - since <= HALF_SECONDS


def _begin_session(request: HttpRequest) -> int:
    """Begin an empty session under a new key, and return the moment in seconds since 1970."""
    request.session.flush()
    request.session.clear_expired()  # sessions that nobody ended are not kept past their time
    return int(shoal_of_process().wall_clock().timestamp())


def sign_out(request: HttpRequest) -> None:
    """End the session."""
    told(request, "signed-out")
    request.session.flush()


def say(request: HttpRequest, message: Message) -> None:
    """Show a message on the next page that this person sees."""
    shown = [*request.session.get(FLASH, ()), {name: getattr(message, name) for name in
             ("text", "level", "undo_url", "undo_label", "details")}]  # fmt: skip
    request.session[FLASH] = shown[-5:]


def heard(request: HttpRequest) -> list[dict[str, str]]:
    """Return the waiting messages and forget them."""
    return list(request.session.pop(FLASH, ())) if FLASH in request.session else []

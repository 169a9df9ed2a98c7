"""The open sessions of one person: seen, and ended after giving the password again (OWASP ASVS 5.0, 7.5.2)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from shoal.web.desk import MARK, MEMBER, SEEN, SINCE, Request


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """One session; ``id`` names it in a form without being worth anything as a cookie."""

    id: str
    began: datetime
    seen: datetime
    here: bool


def open_sessions(request: Request) -> list[OpenSession]:
    """Return where this person is signed in, this session first, then the one used last.

    Costs O(sessions): what a session holds is not searchable, and a team has few.
    """
    found = [_shown(request, row) for row in _mine(request)]
    return sorted(found, key=lambda one: (not one.here, -one.seen.timestamp()))


def end_sessions(request: Request, chosen: str) -> int:
    """End one session by its id, or with ``others`` all but this one; returns how many ended."""
    shown = [(row, _shown(request, row)) for row in _mine(request)]
    ended = [row.pk for row, one in shown if not one.here and chosen in (one.id, "others")]
    _table(request).filter(pk__in=ended).delete()
    return len(ended)


def _table(request: Request) -> Any:  # noqa: ANN401  Django's manager; its model has no name before a workspace is open
    session: Any = request.session
    return session.model.objects


def _mine(request: Request) -> Iterator[Any]:
    """Go through the sessions under which this person could work now: a new password makes older ones worthless."""
    member, mark = request.session[MEMBER], request.session[MARK]
    for row in _table(request).filter(expire_date__gt=request.desk.shoal.wall_clock()).iterator():
        held = row.get_decoded()
        if (held.get(MEMBER), held.get(MARK)) == (member, mark):
            yield row


def _shown(request: Request, row: Any) -> OpenSession:  # noqa: ANN401  a row of sessions
    held = row.get_decoded()
    return OpenSession(
        id=hashlib.sha256(b"shoal session list " + row.pk.encode()).hexdigest()[:24],
        began=datetime.fromtimestamp(held.get(SINCE, 0), UTC),
        seen=datetime.fromtimestamp(held.get(SEEN, 0), UTC),
        here=row.pk == request.session.session_key,
    )

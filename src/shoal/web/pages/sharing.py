"""What the page of links is promised."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from shoal.domain.sharing import ShareLink
from shoal.web.desk import Request
from shoal.web.pages.briefs import slug_of


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkRow:
    """One link: its state (``open``, ``ended``, ``expired``), and how many rows were answered by it."""

    link: ShareLink
    state: str
    answers: int
    url: str


def link_rows(request: Request, name: str) -> list[LinkRow]:
    """Return the links of a brief, newest first."""
    shoal = request.desk.shoal
    now, answered = shoal.wall_clock(), shoal.sharing.answered(name)
    return [
        LinkRow(
            link=link,
            state="ended" if link.revoked_at else "open" if link.live(now) else "expired",
            answers=answered.get(link.id, 0),
            url=reverse("answers", args=[slug_of(request), name, link.id]),
        )
        for link in shoal.sharing.links(name)
    ]

"""What the page of those who are with the brand already is promised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shoal.app import Match, WithUs
from shoal.domain.listing import ListRow
from shoal.web.pages.applications import Line, line_of, platform_word


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A known creator who follows the brand; ``since`` is ``None`` where the export does not say."""

    line: ListRow
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Matched:
    """The newest export of one platform."""

    match: Match
    platform: str
    followers: Sequence[Follower]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyPage:
    """Who is with the brand already."""

    matched: Sequence[Matched]
    customers: Sequence[Line]


def page_of(found: WithUs, zone: str) -> AlreadyPage:
    """Return the page."""
    return AlreadyPage(
        matched=[
            Matched(match=match, platform=platform_word(match.platform), followers=_followers(match, found))
            for match in found.matches
        ],
        customers=[line_of(standing, zone) for standing in found.customers],
    )


def _followers(match: Match, found: WithUs) -> list[Follower]:
    here = [(found.lines[creator], day) for creator, day in match.since.items() if creator in found.lines]
    followers = [Follower(line=line, since=date.fromisoformat(day) if day else None) for line, day in here]
    return sorted(followers, key=lambda follower: (follower.since or date.max, follower.line.name))

"""What the verbs on shortlists, plans and decisions hand to a page; light to import, so that help need not wait."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from shoal.domain.brief import Brief
from shoal.domain.plan import Line, Plan
from shoal.domain.shortlist import Shortlist
from shoal.report import Chart, Html, NameBook


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredPage:
    """A shortlist, or a plan with the shortlist it came from, as a page shows it.

    ``content`` is what a part of a report says by part, ``parts`` whole sections, ``charts`` the pictures by id.
    """

    brief: Brief
    shortlist: Shortlist
    plan: Plan | None
    names: NameBook
    content: Mapping[str, Mapping[str, object]]
    parts: Mapping[str, Html]
    charts: Mapping[str, Chart]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalChange:
    """What one line of an approval sheet, or one answer by a link, would change; ``wrong`` says why it changes nothing.

    ``by_name`` is the name that somebody outside typed, empty on a sheet.
    """

    row_id: str
    account_id: str
    name: str
    before: str
    choice: str
    comment: str
    wrong: str = ""
    by_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One creator in two plans: her line in each, ``None`` where she is not in it."""

    creator_id: str
    account_id: str
    one: Line | None
    other: Line | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlansCompared:
    """Two plans of one brief, who is in both, and who in one of them only."""

    one: Plan
    other: Plan
    names: NameBook
    differences: tuple[Difference, ...]

    @property
    def only_one(self) -> int:
        """Return how many are only in the first."""
        return sum(line.other is None for line in self.differences)

    @property
    def only_other(self) -> int:
        """Return how many are only in the second."""
        return sum(line.one is None for line in self.differences)

"""What the pages of a shortlist are promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.template.loader import get_template
from django.utils.translation import get_language, gettext

from shoal.app import ApprovalChange, StoredPage
from shoal.domain.people import Decision
from shoal.domain.shortlist import Candidate
from shoal.web.desk import Request

CHOICE_WORDS = {"wanted": gettext("wanted"), "unwanted": gettext("unwanted"), "asked": gettext("asked")}
ORDER = {"wanted": 0, "asked": 1, "": 2, "unwanted": 3}
MOST_COMPARED = 5
SALT = "decisions of a shortlist"
Drawn = tuple[str, str, str]  # head, cells, what is behind


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """One candidate: what the report says of her, and what people decided.

    ``head``, ``cells`` and ``behind`` are markup that no decision changes.
    """

    candidate: Candidate
    said: Mapping[str, Any]
    decision: Decision | None
    head: str
    cells: str
    behind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """One wish that could be relaxed where nobody is left."""

    text: str


def rows_of(request: Request, page: StoredPage) -> list[CandidateRow]:
    """Return the candidates with the wanted ones first and the unwanted last; within that, in order of the list."""
    shoal = request.desk.shoal
    decisions = shoal.decisions.of(page.brief.name)
    # sixty rows of reasons and evidence are half the work of the page, and no decision changes them
    key = ("rows", page.shortlist.id, page.plan.id if page.plan else "", get_language(), request.path.split("/")[2])
    drawn: list[Drawn] = shoal.stored.once(key, lambda: _drawn(page))
    rows = [
        CandidateRow(
            candidate=one, said=words, decision=decisions.get(one.account_id), head=markup[0], cells=markup[1],
            behind=markup[2],
        )
        for one, words, markup in zip(page.shortlist.candidates, _said(page), drawn, strict=True)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: ORDER[row.decision.choice if row.decision else ""])


def _said(page: StoredPage) -> Sequence[Mapping[str, Any]]:
    said: Sequence[Mapping[str, Any]] = page.content["shortlist"]["candidates"]  # type: ignore[assignment]  # rows of the report
    return said


def _drawn(page: StoredPage) -> list[Drawn]:
    templates = [get_template(f"shortlist/_row_{part}.html") for part in ("head", "cells", "behind")]
    pairs = zip(page.shortlist.candidates, _said(page), strict=True)
    found = []
    for candidate, said in pairs:
        head, cells, behind = (one.render({"said": said, "candidate": candidate}) for one in templates)
        found.append((head, cells, behind))
    return found


def counts_of(rows: Sequence[CandidateRow]) -> list[tuple[str, int]]:
    """Return how many are wanted, asked, unwanted and undecided."""
    states = [row.decision.choice if row.decision else "" for row in rows]
    words = {"wanted": gettext("wanted"), "asked": gettext("asked"), "unwanted": gettext("unwanted"),
             "": gettext("undecided")}  # fmt: skip
    return [(said, states.count(state)) for state, said in words.items()]


def sealed(told: Mapping[str, tuple[str, str] | None]) -> str:
    """Return decisions as a text that an address can carry and nobody can change."""
    return signing.dumps(
        {account: list(one) if one else None for account, one in told.items()}, salt=SALT, compress=True
    )


def opened(text: str) -> dict[str, tuple[str, str] | None]:
    """Return the decisions of a sealed text. Raises ``BadSignature``."""
    told = signing.loads(text, salt=SALT)
    return {account: (one[0], one[1]) if one else None for account, one in told.items()}


def told_by(changes: Sequence[ApprovalChange]) -> dict[str, tuple[str, str] | None]:
    """Return what the usable lines of an approval sheet decide."""
    return {
        one.account_id: (one.choice, one.comment) for one in changes if one.choice and not one.wrong and one.account_id
    }

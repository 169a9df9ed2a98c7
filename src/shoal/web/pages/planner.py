"""What the pages of a plan are promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import get_template
from django.utils.translation import get_language

from shoal.app import StoredPage, number_parts
from shoal.domain.people import Decision
from shoal.domain.plan import Plan
from shoal.domain.shortlist import Candidate
from shoal.domain.values import Money, Value
from shoal.web.desk import Request
from shoal.web.forms.planner import FEE, Asked, steer_choices


@dataclass(frozen=True, slots=True, kw_only=True)
class Settling:
    """The controls of one creator: her decision on the shortlist comes before anything that is settled here."""

    account_id: str
    name: str
    decision: Decision | None
    choices: Sequence[tuple[str, str, bool]]
    fee: str
    wrong: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One line of a plan with its controls; ``cells`` and ``behind`` are markup that nothing on the page changes."""

    cells: str
    behind: str
    settling: Settling


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherRow:
    """One candidate who is not in the plan, why, and her controls."""

    candidate: Candidate
    who: str
    because: str
    settling: Settling


def line_rows(request: Request, page: StoredPage, asked: Asked, decisions: Mapping[str, Decision]) -> list[LineRow]:
    """Return the lines of a plan."""
    plan = page.plan
    if plan is None:
        return []
    key = ("lines", plan.id, get_language(), request.path.split("/")[2])
    drawn: list[tuple[str, str]] = request.desk.shoal.stored.once(key, lambda: _drawn(page))
    return [
        LineRow(
            cells=cells, behind=behind,
            settling=_settling(page, line.account_id, line.creator_id, asked, decisions),
        )
        for line, (cells, behind) in zip(plan.lines, drawn, strict=True)
    ]  # fmt: skip


def _drawn(page: StoredPage) -> list[tuple[str, str]]:
    said: Sequence[Mapping[str, Any]] = page.content["plan"]["lines"]  # type: ignore[assignment]  # rows of the report
    cells, behind = (get_template(f"planner/_row_{part}.html") for part in ("cells", "behind"))
    told = ({"said": words, "content": page.content["plan"]} for words in said)
    return [(cells.render(one), behind.render(one)) for one in told]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One figure of a plan: the number, and what qualifies it line by line."""

    main: str
    lines: Sequence[str]
    state: str


def visits_tile(value: Value | None) -> Tile | None:
    """Return the clicks of a plan as its other figures are written, ``None`` where they are not counted on."""
    if value is None:
        return None
    parts = number_parts(value)
    least, main = parts.main.startswith("at least "), parts.main.removeprefix("at least ")
    notes = [
        f"at least: {note}" if least and note.startswith("not known") else note for note in parts.note.split(" · ")
    ]
    return Tile(main=main, lines=[f"({parts.span})", *notes] if parts.span else notes, state=parts.state)


def other_rows(page: StoredPage, asked: Asked, decisions: Mapping[str, Decision]) -> list[OtherRow]:
    """Return the candidates who are not in the plan, in order of the shortlist."""
    plan = page.plan
    inside = {line.account_id for line in plan.lines} if plan else set()
    because = {finding.evidence[0].ref: finding.claim for finding in (plan.not_chosen if plan else ())}
    return [
        OtherRow(
            candidate=one, who=page.names.linked(one.creator_id),
            because=page.names.rich(because.get(one.creator_id, "")),
            settling=_settling(page, one.account_id, one.creator_id, asked, decisions),
        )
        for one in page.shortlist.candidates
        if one.account_id not in inside
    ]  # fmt: skip


def _settling(  # what the controls of one creator show
    page: StoredPage, account: str, creator: str, asked: Asked, decisions: Mapping[str, Decision]
) -> Settling:
    return Settling(
        account_id=account, name=page.names.tag(creator), decision=_final(decisions.get(account)),
        choices=steer_choices(asked.steer.get(account, "")), fee=asked.fees.get(account, ""),
        wrong=asked.wrong.get(FEE + account, ""),
    )  # fmt: skip


def _final(decision: Decision | None) -> Decision | None:
    return decision if decision and decision.choice != "asked" else None


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparedRow:
    """One figure of two plans."""

    label: str
    one: Value | Money | str
    other: Value | Money | str
    kind: str


def compared_rows(one: Plan, other: Plan, labels: Mapping[str, str]) -> list[ComparedRow]:
    """Return the figures of two plans beside each other."""
    rows = [
        ComparedRow(label=labels["budget"], one=one.budget, other=other.budget, kind="money"),
        ComparedRow(label=labels["cost"], one=one.cost, other=other.cost, kind="money"),
        ComparedRow(label=labels["creators"], one=str(len(one.lines)), other=str(len(other.lines)), kind="text"),
    ]
    for name in ("reach", "engagements", "orders"):
        found = (getattr(one.forecast, name), getattr(other.forecast, name))
        rows.append(ComparedRow(label=labels[name], one=found[0], other=found[1], kind="value"))
    return rows

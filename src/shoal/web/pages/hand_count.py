"""What the page of a hand count is promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import Chart, CountPlan, HandCounted, count_chart, followers_opened
from shoal.domain.values import Value
from shoal.web.desk import Desk

LABELS = ("r", "u", "f")
SHOWN = 12  # of the labels given last


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelButton:
    """One of the three buttons: its key, its word, how many so far, and whether the focus comes back to it."""

    key: str
    label: str
    number: int
    focus: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CountingShown:
    """The page of one hand count, half-way or done.

    ``following`` is the number in her list to open next, ``end`` that the list ends before it. ``typed`` is what stands
    in the field of keys, ``given`` the labels given last as (number in the list, word), the newest first.
    """

    plan: CountPlan
    every: int
    typed: str
    done: int
    following: int
    end: bool
    buttons: Sequence[LabelButton]
    given: Sequence[tuple[int, str]]
    creator_url: str
    chart: Chart | None
    chart_csv: str
    result: Value | None
    words: str
    settle: str
    focus_field: bool


def counting_shown(
    plan: CountPlan, latest: HandCounted, desk: Desk, *, typed: str | None, every: int | None, at: str
) -> CountingShown:
    """Return the page of a hand count; ``at`` is the key of the button that was pressed last."""
    slug = desk.brand.slug if desk.brand else ""
    keys, step = plan.keys if typed is None else typed, every or plan.every
    told, words = Counter(keys), label_words()
    following = step * (len(keys) + 1)
    opened = followers_opened(latest.counts)
    numbered = [(step * place, words.get(key, key)) for place, key in enumerate(keys, start=1)]
    return CountingShown(
        plan=plan,
        every=step,
        typed=keys,
        done=len(keys),
        following=following,
        end=plan.followers is not None and following > plan.followers,
        buttons=[LabelButton(key=key, label=words[key], number=told[key], focus=at == key) for key in LABELS],
        given=numbered[::-1][:SHOWN],
        creator_url=reverse("creator", args=[slug, plan.creator_id]),
        chart=count_chart(opened) if opened else None,
        chart_csv=reverse("creator-picture", args=[slug, plan.creator_id, "opened"]) if opened else "",
        result=opened.value if opened else None,
        words=opened.words if opened else "",
        settle=latest.finding.settle if latest.finding else "",
        focus_field=at not in LABELS,
    )


def label_words() -> dict[str, str]:
    """Return the labels in words."""
    return {"r": gettext("Real"), "u": gettext("Unsure"), "f": gettext("Not real")}

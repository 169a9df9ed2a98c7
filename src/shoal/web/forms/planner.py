"""What is settled for the next plan: a budget, and per creator a pin, a ban or a fee; typed text is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import QueryDict
from django.utils.translation import gettext

from shoal.app import Shoal
from shoal.domain.plan import Steering
from shoal.domain.values import Money
from shoal.errors import InputError

STEER, FEE = "steer-", "fee-"
SLIDER_STEPS = 40
LONGEST = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody asked for: the budget as typed, pins and bans by account, fees as typed, and what is wrong."""

    budget: str
    steer: Mapping[str, str] = field(default_factory=dict)
    fees: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slider:
    """A slider over budgets in whole units of the currency."""

    least: int
    most: int
    step: int
    value: int


def asked_in(post: QueryDict) -> Asked:
    """Return what a form of the planner says; the slider counts where its own button was pressed."""
    slid = post.get("use") == "slider"
    budget = post.get("slider" if slid else "budget", "")[:LONGEST]
    return Asked(
        budget=budget,
        steer={key.removeprefix(STEER): post.get(key, "") for key in post if key.startswith(STEER)},
        fees={key.removeprefix(FEE): post.get(key, "")[:LONGEST] for key in post if key.startswith(FEE)},
    )


def asked_of(budget: str, steering: Steering, fee_texts: Mapping[str, str]) -> Asked:
    """Return what a plan was asked with, for its form."""
    steer = dict.fromkeys(steering.pinned, "pin") | dict.fromkeys(steering.banned, "ban")
    return Asked(budget=budget, steer=steer, fees=fee_texts)


def steering_of(asked: Asked, shoal: Shoal, currency: str) -> tuple[Steering, dict[str, str]]:
    """Return pins, bans and fees as the verb takes them, and what is wrong by the name of its field."""
    fees: list[tuple[str, int]] = []
    wrong: dict[str, str] = {}
    for account, text in asked.fees.items():
        if not text.strip():
            continue
        try:
            fees.append((account, _fee(shoal, text, currency)))
        except InputError as error:
            wrong[FEE + account] = f"{error.message} {error.next_step}".strip()
    return Steering(
        pinned=_those(asked, "pin"), banned=_those(asked, "ban"), fees=tuple(sorted(fees))
    ), wrong  # fmt: skip


def _fee(shoal: Shoal, text: str, currency: str) -> int:
    if text.strip().strip("0.,") == "" and any(sign == "0" for sign in text):
        return 0  # no fee: a gift or a favour
    money: Money = shoal.comparing.budget_words(text, currency)[0]
    return money.minor


def _those(asked: Asked, word: str) -> tuple[str, ...]:
    return tuple(sorted(account for account, said in asked.steer.items() if said == word))


def slider_around(budget: Money, exponent: int) -> Slider:
    """Return a slider from a tenth of a budget to three times of it, in round steps."""
    whole = max(1, budget.minor // 10**exponent)
    step = 1
    for size in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 100_000, 1_000_000):
        step = size
        if whole * 3 / size <= SLIDER_STEPS * 3:
            break
    least = max(step, whole // 10 // step * step)
    return Slider(least=least, most=max(least + step, (whole * 3 + step - 1) // step * step), step=step,
                  value=max(least, round(whole / step) * step))  # fmt: skip


def steer_choices(current: str) -> Sequence[tuple[str, str, bool]]:
    """Return what may be settled about one creator: value, words, chosen."""
    offered = (("", gettext("as it comes out")), ("pin", gettext("pin")), ("ban", gettext("leave out")))
    return [(value, said, value == current) for value, said in offered]

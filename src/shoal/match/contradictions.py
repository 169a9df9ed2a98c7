"""What a brief asks for that cannot all be true; nothing of the pool is needed to say it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from shoal.domain.amounts import amount_text
from shoal.domain.brief import Brief, Circle, Wish
from shoal.domain.tiers import SCHEMES
from shoal.match.phrases import count, wish_label
from shoal.match.text import plain
from shoal.stats import distance_km

ONE_VALUED = ("platform", "tier", "country", "city")  # an account has one of each; languages and words it may have many


def contradictions(brief: Brief) -> tuple[str, ...]:
    """Return every contradiction of a brief in words, the empty tuple where there is none. Soft wishes cannot clash."""
    hard = tuple(wish for wish in brief.wishes if wish.hard)
    return (
        *_of_limits(hard, brief),
        *_of_names(hard, brief),
        *_of_tiers(hard, brief),
        *_of_circles(hard),
        *_of_frame(brief),
    )


def _of_limits(hard: tuple[Wish, ...], brief: Brief) -> Iterator[str]:
    for field in ("followers", "price"):
        least = max(_numbers(hard, field, "at_least"), default=None)
        most = min(_numbers(hard, field, "at_most"), default=None)
        if least is not None and most is not None and least > most:
            low, high = (
                (amount_text(least, brief.budget.currency), amount_text(most, brief.budget.currency))
                if field == "price"
                else (count(least), count(most))
            )
            yield f"{field} at least {low} and at most {high} leaves nobody"


def _of_names(hard: tuple[Wish, ...], brief: Brief) -> Iterator[str]:
    for field in (*ONE_VALUED, "language", "topic", "value_word"):
        asked = [(wish_label(wish, brief), _folded(wish)) for wish in hard if (wish.field, wish.test) == (field, "is")]
        if field == "country" and brief.markets:
            asked.append((f"markets {' or '.join(brief.markets)}", {plain(market) for market in brief.markets}))
        banned = set().union(*(_folded(wish) for wish in hard if (wish.field, wish.test) == (field, "is_not")))
        if field in ONE_VALUED and len(asked) > 1 and not set.intersection(*(values for _, values in asked)):
            yield f"{' and '.join(label for label, _ in asked)} have nothing in common"
        for label, values in asked:
            if values and values <= banned:
                yield f"{label} is asked for and ruled out"
    excluded = {plain(text) for text in brief.exclusions}
    for wish in hard:
        if wish.field in {"topic", "value_word"} and wish.test != "is_not" and _folded(wish) & excluded:
            yield f"{wish_label(wish, brief)} is asked for and excluded"


def _of_tiers(hard: tuple[Wish, ...], brief: Brief) -> Iterator[str]:
    bands = SCHEMES.get(brief.tier_scheme, ())
    ends = [*(float(low) for low, _ in bands[1:]), float("inf")]
    least = max(_numbers(hard, "followers", "at_least"), default=0.0)
    most = min(_numbers(hard, "followers", "at_most"), default=float("inf"))
    for wish in hard:
        if (wish.field, wish.test) != ("tier", "is"):
            continue
        spans = [(low, end) for (low, name), end in zip(bands, ends, strict=True) if name in _folded(wish)]
        if spans and not any(low <= most and least < end for low, end in spans):
            yield f"{wish_label(wish, brief)} in the scheme {brief.tier_scheme} lies outside the followers asked for"


def _of_circles(hard: tuple[Wish, ...]) -> Iterator[str]:
    circles = [wish.value for wish in hard if isinstance(wish.value, Circle)]
    for place, first in enumerate(circles):
        for second in circles[place + 1 :]:
            apart = float(distance_km(np.array([second.latitude]), np.array([second.longitude]), first)[0])
            if apart > first.radius_km + second.radius_km:
                yield f"the circles around {first.name} and {second.name} do not meet: they are {apart:.3g} km apart"


def _of_frame(brief: Brief) -> Iterator[str]:
    least, most = brief.least_creators, brief.most_creators
    if least is not None and most is not None and least > most:
        yield f"at least {least} creators and at most {most} cannot both hold"
    if least is not None and least > brief.shortlist_size:
        yield f"at least {least} creators are wanted and the shortlist holds {brief.shortlist_size}"
    start, end = brief.window.start, brief.window.end
    if start is not None and end is not None and end < start:
        yield f"the dates end on {end.isoformat()}, before they start on {start.isoformat()}"
    if end is not None and brief.created_at is not None and end < brief.created_at.date():
        yield f"the dates end on {end.isoformat()}, before the brief was written"
    floor = max(_numbers(brief.wishes, "price", "at_least", hard_only=True), default=0.0)
    if floor * (least or 1) > brief.budget.minor:
        currency = brief.budget.currency
        asked = f"{least or 1} at {amount_text(floor, currency)} or more"
        yield f"{asked} cost more than the budget of {amount_text(brief.budget.minor, currency)}"


def _numbers(wishes: tuple[Wish, ...], field: str, test: str, *, hard_only: bool = False) -> list[float]:
    return [
        float(wish.value)
        for wish in wishes
        if (wish.field, wish.test) == (field, test)
        and isinstance(wish.value, int | float)
        and (wish.hard or not hard_only)
    ]


def _folded(wish: Wish) -> set[str]:
    return {plain(value) for value in wish.value} if isinstance(wish.value, tuple) else set()

"""By how much something that was counted narrowed a range, in words for a page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shoal.domain.values import Estimate, Value

HUNDRED, SMALL = 100.0, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """A range before and after posts were counted.

    ``factor`` says how many times as wide the range was before, on the log scale; below 1 it has become wider.
    ``words`` is ``range went from 0.5-6.6 % to 2.1-3.9 % by three posts``.
    """

    before: Estimate
    after: Estimate
    posts: int
    factor: float
    words: str


NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def narrowing(before: Value, after: Value) -> Narrowing | None:
    """Return how a range changed between two readings of one rate, ``None`` where either has no number.

    Take ``reported_rates`` (or ``benchmark_rate``) for before and ``engagement`` for after. ``posts`` are those that
    came in between.
    """
    one, other = before.estimate, after.estimate
    if one is None or other is None or before.unit != after.unit:
        return None
    posts = max(other.n - one.n, 0)
    factor = _width(one) / _width(other) if _width(other) > 0 else float("inf")
    moved = "went" if factor >= 1.0 else "widened"
    count = NUMBERS[posts] if posts < len(NUMBERS) else f"{posts:,}"
    by = f" by {count} post{'' if posts == 1 else 's'}" if posts else ""
    words = f"range {moved} from {_range(one, before.unit)} to {_range(other, after.unit)}{by}"
    return Narrowing(before=one, after=other, posts=posts, factor=factor, words=words)


def _width(estimate: Estimate) -> float:
    """Return the width of a range on the log scale; a low end of 0 counts as a thousandth of the high one."""
    if estimate.high <= 0:
        return 0.0
    return float(np.log(estimate.high / max(estimate.low, estimate.high / 1_000.0)))


def _range(estimate: Estimate, unit: str) -> str:
    """Return ``0.5-6.6 %`` of a fraction, else the two ends as they are."""
    times, sign = (HUNDRED, " %") if unit == "fraction" else (1.0, "")
    low, high = (_end(times * end) for end in (estimate.low, estimate.high))
    return f"{low}-{high}{sign}"


def _end(number: float) -> str:
    """Return an end with one decimal, a small one with two: an end above 0 is not written as 0."""
    return f"{number:.2f}" if 0 < number < SMALL else f"{number:.1f}"

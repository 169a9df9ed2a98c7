"""Pictures on two axes: a plane with named scales, where figures stand left of it and under it.

Across it positions are percentages, up and down pixels: a picture grows with the page and its letters keep their size.
The room for the figures on the left is padding of the style sheet (``plane``).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shoal.domain.values import Estimate
from shoal.report.charts import short_day
from shoal.report.frame import LogAxis, place, tick_text
from shoal.report.markup import safe
from shoal.report.words import CURRENCY_LETTERS, exact, rough_money_text

TOP = 26  # pixels above the plane: what the upright axis counts stands there
BELOW = 40  # likewise under it: figures, then what the lying axis counts
ROUGHLY = 4  # steps of a linear axis
MOST_MARKS = 8
PLANE_TICKS = 10  # a plane has room for more figures than a row of dots
MONTHS = 12


@dataclass(frozen=True, slots=True)
class LinearAxis:
    """A linear axis from ``bottom`` to ``top`` with the ticks between."""

    bottom: float
    top: float
    ticks: tuple[float, ...]

    def place(self, number: float) -> float:
        """Return the position of a number in per cent of the axis, held within its ends."""
        within = min(max(number, self.bottom), self.top)
        return 100.0 * (within - self.bottom) / (self.top - self.bottom)


Axis = LogAxis | LinearAxis
Mark = tuple[float, str]  # a position in per cent, and what stands there


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """Two axes: the marks of both in per cent, what they count, and how many pixels the plane is high."""

    x_marks: Sequence[Mark]
    y_marks: Sequence[Mark]
    x_title: str
    y_title: str
    height: float = 240.0

    @property
    def whole(self) -> float:
        """Return the height of the picture with everything around the plane."""
        return TOP + self.height + BELOW

    @property
    def floor(self) -> float:
        """Return where the lying axis is."""
        return TOP + self.height

    def up(self, share: float) -> float:
        """Return the pixel of a position on the upright axis, given in per cent."""
        return TOP + self.height * (1 - share / 100.0)

    def drawn(self) -> str:
        """Return lines, figures and titles of both axes."""
        return self._upright() + self._lying()

    def path(self, points: Iterable[tuple[float, float]], look: str) -> str:
        """Return a line through points given in per cent of both axes."""
        line = " ".join(f"{place(x)},{place(self.height * (1 - y / 100.0))}" for x, y in points)
        return (
            f'<svg class="plot" x="0" y="{TOP}" width="100%" height="{place(self.height)}" '
            f'viewBox="0 0 100 {place(self.height)}" preserveAspectRatio="none">'
            f'<polyline class="{look}" points="{line}" vector-effect="non-scaling-stroke"/></svg>'
        )

    def _upright(self) -> str:
        lines = ""
        for share, text in self.y_marks:
            y = self.up(share)
            lines += f'<line class="grid" x1="0" x2="100%" y1="{place(y)}" y2="{place(y)}"/>'
            lines += f'<text class="tick" x="-6" y="{place(y + 4)}" text-anchor="end">{safe(text)}</text>'
        return lines + f'<text class="axis" x="0" y="12">{safe(self.y_title)}</text>'

    def _lying(self) -> str:
        lines = ""
        last = len(self.x_marks) - 1
        for at, (share, text) in enumerate(self.x_marks):
            x, inner = place(share), "" if at in (0, last) else " small-part"
            anchor = "start" if share < 1 else "end" if share > 99 else "middle"  # noqa: PLR2004  the very ends
            lines += f'<line class="grid" x1="{x}%" x2="{x}%" y1="{TOP}" y2="{place(self.floor + 4)}"/>'
            lines += (
                f'<text class="tick{inner}" x="{x}%" y="{place(self.floor + 17)}" text-anchor="{anchor}">'
                f"{safe(text)}</text>"
            )
        lines += f'<line class="zero" x1="0" x2="100%" y1="{place(self.floor)}" y2="{place(self.floor)}"/>'
        return lines + f'<text class="axis" x="0" y="{place(self.floor + 34)}">{safe(self.x_title)}</text>'


def linear_axis(numbers: Iterable[float], *, steps: int = ROUGHLY) -> LinearAxis:
    """Return an axis from zero (or from below, where a number is negative) over all numbers, with round ticks."""
    finite = [number for number in numbers if math.isfinite(number)]
    low, high = min([0.0, *finite]), max([0.0, *finite])
    raw = (high - low or 1.0) / steps
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= raw * 0.999999)
    first, last = math.floor(low / step), max(math.ceil(high / step - 1e-9), 1)
    ticks = tuple(step * at for at in range(first, last + 1))
    return LinearAxis(ticks[0], ticks[-1], ticks)


def marks(axis: Axis, unit: str) -> list[Mark]:
    """Return the ticks of an axis with their figures."""
    return [(axis.place(tick), amount_text(tick, unit)) for tick in axis.ticks]


def amount_text(number: float, unit: str) -> str:
    """Return a figure of an axis: a fraction in per cent, a currency from minor units, anything else as a number."""
    if unit == "fraction":
        return f"{round(100 * number, 10):.3g} %"
    if len(unit) == CURRENCY_LETTERS and unit.isalpha() and unit.isupper():
        return rough_money_text(number, unit)
    return tick_text(number) if number > 0 else exact(number)


def day_marks(first: date, last: date) -> list[Mark]:
    """Return the first and the last day and the months between, as far as they have room."""
    if first == last:
        return [(50.0, short_day(first))]
    span = (last - first).days
    starts = [day for day in (first + timedelta(days=at) for at in range(1, span)) if day.day == 1]
    several = -(-len(starts) // MOST_MARKS) or 1
    kept = [day for day in starts[::several] if 0.22 * span < (day - first).days < 0.78 * span]  # clear of both ends
    inner = [(100.0 * (day - first).days / span, f"{day:%b %Y}" if day.month == 1 else f"{day:%b}") for day in kept]
    return [(0.0, short_day(first)), *inner, (100.0, short_day(last))]


def across(day: date, first: date, last: date) -> float:
    """Return where a day stands between two others in per cent; the middle where they are one."""
    return 50.0 if first == last else 100.0 * (day - first).days / (last - first).days


def whisker(x: float, plane: Plane, axis: Axis, estimate: Estimate, look: str = "") -> str:
    """Return an upright range at a position; a range that goes on beyond the axis ends at its edge."""
    low, high = (place(plane.up(axis.place(end))) for end in (estimate.low, estimate.high))
    return f'<line class="whisker{look}" x1="{place(x)}%" x2="{place(x)}%" y1="{low}" y2="{high}"/>'


def dot(x: float, y: float, look: str = "", told: str = "", radius: float = 4.5) -> str:
    """Return a dot at a percentage across and a pixel down; what is told shows where a pointer rests."""
    title = f"<title>{safe(told)}</title>" if told else ""
    return f'<circle class="dot{look}" cx="{place(x)}%" cy="{place(y)}" r="{radius:g}">{title}</circle>'


def square(x: float, y: float, told: str = "") -> str:
    """Return a square at a percentage across and a pixel down, for what is of another kind than the dots."""
    title = f"<title>{safe(told)}</title>" if told else ""
    return (
        f'<svg class="plot" x="{place(x)}%" y="{place(y)}"><rect class="dot square" x="-4" y="-4" width="8" '
        f'height="8">{title}</rect></svg>'
    )

"""What every picture shares: the outer frame with title and description, columns of text, and the logarithmic axis.

Positions are percentages and text has its own size, so a picture keeps readable letters from 320 pixels to paper.
Nothing carries a ``style`` attribute; colour and pattern come from the page's style sheet by class.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from shoal.report.markup import Html, Table, safe
from shoal.report.people import END_STRONG
from shoal.report.words import exact, rough

ROW = 26
CLOSE_ROW = 20
MANY_ROWS = 30
BELOW_MIDDLE = 4  # how far the foot of a text stands under the middle of its row
LONGEST_LABEL = 36  # signs that fit the column of labels on a page of 1,200 pixels
FURTHEST = 300.0  # a range that goes further than this factor beyond the outermost dot is cut there, with an arrow
MOST_TICKS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class LegendEntry:
    """What a fill stands for."""

    fill: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A picture with what must go with it: one finding in words, a legend, and the same figures as a table.

    ``rowed`` says that it has columns of labels, plot and notes; small screens leave the notes to the table.
    ``look`` is a class of the style sheet for the whole figure (``small``), ``csv`` the address of its figures as CSV.
    """

    id: str
    title: str
    finding: Html
    svg: Html
    table: Table
    legend: tuple[LegendEntry, ...] = ()
    rowed: bool = False
    look: str = ""
    csv: str = ""


class Scale(Protocol):
    """An axis: its two ends, and the position of a number between them in per cent."""

    @property
    def bottom(self) -> float:
        """Return the number at its beginning."""

    @property
    def top(self) -> float:
        """Return the number at its end."""

    def place(self, number: float) -> float:
        """Return the position of a number in per cent of the axis."""


@dataclass(frozen=True, slots=True)
class LogAxis:
    """A logarithmic axis from ``bottom`` to ``top`` with the ticks between."""

    bottom: float
    top: float
    ticks: tuple[float, ...]

    def place(self, number: float) -> float:
        """Return the position of a number in per cent of the axis, held within its ends."""
        within = min(max(number, self.bottom), self.top)
        return 100.0 * math.log(within / self.bottom) / math.log(self.top / self.bottom)


def log_axis(dots: Sequence[float], ends: Sequence[float] = (), most_ticks: int = MOST_TICKS) -> LogAxis | None:
    """Return an axis that holds every positive dot, and the ends of ranges as far as ``FURTHEST`` beyond the dots.

    One range over ten decades must not press all others into a point. ``None`` where no dot is positive.
    """
    shown = [number for number in dots if number > 0 and math.isfinite(number)]
    if not shown:
        return None
    whole = [*shown, *(end for end in ends if end > 0 and math.isfinite(end))]
    steps = _steps_around(max(min(whole), min(shown) / FURTHEST), min(max(whole), max(shown) * FURTHEST))
    decades = [step for step in steps if f"{step:e}".startswith("1.")]
    ticks = steps if len(steps) <= most_ticks else decades
    return LogAxis(bottom=steps[0], top=steps[-1], ticks=tuple(ticks))


def _steps_around(low: float, high: float) -> list[float]:
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1
    steps = [factor * 10.0**power for power in range(first, last + 1) for factor in (1, 2, 5)]
    below = max((step for step in steps if step <= low * 1.000001), default=steps[0])
    above = min((step for step in steps if step >= high * 0.999999), default=steps[-1])
    kept = [step for step in steps if below <= step <= above]
    return kept if len(kept) > 1 else [below, below * 10]


def tick_text(number: float) -> str:
    """Return the label of a tick."""
    return exact(number) if number >= 1 else rough(number).rstrip("0")


def framed(chart_id: str, title: str, description: str, height: float, body: str, kind: str = "chart") -> Html:
    """Return the outer picture with its title and description for those who do not see it; ``kind`` are its classes."""
    return Html(
        f'<svg class="{kind}" role="img" aria-labelledby="{chart_id}-title {chart_id}-desc" width="100%" '
        f'height="{place(height)}"><title id="{chart_id}-title">{safe(title)}</title>'
        f'<desc id="{chart_id}-desc">{safe(description)}</desc>{body}</svg>'
    )


def row_height(rows: int) -> int:
    """Return how high a row is drawn: a long list is set closer, so that it stays one picture."""
    return ROW if rows <= MANY_ROWS else CLOSE_ROW


def shortened(text: str) -> str:
    """Return a label that is cut at a whole word where it can be, with an ellipsis that says so."""
    if len(text) <= LONGEST_LABEL:
        return text
    closing = text[-1] if text[-1] == END_STRONG else ""
    cut = text[:LONGEST_LABEL]
    head = cut.rsplit(" ", 1)[0]
    return f"{(head if len(head) > LONGEST_LABEL / 2 else cut).rstrip(' ,')}…{closing}"


def text_column(kind: str, x: float, width: float, lines: Sequence[str]) -> str:
    """Return a column of texts, one a row; what is longer than the column is cut at its edge."""
    row = row_height(len(lines))
    base = row / 2 + BELOW_MIDDLE
    rows = "".join(f'<text x="0" y="{place(base + row * at)}">{safe(line)}</text>' for at, line in enumerate(lines))
    height = row * len(lines)
    return f'<svg class="{kind}" x="{place(x)}%" y="0" width="{place(width)}%" height="{height}">{rows}</svg>'


def place(number: float) -> str:
    """Return a coordinate with two decimals at most: equal input, equal bytes."""
    return f"{number:.2f}".rstrip("0").rstrip(".")

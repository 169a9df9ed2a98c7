"""One column of numbers as bars: where two habits of typing stand in one column, two hills show it at once."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from shoal.report.axes import amount_text, linear_axis
from shoal.report.frame import Chart, framed, place
from shoal.report.markup import Column, safe, table
from shoal.report.words import counted_noun

HEIGHT = 72
HEAD = 16
LOG_FROM = 50.0  # times from the smallest to the largest: from there a linear picture is one bar and a desert
STEPS = 10
# A gap of the first factor, with middles the second to third factor apart, is what two habits of typing look like:
# 3.4 beside 0.034 in a column of rates, 12.5 (thousand) beside 12,500 in any other; judgement.
HABITS = {"fraction": (3.0, 30.0, 300.0)}
THOUSANDS = (30.0, 300.0, 3_000.0)
LEAST_GROUP = 2


@dataclass(frozen=True, slots=True)
class Bin:
    """How many numbers are from ``low`` up to below ``high`` (the last bin holds its end)."""

    low: float
    high: float
    count: int


def histogram(chart_id: str, header: str, numbers: Sequence[float], unit: str, unread: int = 0) -> Chart:
    """Return the numbers of one column, as they were read, as a small picture.

    ``unit`` is ``fraction`` (shown in per cent), a currency (minor units) or a word; ``unread`` cells hold no number.
    The scale is logarithmic where the largest is 50 times the smallest; zeros then stand apart, as a row of the table
    and in the finding. O(n log n).
    """
    finite = sorted(number for number in numbers if math.isfinite(number))
    positive = [number for number in finite if number > 0]
    logarithmic = len(positive) > 1 and finite[0] >= 0 and positive[-1] / positive[0] >= LOG_FROM
    shown = positive if logarithmic else finite
    bins = (_log_bins if logarithmic else _linear_bins)(shown) if shown else []
    zeros = len(finite) - len(shown)
    title = f"How {header} is spread"
    finding = _finding(finite, unit, unread)
    rows = [(f"{amount_text(b.low, unit)} to below {amount_text(b.high, unit)}", f"{b.count:,}") for b in bins]
    rows += [("0", f"{zeros:,}")] * bool(zeros) + [("no number", f"{unread:,}")] * bool(unread)
    scale = "logarithmic scale" if logarithmic else "linear scale"
    return Chart(
        id=chart_id,
        title=title,
        finding=safe(finding),
        svg=framed(chart_id, title, f"{counted_noun(len(bins), 'bar')}. {finding}", *_body(bins, unit, scale)),
        table=table(title, (Column(f"{header}, {scale}"), Column("Cells", numeric=True)), rows),
        look="small",
    )


def _body(bins: Sequence[Bin], unit: str, scale: str) -> tuple[float, str]:
    if not bins:
        return 1, ""
    floor = HEAD + HEIGHT
    most = max(b.count for b in bins) or 1
    width = 100.0 / len(bins)
    body = f'<text class="axis" x="0" y="10">most: {most:,}; bars start at 0</text>'
    for at, found in enumerate(bins):
        if found.count:
            high = HEIGHT * found.count / most
            body += (
                f'<rect class="part fill-1" x="{place(at * width)}%" y="{place(floor - high)}" '
                f'width="{place(width * 0.94)}%" height="{place(high)}"/>'
            )
    body += f'<line class="zero" x1="0" x2="100%" y1="{floor}" y2="{floor}"/>'
    body += f'<text class="tick" x="0" y="{floor + 15}">{safe(amount_text(bins[0].low, unit))}</text>'
    last = safe(amount_text(bins[-1].high, unit))
    body += f'<text class="tick" x="100%" y="{floor + 15}" text-anchor="end">{last}</text>'
    body += f'<text class="axis" x="50%" y="{floor + 15}" text-anchor="middle">{scale}</text>'
    return floor + 20, body


def _linear_bins(numbers: Sequence[float]) -> list[Bin]:
    low, high = numbers[0], numbers[-1]
    if low > (high - low):  # far from zero: the picture starts at the data, not at zero
        inner = linear_axis([high - low], steps=STEPS).ticks
        step = inner[1] - inner[0]
        edges = [step * at for at in range(math.floor(low / step), math.floor(high / step) + 2)]
    else:
        edges = list(linear_axis(numbers, steps=STEPS).ticks)
    return _counted(numbers, edges)


def _log_bins(numbers: Sequence[float]) -> list[Bin]:
    """Return bins from 1 to 2 to 5 to 10 in each power of ten."""
    first, last = math.floor(math.log10(numbers[0])), math.floor(math.log10(numbers[-1])) + 1
    steps = [factor * 10.0**power for power in range(first, last + 1) for factor in (1, 2, 5)]
    below = max((at for at, step in enumerate(steps) if step <= numbers[0]), default=0)
    above = min((at for at, step in enumerate(steps) if step > numbers[-1]), default=len(steps) - 1)
    return _counted(numbers, steps[below : above + 1])


def _counted(numbers: Sequence[float], edges: Sequence[float]) -> list[Bin]:
    counts = [0] * (len(edges) - 1)
    at = 0
    for number in numbers:  # sorted: one pass over both
        while at < len(counts) - 1 and number >= edges[at + 1]:
            at += 1
        counts[at] += 1
    return [Bin(low, high, count) for low, high, count in zip(edges[:-1], edges[1:], counts, strict=True)]


def _finding(finite: Sequence[float], unit: str, unread: int) -> str:
    rest = f" {counted_noun(unread, 'cell')} without a number." if unread else ""
    if not finite:
        return f"No number was read.{rest}"
    low, high = amount_text(finite[0], unit), amount_text(finite[-1], unit)
    middle = amount_text(statistics.median(finite), unit)
    span = f"all {low}" if low == high else f"from {low} to {high}, the middle one {middle}"
    zeros = sum(number == 0 for number in finite)
    none = f", {zeros:,} of them 0" if zeros else ""
    return f"{counted_noun(len(finite), 'number')}, {span}{none}.{rest}{_two_habits(finite, unit)}"


def _two_habits(finite: Sequence[float], unit: str) -> str:
    """Return a doubt where the column falls into two groups about a hundred times apart, else nothing."""
    logs = [math.log(number) for number in finite if number > 0]
    gaps = [(later - earlier, at + 1) for at, (earlier, later) in enumerate(pairwise(logs))]
    gap, at = max(gaps, default=(0.0, 0))
    apart, least, most = HABITS.get(unit, THOUSANDS)
    if gap < math.log(apart) or min(at, len(logs) - at) < LEAST_GROUP:
        return ""
    small, large = (math.exp(statistics.median(group)) for group in (logs[:at], logs[at:]))
    if not least <= large / small <= most:
        return ""
    text = f" Two groups lie apart: {at:,} around {amount_text(small, unit)}, {len(logs) - at:,} around "
    doubt = "Are per cent and fractions" if unit == "fraction" else "Are whole numbers and thousands"
    return f"{text}{amount_text(large, unit)}. {doubt} mixed in this column?"

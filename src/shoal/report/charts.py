"""Pictures as SVG text: data in, markup out, no clock, no colour of its own.

Pattern and label stand beside colour, logarithmic axes and zero lines are named, and each picture brings its table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from shoal.domain.values import Value
from shoal.report.frame import (
    BELOW_MIDDLE,
    ROW,
    Chart,
    LegendEntry,
    LogAxis,
    Scale,
    framed,
    log_axis,
    place,
    row_height,
    shortened,
    text_column,
    tick_text,
)
from shoal.report.markup import Column, Html, Table, safe, table
from shoal.report.words import counted_noun, day_text, number_text, share_text

LABELS, PLOT, NOTES = (0.0, 24.0), (25.5, 46.0), (74.0, 26.0)  # x and width of the three columns, per cent
BAR_HEIGHT = 34
LABEL_FROM = 0.07  # a smaller part has its share in the legend only
WIDE_FROM = 0.2  # a smaller part shows its share on wide pages only
STRIP_HEIGHT = 96
NEARLY = 0.999  # the dust of logarithms is no reason to draw an arrow
MOST_MONTHS = 12  # named under a strip of days; longer spans name every second one or fewer
EDGE = 12.0  # per cent at both ends of a strip where the first and the last day stand
MOST_BARS = 124  # longer spans are drawn by weeks, very long ones by several
WEEK = 7
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of a stacked bar: what it is, its share of the whole, its amount in words, and its fill class.

    ``mark`` is what stands in the part itself where that is not its share.
    """

    label: str
    share: float
    note: str
    fill: str
    mark: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DotRow:
    """One row of a dot-and-range picture; ``cells`` are label and figure for the table, as markup."""

    label: str
    cells: tuple[Html, Html]
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Survivors:
    """One step of a funnel: who is kept, of whom the fact is unknown, who drops out."""

    label: str
    kept: int
    unknown: int
    dropped: int


def stacked_bar(chart_id: str, title: str, finding: str, parts: Sequence[Part], columns: tuple[str, str]) -> Chart:
    """Return one bar of shares that add up to the whole, in the order given; ``columns`` head the table."""
    shown = [part for part in parts if part.share > 0]
    body, left = "", 0.0
    for part in shown:
        width = 100.0 * part.share
        body += (
            f'<rect class="part {part.fill}" x="{place(left)}%" y="1" width="{place(width)}%" height="{BAR_HEIGHT}"/>'
        )
        if part.share >= LABEL_FROM:
            middle = place(left + width / 2)
            size = "wide-part" if part.share >= WIDE_FROM else "small-part"
            body += (
                f'<text class="share on-{part.fill} {size}" x="{middle}%" y="23" text-anchor="middle">'
                f"{safe(part.mark or share_text(part.share))}</text>"
            )
        left += width
    legend = tuple(
        LegendEntry(fill=part.fill, text=f"{part.label}: {share_text(part.share)}, {part.note}") for part in shown
    )
    described = "; ".join(entry.text for entry in legend) or "nothing to show"
    rows = [(part.label, share_text(part.share), part.note) for part in parts]
    data = table(title, (Column(columns[0]), Column("Share", numeric=True), Column(columns[1], numeric=True)), rows)
    svg = framed(chart_id, title, f"One bar from left to right: {described}.", BAR_HEIGHT + 2, body)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data, legend=legend)


def dot_and_range(chart_id: str, title: str, finding: str, rows: Sequence[DotRow], unit: str) -> Chart:
    """Return one dot with its range per row on a common logarithmic axis; the rows keep their order.

    A figure that rests on a benchmark alone is drawn hollow, one that is not known is a word and no dot.
    """
    estimates = [row.value.estimate for row in rows if row.value.estimate is not None]
    axis = log_axis([e.value for e in estimates], [end for e in estimates for end in (e.low, e.high)])
    row_high = row_height(len(rows))
    height = row_high * len(rows)
    plot = "".join(dot_mark(row.value, row_high * (at + 0.5), axis) for at, row in enumerate(rows))
    grid = log_grid(axis, height) if axis else ""
    body = (
        text_column("labels", *LABELS, [shortened(row.label) for row in rows])
        + f'<svg class="plot" x="{place(PLOT[0])}%" y="0" width="{place(PLOT[1])}%" height="{height + 40}">'
        + f"{grid}{plot}</svg>{axis_title(f'{unit}, logarithmic scale', height)}"
        + text_column("notes", *NOTES, [_short_note(row.value) for row in rows])
    )
    description = f"{counted_noun(len(rows), 'row')}, each with a dot at the median and a bar over its range. {finding}"
    data = table(title, (Column("Creator"), Column(unit, numeric=True)), [row.cells for row in rows])
    legend = (
        LegendEntry(fill="dot", text="median, with its range as a bar"),
        LegendEntry(fill="dot hollow", text="rests on a benchmark alone"),
    )
    svg = framed(chart_id, title, description, height + 40, body)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data, legend=legend, rowed=True)


def survivor_bars(chart_id: str, title: str, finding: str, pool: int, steps: Sequence[Survivors]) -> Chart:
    """Return how many are left after each step, from the whole pool down, on a scale that starts at zero."""
    rows = [Survivors(label="everybody looked at", kept=pool, unknown=0, dropped=0), *steps]
    most = max(1, *(row.kept + row.unknown for row in rows))
    bars = "".join(_survivor_bar(row, ROW * at, most) for at, row in enumerate(rows))
    height = ROW * len(rows)
    zero = f'<line class="zero" x1="0" x2="0" y1="0" y2="{height}"/>'
    body = (
        text_column("labels", *LABELS, [shortened(row.label) for row in rows])
        + f'<svg class="plot" x="{place(PLOT[0])}%" y="0" width="{place(PLOT[1])}%" height="{height + 24}">'
        + f"{bars}{zero}</svg>{axis_title('creators, the scale starts at 0', height - 16)}"
        + text_column("notes", *NOTES, [_survivor_note(row) for row in rows])
    )
    cells = [(row.label, f"{row.kept:,}", f"{row.unknown:,}", f"{row.dropped:,}") for row in rows]
    columns = (Column("Wish, in order"), *(Column(text, numeric=True) for text in ("Kept", "Fact unknown", "Dropped")))
    legend = (LegendEntry(fill="fill-1", text="kept"), LegendEntry(fill="fill-2", text="the fact is unknown"))
    svg = framed(chart_id, title, "; ".join(f"{r.label}: {_survivor_note(r)}" for r in rows), height + 24, body)
    return Chart(
        id=chart_id,
        title=title,
        finding=safe(finding),
        svg=svg,
        table=table(title, columns, cells),
        legend=legend,
        rowed=True,
    )


def day_strip(chart_id: str, title: str, finding: str, days: Sequence[tuple[str, int]]) -> Chart:
    """Return one bar per day (per week for long spans) on a scale that starts at zero; days are ISO dates."""
    filled = _every_day(days)
    data = _week_table(title, filled)
    size = 1 if len(filled) <= MOST_BARS else WEEK * -(-len(filled) // (WEEK * MOST_BARS))
    bars = [(chunk[0][0], sum(number for _, number in chunk)) for chunk in _chunks(filled, size)]
    span = "a day" if size == 1 else "a week" if size == WEEK else f"{size} days"
    most = max((number for _, number in bars), default=0) or 1
    step = 100.0 / max(1, len(bars))
    body = "".join(
        f'<rect class="part fill-1" x="{place(at * step)}%" y="{place(STRIP_HEIGHT * (1 - number / most) + 14)}" '
        f'width="{place(step * 0.78)}%" height="{place(STRIP_HEIGHT * number / most)}"/>'
        for at, (_, number) in enumerate(bars)
        if number
    )
    floor = STRIP_HEIGHT + 14
    body += f'<line class="zero" x1="0" x2="100%" y1="{floor}" y2="{floor}"/>'
    body += f'<text x="0" y="10">most: {most:,} in {span}; the scale starts at 0</text>'
    if bars:
        body += _month_marks([day for day, _ in bars], floor)
        body += f'<text x="0" y="{floor + 16}">{short_day(bars[0][0])}</text>'
        body += f'<text x="100%" y="{floor + 16}" text-anchor="end">{short_day(filled[-1][0])}</text>'
    description = f"{counted_noun(len(bars), 'bar')}, one for {span}. {finding}"
    svg = framed(chart_id, title, description, floor + 22, body)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data)


def _month_marks(starts: Sequence[date], floor: float) -> str:
    """Return a line and a name where a month begins; a name that would touch the ends of the axis is left out."""
    marks = ""
    several = -(-len({(day.year, day.month) for day in starts}) // MOST_MONTHS)
    months = [at for at in range(1, len(starts)) if starts[at].month != starts[at - 1].month]
    for at in months[several - 1 :: several]:
        x = 100.0 * at / len(starts)
        marks += f'<line class="grid" x1="{place(x)}%" x2="{place(x)}%" y1="14" y2="{floor + 4}"/>'
        if EDGE < x < 100 - EDGE:
            marks += f'<text class="small-part" x="{place(x)}%" y="{floor + 16}">{starts[at]:%b}</text>'
    return marks


def dot_mark(value: Value, at: float, axis: Scale | None) -> str:
    """Return a dot with its range on an axis at a height; a value that is not known is the word of its state."""
    middle = place(at)
    estimate = value.estimate
    if estimate is None or axis is None:
        return (
            f'<text class="unknown" x="0" y="{place(at + BELOW_MIDDLE)}">{safe(value.state.replace("_", " "))}</text>'
        )
    low, dot, high = (place(axis.place(number)) for number in (estimate.low, estimate.value, estimate.high))
    hollow = " hollow" if value.state == "prior_only" else " grey" if value.state == "stale" else ""
    y = place(at - 5)
    cut = f'<path class="cut" d="M7 {y}l-6 5l6 5"/>' if estimate.low < axis.bottom * NEARLY else ""
    if estimate.high * NEARLY > axis.top:
        cut += f'<svg class="plot" x="100%" y="{y}" width="8" height="10"><path class="cut" d="M-7 0l6 5l-6 5"/></svg>'
    return (
        f'<line class="range{hollow}" x1="{low}%" x2="{high}%" y1="{middle}" y2="{middle}"/>{cut}'
        f'<circle class="dot{hollow}" cx="{dot}%" cy="{middle}" r="4.5"/>'
    )


def log_grid(axis: LogAxis, height: float) -> str:
    """Return the lines of a logarithmic axis with the figures under them."""
    lines = ""
    for tick in axis.ticks:
        x = place(axis.place(tick))
        anchor = "start" if tick == axis.ticks[0] == axis.bottom else "end" if tick == axis.top else "middle"
        lines += f'<line class="grid" x1="{x}%" x2="{x}%" y1="0" y2="{place(height)}"/>'
        lines += f'<text x="{x}%" y="{place(height + 14)}" text-anchor="{anchor}">{tick_text(tick)}</text>'
    return lines


def axis_title(text: str, height: float) -> str:
    """Return what an axis counts, under its figures."""
    return f'<text class="axis" x="0" y="{place(height + 31)}">{safe(text)}</text>'


def _short_note(value: Value) -> str:
    return number_text(value).split(" · ")[0] if value.known else value.state.replace("_", " ")


def _survivor_bar(row: Survivors, top: float, most: int) -> str:
    kept, unknown = 100.0 * row.kept / most, 100.0 * row.unknown / most
    y = place(top + 4)
    bar = f'<rect class="part fill-1" x="0" y="{y}" width="{place(kept)}%" height="17"/>' if row.kept else ""
    if row.unknown:
        bar += f'<rect class="part fill-2" x="{place(kept)}%" y="{y}" width="{place(unknown)}%" height="17"/>'
    return bar


def _survivor_note(row: Survivors) -> str:
    unknown = f", {row.unknown:,} unknown" if row.unknown else ""
    return f"{row.kept:,} kept{unknown}" + (f", {row.dropped:,} dropped" if row.dropped else "")


def _every_day(days: Sequence[tuple[str, int]]) -> list[tuple[date, int]]:
    """Return every day of the span: a day without an order is an observed zero, not a gap."""
    counts = {date.fromisoformat(day): number for day, number in days}
    if not counts:
        return []
    first, last = min(counts), max(counts)
    every = (first + timedelta(days=at) for at in range((last - first).days + 1))
    return [(day, counts.get(day, 0)) for day in every]


def _chunks(days: Sequence[tuple[date, int]], size: int) -> list[Sequence[tuple[date, int]]]:
    return [days[at : at + size] for at in range(0, len(days), size)]


def _week_table(title: str, days: Sequence[tuple[date, int]]) -> Table:
    """Return the days as a calendar, a week a row; days outside the span are said to be outside."""
    counts = dict(days)
    rows = []
    monday = days[0][0] - timedelta(days=days[0][0].weekday()) if days else date.max
    while days and monday <= days[-1][0]:
        week = [counts.get(monday + timedelta(days=at)) for at in range(WEEK)]
        whole = sum(number or 0 for number in week)
        rows.append((day_text(monday), *("outside" if n is None else f"{n:,}" for n in week), f"{whole:,}"))
        monday += timedelta(days=WEEK)
    return table(title, (Column("Week from"), *(Column(name, numeric=True) for name in (*WEEKDAYS, "Week"))), rows)


def short_day(day: date) -> str:
    """Return a day for a picture, ``17 May 2026`` with the month cut short."""
    return f"{day.day} {day:%b %Y}"

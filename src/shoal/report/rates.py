"""Engagement rates as pictures: a list against its followers, and the rates of one creator by definition."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from shoal.domain.values import Estimate, Value
from shoal.report.axes import PLANE_TICKS, Plane, amount_text, dot, marks, whisker
from shoal.report.charts import axis_title, dot_mark, log_grid
from shoal.report.frame import Chart, LegendEntry, LogAxis, Scale, framed, log_axis, place
from shoal.report.markup import Column, Html, safe, table
from shoal.report.words import counted_noun, number_text

MOST_DOTS = 400  # more dots than these hide each other
MANY_DOTS = 100  # from there they are drawn smaller
FOREST_ROW = 42
LEVEL = re.compile(r", [\d.]+ %\)")
TEXT_FOOT, BAR_AT = 13, 26  # pixels inside a row of the forest


@dataclass(frozen=True, slots=True, kw_only=True)
class RateDot:
    """One creator of a list: followers of the account and its engagement rate as a fraction."""

    label: str
    followers: Value
    rate: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class RateCurve:
    """The rate that accounts of a size usually have: pairs of followers and rate from small to large.

    ``note`` says what it rests on (``fitted on 412 accounts``); ``prior_only`` marks a curve from benchmarks alone.
    """

    points: tuple[tuple[float, float], ...]
    note: str
    prior_only: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A creator with both figures known."""

    row: RateDot
    followers: Estimate
    rate: Estimate


def rate_scatter(chart_id: str, title: str, dots: Sequence[RateDot], curve: RateCurve | None = None) -> Chart:
    """Return followers against engagement rate, both logarithmic, with ranges as upright bars and the size curve.

    Creators of whom one figure is not known are counted in the finding; of more than 400 dots, 400 are drawn, picked
    evenly along the order given. The table holds what is drawn, in the same order. O(dots).
    """
    known = [found for found in map(_drawn, dots) if found is not None]
    shown = _thinned(known)
    finding = _scatter_finding(len(dots), known, len(shown), curve)
    svg = _scatter(chart_id, title, finding, shown, curve) if shown else framed(chart_id, title, finding, 1, "")
    cells = [(safe(d.row.label), number_text(d.row.followers), number_text(d.row.rate)) for d in shown]
    columns = (Column("Creator"), Column("Followers", numeric=True), Column("Engagement rate", numeric=True))
    legend = [
        LegendEntry(fill="dot", text="rate with its range"),
        LegendEntry(fill="dot hollow", text="benchmark only"),
    ]
    if curve is not None and shown:
        fill = "line curve hollow" if curve.prior_only else "line curve"
        legend.append(LegendEntry(fill=fill, text=f"usual for the size: {curve.note}"))
    data = table(title, columns, cells)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data, legend=tuple(legend))


def rate_forest(chart_id: str, title: str, finding: str, rows: Sequence[tuple[str, Value]]) -> Chart:
    """Return several rates below each other on one logarithmic scale: definition, dot, range and n.

    A rate that is not known keeps its row and is a word with its reason in the table.
    """
    estimates = [value.estimate for _, value in rows if value.estimate is not None]
    axis = log_axis([e.value for e in estimates], [end for e in estimates for end in (e.low, e.high)])
    height = FOREST_ROW * len(rows)
    body = "".join(forest_row(label, value, FOREST_ROW * at, axis) for at, (label, value) in enumerate(rows))
    if axis is not None:
        percent = LogAxis(100 * axis.bottom, 100 * axis.top, tuple(100 * tick for tick in axis.ticks))
        body = log_grid(percent, height) + body + axis_title("per cent, logarithmic scale", height)
    cells = [(safe(label), number_text(value)) for label, value in rows]
    data = table(title, (Column("Definition"), Column("Rate", numeric=True)), cells)
    legend = (
        LegendEntry(fill="dot", text="rate, with its range as a bar"),
        LegendEntry(fill="dot hollow", text="rests on a benchmark alone"),
    )
    svg = framed(chart_id, title, f"{counted_noun(len(rows), 'rate')}. {finding}", height + (40 if axis else 4), body)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data, legend=legend if axis else ())


def forest_row(label: str, value: Value, top: float, axis: Scale | None, *, brief: bool = False) -> str:
    """Return a row: the definition, its figure at the right end on wide pages, and the dot with its range below.

    A ``brief`` row leaves level and n to the table, where labels are long.
    """
    said = number_text(value) if not value.known else " · ".join(number_text(value).split(" · ")[: 1 if brief else 2])
    said = LEVEL.sub(")", said) if brief and value.known else said
    inset = 6 if brief else 0  # clear of the line that stands at 0
    row = _line_of_text("what", label, top, inset)
    if not value.known:
        return row + _line_of_text("unknown", said, top + BAR_AT - TEXT_FOOT + 5, inset)
    told = f'<text class="told" x="100%" y="{place(top + TEXT_FOOT)}" text-anchor="end">{safe(said)}</text>'
    return row + told + dot_mark(value, top + BAR_AT, axis)


def _line_of_text(look: str, text: str, top: float, inset: int = 0) -> str:
    """Return a line of words that is cut at the edge of a narrow page; the table holds all of it."""
    line = f'<text class="{look}" x="{inset}" y="{TEXT_FOOT}">{safe(text)}</text>'
    return f'<svg x="0" y="{place(top)}" width="100%" height="{TEXT_FOOT + 5}">{line}</svg>'


def _drawn(row: RateDot) -> Drawn | None:
    followers, rate = row.followers.estimate, row.rate.estimate
    if followers is None or rate is None or followers.value <= 0 or rate.value <= 0:
        return None
    return Drawn(row=row, followers=followers, rate=rate)


def _thinned(known: Sequence[Drawn]) -> list[Drawn]:
    """Return at most as many as can be told apart, spread evenly over the list."""
    if len(known) <= MOST_DOTS:
        return list(known)
    return [known[at * len(known) // MOST_DOTS] for at in range(MOST_DOTS)]


def _scatter(chart_id: str, title: str, finding: str, shown: Sequence[Drawn], curve: RateCurve | None) -> Html:
    across = log_axis([d.followers.value for d in shown], (), PLANE_TICKS)
    upright = log_axis(
        [d.rate.value for d in shown], [end for d in shown for end in (d.rate.low, d.rate.high)], PLANE_TICKS
    )
    if across is None or upright is None:  # cannot be: every dot drawn is above zero
        return framed(chart_id, title, finding, 1, "")
    plane = Plane(
        x_marks=[(across.place(tick), amount_text(tick, "")) for tick in across.ticks],
        y_marks=marks(upright, "fraction"),
        x_title="followers, logarithmic scale",
        y_title="engagement rate, logarithmic scale",
        height=300,
    )
    many = len(shown) >= MANY_DOTS
    body = plane.drawn()
    for found in shown:
        body += whisker(across.place(found.followers.value), plane, upright, found.rate, _look(found))
    if curve is not None:
        inside = [(f, rate) for f, rate in curve.points if across.bottom <= f <= across.top and rate > 0]
        look = "curve hollow" if curve.prior_only else "curve"
        body += plane.path([(across.place(f), upright.place(rate)) for f, rate in inside], look)
    for found in shown:
        told = f"{found.row.label}: {amount_text(found.followers.value, '')} followers, "
        told += amount_text(found.rate.value, "fraction")
        at = plane.up(upright.place(found.rate.value))
        body += dot(across.place(found.followers.value), at, _look(found), told, radius=3 if many else 4)
    described = f"{counted_noun(len(shown), 'dot')}, followers from left to right, rate upward. {finding}"
    return framed(chart_id, title, described, plane.whole, body, "chart plane many" if many else "chart plane")


def _look(found: Drawn) -> str:
    return {"prior_only": " hollow", "stale": " grey"}.get(found.row.rate.state, "")


def _scatter_finding(whole: int, known: Sequence[Drawn], shown: int, curve: RateCurve | None) -> str:
    if not known:
        return f"Of {counted_noun(whole, 'creator')}, nobody's followers and rate are both known yet."
    drawn = f"{counted_noun(len(known), 'creator')} with both figures known"
    if shown < len(known):
        drawn = f"{shown:,} of {len(known):,} creators with both figures known are drawn, evenly picked"
    missing = f"; {whole - len(known):,} more lack one of them and are not drawn" if whole > len(known) else ""
    return f"{drawn}{missing}.{_against(known, curve)}"


def _against(known: Sequence[Drawn], curve: RateCurve | None) -> str:
    """Return how many are clearly off the curve: with their whole range."""
    if curve is None or not curve.points:
        return ""
    usual = [(_usual(curve, found.followers.value), found.rate) for found in known]
    above = sum(rate.low > at for at, rate in usual)
    below = sum(rate.high < at for at, rate in usual)
    return f" {above:,} lie above what is usual for their size with their whole range, {below:,} below."


def _usual(curve: RateCurve, followers: float) -> float:
    """Return the rate of the nearest point at or below a size, the first one for smaller sizes."""
    rate = curve.points[0][1]
    for size, value in curve.points:
        if size > followers:
            break
        rate = value
    return rate

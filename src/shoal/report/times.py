"""What changed over time: the likes of single posts, and a follower count from one observation to the next."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from shoal.domain.creator import Post
from shoal.domain.values import Estimate, Value
from shoal.report.axes import Plane, across, amount_text, day_marks, dot, marks, square, whisker
from shoal.report.charts import short_day
from shoal.report.frame import Chart, LegendEntry, LogAxis, framed, log_axis, place
from shoal.report.markup import Column, Html, safe, table
from shoal.report.words import counted_noun, number_text

FAR_ABOVE = 5.0  # times the median from which the finding names a post; judgement
FLAT = 0.005  # a change that small is below the rounding of "12.5k"


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowerPoint:
    """One observation of a follower count: the day, the count with the range of its writing, and whence it is."""

    day: date
    value: Value
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """A day from which a count means something else; the line is interrupted there and says why."""

    day: date
    text: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A post with its place from left to right in per cent and its likes."""

    x: float
    likes: int
    post: Post


def post_strip(chart_id: str, posts: Sequence[Post]) -> Chart | None:
    """Return the likes of each post on a logarithmic scale with their median; ``None`` without posts.

    Posts are placed by their day where all have one, else in the order given (old to new). A post whose likes are
    hidden has no dot and is counted in words; one without a single like stands on the floor of the picture.
    """
    if not posts:
        return None
    title = "Likes per post over time"
    dated = all(post.at is not None for post in posts)
    ordered = sorted(posts, key=lambda p: p.at.timestamp() if p.at else 0.0) if dated else list(posts)
    placed = _placed(ordered, dated=dated)
    finding = _strip_finding(placed, len(ordered) - len(placed))
    rows = [(_when(post, at, dated=dated), _count(post.likes), _count(post.comments), _paid(post)) for at, post in
            enumerate(ordered, start=1)]  # fmt: skip
    columns = (
        Column("Post of" if dated else "Post, old to new"),
        Column("Likes", numeric=True),
        Column("Comments", numeric=True),
        Column("Paid"),
    )
    legend = [LegendEntry(fill="dot", text="one post"), LegendEntry(fill="line median", text="median")]
    if any(post.sponsored for post in ordered):
        legend.insert(1, LegendEntry(fill="square", text="paid post"))
    if any(p.likes == 0 for p in placed):
        legend.append(LegendEntry(fill="dot hollow", text="no like at all: below the scale"))
    return Chart(
        id=chart_id,
        title=title,
        finding=safe(finding),
        svg=_strip(chart_id, title, finding, placed, _days(ordered) if dated else None),
        table=table(title, columns, rows),
        legend=tuple(legend) if placed else (),
    )


def follower_line(chart_id: str, points: Sequence[FollowerPoint], breaks: Sequence[Break] = ()) -> Chart | None:
    """Return the follower count over its observations on a logarithmic scale; ``None`` where none is known.

    Straight lines join observations and claim nothing about the days between; at a break of definition the line stops.
    """
    known = sorted(
        ((p, p.value.estimate) for p in points if p.value.estimate is not None and p.value.estimate.value > 0),
        key=lambda pair: pair[0].day,
    )
    axis = log_axis([e.value for _, e in known], [end for _, e in known for end in (e.low, e.high)])
    if axis is None:
        return None
    title = "Followers, as observed"
    finding = _line_finding(known, breaks)
    columns = (Column("Seen on"), Column("Followers", numeric=True), Column("Source"))
    rows = [(short_day(p.day), number_text(p.value), p.source or "not recorded") for p, _ in known]
    legend = [LegendEntry(fill="dot", text="one observation, with the range of its writing")]
    if breaks:
        legend.append(LegendEntry(fill="line break", text="from here the count means something else"))
    svg = _line(chart_id, f"{title}. {finding}", known, breaks, axis)
    data = table(title, columns, rows)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data, legend=tuple(legend))


def _placed(ordered: Sequence[Post], *, dated: bool) -> list[Placed]:
    if dated:
        times = [post.at.timestamp() if post.at else 0.0 for post in ordered]
    else:
        times = [float(at) for at in range(len(ordered))]
    span = times[-1] - times[0]
    shares = [100.0 * (time - times[0]) / span if span else 50.0 for time in times]
    return [Placed(x, post.likes, post) for x, post in zip(shares, ordered, strict=True) if post.likes is not None]


def _days(ordered: Sequence[Post]) -> tuple[date, date]:
    first, last = ordered[0].at, ordered[-1].at
    if first is None or last is None:
        raise ValueError("posts without a day have no span of days")
    return first.date(), last.date()


def _strip(chart_id: str, title: str, finding: str, placed: Sequence[Placed], days: tuple[date, date] | None) -> Html:
    axis = log_axis([p.likes for p in placed])
    if axis is None:
        return framed(chart_id, title, finding, 1, "")
    plane = Plane(
        x_marks=day_marks(*days) if days else [(0.0, "oldest"), (100.0, "newest")][: len(placed)],
        y_marks=marks(axis, ""),
        x_title="day of the post" if days else "order only: days not known",
        y_title="likes, logarithmic scale",
        height=190,
    )
    middle = statistics.median(p.likes for p in placed)
    body = plane.drawn()
    if middle > 0:
        y = place(plane.up(axis.place(middle)))
        body += f'<line class="median" x1="0" x2="100%" y1="{y}" y2="{y}"/>'
    body += "".join(_post(p, plane, axis) for p in placed)
    return framed(chart_id, title, f"{counted_noun(len(placed), 'dot')}. {finding}", plane.whole, body, "chart plane")


def _post(placed: Placed, plane: Plane, axis: LogAxis) -> str:
    y = plane.up(axis.place(placed.likes)) if placed.likes > 0 else plane.floor
    when = f"{short_day(placed.post.at.date())}: " if placed.post.at else ""
    told = f"{when}{counted_noun(placed.likes, 'like')}"
    if placed.post.sponsored:
        return square(placed.x, y, f"{told}, paid")
    return dot(placed.x, y, "" if placed.likes > 0 else " hollow", told)


def _strip_finding(placed: Sequence[Placed], hidden: int) -> str:
    rest = f" The likes of {counted_noun(hidden, 'post')} are hidden or were not brought in." if hidden else ""
    if not placed:
        return f"No post has a known number of likes.{rest}"
    likes = [p.likes for p in placed]
    middle, top = statistics.median(likes), max(likes)
    said = f"Median {amount_text(middle, '')} likes over {counted_noun(len(likes), 'post')}"
    if len(likes) > 1:
        said += f", from {min(likes):,} to {top:,}"
    if middle > 0 and top / middle >= FAR_ABOVE:
        said += f"; the strongest post has {top / middle:.0f} times the median, so an average would mislead"
    return f"{said}.{rest}"


def _when(post: Post, at: int, *, dated: bool) -> str:
    return short_day(post.at.date()) if dated and post.at else f"post {at}"


def _count(number: int | None) -> str:
    return "unknown" if number is None else f"{number:,}"


def _paid(post: Post) -> str:
    return "unknown" if post.sponsored is None else "yes" if post.sponsored else "no"


def _line(
    chart_id: str,
    said: str,
    known: Sequence[tuple[FollowerPoint, Estimate]],
    breaks: Sequence[Break],
    axis: LogAxis,
) -> Html:
    first, last = known[0][0].day, known[-1][0].day
    plane = Plane(
        x_marks=day_marks(first, last),
        y_marks=marks(axis, ""),
        x_title="day of the observation",
        y_title="followers, logarithmic scale",
        height=190,
    )
    inside = sorted((found for found in breaks if first < found.day <= last), key=lambda found: found.day)
    body = plane.drawn()
    for found in inside:
        at = place(across(found.day, first, last))
        body += f'<line class="break" x1="{at}%" x2="{at}%" y1="{place(plane.up(100))}" y2="{place(plane.floor)}"/>'
    for piece in _pieces(known, inside):
        path = [(across(p.day, first, last), axis.place(e.value)) for p, e in piece]
        body += plane.path(path, "course") if len(path) > 1 else ""
    for point, estimate in known:
        x = across(point.day, first, last)
        look = " grey" if point.value.state == "stale" else ""
        body += whisker(x, plane, axis, estimate, look)
        body += dot(
            x, plane.up(axis.place(estimate.value)), look, f"{short_day(point.day)}: {number_text(point.value)}"
        )
    title, _, rest = said.partition(". ")
    return framed(chart_id, title, rest, plane.whole, body, "chart plane")


def _pieces(
    known: Sequence[tuple[FollowerPoint, Estimate]], breaks: Sequence[Break]
) -> list[list[tuple[FollowerPoint, Estimate]]]:
    """Return the observations cut where a definition changes."""
    pieces: list[list[tuple[FollowerPoint, Estimate]]] = [[]]
    waiting = [found.day for found in breaks]
    for pair in known:
        if waiting and pair[0].day >= waiting[0]:
            waiting = [day for day in waiting if day > pair[0].day]
            pieces.append([])
        pieces[-1].append(pair)
    return pieces


def _line_finding(known: Sequence[tuple[FollowerPoint, Estimate]], breaks: Sequence[Break]) -> str:
    (first, one), (last, other) = known[0], known[-1]
    told = "".join(f" On {short_day(found.day)} {found.text}." for found in breaks)
    if len(known) == 1:
        seen = f"One observation, on {short_day(first.day)}: {amount_text(one.value, '')} followers"
        return f"{seen}. How the count moves is unknown until it is seen again.{told}"
    span = f"from {short_day(first.day)} to {short_day(last.day)}"
    seen = f"{counted_noun(len(known), 'observation')} {span}"
    pieces = [piece for piece in _pieces(known, sorted(breaks, key=lambda found: found.day)) if piece]
    if len(pieces) == 1:
        return f"{seen}: {_moved(one, other)}.{told}"
    newest = pieces[-1]
    since = _moved(newest[0][1], newest[-1][1]) if len(newest) > 1 else "one observation, so no change is known"
    return f"{seen}.{told} Counts before and after are not compared; since then {since}."


def _moved(one: Estimate, other: Estimate) -> str:
    change = other.value / one.value - 1
    if abs(change) < FLAT or (other.low <= one.high and one.low <= other.high):
        return "no change beyond rounding"
    return f"{'up' if change > 0 else 'down'} {_percent(abs(change))}"


def _percent(share: float) -> str:
    percent = 100 * share
    return f"{percent:.{0 if percent >= 10 else 1}f} %" if math.isfinite(percent) else "without measure"  # noqa: PLR2004

"""What each budget could bring: results with their ranges, the proven bound, and where this plan stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from shoal.domain.values import Money, Value
from shoal.report.axes import LinearAxis, Plane, amount_text, dot, linear_axis, marks, whisker
from shoal.report.frame import Chart, LegendEntry, framed, place
from shoal.report.markup import Column, Html, safe, table
from shoal.report.words import money_text, number_text, rough, rough_money_text

LITTLE = 0.05  # a last step that adds less than this share of what the same money brought on average before; judgement


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontierPoint:
    """One budget: what the best plan found for it should bring, and the most that any could (``None``: not proven).

    ``bound`` is in the unit of ``result`` and on the scale of its middle. ``here`` marks the plan on the screen.
    """

    budget: Money
    result: Value
    bound: float | None = None
    here: bool = False


def frontier_chart(chart_id: str, points: Sequence[FrontierPoint], unit: str) -> Chart | None:
    """Return budget against result, both from zero; ``unit`` names the result (``orders``). ``None`` without points."""
    ordered = sorted(points, key=lambda point: point.budget.minor)
    if not ordered:
        return None
    title = f"What each budget should bring in {unit}"
    finding = _finding(ordered, unit)
    rows = [
        (
            f"{money_text(point.budget)}{' (this plan)' if point.here else ''}",
            number_text(point.result),
            "not proven" if point.bound is None else rough(point.bound),
        )
        for point in ordered
    ]
    columns = (Column("Budget"), Column(unit.capitalize(), numeric=True), Column("Bound", numeric=True))
    legend = [LegendEntry(fill="dot", text="best plan found, with its range")]
    if any(point.result.state == "prior_only" for point in ordered):
        legend.append(LegendEntry(fill="dot hollow", text="benchmark only"))
    if any(point.bound is not None for point in ordered):
        legend.append(LegendEntry(fill="line bound-line", text="bound: no plan of this model brings more"))
    svg = _drawn(chart_id, title, finding, ordered, unit)
    data = table(title, columns, rows)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data, legend=tuple(legend))


def _drawn(chart_id: str, title: str, finding: str, ordered: Sequence[FrontierPoint], unit: str) -> Html:
    estimates = [point.result.estimate for point in ordered if point.result.estimate is not None]
    bounds = [point.bound for point in ordered if point.bound is not None]
    across = linear_axis([float(point.budget.minor) for point in ordered])
    upright = linear_axis([*(estimate.high for estimate in estimates), *bounds])
    plane = Plane(
        x_marks=marks(across, ordered[0].budget.currency),
        y_marks=marks(upright, ""),
        x_title="budget, the scale starts at 0",
        y_title=f"{unit}, the scale starts at 0",
    )
    body = plane.drawn() + "".join(_here(point, plane, across) for point in ordered if point.here)
    proven = [(across.place(p.budget.minor), upright.place(p.bound)) for p in ordered if p.bound is not None]
    body += plane.path(proven, "bound-line") if proven else ""
    course = [(across.place(p.budget.minor), p.result.estimate) for p in ordered if p.result.estimate is not None]
    body += plane.path([(x, upright.place(e.value)) for x, e in course], "course")
    for point in ordered:
        body += _point(point, plane, across, upright)
    return framed(chart_id, title, finding, plane.whole, body, "chart plane")


def _point(point: FrontierPoint, plane: Plane, across: LinearAxis, upright: LinearAxis) -> str:
    estimate = point.result.estimate
    x = across.place(point.budget.minor)
    if estimate is None:
        return f'<text class="unknown" x="{place(x)}%" y="{place(plane.floor - 5)}" text-anchor="middle">?</text>'
    look = " hollow" if point.result.state == "prior_only" else ""
    strong = f"{look} strong" if point.here else look  # the line of this plan must not hide its range
    told = f"{money_text(point.budget)}: {number_text(point.result)}"
    at = plane.up(upright.place(estimate.value))
    return whisker(x, plane, upright, estimate, strong) + dot(x, at, look, told, radius=7 if point.here else 4.5)


def _here(point: FrontierPoint, plane: Plane, across: LinearAxis) -> str:
    """Return the line at the budget on the screen with its words, on the side that has room."""
    x = across.place(point.budget.minor)
    left = x > 60  # noqa: PLR2004  per cent: from there the words would run out on the right
    text = f'<text class="here-text" x="{place(x)}%" dx="{-6 if left else 6}" y="{place(plane.up(100) + 12)}"'
    text += f' text-anchor="{"end" if left else "start"}">you are here</text>'
    line = f'<line class="here" x1="{place(x)}%" x2="{place(x)}%" y1="{place(plane.up(100))}"'
    return f'{line} y2="{place(plane.floor)}"/>{text}'


def _finding(ordered: Sequence[FrontierPoint], unit: str) -> str:
    known = [(p.budget, p.result.estimate.value) for p in ordered if p.result.estimate is not None]
    if not known:
        return f"What a budget should bring in {unit} is not known for any budget yet."
    here = next((p for p in ordered if p.here), None)
    (_, least), (most, brings) = known[0], known[-1]
    span = f"From {money_text(known[0][0])} to {money_text(most)}"
    said = f"{span}, the middle goes from {_short(least)} to {_short(brings)} {unit}."
    return said + _next_step(ordered, here, unit)


def _next_step(ordered: Sequence[FrontierPoint], here: FrontierPoint | None, unit: str) -> str:
    """Return what the next step of budget adds, and that it could be nothing where the ranges overlap."""
    if here is None or here.result.estimate is None:
        return ""
    more = [p for p in ordered if p.budget.minor > here.budget.minor and p.result.estimate is not None]
    if not more or more[0].result.estimate is None:
        return ""
    then, now = more[0].result.estimate, here.result.estimate
    further = more[0].budget.minor - here.budget.minor
    step = rough_money_text(further, here.budget.currency)
    average = now.value / here.budget.minor if here.budget.minor > 0 else 0.0
    if then.value - now.value < LITTLE * average * further:
        return f" From here, {step} more adds almost nothing."
    doubt = "; the ranges overlap, so it could be nothing" if then.low <= now.high else ""
    return f" From here, {step} more adds about {_short(then.value - now.value)} {unit} in the middle{doubt}."


def _short(number: float) -> str:
    return rough(number) if number < 1000 else amount_text(round(number, -1), "")  # noqa: PLR2004  ten is enough there

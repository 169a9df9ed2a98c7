"""Shares of a whole as a picture: a dot with its range per row, on a scale from none to all."""

from __future__ import annotations

from collections.abc import Sequence

from shoal.domain.values import Value
from shoal.report.axes import LinearAxis
from shoal.report.charts import axis_title
from shoal.report.frame import Chart, LegendEntry, framed, place
from shoal.report.markup import Column, safe, table
from shoal.report.rates import FOREST_ROW, forest_row
from shoal.report.words import counted_noun, level_text, number_text

QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)
WHOLE = LinearAxis(0.0, 1.0, QUARTERS)
NARROW = LinearAxis(0.0, 0.5, (0.0, 0.1, 0.2, 0.3, 0.4, 0.5))  # where no range reaches further, half is enough


def share_forest(chart_id: str, title: str, finding: str, rows: Sequence[tuple[str, Value]]) -> Chart:
    """Return shares below each other on one scale from 0 %: label, dot, range and n.

    A share that is not known keeps its row and is a word with its reason.
    """
    ends = [value.estimate.high for _, value in rows if value.estimate is not None]
    axis = NARROW if ends and max(ends) <= NARROW.top else WHOLE
    height = FOREST_ROW * len(rows)
    body = _grid(axis, height) if ends else ""
    body += "".join(
        forest_row(label, value, FOREST_ROW * at, axis, brief=True) for at, (label, value) in enumerate(rows)
    )
    body += axis_title("per cent, the scale starts at 0", height) if ends else ""
    cells = [(safe(label), number_text(value)) for label, value in rows]
    levels = sorted({value.estimate.level for _, value in rows if value.estimate is not None})
    level = f" ({level_text(levels[0])})" if levels and levels[0] < 1 else ""
    legend = (LegendEntry(fill="dot", text=f"share, with its range{level} as a bar"),) if ends else ()
    svg = framed(chart_id, title, f"{counted_noun(len(rows), 'share')}. {finding}", height + (40 if ends else 4), body)
    data = table(title, (Column("Share of"), Column("Figure", numeric=True)), cells)
    return Chart(id=chart_id, title=title, finding=safe(finding), svg=svg, table=data, legend=legend)


def _grid(axis: LinearAxis, height: float) -> str:
    lines = ""
    for tick in axis.ticks:
        x = place(axis.place(tick))
        anchor = "start" if tick == axis.bottom else "end" if tick == axis.top else "middle"
        look = "zero" if tick == axis.bottom else "grid"
        lines += f'<line class="{look}" x1="{x}%" x2="{x}%" y1="0" y2="{place(height)}"/>'
        lines += f'<text x="{x}%" y="{place(height + 14)}" text-anchor="{anchor}">{100 * tick:.0f}</text>'
    return lines

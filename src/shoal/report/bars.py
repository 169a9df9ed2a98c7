"""Counts as bars: what became of the lines of an import, and what will have to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shoal.report.charts import Part, short_day, stacked_bar
from shoal.report.frame import Chart, framed, place
from shoal.report.markup import Column, safe, table
from shoal.report.words import counted_noun

BAR_ROW = 42
OUTCOMES = {  # what each outcome is called, and its fill: none is told by colour alone
    "new": ("new", "fill-1"),
    "changed": ("changed", "fill-2"),
    "same": ("same as before", "fill-4"),
    "held": ("held back", "fill-3"),
    "error": ("in error", "fill-5"),
    "skipped": ("skipped", "fill-6"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """How many values of one source must go within the span, and the day on which the first of them goes."""

    source: str
    values: int
    first: date


def outcome_bar(counts: Mapping[str, int], *, noun: str = "line", chart_id: str = "outcome") -> Chart | None:
    """Return what becomes of the lines of a file; ``None`` where it has none."""
    whole = sum(counts.values())
    if whole <= 0:
        return None
    known = [(name, *OUTCOMES[name]) for name in OUTCOMES if counts.get(name)]
    known += [(name, name.replace("_", " "), "fill-6") for name in counts if name not in OUTCOMES and counts[name]]
    parts = [
        Part(
            label=label,
            share=counts[name] / whole,
            note=counted_noun(counts[name], noun),
            fill=fill,
            mark=f"{counts[name]:,}",
        )
        for name, label, fill in known
    ]
    told = ", ".join(f"{counts[name]:,} {label}" for name, label, _ in known)
    finding = f"{counted_noun(whole, noun)}: {told}."
    return stacked_bar(chart_id, f"What becomes of each {noun}", finding, parts, ("Outcome", "Number"))


def expiry_bars(rows: Sequence[Expiring], *, days: int = 30, chart_id: str = "expiring") -> Chart | None:
    """Return what expires within the next days by source, most first; ``None`` where nothing does."""
    if not rows:
        return None
    ordered = sorted(rows, key=lambda row: (-row.values, row.source))
    most = max(1, ordered[0].values)
    soonest = min(rows, key=lambda row: (row.first, row.source))
    whole = sum(row.values for row in rows)
    finding = (
        f"{counted_noun(whole, 'value')} {'expires' if whole == 1 else 'expire'} within {days} days; the first on "
        f"{short_day(soonest.first)}, from {soonest.source}."
    )
    title = f"What expires in the next {days} days, by source"
    height = BAR_ROW * len(ordered)
    body = "".join(_expiry(row, BAR_ROW * at, most) for at, row in enumerate(ordered))
    body += f'<line class="zero" x1="0" x2="0" y1="0" y2="{height}"/>'
    body += f'<text class="axis" x="0" y="{height + 15}">values, the scale starts at 0</text>'
    cells = [(row.source, f"{row.values:,}", short_day(row.first)) for row in ordered]
    columns = (Column("Source"), Column("Values", numeric=True), Column("First goes on"))
    return Chart(
        id=chart_id,
        title=title,
        finding=safe(finding),
        svg=framed(chart_id, title, finding, height + 24, body),
        table=table(title, columns, cells),
    )


def _expiry(row: Expiring, top: int, most: int) -> str:
    """Return a row: the source and what goes above the bar, so that both have room on a narrow page."""
    told = f"{row.values:,}, from {short_day(row.first)}"
    return (
        f'<text class="what" x="6" y="{top + 13}">{safe(row.source)}</text>'
        f'<text class="told" x="100%" y="{top + 13}" text-anchor="end">{told}</text>'
        f'<rect class="part fill-1" x="0" y="{top + 19}" width="{place(100 * row.values / most)}%" height="14"/>'
    )

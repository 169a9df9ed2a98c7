"""A Google Analytics 4 download: comment lines, several tables, days counted from the start date.

Its revenue is a cross-check and its sessions stand in for clicks: neither is ever added to the shop's own figures,
because visitors who do not consent are missing (sources.md section 5).
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from shoal.domain.intake import InsightRow, RowNote, RowResult
from shoal.sources.insights.tables import Block, Figures, blocks, keyed, metric_name, number, period, plain_text

_TOTALS = frozenset({"grand total", "total", "totals"})
_SUMMABLE = frozenset({"sessions", "engaged_sessions", "event_count", "key_events", "total_revenue", "total_users"})


def read_ga4(lines: list[str]) -> Figures:
    """Return the figures of all tables; total lines are left out and held against the sum of their lines."""
    figures = Figures(source="ga4_export")
    tables = blocks(lines)
    leading = len(tables[0].comments) if tables else 0
    figures.facts.append(f"{leading} comment lines before the first table, {len(tables)} tables")
    for block in tables:
        figures.headers |= {header: metric_name(header) for header in block.header}
        if metric_name(block.header[0]) == "nth_day":
            _days(block, figures)
        else:
            _sources(block, figures)
    figures.facts.append("revenue here is what analytics saw: a cross-check, never added to the shop's orders")
    return figures


def _sources(block: Block, figures: Figures) -> None:
    """Read a table by source; one line is one label, and its sums are checked against the total line."""
    table = metric_name(block.header[0])
    sums: dict[str, Decimal] = defaultdict(Decimal)
    labels: list[str] = []
    sessions: Counter[str] = Counter()
    for line in block.lines:
        figures.rows += 1
        label = line[0]
        values = {metric_name(header): cell for header, cell in keyed(block.header, line).items() if header}
        values.pop(table, None)
        if label.casefold() in _TOTALS:
            _total_line(label, values, sums, figures)
            continue
        labels.append(label)
        for metric, cell in values.items():
            value = number(cell)
            if value is None:
                text = f"{metric} of {label} is not a number"
                figures.notes.append(RowNote(row=figures.rows, code="not_a_number", text=text, received=cell))
                continue
            figures.insights.append(InsightRow(table=table, label=label, metric=metric, value=float(value)))
            sums[metric] += value
            sessions[label] += int(value) if metric == "sessions" else 0
    figures.totals |= {"sources": str(len(labels))}
    figures.totals |= {metric: plain_text(value) for metric, value in sums.items() if metric in _SUMMABLE}
    _spellings(labels, figures)
    _influencers(labels, sessions, figures)


def _total_line(label: str, values: dict[str, str], sums: dict[str, Decimal], figures: Figures) -> None:
    stated = number(values.get("sessions", ""))
    found = sums.get("sessions")
    agrees = stated is not None and stated == found
    text = f"{label}: line of totals, left out" + ("; it agrees with the sum of the lines" if agrees else "")
    figures.results.append(RowResult(row=figures.rows, outcome="skipped", text=text))
    if stated is not None and found is not None and not agrees:
        told = f"{label} says {plain_text(stated)} sessions, the lines add up to {plain_text(found)}"
        figures.notes.append(RowNote(row=figures.rows, code="total_differs", text=told))


def _spellings(labels: list[str], figures: Figures) -> None:
    """Say which sources differ in upper and lower case alone: analytics counts them apart."""
    counts = Counter(label.casefold() for label in labels)
    figures.totals["sources_ignoring_case"] = str(len(counts))
    figures.facts += [f"{label} is written in {n} ways: they belong together" for label, n in counts.items() if n > 1]


def _influencers(labels: list[str], sessions: Counter[str], figures: Figures) -> None:
    found = [label for label in labels if label.casefold().rpartition("/")[2].strip() == "influencer"]
    if found:
        figures.totals["influencer_sources"] = str(len({label.casefold() for label in found}))
        figures.totals["influencer_sessions"] = str(sum(sessions[label] for label in found))


def _days(block: Block, figures: Figures) -> None:
    """Read a table by day: 0000 is the start date that the comments above it name."""
    start = _start(block)
    sums: dict[str, Decimal] = defaultdict(Decimal)
    days: list[date] = []
    for line in block.lines:
        figures.rows += 1
        offset = number(line[0])
        if offset is None or offset != int(offset):
            figures.results.append(RowResult(row=figures.rows, outcome="skipped", text=f"{line[0]}: not a day"))
            continue
        day = start + timedelta(days=int(offset)) if start and abs(offset) < 100_000 else None  # noqa: PLR2004  270 years
        days += [day] if day else []
        for header, cell in list(keyed(block.header, line).items())[1:]:
            value = number(cell)
            if value is not None:
                metric = metric_name(header)
                figures.insights.append(
                    InsightRow(table="day", label=line[0], metric=metric, value=float(value), day=day)
                )
                sums[metric] += value
    figures.totals |= {f"{metric}_by_day": plain_text(value) for metric, value in sums.items()}
    if start is None:
        figures.notes.append(
            RowNote(row=figures.rows, code="no_start_date", text="no start date above the table of days")
        )
    if days:
        figures.totals |= period(days)


def _start(block: Block) -> date | None:
    found = [match[1] for comment in block.comments if (match := re.match(r"start date:\s*(\d{8})$", comment, re.I))]
    try:
        return datetime.strptime(found[0], "%Y%m%d").date() if found else None  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None

"""Daily exports of platforms: Meta Business Suite (one measure per file) and the TikTok overview."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

from shoal.domain.intake import InsightRow, Question, ReadOptions, RowNote
from shoal.sources.cells.dates import read_date
from shoal.sources.insights.tables import Figures, cells, metric_name, number, period, plain_text

_LONGEST_DAYS = 3660  # a stray date must not become a list of a hundred thousand days


def read_meta(lines: list[str], options: ReadOptions) -> Figures:
    """Return one measure per day; the line above the header names it.

    The export leaves out days on which nothing happened: inside its span they mean 0, are added as 0 with a label
    that says so, and are named. The days are those of the page's time zone, which the file does not name: asked.
    """
    figures = Figures(source="meta_insights")
    body = [line for line in lines if line.strip() and not line.casefold().startswith("sep=")]
    start = next(
        i for i, line in enumerate(body) if [cell.casefold() for cell in cells(line)][:2] == ["date", "primary"]
    )
    title = cells(body[start - 1])[0] if start else "primary"
    metric = metric_name(title)
    figures.headers = {"Date": "day", "Primary": metric}
    found: dict[date, Decimal] = {}
    for line in body[start + 1 :]:
        figures.rows += 1
        day, value = _day(cells(line)[0]), number((*cells(line), "")[1])
        if day is None or value is None:
            text = "the day or its figure cannot be read"
            figures.notes.append(RowNote(row=figures.rows, code="unread", text=text, received=line[:80]))
        else:
            found[day] = found.get(day, Decimal(0)) + value
    _meta_rows(found, title, metric, figures)
    _meta_zone(options, figures)
    return figures


def _meta_rows(found: dict[date, Decimal], title: str, metric: str, figures: Figures) -> None:
    if not found:
        return
    first, length = min(found), (max(found) - min(found)).days + 1
    listed = [first + timedelta(days=i) for i in range(length)] if length < _LONGEST_DAYS else sorted(found)
    quiet = [day for day in listed if day not in found]
    for day in listed:
        label = "" if day in found else "not listed: 0"
        value = float(found.get(day, Decimal(0)))
        figures.insights.append(InsightRow(table="day", label=label, metric=metric, value=value, day=day))
    figures.totals |= {metric: plain_text(sum(found.values(), Decimal(0)))}
    figures.totals |= period(list(found)) | {"days_in_period": str(len(listed))}
    figures.facts.append(f"the measure is the title of the file: {title}")
    if quiet:
        named = ", ".join(day.isoformat() for day in quiet)
        figures.facts.append(
            f"{len(quiet)} days are not listed: this export leaves out days without any; they mean 0 ({named})"
        )


def _meta_zone(options: ReadOptions, figures: Figures) -> None:
    if options.timezone:
        figures.facts.append(f"days are read as days in {options.timezone}")
        return
    text = "The file does not say in which time zone its days are: it is the page's."
    named = ("an IANA name such as Europe/Berlin",)
    figures.questions.append(Question(code="timezone", column="Date", text=text, option="--timezone", options=named))


def read_tiktok(lines: list[str]) -> Figures:
    """Return every measure per day; growth may be below zero, and a date without a year is not guessed."""
    figures = Figures(source="tiktok_overview")
    body = [line for line in lines if line.strip()]
    header = cells(body[0])
    figures.headers = {name: metric_name(name) for name in header}
    sums: dict[str, Decimal] = defaultdict(Decimal)
    days: list[date] = []
    below: set[date | None] = set()
    for line in body[1:]:
        figures.rows += 1
        row = cells(line)
        day = _day(row[0])
        days += [day] if day else []
        if day is None:
            text = "the date cannot be read, or it has no year"
            figures.notes.append(
                RowNote(row=figures.rows, code="not_a_date", text=text, column="Date", received=row[0])
            )
            continue
        for name, cell in list(zip(header, row, strict=False))[1:]:
            value = number(cell)
            if value is not None:
                metric = metric_name(name)
                figures.insights.append(InsightRow(table="day", label="", metric=metric, value=float(value), day=day))
                sums[metric] += value
                below |= {day} if metric == "net_growth" and value < 0 else set()
    figures.totals |= {metric: plain_text(value) for metric, value in sums.items()}
    _tiktok_facts(days, len(below), figures)
    return figures


def _tiktok_facts(days: list[date], below: int, figures: Figures) -> None:
    if not days:
        return
    figures.totals |= period(days)
    if below:
        figures.totals["days_of_negative_growth"] = str(below)
        figures.facts.append(f"net growth is below zero on {below} days: more followers left than came")
    figures.facts.append(
        f"{max(days).isoformat()} is the last day: if the file was made on it, that day is not complete"
    )


def _day(text: str) -> date | None:
    """Return the day that a cell names as it stands there; its zone is the page's and is not applied."""
    cell = read_date(text)
    return cell.at.date() if cell.at else None

"""Text lines to tables, and what the rooms of each export share."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from shoal.domain.intake import InsightRow, Question, RowNote, RowResult


@dataclass(slots=True)
class Figures:
    """What one export gave, before it becomes a reading."""

    source: str
    rows: int = 0
    insights: list[InsightRow] = field(default_factory=list)
    notes: list[RowNote] = field(default_factory=list)
    results: list[RowResult] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    totals: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Block:
    """One table of a file: the comment lines above it, its header and its lines of cells."""

    comments: tuple[str, ...]
    header: tuple[str, ...]
    lines: list[tuple[str, ...]] = field(default_factory=list)


def metric_name(header: str) -> str:
    """Return a header as the name of a metric: ``Video views`` is ``video_views``."""
    return re.sub(r"\W+", "_", header.strip().casefold()).strip("_")


def number(text: str) -> Decimal | None:
    """Return a number of a machine-made export (point as decimal mark), ``None`` where the cell is no number."""
    try:
        value = Decimal(text.strip().replace(",", "")) if text.strip() else None
    except InvalidOperation:
        return None
    return value if value is not None and value.is_finite() and abs(value) < Decimal(10) ** 15 else None


def plain_text(value: Decimal) -> str:
    """Return a sum as plain text without an exponent or zeros at its end: ``8464.13``, ``8976``."""
    return f"{value:f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:f}"


def period(days: Sequence[date]) -> dict[str, str]:
    """Return how many days there are and the first and last of them as text; ``days`` is not empty."""
    return {"days": str(len(days)), "first_day": min(days).isoformat(), "last_day": max(days).isoformat()}


def clean_lines(lines: Iterable[str]) -> list[str]:
    """Return the lines without line ends and without a byte-order mark before the first."""
    found = [line.rstrip("\r\n") for line in lines]
    return [found[0].lstrip("\ufeff"), *found[1:]] if found else []


def cells(line: str, delimiter: str = ",") -> tuple[str, ...]:
    """Return the cells of one line."""
    return tuple(cell.strip() for cell in next(csv.reader([line], delimiter=delimiter), []))


def blocks(lines: Sequence[str]) -> list[Block]:
    """Split lines into tables: comment lines (``#``) end one table, the next line that is not blank is a header."""
    found: list[Block] = []
    comments: list[str] = []
    for line in lines:
        if line.startswith("#"):
            comments.append(line.lstrip("# ").strip())
        elif line.strip():
            if comments or not found:
                found.append(Block(comments=tuple(comments), header=cells(line)))
                comments = []
            else:
                found[-1].lines.append(cells(line))
    return found


def keyed(header: Sequence[str], line: Sequence[str]) -> Mapping[str, str]:
    """Return the cells of a line by their header; cells that the line does not have are missing, not blank."""
    return dict(zip(header, line, strict=False))

"""What a platform counted of an account, as its owner gave it: shown with its window, and weighed by nothing.

These are sums over days of everything an account has out. What one post would bring does not follow from them, so no
price and no expected reach is worked out from them; they stand beside both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from shoal.domain.finding import Evidence, Finding
from shoal.domain.values import Estimate, Value

NAME = re.compile(r"insights\.(?P<measure>\w+)\.(?P<first>\d{4}-\d\d-\d\d)\.(?P<last>\d{4}-\d\d-\d\d)")
SHELF_DAYS = 90  # metric dictionary, section 6: newest sample or insight, at most 90 days old
SAID = 3  # measures in the sentence; the others are in its evidence
FIRST = ("video_views", "views", "reached_audience", "reach", "content_interactions", "likes")
CHECK = "platform_counts"
WHOSE = "counted by the platform, given by the creator"


def own_insights(values: Sequence[Value], as_of: datetime) -> list[Finding]:
    """Return one neutral finding for the newest window of an account, none where nobody gave any."""
    windows: dict[tuple[date, date], list[tuple[str, Value]]] = {}
    for value in values:
        if (named := NAME.fullmatch(value.name)) is not None and value.estimate is not None:
            window = date.fromisoformat(named["last"]), date.fromisoformat(named["first"])
            windows.setdefault(window, []).append((named["measure"], value))
    return [_finding(max(windows), windows[max(windows)], as_of)] if windows else []


def _finding(window: tuple[date, date], counted: list[tuple[str, Value]], as_of: datetime) -> Finding:
    (last, first), days = window, (window[0] - window[1]).days + 1
    told = sorted(dict(reversed(counted)).items(), key=_order)
    parts = tuple((measure, value.estimate.value if value.estimate else None) for measure, value in told)
    origin = told[0][1].provenance
    old = (as_of.date() - last).days > SHELF_DAYS
    words = [f"{number:,.0f} {_words(measure)}" for measure, number in parts if number is not None]
    claim = f"{_and(words[:SAID])} in the {days} days to {last.isoformat()}, {WHOSE}"
    number = parts[0][1] or 0.0
    return Finding(
        check=CHECK,
        claim=f"{claim}, older than {SHELF_DAYS} days" if old else claim,
        evidence=(Evidence(text="; ".join(words), ref=origin.ref if origin else ""),),
        value=Value(
            name=CHECK, state="stale" if old else "observed", unit=_words(parts[0][0]), parts=parts,
            estimate=Estimate(value=number, low=number, high=number, level=1.0, n=days, method="sum over days"),
            window=f"{first.isoformat()} to {last.isoformat()}", provenance=origin,
        ),
    )  # fmt: skip


def _order(told: tuple[str, Value]) -> tuple[int, str]:
    return (FIRST.index(told[0]) if told[0] in FIRST else len(FIRST), told[0])


def _words(measure: str) -> str:
    """Return a measure in words; people who are reached on two days are counted on both."""
    plain = measure.replace("_", " ")
    return f"{plain} added up by day" if "reach" in measure else plain


def _and(words: Sequence[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last

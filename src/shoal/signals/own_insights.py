"""What a platform counted of an account, as its owner gave it: shown with its window, and weighed by nothing.

These are sums over days of everything an account has out. What one post would bring does not follow from them, so no
price and no expected reach is worked out from them; they stand beside both.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime

from shoal.domain.finding import Evidence, Finding
from shoal.domain.values import Estimate, Provenance, Value

NAME = re.compile(r"insights\.(?P<measure>\w+)\.(?P<first>\d{4}-\d\d-\d\d)\.(?P<last>\d{4}-\d\d-\d\d)")
SHELF_DAYS = 90  # metric dictionary, section 6: newest sample or insight, at most 90 days old
SAID = 3  # measures in the sentence; the others are in its evidence
FIRST = ("video_views", "views", "reached_audience", "reach", "content_interactions", "likes")
CHECK = "platform_counts"
Counted = tuple[str, float, Provenance | None]  # measure, sum, and where it is from
WHOSE = "counted by the platform, given by the creator"


def own_insights(values: Sequence[Value], as_of: datetime) -> list[Finding]:
    """Return one neutral finding for the newest window of an account, none where nobody gave any."""
    windows: dict[tuple[date, date], list[Counted]] = {}
    for value in values:
        if (named := NAME.fullmatch(value.name)) is not None and value.estimate is not None:
            window = date.fromisoformat(named["last"]), date.fromisoformat(named["first"])
            windows.setdefault(window, []).append((named["measure"], value.estimate.value, value.provenance))
    return [_finding(max(windows), windows[max(windows)], as_of)] if windows else []


def _finding(window: tuple[date, date], counted: Sequence[Counted], as_of: datetime) -> Finding:
    (last, first), days = window, (window[0] - window[1]).days + 1
    newest = {measure: (number, origin) for measure, number, origin in reversed(counted)}
    parts = tuple((measure, newest[measure][0]) for measure in sorted(newest, key=_order))
    (first_measure, number), origin = parts[0], newest[parts[0][0]][1]
    old = (as_of.date() - last).days > SHELF_DAYS
    words = [f"{count:,.0f} {_words(measure)}" for measure, count in parts]
    claim = f"{_and(words[:SAID])} in the {days} days to {last.isoformat()}, {WHOSE}"
    return Finding(
        check=CHECK,
        claim=f"{claim}, older than {SHELF_DAYS} days" if old else claim,
        evidence=(Evidence(text="; ".join(words), ref=origin.ref if origin else ""),),
        value=Value(
            name=CHECK, state="stale" if old else "observed", unit=_words(first_measure), parts=parts,
            estimate=Estimate(value=number, low=number, high=number, level=1.0, n=days, method="sum over days"),
            window=f"{first.isoformat()} to {last.isoformat()}", provenance=origin,
        ),
    )  # fmt: skip


def _order(measure: str) -> tuple[int, str]:
    return (FIRST.index(measure) if measure in FIRST else len(FIRST), measure)


def _words(measure: str) -> str:
    """Return a measure in words; people who are reached on two days are counted on both."""
    plain = measure.replace("_", " ")
    return f"{plain} added up by day" if "reach" in measure else plain


def _and(words: Sequence[str]) -> str:
    *rest, last = words
    return f"{', '.join(rest)} and {last}" if rest else last

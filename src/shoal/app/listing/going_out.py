"""The list of creators going out: as a picture, and as a file that says itself what it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from shoal.domain.listing import ListExport, ListQuery
from shoal.report import Chart, RateCurve, RateDot, moment_text, rate_scatter
from shoal.signals import size_curve
from shoal.sources import guarded

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

MOST_DRAWN = 400  # more dots than these hide each other
LEAST_FITTED = 30  # metric dictionary, section 3: a league under 30 accounts says nothing of what is usual
CURVE_POINTS = 24
ISOLATE, END = "\u2068", "\u2069"  # names keep their own direction inside a picture
METHOD = (
    "er is the estimated rate of the next posts, with the ends of its range and the number of posts; a missing figure "
    "is the word unknown"
)


def cloud(shoal: Shoal, query: ListQuery) -> Chart:
    """Return followers against engagement rate of the first creators of the list, in its order. O(accounts)."""
    found, total = shoal.listing.drawn(replace(query, offset=0, limit=MOST_DRAWN))
    dots = [RateDot(label=f"{ISOLATE}{name}{END}", followers=followers, rate=rate) for name, followers, rate in found]
    title = "Followers and engagement rate"
    if total > len(dots):
        title += f", the first {len(dots):,} of {total:,} in this order"
    return rate_scatter("cloud", title, dots, _curve(dots))


def _curve(dots: Sequence[RateDot]) -> RateCurve | None:
    """Return what is usual for a size, by least squares over those drawn; ``None`` where they are too few."""
    pairs = [
        (one.followers.estimate.value, one.rate.estimate.value)
        for one in dots
        if one.followers.estimate and one.rate.estimate
        if one.followers.estimate.value > 0 and one.rate.estimate.value > 0
    ]
    if len(pairs) < LEAST_FITTED:
        return None
    followers, rates = (np.array(column, dtype=float) for column in zip(*pairs, strict=True))
    size = np.log(followers)
    fitted = size_curve(np.log(rates * followers), size)
    if not math.isfinite(fitted.slope):
        return None
    sizes = np.linspace(size.min(), size.max(), CURVE_POINTS)
    usual = np.exp(fitted.level + fitted.slope * (sizes - fitted.middle) - sizes)
    points = tuple((float(np.exp(at)), float(rate)) for at, rate in zip(sizes, usual, strict=True))
    return RateCurve(points=points, note=f"a line through these {len(pairs):,}")


def export(shoal: Shoal, query: ListQuery, filters: Sequence[str]) -> ListExport:
    """Return all lines of the list as CSV under comment lines: when, filters, order, method, what stays here and why.

    Our own importer passes over comment lines, so the file can come back in.
    """
    made = shoal.listing.everything(query, leaves=False)  # its own entry is written below
    at = shoal.wall_clock()
    number, head = shoal.ledger.audit.head()
    order = f"{query.sort}{', from large to small' if query.descending else ''}"
    lines = [
        f"creators of {shoal.brand.name}, generated {moment_text(at, shoal.brand.timezone)}",
        f"filters: {'; '.join(filters) or 'none'}",
        f"order: {order}",
        f"rows: {made.rows:,}",
        f"method: {METHOD}",
        *(f"stays here: {told}" for told in made.refused),
        f"audit: entry {number}, {head[:16]}",
    ]
    shoal.record("creators.export", rows=made.rows, stayed=len(made.refused))
    comments = "".join(f"# {' '.join(guarded(line).split())}\r\n" for line in lines)
    return replace(made, text=comments + made.text, name=f"creators-{at:%Y-%m-%d}.csv")

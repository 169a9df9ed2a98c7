"""Where an account stands among accounts like it: the league percentile of any metric.

Metric dictionary, section 1 rule 8: platform x format x niche x neighbours by followers on a log scale, at least 30
accounts, else unknown. It says where an account stands, not whether that is good.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from shoal.domain.bulk import Floats, Ints, Texts
from shoal.domain.values import Estimate, Value, unknown
from shoal.stats import share_interval

LEAST_PEERS = 30
MOST_PEERS = 200  # the nearest by followers: a percentile of 200 is known to about 3 points
NEAR_LOG = float(np.log(3.0))  # a peer has at least a third and at most three times the followers (a judgement)


class Percentiles(NamedTuple):
    """The share of peers below each account (ties count half) and how many peers it has.

    ``share`` is NaN where the metric or the follower count is, and where there are fewer than 30 peers.
    """

    share: Floats
    peers: Ints


def league_percentile(values: Floats, followers: Floats, *kinds: Texts) -> Percentiles:
    """Return the percentile of each account among its peers, as a fraction.

    ``kinds`` are columns that peers must agree in: platform, format, niche. Accounts without a value are nobody's
    peer. O(n log n) to order them and at most 200 comparisons for each, all in whole columns.
    """
    share, peers = np.full(len(values), np.nan), np.zeros(len(values), dtype=np.int64)
    usable = np.flatnonzero(np.isfinite(values) & np.isfinite(followers) & (followers > 0))
    if not len(usable):
        return Percentiles(share, peers)
    kind = _codes(usable, kinds)
    size = np.log(followers[usable])
    order = np.lexsort((size, kind))
    rows, kind, size = usable[order], kind[order], size[order]
    first, held = _window(kind, size)
    share[rows], peers[rows] = _ranked(values[rows], first, held)
    share[peers < LEAST_PEERS] = np.nan
    return Percentiles(share, peers)


def percentile_value(found: Percentiles, row: int, *, level: float = 0.9) -> Value:
    """Return one account's percentile as a value record; its range is that of a share of so many peers."""
    peers = int(found.peers[row])
    if not np.isfinite(found.share[row]):
        reason = f"league_below_{LEAST_PEERS}" if 0 < peers < LEAST_PEERS else "metric_or_followers_unknown"
        return unknown("league_percentile", reason, "fraction", parts=(("peers", float(peers)),))
    share = float(found.share[row])
    ends = share_interval(share * peers, float(peers), level)
    estimate = Estimate(value=share, low=float(ends.low), high=float(ends.high), level=level, n=peers, method="BB")
    return Value(name="league_percentile", state="estimated", unit="fraction", estimate=estimate,
                 parts=(("peers", float(peers)),))  # fmt: skip


def _codes(rows: Ints, kinds: tuple[Texts, ...]) -> Ints:
    """Return one number for each combination of kinds."""
    code = np.zeros(len(rows), dtype=np.int64)
    for column in kinds:
        names, inverse = np.unique(column[rows].astype(str), return_inverse=True)
        code = code * len(names) + inverse
    return code


def _window(kind: Ints, size: Floats) -> tuple[Ints, Ints]:
    """Return where the peers of each account begin and how many there are, itself among them; sorted input."""
    place = np.arange(len(kind))
    begins, ends = np.searchsorted(kind, kind), np.searchsorted(kind, kind, side="right")
    # one searchsorted for all kinds: each kind is moved beyond the reach of its neighbours
    apart = kind * (2.0 * NEAR_LOG + float(np.ptp(size)) + 1.0)
    line = size - float(size.min()) + apart
    first = np.maximum(np.searchsorted(line, line - NEAR_LOG), begins)
    last = np.minimum(np.searchsorted(line, line + NEAR_LOG, side="right"), ends)
    held = np.minimum(last - first, MOST_PEERS + 1)
    first = np.clip(place - MOST_PEERS // 2, first, last - held)
    return first, held


def _ranked(values: Floats, first: Ints, held: Ints) -> tuple[Floats, Ints]:
    """Return (share of peers below, peers) of values in the order of the windows."""
    below, ties = np.zeros(len(values)), np.zeros(len(values))
    for step in range(int(held.max(initial=0))):
        inside = step < held
        other = values[np.minimum(first + step, len(values) - 1)]
        below += inside & (other < values)
        ties += inside & (other == values)
    peers = held - 1
    return (below + 0.5 * (ties - 1.0)) / np.maximum(peers, 1), peers

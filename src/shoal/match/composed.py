"""Who of those that fit comes on the list: the best, or the best that keep the mix a brief asks for."""

from __future__ import annotations

import numpy as np

from shoal.domain.brief import Brief, MixTarget
from shoal.domain.bulk import Floats, Ints
from shoal.domain.tiers import tier_of
from shoal.match.mix import NEAR, Composed, Target, compose
from shoal.match.supply import Supply
from shoal.match.text import plain

HEAD = 500  # candidates among whom a list is made up; science.md S6


def make_up(brief: Brief, supply: Supply, fitting: Ints, score: Floats) -> tuple[Ints, Ints, Composed | None]:
    """Return (listed, behind, how) of rows in the order of their score; ``None`` where the score alone decides."""
    size = brief.shortlist_size
    head = fitting[:HEAD]
    if len(fitting) <= size or (not brief.mix and supply.overlap is None):
        return fitting[:size], fitting[size:], None
    targets = [_target(one, brief, supply, head) for one in brief.mix]
    overlap = supply.overlap(head) if supply.overlap is not None else None
    if not targets and overlap is None:
        return fitting[:size], fitting[size:], None
    made = compose(score[head], targets, size, overlap)
    listed = head[made.rows]
    return listed, fitting[~np.isin(fitting, listed)], made


def mix_notes(brief: Brief, supply: Supply, listed: Ints, made: Composed | None) -> tuple[str, ...]:
    """Say how the list is made up against what was asked for, and what that cost."""
    if made is None or not brief.mix:
        return ()
    notes = []
    for target, missed in zip(brief.mix, made.distance, strict=True):
        kinds = _kinds(target, brief, supply, listed)
        parts = [
            f"{value} {100 * float(np.mean(kinds == place)):.0f} % of {100 * share:.0f} % wanted"
            for place, (value, share) in enumerate(target.shares)
        ]
        met = "" if missed <= NEAR else ": not met, too few of them fit the brief"
        notes.append(f"mix by {target.field}: {', '.join(parts)}{met}")
    if made.loss > 0.0:
        notes.append(f"for the mix the list gives up {100 * made.loss:.1f} % of its fit")
    return tuple(notes)


def _target(target: MixTarget, brief: Brief, supply: Supply, rows: Ints) -> Target:
    shares = np.array([share for _, share in target.shares], dtype=float)
    return Target(kinds=_kinds(target, brief, supply, rows), shares=shares)


def _kinds(target: MixTarget, brief: Brief, supply: Supply, rows: Ints) -> Ints:
    """Return which share of a target each account counts for, -1 for none: also where the fact is not known."""
    place = {plain(value): number for number, (value, _) in enumerate(target.shares)}
    pool = supply.pool
    if target.field == "tier":
        told = [tier_of(float(followers), brief.tier_scheme) for followers in pool.followers[rows]]
    else:
        told = [str(text) for text in (pool.country if target.field == "country" else pool.niche)[rows]]
    return np.array([place.get(plain(text), -1) for text in told], dtype=np.int64)

"""What a creator's posts are about, roughly, and how narrow that is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shoal.domain.bulk import Floats
from shoal.domain.values import Estimate, Value, unknown
from shoal.signals.captions.vocabulary import Entry, Hit
from shoal.stats import generator_of, interval_of_draws, stored

TOPIC = "topic"
LEAST_POSTS = 12  # metric dictionary, section 5
DRAWS = 2_000  # bootstrap over posts: metric dictionary, section 1, code CB
LEVEL = 0.9
FOCUS_VERSION = "1"
Topics = tuple[tuple[str, tuple[str, ...]], ...]


def topic_entries(topics: Topics) -> list[Entry]:
    """Return what to look for."""
    return [
        Entry(group=TOPIC, key=key, form="word", text=word) for key, (_, words) in enumerate(topics) for word in words
    ]


def topics_in(hits: Sequence[Hit]) -> tuple[int, ...]:
    """Return the topics of one caption, each once, in order."""
    return tuple(sorted({hit.entry.key for hit in hits if hit.entry.group == TOPIC}))


def niche_focus(posts: Sequence[tuple[int, ...]], topics: int) -> Value:
    """Return 1 minus the normalised entropy of the topic mix of some posts: 1 is one subject, 0 all of them alike.

    ``posts`` holds the topics of each post in which any was found; a post on two topics counts half for each. The
    interval is a bootstrap over posts. Fewer than twelve posts: unknown (metric dictionary, section 5).
    O(draws x different mixes).
    """
    parts = (("posts with a topic", float(len(posts))),)
    if len(posts) < LEAST_POSTS:
        return unknown("niche_focus", f"topics found in {len(posts)} posts; twelve are needed", "fraction", parts=parts)
    kinds = sorted(set(posts))
    counts = np.array([posts.count(kind) for kind in kinds], dtype=np.float64)
    mixes = np.zeros((len(kinds), topics))
    for row, kind in enumerate(kinds):
        mixes[row, list(kind)] = 1.0 / len(kind)
    dice = generator_of(len(posts), f"niche_focus {kinds} {counts.tolist()}")  # the same posts give the same interval
    drawn = dice.multinomial(len(posts), counts / counts.sum(), size=DRAWS).astype(np.float64)
    ends = interval_of_draws(_focus(drawn @ mixes), LEVEL)
    value = float(_focus(counts @ mixes))
    estimate = Estimate(
        value=stored(value), low=stored(min(float(ends.low), value)), high=stored(max(float(ends.high), value)),
        level=LEVEL, n=len(posts), method="bootstrap over posts",
    )  # fmt: skip
    return Value(
        name="niche_focus", state="estimated", unit="fraction", version=FOCUS_VERSION, estimate=estimate, parts=parts,
        window="newest posts with a topic",
    )  # fmt: skip


def _focus(weights: Floats) -> Floats:
    """Return 1 minus entropy over its greatest possible value, along the last axis."""
    share = weights / weights.sum(axis=-1, keepdims=True)
    with np.errstate(divide="ignore", invalid="ignore"):
        entropy = -np.where(share > 0, share * np.log(share), 0.0).sum(axis=-1)
    return np.asarray(1.0 - entropy / np.log(weights.shape[-1]))

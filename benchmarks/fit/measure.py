"""How well search orders creators whose fit is known: by words alone, by meaning alone, by both; nDCG@10."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import PCG64, Generator
from numpy.typing import NDArray

from benchmarks.fit.market import Brief, Trial
from shoal.domain.bulk import Floats
from shoal.domain.search import SearchQuery
from shoal.index import Embedder, Origin, Reader, Store, build, closeness, search

WAYS = ("words", "meaning", "both")
DEPTH, DRAWS = 10, 10_000
DISCOUNT = 1.0 / np.log2(np.arange(DEPTH) + 2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """The mean difference of two ways over the same briefs, its interval (95 %), and p against none (two-sided)."""

    mean: float
    low: float
    high: float
    p: float


def scores_of(trial: Trial, embedder: Embedder | None = None) -> dict[str, Floats]:
    """Return nDCG@10 of each way by brief, on an index built for it as for a workspace."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder) / "index")
        origin = Origin(catalog="fit", made_at="2026-11-01T00:00:00+00:00")
        reader = Reader(store, build(store, [trial.rows], len(trial.rows), origin, embedder=embedder), embedder)
        row_of = {str(account): row for row, account in enumerate(trial.rows.account_id)}

        def found(brief: Brief, way: str) -> list[int]:
            if way == "meaning":
                return nearest(reader, trial, brief)
            query = SearchQuery(
                text=brief.text, words="any", meaning=way == "both", country=brief.countries, limit=DEPTH
            )  # fmt: skip
            return [row_of[hit.account_id] for hit in search(reader, query).hits]

        return {
            way: np.array([ndcg(brief.fit[found(brief, way)], brief.fit) for brief in trial.briefs]) for way in WAYS
        }


def nearest(reader: Reader, trial: Trial, brief: Brief) -> list[int]:
    """Return who is nearest in meaning, however far that is: meaning alone has no other way to fill a list."""
    rows = np.flatnonzero(np.isin(trial.rows.country, brief.countries) | (not brief.countries))
    near = closeness(reader, brief.text, trial.rows.account_id[rows].tolist())
    if near is None:
        return []
    return [int(row) for row in rows[np.argsort(-np.nan_to_num(near, nan=-1.0), kind="stable")[:DEPTH]]]


def ndcg(listed: NDArray[np.int8], everybody: NDArray[np.int8]) -> float:
    """Return nDCG@10 with gains 2^fit - 1 against the best list there could be."""
    ideal = np.sort(2.0**everybody - 1.0)[::-1][:DEPTH]
    got = 2.0**listed - 1.0
    return float(np.sum(got * DISCOUNT[: len(got)]) / np.sum(ideal * DISCOUNT[: len(ideal)]))


def gap(one: Floats, other: Floats) -> Gap:
    """Return how much better one way is, by a paired bootstrap over briefs."""
    dice = Generator(PCG64(1))
    less = one - other
    means = np.array([less[dice.integers(0, len(less), len(less))].mean() for _ in range(DRAWS)])
    low, high = (float(np.quantile(means, share)) for share in (0.025, 0.975))
    p = 2.0 * max(min(np.mean(means <= 0.0), np.mean(means >= 0.0)), 1.0 / DRAWS)
    return Gap(mean=float(less.mean()), low=low, high=high, p=min(float(p), 1.0))


def table(scores: dict[str, Floats], kinds: Sequence[str]) -> str:
    """Return the means of each way, over all briefs and over each kind, and what both is ahead of each alone."""
    groups = {"all": np.ones(len(kinds), dtype=bool)}
    groups |= {kind: np.array(kinds) == kind for kind in dict.fromkeys(sorted(kinds))}
    lines = [f"{'nDCG@10':<10}" + "".join(f"{name:>9} ({int(mask.sum())})" for name, mask in groups.items())]
    for way in WAYS:
        means = (scores[way][mask].mean() for mask in groups.values())
        lines.append(f"{way:<10}" + "".join(f"{mean:>{10 + len(str(len(kinds))) + 1}.3f}" for mean in means))
    for way in WAYS[:2]:
        told = gap(scores["both"], scores[way])
        lines.append(
            f"both less {way:<8} {told.mean:+.3f} ({told.low:+.3f} to {told.high:+.3f}, 95 %, paired bootstrap), "
            f"p {'<' if told.p <= 2.0 / DRAWS else '='} {told.p:.4f}"
        )
    return "\n".join(lines)

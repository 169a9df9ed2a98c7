"""How well the judged creators are ordered: by words, by meaning, and by both; nDCG@10 with a paired bootstrap.

``python -m benchmarks.judged`` reads the evaluation files beside the checkout and the labels in ``judgements/``; where
the files are missing it says so and ends. Nothing of the ranking was set with these labels.
"""

from __future__ import annotations

import csv
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from shoal.app import Shoal, make_workspace, open_workspace
from shoal.config import Settings
from shoal.domain.intake import ReadOptions
from shoal.domain.search import SearchQuery

HERE = Path(__file__).parent / "judgements"
DATA = Path(__file__).parents[2] / "shared" / "data"
SETS = {"tiktok": ("tiktok/creators.csv", "tiktok"), "climbing": ("instagram_climbing/creators.csv", "instagram")}
DEPTH, DRAWS, MOST = 10, 10_000, 500
WAYS = ("words", "meaning", "both")


def main() -> None:
    missing = [name for name, (path, _) in SETS.items() if not (DATA / path).exists()]
    if missing:
        sys.exit(f"the evaluation files are not beside the checkout: {', '.join(missing)}")
    briefs = rows_of(HERE / "briefs.csv")
    labels: dict[str, dict[str, int]] = {}
    for row in rows_of(HERE / "judged.csv"):
        labels.setdefault(row["brief"], {})[row["creator_id"]] = int(row["label"])
    scores: dict[str, list[float]] = {way: [] for way in WAYS}
    for name in SETS:
        with tempfile.TemporaryDirectory() as folder:
            told = judged_of(Path(folder) / "judged.shoal", name, [row for row in briefs if row["set"] == name], labels)
        for way in WAYS:
            scores[way] += told[way]
    for way in WAYS:
        print(f"{way:<10} nDCG@{DEPTH} {np.mean(scores[way]):.3f}   over {len(scores[way])} briefs")
    for way in WAYS[:2]:
        low, high = difference(np.array(scores["both"]), np.array(scores[way]))
        gap = float(np.mean(scores["both"]) - np.mean(scores[way]))
        print(f"both less {way:<8} {gap:+.3f} ({low:+.3f} to {high:+.3f}, 95 %, paired bootstrap)")


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def judged_of(
    folder: Path, name: str, briefs: Sequence[Mapping[str, str]], labels: Mapping[str, Mapping[str, int]]
) -> dict[str, list[float]]:
    make_workspace(Settings(folder=folder))
    path, platform = SETS[name]
    options = ReadOptions(kind="creators", platform=platform, key="creator_id")
    with open_workspace(folder) as shoal:
        shoal.creators.bring_in(DATA / path, options)
        keys = codes_of(shoal)
        return {
            way: [ndcg(ordered(shoal, way, brief["text"], keys), labels[brief["brief"]]) for brief in briefs]
            for way in WAYS
        }


def codes_of(shoal: Shoal) -> dict[str, str]:
    """Return the code of the file by account id."""
    pool = shoal.catalog.pool(shoal.now())
    return {str(account): str(code).upper() for account, code in zip(pool.account_id, pool.handle, strict=True)}


def ordered(shoal: Shoal, way: str, text: str, keys: Mapping[str, str]) -> list[str]:
    """Return the judged codes in the order of one way of looking, those it does not find last and left out."""
    accounts = list(keys)
    if way == "meaning":
        close = shoal.searching.closeness(text, accounts)
        order = np.argsort(-np.nan_to_num(close, nan=-1.0), kind="stable")
        return [keys[accounts[place]] for place in order]
    found: list[str] = []
    page = shoal.searching.find(SearchQuery(text=text, words="any", meaning=way == "both", limit=MOST))
    found += [keys[hit.account_id] for hit in page.hits if hit.account_id in keys]
    return found


def ndcg(order: Sequence[str], labels: Mapping[str, int]) -> float:
    """Return nDCG@10 over the judged creators of one brief alone (condensed list)."""
    gains = [2 ** labels[code] - 1 for code in order if code in labels][:DEPTH]
    ideal = sorted((2**label - 1 for label in labels.values()), reverse=True)[:DEPTH]
    best = sum(gain / np.log2(place + 2) for place, gain in enumerate(ideal))
    return float(sum(gain / np.log2(place + 2) for place, gain in enumerate(gains)) / best) if best else 0.0


def difference(one: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    dice = np.random.Generator(np.random.PCG64(1))
    drawn = dice.integers(0, len(one), (DRAWS, len(one)))
    means = (one - other)[drawn].mean(axis=1)
    return float(np.quantile(means, 0.025)), float(np.quantile(means, 0.975))


if __name__ == "__main__":
    main()

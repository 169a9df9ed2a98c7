"""``python -m benchmarks.fit``: search held against made-up creators whose fit is known (see ``market.py``).

The way in which words and meaning are put together was chosen on the development half (seeds 1 to 3); what is printed
without options is the other half of the subjects, on other markets.
"""

from __future__ import annotations

import argparse

import numpy as np

from benchmarks.fit.market import HALVES, make_trial
from benchmarks.fit.measure import WAYS, scores_of, table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fit", description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13, 14, 15])
    parser.add_argument("--half", choices=HALVES, default=HALVES[1])
    parser.add_argument("--creators", type=int, default=1_000, help="above 1,000 the table of pieces reads them")
    parser.add_argument("--briefs", type=int, default=120, help="of each seed")
    asked = parser.parse_args()
    scores: dict[str, list[np.ndarray]] = {way: [] for way in WAYS}
    kinds: list[str] = []
    for seed in asked.seeds:
        trial = make_trial(seed, creators=asked.creators, briefs=asked.briefs, half=asked.half)
        told = scores_of(trial)
        for way in WAYS:
            scores[way].append(told[way])
        kinds += [brief.kind for brief in trial.briefs]
        print(f"seed {seed}: " + ", ".join(f"{way} {told[way].mean():.3f}" for way in WAYS), flush=True)
    print(f"{len(kinds)} briefs, {asked.creators:,} creators a seed, {asked.half} half")
    print(table({way: np.concatenate(parts) for way, parts in scores.items()}, kinds))


if __name__ == "__main__":
    main()

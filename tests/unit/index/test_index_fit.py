"""Search held against made-up creators whose fit is known: a small part of ``python -m benchmarks.fit``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from benchmarks.fit.market import HALVES, make_trial
from benchmarks.fit.measure import WAYS, scores_of
from shoal.index import embedder_for


def test_words_and_meaning_together_are_behind_neither(ready_model: Path):
    """One market of 250 creators, 40 briefs, fixed. Over five markets of 1,000 both are ahead by .14 and .10."""
    trial = make_trial(21, creators=250, briefs=40, half=HALVES[1])
    scores = scores_of(trial, embedder_for(ready_model, len(trial.rows)))
    means = {way: float(np.mean(scores[way])) for way in WAYS}

    assert means["both"] >= max(means.values())


def test_the_same_seed_makes_the_same_creators_and_briefs():
    one, other = (make_trial(4, creators=60, briefs=8, half=HALVES[0]) for _ in range(2))

    assert one.rows.captions.tolist() == other.rows.captions.tolist()
    assert [brief.text for brief in one.briefs] == [brief.text for brief in other.briefs]
    assert all(np.array_equal(a.fit, b.fit) for a, b in zip(one.briefs, other.briefs, strict=True))


def test_every_brief_is_fitted_by_somebody_where_it_asks():
    trial = make_trial(5, creators=60, briefs=12, half=HALVES[1])

    assert [brief.text for brief in trial.briefs if brief.fit.max() != 2] == []
    assert {brief.kind for brief in trial.briefs} == {"both", "meant", "named"}

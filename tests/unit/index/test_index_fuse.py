"""Two lists made one, as the table of the method has it."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.index import fuse
from shoal.index.fuse import first_of

A, B, C, D, E = range(5)


def test_fusing_two_lists_gives_the_scores_of_the_method():
    fused = fuse(np.array([A, B, C, D]), np.array([C, A, E, B])).best(5)

    assert fused.rows.tolist() == [A, C, B, E, D]
    assert fused.scores == pytest.approx([0.032522, 0.032266, 0.031754, 0.015873, 0.015625], abs=1e-6)
    assert [ranks.tolist() for ranks in fused.ranks] == [[1, 3, 2, 0, 4], [2, 1, 4, 3, 0]]


def test_ties_go_to_the_lower_row():
    assert fuse(np.array([9]), np.array([4])).best(2).rows.tolist() == [4, 9]


def test_nothing_fuses_to_nothing():
    assert len(fuse(np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))) == 0


def test_a_few_of_many_are_those_of_the_whole_order(dice: np.random.Generator):
    keys, rows = np.round(dice.random(5_000), 2), dice.permutation(5_000)

    assert first_of(keys, rows, 20).tolist() == np.lexsort((rows, keys))[:20].tolist()

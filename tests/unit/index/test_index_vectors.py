"""Nearest by meaning: the same as counting everything in full precision, whichever way is taken."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.random import Generator

from shoal.index.vectors import Block, as_bytes, nearest


def directions(dice: Generator, rows: int) -> np.ndarray:
    """Directions in groups, as texts on the same thing are: the neighbours of a question are close to each other."""
    middles = dice.standard_normal((40, 256))
    found = middles[dice.integers(0, 40, rows)] + 0.7 * dice.standard_normal((rows, 256))
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def blocks_of(vectors: np.ndarray, *ends: int) -> list[Block]:
    starts = [0, *ends]
    return [
        Block(first=start, small=as_bytes(vectors[start:end]), exact=vectors[start:end].astype(np.float16))
        for start, end in zip(starts, [*ends, len(vectors)], strict=True)
    ]


def exact(vectors: np.ndarray, query: np.ndarray, passing: np.ndarray, most: int) -> set[int]:
    cosines = np.where(passing, vectors @ query, -2)
    return set(np.argsort(-cosines)[:most].tolist())


@pytest.mark.parametrize("share", [1.0, 0.4, 0.1, 0.02])
def test_recall_at_50_is_at_least_99_in_100(dice: Generator, share: float):
    vectors = directions(dice, 20_000)
    blocks = blocks_of(vectors, 9_000, 17_000)
    recall = []
    for query in directions(dice, 20):
        passing = dice.random(20_000) < share
        found = nearest(blocks, query, np.flatnonzero(passing), 50)
        recall.append(len(exact(vectors, query, passing, 50) & set(found.rows.tolist())) / 50)

    assert np.mean(recall) >= 0.99


def test_cosines_are_those_of_the_vectors(dice: Generator):
    vectors = directions(dice, 500)
    found = nearest(blocks_of(vectors), vectors[7], np.arange(500), 5)

    assert found.rows[0] == 7
    assert found.cosines == pytest.approx(vectors[found.rows] @ vectors[7], abs=2e-3)


def test_nobody_who_does_not_pass_is_found(dice: Generator):
    vectors = directions(dice, 3_000)
    passing = np.array([5, 2_999])

    assert sorted(nearest(blocks_of(vectors, 1_000), vectors[0], passing, 50).rows.tolist()) == [5, 2_999]


@pytest.mark.parametrize("passing", [20_000, 900])
def test_only_those_who_are_close_enough_are_found_and_all_of_them(dice: Generator, passing: int):
    vectors = directions(dice, 20_000)
    rows = np.sort(dice.permutation(20_000)[:passing])
    cosines = vectors[rows] @ vectors[3]
    least = float(np.sort(cosines)[-30:].mean())
    found = nearest(blocks_of(vectors, 9_000), vectors[3], rows, 50, least)

    assert set(found.rows.tolist()) == set(rows[cosines >= least].tolist())


def test_no_rows_give_nobody():
    assert nearest([], np.ones(256, dtype=np.float32), np.zeros(0, dtype=np.int64), 5).rows.tolist() == []

"""Two lists made one: what the words cover plus how near the meaning is."""

from __future__ import annotations

import numpy as np
import pytest

from shoal.index.fuse import NOTHING, WEIGHED, Listed, covered, first_of, fuse

A, B, C, _, E = range(5)


def listed(**scores: float) -> Listed:
    names = "abcde"
    return Listed(rows=np.array([names.index(name) for name in scores]), scores=np.array(list(scores.values())))


def test_both_parts_add_up_and_each_keeps_its_rank():
    fused = fuse(listed(a=0.6, b=0.5, c=0.1), listed(c=0.7, a=0.3, e=0.2)).best(5)

    assert fused.rows.tolist() == [A, C, B, E]
    assert fused.scores == pytest.approx([0.9, 0.8, 0.5, 0.2])
    assert [ranks.tolist() for ranks in fused.ranks] == [[1, 3, 2, 0], [2, 1, 0, 3]]


def test_whom_only_words_found_is_weighed_by_meaning_too():
    asked: list[int] = []

    def nearness(rows: np.ndarray) -> np.ndarray:
        asked.extend(rows.tolist())
        return np.full(len(rows), 0.25)

    fused = fuse(listed(a=0.5, b=0.4), listed(a=0.3), nearness)

    assert asked == [B]
    assert fused.scores == pytest.approx([0.8, 0.65])


def test_of_a_long_list_of_words_only_the_first_are_weighed():
    rows = np.arange(WEIGHED + 10)
    fused = fuse(Listed(rows=rows, scores=np.zeros(len(rows))), NOTHING, lambda some: np.ones(len(some)))

    assert int(fused.scores.sum()) == WEIGHED


def test_a_rare_word_that_is_there_outweighs_a_common_one_and_no_word_passes_the_whole():
    assert covered(np.array([0.0, 1.0, 7.0, 700.0]), 7.0) == pytest.approx([0.0, 0.125, 0.5, 0.990099])


def test_ties_go_to_the_lower_row():
    one, other = (Listed(rows=np.array([row]), scores=np.array([0.5])) for row in (9, 4))
    assert fuse(one, other).best(2).rows.tolist() == [4, 9]


def test_nothing_fuses_to_nothing():
    assert len(fuse(NOTHING, NOTHING)) == 0


def test_a_few_of_many_are_those_of_the_whole_order(dice: np.random.Generator):
    keys, rows = np.round(dice.random(5_000), 2), dice.permutation(5_000)

    assert first_of(keys, rows, 20).tolist() == np.lexsort((rows, keys))[:20].tolist()

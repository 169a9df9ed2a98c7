"""All whom a text finds, for a list that filters and sorts by itself."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from shoal.domain.search import SearchQuery
from shoal.index import Own, Reader, recall, search
from tests.unit.index.conftest import handles, person

Built = Callable[..., Reader]
WORDS = SearchQuery(meaning=False)


@pytest.fixture
def bakers(built: Built) -> Reader:
    return built(
        person(1, "Vegan bakery in Graz", niche="food"),
        person(2, "Vegan bread and vegan cakes", niche="food"),
        person(3, "Trains and mountains", niche="travel"),
    )


def test_it_finds_whom_a_search_finds_in_its_order(bakers: Reader):
    query = SearchQuery(text="vegan bakery ", meaning=False)
    found = recall(bakers, query)

    assert found is not None
    names = [bakers.texts(int(row))["handle"] for row in found.rows]
    assert names == handles(search(bakers, query))


def test_a_mask_of_the_caller_limits_rows_and_not_every(bakers: Reader):
    (second,) = bakers.rows_of(bakers.account_ids([1]))
    mask = np.zeros(len(bakers.columns), dtype=bool)
    mask[second] = True
    found = recall(bakers, SearchQuery(text="vegan ", meaning=False), Own(masks={"list": mask}))

    assert found is not None
    assert (found.rows.tolist(), len(found.every)) == ([second], 2)


def test_reasons_come_in_the_order_they_are_asked_for(bakers: Reader):
    found = recall(bakers, SearchQuery(text="vegan ", meaning=False))

    assert found is not None
    turned = found.because(found.rows[::-1])
    assert turned == found.because(found.rows)[::-1]
    assert all("egan" in " ".join(quotes) for quotes in turned)


def test_who_is_like_somebody_does_not_hold_herself(bakers: Reader):
    first = bakers.account_ids([0])[0]
    found = recall(bakers, WORDS, like=(first,))

    assert found is not None
    assert 0 not in found.rows
    assert any("vegan" in reason for reason in found.because(found.rows)[0])


@pytest.mark.parametrize("text", ["", "  ", "?!"])
def test_no_word_is_nothing_to_look_for(bakers: Reader, text: str):
    assert recall(bakers, SearchQuery(text=text)) is None

"""The search for circles of references is put off, and goes on as it was."""

from __future__ import annotations

import gc

import pytest

from shoal.app.known.making_nouns import making_nouns


def failing() -> None:
    with making_nouns():
        raise ValueError(f"the search is {'on' if gc.isenabled() else 'off'}")


def test_the_search_goes_on_after_an_error():
    with pytest.raises(ValueError, match="the search is off"):
        failing()

    assert gc.isenabled()


def test_a_search_that_somebody_else_put_off_stays_so():
    with making_nouns():
        with making_nouns():
            pass
        assert not gc.isenabled()

"""What a server that nobody asks lets go of, and that whoever asks next gets the same again."""

from __future__ import annotations

import pytest

from shoal.app import Shoal
from shoal.app.known.look import LARGE, look


@pytest.fixture
def asked(vetting_desk: Shoal) -> Shoal:
    """Return a workspace of which everybody was vetted."""
    assert len(look(vetting_desk).verdicts) > 0
    return vetting_desk


def test_what_is_known_of_everybody_is_kept_while_pages_are_asked_for(asked: Shoal):
    asked.rest()

    assert "verdicts" in look(asked).__dict__


def test_what_is_known_of_everybody_is_let_go_of_when_it_is_quiet(asked: Shoal):
    asked.rest(quiet=True)

    assert not set(LARGE) & set(look(asked).__dict__)


def test_verdicts_after_the_rest_are_those_of_before(asked: Shoal):
    before = look(asked).verdicts
    asked.rest(quiet=True)

    assert look(asked).verdicts == before
    assert look(asked).verdicts is not before


def test_a_page_of_a_plan_is_read_anew_after_the_rest_and_what_is_dear_is_not(asked: Shoal):
    made: list[str] = []
    for _ in range(2):
        asked.stored.once(("page",), lambda: made.append("page"))
        asked.stored.once(("picture",), lambda: made.append("picture"), dear=True)
        asked.rest(quiet=True)

    assert made == ["page", "picture", "page"]


def test_nothing_of_a_page_stays_after_an_erasure(asked: Shoal):
    asked.stored.once(("picture",), lambda: "picture", dear=True)
    asked.stored.forget()

    assert not asked.stored.has(("picture",))


@pytest.mark.parametrize(("at_once", "same"), [(10**6, False), (0, True)])
def test_a_look_at_a_file_is_taken_again_after_the_rest_where_that_takes_a_moment(
    asked: Shoal, monkeypatch: pytest.MonkeyPatch, *, at_once: int, same: bool
):
    monkeypatch.setattr("shoal.app.imports.verbs.AT_ONCE_TEXT", at_once)
    upload = asked.imports.add("more.csv", [b"Handle,Platform,Followers\nnina.new,instagram,9000\n"])
    before = asked.imports.look(upload)
    asked.rest(quiet=True)

    assert (asked.imports.look(upload) is before) is same
    assert asked.imports.look(upload) == before

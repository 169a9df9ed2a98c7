from __future__ import annotations

import json
import math
from datetime import UTC, datetime

import pytest

from shoal.cli.output import answer_json, clean, error_words, plain, some
from shoal.domain.values import Money, counted, unknown


def test_a_noun_becomes_its_fields():
    assert plain(Money(minor=500, currency="EUR")) == {"minor": 500, "currency": "EUR"}


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_becomes_null(number: float):
    assert plain({"parts": (number, 1.5)}) == {"parts": [None, 1.5]}


def test_what_is_not_known_keeps_its_reason_in_json():
    shown = plain(unknown("reach", "no posts", "people"))

    assert (shown["estimate"], shown["state"], shown["reason"]) == (None, "unknown", "no posts")


def test_the_answer_is_one_object_of_three_keys(capsys: pytest.CaptureFixture[str]):
    answer_json("creators show", counted("followers", 5.0, "people"))

    assert set(json.loads(capsys.readouterr().out)) == {"shoal", "verb", "data"}


def test_times_are_written_with_their_offset():
    assert plain(datetime(2026, 6, 1, 12, 0, tzinfo=UTC)) == "2026-06-01T12:00:00+00:00"


@pytest.mark.parametrize("mark", ["\x1b[2J", "\x07", "\x9b", "\r"])
def test_marks_that_steer_a_terminal_are_replaced(mark: str):
    assert mark[0] not in clean(f"Kai{mark}")


@pytest.mark.parametrize(("number", "words"), [(0, "0 rows"), (1, "1 row"), (1200, "1,200 rows")])
def test_one_is_not_many(number: int, words: str):
    assert some(number, "row") == words


def test_an_error_names_what_came_in_what_is_allowed_and_the_next_step(capsys: pytest.CaptureFixture[str]):
    shape = {
        "message": "No such thing.", "received": "abc", "fields": {"row 3": "no account"}, "allowed": ["x", "y"],
        "next_step": "Say x.", "id": None,
    }  # fmt: skip
    error_words(shape)

    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0].strip() for line in lines] == ["shoal", "came in", "row 3", "allowed", "next"]

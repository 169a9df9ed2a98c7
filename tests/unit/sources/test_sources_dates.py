from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.errors import InputError
from shoal.sources.cells.dates import needs_order, read_date, vote_order, zone_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)), ("20260501", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2026/04/20", datetime(2026, 4, 20, tzinfo=UTC)), ("1 May 2026", datetime(2026, 5, 1, tzinfo=UTC)),
        ("1. Mai 2026", datetime(2026, 5, 1, tzinfo=UTC)), ("May 1, 2026", datetime(2026, 5, 1, tzinfo=UTC)),
        ("3 de mayo 2026", datetime(2026, 5, 3, tzinfo=UTC)), ("03.05.2026", datetime(2026, 5, 3, tzinfo=UTC)),
        ("31/12/99", datetime(1999, 12, 31, tzinfo=UTC)),
        ("5/31/26 2:30 PM", datetime(2026, 5, 31, 14, 30, tzinfo=UTC)),
        ("2026-05-01 10:00:00 +0200", datetime(2026, 5, 1, 8, tzinfo=UTC)),
        ("2026-05-01T10:00:00Z", datetime(2026, 5, 1, 10, tzinfo=UTC)),
        ("1537180761", datetime(2018, 9, 17, 10, 39, 21, tzinfo=UTC)), ("46143", datetime(2026, 5, 1, tzinfo=UTC)),
        ("1537180761000", datetime(2018, 9, 17, 10, 39, 21, tzinfo=UTC)),
    ],
)  # fmt: skip
def test_a_date_is_read_as_an_instant(text: str, expected: datetime) -> None:
    assert read_date(text).at == expected


def test_a_day_that_could_be_a_month_is_left_open_and_asked() -> None:
    assert read_date("03/04/2026").note is not None
    assert needs_order(["03/04/2026"])
    assert read_date("03/04/2026", order="month-first").at == datetime(2026, 3, 4, tzinfo=UTC)


def test_one_clear_date_settles_the_order_of_its_column() -> None:
    assert vote_order(["03/04/2026", "25/04/2026"]) == "day-first"
    assert vote_order(["03/04/2026", "04/25/2026"]) == "month-first"
    assert vote_order(["25/04/2026", "04/25/2026"]) is None


def test_a_date_without_a_zone_is_in_the_zone_that_was_said() -> None:
    assert read_date("2026-07-01", zone=zone_of("Europe/Berlin")).at == datetime(2026, 6, 30, 22, tzinfo=UTC)


def test_a_zone_that_does_not_exist_is_refused() -> None:
    with pytest.raises(InputError, match="no such time zone"):
        zone_of("Mars/Olympus")


@pytest.mark.parametrize("text", ["2026-02-30", "99/99/2026", "soon", "2026-13-01"])
def test_no_such_day_is_unknown_with_a_note(text: str) -> None:
    cell = read_date(text)

    assert cell.at is None
    assert cell.note is not None


@given(st.text(max_size=30))
def test_any_text_is_a_date_or_none_without_an_exception(text: str) -> None:
    assert read_date(text).at is None or read_date(text).at.tzinfo is UTC  # type: ignore[union-attr]


@given(
    st.from_regex(
        r"[0-9]{1,4}[-/. ][0-9]{1,2}[-/. ][0-9]{1,4}([ T][0-9]{1,2}:[0-9]{2}( ?[ap]m)?([+-][0-9]{2}:?[0-9]{2})?)?",
        fullmatch=True,
    )
)
def test_date_like_text_never_raises(text: str) -> None:
    cell = read_date(text, order="day-first")

    assert (cell.at is None) or (cell.note is None)

"""A narrow terminal: nothing is cut off, nothing is torn."""

from __future__ import annotations

from shoal.cli.folding import folded, hanging
from shoal.cli.helping import first_sentence
from shoal.cli.main import asked_for

HEADERS = ("name", "followers", "because")
ROWS = (("Mina", "1,200", "bakes bread near Graz and writes about it twice a week"), ("Ben", "90", "runs"))


def lines(width: int) -> list[str]:
    return [line for line, _ in folded(HEADERS, ROWS, (1,), width) or ()]


def test_a_table_that_has_room_is_left_alone():
    assert folded(HEADERS, ROWS, (1,), 200) is None


def test_a_column_without_room_goes_below_its_row_under_its_name():
    assert lines(50)[:4] == [
        "name  followers",
        "Mina      1,200",
        "    because  bakes bread near Graz and writes",
        "             about it twice a week",
    ]


def test_the_last_column_folds_beside_the_others_where_it_still_can():
    assert lines(62) == [
        "name  followers  because",
        "Mina      1,200  bakes bread near Graz and writes about it",
        "                 twice a week",
        "Ben          90  runs",
    ]


def test_no_line_is_wider_than_the_terminal():
    assert [line for width in range(24, 80) for line in lines(width) if len(line) > width] == []


def test_a_number_keeps_its_unit_where_a_line_folds():
    assert hanging("abouts 80 %, EUR 57.50", 11) == ["abouts", "  80 %,", "  EUR 57.50"]


def test_a_help_text_is_told_by_its_first_sentence():
    assert first_sentence("Bring a file in\nas one batch. Lines in error stay out.\n\nMore.") == (
        "Bring a file in as one batch."
    )


def test_a_mistake_is_answered_with_the_help_of_its_own_verb():
    assert [asked_for(line.split()) for line in ("plan build spring", "plan bild", "--json")] == [
        "shoal plan build", "shoal plan", "shoal",
    ]  # fmt: skip

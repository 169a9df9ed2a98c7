from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.sources.cells.numbers import LARGEST, read_count, vote_mark


@pytest.mark.parametrize(
    ("text", "value", "low", "high"),
    [
        ("12.5k", 12_500, 12_450, 12_550), ("1,2M", 1_200_000, 1_150_000, 1_250_000), ("17,4K", 17_400, 17_350, 17_450),
        ("8\u00a0400", 8_400, 8_400, 8_400), ("1\u202f234\u202f567", 1_234_567, 1_234_567, 1_234_567),
        ("15'200", 15_200, 15_200, 15_200), ("21.300", 21_300, 21_300, 21_300), ("1,00,000", 100_000, 100_000, 100_000),
        ("7810.0", 7_810, 7_810, 7_810), ("٣٤٥", 345, 345, 345), ("1.2E+04", 12_000, 11_500, 12_500), ("0", 0, 0, 0),
        ("2.3 mil", 2_300, 2_250, 2_350), ("1.2万", 12_000, 11_500, 12_500), ("+5", 5, 5, 5),
    ],
)  # fmt: skip
def test_a_count_keeps_the_precision_of_its_writing(text: str, value: float, low: float, high: float) -> None:
    figure = read_count(text).figure

    assert figure is not None
    assert (figure.value, figure.low, figure.high) == (value, low, high)


@pytest.mark.parametrize(
    "text", ["", "-", "\u2013", "—", "?", "n/a", "k.A.", "tbd", "N/D", "hidden", "#REF!", "  ", "\u00a0"]
)
def test_words_for_missing_give_nothing_and_no_note(text: str) -> None:
    cell = read_count(text)

    assert (cell.figure, cell.note) == (None, None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12,5", "not_whole"), ("-5", "negative"), ("(1.2)", "negative"), ("1e999", "not_finite"),
        ("inf", "not_finite"),
        ("NaN", "not_finite"), ("9e300", "not_finite"), ("50-Oct", "date_in_number"), ("many", "not_a_number"),
        ("12.500k", "two_readings"), ("=SUM(A1:A3)", "formula_text"), ("1.2.3", "not_a_number"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_count_is_unknown_with_a_note(text: str, code: str) -> None:
    cell = read_count(text)

    assert cell.figure is None
    assert cell.note is not None
    assert cell.note.code == code


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("10k+", 10_000, math.inf),
        ("<1k", 0, 1_000),
        ("10-50k", 10_000, 50_000),
        ("~3k", 2_500, 3_500),
        ("> 5000", 5_000, math.inf),
    ],
)
def test_a_bound_or_range_is_kept_as_one_and_pointed_out(text: str, low: float, high: float) -> None:
    cell = read_count(text)

    assert cell.figure is not None
    assert (cell.figure.low, cell.figure.high) == (low, high)
    assert cell.note is not None
    assert cell.note.code == "approximate"


def test_the_mark_of_the_column_settles_a_suffix_with_three_decimals() -> None:
    figure = read_count("12.500k", mark=".").figure

    assert figure is not None
    assert figure.value == 12_500


def test_an_average_may_have_decimals_where_a_count_may_not() -> None:
    figure = read_count("412,5", whole=False).figure

    assert figure is not None
    assert figure.value == 412.5


def test_a_column_whose_clear_cells_disagree_has_no_mark() -> None:
    assert vote_mark(["1.200,50", "387.91"]) is None
    assert vote_mark(["1.200,50", "2.500"]) == ","


def test_a_mark_that_comes_back_behind_another_one_makes_no_number() -> None:
    assert vote_mark(["1,234.567,890"]) is None
    assert read_count("1,234.567,890").figure is None


@given(st.integers(min_value=0, max_value=LARGEST), st.sampled_from([",", ".", " ", "'", "\u202f", "\u2019"]))
def test_groups_of_three_read_back_as_the_same_count(number: int, mark: str) -> None:
    figure = read_count(f"{number:,}".replace(",", mark)).figure

    assert figure is not None
    assert figure.value == number


@given(st.text(max_size=40))
def test_any_text_gives_a_finite_count_or_a_note_or_nothing(text: str) -> None:
    cell = read_count(text)

    assert cell.figure is None or (
        0 <= cell.figure.low <= cell.figure.value <= cell.figure.high and cell.figure.value <= LARGEST
    )


@given(st.from_regex(r"[<>~]?[0-9]{1,6}[.,' ]?[0-9]{0,6}(e[+-]?[0-9]{1,4})?[kKmM%+-]?", fullmatch=True))
def test_number_like_text_never_raises(text: str) -> None:
    cell = read_count(text)

    assert cell.figure is None or cell.figure.low <= cell.figure.high

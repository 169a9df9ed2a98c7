from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shoal.sources.cells.rates import RateColumn, engagement_of, read_rate

SIGNED = RateColumn(signs=True)


@pytest.mark.parametrize(
    ("text", "value", "code"),
    [
        ("3,4 %", 0.034, None), ("7.9%", 0.079, None), ("120 %", 1.2, "er_over_half"), ("4.1", 0.041, None),
        ("0.038", 0.038, "er_is_fraction"), ("0,6", None, "er_ambiguous"), ("3\u20135 %", None, "er_is_range"),
        ("\u2013", None, None),
        ("-3", None, "er_not_possible"), ("1e999", None, "er_not_possible"), ("0", 0.0, None),
        ("=A1", None, "formula_text"),
    ],
)  # fmt: skip
def test_a_hand_kept_column_reads_by_sign_then_by_its_custom(text: str, value: float | None, code: str | None) -> None:
    cell = read_rate(text, SIGNED)

    assert (cell.figure.value if cell.figure else None) == value
    assert (cell.note.code if cell.note else None) == code


@pytest.mark.parametrize(
    ("text", "likes", "comments", "followers", "value"),
    [("1.8", 170, 10, 10_000, 0.018), ("0.018", 170, 10, 10_000, 0.018), ("1.91", 980_000 / 12, 0, 80_000, 1.91)],
)
def test_the_rows_own_likes_and_followers_settle_the_unit(
    text: str, likes: float, comments: float, followers: float, value: float
) -> None:
    cell = read_rate(text, RateColumn(), engagement=engagement_of(likes, comments, followers))

    assert cell.figure is not None
    assert cell.figure.value == value


def test_a_viral_outlier_is_pointed_out_and_kept() -> None:
    cell = read_rate("1.91", RateColumn(), engagement=980_000 / 12 / 80_000)

    assert cell.note is not None
    assert cell.note.code == "viral_outlier"


def test_without_a_sign_or_a_word_a_rate_stays_unknown() -> None:
    assert read_rate("0.9", RateColumn()).figure is None


def test_a_rate_without_comments_is_recomputed_from_likes_alone() -> None:
    assert engagement_of(170, None, 10_000) == 0.017
    assert engagement_of(None, 10, 10_000) is None


@given(text=st.text(max_size=30), signs=st.booleans(), said=st.sampled_from([None, "percent", "fraction"]))
def test_any_text_gives_a_rate_or_a_note_or_nothing(text: str, said: str | None, *, signs: bool) -> None:
    cell = read_rate(text, RateColumn(said=said, signs=signs))

    assert cell.figure is None or 0 <= cell.figure.low <= cell.figure.value <= cell.figure.high

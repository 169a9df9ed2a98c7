from __future__ import annotations

from datetime import UTC, datetime

import pytest

from shoal.cli.previews import tell_batch, tell_preview
from shoal.domain.intake import Batch, ColumnMatch, FileFacts, Preview, Question, ReadOptions, RowNote, RowResult


def preview(**told: object) -> Preview:
    facts = FileFacts(name="sheet.csv", format="csv", size_bytes=9, sha256="0", encoding="utf-8", delimiter="\t")
    standard = {
        "kind": "creators", "source": "sheet.csv", "file": facts, "options": ReadOptions(), "columns": (), "rows": 1,
        "counts": {"new": 1},
    }  # fmt: skip
    return Preview(**{**standard, **told})


def said(capsys: pytest.CaptureFixture[str], command: str = "", **more: object) -> str:
    tell_preview(preview(**more), command=command)
    return capsys.readouterr().out


def test_one_row_is_not_rows_and_a_tab_is_named(capsys: pytest.CaptureFixture[str]):
    assert said(capsys).startswith("1 row of creators  from sheet.csv  encoding utf-8  separator TAB")


def test_the_same_warning_on_many_rows_is_one_line(capsys: pytest.CaptureFixture[str]):
    notes = tuple(RowNote(row=row, code="range", text="fee is a range") for row in range(1, 10))

    assert said(capsys, notes=notes).count("fee is a range") == 1


def test_a_question_says_what_to_type(capsys: pytest.CaptureFixture[str]):
    asked = Question(code="er", column="ER", text="Which?", option="--er", options=("percent", "fraction"), rows=(3,))

    assert "? Which?  (row 3)   say which with: --er percent or fraction" in said(capsys, questions=(asked,))


def test_many_columns_of_one_kind_are_one_line(capsys: pytest.CaptureFixture[str]):
    columns = tuple(
        ColumnMatch(header=f"vendor.figure{number}", field="observed", reason="kept under the vendor's own id")
        for number in range(40)
    )
    told = said(capsys, columns=columns)

    assert "40 columns kept under the vendor's own id: vendor.figure0, " in told
    assert len(told.splitlines()) < 6


def test_columns_that_are_dropped_say_why(capsys: pytest.CaptureFixture[str]):
    column = ColumnMatch(header="Religion", field=None, reason="", dropped="a protected trait: never stored")

    assert "1 column not stored: a protected trait: never stored" in said(capsys, columns=(column,))


def test_lines_that_stay_out_say_why_and_who(capsys: pytest.CaptureFixture[str]):
    out = RowResult(row=4, outcome="error", text="no usable handle", name="Hugo")

    assert "row 4 error: no usable handle (Hugo)" in said(capsys, results=(out,))


def test_the_last_line_is_the_command_that_stores_it(capsys: pytest.CaptureFixture[str]):
    told = said(capsys, command="shoal creators bring-in sheet.csv --platform tiktok")

    assert told.splitlines()[-1].endswith("shoal creators bring-in sheet.csv --platform tiktok")


def test_a_batch_says_how_to_undo_it_and_where_the_rejects_lie(capsys: pytest.CaptureFixture[str]):
    at = datetime(2026, 6, 1, tzinfo=UTC)
    tell_batch(Batch(id="ba_1", kind="creators", source="s", label="l", at=at, counts={"new": 2, "error": 1},
                     policy="user_file", rejects="rejects/ba_1.csv"))  # fmt: skip

    told = capsys.readouterr().out
    assert "2 new   1 error" in told
    assert "shoal creators undo ba_1" in told
    assert "rejects/ba_1.csv" in told

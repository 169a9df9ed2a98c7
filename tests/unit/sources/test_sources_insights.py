"""Exports of analytics and platforms: the published sums, and each trap by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from shoal.domain.intake import FileFacts, Reading, ReadOptions
from shoal.errors import FileFormatError
from shoal.sources.insights import read_insights, recognise_insights

FACTS = FileFacts(name="export.csv", format="csv", size_bytes=1, sha256="0" * 64)
GA4 = """# Traffic acquisition
# Property: made up
# Start date: 20260316
Session source / medium,Sessions,Total revenue
ada / influencer,10,1.5
Ada / influencer,5,0
(direct) / (none),20,3.25
Grand total,35,4.75

# Sessions by day
# Start date: 20260316
Nth day,Sessions
0000,20
0001,15
""".splitlines()
META = ["sep=,", '"Instagram follows"', '"Date","Primary"', '"2026-03-16T00:00:00","2"', '"2026-03-18T00:00:00","3"']
TIKTOK = ["\ufeffDate,Video views,Net growth", "2026/04/20,10,5", "2026/04/21,12,-2"]


def read(lines: list[str], **said: str) -> Reading:
    return read_insights(lines, ReadOptions(**said), FACTS)  # type: ignore[arg-type]


def sample(shared_data: Path, name: str, encoding: str) -> Reading:
    return read((shared_data / "import_samples" / name).read_text(encoding).splitlines())


def test_the_ga4_sample_gives_the_published_figures(shared_data: Path) -> None:
    totals = sample(shared_data, "ga4_export.csv", "utf-8").totals
    published = {
        "sources": "35", "sources_ignoring_case": "34", "sessions": "8976", "sessions_by_day": "8976", "days": "63",
        "first_day": "2026-03-16", "last_day": "2026-05-17", "influencer_sources": "24", "influencer_sessions": "3944",
        "total_revenue": "8464.13",
    }  # fmt: skip
    assert {name: totals[name] for name in published} == published


def test_the_ga4_sample_says_its_nine_comment_lines_and_two_tables(shared_data: Path) -> None:
    reading = sample(shared_data, "ga4_export.csv", "utf-8")
    assert "9 comment lines before the first table, 2 tables" in reading.facts_found


def test_the_meta_sample_gives_the_published_figures(shared_data: Path) -> None:
    reading = sample(shared_data, "meta_insights_utf16.csv", "utf-16")
    assert (reading.rows, reading.totals["instagram_follows"], reading.totals["days_in_period"]) == (56, "373", "63")


def test_the_tiktok_sample_gives_the_published_figures(shared_data: Path) -> None:
    totals = sample(shared_data, "tiktok_overview_bom.csv", "utf-8").totals
    published = {
        "days": "28", "first_day": "2026-04-20", "last_day": "2026-05-17", "video_views": "42236", "likes": "2967",
        "net_growth": "206", "days_of_negative_growth": "4",
    }  # fmt: skip
    assert {name: totals[name] for name in published} == published


def test_exports_are_told_apart_by_their_first_lines() -> None:
    kinds = [recognise_insights(lines) for lines in (GA4, META, META[1:], TIKTOK, ["a,b", "1,2"], [])]
    assert kinds == ["ga4", "meta", "meta", "tiktok", None, None]


def test_the_line_of_totals_is_not_a_source() -> None:
    reading = read(GA4)
    assert (reading.totals["sessions"], [result.outcome for result in reading.results]) == ("35", ["skipped"])


def test_a_total_that_does_not_agree_with_its_lines_is_noted() -> None:
    lines = [line.replace("Grand total,35", "Grand total,36") for line in GA4]
    assert [note.code for note in read(lines).notes] == ["total_differs"]


def test_days_are_counted_from_the_start_date_of_the_comments() -> None:
    days = [row.day for row in read(GA4).sighting.insights if row.day]
    assert [day.isoformat() for day in days] == ["2026-03-16", "2026-03-17"]


def test_one_source_in_two_spellings_is_said() -> None:
    assert any("ada / influencer is written in 2 ways" in fact for fact in read(GA4).facts_found)


def test_a_table_of_days_without_a_start_date_has_no_days() -> None:
    lines = [line for line in GA4 if "Start date" not in line]
    reading = read(lines)
    assert ([row.day for row in reading.sighting.insights if row.table == "day"], reading.notes[0].code) == (
        [None, None],
        "no_start_date",
    )


def test_days_that_the_meta_export_leaves_out_are_zero_and_named() -> None:
    reading = read(META)
    values = [(row.day.isoformat(), row.value) for row in reading.sighting.insights if row.day]
    assert values == [("2026-03-16", 2.0), ("2026-03-17", 0.0), ("2026-03-18", 3.0)]
    assert any("2026-03-17" in fact for fact in reading.facts_found)


def test_the_meta_export_asks_for_its_time_zone() -> None:
    assert [question.code for question in read(META).questions] == ["timezone", "account"]


def test_a_time_zone_that_is_said_is_not_asked() -> None:
    reading = read(META, timezone="Europe/Berlin")
    asked = [question.code for question in reading.questions]
    assert (asked, "days are read as days in Europe/Berlin" in reading.facts_found) == (["account"], True)


def test_growth_below_zero_is_allowed() -> None:
    reading = read(TIKTOK)
    assert (reading.totals["net_growth"], reading.totals["days_of_negative_growth"]) == ("3", "1")


def test_a_date_without_a_year_is_noted_and_not_guessed() -> None:
    reading = read([*TIKTOK, "04/22,1,1"])
    assert ([note.code for note in reading.notes], reading.totals["days"]) == (["not_a_date"], "2")


def test_a_cell_that_is_no_number_is_not_zero() -> None:
    reading = read([*TIKTOK, "2026/04/22,-,1"])
    assert len([row for row in reading.sighting.insights if row.metric == "video_views"]) == 2


def test_another_file_is_refused() -> None:
    with pytest.raises(FileFormatError):
        read(["a,b", "1,2"])

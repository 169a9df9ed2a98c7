"""The hand-kept list of the import samples, field by field against the published result."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from shoal.domain.intake import CreatorRow, Reading, ReadOptions
from shoal.sources import read

CODES = {
    "one set of numbers for two codes: not split": "two_codes_one_set",
    "text begins with = : kept as text, never run": "formula_text",
    "currency sign and currency column disagree": "currency_disagrees",
    "no % sign: read as a fraction": "er_is_fraction",
    "platform cell says tiktok, link says instagram: link wins": "platform_link_wins",
    "fee is a range": "fee_is_range",
    "fee plus product": "fee_plus_product",
    "engagement rate above 50 %": "er_over_half",
    "followers not a whole number": "followers_not_whole",
    "engagement rate could be percent or fraction": "er_ambiguous",
    "engagement rate is a range": "er_is_range",
    "approximate": "approximate",
}
FILES = ("brand_spreadsheet.csv", "brand_spreadsheet.xlsx")


def unhashed(kind: str, text: str) -> str:
    return f"{kind}:{text}"


@pytest.fixture(params=FILES, scope="module")
def reading(request: pytest.FixtureRequest, shared_data: Path) -> Reading:
    return read(shared_data / "import_samples" / request.param, ReadOptions(), unhashed)


@pytest.fixture(scope="module")
def expected(shared_data: Path) -> list[dict[str, Any]]:
    document = json.loads((shared_data / "import_samples" / "expected.json").read_text(encoding="utf-8"))
    return list(document["brand_spreadsheet"]["rows_detail"])


def amount(minor: int | None) -> float | None:
    return None if minor is None else minor / 100


def as_expected(row: CreatorRow) -> dict[str, Any]:
    return {
        "platform": row.platform, "account": row.handle, "kind": row.key_kind.replace("_", " "),
        "followers": row.followers.value if row.followers else None,
        "er_percent": round(row.er.value * 100, 9) if row.er else None, "fee": amount(row.fee_minor),
        "currency": row.fee_currency, "gift": bool(row.gift), "codes": list(row.codes), "code_uses": row.code_uses,
        "link_clicks": row.link_clicks, "revenue": amount(row.revenue_minor), "city": row.city,
        "country": row.country_raw, "niche": row.niche, "notes": row.notes,
    }  # fmt: skip


def test_every_created_row_has_exactly_the_expected_values(reading: Reading, expected: list[dict[str, Any]]) -> None:
    rows = {row.row: as_expected(row) for row in reading.sighting.creators}
    created = [line for line in expected if line["action"] == "created"]

    assert len(created) == 45
    assert [rows[line["row"]] for line in created] == [{name: line[name] for name in rows[1]} for line in created]


def test_every_later_line_names_the_account_it_belongs_to(reading: Reading, expected: list[dict[str, Any]]) -> None:
    rows = {row.row: (row.platform, row.handle, list(row.codes)) for row in reading.sighting.creators}
    updated = [line for line in expected if line["action"] == "updated"]

    assert len(updated) == 7
    assert [rows[line["row"]] for line in updated] == [
        (line["platform"], line["account"], line["code"]) for line in updated
    ]


def test_every_warning_is_given_once_and_no_other(reading: Reading, expected: list[dict[str, Any]]) -> None:
    wanted = [(line["row"], CODES[text]) for line in expected for text in line.get("warnings", ()) if text in CODES]
    if reading.file.format == "xlsx":
        wanted.remove((8, "formula_text"))

    assert [(note.row, note.code) for note in reading.notes] == wanted


def test_skipped_and_error_lines_say_the_expected_reason(reading: Reading, expected: list[dict[str, Any]]) -> None:
    wanted = [
        (line["row"], line["action"], line["reason"]) for line in expected if line["action"] in ("skipped", "error")
    ]
    found = [(result.row, result.outcome, result.text.split(" (“")[0].split(": ")[0]) for result in reading.results]

    assert found == wanted
    assert reading.rows == 60


def test_the_names_differ_only_where_the_workbook_holds_a_formula(shared_data: Path) -> None:
    names = [
        {row.row: row.name for row in read(shared_data / "import_samples" / name, None, unhashed).sighting.creators}
        for name in FILES
    ]

    assert [row for row in names[0] if names[0][row] != names[1][row]] == [8]
    assert names[1][8] == "Kai Beispiel"


def test_typed_uses_and_revenue_add_up_over_codes_counted_once(reading: Reading) -> None:
    by_codes = {row.codes: row for row in reversed(reading.sighting.creators) if row.codes}

    assert sum(row.code_uses or 0 for row in by_codes.values()) == 290
    assert sum(row.revenue_minor or 0 for row in by_codes.values()) == 1_153_665


def test_what_was_assumed_is_said(reading: Reading) -> None:
    assert "“ER”: read as percent: 39 of 42 cells carry the percent sign" in reading.facts_found
    assert [question.option for question in reading.questions] == ["--er"]


def test_an_answer_settles_the_open_cell(shared_data: Path) -> None:
    answered = read(shared_data / "import_samples" / FILES[0], ReadOptions(er="percent"), unhashed)
    row = next(row for row in answered.sighting.creators if row.row == 32)

    assert row.er is not None
    assert row.er.value == 0.006

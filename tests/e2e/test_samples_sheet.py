"""The hand-kept list, as CSV and as workbook: exactly the outcome its README states, twice, and undone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from e2e.conftest import Command, opened

from shoal.app import Shoal
from shoal.domain.intake import Preview
from shoal.errors import ConflictError

FIRST = {"new": 45, "changed": 3, "same": 4, "error": 4, "skipped": 4}
AGAIN = {"same": 52, "error": 4, "skipped": 4}
OUTCOME = {"created": ("new",), "updated": ("changed", "same"), "skipped": ("skipped",), "error": ("error",)}
CHANGED_ROWS, SAME_ROWS = {10, 16, 55}, {24, 30, 43, 49}
SHEETS = ("brand_spreadsheet.csv", "brand_spreadsheet.xlsx")


def counts(of: dict[str, int]) -> dict[str, int]:
    return {name: number for name, number in of.items() if number}


def shown(desk: Shoal) -> dict[str, Any]:
    """Return everything a person could see of the accounts, but for the id of the batch it came with."""
    pool = desk.catalog.pool(desk.now())
    return {name: repr(getattr(pool, name).tolist()) for name in type(pool).__slots__ if name != "ref"}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Shoal]:
    with opened(tmp_path / "market.shoal") as found:
        yield found


@pytest.fixture(params=SHEETS)
def sheet(request: pytest.FixtureRequest, samples: Path) -> Path:
    return samples / request.param


def warnings_by_row(preview: Preview) -> dict[int, int]:
    return dict(Counter(note.row for note in preview.notes))


def test_the_first_import_has_the_counts_of_the_readme(desk: Shoal, sheet: Path):
    assert counts(dict(desk.creators.preview(sheet).counts)) == FIRST


def test_every_line_has_the_outcome_of_the_readme(desk: Shoal, sheet: Path, expected: dict[str, Any]):
    outcomes = {result.row: result.outcome for result in desk.creators.preview(sheet).results}
    lines = expected["brand_spreadsheet"]["rows_detail"]

    wrong = [line["row"] for line in lines if outcomes[line["row"]] not in OUTCOME[line["action"]]]
    assert (wrong, CHANGED_ROWS, SAME_ROWS) == (
        [],
        {row for row, outcome in outcomes.items() if outcome == "changed"},
        {row for row, outcome in outcomes.items() if outcome == "same"},
    )


def test_every_line_has_the_warnings_of_the_readme_and_no_other(desk: Shoal, sheet: Path, expected: dict[str, Any]):
    lines = expected["brand_spreadsheet"]["rows_detail"]
    wanted = {line["row"]: len(line["warnings"]) for line in lines if line.get("warnings")}
    if sheet.suffix == ".xlsx":
        del wanted[8]  # a real formula there: its stored value is a plain name

    assert warnings_by_row(desk.creators.preview(sheet)) == wanted


def test_the_conflict_of_row_30_keeps_the_first_figure_and_names_both(desk: Shoal, sheet: Path):
    notes = [note.text for note in desk.creators.preview(sheet).notes if note.row == 30]

    assert notes == ["conflict in followers: kept 21300, the file also says 21900"]


def test_a_second_import_of_the_same_file_adds_nothing(desk: Shoal, sheet: Path):
    desk.creators.bring_in(sheet)

    assert counts(dict(desk.creators.preview(sheet).counts)) == AGAIN
    with pytest.raises(ConflictError, match="Nothing in it is new"):
        desk.creators.bring_in(sheet)
    assert len(desk.creators.batches()) == 1


def test_the_workbook_after_the_text_file_changes_the_name_of_row_8_alone(desk: Shoal, samples: Path):
    desk.creators.bring_in(samples / SHEETS[0])
    preview = desk.creators.preview(samples / SHEETS[1])

    assert [result.row for result in preview.results if result.outcome == "changed"] == [8]
    assert counts(dict(preview.counts)) == {"changed": 1, "same": 51, "error": 4, "skipped": 4}


def test_after_both_files_the_newest_name_of_row_8_shows_and_there_are_still_45_accounts(desk: Shoal, samples: Path):
    for name in SHEETS:
        desk.creators.bring_in(samples / name)

    assert desk.creators.show("instagram:kai.xmpl.kocht").creator.name == "Kai Beispiel"
    assert len(desk.catalog.pool(desk.now())) == 45


def test_undoing_the_workbook_shows_what_the_text_file_said(desk: Shoal, samples: Path):
    desk.creators.bring_in(samples / SHEETS[0])
    before = shown(desk)
    batch = desk.creators.bring_in(samples / SHEETS[1])

    desk.creators.undo(batch.id)

    assert shown(desk) == before


def test_undoing_the_only_import_leaves_nobody_and_bringing_it_in_again_restores_the_same_ids(
    desk: Shoal, samples: Path
):
    batch = desk.creators.bring_in(samples / SHEETS[0])
    before = shown(desk)

    desk.creators.undo(batch.id)
    assert len(desk.catalog.pool(desk.now())) == 0

    desk.creators.bring_in(samples / SHEETS[0])
    assert shown(desk) == before


def test_what_is_stored_of_each_account_is_what_the_readme_says(desk: Shoal, samples: Path, expected: dict[str, Any]):
    desk.creators.bring_in(samples / SHEETS[0])
    pool = desk.catalog.pool(desk.now(), desk.brand.id)  # codes are shown to their own brand alone
    stored = {
        f"{pool.platform[row]}/{pool.handle[row]}": (
            pool.name[row],
            None if pool.followers[row] != pool.followers[row] else int(pool.followers[row]),
            None if pool.er[row] != pool.er[row] else round(100 * pool.er[row], 6),
            sorted(filter(None, str(pool.codes[row]).split("|"))),
        )
        for row in range(len(pool))
    }

    accounts = expected["brand_spreadsheet"]["accounts"]
    wanted = {
        key: (told["name"], told["followers"], told["er_percent"], sorted(told["codes"]))
        for key, told in accounts.items()
    }
    assert stored == wanted


def test_the_line_run_by_parents_is_on_no_shortlist_no_plan_and_no_report(desk: Shoal, samples: Path):
    desk.creators.bring_in(samples / SHEETS[0])
    desk.results.bring_in_orders(samples / "shopify_orders.csv")
    desk.planning.brief(name="spring", budget="9000 EUR", text="kids cook")
    shortlist = desk.planning.shortlist("spring")
    plan = desk.planning.build(shortlist)
    leo = desk.creators.show("instagram:leo.xmpl.kids")

    assert (leo.verdict.state, leo.verdict.blocked) == ("review", True)
    listed = {candidate.creator_id for candidate in shortlist.candidates}
    assert leo.creator.id not in listed | {line.creator_id for line in plan.lines}
    page = desk.results.report_html("spring")
    assert [word for word in ("leo.xmpl.kids", "Leo Muster", "run by parents") if word in page] == []


def test_the_command_line_says_the_same(program: Command, samples: Path, tmp_path: Path):
    folder = tmp_path / "market.shoal"

    brought = program("creators", "bring-in", samples / SHEETS[0], "--json", workspace=folder)
    seen = program("creators", "preview", samples / SHEETS[0], "--json", workspace=folder)
    again = program("creators", "bring-in", samples / SHEETS[0], "--json", workspace=folder)

    assert counts(brought.data["counts"]) == FIRST
    assert counts(seen.data["counts"]) == AGAIN
    assert (again.code, again.error["code"], again.out) == (4, "conflict", "")


def test_lines_that_stay_out_can_be_mended_and_brought_in(shoal: Command, samples: Path, tmp_path: Path):
    folder = tmp_path / "market.shoal"
    rejects = Path(shoal("creators", "bring-in", samples / SHEETS[0], "--json", workspace=folder).data["rejects"])
    rejects.write_text(
        rejects.read_text(encoding="utf-8-sig")
        .replace("https://vm.tiktok.com/ZMxmplAB/", "https://www.tiktok.com/@uwe.xmpl")
        .replace("https://www.instagram.com/p/Cxmpl123456/", "https://www.instagram.com/rita.xmpl/"),
        encoding="utf-8",
    )

    mended = shoal("creators", "bring-in", rejects, "--platform", "instagram", "--json", workspace=folder)

    assert counts(mended.data["counts"]) == {"new": 3, "error": 1}


def test_all_lines_or_none_brings_nothing_in_and_names_the_cells(shoal: Command, samples: Path, tmp_path: Path):
    folder = tmp_path / "market.shoal"

    done = shoal("creators", "bring-in", samples / SHEETS[0], "--strict", "--json", workspace=folder)

    assert (done.code, done.error["code"]) == (2, "input.open_question")
    assert set(done.error["fields"]) == {"row 17", "row 37", "row 50", "row 56"}
    assert not folder.exists()  # the workspace that was made for this command went with it

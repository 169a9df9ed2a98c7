"""Somebody who may be under 18 leaves by no door until a person has looked; and nobody is called one outside."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from e2e.conftest import opened
from openpyxl import load_workbook

from shoal.app import Shoal
from shoal.domain.listing import ListQuery

HEADER = "Name,Handle,Platform,Followers,ER,Country,Niche,Fee,Currency,Notes\n"
OTHERS = "".join(f"Baker {n},baker.{n},instagram,{4_000 + 100 * n},3.{n} %,DE,bread,5{n},EUR,\n" for n in range(8))
PARENTS = "Leo Muster,leo.xmpl.kids,instagram,4900,3.4 %,DE,bread,50,EUR,account run by parents\n"
HANDLE, NAME = "leo.xmpl.kids", "Leo Muster"
BRIEF = {"name": "spring", "text": "bread", "budget": "900 EUR", "markets": ["DE"]}


@pytest.fixture
def sample(request: pytest.FixtureRequest) -> Path:
    """Return the sheet whose row 57 says "run by parents"; a clone without the samples skips."""
    path: Path = request.getfixturevalue("samples")
    return path / "brand_spreadsheet.csv"


@pytest.fixture(params=["ours", "sample"])
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shoal]:
    path = tmp_path / "sheet.csv"
    path.write_text(HEADER + OTHERS + PARENTS, encoding="utf-8")
    if request.param == "sample":
        path = request.getfixturevalue("sample")
    with opened(tmp_path / "market.shoal") as found:
        found.creators.bring_in(path)
        yield found


def words(book: bytes) -> str:
    return " ".join(str(cell.value) for row in load_workbook(io.BytesIO(book)).active.iter_rows() for cell in row)


def doors(desk: Shoal) -> dict[str, Callable[[], str]]:
    """Return everything that goes further than a look at her, as text."""
    planning, decisions, stored = desk.planning, desk.decisions, desk.stored
    return {
        "shortlist": lambda: str(planning.show_shortlist("spring")),
        "names": lambda: str(planning.names(planning.show_shortlist("spring")).creators),
        "plan": lambda: str(planning.show_plan("spring")),
        "survivors": lambda: str(planning.survivors(planning.show_brief("spring"))),
        "list export": lambda: desk.listing.everything(ListQuery(limit=500)).text,
        "list with its head": lambda: desk.about.export(ListQuery(), ()).text,
        "report": lambda: desk.results.report_html("spring"),
        "approval page": lambda: decisions.approval_file("spring", "html").decode(),
        "approval sheet": lambda: decisions.approval_file("spring", "csv").decode(),
        "approval workbook": lambda: words(decisions.approval_file("spring", "xlsx")),
        "vetted list": lambda: stored.vetted_list("spring", "html").decode(),
        "vetted list as a file": lambda: stored.vetted_list("spring", "csv").decode(),
        "vetted list as a workbook": lambda: words(stored.vetted_list("spring", "xlsx")),
        "page for a client": lambda: _shared(desk),
        "two plans": lambda: str(desk.comparing.plans("spring", 1, 2)),
        "vetting of a brief": lambda: str(desk.vetting.run(brief="spring", keep=False).found),
        "text that asks for proof": lambda: desk.about.portrait(HANDLE, _addresses()).proof,
    }


def _shared(desk: Shoal) -> str:
    return str(desk.sharing.read(desk.sharing.share("spring").token).rows)


def _addresses():
    from shoal.app import Addresses

    return Addresses()


def written(desk: Shoal) -> None:
    desk.sharing.set_processor(is_one=True)  # sheets that go out name everybody, or nothing could be seen in them
    desk.planning.brief(BRIEF)
    desk.planning.shortlist("spring")
    for _ in range(2):
        desk.planning.build("spring")


def telling(desk: Shoal) -> set[str]:
    """Return the doors through which her handle or name goes, or her id where somebody would be written to or paid."""
    her = desk.creators.show(HANDLE).creator.id
    plan, shortlist = desk.planning.show_plan("spring"), desk.planning.show_shortlist("spring")
    on = {"line of a plan": plan.lines, "candidate": shortlist.candidates, "set apart": shortlist.apart}
    found = {door for door, entries in on.items() if her in {entry.creator_id for entry in entries}}
    return found | {door for door, ask in doors(desk).items() if any(word in ask() for word in (HANDLE, NAME))}


def test_row_57_goes_through_no_door(desk: Shoal):
    written(desk)
    assert telling(desk) == set()


def test_search_lists_her_so_that_a_person_looks_and_says_so(desk: Shoal):
    found = {hit.creator.name: hit.blocked for hit in desk.creators.find("leo muster", limit=50)}
    row, *_further = desk.listing.page(
        ListQuery(text=HANDLE, sort="fit")
    ).rows  # a name that is written out comes first
    assert (found[NAME], row.blocked) == (True, True)
    assert sum(found.values()) == 1


def test_nobody_is_asked_to_count_her_posts(desk: Shoal):
    skipped: list[str] = []
    while (turn := desk.counting.next(skipped)) is not None:
        skipped.append(turn.account_id)
        assert turn.shown.creator.name != NAME


def test_after_a_person_looked_she_goes_through_the_doors_like_anybody(desk: Shoal):
    desk.vetting.looked(HANDLE, "adult")
    desk.planning.brief(BRIEF | {"text": "", "wishes": []})
    shortlist = desk.planning.shortlist("spring")
    assert NAME in {one.creator.name for one in shortlist.candidates if one.creator is not None} or any(
        desk.creators.show(HANDLE).creator.id == one.creator_id for one in (*shortlist.apart, *shortlist.left_out)
    )
    assert HANDLE in desk.listing.everything(ListQuery(limit=500)).text


def test_words_that_come_in_after_a_shortlist_take_her_out_of_everything_that_was_made(tmp_path: Path):
    calm = PARENTS.replace("account run by parents", "")
    (tmp_path / "sheet.csv").write_text(HEADER + OTHERS + calm, encoding="utf-8")
    (tmp_path / "bio.csv").write_text(f"Handle,Platform,Bio\n{HANDLE},instagram,kids account\n", encoding="utf-8")
    with opened(tmp_path / "market.shoal") as desk:
        desk.creators.bring_in(tmp_path / "sheet.csv")
        written(desk)
        assert {"shortlist", "approval page", "approval sheet", "report", "vetted list"} <= telling(desk)
        desk.creators.bring_in(tmp_path / "bio.csv")
        desk.planning.build("spring")
        assert telling(desk) == set()

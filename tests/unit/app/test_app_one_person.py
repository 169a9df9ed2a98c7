"""Two accounts of which somebody said that they are one person: counted once, taken apart again, kept over imports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.app import Shoal, open_workspace
from shoal.domain.listing import ListQuery
from shoal.domain.search import SearchQuery
from shoal.errors import ConflictError, InputError

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SHEET = (
    "Name,Handle,Platform,Followers,ER,Country,Niche,Bio,Fee,Currency\n"
    "Mina Koch,mina,instagram,12400,3 %,AT,food,cakes,150,EUR\n"
    "Mina Koch,mina,tiktok,9000,5 %,AT,food,cakes,90,EUR\n"
    "Mina K,mina.k,youtube,3000,2 %,AT,food,cakes,60,EUR\n"
    "Leo Graf,leo,instagram,8000,4 %,AT,food,cakes,80,EUR\n"
    "Ana Bo,ana,instagram,7000,4 %,AT,food,cakes,70,EUR\n"
)
BRIEF = {"name": "spring", "text": "cakes", "budget": "900 EUR", "markets": ["AT"]}
MINA = ("instagram:mina", "tiktok:mina")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Shoal]:
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    with open_workspace(tmp_path / "market.shoal", clock=AT) as found:
        found.creators.bring_in(tmp_path / "sheet.csv")
        found.planning.brief(BRIEF)
        yield found


def handles(desk: Shoal, **told: object) -> list[str]:
    page = desk.listing.page(ListQuery(**told))  # type: ignore[arg-type]
    assert page.total == len(page.rows)
    return [f"{row.platform}:{row.handle}" for row in page.rows]


def on_shortlist(desk: Shoal) -> list[str]:
    made = desk.planning.shortlist("spring")
    names = desk.planning.names(made)
    return [f"{one.platform}:{names.handle(one.account_id).lstrip('@')}" for one in made.candidates]


def test_the_list_shows_one_line_with_both_accounts(desk: Shoal) -> None:
    desk.about.settle(*MINA, "same")
    page = desk.listing.page(ListQuery(sort="followers", descending=True))
    (first, *rest) = page.rows
    assert (page.total, page.everybody, len(rest)) == (4, 4, 3)
    assert [(one.platform, one.handle) for one in first.also] == [("tiktok", "mina")]
    assert first.also[0].followers.estimate.value == 9000


def test_a_filter_that_only_one_account_passes_shows_that_one(desk: Shoal) -> None:
    desk.about.settle(*MINA, "same")
    assert handles(desk, platform=("tiktok",)) == ["tiktok:mina"]


def test_a_shortlist_takes_her_once_and_says_between_which_bounds_both_reach(desk: Shoal) -> None:
    before = on_shortlist(desk)
    desk.about.settle(*MINA, "same")
    made = desk.planning.shortlist("spring")
    both = [one.account_id for one in made.candidates if one.account_id in accounts(desk)]
    (also,) = (reason for one in made.candidates for reason in one.reasons if reason.check == "other_account")
    assert (len(before), len(made.candidates), len(both)) == (5, 4, 1)
    assert "a deal on each reaches" in also.claim
    assert "how many follow both is not known" in also.claim


def accounts(desk: Shoal) -> set[str]:
    return {desk.creators.accounts(one)[0] for one in MINA}


def test_a_plan_buys_one_of_her_accounts_also_where_it_was_said_after_the_shortlist(desk: Shoal) -> None:
    desk.planning.shortlist("spring")
    before = {line.account_id for line in desk.planning.build("spring").lines}
    desk.about.settle(*MINA, "same")
    after = {line.account_id for line in desk.planning.build("spring").lines}
    assert (len(before & accounts(desk)), len(after & accounts(desk))) == (2, 1)


def test_of_two_accounts_on_an_older_shortlist_the_wanted_one_is_bought(desk: Shoal) -> None:
    desk.planning.shortlist("spring")
    (tiktok,) = desk.creators.accounts("tiktok:mina")
    desk.decisions.decide("spring", [tiktok], "wanted")
    desk.about.settle(*MINA, "same")
    assert {line.account_id for line in desk.planning.build("spring").lines} & accounts(desk) == {tiktok}


def test_each_account_keeps_its_own_figures_and_verdict(desk: Shoal) -> None:
    before = [desk.creators.show(one) for one in MINA]
    desk.about.settle(*MINA, "same")
    after = [desk.creators.show(one) for one in MINA]
    assert [one.creator for one in after] == [one.creator for one in before]
    assert [one.verdict for one in after] == [one.verdict for one in before]


def test_taking_the_word_back_takes_them_apart(desk: Shoal) -> None:
    before = handles(desk)
    desk.about.settle(*MINA, "same")
    desk.about.settle(*MINA, "open")
    assert (handles(desk), desk.about.same_as(desk.creators.show(MINA[0]).creator.id)) == (before, ())


def test_the_word_stays_over_an_import_that_is_undone_and_brought_in_again(desk: Shoal, tmp_path: Path) -> None:
    desk.about.settle(*MINA, "same")
    desk.creators.undo(desk.creators.batches()[0].id)
    (tmp_path / "again.csv").write_text(
        SHEET.replace("12400", "13100").replace("Mina Koch,mina,tiktok", "M,mina,tiktok")
    )
    desk.creators.bring_in(tmp_path / "again.csv")
    found = handles(desk)
    assert (len(found), sum(one in MINA for one in found)) == (4, 1)


def test_three_accounts_are_one_by_way_of_the_second_and_nobody_can_say_otherwise_of_two(desk: Shoal) -> None:
    desk.about.settle(*MINA, "same")
    desk.about.settle("tiktok:mina", "youtube:mina.k", "same")
    assert len(handles(desk)) == 3
    with pytest.raises(ConflictError):
        desk.about.settle("instagram:mina", "youtube:mina.k", "other")
    assert len(handles(desk)) == 3


def test_one_account_is_not_two(desk: Shoal) -> None:
    with pytest.raises(InputError):
        desk.about.settle("instagram:mina", "instagram:mina", "same")


def test_the_file_names_the_other_account_and_nobody_goes_out_while_one_of_hers_is_held(
    desk: Shoal, tmp_path: Path
) -> None:
    desk.about.settle(*MINA, "same")
    lines = list(
        csv.DictReader(io.StringIO(desk.listing.everything(ListQuery(sort="followers", descending=True)).text))
    )
    (tmp_path / "bio.csv").write_text(
        "Handle,Platform,Bio\nmina,tiktok,kids account run by parents\n", encoding="utf-8"
    )
    desk.creators.bring_in(tmp_path / "bio.csv")
    after = desk.listing.everything(ListQuery()).text
    assert (len(lines), lines[0]["also"]) == (4, "tiktok:mina")
    assert "mina," not in after
    assert "mina.k," in after


def test_erasing_one_account_leaves_the_other_as_a_person_of_her_own(desk: Shoal) -> None:
    desk.about.settle(*MINA, "same")
    desk.creators.forget("tiktok:mina", reason="request", confirmed=True)
    other = desk.creators.show("instagram:mina").creator.id
    assert (desk.about.same_as(other), len(handles(desk))) == ((), 4)


def test_a_word_that_cannot_be_said_is_answered_with_all_that_can(desk: Shoal) -> None:
    with pytest.raises(InputError) as refused:
        desk.about.settle(*MINA, "twins")
    assert refused.value.allowed == ("same", "other", "open")


def test_a_search_counts_her_once_and_shows_her_on_one_line(desk: Shoal) -> None:
    apart = desk.searching.find(SearchQuery(text="cakes ", meaning=False))
    desk.about.settle(*MINA, "same")
    found = desk.searching.find(SearchQuery(text="cakes ", meaning=False))
    page = desk.listing.page(ListQuery(text="cakes"))
    lines = [f"{hit.platform}:{hit.handle}" for hit in found.hits]
    (mina,) = (hit for hit in found.hits if hit.also)

    assert (apart.total, found.total, found.everybody, found.passing) == (5, 4, 4, 4)
    assert len(lines) == 4
    assert len(set(MINA) & set(lines)) == 1
    assert {f"{one.platform}:{one.handle}" for one in mina.also} == set(MINA) - set(lines)
    for name in ("platform", "tier", "country", "niche"):
        assert {one.value: one.count for one in found.facets[name]} == {
            one.value: one.count for one in page.facets[name]
        }


def test_a_search_for_what_nobody_has_counts_people_too(desk: Shoal) -> None:
    desk.about.settle(*MINA, "same")
    found = desk.searching.find(SearchQuery(text="cakes ", meaning=False, niche=("sport",)))

    assert {one.name: one.count for one in found.relaxations} == {"niche": 4}

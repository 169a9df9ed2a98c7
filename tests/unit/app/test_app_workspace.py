"""One open workspace: when it is made, what is read once, and what happens between two of its verbs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.app import Shoal, make_workspace, open_workspace
from shoal.app.known.look import look
from shoal.app.shoal import Dice
from shoal.config import Settings
from shoal.domain.intake import ReadOptions
from shoal.errors import ConflictError, InputError, NotFoundError, PolicyError

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SHEET = """Name,Profile,Followers,Country,Niche,Fee,Notes
Mina Muster,instagram.com/mina.xmpl,12500,Austria,baking,120 EUR,
Theo Example,tiktok.com/@theo.xmpl,48200,Germany,"cooking, baking",250 EUR,
Zoe Sample,instagram.com/zoe.xmpl,8400,Austria,baking,,
Leo Muster,instagram.com/leo.xmpl,4900,Austria,baking,50 EUR,account run by parents
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Shoal]:
    (tmp_path / "sheet.csv").write_text(SHEET, encoding="utf-8")
    with open_workspace(tmp_path / "market.shoal", clock=AT) as found:
        found.creators.bring_in(tmp_path / "sheet.csv")
        yield found


def test_a_workspace_is_made_only_where_it_may_be(tmp_path: Path):
    with pytest.raises(NotFoundError):
        open_workspace(tmp_path / "none", create=False)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path):
    (tmp_path / "letters.txt").write_text("mine", encoding="utf-8")

    with pytest.raises(ConflictError, match="not a workspace"):
        open_workspace(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letters.txt"]


@pytest.mark.skipif(os.name != "posix", reason="file modes of another kind")
def test_nobody_else_may_read_the_key(tmp_path: Path):
    make_workspace(Settings(folder=tmp_path / "market.shoal"))

    assert (tmp_path / "market.shoal" / "workspace.key").stat().st_mode & 0o077 == 0


def test_two_workspaces_hash_with_two_keys(tmp_path: Path):
    keys = [open_workspace(tmp_path / name).key for name in ("one", "two")]

    assert keys[0] != keys[1]


def test_a_lost_key_is_told_with_what_to_do(tmp_path: Path):
    desk = open_workspace(tmp_path / "one")
    (tmp_path / "one" / "workspace.key").write_text("not a key", encoding="ascii")

    with pytest.raises(ConflictError, match="missing or damaged"):
        _ = desk.key


def test_ids_of_a_made_up_market_follow_from_what_they_are_made_of(tmp_path: Path):
    one, two = (Dice(seed=7, folder=tmp_path / name).new_id("ba", AT, "same") for name in ("a", "b"))

    assert one == two


def test_ids_of_real_work_sort_by_time_and_do_not_repeat(tmp_path: Path):
    dice = Dice(seed=None, folder=tmp_path)
    early, late = dice.new_id("ba", AT, "x"), dice.new_id("ba", AT.replace(year=2027), "x")

    assert early < late
    assert re.fullmatch(r"ba_[0-9a-z]{13}", early)


def test_accounts_are_read_once_until_something_changes(desk: Shoal):
    first = look(desk)

    assert look(desk) is first
    desk.creators.count("zoe.xmpl", ["100,2", "90,1", "120,3"])
    assert look(desk) is not first


def test_an_erased_creator_is_gone_from_the_same_open_workspace(desk: Shoal):
    look(desk)
    desk.creators.forget("zoe.xmpl", confirmed=True)

    assert "zoe.xmpl" not in set(look(desk).pool.handle)


def test_a_counted_rate_cites_the_batch_in_which_it_was_counted(desk: Shoal):
    batch = desk.creators.count("mina.xmpl", ["410,12", "385,9", "512,20"])
    finding = next(found for found in desk.creators.show("mina.xmpl").verdict.findings if found.check == "engagement")

    assert [evidence.ref.split(":")[0] for evidence in finding.evidence] == [batch.id]


def test_counting_the_same_posts_twice_on_one_day_is_no_more_evidence(desk: Shoal):
    desk.creators.count("mina.xmpl", ["410,12", "385,9", "512,20"])

    with pytest.raises(ConflictError, match="Nothing in it is new"):
        desk.creators.count("mina.xmpl", ["410,12", "385,9", "512,20"])


def test_a_name_that_two_creators_share_is_asked_back(desk: Shoal):
    desk.creators.add("https://www.tiktok.com/@mina.xmpl")

    with pytest.raises(ConflictError, match="Several creators"):
        desk.creators.show("mina.xmpl")
    assert desk.creators.show("tiktok:mina.xmpl").creator.accounts[0].platform == "tiktok"


def test_somebody_who_is_not_there_is_answered_with_those_who_are_near(desk: Shoal):
    with pytest.raises(NotFoundError) as missing:
        desk.creators.show("mina")
    assert missing.value.allowed == ("instagram:mina.xmpl",)


def test_a_brief_with_a_protected_wish_is_not_kept(desk: Shoal):
    with pytest.raises(PolicyError):
        desk.planning.brief(name="x", budget="100 EUR", text="catholic creators")
    assert desk.planning.briefs() == ()


def test_a_plan_is_told_with_the_shortlist_it_came_from_even_after_a_newer_one(desk: Shoal):
    desk.planning.brief(name="spring", budget="400 EUR", text="baking")
    first = desk.planning.shortlist("spring")
    plan = desk.planning.build(first)
    desk.planning.shortlist("spring")

    assert desk.planning.shortlist_of(plan).id == first.id


def test_names_fill_the_sentences_of_a_plan(desk: Shoal):
    desk.planning.brief(name="spring", budget="300 EUR", text="baking")
    shortlist = desk.planning.shortlist("spring")
    plan = desk.planning.build(shortlist)
    names = desk.planning.names(plan, shortlist)

    assert [change for change in map(names.text, plan.changes) if "{" in change or "erased" in change] == []


def test_another_budget_in_another_currency_is_refused(desk: Shoal):
    desk.planning.brief(name="spring", budget="300 EUR", text="baking")
    desk.planning.shortlist("spring")

    with pytest.raises(InputError, match="another currency"):
        desk.planning.build("spring", budget="300 USD")


def test_a_page_never_names_somebody_who_may_be_a_child(desk: Shoal):
    desk.planning.brief(name="spring", budget="300 EUR", text="baking")
    desk.planning.build(desk.planning.shortlist("spring"))

    assert "Leo Muster" not in desk.results.report_html("spring")


def test_an_unknown_platform_word_in_the_option_is_named_as_the_option(desk: Shoal, tmp_path: Path):
    (tmp_path / "links.csv").write_text("Name,Profile\nKai,https://www.tiktok.com/@kai.xmpl\n", encoding="utf-8")
    from_option = desk.creators.preview(tmp_path / "links.csv", ReadOptions(platform="instagram"))

    assert [note.text for note in from_option.notes] == ["--platform says instagram, link says tiktok: link wins"]

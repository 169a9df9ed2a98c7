"""What captions, suppliers and hand counts tell is weighed alike in the list, on the page, in a shortlist and anew."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from vetting_market import AT

from shoal.app import Shoal
from shoal.app.vetting.recheck import canonical
from shoal.domain.finding import Verdict
from shoal.domain.intake import ReadOptions, Sighting
from shoal.domain.listing import ListQuery
from shoal.sources import read

CAPTIONS = (
    ("creator.1", "today with @rivalbakes #ad #werbung, code RIVAL10"),
    ("creator.2", "a slow morning, bread and butter"),
    ("creator.40", "use my code BAKE20 at the shop, link in bio"),
)


def captioned(folder: Path) -> Path:
    lines = ["handle,platform,post id,posted at,likes,comments,caption"]
    lines += [
        f'{handle},instagram,c{n}-{handle},2026-05-{10 + n}T10:00:00Z,200,9,"{text}"'
        for handle, text in CAPTIONS
        for n in range(3)
    ]
    path = folder / "captions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def desk(vetting_desk: Shoal, tmp_path: Path) -> Shoal:
    vetting_desk.creators.bring_in(captioned(tmp_path), ReadOptions(kind="posts"))
    vetting_desk.planning.brief(
        name="spring", text="bread", budget="900 EUR", markets=["AT"], competitors=["rivalbakes", "@rivalbakes"]
    )
    return vetting_desk


def verdict(shoal: Shoal, who: str) -> Verdict:
    return shoal.creators.show(who).verdict


def checks(found: Verdict) -> dict[str, str]:
    return {one.check: one.weight for one in found.findings}


def test_a_competitor_of_a_brief_is_found_in_captions_and_asks_a_person(desk: Shoal):
    found = verdict(desk, "creator.1")
    clash = next(one for one in found.findings if one.check == "brand_clash")

    assert (found.state, clash.weight) == ("review", "-")
    assert checks(verdict(desk, "creator.2"))["brand_clash"] == "0"
    assert "brand_clash" not in checks(verdict(desk, "creator.3"))  # without captions nothing is said


def test_list_page_shortlist_and_a_kept_run_weigh_the_same_texts(desk: Shoal):
    listed = {row.account_id: (row.verdict, row.verdict_kind) for row in desk.listing.page(ListQuery(limit=100)).rows}
    vetted = {creator.accounts[0].id: (one.state, one.kind) for creator, one in desk.vetting.run(keep=False).found}
    pages = {who: verdict(desk, who) for who, _ in CAPTIONS}
    some = {one.creator_id: one for _, one in desk.vetting.run(who=list(pages), keep=False).found}
    shortlist = desk.planning.shortlist("spring")
    candidates = {one.creator_id: one.verdict for one in (*shortlist.candidates,)}

    assert listed == vetted
    assert any("niche_focus" in checks(found) for found in pages.values())  # told on her page alone
    for found in pages.values():
        page = replace(found, findings=tuple(one for one in found.findings if one.check != "niche_focus"))
        assert canonical(page) == canonical(some[page.creator_id])
        if page.creator_id in candidates:
            assert canonical(candidates[page.creator_id]) == canonical(page)


def test_what_texts_told_is_worked_out_again_by_the_competitors_and_words_of_then(desk: Shoal):
    desk.vetting.run()
    desk.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["DE"], competitors=["someone else"])
    path = Path(desk.words.copy())
    path.write_text(path.read_text(encoding="utf-8").replace("casino", "butter"), encoding="utf-8")
    now = verdict(desk, "creator.1")
    found = desk.vetting.verify()

    assert checks(now)["brand_clash"] == "0"
    assert Counter(one.outcome for one in found.rechecked) == {"same": 43}


def test_a_hand_count_of_followers_stands_among_the_findings_and_moves_no_verdict(desk: Shoal):
    before = verdict(desk, "creator.3").state
    desk.following.save("creator.3", every=40, real=80, unsure=10, fake=10)
    found = verdict(desk, "creator.3")

    assert "hand_count" in checks(found)
    assert found.state == before


def test_a_vendor_who_puts_her_under_18_blocks_until_a_person_looked(desk: Shoal, tmp_path: Path):
    (tmp_path / "band.csv").write_text("Handle,Platform,Followers\ncreator.5,instagram,4000\n", encoding="utf-8")
    told = read(tmp_path / "band.csv", ReadOptions(), desk.catalog.hasher)
    (row,) = told.sighting.creators
    young = replace(row, observed={**row.observed, "modash.creator_age.13-17": 1.0})
    desk.creators.bring_in_reading(replace(told, sighting=Sighting(creators=(young,))), label="vendor")
    found = verdict(desk, "creator.5")

    def blocked() -> list[bool]:
        line = next(one for one in desk.listing.page(ListQuery(limit=100)).rows if one.handle == "creator.5")
        (hit,) = (one for one in desk.creators.find("creator", limit=100) if one.creator.id == found.creator_id)
        return [verdict(desk, "creator.5").blocked, line.blocked, hit.blocked]

    assert (found.kind, found.findings[0].evidence[0].text) == (
        "suspected minor", "Modash puts them in the age group 13-17",
    )  # fmt: skip
    assert "vendor_age_band" not in checks(found)
    assert blocked() == [True, True, True]
    desk.vetting.looked("creator.5", "adult")
    assert blocked() == [False, False, False]


def test_two_brands_hold_the_same_captions_against_their_own_competitors(desk: Shoal):
    from shoal.domain.brief import Brand
    from shoal.domain.people import LOCAL

    other = Brand(id="bd_other", name="Other", currency="EUR", timezone="UTC", slug="other")
    desk._whole_ledger.people.add_brand(other, AT)
    with desk.acting(LOCAL, other):
        assert "brand_clash" not in checks(verdict(desk, "creator.1"))
    assert checks(verdict(desk, "creator.1"))["brand_clash"] == "-"

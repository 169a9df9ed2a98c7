"""What a kept shortlist shows of its candidates is worked out again from what it went by, byte for byte."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest
from vetting_market import open_market

from shoal.app import Shoal, Verified
from shoal.domain.intake import ReadOptions
from shoal.errors import NotFoundError


def texts(folder: Path) -> Path:
    lines = ["handle,platform,post id,posted at,likes,comments,caption"]
    lines += [
        f"creator.{n},instagram,c{n},2026-05-20T10:00:00Z,200,9,use my code BAKE{n:02d} at the shop" for n in range(30)
    ]
    path = folder / "captions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def desk(vetting_desk: Shoal, tmp_path: Path) -> Shoal:
    vetting_desk.creators.bring_in(texts(tmp_path), ReadOptions(kind="posts"))
    vetting_desk.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["AT"])
    return vetting_desk


def outcomes(found: Verified) -> dict[str, int]:
    return dict(Counter(one.outcome for one in found.rechecked))


def test_what_a_shortlist_shows_comes_out_the_same_whatever_came_in_since(desk: Shoal, tmp_path: Path):
    shortlist = desk.planning.shortlist("spring")
    (tmp_path / "more.csv").write_text("Handle,Platform,Followers\ncreator.1,instagram,90000\n", encoding="utf-8")
    desk.creators.bring_in(tmp_path / "more.csv")
    desk.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["DE"], competitors=["somebody"])
    desk.close()
    with open_market(tmp_path) as later:
        found = later.vetting.verify(brief="spring")

    assert (found.run.id, found.run.about) == (shortlist.vetting, "shortlist spring v1")
    assert outcomes(found) == {"same": len(shortlist.candidates)}
    assert any(one.check == "commercial_share" for shown in shortlist.candidates for one in shown.verdict.findings)


def test_a_shortlist_changed_past_shoal_is_found(desk: Shoal, tmp_path: Path):
    shortlist = desk.planning.shortlist("spring")
    desk.close()
    with closing(sqlite3.connect(tmp_path / "market.shoal" / "ledger.sqlite3")) as file:
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f"DROP TRIGGER {name}")
        file.execute("UPDATE ledger_shortlist SET document = replace(document, 'signs of a deal', 'no sign')")
        file.commit()
    with open_market(tmp_path) as again:
        found = again.vetting.verify(brief="spring")

    assert outcomes(found)["different"] > 0
    assert sum(outcomes(found).values()) == len(shortlist.candidates)


def test_who_was_erased_makes_none_come_out_otherwise(desk: Shoal):
    desk.planning.shortlist("spring")
    desk.creators.forget("creator.0", confirmed=True)

    assert "different" not in outcomes(desk.vetting.verify(brief="spring"))


def test_what_was_built_before_all_texts_were_read_cannot_be_verified_and_says_so(
    desk: Shoal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("shoal.app.known.findings.MOST_TEXTS", 8)
    desk.planning.shortlist("spring")
    found = desk.vetting.verify(brief="spring")

    assert {one.because for one in found.rechecked if one.outcome == "cannot"} == {
        "captions and comments of 30 accounts had not been read then"
    }
    assert "different" not in outcomes(found)


def test_a_shortlist_that_kept_nothing_it_went_by_says_what_to_do(desk: Shoal):
    drafted = desk.planning.draft_shortlist(desk.planning.show_brief("spring"))
    desk.ledger.planning.add_shortlist(drafted, by_id="me", at=desk.now())
    with pytest.raises(NotFoundError) as refused:
        desk.vetting.verify(brief="spring")

    assert "shoal shortlist build spring" in (refused.value.next_step or "")

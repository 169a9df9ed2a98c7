"""What a platform counted of an account and its owner gave: kept with its window, shown, undone, erased, expired."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shoal.app import Shoal, open_workspace
from shoal.domain.finding import Finding
from shoal.domain.intake import ReadOptions
from shoal.errors import ConflictError, InputError

AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
TIKTOK = "\ufeffDate,Video views,Likes,Net growth\n2026/05/20,1000,50,5\n2026/05/21,1200,60,-2\n"
META = 'sep=,\n"Reach"\n"Date","Primary"\n"2026-05-19T00:00:00","20"\n"2026-05-21T00:00:00","30"\n'
SHEET = "Name,Handle,Platform,Followers,Country,Fee,Currency,Bio\nMina,mina,tiktok,9000,AT,90,EUR,cakes\n"
HERS = ReadOptions(account="tiktok:mina")


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Shoal]:
    for name, text in (("sheet", SHEET), ("tiktok", TIKTOK), ("meta", META)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    with open_workspace(tmp_path / "market.shoal", clock=AT) as found:
        found.creators.bring_in(tmp_path / "sheet.csv")
        yield found


def counted(desk: Shoal, who: str = "tiktok:mina") -> list[Finding]:
    return [one for one in desk.creators.show(who).verdict.findings if one.check == "platform_counts"]


def test_a_file_of_which_nobody_says_whose_it_is_asks_and_stores_nothing(desk: Shoal, tmp_path: Path) -> None:
    preview = desk.results.preview(tmp_path / "tiktok.csv")
    assert [one.option for one in preview.questions] == ["--account"]
    assert counted(desk) == []


def test_her_figures_are_kept_with_window_n_and_whose_word_they_are(desk: Shoal, tmp_path: Path) -> None:
    batch = desk.creators.bring_in(tmp_path / "tiktok.csv", HERS)
    (finding,) = counted(desk)
    value = finding.value
    assert finding.claim == (
        "2,200 video views, 110 likes and 3 net growth in the 2 days to 2026-05-21, counted by the platform, given by "
        "the creator"
    )
    assert (value.estimate.n, value.window, value.provenance.policy) == (2, "2026-05-20 to 2026-05-21", "creator_proof")
    assert value.provenance.expires_at == datetime(2026, 5, 21, tzinfo=UTC) + timedelta(days=730)
    assert (batch.policy, batch.counts["changed"]) == ("creator_proof", 1)


def test_the_same_file_is_nothing_new_and_another_measure_of_its_days_is(desk: Shoal, tmp_path: Path) -> None:
    desk.creators.bring_in(tmp_path / "tiktok.csv", HERS)
    with pytest.raises(ConflictError):
        desk.creators.bring_in(tmp_path / "tiktok.csv", HERS)
    (tmp_path / "more.csv").write_text("\ufeffDate,Video views,Shares\n2026/05/20,1000,7\n2026/05/21,1200,8\n", "utf-8")
    desk.creators.bring_in(tmp_path / "more.csv", HERS)
    assert dict(counted(desk)[0].value.parts)["shares"] == 15


def test_a_file_of_instagram_goes_to_the_account_of_instagram(desk: Shoal, tmp_path: Path) -> None:
    desk.creators.bring_in(tmp_path / "meta.csv", ReadOptions(account="mina", timezone="Europe/Vienna"))
    (finding,) = counted(desk, "instagram:mina")
    assert (finding.value.estimate.n, dict(finding.value.parts)) == (3, {"reach": 50.0})
    assert "50 reach added up by day" in finding.claim


def test_an_account_of_another_platform_is_refused(desk: Shoal, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="another platform"):
        desk.creators.bring_in(tmp_path / "tiktok.csv", ReadOptions(account="instagram:mina"))


def test_undo_takes_them_back(desk: Shoal, tmp_path: Path) -> None:
    batch = desk.creators.bring_in(tmp_path / "tiktok.csv", HERS)
    desk.creators.undo(batch.id)
    assert counted(desk) == []


def test_erasure_removes_them_from_the_files_themselves(desk: Shoal, tmp_path: Path) -> None:
    desk.creators.bring_in(tmp_path / "tiktok.csv", HERS)
    before = desk.catalog.counts()["metrics"]
    desk.creators.forget("tiktok:mina", reason="request", confirmed=True)
    assert (before, desk.catalog.counts()["metrics"]) == (3, 0)


@pytest.mark.parametrize(("later", "said"), [(200, ["older than 90 days"]), (722, [])])
def test_old_ones_say_so_and_expired_ones_are_gone(desk: Shoal, tmp_path: Path, later: int, said: list[str]) -> None:
    desk.creators.bring_in(tmp_path / "tiktok.csv", HERS)
    with open_workspace(desk.settings.folder, clock=AT + timedelta(days=later)) as then:
        found = counted(then)
    assert [one.claim.rpartition(", ")[2] for one in found] == said
    assert [one.value.state for one in found] == ["stale"] * len(said)


def test_a_shortlist_shows_them_and_neither_its_order_nor_the_plan_changes(desk: Shoal, tmp_path: Path) -> None:
    desk.planning.brief({"name": "spring", "text": "cakes", "budget": "900 EUR", "markets": ["AT"]})
    (before,) = desk.planning.shortlist("spring").candidates
    bought = desk.planning.build("spring").lines
    desk.creators.bring_in(tmp_path / "tiktok.csv", HERS)
    (after,) = desk.planning.shortlist("spring").candidates
    assert [one.check for one in after.verdict.findings if one not in before.verdict.findings] == ["platform_counts"]
    assert (after.score, after.price, after.response) == (before.score, before.price, before.response)
    assert [line.account_id for line in desk.planning.build("spring").lines] == [line.account_id for line in bought]

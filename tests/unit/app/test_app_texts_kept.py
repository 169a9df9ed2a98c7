"""What texts told is kept: a page reads what it can wait for, a vetting the rest, and nobody who weighs is missed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from shoal.app import Shoal
from shoal.app.known.findings import UNREAD, told_closely
from shoal.app.known.look import look
from shoal.domain.finding import Finding
from shoal.domain.intake import ReadOptions
from shoal.domain.listing import ListQuery

TOO_MANY = "shoal.app.known.findings.MOST_TEXTS"
WIDE = "".join(chr(ord(letter) + 0xFEE0) for letter in "rivalbakes")  # as ornamental letters are written
CAPTIONS = (
    "today with @rivalbakes #ad #werbung, code RIVAL10", "a slow morning, bread and butter",
    "use my code BAKE20 at the shop, link in bio", "Rival-Bakes sent flour #ad #rivalbakes, code MINA10",
    f"{WIDE} #ad #werbung code CRUMB15", "#ad the crumbly loaf, code CRUMB15", "rivalbakes, no deal at all",
    "lost it all at the casino and I want to die",
)  # fmt: skip
DAYS = ("2026-05-20", "2026-02-01", "2027-01-01", "")  # the last 90 days, before, to come, and nobody knows


def captioned(folder: Path, *more: str) -> Path:
    lines = ["handle,platform,post id,posted at,likes,comments,caption", *more]
    people = iter(range(40))
    lines += [
        f'creator.{next(people)},instagram,c{n}-{day},{day and day + "T10:00:00Z"},200,9,"{text}"'
        for n, text in enumerate(CAPTIONS)
        for day in DAYS
    ]
    path = folder / "captions.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def desk(vetting_desk: Shoal, tmp_path: Path) -> Shoal:
    vetting_desk.words.copy()
    vetting_desk.creators.bring_in(captioned(tmp_path), ReadOptions(kind="posts"))
    rivals = ["Rival Bakes", "@rivalbakes", "rivalbakes"]
    vetting_desk.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["AT"], competitors=rivals)
    return vetting_desk


def against(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.weight == "-")


def listed(shoal: Shoal) -> dict[str, str]:
    return {row.account_id: row.verdict for row in shoal.listing.page(ListQuery(limit=100)).rows}


def vetted(shoal: Shoal) -> dict[str, str]:
    return {creator.accounts[0].id: one.state for creator, one in shoal.vetting.run(keep=False).found}


@pytest.mark.parametrize("rivals", [["Rival Bakes"], ["@rivalbakes"], ["#rivalbakes"], ["crumb*"], []])
def test_the_sieve_before_captions_passes_over_nobody_who_weighs(desk: Shoal, rivals: list[str]):
    """Whatever a caption says and whenever it stood there, few are read and found is what reading all finds."""
    desk.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["AT"], competitors=rivals)
    seen = look(desk)
    accounts = sorted(seen.texts.captioned)
    closely = told_closely(seen.task, seen.texts, accounts)
    found = {accounts[place]: told for place, findings in closely.items() if (told := against(findings))}

    assert found == seen.told
    assert {"undisclosed_suspects", "safety"} <= {one.check for told in found.values() for one in told}
    assert bool(rivals) == any(one.check == "brand_clash" for told in found.values() for one in told)


def test_texts_that_a_page_cannot_wait_for_are_unread_until_a_vetting_reads_them(
    desk: Shoal, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(TOO_MANY, len(CAPTIONS) * len(DAYS) - 1)
    heard: list[str] = []
    desk.progress = heard.append
    page = desk.creators.show("creator.0").verdict
    told = {one.check: one for one in page.findings}
    before = listed(desk)[f"ac_{page.creator_id.removeprefix('cr_')}"]
    run = desk.vetting.run()
    after = desk.creators.show("creator.0").verdict

    assert (told[UNREAD].weight, "brand_clash" in told, before) == ("?", False, page.state)
    assert "1 " not in told[UNREAD].claim
    assert "shoal creators vet" in told[UNREAD].settle
    assert any("reading captions and comments: 32 of 32 accounts" in words for words in heard)
    assert (after.state, UNREAD in {one.check for one in after.findings}) == ("review", False)
    assert listed(desk) == {creator.accounts[0].id: one.state for creator, one in run.found}
    assert Counter(one.outcome for one in desk.vetting.verify().rechecked) == {"same": 43}


def test_a_page_reads_what_is_new_though_everything_would_be_too_much(
    desk: Shoal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    look(desk).texts  # noqa: B018  reads
    monkeypatch.setattr(TOO_MANY, 4)
    (tmp_path / "more.csv").write_text(
        "handle,platform,post id,posted at,likes,comments,caption\n"
        "creator.5,instagram,new,2026-05-25T10:00:00Z,20,1,use my code LOAF30 today\n", encoding="utf-8"
    )  # fmt: skip
    desk.creators.bring_in(tmp_path / "more.csv", ReadOptions(kind="posts"))
    found = look(desk).texts

    assert (desk.catalog.hints.accounts_read, dict(found.unread)) == (1, {})
    assert "undisclosed_suspects" in {one.check for one in desk.creators.show("creator.5").verdict.findings}


def test_another_brand_and_another_competitor_read_no_text_again(desk: Shoal):
    look(desk).texts  # noqa: B018  reads
    desk.planning.brief(name="spring", text="bread", budget="900 EUR", markets=["DE"], competitors=["crumbly"])
    clash = {one.check for told in look(desk).told.values() for one in told}

    assert (desk.catalog.hints.accounts_read, "brand_clash" in clash) == (0, True)


def test_other_word_lists_have_everybody_read_again(desk: Shoal):
    look(desk).texts  # noqa: B018  reads
    path = desk.settings.folder / "words.toml"
    path.write_text(path.read_text(encoding="utf-8").replace("casino", "butter"), encoding="utf-8")
    look(desk).texts  # noqa: B018  reads

    assert desk.catalog.hints.accounts_read == len(CAPTIONS) * len(DAYS)


def test_rules_that_ask_for_more_than_what_is_kept_leave_too_many_texts_to_a_vetting(
    desk: Shoal, monkeypatch: pytest.MonkeyPatch
):
    path = Path(desk.vetting.copy_rules())
    told = '[[rule]]\ncheck = "disclosure"\nwhen = { weight = "0" }\nverdict = "refuse"\nwhy = "w"\nsource = "s"\n'
    path.write_text(told + path.read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setattr(TOO_MANY, 8)

    assert len(look(desk).texts.unread) == len(CAPTIONS) * len(DAYS)
    assert "refuse" not in listed(desk).values()
    assert "refuse" in vetted(desk).values()


def test_a_worker_reads_what_a_page_cannot_wait_for_and_keeps_the_vetting(desk: Shoal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(TOO_MANY, 8)
    waiting = desk.vetting.unread
    job = desk.vetting.later("spring")
    desk.jobs.work()
    done = desk.jobs.job(job.id)

    assert (waiting, desk.vetting.unread) == (len(CAPTIONS) * len(DAYS), 0)
    assert (done.state, done.result["run"]) == ("done", desk.vetting.runs(1)[0].id)

"""A person who asks to go leaves no name and no id in any column; sums, other people and the books stay."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from ledger_nouns import AT, BATCH, BRIEF, MINA, ORDER, PLAN, SHORTLIST, THEO

from shoal.domain.people import Actor, Decision, ImportRecord, Job, Upload
from shoal.domain.sharing import ShareAnswer, ShareLink
from shoal.domain.vetting import CreatorAnswer, KeptVerdict, Looked, VettingRun

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger import Ledger

HER = f"cr_{MINA}"
WORDS = ("mina.bakes", "@Mina.Bakes", "Mina Muster", "Müllerin", "1789012345", "")
TRACES = (MINA, "mina.bakes", "mina muster", "@müllerin", "1789012345")
ANA = Actor(id="me_ana", name="Ana", role="owner")
TOLD = {"by_id": "me_ana", "at": AT}
ABOUT_HER = "ask @Müllerin, that is Mina Muster (mina.bakes, 1789012345), a müllerin"


@pytest.fixture
def full(house: House, tmp_path: Path) -> House:
    """Return a house in which everything that can hold text speaks of her, and much of it of Theo too."""
    for ledger, waiting in ((house.ledger, tmp_path / "one.csv"), (house.other, tmp_path / "two.xlsx")):
        fill(ledger, waiting)
        fill_vetting(ledger)
    return house


def fill(ledger: Ledger, waiting: Path) -> None:
    from shoal.ledger import models

    brand = ledger.desk.brand_id
    ledger.planning.add_brief(replace(BRIEF, text=ABOUT_HER, unknowns=(ABOUT_HER,)), **TOLD)
    ledger.planning.add_shortlist(replace(SHORTLIST, notes=(ABOUT_HER,)), **TOLD)
    ledger.planning.add_plan(PLAN, **TOLD)
    for who in (MINA, THEO):
        said = Decision(account_id=f"ac_{who}", choice="asked", reason=ABOUT_HER, by_name="Ana", at=AT)
        ledger.planning.decide("coffee", f"ac_{who}", said)
        ledger.notes.add_note(f"cr_{who}", ABOUT_HER, private=True, by=ANA, at=AT)
    ledger.notes.tag([HER, f"cr_{THEO}"], "bread")
    ledger.notes.tag([f"cr_{THEO}"], "friend of mina.bakes")
    ledger.notes.save_view("Bakers", "q=bread", shared=True, by=ANA)
    ledger.notes.save_view("Her", "q=Mina+Muster", shared=True, by=ANA)
    ledger.notes.save_view("Miller", "q=%40M%C3%9CLLERIN", shared=True, by=ANA)
    ledger.notes.set("hidden", {HER: AT.isoformat(), "cr_x": ABOUT_HER})
    waiting.write_bytes(b"PK\0 anything" if waiting.suffix == ".xlsx" else b"handle\nMINA.BAKES\n")
    upload = Upload(id=f"up_{brand}", name="x", path=str(waiting), size_bytes=1, sha256="0", by_id="me_ana", at=AT)
    ledger.entry.add_upload(upload)
    ledger.entry.add_upload(replace(upload, id=f"uf_{brand}", path="", fixes={"7": {"handle": "@mina.bakes"}}))
    ledger.entry.add_upload(replace(upload, id=f"ut_{brand}", path="", fixes={"8": {"handle": "@theo"}}))
    ledger.entry.record_import(ImportRecord(
        batch_id="ba_1", kind="creators", label=ABOUT_HER, file_name="about mina.bakes.csv", by_id="x", by_name="X",
        at=AT,
    ))  # fmt: skip
    draft = ledger.trade.draft_orders([ORDER])
    ledger.trade.add_orders(draft, replace(BATCH, id=f"bo_{brand}", label=ABOUT_HER, notes=(ABOUT_HER,)))
    for number, state in enumerate(("queued", "done", "queued")):
        told = {"who": HER if number < 2 else "cr_x", "note": ABOUT_HER if number < 2 else "Theo"}
        ledger.jobs.add(Job(
            id=f"jb_{brand}_{number}", kind="x", arguments=told, state="queued", by_id="me_ana", by_name="Ana",
            role="owner", brand_id=brand, created_at=AT, words=told["note"],
        ), f"key {number}")  # fmt: skip
        ledger.desk.own(models.Job).filter(uid=f"jb_{brand}_{number}").update(state=state)
    link = ShareLink(
        id=f"sh_{brand}", brief_name="coffee", version=1, label=ABOUT_HER, by_name="Ana", created_at=AT, expires_at=AT
    )
    ledger.sharing.add(link, f"token of {brand}", "", by=ANA)
    ledger.sharing.tell([HER, f"cr_{THEO}"], "by mail", by=ANA, at=AT)
    ledger.sharing.answer([
        ShareAnswer(link_id=link.id, account_id=f"ac_{who}", choice="wanted", comment=ABOUT_HER, by_name="Carl", at=AT)
        for who in (MINA, THEO)
    ])  # fmt: skip
    ledger.audit.record(ANA, "notes.add", "", {"text": ABOUT_HER}, AT)
    ledger.audit.record(ANA, "notes.add", "", {"text": "Theo"}, AT)
    ledger.desk.add(models.ApplicationForm, token=f"token {brand}", text=ABOUT_HER)
    for who in (MINA, THEO):
        proof = waiting.with_name(f"{who}.png")
        proof.write_bytes(b"a picture")
        ledger.desk.add(
            models.Application, uid=f"ap_{brand}_{who}", account_id=f"ac_{who}", document={"text": ABOUT_HER},
            proof_path=str(proof), at=AT,
        )  # fmt: skip


def fill_vetting(ledger: Ledger) -> None:
    kept = []
    for who in (MINA, THEO):
        told = CreatorAnswer(
            creator_id=f"cr_{who}", check="engagement", text=ABOUT_HER, said_on=AT.date(), version=1, by_id="me_ana",
            by_name="Ana", at=AT, proof="https://x.example/mina.bakes",
        )  # fmt: skip
        ledger.vetting.add_answer(told)
        seen = Looked(creator_id=f"cr_{who}", said="adult", words_sha256="0" * 64, by_name="Ana", at=AT, note=ABOUT_HER)
        ledger.vetting.add_look(seen, ANA)
        words = f'{{"claim":"{ABOUT_HER}"}}'
        kept.append(KeptVerdict(account_id=f"ac_{who}", creator_id=f"cr_{who}", document=words, sha256="1" * 64))
    run = VettingRun(
        id=f"vr_{ledger.desk.brand_id}", about="the brief mina.bakes", as_of=AT, rules="r1", rules_text=ABOUT_HER,
        rules_origin="vetting.toml", batches=("ba_1",), catalog="c1", orders=(), looked=2, code="0", by_name="Ana",
        at=AT,
    )  # fmt: skip
    ledger.vetting.add_run(run, kept, ANA)


def everything(house: House) -> dict[str, list[Any]]:
    """Return every value of every table."""
    from django.apps import apps

    tables = apps.get_app_config("ledger").get_models()
    return {table.__name__: sorted(map(str, house.whole.desk.all(table).values_list())) for table in tables}


def traces(house: House) -> list[str]:
    text = str(everything(house)).casefold()
    return [trace for trace in TRACES if trace in text]


def test_erasing_leaves_no_name_and_no_id_in_any_column(full: House) -> None:
    assert traces(full) == list(TRACES)
    assert full.ledger.erasure.forget(HER, WORDS, AT) > 0
    held = {name: rows for name, rows in everything(full).items() if any(t in str(rows).casefold() for t in TRACES)}
    assert (held, full.ledger.erasure.mentions(HER, WORDS)) == ({}, ())


def test_erasing_twice_is_erasing_once(full: House) -> None:
    full.ledger.erasure.forget(HER, WORDS, AT)
    once = everything(full)
    assert (full.other.erasure.forget(HER, WORDS, AT), everything(full)) == (0, once)


def test_what_would_be_erased_is_named_first_and_nothing_changes(full: House) -> None:
    before = everything(full)
    found = full.ledger.erasure.mentions(HER, WORDS)
    assert found == (
        *("briefs/coffee-v1",) * 2, *("shortlists/coffee-v1",) * 2, *("plans/coffee-v1",) * 2, "applications/4",
        "adultlooks/4", "creatoranswers/4", "decisions/4", "keptverdicts/4", "notes/4",
        "notices/2", "shareanswers/4", "tags/4", "savedviews/4", "uploads/4",
    )  # fmt: skip
    assert everything(full) == before


def test_everybody_else_and_the_books_stay(full: House) -> None:
    ledger = full.ledger
    ledger.erasure.forget(HER, WORDS, AT)
    assert list(ledger.planning.decisions("coffee")) == [f"ac_{THEO}"]
    assert [note.text for note in ledger.notes.notes(f"cr_{THEO}", ANA)] == [
        "ask erased, that is erased (erased, erased), a müllerin"
    ]
    assert ledger.notes.tags() == {"bread": (f"cr_{THEO}",)}
    assert [view.name for view in ledger.notes.views(ANA)] == ["Bakers"]
    assert [upload.id for upload in ledger.entry.uploads()] == [f"ut_{ledger.desk.brand_id}"]
    assert list(ledger.sharing.told()) == [f"cr_{THEO}"]
    (link,) = ledger.sharing.links()
    assert list(ledger.sharing.answers(link.id)) == [f"ac_{THEO}"]
    assert [answer.creator_id for answer in ledger.vetting.answers(f"cr_{THEO}")] == [f"cr_{THEO}"]
    assert (ledger.vetting.answers(HER), list(ledger.vetting.looked())) == ((), [f"cr_{THEO}"])
    assert [one.account_id for one in ledger.vetting.verdicts(f"vr_{ledger.desk.brand_id}")] == [f"ac_{THEO}"]
    assert ledger.trade.orders() == (ORDER,)
    assert [entry.payload for entry in ledger.audit.entries()] == [{"text": "Theo"}, None]
    assert [(job.state, job.arguments) for job in ledger.jobs.recent()] == [
        ("queued", {"who": "cr_x", "note": "Theo"}), ("done", {}), ("cancelled", {}),
    ]  # fmt: skip


def test_sums_of_a_plan_stay_and_only_her_line_is_nameless(full: House) -> None:
    full.ledger.erasure.forget(HER, WORDS, AT)
    plan, shortlist = full.ledger.planning.plan("coffee"), full.ledger.planning.shortlist("coffee")
    assert (plan.cost, plan.forecast, plan.bound, plan.tier_mix, plan.lines[1]) == (
        PLAN.cost, PLAN.forecast, PLAN.bound, PLAN.tier_mix, PLAN.lines[1],
    )  # fmt: skip
    assert [line.price for line in plan.lines] == [line.price for line in PLAN.lines]
    assert shortlist.candidates[1] == SHORTLIST.candidates[1]
    assert (plan.lines[0].creator_id, plan.lines[0].reasons, shortlist.candidates[0].reasons) == ("erased", (), ())


def test_plain_words_of_a_brief_and_other_exclusions_stay(ledger: Ledger) -> None:
    ledger.planning.add_brief(replace(BRIEF, text="like @Mina.Bakes and @mina.bakes.more, a baker"), **TOLD)
    ledger.erasure.forget(HER, ("mina.bakes", "Baker"), AT)
    brief = ledger.planning.brief("coffee")
    assert (brief.exclusions, brief.text) == (("Theo", "casino"), "like erased and @mina.bakes.more, a baker")


def test_a_name_that_is_also_the_brief_s_leaves_the_brief_findable(ledger: Ledger) -> None:
    ledger.planning.add_brief(replace(BRIEF, name="coffee-shop"), **TOLD)
    ledger.erasure.forget(HER, ("coffee-shop",), AT)
    assert ledger.planning.brief("coffee-shop").name == "coffee-shop"


def test_her_waiting_file_and_her_proof_are_deleted_with_their_rows(full: House, tmp_path: Path) -> None:
    full.ledger.erasure.forget(HER, WORDS, AT)
    assert sorted(path.name for path in tmp_path.glob("*.*")) == [f"{THEO}.png"]


def test_nothing_is_left_in_the_bytes_of_the_files(full: House) -> None:
    if full.postgresql:
        pytest.skip("PostgreSQL clears its pages by its own vacuum")
    copy = full.settings.folder / "ledger.before-9999_any-at-0001_initial.sqlite3"
    copy.write_bytes(b"a copy from before a migration: mina.bakes")
    full.ledger.erasure.forget(HER, WORDS, AT)
    held = b"".join(path.read_bytes() for path in full.settings.folder.iterdir()).decode("utf-8", "replace").casefold()
    assert [trace for trace in TRACES if trace in held] == []


def test_an_erasure_that_breaks_off_leaves_the_guards_up(full: House, monkeypatch: pytest.MonkeyPatch) -> None:
    from shoal.ledger.erasure import Erasure

    before = everything(full)
    monkeypatch.setattr(Erasure, "_empty_jobs", lambda *_: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        full.ledger.erasure.forget(HER, WORDS, AT)
    assert everything(full) == before
    with pytest.raises(Exception, match="never changed"):
        full.sql("DELETE FROM ledger_plan")


def test_marks_outlive_the_erasure_and_repeat_without_harm(ledger: Ledger) -> None:
    ledger.erasure.suppress([f"ac_{MINA}", "pm_1"], "request", AT)
    ledger.erasure.suppress([f"ac_{MINA}"], "x" * 500, AT)
    assert ledger.erasure.suppressed() == {f"ac_{MINA}", "pm_1"}


@pytest.mark.usefixtures("house")
def test_the_map_of_erasure_names_every_table_and_every_column_of_text() -> None:
    from django.apps import apps

    from shoal.ledger.erasure import ACTIONS, KEPT, SENTENCES

    tables = list(apps.get_app_config("ledger").get_models())
    assert sorted(ACTIONS) == sorted(table.__name__ for table in tables)
    stays = {name for names in KEPT.values() for name in names.split()}
    emptied = {"AuditPayload": {"document"}, "Job": {"arguments", "result", "error", "words"}}
    undeclared = {
        f"{table.__name__}.{field.name}"
        for table in tables
        for field in table._meta.concrete_fields
        if field.get_internal_type()
        in ("CharField", "TextField", "JSONField", "SlugField", "EmailField", "BinaryField")
        and field.name not in {*SENTENCES.get(table, ()), *emptied.get(table.__name__, ()), *stays}
    }
    assert undeclared - {"Note.subject", "Tag.subject"} == set()

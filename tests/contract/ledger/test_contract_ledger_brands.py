"""No brand sees a row of another: by a walk of the code, and by random calls on both databases."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from ledger_nouns import AT, BATCH, BRAND, BRIEF, ORDER, OTHER_BRAND, PLAN, SHORTLIST

import shoal.ledger
from shoal.domain.people import Actor, Decision, Grant, ImportRecord, Job, Member, Upload
from shoal.domain.vetting import CreatorAnswer, KeptVerdict, Looked, VettingRun
from shoal.errors import ShoalError

if TYPE_CHECKING:
    from ledger_house import House

    from shoal.ledger import Ledger

ROOM = Path(shoal.ledger.__file__).parent
# where a table that knows its brand is read over all brands, and why that shows nobody anything
OVER_ALL_BRANDS = {
    ("applying.py", "ApplicationForm"): "an applicant has the token of a form and no more",
    ("applying.py", "Application"): "all_ids() tells which files belong to nobody; ids only, and shown to nobody",
    ("audit.py", "AuditEntry"): "the chain is one for all; entries() filters by brand, verify() and head() show none",
    ("jobs.py", "Job"): "workers serve every brand; pages use own()",
    ("notes.py", "Setting"): "settings of the workspace, which have no brand",
    ("people.py", "Membership"): "who was granted what decides about brands; owners alone list it",
    ("people.py", "Invitation"): "found by token, listed by owners alone",
    ("sharing.py", "ShareLink"): "found by token; who holds it sees the one page of that brand",
}
# the whole file works over all brands: an owner erases a person from the workspace, whatever brand is open
WHOLE_FILES = {"erasure.py", "desk.py"}


def branded() -> set[str]:
    from django.apps import apps

    names = {"brand", "brand_key", "batch"}
    tables = apps.get_app_config("ledger").get_models()
    return {table.__name__ for table in tables if names & {field.name for field in table._meta.get_fields()}}


def reads_over_all() -> set[tuple[str, str]]:
    """Return file and table of every read that does not go through a brand."""
    found = set()
    for path in sorted(ROOM.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
                continue
            manager = call.func.value
            if call.func.attr == "all" and call.args:
                found.add((path.name, ast.unparse(call.args[0]).rpartition(".")[2]))
            if isinstance(manager, ast.Attribute) and manager.attr in ("objects", "_default_manager"):
                found.add((path.name, ast.unparse(manager.value).rpartition(".")[2]))
    return {(file, table) for file, table in found if file not in WHOLE_FILES}


@pytest.mark.usefixtures("house")
def test_every_read_of_a_table_that_knows_its_brand_goes_through_the_brand_or_says_why_not() -> None:
    tables = branded()
    assert {"Brief", "Job", "Note", "Order", "Setting", "Upload"} <= tables
    assert {read for read in reads_over_all() if read[1] in tables} == set(OVER_ALL_BRANDS)


def test_the_walk_sees_every_way_in() -> None:
    assert ("people.py", "User") in reads_over_all()


# random calls -------------------------------------------------------------------------------------------------------

SECRETS = {BRAND.id: "oatsecret", OTHER_BRAND.id: "teasecret"}


def actor(brand: str) -> Actor:
    return Actor(id=f"me_{SECRETS[brand]}", name=f"Ben {SECRETS[brand]}", role="approver")


def fill(ledger: Ledger, number: int) -> None:
    """Write one of everything, each marked by its brand's secret."""
    brand = ledger.desk.brand_id
    word, told = SECRETS[brand], {"by_id": f"me_{SECRETS[brand]}", "at": AT}
    mine, who = f"{word}{number}", actor(brand)
    ledger.planning.add_brief(replace(BRIEF, id=f"br_{mine}", name=mine, text=word), **told)
    ledger.planning.add_shortlist(replace(SHORTLIST, id=f"sl_{mine}", brief_id=f"br_{mine}", brief_name=mine), **told)
    ledger.planning.add_plan(
        replace(PLAN, id=f"pl_{mine}", brief_id=f"br_{mine}", shortlist_id=f"sl_{mine}", brief_name=mine), **told
    )
    wanted = Decision(account_id=f"ac_{number}", choice="wanted", reason=word, by_name=who.name, at=AT)
    ledger.planning.decide("shared", f"ac_{number}", wanted)
    ledger.notes.add_note(f"cr_{number}", word, private=False, by=who, at=AT)
    ledger.notes.tag([f"cr_{number}"], word)
    ledger.notes.save_view(mine, word, shared=True, by=who)
    ledger.notes.set(f"set{number}", word)
    upload = Upload(id=f"up_{mine}", name=word, path="", size_bytes=1, sha256="0", by_id=who.id, at=AT)
    ledger.entry.add_upload(upload)
    ledger.entry.record_import(ImportRecord(
        batch_id=f"ba_{mine}", kind="creators", label=word, file_name=word, by_id=who.id, by_name=who.name, at=AT
    ))  # fmt: skip
    batch = replace(BATCH, id=f"bo_{mine}", label=word)
    ledger.trade.add_orders(ledger.trade.draft_orders([replace(ORDER, external_id=mine, name=mine)]), batch)
    job = Job(
        id=f"jb_{mine}", kind="x", arguments={"w": word}, state="queued", by_id=who.id, by_name=who.name, role="editor",
        brand_id=brand, created_at=AT,
    )  # fmt: skip
    ledger.jobs.add(job, f"key{number}")
    answer = CreatorAnswer(
        creator_id=f"cr_{number}", check="engagement", text=word, said_on=AT.date(), version=1, by_id=who.id,
        by_name=who.name, at=AT,
    )  # fmt: skip
    ledger.vetting.add_answer(answer)
    seen = Looked(creator_id=f"cr_{number}", said="adult", words_sha256="", by_name=who.name, at=AT, note=word)
    ledger.vetting.add_look(seen, who)
    kept = KeptVerdict(account_id=f"ac_{number}", creator_id=f"cr_{number}", document=word, sha256="")
    run = VettingRun(
        id=f"vr_{mine}", about=word, as_of=AT, rules="", rules_text=word, rules_origin="", batches=(), catalog="",
        orders=(), looked=0, code="", by_name=who.name, at=AT,
    )  # fmt: skip
    ledger.vetting.add_run(run, [kept], who)
    ledger.audit.record(who, "x.y", word, {"w": word}, AT)


def calls(ledger: Ledger, word: str, number: int) -> list[Callable[[], Any]]:
    """Return every way to read or change, with the names and ids of any brand as arguments."""
    mine, shelf = f"{word}{number}", ("briefs", "shortlists", "plans")[number % 3]
    planning, notes, entry, trade, jobs = ledger.planning, ledger.notes, ledger.entry, ledger.trade, ledger.jobs
    who, upload = actor(ledger.desk.brand_id), Upload(id=f"up_{mine}", name="", path="", size_bytes=1, sha256="0")
    return [
        planning.briefs, lambda: planning.brief(mine), lambda: planning.brief_of(f"br_{mine}"),
        lambda: planning.shortlist(mine), lambda: planning.shortlist_of(f"sl_{mine}"), lambda: planning.plan(mine),
        lambda: planning.adopted(mine), lambda: planning.versions(shelf, mine),
        lambda: planning.next_version(shelf, mine), lambda: planning.adopt_plan(mine, 1, by_id="x", at=AT),
        lambda: planning.decisions("shared"), lambda: planning.decide("shared", f"ac_{number}", None),
        lambda: planning.add_shortlist(replace(SHORTLIST, id="sl_new", brief_id=f"br_{mine}"), by_id="x", at=AT),
        lambda: notes.notes(f"cr_{number}", who), lambda: notes.drop_note(number + 1), notes.tags,
        lambda: notes.tags_of(f"cr_{number}"), lambda: notes.untag(f"cr_{number}", word), lambda: notes.views(who),
        lambda: notes.drop_view(number + 1, who), lambda: notes.setting(f"set{number}"),
        entry.uploads, lambda: entry.upload(f"up_{mine}"), lambda: entry.change_upload(upload, label="x"),
        entry.imports, lambda: entry.record_undo(f"ba_{mine}", who, AT), entry.waiting_applications,
        trade.orders, trade.order_batches, trade.orders_version, lambda: trade.drop_orders(f"bo_{mine}"),
        jobs.recent, lambda: jobs.job(f"jb_{mine}"), lambda: jobs.cancel(f"jb_{mine}", AT),
        lambda: jobs.retry(f"jb_{mine}"), ledger.audit.entries, lambda: ledger.vetting.answers(f"cr_{number}"),
        ledger.vetting.looked, lambda: ledger.vetting.looks_of(f"cr_{number}"), ledger.vetting.runs,
        lambda: ledger.vetting.run(f"vr_{mine}"), lambda: ledger.vetting.verdicts(f"vr_{mine}"),
        lambda: ledger.audit.entries(verb="x.y", before=number),
    ]  # fmt: skip


def rows_of(house: House, brand: str) -> dict[str, Any]:
    """Return every row of a brand, read past the facade."""
    from django.apps import apps

    desk, found = house.whole.of(brand).desk, {}
    for model in apps.get_app_config("ledger").get_models():
        if model.__name__ in branded() - {"Membership", "Invitation", "AuditEntry"}:
            found[model.__name__] = sorted(map(str, desk.own(model).values_list()))
    return found


def test_random_calls_show_and_change_no_row_of_another_brand(
    house: House, dice: np.random.Generator, repetitions: Callable[[int, int], int]
) -> None:
    """A thousand calls, ten thousand in ``make trials``. A leak is a defect: there is no false alarm by chance."""
    for number in range(4):
        fill(house.ledger, number)
        fill(house.other, number)
    leaks = []
    for _ in range(repetitions(10, 100)):
        mine, hers = (BRAND.id, OTHER_BRAND.id) if dice.random() < 0.5 else (OTHER_BRAND.id, BRAND.id)
        ledger, before = house.whole.of(mine), rows_of(house, hers)
        for _ in range(100):
            word, number = SECRETS[[mine, hers][int(dice.integers(2))]], int(dice.integers(4))
            ways = calls(ledger, word, number)
            try:
                shown = str(ways[int(dice.integers(len(ways)))]())
            except ShoalError as error:
                shown = str(error.as_dict()).replace(f"{word}{number}", "")  # what was asked for comes back
            if SECRETS[hers] in shown:
                leaks.append(shown)
        if rows_of(house, hers) != before:
            leaks.append(f"{mine} changed rows of {hers}")
    assert leaks == []


def test_random_grants_give_the_strongest_role_held_and_nothing_elsewhere(dice: np.random.Generator) -> None:
    roles = ("viewer", "editor", "approver", "owner")
    brands = ("", "bd_1", "bd_2", "bd_3")
    for _ in range(500):
        held = tuple(Grant(brand_id=brand, role=roles[dice.integers(4)]) for brand in brands if dice.random() < 0.4)
        member = Member(id="m", email="", name="", grants=held)
        for brand in brands[1:]:
            fits = [grant.role for grant in held if grant.brand_id in ("", brand)]
            assert member.role_in(brand) == (max(fits, key=roles.index) if fits else None)


@pytest.mark.parametrize("table", ["brief", "note", "tag", "decision", "upload", "savedview", "importbatch"])
def test_a_row_of_a_brand_that_does_not_exist_is_refused_by_the_database(house: House, table: str) -> None:
    fill(house.ledger, 1)
    with pytest.raises(Exception, match=r"(?i)foreign key|never changed|constraint"):
        house.sql(f"UPDATE ledger_{table} SET brand_id = 'bd_nowhere'")  # noqa: S608  our own name

"""Applications without a page: sealing, retention, races, what is left after a crash."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from shoal.app import make_workspace, open_workspace
from shoal.app.applications.store import CRASHED, folder_of
from shoal.app.sealing import opened, sealed
from shoal.config import Settings
from shoal.domain.people import Actor
from shoal.errors import ConflictError, DeniedError, InputError, PolicyError, ShoalError

ANSWERS = {
    "platform": "Instagram", "handle": "@mina.bakes", "email": "mina.baker@mail.example", "country": "Austria",
    "city": "Graz", "values": "Rye, patience and no waste.", "customer": "", "proof": "", "adult": "yes",
    "notice": "yes",
}  # fmt: skip
NOTICE = "We keep your answers for a year."


@pytest.fixture
def shoal(tmp_path):
    make_workspace(Settings(folder=tmp_path / "unit.shoal", name="Oat & Co", timezone="Europe/Vienna"))
    with open_workspace(tmp_path / "unit.shoal") as opened_workspace:
        yield opened_workspace


@pytest.fixture
def form(shoal):
    return shoal.applying.open_form(shoal.applying.change_form(notice=NOTICE, is_open=True).token)


def apply(shoal, form, *, place: str = "10.0.0.1", **changes) -> bool:
    return shoal.applying.submit(form, {**ANSWERS, **changes}, file=None, place=place)


def only(shoal):
    (standing,) = shoal.applying.waiting().items
    return standing.record


def age(shoal, record, days: int) -> None:
    """Make an application older, as if the clock had gone on."""
    from shoal.ledger import models

    rows = models.Application._default_manager.using(shoal.ledger.desk.alias).filter(uid=record.id)
    at, decided = record.at - timedelta(days=days), record.decided_at
    rows.update(at=at, decided_at=decided and decided - timedelta(days=days))


# sealing -------------------------------------------------------------------------------------------------------------


def test_what_was_sealed_opens_under_the_same_key_and_no_other():
    box = sealed(b"a" * 32, b"mina@mail.example")

    assert opened(b"a" * 32, box) == b"mina@mail.example"
    with pytest.raises(ConflictError, match="another workspace key"):
        opened(b"b" * 32, box)


def test_the_same_address_is_sealed_differently_each_time():
    assert sealed(b"a" * 32, b"mina@mail.example") != sealed(b"a" * 32, b"mina@mail.example")


# the form ------------------------------------------------------------------------------------------------------------


def test_an_applicant_is_told_what_is_wrong_by_question(shoal, form):
    with pytest.raises(InputError) as caught:
        apply(shoal, form, email="no address", adult="")

    assert set(caught.value.fields) == {"email", "adult"}


def test_somebody_under_eighteen_leaves_nothing(shoal, form):
    with pytest.raises(InputError):
        apply(shoal, form, adult="")

    assert shoal.applying.waiting().counts == {"waiting": 0, "accepted": 0, "declined": 0}


def test_eight_people_who_send_the_same_at_once_are_one_application(shoal, form):
    def once(number: int) -> bool:
        return apply(shoal, form, place=f"10.0.0.{number}")

    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(once, range(8)))

    assert (sum(told), shoal.applying.waiting().counts["waiting"]) == (1, 1)


def test_an_applicant_may_apply_again_after_a_day(shoal, form):
    apply(shoal, form)
    age(shoal, only(shoal), days=2)

    assert apply(shoal, form) is True


def test_the_audit_says_that_somebody_applied_and_not_who(shoal, form):
    apply(shoal, form)
    entry = next(entry for entry in shoal.ledger.audit.entries() if entry.verb == "applications.receive")

    assert (entry.door, entry.payload) == ("public", {"source": "application_form"})


# deciding ------------------------------------------------------------------------------------------------------------


def test_a_crash_after_the_batch_makes_no_second_one(shoal, form):
    apply(shoal, form)
    record = only(shoal)
    accepted = shoal.applying.accept(record.id)
    shoal.ledger.applying.move(accepted, "waiting", by="", at=shoal.now(), batch_id=accepted.batch_id)

    again = shoal.applying.accept(record.id)

    assert (again.batch_id, len(shoal.creators.batches())) == (accepted.batch_id, 1)


def test_what_is_known_already_is_accepted_without_a_batch(shoal, form):
    apply(shoal, form)
    shoal.applying.accept(only(shoal).id)
    apply(shoal, form, email="second.address@mail.example")

    assert shoal.applying.accept(only(shoal).id).batch_id == ""


def test_an_account_that_was_erased_is_not_brought_in_again(shoal, form):
    apply(shoal, form)
    shoal.applying.accept(only(shoal).id)
    shoal.creators.forget("instagram:mina.bakes", confirmed=True)
    apply(shoal, form)

    assert shoal.applying.waiting().items[0].held
    with pytest.raises(PolicyError):
        shoal.applying.accept(only(shoal).id)


def test_an_accepted_application_whose_import_was_undone_says_so(shoal, form):
    apply(shoal, form)
    shoal.creators.undo(shoal.applying.accept(only(shoal).id).batch_id)

    assert shoal.applying.waiting("accepted").items[0].taken_back


@pytest.mark.parametrize("verb", ["accept", "decline", "ask_back", "reopen", "erase", "contact"])
def test_an_editor_may_not(shoal, form, verb):
    apply(shoal, form)
    record = only(shoal)

    with shoal.acting(Actor(id="me_ben", name="Ben", role="editor")), pytest.raises(DeniedError):
        getattr(shoal.applying, verb)(record.id)


# going ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "kept", "gone"), [("waiting", 364, 366), ("declined", 179, 181), ("accepted", 729, 731)]
)
def test_an_application_goes_when_its_time_is_over_and_no_sooner(shoal, form, state, kept, gone):
    apply(shoal, form)
    record = only(shoal)
    if state == "declined":
        record = shoal.applying.decline(record.id)
    elif state == "accepted":
        record = shoal.applying.accept(record.id)
    age(shoal, record, days=kept)
    stayed = shoal.applying.expire()
    age(shoal, record, days=gone)

    assert (stayed, shoal.applying.expire()) == (0, 1)


def test_what_is_deleted_soon_is_said_before(shoal, form):
    apply(shoal, form)
    age(shoal, only(shoal), days=340)

    assert shoal.applying.waiting().soon == 1


def test_a_file_whose_application_is_gone_is_swept_away_and_others_stay(shoal, form):
    apply(shoal, form)
    folder = folder_of(shoal.settings.folder)
    for name in ("ap_gone", only(shoal).id):
        (folder / name).mkdir()
        (folder / name / "insights.png").write_bytes(b"x")
        before = shoal.wall_clock().timestamp() - CRASHED.total_seconds() - 60
        os.utime(folder / name, (before, before))

    assert (shoal.applying.sweep(), [path.name for path in folder.iterdir()]) == (1, [only(shoal).id])


def test_an_export_that_nobody_answered_is_gone_after_a_day(shoal):
    head = shoal.applying.files.template()
    file_id = shoal.applying.files.add("a.csv", [f"{head}Instagram,@a.b,a@mail.example,AT,,,,,,yes,yes,\r\n".encode()])
    path = folder_of(shoal.settings.folder) / f"{file_id}.sealed"
    before = shoal.wall_clock().timestamp() - 25 * 3600
    os.utime(path, (before, before))

    assert (shoal.applying.sweep(), path.exists()) == (1, False)


def test_an_export_that_waits_goes_with_the_erasure_of_somebody_in_it(shoal, form):
    apply(shoal, form)
    shoal.applying.accept(only(shoal).id)
    head = shoal.applying.files.template()
    line = "Instagram,@mina.bakes,mina@mail.example,AT,,,,,,yes,yes,2026-05-02 09:00:00\r\n"
    file_id = shoal.applying.files.add("a.csv", [f"{head}{line}".encode()])
    shoal.creators.forget("instagram:mina.bakes", confirmed=True)

    with pytest.raises(ShoalError, match="not waiting here any more"):
        shoal.applying.files.look(file_id)


@pytest.mark.parametrize("file_id", ["../workspace", "af_../../etc", "", "af_0000000000"])
def test_no_name_of_a_file_leads_out_of_the_folder(shoal, file_id):
    with pytest.raises(ShoalError, match="not waiting here any more"):
        shoal.applying.files.look(file_id)


# files ---------------------------------------------------------------------------------------------------------------


def test_an_undone_file_takes_back_what_nobody_answered(shoal):
    head = shoal.applying.files.template()
    lines = "".join(f"Instagram,@a.b{n},a{n}@mail.example,AT,,,,,,yes,yes,2026-05-0{n} 09:00:00\r\n" for n in (1, 2))
    file_id = shoal.applying.files.add("a.csv", [f"{head}{lines}".encode()])
    added = shoal.applying.files.take_in(file_id)
    shoal.applying.decline(shoal.applying.waiting().items[0].record.id)

    assert (added, shoal.applying.files.undo(file_id)) == (2, 1)


def test_what_would_be_deleted_at_once_is_not_taken_in(shoal):
    head = shoal.applying.files.template()
    line = "Instagram,@a.b,a@mail.example,AT,,,,,,yes,yes,2019-05-02 09:00:00\r\n"
    look = shoal.applying.files.look(shoal.applying.files.add("a.csv", [f"{head}{line}".encode()]))

    assert (len(look.new), look.old) == (0, 1)


@pytest.mark.usefixtures("form")
def test_nothing_of_a_form_is_forgotten_when_it_gets_another_address(shoal):
    before = shoal.applying.form()
    after = shoal.applying.new_token()

    assert (replace(after, token=before.token), after.token == before.token) == (before, False)

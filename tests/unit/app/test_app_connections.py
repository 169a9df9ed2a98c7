"""Connections: off until an owner agrees, sealed, removable, and every question written down before it is put."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from graph_server import AT, OWN_ID, TOKEN, refused

from shoal.app import TERMS_VERSION, Shoal, make_workspace, open_workspace
from shoal.config import Settings
from shoal.domain.people import VISITOR, Actor
from shoal.errors import ConflictError, DeniedError, InputError, OutsideAccessError, OutsideLimitError, PolicyError

BEN = Actor(id="ben", name="Ben", role="editor")
TOLD = {"token": TOKEN, "user_id": OWN_ID, "confirmed": TERMS_VERSION}


@pytest.fixture
def shoal(bare: Shoal) -> Shoal:
    return bare


def everything_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# off until somebody agrees -------------------------------------------------------------------------------------------


def test_a_new_workspace_has_no_connection_and_says_how_to_get_one(shoal):
    stands = shoal.connections.show()

    assert (stands.on, stands.ready, stands.token, "off" in stands.why_not) == (False, False, "absent", True)


def test_without_agreement_nothing_is_asked(shoal, server):
    with pytest.raises(PolicyError):
        shoal.connections.check()

    assert server.asked == []


@pytest.mark.parametrize("confirmed", ["", "yes", "2020-01"])
def test_only_agreement_to_the_words_of_today_connects(shoal, confirmed):
    with pytest.raises(PolicyError):
        shoal.connections.connect(**{**TOLD, "confirmed": confirmed})

    assert not shoal.connections.show().on


def test_connecting_asks_nothing(shoal, server):
    shoal.connections.connect(**TOLD)

    assert server.asked == []


def test_agreement_is_kept_with_person_day_and_wording_and_stands_in_the_audit(shoal):
    with shoal.acting(Actor(id="ana", name="Ana", role="owner")):
        shoal.connections.connect(**TOLD)
    consent = shoal.connections.show().consent
    entry = shoal.ledger.audit.entries(limit=1)[0]

    assert (consent.by_name, consent.at, consent.version) == ("Ana", AT, TERMS_VERSION)
    assert (entry.verb, entry.actor_name, entry.payload["terms"]) == ("connections.connect", "Ana", TERMS_VERSION)


def test_words_that_changed_have_to_be_agreed_to_anew(shoal, server, monkeypatch):
    shoal.connections.connect(**TOLD)
    monkeypatch.setattr("shoal.app.connections.verbs.TERMS_VERSION", "2027-01")
    with pytest.raises(PolicyError, match="reads differently"):
        shoal.connections.check()

    assert server.asked == []


@pytest.mark.parametrize("verb", ["connect", "check", "remove"])
def test_only_an_owner_connects_tests_and_removes(shoal, verb):
    told = TOLD if verb == "connect" else {}
    with shoal.acting(BEN), pytest.raises(DeniedError):
        getattr(shoal.connections, verb)(**told)


def test_a_made_up_market_has_no_connection(tmp_path):
    make_workspace(Settings(folder=tmp_path / "made.shoal", seed=7))
    with open_workspace(tmp_path / "made.shoal") as made, pytest.raises(ConflictError):
        made.connections.connect(**TOLD)


@pytest.mark.parametrize("field", ["token", "user_id", "version"])
def test_what_cannot_be_is_named_and_nothing_is_kept(shoal, field):
    with pytest.raises(InputError) as caught:
        shoal.connections.connect(**{**TOLD, field: "no ./"})

    assert (list(caught.value.fields), shoal.connections.show().token) == ([field], "absent")


def test_a_day_that_is_past_is_refused(shoal):
    with pytest.raises(InputError):
        shoal.connections.connect(**TOLD, expires_on=date(2026, 5, 31))


# the secret ----------------------------------------------------------------------------------------------------------


def test_the_token_lies_nowhere_in_plain(shoal):
    shoal.connections.connect(**TOLD)
    shoal.connections.check()
    shoal.connections.calls()

    assert TOKEN.encode() not in everything_in(shoal.settings.folder)


def test_its_file_is_for_its_owner_alone(shoal):
    shoal.connections.connect(**TOLD)
    (file,) = (shoal.settings.folder / "connections").iterdir()

    assert oct(file.stat().st_mode & 0o777) == "0o600"


def test_no_backup_holds_it(shoal, tmp_path):
    shoal.connections.connect(**TOLD)
    made = shoal.admin.backup(tmp_path / "copies", with_key=True)

    assert not list(Path(made.path).rglob("*instagram*"))


def test_removing_takes_the_secret_the_agreement_and_the_file_in_one_step(shoal):
    shoal.connections.connect(**TOLD)
    there = shoal.connections.remove()
    stands = shoal.connections.show()

    assert (there, stands.on, stands.token, list((shoal.settings.folder / "connections").iterdir())) == (
        True, False, "absent", [],
    )  # fmt: skip
    assert not shoal.connections.remove()


def test_a_new_agreement_may_keep_the_token_that_is_there(shoal, server):
    shoal.connections.connect(**TOLD)
    shoal.connections.connect(**{**TOLD, "token": "", "version": "v26.0"})
    shoal.connections.check()

    assert (server.asked[0][0], server.asked[0][2]["Authorization"]) == (f"/v26.0/{OWN_ID}", f"Bearer {TOKEN}")


def test_a_token_of_the_environment_needs_the_agreement_all_the_same(shoal, server, monkeypatch):
    monkeypatch.setenv("SHOAL_INSTAGRAM_TOKEN", TOKEN)
    with pytest.raises(PolicyError):
        shoal.connections.check()
    shoal.connections.connect(**{**TOLD, "token": ""})
    shoal.connections.check()

    assert (shoal.connections.show().token, len(server.asked)) == ("environment", 2)
    assert not (shoal.settings.folder / "connections").exists()


def test_a_token_that_is_gone_is_said_and_nothing_is_asked(shoal, server):
    shoal.connections.connect(**TOLD)
    for file in (shoal.settings.folder / "connections").iterdir():
        file.unlink()
    with pytest.raises(OutsideAccessError, match="not here any more"):
        shoal.connections.check()

    assert server.asked == []


def test_another_brand_does_not_get_in_by_this_ones_token(shoal, server):
    shoal.connections.connect(**TOLD)
    other = shoal.team.add_brand("Tea House", currency="GBP", timezone="Europe/London")
    with shoal.acting(shoal.actor, other), pytest.raises(PolicyError):
        shoal.connections.check()

    assert server.asked == []


# testing it ----------------------------------------------------------------------------------------------------------


def test_a_test_call_keeps_the_account_the_day_and_what_lacks(shoal, server):
    server.debug |= {
        "expires_at": 1_785_000_000,
        "data_access_expires_at": 1_783_000_000,
        "scopes": ["instagram_basic"],
    }
    shoal.connections.connect(**TOLD)
    stands = shoal.connections.check()

    assert (stands.username, stands.expires_on, len(stands.lacks)) == ("oat.and.co", date(2026, 7, 2), 2)


def test_an_expired_day_keeps_it_from_being_used(shoal):
    shoal.connections.connect(**TOLD, expires_on=date(2026, 6, 1))
    shoal._clock = AT + timedelta(days=1)
    stands = shoal.connections.show()

    assert (stands.ready, "expired on 2026-06-01" in stands.why_not) == (False, True)


def test_a_refused_test_call_leaves_the_connection_as_it_was(shoal, server):
    shoal.connections.connect(**TOLD)
    server.answer = lambda _path, _query: refused(190, 463)
    with pytest.raises(OutsideAccessError):
        shoal.connections.check()

    assert shoal.connections.show().ready


# what went out -------------------------------------------------------------------------------------------------------


def test_every_question_is_noted_with_host_purpose_person_and_time(shoal):
    shoal.connections.connect(**TOLD)
    with shoal.acting(Actor(id="ana", name="Ana", role="owner")):
        shoal.connections.check()
    call = shoal.connections.calls()[0]

    assert (call.host, call.purpose, call.by_name, call.at) == ("graph.facebook.com", "test the connection", "Ana", AT)


def test_a_question_that_got_no_answer_is_noted_all_the_same(shoal, server):
    shoal.connections.connect(**TOLD)
    server.answer = lambda _path, _query: refused(2)
    with pytest.raises(Exception, match="trouble"):
        shoal.connections.check()

    assert len(shoal.connections.calls()) == 1


def test_where_it_cannot_be_noted_nothing_is_asked(shoal, server):
    shoal.connections.connect(**TOLD)
    (shoal.settings.folder / "outside-calls.jsonl").mkdir()
    with pytest.raises(IsADirectoryError):
        shoal.connections.check()

    assert server.asked == []


def test_the_hour_has_a_limit_of_its_own_that_every_process_keeps(shoal, server):
    shoal.connections.connect(**TOLD)
    lines = [
        json.dumps({"at": (AT - timedelta(minutes=59, seconds=second % 60)).isoformat(), "host": "h", "purpose": "p",
                    "by_id": "x", "by_name": "X", "brand_id": shoal.brand.id})
        for second in range(180)
    ]  # fmt: skip
    (shoal.settings.folder / "outside-calls.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    with pytest.raises(OutsideLimitError, match="before") as caught:
        shoal.connections.check()

    assert (shoal.connections.show().left, server.asked) == (0, [])
    assert "Go on in 1 min" in caught.value.next_step


def test_a_line_that_a_crash_cut_off_is_passed_over(shoal):
    shoal.connections.connect(**TOLD)
    shoal.connections.check()
    with (shoal.settings.folder / "outside-calls.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"at": "2026-')

    assert len(shoal.connections.calls()) == 2


def test_the_note_of_questions_does_not_grow_for_ever(shoal, monkeypatch):
    monkeypatch.setattr("shoal.app.connections.outside.LARGEST_BYTES", 1_000)
    shoal.connections.connect(**TOLD)
    for _ in range(20):
        shoal.connections.check()

    assert (shoal.settings.folder / "outside-calls.jsonl").stat().st_size < 2_000


def test_a_stranger_learns_which_hosts_and_no_name(shoal):
    assert shoal.connections.ways_out() == ()
    shoal.connections.connect(**TOLD)
    shoal.connections.check()
    with shoal.acting(VISITOR):
        (way,) = shoal.connections.ways_out()

    assert (way.host, way.connections, way.calls, way.last_at) == ("graph.facebook.com", 1, 2, AT)


def test_doctor_says_how_the_connection_stands(shoal):
    def said() -> tuple:
        return next((check.passed, check.text) for check in shoal.admin.doctor() if check.name == "connections")

    assert said() == (None, "Instagram: off")
    shoal.connections.connect(**TOLD)
    shoal.connections.check()
    assert said()[0] is True
    shoal._clock = AT + timedelta(days=90)
    assert said()[0] is False


def test_what_is_shown_of_a_connection_has_no_secret_in_it(shoal):
    shoal.connections.connect(**TOLD)

    assert TOKEN not in repr(replace(shoal.connections.show()))

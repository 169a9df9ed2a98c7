"""``shoal connections`` and ``shoal creators look-up``: agreement is typed, every question is confirmed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from graph_server import OWN_ID, TOKEN, GraphServer, account, graph_server, refused

from shoal.app import make_workspace
from shoal.config import Settings
from shoal.sources import GraphLine


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with graph_server() as running:
        running.accounts |= {"mina": account("mina"), "lea": account("lea")}
        yield running


@pytest.fixture
def here(tmp_path: Path, server: GraphServer, monkeypatch) -> Path:
    """Return a workspace of which questions go to the stand-in."""
    monkeypatch.delenv("SHOAL_INSTAGRAM_TOKEN", raising=False)
    monkeypatch.setattr(
        "shoal.app.connections.verbs.GraphLine", partial(GraphLine, loopback_port=server.port, wait_seconds=5)
    )
    make_workspace(Settings(folder=tmp_path / "here.shoal", name="Oat & Co"))
    return tmp_path / "here.shoal"


@pytest.fixture
def linked(shoal, here) -> Path:
    done = shoal("connections", "connect", "--user-id", OWN_ID, workspace=here, typed=f"yes\n{TOKEN}\n")
    assert (done.code, TOKEN in done.out + done.err) == (0, False)
    return here


def test_without_the_typed_yes_nothing_is_connected(shoal, here, server):
    done = shoal("connections", "connect", "--user-id", OWN_ID, workspace=here, typed=f"y\n{TOKEN}\n")
    stands = shoal("connections", "show", "--json", workspace=here).data

    assert (done.code, stands["consent"], stands["token"], server.asked) == (130, None, "absent", [])


def test_what_is_agreed_to_is_shown_before_the_question(shoal, here):
    done = shoal("connections", "connect", "--user-id", OWN_ID, workspace=here, typed="no\n")

    assert "1. The app is your own" in done.err


def test_there_is_no_option_that_agrees_by_itself(shoal, here):
    done = shoal("connections", "connect", "--user-id", OWN_ID, "--yes", workspace=here, typed="")

    assert done.code == 2


def test_a_test_asks_first_and_then_says_who_asks(shoal, linked, server):
    refused_one = shoal("connections", "test", workspace=linked, typed="n\n")
    between = list(server.asked)
    done = shoal("connections", "test", workspace=linked, typed="y\n")

    assert (refused_one.code, between, done.code, "@oat.and.co" in done.out) == (130, [], 0, True)


def test_a_look_up_says_what_it_costs_asks_twice_and_brings_in(shoal, linked, server):
    done = shoal("creators", "look-up", "@mina", "@private.person", workspace=linked, typed="y\ny\n")

    assert (done.code, server.handles) == (0, ["mina", "private.person"])
    assert "2 questions to graph.facebook.com, no money" in done.err
    assert "undo with: shoal creators undo ba_" in done.out


def test_a_no_before_sending_sends_nothing_and_waits(shoal, linked, server):
    done = shoal("creators", "look-up", "@mina", workspace=linked, typed="n\n")
    resume = done.err.rsplit("--resume ", 1)[1].split()[0]
    later = shoal("creators", "look-up", "--resume", resume, "--yes", workspace=linked)

    assert (done.code, server.handles, later.code, "1 new" in later.out) == (130, ["mina"], 0, True)


def test_a_stopped_look_up_brings_in_nothing_unasked_and_says_how_to_go_on(shoal, linked, server):
    server.accounts["lea"] = refused(4, status=403)
    done = shoal("creators", "look-up", "@mina", "@lea", workspace=linked, typed="y\nn\n")

    assert (done.code, "--resume lk_" in done.err) == (130, True)


def test_without_agreement_a_look_up_ends_with_the_code_of_policy(shoal, here, server):
    done = shoal("creators", "look-up", "@mina", "--yes", workspace=here)

    assert (done.code, server.asked) == (6, [])


def test_an_expired_token_ends_the_test_with_its_own_code(shoal, linked, server):
    server.answer = lambda _path, _query: refused(190, 463)
    done = shoal("connections", "test", "--yes", "--json", workspace=linked)

    assert (done.code, done.error["code"], TOKEN in done.err) == (7, "outside.access", False)


def test_the_answer_as_json_has_the_run_the_preview_and_the_batch(shoal, linked):
    found = shoal("creators", "look-up", "@mina", "@private.person", "--yes", "--json", workspace=linked).data

    assert (found["look_up"]["state"], found["look_up"]["failures"][0]["code"], found["batch"]["policy"]) == (
        "answered", "not_found", "instagram.discovery",
    )  # fmt: skip


def test_calls_lists_what_went_out_and_names_no_creator(shoal, linked):
    shoal("creators", "look-up", "@mina", "--yes", workspace=linked)
    found = shoal("connections", "calls", "--json", workspace=linked).data

    assert ([call["purpose"] for call in found], "mina" in json.dumps(found)) == (["look up a creator"], False)


def test_removed_it_is_off(shoal, linked):
    shoal("connections", "remove", workspace=linked)

    assert "off" in shoal("connections", "show", workspace=linked).out


@pytest.mark.parametrize("words", [[], ["@mina", "--resume", "lk_0000000000000"]])
def test_handles_or_an_id_and_not_both(shoal, linked, words):
    assert shoal("creators", "look-up", *words, workspace=linked).code == 2

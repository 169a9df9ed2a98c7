"""The connection to Instagram in the browser: off, agreed to, tested, removed; and what leaves this machine."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graph_server import OWN_ID, TOKEN, GraphServer, graph_server, refused

from shoal.app import TERMS, TERMS_VERSION
from shoal.sources import GraphLine

TOLD = {"act": "connect", "token": TOKEN, "user_id": OWN_ID, "confirmed": "on", "terms": TERMS_VERSION}


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with graph_server() as running:
        yield running


@pytest.fixture
def house(cast, server, monkeypatch):
    monkeypatch.delenv("SHOAL_INSTAGRAM_TOKEN", raising=False)
    cast.shoal.connections.line = GraphLine(loopback_port=server.port, wait_seconds=5)
    return cast


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_it_is_off_and_nothing_is_ticked(house):
    page = house.client("ana").get(house.url("settings/instagram/"))

    assert "off" in text_of(page)
    assert "checked" not in page.content.decode()


def test_the_page_shows_every_sentence_that_is_confirmed(house):
    page = text_of(house.client("ana").get(house.url("settings/instagram/"))).replace("&#x27;", "'")

    assert [sentence for sentence in TERMS if sentence not in page] == []


def test_agreed_to_it_is_on_and_nothing_was_asked(house, server):
    told = text_of(house.client("ana").post(house.url("settings/instagram/"), TOLD, follow=True))

    assert ("Instagram is connected" in told, "Ana" in told, server.asked) == (True, True, [])


@pytest.mark.parametrize("lacks", ["confirmed", "user_id", "token", "terms"])
def test_without_one_of_its_parts_it_stays_off(house, lacks):
    answer = house.client("ana").post(house.url("settings/instagram/"), TOLD | {lacks: ""})

    assert answer.status_code in (422, 451)
    with house.shoal.acting(house.as_("ana"), house.brand):
        assert not house.shoal.connections.show().on


def test_the_token_comes_back_in_no_page(house):
    browser = house.client("ana")
    wrong = browser.post(house.url("settings/instagram/"), TOLD | {"user_id": "me"})
    browser.post(house.url("settings/instagram/"), TOLD)
    pages = [wrong, *(browser.get(house.url(path)) for path in ("settings/instagram/", "settings/", "audit/"))]

    assert [TOKEN in page.content.decode() for page in pages] == [False] * 4


def test_a_session_that_ended_gives_everything_back_but_the_token(house):
    answer = house.client().post(house.url("settings/instagram/"), TOLD)

    assert (answer.status_code, OWN_ID in answer.content.decode(), TOKEN in answer.content.decode()) == (
        401,
        True,
        False,
    )


def test_a_test_call_is_a_button_that_says_how_many_questions_go_where(house, server):
    browser = house.client("ana")
    browser.post(house.url("settings/instagram/"), TOLD)
    page = text_of(browser.get(house.url("settings/instagram/")))
    before = list(server.asked)
    told = text_of(browser.post(house.url("settings/instagram/"), {"act": "test"}, follow=True))

    assert ("Test: put 2 questions to graph.facebook.com" in page, before) == (True, [])
    assert ("@oat.and.co" in told, len(server.asked)) == (True, 2)


def test_a_test_that_is_refused_says_why(house, server):
    browser = house.client("ana")
    browser.post(house.url("settings/instagram/"), TOLD)
    server.answer = lambda _path, _query: refused(190, 463)
    told = text_of(browser.post(house.url("settings/instagram/"), {"act": "test"}, follow=True))

    assert "it expired" in told


def test_a_permission_that_lacks_is_named(house, server):
    server.debug["scopes"] = ["instagram_basic", "pages_read_engagement"]
    browser = house.client("ana")
    browser.post(house.url("settings/instagram/"), TOLD)
    told = text_of(browser.post(house.url("settings/instagram/"), {"act": "test"}, follow=True))

    assert "instagram_manage_insights" in told


def test_one_button_removes_it(house):
    browser = house.client("ana")
    browser.post(house.url("settings/instagram/"), TOLD)
    told = text_of(browser.post(house.url("settings/instagram/"), {"act": "remove"}, follow=True))

    assert "The token is deleted" in told
    assert list((house.shoal.settings.folder / "connections").iterdir()) == []


def test_settings_say_present_or_absent_and_until_when(house):
    browser = house.client("ana")
    before = text_of(browser.get(house.url("settings/")))
    browser.post(house.url("settings/instagram/"), TOLD | {"expires_on": "2099-01-31"})
    after = text_of(browser.get(house.url("settings/")))

    assert ("absent" in before, "present, sealed here" in after, "2099" in after) == (True, True, True)


def test_another_brands_owner_page_shows_its_own_connection(house):
    browser = house.client("ana")
    browser.post(house.url("settings/instagram/"), TOLD)

    assert "absent" in text_of(browser.get(house.url("settings/instagram/", house.other)))


def test_the_privacy_page_says_nothing_leaves_until_something_may(house):
    before = text_of(house.client().get("/privacy/"))
    house.client("ana").post(house.url("settings/instagram/"), TOLD)
    after = text_of(house.client().get("/privacy/"))

    assert "leaves this machine: nothing" in before
    assert ("only what somebody says yes to" in after, "graph.facebook.com" in after) == (True, True)


def test_the_privacy_page_lists_every_question_to_members_of_that_brand_alone(house):
    browser = house.client("ana")
    browser.post(house.url("settings/instagram/"), TOLD)
    browser.post(house.url("settings/instagram/"), {"act": "test"})
    told = {name: text_of(house.client(name).get("/privacy/")) for name in ("ana", "cleo", "dov")}
    stranger = text_of(house.client().get("/privacy/"))

    assert [text.count("test the connection") for text in (*told.values(), stranger)] == [2, 2, 0, 0]
    assert "Ana" not in stranger.replace("analytics", "")


def test_the_audit_says_who_connected_in_words(house):
    browser = house.client("ana")
    browser.post(house.url("settings/instagram/"), TOLD)

    assert "connected Instagram, and confirmed what it means" in text_of(browser.get(house.url("audit/")))

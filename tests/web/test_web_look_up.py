"""Look up by handle in the browser: cost first, then a yes, then what would be new, then in; without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from graph_server import OWN_ID, TOKEN, GraphServer, account, graph_server, refused

from shoal.app import TERMS_VERSION
from shoal.sources import GraphLine


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with graph_server() as running:
        running.accounts |= {"mina": account("mina"), "lea": account("lea")}
        yield running


@pytest.fixture
def linked(cast, server, monkeypatch):
    """Return the cast with a connection that leads to the stand-in."""
    monkeypatch.delenv("SHOAL_INSTAGRAM_TOKEN", raising=False)
    cast.shoal.connections.line = GraphLine(loopback_port=server.port, wait_seconds=5)
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        cast.shoal.connections.connect(token=TOKEN, user_id=OWN_ID, confirmed=TERMS_VERSION)
    return cast


def planned(browser, cast, text: str = "@mina\n@lea\n@private.person") -> str:
    """Send handles and return the address of the look-up that was made of them."""
    return browser.post(cast.url("look-up/"), {"text": text, "posts": "25"})["Location"]


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_planning_sends_nothing_and_the_page_says_cost_quota_and_what_goes_where(linked, server):
    browser = linked.client("ben")
    told = text_of(browser.get(planned(browser, linked)))

    assert server.asked == []
    for words in ("3 questions, no money", "180 of 180", "To graph.facebook.com goes", "followers_count", "@mina"):
        assert words in told
    assert "Yes: send 3 handles to graph.facebook.com" in told


def test_looking_at_the_page_again_sends_nothing(linked, server):
    browser = linked.client("ben")
    url = planned(browser, linked)
    for _ in range(3):
        browser.get(url)

    assert server.asked == []


def test_after_the_yes_the_page_shows_what_would_be_new_and_who_gave_no_answer(linked, server):
    browser = linked.client("ben")
    url = planned(browser, linked)
    answer = browser.post(url, {"act": "send"}, follow=True)
    told = text_of(answer)

    assert (answer.redirect_chain[0][1], server.handles) == (303, ["mina", "lea", "private.person"])
    assert "Bring in 2 accounts with 6 posts" in told
    assert "personal" in told


def test_brought_in_it_leads_to_the_import_with_its_undo(linked):
    browser = linked.client("ben")
    url = planned(browser, linked)
    browser.post(url, {"act": "send"})
    answer = browser.post(url, {"act": "bring"}, follow=True)

    assert "/imports/ba_" in answer.redirect_chain[0][0]
    assert "2 creators were brought in" in text_of(answer)
    assert "/undo/" in answer.content.decode()


@pytest.mark.parametrize("act", ["send", "bring", "drop"])
def test_pressed_twice_a_button_does_once(linked, server, act):
    browser = linked.client("ben")
    url = planned(browser, linked)
    if act == "bring":
        browser.post(url, {"act": "send"})
    answers = [browser.post(url, {"act": act}, follow=True).status_code for _ in range(2)]

    assert (answers, len(server.asked) <= 3, len(linked.shoal.creators.batches()) == (act == "bring")) == (
        [200, 200], True, True,
    )  # fmt: skip


def test_dropped_it_is_gone(linked):
    browser = linked.client("ben")
    url = planned(browser, linked)
    browser.post(url, {"act": "drop"})

    assert browser.get(url).status_code == 404


def test_eleven_handles_wait_for_a_worker_and_the_page_may_be_closed(linked, server):
    handles = [f"creator_{place}" for place in range(11)]
    server.accounts |= {handle: account(handle) for handle in handles}
    browser = linked.client("ben")
    url = planned(browser, linked, "\n".join(f"@{handle}" for handle in handles))
    waiting = text_of(browser.post(url, {"act": "send"}, follow=True))
    linked.shoal.jobs.work()
    done = text_of(browser.get(url))

    assert "You may close this page" in waiting
    assert "Bring in 11 accounts" in done


def test_a_job_can_be_stopped_from_the_page(linked, server):
    browser = linked.client("ben")
    url = planned(browser, linked, "\n".join(f"@creator_{place}" for place in range(11)))
    browser.post(url, {"act": "send"})
    told = text_of(browser.post(url, {"act": "cancel"}, follow=True))
    linked.shoal.jobs.work()

    assert (server.asked, "what was answered is kept" in told) == ([], True)


def test_a_limit_says_when_to_go_on_and_keeps_the_button(linked, server):
    server.accounts["mina"] = refused(4, status=403)
    browser = linked.client("ben")
    url = planned(browser, linked)
    told = text_of(browser.post(url, {"act": "send"}, follow=True))

    assert "Go on in 60 min" in told
    assert "Yes: send 3 handles" in told


def test_without_a_connection_nothing_can_be_sent_and_an_owner_is_led_to_it(cast):
    for who, words in (("ana", "Connect Instagram"), ("ben", "Ask an owner")):
        browser = cast.client(who)
        url = planned(browser, cast)
        page = text_of(browser.get(url))
        browser.post(url, {"act": "send"})

        assert words in page
        assert "Yes: send" not in page


@pytest.mark.parametrize("text", ["", "   ", "https://www.tiktok.com/@lea"])
def test_what_names_nobody_is_said_beside_the_field(linked, text):
    answer = linked.client("ben").post(linked.url("look-up/"), {"text": text, "posts": "25"})

    assert (answer.status_code, "There is an error" in text_of(answer) or "error" in answer.content.decode()) == (
        422,
        True,
    )


def test_what_waits_is_listed_where_it_was_begun(linked):
    browser = linked.client("ben")
    url = planned(browser, linked)
    page = browser.get(linked.url("look-up/")).content.decode()

    assert url in page


def test_import_leads_to_it(linked):
    assert linked.url("look-up/") in linked.client("ben").get(linked.url("import/")).content.decode()


@pytest.mark.parametrize("run_id", ["lk_000000000000", "x", "lk_..%2f..%2fetc"])
def test_a_look_up_that_is_none_is_a_page_that_is_none(linked, run_id):
    assert linked.client("ben").get(linked.url(f"look-up/{run_id}/")).status_code == 404


def test_a_name_from_the_platform_is_text_on_the_page(linked, server):
    server.accounts["mina"] = account("mina", name="<script>alert(1)</script>", biography="<b>x</b>")
    browser = linked.client("ben")
    url = planned(browser, linked, "@mina")
    page = browser.post(url, {"act": "send"}, follow=True).content.decode()

    assert "<script>alert" not in page

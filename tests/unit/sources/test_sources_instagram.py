"""The look-up at Instagram, against a stand-in on this computer: every answer that the vendor documents, and worse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from graph_server import (
    AT,
    OWN_ID,
    TOKEN,
    GraphServer,
    Reply,
    account,
    client_of,
    failure,
    graph_server,
    media,
    refused,
)

from shoal.errors import (
    InputError,
    NotFoundError,
    OutsideAccessError,
    OutsideLimitError,
)
from shoal.sources import GraphUsage


@pytest.fixture
def server() -> Iterator[GraphServer]:
    with graph_server() as running:
        yield running


# asking --------------------------------------------------------------------------------------------------------------


def test_one_question_brings_the_account_and_its_posts(server):
    server.accounts["mina"] = account("mina")
    found = client_of(server).look_up("mina", 25)

    assert (found["followers_count"], len(found["media"]), len(server.asked)) == (4_321, 3, 1)


def test_the_token_goes_in_a_header_and_never_in_the_address(server):
    server.accounts["mina"] = account("mina")
    client_of(server).look_up("mina", 25)
    path, query, headers = server.asked[0]

    assert (headers["Authorization"], TOKEN in path + json.dumps(query)) == (f"Bearer {TOKEN}", False)


def test_the_question_names_the_version_our_own_account_and_the_fields(server):
    server.accounts["mina"] = account("mina")
    client_of(server).look_up("mina", 12)
    path, query, _ = server.asked[0]

    assert path == f"/v25.0/{OWN_ID}"
    assert query["fields"] == (
        "business_discovery.username(mina){username,name,biography,website,followers_count,media_count,id,"
        "follows_count,media.limit(12){id,caption,like_count,comments_count,media_type,media_product_type,permalink,"
        "timestamp,view_count,shares_count,saved_count}}"
    )


def test_no_total_is_ever_asked_for(server):
    server.accounts["mina"] = account("mina")
    client_of(server).look_up("mina", 12)

    assert "total" not in server.asked[0][1]["fields"]


def test_a_version_that_does_not_know_a_field_is_asked_once_more_without_those_that_may_lack(server):
    server.accounts |= {"mina": account("mina"), "lea": account("lea")}
    server.unknown_fields = {"view_count"}
    client = client_of(server)
    client.look_up("mina", 25)
    client.look_up("lea", 25)

    assert ["view_count" in query["fields"] for _, query, _ in server.asked] == [True, False, False]


def test_posts_beyond_a_page_are_fetched_by_the_cursor_alone(server):
    posts = [media(number) for number in range(1, 41)]
    server.accounts["mina"] = account("mina", posts, page_size=15)
    found = client_of(server).look_up("mina", 40)

    assert [post["id"] for post in found["media"]] == [post["id"] for post in posts]
    assert len(server.asked) == 3


def test_no_more_posts_are_kept_than_were_asked_for(server):
    server.accounts["mina"] = account("mina", [media(number) for number in range(1, 41)], page_size=15)

    assert len(client_of(server).look_up("mina", 25)["media"]) == 25


@pytest.mark.parametrize("cursor", ["x){id},business_discovery.username(eve", "", 7, None, "a" * 600])
def test_a_cursor_that_is_none_ends_the_posts_and_is_put_into_no_question(server, cursor):
    page = {"data": [media(1)], "paging": {"cursors": {"after": cursor}}}
    server.accounts["mina"] = Reply({"business_discovery": {"username": "mina", "id": "1", "media": page}})
    found = client_of(server).look_up("mina", 50)

    assert (len(found["media"]), len(server.asked)) == (1, 1)


def test_pages_that_repeat_themselves_end(server):
    page = {"data": [media(1)], "paging": {"cursors": {"after": "same"}}}
    server.accounts["mina"] = Reply({"business_discovery": {"username": "mina", "id": "1", "media": page}})
    client_of(server).look_up("mina", 50)

    assert len(server.asked) == 2


def test_an_account_without_posts_is_one_with_figures(server):
    server.accounts["mina"] = account("mina", [])

    assert client_of(server).look_up("mina", 25)["media"] == []


@pytest.mark.parametrize("handle", ["", "a b", "x){id}", "../me", "é", "a" * 31, "Mina", "m\ni"])
def test_what_is_no_handle_is_never_sent(server, handle):
    with pytest.raises(InputError):
        client_of(server).look_up(handle, 25)

    assert server.asked == []


def test_another_account_than_was_asked_for_is_not_taken(server):
    server.accounts["mina"] = account("somebody.else")

    assert "another account" in failure(server).message


def test_every_question_is_announced_before_it_is_put(server):
    server.accounts["mina"] = account("mina")
    order = []
    client = client_of(server)
    client._before = lambda purpose: order.append((purpose, len(server.asked)))
    client.look_up("mina", 25)

    assert order == [("look up a creator", 0)]


def test_who_may_not_announce_a_question_does_not_put_it(server):
    def stop(_purpose: str) -> None:
        raise OutsideLimitError("stop")

    client = client_of(server)
    client._before = stop
    with pytest.raises(OutsideLimitError):
        client.look_up("mina", 25)

    assert server.asked == []


# refusals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subcode", "why"), [(463, "it expired"), (460, "the password was changed"), (458, "taken off"), (None, "expired")]
)
def test_an_expired_token_is_said_with_its_reason(server, subcode, why):
    server.accounts["mina"] = refused(190, subcode, status=401, message=f"Session has expired {TOKEN}")
    error = failure(server)

    assert (type(error), why in error.message, "new long-lived token" in error.next_step) == (
        OutsideAccessError, True, True,
    )  # fmt: skip


@pytest.mark.parametrize("code", [3, 10, 200, 283, 299])
def test_a_missing_permission_names_those_that_are_needed(server, code):
    server.accounts["mina"] = refused(code, status=403)
    error = failure(server)

    assert (type(error), error.allowed[:3]) == (
        OutsideAccessError, ("instagram_basic", "instagram_manage_insights", "pages_read_engagement"),
    )  # fmt: skip


def test_a_personal_account_and_one_that_is_not_there_are_one_answer_and_said_to_be(server):
    error = failure(server, "mara.private")

    assert isinstance(error, NotFoundError)
    assert "personal" in error.message
    assert "could not check" in error.message


def test_an_account_behind_an_age_gate_comes_as_nothing_and_never_as_zero(server):
    server.accounts["mina"] = Reply({"id": OWN_ID})
    error = failure(server)

    assert (type(error), "adults only" in error.message) == (NotFoundError, True)


@pytest.mark.parametrize("code", [4, 17, 32, 613, 80002])
def test_the_limit_says_when_to_go_on(server, code):
    server.accounts["mina"] = refused(code, status=403)
    error = failure(server)

    assert (type(error), error.next_step) == (
        OutsideLimitError, "Go on in 60 min, at 13:00 UTC; what was answered is kept.",
    )  # fmt: skip


def test_the_time_of_the_headers_is_taken_where_the_limit_is_reached(server):
    told = {"17841400000000001": [{"type": "instagram", "call_count": 101, "estimated_time_to_regain_access": 19}]}
    reply = refused(4, status=403)
    reply.headers = {"X-Business-Use-Case-Usage": json.dumps(told)}
    server.accounts["mina"] = reply

    assert "in 19 min, at 12:19 UTC" in failure(server).next_step


def test_status_429_is_a_limit_whatever_the_body_says(server):
    server.accounts["mina"] = Reply({}, status=429)

    assert isinstance(failure(server), OutsideLimitError)


def test_at_ninety_percent_nothing_more_is_asked(server):
    server.accounts |= {"mina": account("mina"), "lea": account("lea")}
    server.headers = {"X-App-Usage": json.dumps({"call_count": 91, "total_time": 12, "total_cputime": 3})}
    client = client_of(server)
    client.look_up("mina", 25)
    with pytest.raises(OutsideLimitError, match="before"):
        client.look_up("lea", 25)

    assert server.handles == ["mina"]


def test_below_ninety_percent_it_goes_on(server):
    server.accounts |= {"mina": account("mina"), "lea": account("lea")}
    server.headers = {"X-App-Usage": json.dumps({"call_count": 89.5, "total_time": 12, "total_cputime": 3})}
    client = client_of(server)
    client.look_up("mina", 25)
    client.look_up("lea", 25)

    assert (client.usage, len(server.asked)) == (GraphUsage(percent=89.5), 2)


def test_what_an_earlier_answer_said_of_the_limit_holds_for_the_next_client(server):
    usage = GraphUsage(percent=95, again_at=AT + timedelta(minutes=7))
    error = failure(server, usage=usage)

    assert (type(error), "in 7 min" in error.next_step, server.asked) == (OutsideLimitError, True, [])


@pytest.mark.parametrize(
    "header", ["{", "[]", '{"call_count": "many"}', '{"call_count": true}', "7", '{"x": [1, null]}']
)
def test_headers_that_cannot_be_read_say_nothing(server, header):
    server.accounts["mina"] = account("mina")
    server.headers = {"X-App-Usage": header, "X-Business-Use-Case-Usage": header}
    client = client_of(server)
    client.look_up("mina", 25)

    assert client.usage is None


@pytest.mark.parametrize("reply", [refused(2), refused(1), refused(9_999, is_transient=True), Reply({}, status=503)])
def test_trouble_of_the_vendor_may_be_tried_again(server, reply):
    server.accounts["mina"] = reply

    assert failure(server).retryable


def test_a_refusal_that_nobody_knows_is_named_by_its_numbers(server):
    server.accounts["mina"] = refused(4_242, 77)

    assert failure(server).received == "HTTP 400, code 4242, subcode 77, trace AbC-123_x"


@pytest.mark.parametrize("code", [190, 10, 4, 110, 4_242, 2])
def test_what_the_vendor_wrote_is_never_repeated(server, code):
    """Its sentence may quote the token, or name the person who was asked for."""
    server.accounts["mina"] = refused(code, message=f"Malformed access token {TOKEN} for mina", error_user_msg="mina")
    told = json.dumps(failure(server).as_dict())

    assert (TOKEN in told, "mina" in told) == (False, False)

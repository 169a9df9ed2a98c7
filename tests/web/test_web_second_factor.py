"""The second factor on the page: no way in goes past it, and a brand may ask it of everybody."""

from __future__ import annotations

import base64
import logging
import re
from datetime import timedelta
from pathlib import Path

import pytest
import segno
from web_cast import PASSWORD

import shoal.web
from shoal.app.second_factor.codes import code_of, step_at
from shoal.web.pages.second_factor import QUIET, picture_of

PAGE = "/account/second-factor/"


class Phone:
    """An authenticator app: it holds a secret and never shows a code twice."""

    def __init__(self, cast, secret: str) -> None:
        self.cast, self.secret, self.shown = cast, base64.b32decode(secret.replace(" ", "")), 0

    def code(self) -> str:
        self.shown = max(self.shown + 1, step_at(self.cast.shoal.wall_clock()) - 1)
        return code_of(self.secret, self.shown)


def turn_on(cast, name="ben"):
    """Turn the second factor of somebody on; returns the browser, the phone and the page with the codes."""
    browser = cast.client(name)
    browser.post(PAGE, {"act": "begin", "password": PASSWORD})
    phone = Phone(cast, browser.get(PAGE).context["page"].setup.words)
    answer = browser.post(PAGE, {"act": "confirm", "code": phone.code()})
    return browser, phone, answer


def password_given(cast, name="ben", **more):
    browser = cast.client()
    answer = browser.post("/login/", {"email": f"{name}@oat.example", "password": PASSWORD, **more})
    return browser, answer


# turning it on -------------------------------------------------------------------------------------------------------


def test_the_secret_is_shown_as_letters_and_as_a_picture_once_the_password_was_given(cast):
    browser = cast.client("ben")
    before = browser.get(PAGE).content
    refused = browser.post(PAGE, {"act": "begin", "password": "something else"})
    shown = browser.post(PAGE, {"act": "begin", "password": PASSWORD}, follow=True)
    setup = shown.context["page"].setup

    assert (b"<path" in before.split(b"<main")[1], refused.status_code, setup.words.encode() in shown.content,
            b'class="scan"' in shown.content) == (False, 403, True, True)  # fmt: skip


def test_the_picture_holds_what_the_letters_say():
    """Each dark square of the path is one of the code's, and of no other."""
    address = "otpauth://totp/Shoal:ana?secret=ABCDEFGH"
    drawn = {
        (int(across) + step, int(down))
        for across, down, long in re.findall(r"M(\d+) (\d+)h(\d+)v1h-\3z", picture_of(address).path)
        for step in range(int(long))
    }
    rows = segno.make(address, micro=False, error="m").matrix
    dark = {(across + QUIET, down + QUIET) for down, row in enumerate(rows) for across, one in enumerate(row) if one}

    assert drawn == dark


def test_ten_recovery_codes_are_shown_once(cast):
    browser, _, answer = turn_on(cast)
    codes = answer.context["page"].codes
    again = browser.get(PAGE).content.decode()

    assert (len(codes), [code for code in codes if code not in answer.content.decode()],
            [code for code in codes if code in again]) == (10, [], [])  # fmt: skip


def test_no_session_holds_the_secret_or_a_recovery_code(cast):
    browser, phone, answer = turn_on(cast)
    held = str(dict(browser.session.items()))

    assert [
        word for word in (*answer.context["page"].codes, base64.b32encode(phone.secret).decode()) if word in held
    ] == []


def test_other_sessions_end_and_this_one_goes_on(cast):
    elsewhere = cast.client("ben")
    browser, *_ = turn_on(cast)

    assert (browser.get(cast.url()).status_code, elsewhere.get(cast.url()).status_code) == (200, 302)


def test_a_wrong_code_turns_nothing_on_and_says_why(cast):
    browser = cast.client("ben")
    browser.post(PAGE, {"act": "begin", "password": PASSWORD})
    answer = browser.post(PAGE, {"act": "confirm", "code": "000000"})

    assert (answer.status_code, b"does not fit" in answer.content, answer.context["page"].factor.since) == (
        403,
        True,
        None,
    )


def test_a_form_that_is_sent_twice_says_that_it_is_on(cast):
    browser, phone, _ = turn_on(cast)
    answer = browser.post(PAGE, {"act": "confirm", "code": phone.code()}, follow=True)

    assert (answer.status_code, answer.context["page"].factor.since is None) == (200, False)


def later(browser, seconds: int):
    session = browser.session
    session["proved"] -= seconds
    session.save()
    return browser


def test_a_setup_that_was_left_open_shows_and_takes_nothing_after_ten_minutes(cast):
    """Else whoever finds the session could confirm the secret with a phone of their own."""
    browser = cast.client("ben")
    browser.post(PAGE, {"act": "begin", "password": PASSWORD})
    phone = Phone(cast, browser.get(PAGE).context["page"].setup.words)
    page = later(browser, 601).get(PAGE)
    answer = browser.post(PAGE, {"act": "confirm", "code": phone.code()}, follow=True)

    assert (page.context["page"].setup, b"Turn it on" in page.content, b"Too much time" in answer.content,
            answer.context["page"].factor.since) == (None, True, True, None)  # fmt: skip


def test_another_session_of_the_same_person_is_shown_no_secret(cast):
    elsewhere, browser = cast.client("ben"), cast.client("ben")
    browser.post(PAGE, {"act": "begin", "password": PASSWORD})

    assert elsewhere.get(PAGE).context["page"].setup is None


# signing in ----------------------------------------------------------------------------------------------------------


def test_the_password_alone_opens_nothing(cast):
    turn_on(cast)
    browser, answer = password_given(cast)
    pages = [browser.get(url).status_code for url in (cast.url(), "/account/", PAGE, cast.url("creators/"))]

    assert (answer.status_code, b"your code" in answer.content, pages) == (200, True, [302] * 4)


def test_the_code_signs_in_and_leads_where_one_wanted_to_go(cast):
    _, phone, _ = turn_on(cast)
    browser, _ = password_given(cast)
    answer = browser.post("/login/code/", {"code": phone.code(), "next": cast.url("creators/")})

    assert (answer["Location"], browser.get(cast.url()).status_code) == (cast.url("creators/"), 200)


def test_a_code_is_not_taken_twice(cast):
    _, phone, _ = turn_on(cast)
    code, tries = phone.code(), []
    for _ in range(2):
        browser, _ = password_given(cast)
        tries.append(browser.post("/login/code/", {"code": code}).status_code)

    assert tries == [302, 403]


def test_a_recovery_code_signs_in_once(cast):
    _, _, shown = turn_on(cast)
    code, tries = shown.context["page"].codes[0], []
    for _ in range(2):
        browser, _ = password_given(cast)
        tries.append(browser.post("/login/code/", {"recovery": code.upper()}).status_code)

    assert tries == [302, 403]


def test_a_code_without_the_password_before_it_opens_nothing(cast):
    _, phone, _ = turn_on(cast)
    browser = cast.client()
    answer = browser.post("/login/code/", {"code": phone.code()})

    assert (answer.status_code, browser.get(cast.url()).status_code, browser.get("/login/code/").status_code) == (
        401, 302, 302,
    )  # fmt: skip


def test_the_password_is_asked_again_after_ten_minutes(cast):
    _, phone, _ = turn_on(cast)
    browser, _ = password_given(cast)
    session = browser.session
    session["half"] = [*session["half"][:2], session["half"][2] - 601]
    session.save()

    assert browser.post("/login/code/", {"code": phone.code()}).status_code == 401


def test_an_eleventh_code_has_to_wait_though_the_password_was_right_again(cast):
    turn_on(cast)
    tries = []
    for _ in range(11):
        browser, _ = password_given(cast)
        tries.append(browser.post("/login/code/", {"code": "000000"}).status_code)

    assert tries == [403] * 10 + [429]


def test_the_code_begins_a_session_of_its_own(cast):
    _, phone, _ = turn_on(cast)
    browser, _ = password_given(cast)
    half = browser.session.session_key
    browser.post("/login/code/", {"code": phone.code()})

    assert (browser.session.session_key == half, {*browser.session.keys()}) == (
        False, {"member", "mark", "since", "seen"},
    )  # fmt: skip


def test_the_code_leads_to_no_other_site(cast):
    _, phone, _ = turn_on(cast)
    browser, _ = password_given(cast)

    assert browser.post("/login/code/", {"code": phone.code(), "next": "https://evil.example/"})["Location"] == "/"


def test_what_was_typed_before_a_session_ended_outlives_the_code_too(cast):
    _, phone, _ = turn_on(cast)
    kept = cast.client().post(cast.url("briefs/"), {"text": "oat flour for home bakers"}).context["kept"]
    browser, asked = password_given(cast, kept=kept)
    answer = browser.post("/login/code/", {"code": phone.code(), "kept": asked.context["kept"]})

    assert b"oat flour for home bakers" in answer.content


def test_a_one_time_link_does_not_go_past_the_code(cast):
    """Whoever gets hold of a link, or of the owner's session, must not be in with a password of their own."""
    _, phone, _ = turn_on(cast)
    _, token = cast.shoal.team.invite("ben@oat.example", "editor")
    browser = cast.client()
    asked = browser.post(f"/join/{token}/", {"name": "Ben", "password": "quite another long one"})
    before = browser.get(cast.url()).status_code
    browser.post("/login/code/", {"code": phone.code()})

    assert (asked.status_code, before, browser.get(cast.url()).status_code) == (200, 302, 200)


def test_every_way_into_a_session_asks_for_the_code():
    """Whoever begins a session somewhere new has to think of the second factor: these are all the places."""
    begun = {
        path.name: len(re.findall(r"(?<!def )\bsign_in\(request", path.read_text(encoding="utf-8")))
        for path in (Path(shoal.web.__file__).parent / "views").glob("*.py")
    }

    # people: the first start twice (nobody has an account yet), the way in without a factor, the code, a new password
    # of an open session; second_factor: turned on with a code, turned off with one
    assert {name: times for name, times in begun.items() if times} == {"people.py": 5, "second_factor.py": 2}


def test_signing_in_with_a_code_is_written_down_as_two_steps(cast, monkeypatch):
    _, phone, _ = turn_on(cast)
    events = []
    monkeypatch.setattr(logging.getLogger("shoal.web"), "handle", lambda record: events.append(record.event))
    browser, _ = password_given(cast)
    browser.post("/login/code/", {"code": phone.code()})

    assert events == ["code-asked", "signed-in"]


# changing it ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("told", [{"password": "something else"}, {"code": "000000"}, {"code": ""}])
@pytest.mark.parametrize("act", ["off", "codes"])
def test_password_and_code_are_both_needed_to_change_it(cast, act, told):
    browser, phone, _ = turn_on(cast)
    answer = browser.post(PAGE, {"act": act, "password": PASSWORD, "code": phone.code(), **told})

    assert (answer.status_code in (200, 403), answer.context["page"].factor.recovery_codes_left,
            answer.context["page"].codes) == (True, 10, ())  # fmt: skip


def test_it_is_turned_off_and_the_password_alone_suffices_again(cast):
    browser, phone, _ = turn_on(cast)
    browser.post(PAGE, {"act": "off", "password": PASSWORD, "code": phone.code()})

    assert (browser.get(cast.url()).status_code, cast.client("ben").get(cast.url()).status_code) == (200, 200)


def test_new_recovery_codes_are_shown_and_the_old_ones_are_worth_nothing(cast):
    browser, phone, first = turn_on(cast)
    new = browser.post(PAGE, {"act": "codes", "password": PASSWORD, "code": phone.code()}).context["page"].codes
    tries = [password_given(cast)[0].post("/login/code/", {"recovery": code}).status_code
             for code in (first.context["page"].codes[0], new[0])]  # fmt: skip

    assert (len(new), tries) == (10, [403, 302])


# a brand that requires it --------------------------------------------------------------------------------------------


@pytest.fixture
def required(cast):
    cast.client("ana").post(cast.url("team/"), {"require": "yes"})
    return cast


def test_who_has_none_is_sent_to_set_it_up(required):
    answer = required.client("ben").get(required.url("creators/"), follow=True)

    assert (answer.redirect_chain, b"Oat &amp; Co asks everybody" in answer.content) == ([(PAGE, 302)], True)


def test_who_has_none_changes_nothing_in_the_brand(required):
    answer = required.client("ben").post(required.url("paste/"), {"text": "mina.bakes"})

    assert (answer.status_code, b"asks everybody for a second factor" in answer.content) == (403, True)


def test_a_part_of_a_page_leads_the_whole_page_there(required):
    answer = required.client("ben").get(required.url("creators/"), headers={"HX-Request": "true"})

    assert (answer.status_code, answer["HX-Redirect"]) == (204, PAGE)


def test_the_owner_who_asked_for_it_needs_it_too(required):
    assert required.client("ana").get(required.url("team/")).status_code == 302


def test_who_turned_it_on_works_on(required):
    browser, *_ = turn_on(required)

    assert browser.get(required.url("creators/")).status_code == 200


def test_another_brand_does_not_ask_for_it(required):
    browser = required.client("ana")

    assert [browser.get(required.url("", brand)).status_code for brand in (required.brand, required.other)] == [
        302,
        200,
    ]


def test_an_owner_asks_for_it_no_more(required):
    browser, *_ = turn_on(required, "ana")
    browser.post(required.url("team/"), {"require": "no"})

    assert required.client("ben").get(required.url()).status_code == 200


def test_the_team_page_says_who_has_it(cast):
    turn_on(cast)
    page = cast.client("ana").get(cast.url("team/")).context["page"]

    assert {row.member.name for row in page.members if row.member.second_factor} == {"Ben"}
    assert (page.with_factor, page.second_factor) == (1, False)


def test_nobody_but_an_owner_asks_for_it(cast):
    answer = cast.client("ada").post(cast.url("team/"), {"require": "yes"})

    assert (answer.status_code, cast.client("ben").get(cast.url()).status_code) == (403, 200)


def test_the_terminal_lets_somebody_in_again_who_lost_it(cast):
    browser, *_ = turn_on(cast)
    cast.shoal.second_factor.take_off("ben@oat.example")

    assert (browser.get(cast.url()).status_code, cast.client("ben").get(cast.url()).status_code) == (302, 200)


def test_a_session_that_lasted_through_the_code_still_ends_where_nobody_works(cast):
    _, phone, _ = turn_on(cast)
    browser, _ = password_given(cast)
    browser.post("/login/code/", {"code": phone.code()})
    session = browser.session
    session["seen"] -= timedelta(hours=13).seconds
    session.save()

    assert browser.get(cast.url()).status_code == 302

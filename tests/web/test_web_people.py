"""Signing in and out, and whose brand is seen by whom."""

from __future__ import annotations

import pytest
from django.conf import settings
from web_cast import PASSWORD


def test_a_member_sees_the_home_of_the_granted_brand(cast):
    assert cast.client("ben").get(cast.url()).status_code == 200


def test_a_stranger_is_sent_to_sign_in(cast):
    answer = cast.client().get(cast.url())

    assert (answer.status_code, answer["Location"]) == (302, "/login/?next=%2Fb%2Foat-co%2F")


@pytest.mark.parametrize("slug", ["oat-co", "no-such-brand"])
def test_a_brand_that_is_not_granted_looks_like_one_that_does_not_exist(cast, slug):
    answer = cast.client("dov").get(f"/b/{slug}/")

    assert (answer.status_code, b"Oat" in answer.content) == (404, False)


def test_a_wrong_password_says_that_the_two_do_not_fit(cast):
    answer = cast.client().post("/login/", {"email": "ben@oat.example", "password": "something else"})

    assert (answer.status_code, b"do not fit together" in answer.content) == (403, True)


def test_an_eleventh_try_has_to_wait(cast):
    browser = cast.client()
    tries = [browser.post("/login/", {"email": "ben@oat.example", "password": "x"}).status_code for _ in range(11)]

    assert tries == [403] * 10 + [429]


def test_a_sign_in_does_not_lead_to_another_site(cast):
    browser = cast.client()
    told = {"email": "ben@oat.example", "password": "a rather long password", "next": "https://evil.example/"}

    assert browser.post("/login/", told)["Location"] == "/"


def test_a_new_password_ends_other_sessions(cast):
    here, there = cast.client("ben"), cast.client("ben")
    here.post("/account/", {"old": "a rather long password", "new": "quite another long one"})

    assert there.get(cast.url()).status_code == 302


def test_what_was_typed_before_a_session_ended_is_shown_after_signing_in(cast):
    browser = cast.client()
    asked = browser.post(cast.url("briefs/"), {"text": "oat flour for home bakers"})
    kept = asked.context["kept"]
    told = {"email": "ben@oat.example", "password": "a rather long password", "kept": kept}

    assert (asked.status_code, b"oat flour for home bakers" in browser.post("/login/", told).content) == (401, True)


def test_a_browser_that_wants_another_language_gets_one_language_on_the_whole_page(cast):
    answer = cast.client().post("/login/", {"email": "", "password": ""}, headers={"Accept-Language": "de"})
    text = answer.content.decode()

    assert ('<html lang="en"' in text, "This field is required." in text) == (True, True)


def test_a_page_outside_a_brand_acts_as_a_visitor_and_not_as_whoever_sits_at_the_machine(cast):
    from django.contrib.sessions.backends.db import SessionStore
    from django.http import HttpResponse
    from django.test import RequestFactory

    from shoal.web.middleware import desk

    acted = []
    request = RequestFactory().get("/start/")
    request.session = SessionStore()
    desk(lambda _request: acted.append(cast.shoal.actor) or HttpResponse())(request)

    assert [(actor.role, actor.may("import"), actor.may("forget")) for actor in acted] == [("viewer", False, False)]


def sessions_shown(browser):
    return browser.get("/account/").context["sessions"]


def test_a_person_sees_where_else_they_are_signed_in_and_nobody_elses_sessions(cast):
    here, _elsewhere, _ada = cast.client("ben"), cast.client("ben"), cast.client("ada")

    assert [one.here for one in sessions_shown(here)] == [True, False]


def test_a_session_elsewhere_ends_once_the_password_was_given_again(cast):
    here, left, kept = cast.client("ben"), cast.client("ben"), cast.client("ben")
    lost = next(one.id for one in sessions_shown(left) if one.here)
    refused = here.post("/account/", {"end": lost, "again": "something else"}).status_code
    still = left.get(cast.url()).status_code
    here.post("/account/", {"end": lost, "again": PASSWORD})

    found = [browser.get(cast.url()).status_code for browser in (here, left, kept)]
    assert (refused, still, found) == (200, 200, [200, 302, 200])


def test_all_other_sessions_of_ones_own_end_at_once_and_those_of_others_stay(cast):
    here, elsewhere, ada = cast.client("ben"), cast.client("ben"), cast.client("ada")
    here.post("/account/", {"end": "others", "again": PASSWORD})

    assert [browser.get(cast.url()).status_code for browser in (here, elsewhere, ada)] == [200, 302, 200]


def test_nobody_ends_a_session_of_somebody_else(cast):
    ben, ada = cast.client("ben"), cast.client("ada")
    hers = next(one.id for one in sessions_shown(ada) if one.here)
    ben.post("/account/", {"end": hers, "again": PASSWORD})

    assert ada.get(cast.url()).status_code == 200


def test_a_list_of_sessions_holds_nothing_that_opens_one(cast):
    here, elsewhere = cast.client("ben"), cast.client("ben")
    page = here.get("/account/").content.decode()

    assert elsewhere.cookies[settings.SESSION_COOKIE_NAME].value not in page

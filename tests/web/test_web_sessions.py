"""Sessions, signing in and what is written down: docs/explanation/security.md names these tests."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.test import override_settings
from web_cast import PASSWORD
from web_two_brands import SECRET

from shoal.config import Settings
from shoal.errors import InputError, NotFoundError
from shoal.web.log import OneLine

IDLE_SECONDS, LONGEST_SECONDS, STRANGERS_BODY = 12 * 3600, 14 * 24 * 3600, 44 * 2**20  # what the security page says


class Counting(MD5PasswordHasher):
    """A password hash that counts how often it was made."""

    made = 0

    def encode(self, password, salt):
        Counting.made += 1
        return super().encode(password, salt)


def kept_sessions():
    """Return the table of sessions; it can be named only where a workspace is open."""
    from django.contrib.sessions.models import Session

    return Session.objects


# sessions ------------------------------------------------------------------------------------------------------------


def test_signing_in_begins_a_new_session(cast):
    browser = cast.client("ben")
    planted = browser.cookies[settings.SESSION_COOKIE_NAME].value
    browser.post("/login/", {"email": "ben@oat.example", "password": PASSWORD})

    assert (
        browser.cookies[settings.SESSION_COOKIE_NAME].value != planted,
        kept_sessions().filter(pk=planted).exists(),
    ) == (
        True,
        False,
    )


def test_a_session_that_was_ended_is_worth_nothing(cast):
    browser = cast.client("ben")
    copied = browser.cookies[settings.SESSION_COOKIE_NAME].value
    answer = browser.post("/logout/")
    browser.cookies[settings.SESSION_COOKIE_NAME] = copied

    assert (browser.get(cast.url()).status_code, answer["Clear-Site-Data"]) == (302, '"cache"')


def aged(browser, **moved: int):
    """Move the moments of a session into the past."""
    session = browser.session
    for name, seconds in moved.items():
        session[name] -= seconds
    session.save()
    return browser


def test_a_session_ends_where_nobody_works(cast):
    within = aged(cast.client("ben"), seen=IDLE_SECONDS - 60).get(cast.url()).status_code

    assert (within, aged(cast.client("ben"), seen=IDLE_SECONDS + 60).get(cast.url()).status_code) == (200, 302)


def test_a_session_ends_after_its_longest_time_however_busy(cast):
    browser = aged(cast.client("ben"), since=LONGEST_SECONDS + 60)

    assert browser.get(cast.url()).status_code == 302


def test_working_keeps_a_session_alive(cast):
    browser = aged(cast.client("ben"), seen=IDLE_SECONDS - 60)
    browser.get(cast.url())

    assert aged(browser, seen=IDLE_SECONDS - 60).get(cast.url()).status_code == 200


def test_a_session_of_a_closed_account_does_not_wake_up_when_it_is_opened_again(cast):
    browser, owner = cast.client("ben"), cast.client("ana")
    ben = next(member.id for member in cast.shoal.team.members() if member.name == "Ben")
    for act in ("close", "open"):
        owner.post(cast.url(f"team/{ben}/"), {"act": act})

    assert browser.get(cast.url()).status_code == 302


def test_a_session_holds_no_more_than_who_and_since_when(cast):
    assert {*cast.client("ben").session.keys()} == {"member", "mark", "since", "seen"}


# signing in ----------------------------------------------------------------------------------------------------------


def test_an_unknown_name_and_a_wrong_password_look_the_same(cast):
    bodies = []
    for email in ("ben@oat.example", "nobody@oat.example"):
        answer = cast.client().post("/login/", {"email": email, "password": "something else"})
        text = re.sub(r'csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode()).replace(email, "")
        bodies.append((answer.status_code, text))

    assert bodies[0] == bodies[1]


@pytest.mark.parametrize("email", ["ben@oat.example", "nobody@oat.example", "closed@oat.example"])
def test_an_unknown_name_costs_as_much_as_a_known_one(cast, email):
    _, token = cast.shoal.team.invite("closed@oat.example", "viewer")
    closed = cast.shoal.team.join(token, name="Closed", email="", password=PASSWORD).member
    cast.shoal.team.close_account(closed.id, closed=True)
    with override_settings(PASSWORD_HASHERS=["test_web_sessions.Counting"]):
        before = Counting.made
        cast.client().post("/login/", {"email": email, "password": "something else"})

        assert Counting.made - before == 1


def test_guessing_at_a_name_that_nobody_has_is_slowed_down_too(cast):
    browser = cast.client()
    tries = [browser.post("/login/", {"email": "x@y.example", "password": "x"}).status_code for _ in range(11)]

    assert tries == [403] * 10 + [429]


def test_guessing_at_many_names_from_one_place_is_slowed_down(cast):
    browser = cast.client()
    told = ({"email": f"{number}@y.example", "password": "x"} for number in range(51))

    assert [browser.post("/login/", one).status_code for one in told][-2:] == [403, 429]


def test_whoever_has_many_ipv6_addresses_is_one_place(cast):
    browser = cast.client()
    tries = [
        browser.post(
            "/login/", {"email": f"{n}@y.example", "password": "x"}, REMOTE_ADDR=f"2001:db8:1:2::{n:x}"
        ).status_code
        for n in range(51)
    ]

    assert tries[-2:] == [403, 429]


def test_a_header_does_not_make_another_place(cast):
    browser = cast.client()
    tries = [
        browser.post(
            "/login/", {"email": f"{n}@y.example", "password": "x"}, headers={"X-Forwarded-For": f"192.0.2.{n}"}
        )
        for n in range(51)
    ]

    assert tries[-1].status_code == 429


EASY = ["Shoal marketing 1", "campaign owner", "password creator", "benbenben@oat.example"]


@pytest.mark.parametrize("password", EASY)
def test_a_password_of_names_that_a_guesser_tries_first_is_refused(cast, password):
    with pytest.raises(InputError):
        cast.shoal.ledger.people.check_new_password(password, "benbenben@oat.example", "Ben Benben")


@pytest.mark.parametrize("password", ["x" * 12 + "quite odd", "ünïcödé and  two spaces ", "z9!" * 30])
def test_a_password_of_any_make_is_taken_exactly_as_it_was_typed(cast, password):
    _, token = cast.shoal.team.invite("eve@oat.example", "viewer")
    browser = cast.client()
    browser.post(f"/join/{token}/", {"name": "Eve", "password": password})
    again = cast.client().post("/login/", {"email": "eve@oat.example", "password": password.strip() + "x"}).status_code

    assert (browser.get(cast.url()).status_code, again) == (200, 403)


def test_no_account_is_there_before_somebody_made_one(tmp_path):
    from shoal.app import make_workspace, open_workspace

    make_workspace(Settings(folder=tmp_path / "new.shoal"))
    with open_workspace(tmp_path / "new.shoal") as shoal:
        assert shoal.team.members() == ()


def test_an_owner_who_is_made_a_viewer_is_one(cast):
    ana = next(member for member in cast.shoal.team.members() if member.name == "Ana")
    cast.shoal.team.change_role(ana.id, "viewer")

    assert cast.client("ana").get(cast.url("team/")).status_code == 403


def test_an_invitation_that_is_not_there_cannot_be_taken_back(cast):
    with pytest.raises(NotFoundError):
        cast.shoal.team.withdraw("iv_nobodys")


def test_a_link_to_join_ends_after_a_week(cast):
    _, token = cast.shoal.team.invite("eve@oat.example", "viewer")
    people, later = cast.shoal.ledger.people, cast.shoal.wall_clock() + timedelta(days=7, seconds=1)

    assert (people.invitation(token, cast.shoal.wall_clock()) is None, people.invitation(token, later)) == (False, None)


# mistakes and the log ------------------------------------------------------------------------------------------------


@override_settings(ROOT_URLCONF="web_breaking_urls")
def test_a_mistake_of_ours_shows_an_id_and_neither_trace_nor_secret(cast):
    browser = cast.client("ana", raise_request_exception=False)
    text = browser.post("/breaks/one-time-link/", {"password": SECRET}).content.decode()

    assert ("report the id" in text, "Traceback" in text or "RuntimeError" in text, SECRET in text) == (
        True,
        False,
        False,
    )


class Lines(logging.Handler):
    """Keeps the lines as the terminal would get them."""

    def __init__(self):
        super().__init__()
        self.setFormatter(OneLine())
        self.lines: list[str] = []

    def emit(self, record):
        self.lines.append(self.format(record))


@pytest.fixture
def written():
    lines = Lines()
    loggers = [logging.getLogger(name) for name in ("shoal", "django", "waitress")]
    for logger in loggers:
        logger.addHandler(lines)
    yield lines.lines
    for logger in loggers:
        logger.removeHandler(lines)


@override_settings(ROOT_URLCONF="web_breaking_urls")
def test_the_log_says_where_and_who_and_nothing_that_came_in(cast, written):
    browser = cast.client("ben", raise_request_exception=False)
    browser.post("/breaks/one-time-link/", {"password": SECRET})
    browser.post("/login/", {"email": "nobody@oat.example", "password": SECRET})
    browser.get("/join/one-time-link/", {"q": "Mina"})
    text = "\n".join(written)
    hidden = (SECRET, "one-time-link", "nobody@oat.example", "ben@oat.example", "Mina", "127.0.0.1")

    assert ([word for word in hidden if word in text], "event=signed-in" in text, "RuntimeError through" in text,
            "route=/join/<str:token>/" in text) == ([], True, True, True)  # fmt: skip


def test_a_wrong_password_and_a_denied_page_are_written_down(cast, written):
    cast.client().post("/login/", {"email": "ben@oat.example", "password": "x"})
    cast.client("cleo").get(cast.url("team/"))
    refused = [line for line in written if "event=refused" in line]

    assert ["status=403 method=POST route=/login/" in refused[0], "member=me_" in refused[1], len(refused)] == [
        True,
        True,
        2,
    ]


def test_a_line_of_the_log_stays_one_line():
    record = logging.LogRecord("shoal.web", logging.INFO, "", 0, "one\nerror shoal.web forged\x1b[2J", (), None)

    assert not {"\n", "\x1b"} & {*OneLine().format(record)}


def test_a_line_of_the_log_tells_the_time_in_utc():
    record = logging.LogRecord("shoal.web", logging.INFO, "", 0, "x", (), None)
    record.created, record.msecs = 0.0, 0.0

    assert OneLine().format(record).startswith("1970-01-01T00:00:00.000Z ")


# sizes ---------------------------------------------------------------------------------------------------------------


def test_a_stranger_may_not_send_what_only_members_need(cast):
    size = {"Content-Length": str(STRANGERS_BODY + 1)}
    answer = cast.client().generic("POST", "/login/", b"", content_type="application/octet-stream", headers=size)

    assert answer.status_code == 413


def test_a_form_of_thousands_of_fields_is_refused(cast):
    answer = cast.client("ben").post(cast.url("paste/"), {f"f{number}": "1" for number in range(5_100)})

    assert answer.status_code == 400


def test_an_answer_says_what_it_is(cast):
    page, data = (cast.client().get(url)["Content-Type"] for url in ("/login/", "/health/"))

    assert (page, data) == ("text/html; charset=utf-8", "application/json")

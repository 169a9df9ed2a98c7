"""How the server reads what comes over the wire, before anything of ours sees it."""

from __future__ import annotations

import gc
import time
from pathlib import Path

import pytest
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

from shoal.config import Settings

HEAD = b"POST /login/ HTTP/1.1\r\nHost: localhost\r\n"
TWO_ENDS = {
    "two lengths": HEAD + b"Content-Length: 4\r\nContent-Length: 40\r\n\r\nabcd",
    "an unknown coding": HEAD + b"Transfer-Encoding: xchunked\r\nContent-Length: 4\r\n\r\nabcd",
    "a signed length": HEAD + b"Content-Length: +4\r\n\r\nabcd",
    "a space before the colon": HEAD + b"Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n",
    "a bad chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\nabcd\r\n0\r\n\r\n",
    "an endless header": HEAD + b"X: " + b"x" * 100_000 + b"\r\n\r\n",
}


@pytest.mark.parametrize("kind", TWO_ENDS)
def test_a_message_with_two_ends_is_refused(kind):
    from shoal.web.serve import LARGEST_HEADER

    parser, waiting = HTTPRequestParser(Adjustments(max_request_header_size=LARGEST_HEADER)), TWO_ENDS[kind]
    while waiting and not parser.completed:
        waiting = waiting[parser.received(waiting) :]

    assert parser.error is not None


def test_what_says_both_length_and_chunks_is_read_by_its_chunks_alone():
    """The length is left aside, as RFC 9112 (6.3) asks; what follows the last chunk is another message."""
    parser = HTTPRequestParser(Adjustments())
    sent = HEAD + b"Content-Length: 400\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n"
    while sent and not parser.completed:
        sent = sent[parser.received(sent) :]

    assert (parser.error, parser.completed, parser.get_body_stream().read()) == (None, True, b"abcd")


def visitor_seen(settings: Settings, comes_from: str) -> tuple[str, str]:
    """Return who the page takes for its visitor, and by which scheme, where a header says 203.0.113.7 over HTTPS."""
    from waitress.proxy_headers import proxy_headers_middleware

    from shoal.web.serve import _proxy

    told, seen = Adjustments(**_proxy(settings)), []
    heard = proxy_headers_middleware(
        lambda environ, _start: seen.append((environ["REMOTE_ADDR"], environ["wsgi.url_scheme"])) or [],
        trusted_proxy=told.trusted_proxy, trusted_proxy_count=told.trusted_proxy_count, log_untrusted=False,
        trusted_proxy_headers=told.trusted_proxy_headers, clear_untrusted=told.clear_untrusted_proxy_headers,
    )  # fmt: skip
    environ = {"REMOTE_ADDR": comes_from, "wsgi.url_scheme": "http", "HTTP_X_FORWARDED_FOR": "203.0.113.7",
               "HTTP_X_FORWARDED_PROTO": "https", "HTTP_HOST": "shoal.example", "SERVER_PORT": "8000"}  # fmt: skip
    heard(environ, None)
    return seen[0]


@pytest.mark.parametrize(("trusted", "comes_from", "seen"), [
    ("127.0.0.1", "127.0.0.1", ("203.0.113.7", "https")), ("127.0.0.1", "10.88.0.1", ("10.88.0.1", "http")),
    ("10.88.0.1", "10.88.0.1", ("203.0.113.7", "https")), ("10.88.0.1", "10.88.0.9", ("10.88.0.9", "http")),
])  # fmt: skip
def test_one_proxy_is_believed_about_its_visitors_and_nobody_else(trusted, comes_from, seen):
    """In a container the proxy of the machine comes from the container's gateway, not from the machine itself."""
    told = Settings(folder=Path("none"), public_url="https://shoal.example", trusted_proxy=trusted)

    assert visitor_seen(told, comes_from) == seen


def test_without_a_public_address_no_proxy_is_believed():
    assert visitor_seen(Settings(folder=Path("none")), "127.0.0.1") == ("127.0.0.1", "http")


class Resting:
    """A workspace that notes how it was told to rest, and in which no job waits."""

    def __init__(self) -> None:
        self.jobs, self.told = self, []

    def waiting(self) -> bool:
        return False

    def rest(self, *, quiet: bool) -> None:
        self.told.append(quiet)


def test_once_nobody_asks_for_a_page_the_server_lets_go_of_more_and_only_once(monkeypatch):
    from shoal.web.desk import HOUSE
    from shoal.web.serve import QUIET_SECONDS, Helper

    shoal = Resting()
    helper = Helper(shoal)
    try:
        for ago in (QUIET_SECONDS - 5, QUIET_SECONDS + 1):
            monkeypatch.setattr(HOUSE, "asked_at", time.monotonic() - ago)
            helper._rest()
        helper._rest()
    finally:
        helper.stop()

    assert shoal.told == [False, True, False]


def test_what_stays_is_not_looked_through_for_circles_while_pages_are_made():
    from shoal.web.serve import _clear_circles

    _clear_circles()
    frozen = gc.get_freeze_count()
    gc.unfreeze()

    assert frozen > 10_000


def test_a_look_at_new_objects_leaves_what_stays_alone_and_finds_new_circles():
    import weakref

    from shoal.web.serve import _clear_circles

    class Link:
        pass

    _clear_circles()
    frozen, one = gc.get_freeze_count(), Link()
    one.other, seen = one, weakref.ref(one)
    del one
    _clear_circles(everywhere=False)
    still = gc.get_freeze_count()
    gc.unfreeze()

    assert seen() is None
    assert still >= frozen > 10_000


def test_a_server_without_a_pause_looks_through_all_objects_seldom(monkeypatch):
    from shoal.web import serve

    told: list[bool] = []
    monkeypatch.setattr(serve, "_clear_circles", lambda *, everywhere=True: told.append(everywhere))
    helper = serve.Helper(Resting())
    try:
        for since_all in (0, serve.LONGEST_UNCLEARED_SECONDS + 1, 0):
            now = time.monotonic()
            monkeypatch.setattr(serve.HOUSE, "asked_at", now)
            helper._cleared_at = now - serve.LONGEST_BUSY_SECONDS - 1
            helper._cleared_everywhere_at -= since_all
            helper._clear()
    finally:
        helper.stop()

    assert told == [False, True, False]


REFUSED = {
    "too large": (HEAD + b"Content-Length: 280000016\r\n\r\n", 413, ("280 MB", "up to 250 MB each", "one at a time")),
    "a signed length": (TWO_ENDS["a signed length"], 400, ("could not be read", "load the page again")),
}


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize("kind", REFUSED)
def test_what_the_server_refuses_itself_is_said_on_a_page(kind):
    from shoal.web.refusals import Parser
    from shoal.web.serve import LARGEST_BODY

    waiting, code, words = REFUSED[kind]
    parser = Parser(Adjustments(max_request_body_size=LARGEST_BODY))
    while waiting and not parser.completed:
        waiting = waiting[parser.received(waiting) :]
    status, headers, page = parser.error.to_response()

    assert status.startswith(str(code))
    assert {"Content-Security-Policy", "Cache-Control"} < {name for name, _ in headers}
    assert [one for one in words if one not in page.decode()] == []
    assert 'class="button primary" href="/"' in page.decode()


def test_every_socket_that_listens_says_its_refusals_on_a_page():
    from shoal.web.refusals import Channel
    from shoal.web.serve import _listening

    server = _listening(lambda _environ, _start: [], "127.0.0.1", 0, Settings(folder=Path("none")))
    try:
        assert server.channel_class is Channel
    finally:
        server.close()

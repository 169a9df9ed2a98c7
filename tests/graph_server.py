"""A stand-in for Instagram's Graph interface on this computer: the shapes of the vendor's public documentation.

Written after its pages on business discovery, paging, error handling and rate limits; nobody recorded a real answer.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from shoal.errors import ShoalError
from shoal.sources import GraphLine, Instagram, checked_access

TOKEN = "EAAtesttokenOfNobody0123456789"  # noqa: S105  of nobody
AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
OWN_ID = "17841400000000001"
DISCOVERY = re.compile(r"^business_discovery\.username\(([^)]*)\)\{(.*)\}$", re.DOTALL)
MEDIA = re.compile(r"media(?:\.after\(([^)]*)\))?\.limit\((\d+)\)\{([^}]*)\}")


@dataclass
class Reply:
    """What the stand-in sends; ``body`` of a mapping becomes JSON. ``drip`` sends it byte by byte, slowly."""

    body: Any = field(default_factory=dict)
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = "application/json; charset=UTF-8"


def refused(code: int, subcode: int | None = None, *, status: int = 400, message: str = "no", **more: Any) -> Reply:
    """Return a refusal as the vendor writes it."""
    error: dict[str, Any] = {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "AbC-123_x"}
    error |= {} if subcode is None else {"error_subcode": subcode}
    return Reply({"error": error | more}, status=status)


NOT_GIVEN = refused(
    110, 2207013, message="Invalid user id", error_user_title="Cannot find User",
    error_user_msg="The user with username: mara.private cannot be found.", is_transient=False,
)  # fmt: skip


def media(number: int, **more: Any) -> dict[str, Any]:
    """Return one post of the vendor's making; the higher the number, the older."""
    return {
        "id": f"1789000000000{number:04}", "caption": f"Bread {number} #sourdough #Bread", "like_count": 100 + number,
        "comments_count": 10 + number, "media_type": "IMAGE", "media_product_type": "FEED",
        "permalink": f"https://www.instagram.com/p/Code{number}/",
        "timestamp": f"2026-05-{28 - number % 28:02}T10:20:30+0000",
    } | more  # fmt: skip


def account(username: str, posts: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    """Return one account of the vendor's making."""
    return {
        "username": username, "name": username.title(), "biography": "I bake.", "website": "https://baker.example/",
        "followers_count": 4_321, "follows_count": 210, "media_count": 87, "id": "17841401441775531",
        "media": [media(number) for number in range(1, 4)] if posts is None else posts,
    } | more  # fmt: skip


class GraphServer:
    """The stand-in. ``accounts`` holds by username what is answered; ``asked`` every question that came."""

    def __init__(self) -> None:
        self.accounts: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.headers: dict[str, str] = {}
        self.unknown_fields: set[str] = set()
        self.debug: dict[str, Any] = {
            "is_valid": True, "expires_at": 1_785_000_000, "data_access_expires_at": 1_787_000_000,
            "scopes": ["instagram_basic", "instagram_manage_insights", "pages_read_engagement"],
        }  # fmt: skip
        self.port = 0

    @property
    def handles(self) -> list[str]:
        """Return the usernames that were asked for, in order."""
        found = (DISCOVERY.match(query.get("fields", "")) for _, query, _ in self.asked)
        return [match[1] for match in found if match]

    def answer(self, path: str, query: dict[str, str]) -> Reply:
        """Return the answer to a question."""
        if path.endswith("/debug_token"):
            return Reply({"data": self.debug})
        fields = query.get("fields", "")
        found = DISCOVERY.match(fields)
        if not found:
            return Reply({"username": "oat.and.co", "id": OWN_ID})
        told = self.accounts.get(found[1], NOT_GIVEN)
        told = told(self) if callable(told) else told
        if isinstance(told, Reply):
            return told
        lacking = [name for name in self.unknown_fields if re.search(rf"\b{name}\b", fields)]
        if lacking:
            return refused(100, message=f"(#100) Tried accessing nonexisting field ({lacking[0]}) on node type (X)")
        return Reply({"business_discovery": _expanded(told, found[2]), "id": OWN_ID})


def _expanded(told: Mapping[str, Any], wanted: str) -> dict[str, Any]:
    """Return the fields that were asked for, the posts a page at a time, by cursors and without a next address."""
    names = MEDIA.sub("", wanted).split(",")
    found = {name: told[name] for name in names if name in told}
    page = MEDIA.search(wanted)
    if page:
        start, size = int(page[1] or 0), min(int(page[2]), told.get("page_size", 50))
        posts, end = told["media"], (int(page[1] or 0)) + size
        data = [{name: post[name] for name in page[3].split(",") if name in post} for post in posts[start:end]]
        paging = {"cursors": {"before": str(start), "after": str(end)}} if end < len(posts) else {}
        found["media"] = {"data": data, **({"paging": paging} if paging else {})}
    return found | {"id": told["id"]}


def _handler(server: GraphServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            server.asked.append((parts.path, query, dict(self.headers)))
            reply = server.answer(parts.path, query)
            body = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in {**server.headers, **reply.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_told: Any) -> None:
            """Say nothing on the terminal of the tests."""

        def handle(self) -> None:
            try:
                super().handle()
            except OSError:  # the other side went away, as it should where it gives up
                return

    return Handler


@contextmanager
def graph_server(wrap: Callable[[Any], Any] | None = None) -> Iterator[GraphServer]:
    """Run the stand-in on a free port of this computer; ``wrap`` puts TLS around its socket."""
    told = GraphServer()
    http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(told))
    http.daemon_threads = True
    http.handle_error = lambda *_told: None  # type: ignore[method-assign]  a broken handshake is the test
    if wrap is not None:
        http.socket = wrap(http.socket)
    told.port = http.server_address[1]
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        http.shutdown()
        http.server_close()
        thread.join()


def client_of(server: GraphServer, *, wait: float = 5.0, **more: Any) -> Instagram:
    """Return a client whose line leads to the stand-in."""
    line = GraphLine(loopback_port=server.port, wait_seconds=wait)
    access = checked_access(TOKEN, OWN_ID, "v25.0")
    return Instagram(access, line, before=lambda _purpose: None, clock=lambda: AT, **more)


def failure(server: GraphServer, handle: str = "mina", **more: Any) -> ShoalError:
    """Return the error that a look-up ends with."""
    with pytest.raises(ShoalError) as caught:
        client_of(server, **more).look_up(handle, 25)
    return caught.value

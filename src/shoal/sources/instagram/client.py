"""The one file of Shoal that opens a connection to another machine. It goes to one host, over TLS, and nowhere else.

No redirect is followed, no proxy of the environment is used, and what comes back is capped in time and size. There is
no address among the arguments: what a user types can never become a host.
"""

from __future__ import annotations

import http.client
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from shoal.errors import OutsideError

GRAPH_HOST = "graph.facebook.com"
# 50 posts with the longest captions (2,200 signs, six bytes each where escaped) are 0.7 MB
LARGEST_BYTES = 2 * 2**20
WAIT_SECONDS = 15.0
_PIECE = 64 * 2**10
_LEAST_REDIRECT, _LEAST_REFUSAL = 300, 400
AGAIN = "Try again in a while; nothing was stored."


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: the status of HTTP, headers by lower-case name, and the body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class GraphLine:
    """A line to the host; ``loopback_port`` is for tests alone and leads to this computer, never anywhere else."""

    def __init__(
        self, *, loopback_port: int | None = None, loopback_tls: bool = False, wait_seconds: float = WAIT_SECONDS
    ) -> None:
        self._port = loopback_port
        self._tls = loopback_tls
        self._wait = wait_seconds

    def get(self, path: str, query: Mapping[str, str], token: str) -> Answer:
        """Ask once. Raises ``OutsideError`` where no usable answer comes; the token is never part of what it says."""
        connection = self._connection()
        until = time.monotonic() + self._wait
        headers = {"Authorization": f"Bearer {token}", "Accept": "application/json", "User-Agent": "shoal"}
        try:
            connection.request("GET", f"{path}?{urlencode(query)}", headers=headers)
            with connection.getresponse() as response:
                found = Answer(
                    status=response.status,
                    headers={name.lower(): value for name, value in response.getheaders()},
                    body=self._body(response, until),
                )
        except TimeoutError as cause:
            raise self._too_slow() from cause
        except ssl.SSLError as cause:
            raise OutsideError(
                f"The connection to {GRAPH_HOST} could not be made safe, so nothing was sent.",
                next_step="Check the clock of this machine, and whether something on the way opens TLS.",
            ) from cause
        except (http.client.HTTPException, OSError) as cause:
            raise OutsideError(
                f"{GRAPH_HOST} could not be reached, or broke off.",
                next_step="Check whether this machine may reach it on port 443.",
                retryable=True,
            ) from cause
        finally:
            connection.close()
        return _usable(found)

    def _connection(self) -> http.client.HTTPConnection:
        if self._port is None:
            return http.client.HTTPSConnection(GRAPH_HOST, timeout=self._wait, context=ssl.create_default_context())
        if self._tls:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection("127.0.0.1", self._port, timeout=self._wait, context=context)
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=self._wait)

    def _body(self, response: http.client.HTTPResponse, until: float) -> bytes:
        """Return the body, piece by piece, so that neither a drip nor a flood is waited for to its end."""
        pieces, size = [], 0
        while piece := response.read1(_PIECE):
            pieces.append(piece)
            size += len(piece)
            if size > LARGEST_BYTES:
                raise OutsideError(
                    f"The answer of {GRAPH_HOST} is larger than {LARGEST_BYTES // 2**20} MB: it was not read on.",
                    allowed=(f"up to {LARGEST_BYTES // 2**20} MB",),
                    next_step="Ask for fewer posts.",
                )
            if time.monotonic() > until:
                raise self._too_slow()
        return b"".join(pieces)

    def _too_slow(self) -> OutsideError:
        return OutsideError(f"{GRAPH_HOST} did not answer within {self._wait:g} s.", next_step=AGAIN, retryable=True)


def _usable(found: Answer) -> Answer:
    """Return an answer that is data. Raises ``OutsideError`` for a redirect and for a page made for people."""
    if _LEAST_REDIRECT <= found.status < _LEAST_REFUSAL:
        raise OutsideError(
            f"{GRAPH_HOST} wants to send us to another address; Shoal follows no redirect.",
            received=f"HTTP {found.status}",
            next_step="Check the Graph version of the connection; if that is right, report it.",
        )
    if "html" in found.headers.get("content-type", "").lower() or found.body.lstrip()[:1] == b"<":
        raise OutsideError(
            f"{GRAPH_HOST} answered with a web page instead of data.",
            received=f"HTTP {found.status}",
            next_step=f"{AGAIN} A network that asks you to sign in answers like this too.",
            retryable=True,
        )
    return found

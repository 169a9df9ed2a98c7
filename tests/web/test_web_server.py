"""How the server reads what comes over the wire, before anything of ours sees it."""

from __future__ import annotations

import pytest
from waitress.adjustments import Adjustments
from waitress.parser import HTTPRequestParser

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

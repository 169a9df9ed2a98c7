"""What the server refuses before a page is asked for, said as every page says it: what came in, what next."""

from __future__ import annotations

from django.template import loader
from django.utils.translation import gettext
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import Error, RequestEntityTooLarge

from shoal.app import LARGEST_UPLOAD
from shoal.errors import InputError, ShoalError, TooLargeError
from shoal.web.middleware import static_headers


class Refusal:
    """A refusal of the server with a page for a person in it, in the form in which it asks its own errors."""

    def __init__(self, refused: Error, sent_bytes: int) -> None:
        self.code, self.reason, self._sent_bytes = refused.code, refused.reason, sent_bytes

    def to_response(self, _ident: str | None = None) -> tuple[str, list[tuple[str, str]], bytes]:
        """Return status, headers and page."""
        told = {"error": self._told(), "status": self.code}
        page = loader.get_template("errors/error.html").render(told)
        headers = {"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", **static_headers()}
        return f"{self.code} {self.reason}", list(headers.items()), page.encode()

    def _told(self) -> ShoalError:
        if self.code != RequestEntityTooLarge.code:
            return InputError(
                gettext("This request could not be read."),
                next_step=gettext("Go back, load the page again and try again."),
            )
        return TooLargeError(
            gettext("This is more than can be sent at once; nothing of it was stored."),
            received=f"{self._sent_bytes / 1e6:,.0f} MB" if self._sent_bytes else None,
            allowed=(gettext("files up to %(size)s MB each") % {"size": LARGEST_UPLOAD // 2**20},),
            next_step=gettext("Go back and send files one at a time; part a larger sheet into several by its lines."),
        )


class Parser(HTTPRequestParser):  # type: ignore[misc]  # waitress tells no types
    """Reads requests, and words what it refuses."""

    error: Error | Refusal | None = None

    def received(self, data: bytes) -> int:
        """Take bytes in; returns how many were taken."""
        taken: int = super().received(data)
        if self.error is not None and not isinstance(self.error, Refusal):
            self.error = Refusal(self.error, self.content_length)
        return taken


class Channel(HTTPChannel):  # type: ignore[misc]  # as above
    """A connection whose refusals are pages."""

    parser_class = Parser

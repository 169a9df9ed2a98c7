"""What the server writes down for whoever runs it: one line an event, in UTC, without names, addresses or what came in.

An address of the page may hold a one-time link, and the words of an exception may quote a row, so neither is written:
a line names the pattern of the address, and a mistake names its kind and the places in the code that it went through.
Who tried something is a keyed hash: the same person or place gives the same mark, and the mark names nobody.
"""

from __future__ import annotations

import logging
import sys
import time
import traceback
from types import TracebackType

from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

MARK_DIGITS = 12
TOLD = ("event", "status", "method", "route", "member", "brand", "place", "who")
# Django's own lines quote the address that was asked for; ours stand in for them
SILENT = ("django.request", "django.security.csrf")
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]

log = logging.getLogger("shoal.web")


class OneLine(logging.Formatter):
    """Time in UTC, level, logger and what was told as ``name=value``; nothing in it begins a line of its own."""

    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    @staticmethod
    def converter(seconds: float | None) -> time.struct_time:
        """Return a moment in UTC, wherever the server stands."""
        return time.gmtime(seconds)

    def format(self, record: logging.LogRecord) -> str:
        """Return the line of a record."""
        told = [f"{name}={getattr(record, name)}" for name in TOLD if getattr(record, name, "") not in ("", None)]
        words = [self.formatTime(record), record.levelname.lower(), record.name, record.getMessage(), *told]
        if record.exc_info:
            words.append(self.formatException(record.exc_info))
        return "".join(sign if sign.isprintable() else f"\\x{ord(sign):02x}" for sign in " ".join(words))

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802  logging's own name
        """Return the kind of a mistake and where it went through; its words may quote what somebody sent."""
        kind, _, trace = ei
        places = (f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(trace))
        return f"{kind.__name__ if kind else 'nothing'} through {' '.join(places)}"


class ToTerminal(logging.Handler):
    """Writes to the error stream as it is at that moment."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        sys.stderr.write(self.format(record) + "\n")


def keep_log() -> None:
    """Let our lines and those of the libraries go to the error stream; asked twice, it is done once."""
    for name in ("shoal", "django", "waitress"):
        logger = logging.getLogger(name)
        if not any(isinstance(handler, ToTerminal) for handler in logger.handlers):
            handler = ToTerminal()
            handler.setFormatter(OneLine())
            logger.addHandler(handler)
        logger.propagate = False
        logger.setLevel(logging.INFO if name == "shoal" else logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).disabled = True


def told(request: HttpRequest, event: str, **more: object) -> None:
    """Write down one event of a request."""
    match, desk = request.resolver_match, getattr(request, "desk", None)
    member, brand = getattr(desk, "member", None), getattr(desk, "brand", None)
    log.info(
        "-",
        extra={
            "event": event, "method": request.method, "route": f"/{match.route}" if match else "none",
            "member": member.id if member else "", "brand": brand.id if brand else "",
            "place": mark_of(str(request.META.get("REMOTE_ADDR", ""))), **more,
        },
    )  # fmt: skip


def mark_of(words: str) -> str:
    """Return a mark under which the same words can be found again, and which does not give them away."""
    return salted_hmac("shoal.web.log", words, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()[:MARK_DIGITS]

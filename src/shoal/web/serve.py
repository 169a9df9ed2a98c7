"""The server of one machine: page and worker start and stop together."""

from __future__ import annotations

import ctypes
import gc
import ipaddress
import itertools
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import Any

from django.template.loader import get_template
from waitress.server import BaseWSGIServer, create_server

from shoal.app import LARGEST_UPLOAD, Shoal
from shoal.config import Settings
from shoal.errors import ConflictError, ShoalError
from shoal.web.desk import HOUSE
from shoal.web.forms.people import zones
from shoal.web.refusals import Channel
from shoal.web.wsgi import application_of

THREADS = 8
ARENA_MAX, MMAP_THRESHOLD = -8, -3  # mallopt(3)
MAPPED_BYTES = 2**20
TRIM_LOOKS = 5  # how often memory that nobody needs goes back, in looks for work
LOOK_SECONDS = 1.0
QUIET_SECONDS = 20  # after the last page: whoever asks later waits 0.1 s for what was let go
LONGEST_BUSY_SECONDS = 15  # circles of objects are looked for that often where pages are asked for without a pause
LONGEST_UNCLEARED_SECONDS = 300  # among all objects; otherwise once nobody has asked for a while
SELDOM = 1_000_000
LARGEST_HEADER = 64 * 2**10
LARGEST_BODY = LARGEST_UPLOAD + 10 * 2**20  # a little more than one file, so that its page can say so itself


def serve(shoal: Shoal, *, host: str, port: int, worker: bool, say: Callable[[str], None]) -> None:
    """Serve a workspace until it is stopped. Raises ``ConflictError`` where the port is taken."""
    _keep_memory_small()
    alone = _only_this_machine(host) and not shoal.settings.public_url
    application = application_of(shoal, open_start=alone)
    server = _listening(application, host, port, shoal.settings)
    address = shoal.settings.public_url.rstrip("/") or f"http://{host}:{server.effective_port}"
    say(f"Shoal is open at {address}/   (Ctrl-C stops it)")
    if not shoal.team.started and not alone:
        say(f"The first account is made here, once, within 7 days: {address}/join/{shoal.team.owner_link()}/")
    elif not shoal.settings.public_url:
        say("This address opens on this computer only; shoal doctor lists what needs a public one.")
    helper = Helper(shoal) if worker else None
    signal.signal(signal.SIGTERM, _stop)
    _read_what_stays()
    _clear_circles()
    try:
        server.run()
    except (KeyboardInterrupt, SystemExit):
        pass
    finally:
        if helper:
            helper.stop()
        if HOUSE.annex:
            HOUSE.annex.throw_away()
        server.close()
        gc.unfreeze()


def _listening(application: object, host: str, port: int, settings: Settings) -> Any:  # noqa: ANN401  waitress tells no types
    """Return a server that listens. Raises ``ConflictError`` where the port is taken."""
    sockets: dict[int, object] = {}
    try:
        server = create_server(
            application, map=sockets, host=host, port=port, threads=THREADS, ident=None, channel_timeout=120,
            max_request_body_size=LARGEST_BODY, max_request_header_size=LARGEST_HEADER, **_proxy(settings),
        )  # fmt: skip
    except OSError as cause:
        raise ConflictError(
            f"The port {port} is taken or may not be used.", received=f"{host}:{port}", next_step="Name another: --port"
        ) from cause
    for listener in sockets.values():
        if isinstance(listener, BaseWSGIServer):
            listener.channel_class = Channel
    return server


def _keep_memory_small() -> None:
    """Let threads share one heap: by default each gets one of its own, and what it once needed stays in it.

    What is large gets a mapping of its own, which is gone when it is freed and leaves no hole. Only the GNU C library
    knows these settings; elsewhere nothing happens.
    """
    if sys.platform != "linux":
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(ARENA_MAX, 1)
        mallopt(MMAP_THRESHOLD, MAPPED_BYTES)


def _read_what_stays() -> None:
    """Read what every page keeps before the first one asks: so it lies together.

    Small objects that stay, made in the middle of an answer, would each hold on to a megabyte that it needed meanwhile.
    """
    zones()
    folder = Path(__file__).with_name("templates")
    for path in folder.rglob("*.html"):
        get_template(path.relative_to(folder).as_posix())


def _give_back() -> None:
    """Hand freed memory back to the system, which the C library keeps otherwise."""
    if sys.platform == "linux" and (trim := getattr(ctypes.CDLL(None), "malloc_trim", None)) is not None:
        trim(0)


def _clear_circles(*, everywhere: bool = True) -> None:
    """Let go of circles of objects, and have what stays not looked through again unless it says everywhere.

    To look through all objects of a server takes 0.1 to 0.2 s in which no page is made, through those that are new
    since the last look a hundredth of it; left alone, the interpreter does so now and then in the middle of an answer.
    """
    if everywhere:
        gc.unfreeze()
    gc.collect()
    gc.freeze()


def _proxy(settings: Settings) -> dict[str, object]:
    """Believe one proxy about the visitor's address, and only where there is a public address."""
    if not settings.public_url:
        return {"clear_untrusted_proxy_headers": True}
    headers = {"x-forwarded-for", "x-forwarded-proto"}
    trusted = settings.trusted_proxy
    return {"trusted_proxy": trusted, "trusted_proxy_headers": headers, "clear_untrusted_proxy_headers": True}


class Helper(threading.Thread):
    """Starts a worker process when there is a job and ends it with the server: idle, it costs no memory."""

    def __init__(self, shoal: Shoal) -> None:
        super().__init__(daemon=True, name="worker starter")
        self._shoal, self._over = shoal, threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._rested_since = HOUSE.asked_at
        self._cleared_at = self._cleared_everywhere_at = time.monotonic()
        gc.set_threshold(*gc.get_threshold()[:2], SELDOM)  # from here on this thread says when all is looked through
        self.start()

    def run(self) -> None:
        """Look every second whether a worker is wanted."""
        for look in itertools.count(1):
            if self._over.wait(LOOK_SECONDS):
                return
            self._make_ready()
            self._clear()
            if look % TRIM_LOOKS == 0:
                self._rest()
            running = self._process is not None and self._process.poll() is None
            if not running and self._shoal.jobs.waiting():
                folder = str(self._shoal.settings.folder)
                command = [sys.executable, "-P", "-m", "shoal", "work", "--workspace", folder]
                self._process = subprocess.Popen(command)  # noqa: S603  our own interpreter and our own verb

    def _make_ready(self) -> None:
        """Make a part of what pages would wait for, while nobody asks for one."""
        if time.monotonic() - HOUSE.asked_at > LOOK_SECONDS:
            with suppress(ShoalError):  # what fails here fails on a page, which says so
                self._shoal.make_ready()

    def _clear(self) -> None:
        """Look for circles among new objects in every pause, among all in a long one, or seldom where there is none."""
        now, asked = time.monotonic(), HOUSE.asked_at
        pause, due = now - asked > LOOK_SECONDS, now - self._cleared_at > LONGEST_BUSY_SECONDS
        if asked > self._cleared_at and (pause or due):
            everywhere = now - self._cleared_everywhere_at > LONGEST_UNCLEARED_SECONDS
            _clear_circles(everywhere=everywhere)
            self._cleared_at = time.monotonic()
            if everywhere:
                self._cleared_everywhere_at = self._cleared_at

    def _rest(self) -> None:
        """Give memory back, and more of it once nobody has asked for a page for a while."""
        asked = HOUSE.asked_at
        quiet = asked != self._rested_since and time.monotonic() - asked > QUIET_SECONDS
        if quiet:
            self._rested_since = asked
        self._shoal.rest(quiet=quiet)
        if quiet:
            _clear_circles()
            self._cleared_everywhere_at = time.monotonic()
        _give_back()

    def stop(self) -> None:
        """Stop the worker; a job that it held is taken up again after its lease."""
        self._over.set()
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(timeout=10)


def _only_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)

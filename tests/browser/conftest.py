"""A real browser against a real server: the system's Chromium, no network but this machine."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from browser_cast import FLAGS, Served

from shoal.app import make_workspace
from shoal.config import Settings

CAST = Path(__file__).parent / "browser_cast.py"
GUIDE = Path(__file__).parents[1] / "unit" / "web"


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """Return a running browser; without a Chromium of the system the tests of this folder skip.

    Its library keeps an event loop running in this thread, in which Django would refuse to speak to a database; there
    is only this thread, so nothing can go wrong. Both end with the module.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs a Chromium of the system (Debian and Ubuntu: apt install chromium)")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def serving() -> Iterator[Callable[[Path], Served]]:
    """Return a way to serve a workspace; every server stops at the end."""
    running: list[subprocess.Popen[bytes]] = []

    def serve(folder: Path, log: Path | None = None) -> Served:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "shoal", "serve", "--workspace", str(folder), "--port", str(port)]
        with nullcontext() if log is None else log.open("wb") as told:
            process = subprocess.Popen(command, env={**os.environ, "PYTHONUNBUFFERED": "1"}, stdout=told, stderr=told)
        running.append(process)
        address = f"http://127.0.0.1:{port}"
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/health/", timeout=1).close()
                return Served(folder=folder, address=address, process=process)
            except OSError:
                time.sleep(0.1)
        raise AssertionError("the server did not answer within 30 seconds")

    yield serve
    for process in running:
        process.terminate()
        process.wait(timeout=20)


@pytest.fixture(scope="session")
def market(tmp_path_factory, serving) -> Served:
    """Return a served made-up market with everybody in it, read by many tests and changed by none."""
    folder = tmp_path_factory.mktemp("market") / "market.shoal"
    subprocess.run([sys.executable, "-m", "shoal", "demo", "--workspace", str(folder)], check=True, capture_output=True)
    # in a process of its own: another test of this one may have told Django to hash without effort
    made = subprocess.run([sys.executable, CAST, str(folder)], check=True, capture_output=True, text=True)
    served = serving(folder)
    served.doors = json.loads(made.stdout)
    served.brand = served.doors.pop("brand")
    return served


@pytest.fixture(scope="session")
def style_guide() -> str:
    """Return the page that shows every part of the design once; it is no page of the site, so it is rendered here."""
    sys.path.append(str(GUIDE))
    from test_web_design import RENDER, WEB

    command = [sys.executable, "-c", RENDER, str(WEB / "templates"), str(GUIDE)]
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)["guide"]


@pytest.fixture
def empty(tmp_path, serving) -> Served:
    """Return a served workspace that nobody has started yet."""
    folder = tmp_path / "new.shoal"
    make_workspace(Settings(folder=folder, name="My brand", currency="EUR", timezone="Europe/Vienna"))
    return serving(folder)

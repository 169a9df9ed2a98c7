"""A server that somebody used stops at once and leaves nothing behind in the terminal but its own words."""

from __future__ import annotations

import signal

import pytest
from browser_cast import PASSWORD, press

from shoal.app import make_workspace
from shoal.config import Settings


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_a_server_that_is_stopped_says_nothing_more(chromium, serving, tmp_path, sign):
    folder, log = tmp_path / "used.shoal", tmp_path / "server.log"
    make_workspace(Settings(folder=folder))
    served = serving(folder, log)
    page = chromium.new_context().new_page()
    page.goto(served.address)
    page.fill("[name=name]", "Krumenhof")
    page.fill("[name=password]", PASSWORD)
    press(page, page.get_by_role("button", name="Start", exact=True))
    press(page, page.get_by_role("link", name="Creators", exact=True))
    before = log.read_text(encoding="utf-8")
    served.process.send_signal(sign)

    assert served.process.wait(timeout=20) == 0
    assert log.read_text(encoding="utf-8") == before
    page.context.close()

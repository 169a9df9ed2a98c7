"""Pages as a browser asks for them: one process serves a workspace, this one asks and keeps the times.

``python -m benchmarks.pages CREATORS`` prints seconds per page and the memory of the idle server as JSON.
"""

from __future__ import annotations

import json
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import psutil

from benchmarks.data import write_creators
from shoal.app import demo_settings, make_workspace, open_workspace

PASSWORD = "a market of our own making"  # noqa: S105  of a workspace that is thrown away
ASKED = 60  # requests per page
SEED = 3
IDLE_SECONDS = 30  # a little more than what is dear to keep is kept without a question
MARKET_AT_MOST = 5_000  # a made-up market has posts; above, creators come from a sheet
WORDS = ("coffee", "vegan", "min", "repair", "food", "anna", "slow", "berlin", "99")
WISHES = ("", "&max_followers=30000", "&near=Berlin&km=50", "&country=DE", "&max_followers=30000&near=Vienna")
SORTS = ("name", "followers", "er", "verdict", "last_seen", "country")


class Browser:
    """Somebody who is signed in."""

    def __init__(self, address: str) -> None:
        self.address = address
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> tuple[float, str]:
        began = time.perf_counter()
        with self._opener.open(f"{self.address}{path}", timeout=120) as answer:
            text = answer.read().decode()
        return time.perf_counter() - began, text

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path)[1])
        if token is None:
            raise RuntimeError(f"no form at {path}")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        request = urllib.request.Request(f"{self.address}{path}", data, headers={"Referer": self.address})  # noqa: S310  our own server
        with self._opener.open(request, timeout=120) as answer:
            return str(answer.url)


def fill(folder: Path, creators: int) -> str:
    """Make a workspace of that size with an owner; returns its brand's part of the address."""
    make_workspace(demo_settings(folder, 7))
    with open_workspace(folder) as desk:
        if creators <= MARKET_AT_MOST:
            desk.admin.demo(creators=creators)
        else:
            with tempfile.TemporaryDirectory() as temporary:
                desk.creators.bring_in(write_creators(Path(temporary) / "creators.csv", creators, odd=False))
        told = {"name": desk.brand.name, "currency": desk.brand.currency, "timezone": desk.brand.timezone}
        desk.searching.build()
        desk.team.start(**told, password=PASSWORD)
        return desk.brand.slug


def memory_mb(process: psutil.Process) -> dict[str, float]:
    """What the server and its children hold: with all they share (rss), with their part of it (pss), alone (uss)."""
    everybody = [one.memory_full_info() for one in (process, *process.children(recursive=True))]
    return {kind: sum(getattr(one, kind) for one in everybody) / 2**20 for kind in ("rss", "pss", "uss")}


def measure(folder: Path, slug: str) -> dict[str, object]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "shoal", "serve", "--workspace", str(folder), "--port", str(port)]
    as_fast_as_it_goes = {**os.environ, "SHOAL_MEMBER_LIMITS": "off"}
    with subprocess.Popen(
        command, env=as_fast_as_it_goes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        browser, dice = Browser(f"http://127.0.0.1:{port}"), random.Random(SEED)  # noqa: S311  which page comes next
        for _ in range(200):
            try:
                browser.get("/health/")
                break
            except OSError:
                time.sleep(0.1)
        try:
            browser.post("/login/", email="owner", password=PASSWORD)
            home = f"/b/{slug}/"
            first, text = browser.get(f"{home}creators/?sort=-followers")
            found = sorted(set(re.findall(rf"{home}creators/(cr_\w+)/", text)))
            pages = {
                "home": lambda: home,
                "list": lambda: f"{home}creators/?sort={dice.choice(SORTS)}&page={1 + dice.randrange(20)}",
                "list, words": lambda: f"{home}creators/?q={dice.choice(WORDS)}",
                "list, words and wishes": lambda: f"{home}creators/?q={dice.choice(WORDS)}{dice.choice(WISHES)}",
                "list, like one": lambda: f"{home}creators/?like={dice.choice(found)}",
                "creator": lambda: f"{home}creators/{dice.choice(found)}/",
                "import": lambda: f"{home}import/",
                "settings": lambda: f"{home}settings/",
            }
            if "coffee" in browser.get(f"{home}briefs/")[1]:
                brief = re.search(rf"{home}brief/([\w-]+)/", browser.get(f"{home}briefs/")[1])
                name = brief[1] if brief else ""
                pages |= {page: (lambda page=page: f"{home}brief/{name}/{page}/") for page in ("shortlist", "plan")}
            seconds = {
                page: [browser.get(address())[0] for _ in range(ASKED + 1)][1:] for page, address in pages.items()
            }
            time.sleep(IDLE_SECONDS)
            idle = memory_mb(psutil.Process(server.pid))
            back = {page: browser.get(pages[page]())[0] for page in ("list, words", "creator")}
        finally:
            server.terminate()
    return {"first list": first, "pages": seconds, "idle_mb": idle["rss"], "idle": idle, "after the rest": back}


def main() -> None:
    creators = int(sys.argv[1])
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "market.shoal"
        print(json.dumps(measure(folder, fill(folder, creators))))


if __name__ == "__main__":
    main()

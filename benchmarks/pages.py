"""Pages as a browser asks for them: one process serves a workspace, this one asks and keeps the times.

``python -m benchmarks.pages CREATORS`` prints milliseconds per page, and all of it and the memory of the idle server as
JSON on the last line. Up to 5,000 creators come from a made-up market with posts and comments, more from a sheet;
``--market`` makes any number a market.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import psutil

from benchmarks.data import write_creators
from benchmarks.furnished import furnish
from shoal.app import demo_settings, make_workspace, open_workspace

PASSWORD = "a market of our own making"  # noqa: S105  of a workspace that is thrown away
SLUG = "made-up-brand"  # of every workspace that is made here
ASKED, ASKED_OTHERS = 60, 12  # requests per page
NEARLY_LATE_SECONDS = 0.08  # a page that once took longer is asked for as often as the usual ones
PAGE_ROWS, LISTS_READ = 50, 12
MADE_READY_SECONDS = 6  # in which a server that nobody asks makes ready what it can
PLACE, CHART = re.compile(r"\{who\}"), "{chart}"
CHARTS = re.compile(r"pictures/([\w-]+)\.csv")
Pages = dict[str, Callable[[], str]]
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

    def why_not(self, path: str) -> str:
        """Say why no page is measured at an address: it leads elsewhere or is refused; nothing where there is one."""
        try:
            with self._opener.open(f"{self.address}{path}", timeout=120) as answer:
                led = urllib.parse.urlsplit(answer.url).path
        except HTTPError as refused:
            return f"answers {refused.code}"
        return "" if led == urllib.parse.urlsplit(path).path else f"leads to {led}"

    def post(self, path: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.get(path)[1])
        if token is None:
            raise RuntimeError(f"no form at {path}")
        data = urllib.parse.urlencode({"csrfmiddlewaretoken": token[1], **fields}).encode()
        request = urllib.request.Request(f"{self.address}{path}", data, headers={"Referer": self.address})  # noqa: S310  our own server
        with self._opener.open(request, timeout=120) as answer:
            return str(answer.url)


def fill(folder: Path, creators: int, *, market: bool) -> str:
    """Make a workspace of that size with an owner; returns its brand's part of the address."""
    make_workspace(demo_settings(folder, 7))
    with open_workspace(folder) as desk:
        if market:
            desk.admin.demo(creators=creators)
        else:
            with tempfile.TemporaryDirectory() as temporary:
                desk.creators.bring_in(write_creators(Path(temporary) / "creators.csv", creators))
        told = {"name": desk.brand.name, "currency": desk.brand.currency, "timezone": desk.brand.timezone}
        desk.searching.build()
        desk.team.start(**told, password=PASSWORD)
        return desk.brand.slug


def memory_mb(process: psutil.Process) -> dict[str, float]:
    """What the server and its children hold: with all they share (rss), with their part of it (pss), alone (uss)."""
    everybody = [one.memory_full_info() for one in (process, *process.children(recursive=True))]
    return {kind: sum(getattr(one, kind) for one in everybody) / 2**20 for kind in ("rss", "pss", "uss")}


@contextmanager
def served(folder: Path) -> Iterator[tuple[Browser, psutil.Process]]:
    """Serve a workspace as a person would, and lend a browser in which the owner is signed in."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "shoal", "serve", "--workspace", str(folder), "--port", str(port)]
    as_fast_as_it_goes = {**os.environ, "SHOAL_MEMBER_LIMITS": "off"}
    with subprocess.Popen(
        command, env=as_fast_as_it_goes, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        browser = Browser(f"http://127.0.0.1:{port}")
        try:
            for _ in range(200):
                try:
                    browser.get("/health/")
                    break
                except OSError:
                    time.sleep(0.1)
            browser.post("/login/", email="owner", password=PASSWORD)
            yield browser, psutil.Process(server.pid)
        finally:
            server.terminate()


def found_on(browser: Browser, home: str, creators: int, dice: random.Random) -> list[str]:
    """Return creators from all over the list: those with many comments are not those with many followers."""
    last = max(1, creators // PAGE_ROWS)
    texts = [browser.get(f"{home}creators/?page={1 + dice.randrange(last)}")[1] for _ in range(LISTS_READ)]
    return sorted({one for text in texts for one in re.findall(rf"{home}creators/(cr_\w+)/", text)})


def usual_pages(home: str, found: list[str], dice: random.Random) -> Pages:
    """Return the pages that people look at all day."""
    return {
        "home": lambda: home,
        "list": lambda: f"{home}creators/?sort={dice.choice(SORTS)}&page={1 + dice.randrange(20)}",
        "list, words": lambda: f"{home}creators/?q={dice.choice(WORDS)}",
        "list, words and wishes": lambda: f"{home}creators/?q={dice.choice(WORDS)}{dice.choice(WISHES)}",
        "list, like one": lambda: f"{home}creators/?like={dice.choice(found)}",
        "creator": lambda: f"{home}creators/{dice.choice(found)}/",
        "import": lambda: f"{home}import/",
        "settings": lambda: f"{home}settings/",
    }


def other_pages(browser: Browser, paths: dict[str, str], found: list[str], dice: random.Random) -> Pages:
    """Return every other page of the site; a part of an address that stands for somebody is drawn each time."""

    def drawn(path: str) -> str:
        return PLACE.sub(lambda _: dice.choice(found), path)

    def pictured(path: str) -> str:
        before, among, _ = path.partition("pictures/")
        pictures = CHARTS.findall(browser.get(drawn(before))[1]) if among else []
        return path.replace(CHART, pictures[0] if pictures else "none")

    return {page: partial(drawn, pictured(path)) for page, path in paths.items()}


def told_times(browser: Browser, address: Callable[[], str], times: int) -> list[float]:
    """Return how long a page took, so many times; one that is late once is asked for more often."""
    seconds = [browser.get(address())[0] for _ in range(times)]
    more = ASKED - times if max(seconds) > NEARLY_LATE_SECONDS else 0
    return seconds + [browser.get(address())[0] for _ in range(more)]


def measure(folder: Path, slug: str, creators: int, only: str) -> dict[str, object]:
    """Ask for every page, or those whose name holds a pattern; the first of a kind is told apart, before all others."""
    dice, home = random.Random(SEED), f"/b/{slug}/"  # noqa: S311  which page comes next
    paths, not_asked = furnish(folder)
    with served(folder) as (browser, process):
        first, _ = browser.get(f"{home}creators/?sort=-followers")
        found = found_on(browser, home, creators, dice)
        time.sleep(MADE_READY_SECONDS)
        usual, others = usual_pages(home, found, dice), other_pages(browser, paths, found, dice)
        not_asked |= {page: why for page, address in others.items() if (why := browser.why_not(address()))}
        wanted = {page for page in usual | others if page not in not_asked and re.search(only, page)}
        asked = {page: address for page, address in (usual | others).items() if page in wanted}
        firsts = {page: browser.get(address())[0] for page, address in asked.items()}
        times = {page: ASKED if page in usual else ASKED_OTHERS for page in asked}
        seconds = {page: told_times(browser, address, times[page]) for page, address in asked.items()}
        told = {"first list": first, "firsts": firsts, "pages": seconds, "not asked": not_asked}
        return told | ({} if only else at_rest(browser, process, usual))


def at_rest(browser: Browser, process: psutil.Process, usual: Pages) -> dict[str, object]:
    """Return what the server holds once nobody asks, and how long the first pages after that take."""
    time.sleep(IDLE_SECONDS)
    idle = memory_mb(process)
    back = {page: browser.get(usual[page]())[0] for page in ("list, words", "creator")}
    return {"idle_mb": idle["rss"], "idle": idle, "after the rest": back}


def rows(told: dict[str, Any]) -> Iterator[str]:
    """Yield what was measured as lines for a person, in milliseconds."""
    yield f"{'page':30}{'first':>8}{'p50':>8}{'p95':>8}{'slowest':>9}{'n':>5}"
    for page, seconds in told["pages"].items():
        late = statistics.quantiles(seconds, n=20)[-1]
        figures = (told["firsts"][page], statistics.median(seconds), min(late, max(seconds)), max(seconds))
        first, middle, p95, slowest = (f"{1000 * one:.0f}" for one in figures)
        yield f"{page:30}{first:>8}{middle:>8}{p95:>8}{slowest:>9}{len(seconds):>5}"
    yield "not asked: " + "; ".join(f"{page} {why}" for page, why in told["not asked"].items())
    yield f"first list {told['first list']:.2f} s"
    if "idle" in told:
        back = ", ".join(f"{page} {seconds:.2f} s" for page, seconds in told["after the rest"].items())
        idle = ", ".join(f"{kind} {size:.0f}" for kind, size in told["idle"].items())
        yield f"after the rest: {back}; idle MB: {idle}"


def main() -> None:
    """Measure a workspace that is made now, or one that ``--in`` names and that was made like this before."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("creators", type=int)
    reader.add_argument("--market", action="store_true", help="with posts and comments, above 5,000 creators too")
    reader.add_argument("--make", type=Path, help="only make the workspace, in this folder")
    reader.add_argument("--in", dest="folder", type=Path, help="measure this workspace")
    reader.add_argument("--only", default="", help="only pages whose name holds this pattern, and no rest after them")
    asked = reader.parse_args()
    market = asked.market or asked.creators <= MARKET_AT_MOST
    with tempfile.TemporaryDirectory() as temporary:
        folder = asked.folder or asked.make or Path(temporary) / "market.shoal"
        slug = SLUG if asked.folder else fill(folder, asked.creators, market=market)
        if asked.make:
            return
        told = measure(folder, slug, asked.creators, asked.only)
    for line in rows(told):
        print(line)
    print(json.dumps(told))


if __name__ == "__main__":
    main()

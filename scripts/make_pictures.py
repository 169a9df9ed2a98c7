"""Take a picture of every screen: the made-up market in a real browser, into docs/pictures.

``python scripts/make_pictures.py`` takes those that the documentation shows; ``--all DIR`` takes every screen at 1280
and 320 pixels, light and dark, for somebody to look at. Needs a Chromium of the system.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a market of our own making"  # noqa: S105  of a workspace that is thrown away
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--hide-scrollbars",
]  # fmt: skip
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
CREATOR = "instagram:alfie.kitchen"  # whose engagement is unusual for her size
BRIEF = "coffee-shop-opening-in-leipzig-plagwitz"
REPORT = "sustainable-fashion-autumn"

# name of the picture: address below the brand
SCREENS = {
    "home": "",
    "import": "import/",
    "creators": "creators/",
    "creator": f"creators/{CREATOR}/",
    "followers": f"creators/{CREATOR}/followers/",
    "vetting": "vetting/",
    "briefs": "briefs/",
    "brief": f"brief/{BRIEF}/",
    "shortlist": f"brief/{BRIEF}/shortlist/",
    "approval": f"brief/{BRIEF}/shortlist/approval/",
    "share": f"brief/{BRIEF}/shortlist/share/",
    "plan": f"brief/{BRIEF}/plan/",
    "report": f"brief/{BRIEF}/report/",
    "paste": "paste/",
    "count": "count/",
    "look-up": "look-up/",
    "applications": "applications/",
    "already": "already/",
    "team": "team/",
    "settings": "settings/",
    "connection": "settings/instagram/",
    "audit": "audit/",
}
SIZES = {"1280": (1280, 900), "320": (320, 700)}


def browser_path() -> str:
    """Return the system's Chromium, or say that there is none."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        sys.exit("There is no Chromium on this machine; on Debian and Ubuntu: sudo apt install chromium")
    return found


def free_port() -> int:
    """Return a port that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a workspace and return its address."""
    port = free_port()
    command = [sys.executable, "-m", "shoal", "serve", "--workspace", str(folder), "--port", str(port)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            wait_for(f"http://127.0.0.1:{port}/health/")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def wait_for(address: str) -> None:
    """Wait until the server answers."""
    for _ in range(150):
        try:
            urllib.request.urlopen(address, timeout=1).close()  # noqa: S310  our own server
        except OSError:
            time.sleep(0.1)
        else:
            return
    sys.exit(f"{address} did not answer")


def enter(page: Page, address: str) -> str:
    """Make the owner's account where there is none, sign in, and return the address of the first brand."""
    page.goto(f"{address}/")
    if "/start/" in page.url:
        if page.locator("[name=name]").count():
            page.fill("[name=name]", page.input_value("[name=name]") or "Made-up brand")
            page.fill("[name=password]", PASSWORD)
        page.click("main button.primary")
    elif "/login/" in page.url:
        page.fill("[name=email]", "owner")
        page.fill("[name=password]", PASSWORD)
        page.click("main button.primary")
    page.wait_for_url("**/b/**")
    return page.url


def screens(page: Page, brand: str) -> dict[str, str]:
    """Return every screen that there is; in a workspace of one's own, with the first creator of its list."""
    page.goto(f"{brand}creators/")
    links = page.locator("main tbody th a[href*='/creators/cr_']")
    one = (links.first.get_attribute("href") or "").rstrip("/").rpartition("/")[2] if links.count() else ""
    known = page.goto(f"{brand}creators/{CREATOR}/")
    who = CREATOR if known is not None and known.status == 200 and "/cr_" in page.url else one  # noqa: PLR2004  found
    return {name: f"{brand}{rest}".replace(CREATOR, who) for name, rest in SCREENS.items()}


def take(browser: Browser, address: str, target: Path, *, everything: bool) -> None:
    """Take the pictures."""
    schemes = ("light", "dark") if everything else ("light",)
    sizes = SIZES if everything else {"1280": SIZES["1280"]}
    door = browser.new_context(viewport={"width": 1280, "height": 900})
    entrance = door.new_page()
    entrance.goto(f"{address}/")
    entrance.screenshot(path=str(target / "start.png"))
    brand = enter(entrance, address)
    found, inside = screens(entrance, brand), door.storage_state()
    for scheme in schemes:
        for size, (width, height) in sizes.items():
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=scheme, storage_state=inside
            )
            page = context.new_page()
            for name, url in found.items():
                if (answer := page.goto(url)) is None or answer.status != 200:  # noqa: PLR2004
                    continue
                suffix = f"-{size}-{scheme}" if everything else ""
                page.screenshot(path=str(target / f"{name}{suffix}.png"), full_page=everything)
            context.close()


def take_report(browser: Browser, folder: Path, target: Path) -> None:
    """Take the first page and the plan of a report, the file that is handed on."""
    page = browser.new_page(viewport={"width": 1200, "height": 1200})
    page.goto((folder / "reports" / f"{REPORT}.html").as_uri())
    page.screenshot(path=str(target / "report-file.png"))
    page.evaluate("document.getElementById('plan').scrollIntoView()")
    page.screenshot(path=str(target / "report-file-plan.png"))


def main() -> None:
    """Make a market, serve it, and take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, help="folder for every screen in every size and scheme")
    parser.add_argument("--workspace", type=Path, help="take pictures of this workspace instead of a made-up market")
    told = parser.parse_args()
    target = told.all or ROOT / "docs" / "pictures"
    target.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="shoal-pictures-") as temporary:
        folder = told.workspace or Path(temporary) / "market.shoal"
        if told.workspace is None:
            command = [sys.executable, "-m", "shoal", "demo", "--workspace", str(folder)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        environment = {"HOME": temporary}
        with served(folder) as address, sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path=browser_path(), args=FLAGS, env={**os.environ, **environment}
            )
            take(browser, address, target, everything=told.all is not None)
            if told.workspace is None:
                take_report(browser, folder, target)
            browser.close()


if __name__ == "__main__":
    main()

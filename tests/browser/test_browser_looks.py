"""Every screen by the rules of WCAG 2.2 AA, in light, dark and high contrast; and narrow, without sideways scroll."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_cast import SCREENS, sign_in

pytestmark = pytest.mark.timeout(300)  # the first test of all waits for the market to be made
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = {"light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"},
         "contrast": {"color_scheme": "light", "contrast": "more"}}  # fmt: skip


def failures(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]


def signed_in(chromium, market, guide, **look):
    """Return a page of the owner; the style guide is put where the server has nothing."""
    page = chromium.new_context(**look).new_page()
    page.route("**/style-guide/", lambda route: route.fulfill(body=guide, content_type="text/html"))
    sign_in(page, market, "ana")
    return page


@pytest.fixture(scope="module", params=LOOKS)
def page(request, chromium, market, style_guide):
    page = signed_in(chromium, market, style_guide, viewport={"width": 1280, "height": 900}, **LOOKS[request.param])
    yield page
    page.context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_violation(page, market, screen):
    answer = page.goto(market.url(SCREENS[screen]))

    assert answer.status == (404 if screen == "nothing there" else 200)
    assert failures(page) == []


@pytest.fixture(scope="module")
def narrow(chromium, market, style_guide):
    page = signed_in(chromium, market, style_guide, viewport={"width": 320, "height": 700})
    yield page
    page.context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_does_not_scroll_sideways_at_320_pixels(narrow, market, screen):
    """The width of a phone, and that of a 1280 pixel window at 400 % zoom."""
    narrow.goto(market.url(SCREENS[screen]))
    width = narrow.evaluate("document.documentElement.scrollWidth")

    assert width <= 320


FOLDING = ("creators", "shortlist", "plan", "import", "team", "audit")
TOO_WIDE = "[...document.querySelectorAll('.scroll:has(> .folds)')].map((e) => e.scrollWidth - e.clientWidth)"
OUT_OF_SIGHT = """() => [...document.querySelectorAll('.folds > tbody > tr > *')]
    .filter((cell) => cell.getBoundingClientRect().right > 320).length"""


@pytest.mark.parametrize("screen", FOLDING)
def test_a_working_table_is_read_downwards_only_at_320_pixels(narrow, market, screen):
    narrow.goto(market.url(SCREENS[screen]))
    boxes = narrow.evaluate(TOO_WIDE)

    assert (bool(boxes), max(boxes), narrow.evaluate(OUT_OF_SIGHT)) == (True, 0, 0)

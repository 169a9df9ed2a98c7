"""Every screen by the rules of WCAG 2.2 AA, in light, dark and high contrast; and narrow, without sideways scroll."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_cast import SCREENS, sign_in

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
LOOKS = {"light": {"color_scheme": "light"}, "dark": {"color_scheme": "dark"},
         "contrast": {"color_scheme": "light", "contrast": "more"}}  # fmt: skip


def failures(page) -> list[str]:
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]


@pytest.fixture(scope="module", params=LOOKS)
def page(request, chromium, market):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, **LOOKS[request.param])
    page = context.new_page()
    sign_in(page, market, "ana")
    yield page
    context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_has_no_violation(page, market, screen):
    page.goto(market.url(SCREENS[screen]))

    assert failures(page) == []


@pytest.fixture(scope="module")
def narrow(chromium, market):
    context = chromium.new_context(viewport={"width": 320, "height": 700})
    page = context.new_page()
    sign_in(page, market, "ana")
    yield page
    context.close()


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_does_not_scroll_sideways_at_320_pixels(narrow, market, screen):
    """The width of a phone, and that of a 1280 pixel window at 400 % zoom."""
    narrow.goto(market.url(SCREENS[screen]))
    width = narrow.evaluate("document.documentElement.scrollWidth")

    assert width <= 320

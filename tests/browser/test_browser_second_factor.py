"""The second factor in a browser, with and without JavaScript: turned on, asked at sign-in, turned off."""

from __future__ import annotations

import base64
import time

import pytest
from axe_playwright_python.sync_playwright import Axe
from browser_cast import PASSWORD, press
from test_browser_looks import LOOKS, RULES

from shoal.app.second_factor.codes import STEP_SECONDS, code_of

pytestmark = pytest.mark.timeout(300)  # five looks by the rules, each some seconds on a busy machine
PAGE = "/account/second-factor/"


class Phone:
    """An authenticator app that shows no code twice, so that nobody has to wait for the next one."""

    def __init__(self, words: str) -> None:
        self.secret, self.shown = base64.b32decode(words.replace(" ", "")), 0

    def code(self) -> str:
        self.shown = max(self.shown + 1, int(time.time()) // STEP_SECONDS - 1)
        return code_of(self.secret, self.shown)


class Eyes:
    """Looks at a page as it is at that moment: by the rules of WCAG, and for what stands out on a narrow screen."""

    def __init__(self, page) -> None:
        self.page = page
        self.wrong: list[str] = []

    def look(self, name: str) -> None:
        found = Axe().run(self.page, options=RULES).response["violations"]
        self.wrong += [f"{name}: {rule['id']}: {rule['nodes'][0]['html'][:160]}" for rule in found]
        wide = self.page.viewport_size["width"]
        self.page.set_viewport_size({"width": 320, "height": 700})
        if self.page.evaluate("document.documentElement.scrollWidth") > 320:
            self.wrong.append(f"{name}: scrolls sideways at 320 pixels")
        self.page.set_viewport_size({"width": wide, "height": 900})


def begun(page, served) -> Phone:
    """Start the workspace, and begin to turn the second factor of its owner on."""
    page.goto(served.address)
    page.fill("[name=name]", "Oat & Co")
    page.fill("[name=password]", PASSWORD)
    press(page, page.locator("main button.primary"))
    page.wait_for_url("**/b/**")
    page.goto(served.address + PAGE)
    page.fill("[name=password]", PASSWORD)
    press(page, page.locator("main button.primary"))
    return Phone(page.inner_text("code.wrap"))


def give_password(page, served) -> None:
    page.goto(f"{served.address}/login/")
    page.fill("[name=email]", "owner")
    page.fill("[name=password]", PASSWORD)
    press(page, page.locator("main button.primary"))


@pytest.mark.parametrize("script", [True, False])
def test_a_second_factor_is_turned_on_asked_and_turned_off(chromium, empty, script):
    page = chromium.new_context(java_script_enabled=script).new_page()
    phone = begun(page, empty)
    page.fill("[name=code]", phone.code())
    press(page, page.locator("main button.primary"))
    codes = page.locator(".codes code").all_inner_texts()
    page.context.clear_cookies()

    give_password(page, empty)
    page.fill("[name=code]", phone.code())
    press(page, page.locator("form:first-of-type button.primary"))
    page.wait_for_url("**/b/**")
    page.context.clear_cookies()

    give_password(page, empty)
    page.click("summary")
    page.fill("[name=recovery]", codes[0])
    press(page, page.locator("details button"))
    page.wait_for_url("**/b/**")

    page.goto(empty.address + PAGE)
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=code]", phone.code())
    press(page, page.locator("button.danger"))
    page.wait_for_url("**/account/")
    assert ("The second factor is off" in page.inner_text("main"), len(codes)) == (True, 10)


@pytest.mark.parametrize("look", LOOKS)
def test_its_pages_have_no_violation_and_fit_a_phone(chromium, empty, look):
    page = chromium.new_context(viewport={"width": 1280, "height": 900}, **LOOKS[look]).new_page()
    eyes, phone = Eyes(page), begun(page, empty)
    eyes.look("secret and picture")
    page.fill("[name=code]", "000000")
    press(page, page.locator("main button.primary"))
    eyes.look("a wrong code")
    page.fill("[name=code]", phone.code())
    press(page, page.locator("main button.primary"))
    eyes.look("recovery codes")
    page.goto(empty.address + PAGE)
    eyes.look("it is on")
    page.context.clear_cookies()
    give_password(page, empty)
    page.click("summary")
    eyes.look("the code at sign-in")

    assert eyes.wrong == []

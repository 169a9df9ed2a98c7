"""Followers counted by hand in a real browser: by letters alone, and without JavaScript by three buttons."""

from __future__ import annotations

import pytest
from browser_cast import CREATOR, press, sign_in

ADDRESS = f"creators/{CREATOR}/followers/"


@pytest.mark.timeout(120)
def test_a_hundred_letters_are_a_hundred_labels_and_wait_where_the_page_is_left(chromium, market):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    sign_in(page, market, "ben")
    page.goto(market.url(ADDRESS))
    focused = page.evaluate("document.activeElement.id")
    page.keyboard.type("rrrrurrrrf" * 10)
    page.keyboard.press("Backspace")
    page.get_by_text("99 of 100 labelled").wait_for()
    still = page.evaluate("document.activeElement.id")
    page.reload()
    kept = page.input_value("#keys")
    press(page, page.locator("button[value=drop]"))
    context.close()

    assert (focused, still, kept) == ("keys", "keys", ("rrrrurrrrf" * 10)[:-1])


@pytest.mark.timeout(120)
def test_without_javascript_three_buttons_and_enter_do_the_same(chromium, market):
    context = chromium.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, market, "ada")
    page.goto(market.url(ADDRESS))
    for key in "rfu":
        press(page, page.locator(f"button[value={key}]"))
    page.keyboard.press("Shift")  # the focus is on the button that was pressed last
    page.focus("#keys")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    told, kept = page.inner_text("#counting"), page.input_value("#keys")
    press(page, page.locator("button[value=drop]"))
    context.close()

    assert ("3 of 100 labelled" in told, kept) == (True, "rfu")

"""Looking for creators in a real browser: a sentence, its wishes, and those picked side by side."""

from __future__ import annotations

import pytest
from browser_cast import Watch, sign_in
from test_browser_looks import failures

SENTENCE = "food in Germany under 30k"


@pytest.fixture(scope="module")
def seat(chromium, market):
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    watch = Watch(market.address)
    watch.over(page)
    sign_in(page, market, "ana")
    yield page, watch
    context.close()


def test_a_sentence_becomes_wishes_and_dropping_one_shows_more(seat, market):
    page, watch = seat
    page.goto(market.url("creators/"))
    page.fill("#q", SENTENCE)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=at most 30,000 followers")
    narrow = page.inner_text("#results-title")
    page.click("a.chip:has-text('at most 30,000')")
    page.wait_for_selector("text=at most 30,000 followers", state="detached")

    assert "country=DE" in page.url
    assert "max_followers" not in page.url
    assert int(narrow.split()[0]) <= int(page.inner_text("#results-title").split()[0])
    assert (watch.console, watch.outside, watch.failed) == ([], [], [])


def test_going_back_brings_the_wish_back(seat):
    page, _ = seat
    page.go_back()
    page.wait_for_selector("text=at most 30,000 followers")

    assert "max_followers=30000" in page.url


@pytest.mark.parametrize("act", ["Compare", "Find more like them"])
@pytest.mark.parametrize("width", [1280, 320])
def test_those_picked_lead_on_to_a_page_without_a_violation(seat, market, act, width):
    page, _ = seat
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(market.url("creators/?sort=-followers"))
    for box in page.locator("input[name=pick]").all()[:3]:
        box.check()
    with page.expect_navigation():
        page.click(f"#picked button:has-text('{act}')")

    assert failures(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

"""Minutes 0 to 8 of the first run, on the sample sheet and the sample shop, as a stranger clicks through them.

With JavaScript and without; the figures are those of the samples' own README. What each step took is printed with
``-rP`` and not judged, because a test machine is shared.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from browser_cast import PASSWORD, Watch, press

LIMIT_SECONDS = 200


class Journey:
    """One stranger at one page: what was missing on the way, and how long each step took."""

    def __init__(self, page, address: str, samples: Path) -> None:
        self.page, self.address, self.samples = page, address, samples
        self.missing: list[str] = []
        self.took: list[str] = []
        self.watch = Watch(home=address)
        self.watch.over(page)

    def press(self, words: str, button) -> None:
        """Press a button and note how long the next page took."""
        since = time.monotonic()
        press(self.page, button)
        self.took.append(f"{time.monotonic() - since:6.2f} s  {words}")

    def sees(self, *sentences: str) -> None:
        """Note what the page does not say."""
        text = " ".join(self.page.inner_text("main").split())
        self.missing += [sentence for sentence in sentences if sentence not in text]

    def button(self, words: str):
        return self.page.get_by_role("button", name=words).first

    # the minutes ---------------------------------------------------------------------------------------------------

    def starts(self) -> None:
        self.page.goto(self.address)
        self.sees("Start with my own files", "made-up market", "nothing leaves it")
        self.page.fill("[name=name]", "Krumenhof")
        self.page.select_option("[name=timezone]", "Europe/Vienna")
        self.page.fill("[name=password]", PASSWORD)
        self.press("start", self.page.get_by_role("button", name="Start", exact=True))
        press(self.page, self.page.get_by_role("link", name="Start with my own files"))

    def drops_both_files(self) -> None:
        names = ("brand_spreadsheet.xlsx", "shopify_orders.csv")
        self.page.set_input_files("input[type=file]", [str(self.samples / name) for name in names])
        self.press("upload both, preview one", self.page.locator("main form button.primary").first)
        if names[0] not in self.page.inner_text("h1"):
            press(self.page, self.page.get_by_role("link", name=names[0]).first)
        self.sees("60 lines: 45 new, 3 changed, 4 same as before, 4 in error, 4 skipped.")

    def mends_two_cells_and_brings_both_in(self) -> None:
        self.page.fill("[name='cell-50-1']", "Instagram")
        self.page.fill("[name='cell-17-2']", "https://www.tiktok.com/@uwe.xmpl")
        self.press("mend two cells", self.page.locator("#mend form button.primary, #mend button").first)
        self.sees("60 lines: 47 new, 3 changed, 4 same as before, 2 in error, 4 skipped.")
        self.press("bring the sheet in", self.button("Bring in"))
        self.sees("Undo")
        press(self.page, self.page.get_by_role("link", name="shopify_orders.csv").first)
        self.sees("400 orders, 329 with a code, 23 personal columns dropped.")
        self.press("bring the orders in, vet", self.button("Bring in"))
        self.sees("own record 37", "unknown 8", "review 2", "65 of 367 orders", "LEO10", "PIA20")

    def writes_a_brief_and_sees_who_fits(self) -> None:
        press(self.page, self.page.get_by_role("link", name="Briefs", exact=True))
        press(self.page, self.page.get_by_role("link", name="Start from nothing").first)
        self.page.fill("[name=name]", "Oat flour spring")
        self.page.fill("[name=text]", "Oat flour for home bakers")
        self.page.fill("[name=budget]", "5.000")
        self.press("save the brief", self.button("Save as version"))
        self.sees("five thousand EUR")
        self.press("build the shortlist", self.button("Build the shortlist"))
        self.sees("unknown", "80 %")

    def plans(self) -> None:
        press(self.page, self.page.get_by_role("link", name="Planner").first)
        self.press("build the plan", self.button("Build the plan"))
        self.sees("€5,000", "No other choice in this model brings more than", "80 %", "own sales")
        self.sees("What would change this plan")


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def journey(request, chromium, empty, shared_data):
    context = chromium.new_context(java_script_enabled=request.param, viewport={"width": 1280, "height": 900})
    yield Journey(context.new_page(), empty.address, shared_data / "import_samples")
    context.close()


@pytest.mark.timeout(LIMIT_SECONDS)
def test_a_stranger_gets_from_nothing_to_a_plan(journey):
    journey.starts()
    journey.drops_both_files()
    journey.mends_two_cells_and_brings_both_in()
    journey.writes_a_brief_and_sees_who_fits()
    journey.plans()
    sys.stdout.write("\n".join(journey.took))

    watch = journey.watch
    assert (journey.missing, watch.failed, watch.console, watch.outside) == ([], [], [], [])

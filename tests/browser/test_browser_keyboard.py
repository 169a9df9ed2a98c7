"""Import and shortlist by keyboard alone: each step is reached by Tab, its focus is seen, Enter or Space does it."""

from __future__ import annotations

import pytest
from browser_cast import PASSWORD

MOST_TABS = 160
SHEET = (
    "Name,Platform,Handle,Followers,ER,Fee,Currency\n"
    "Alma,Instagram,@alma.example,12500,3.4 %,120,EUR\nBo,Instagram,@bo.example,4200,5.1 %,80,EUR\n"
)
FOCUSED = """() => { const at = document.activeElement; const style = getComputedStyle(at);
  return { text: (at.innerText || at.value || at.name || '').trim(), name: at.name || '', tag: at.tagName,
           seen: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 }; }"""


class Keys:
    """Somebody without a mouse."""

    def __init__(self, page) -> None:
        self.page = page
        self.unseen: list[str] = []

    def to(self, words: str = "", name: str = "") -> None:
        """Press Tab until something of these words or this name has the focus."""
        for _ in range(MOST_TABS):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(FOCUSED)
            if (name and at["name"] == name) or (words and words in at["text"]):
                self.unseen += [] if at["seen"] else [f"{words}{name}"]
                return
        raise AssertionError(f"no way by keyboard to {words or name} on {self.page.url}")

    def press(self, words: str) -> None:
        self.to(words)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


@pytest.mark.timeout(200)
def test_import_and_shortlist_need_no_mouse(chromium, empty, tmp_path):
    (tmp_path / "list.csv").write_text(SHEET, encoding="utf-8")
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(empty.address)
    keys = Keys(page)
    for name, typed in (("name", "Oat"), ("password", PASSWORD)):
        keys.to(name=name)
        page.keyboard.type(typed)
    page.keyboard.press("Enter")
    page.wait_for_url("**/b/**")

    keys.press("Import")
    # what the system's own window for choosing a file does is not the page's
    page.set_input_files("input[type=file]", str(tmp_path / "list.csv"))
    keys.press("Look at what is in them")
    keys.press("Bring in 2")
    assert "Undo" in page.inner_text("main")

    keys.press("Briefs")
    keys.press("Start from nothing")
    for name, typed in (("name", "Spring"), ("text", "Oat flour"), ("budget", "500")):
        keys.to(name=name)
        page.keyboard.type(typed)
    keys.press("Save as version")
    keys.press("Build the shortlist")
    keys.to(name="who")
    page.keyboard.press("Space")
    keys.to(name="reason")
    page.keyboard.type("knows her bread")
    keys.press("Wanted")
    decided = page.inner_text("main")
    context.close()

    assert ("knows her bread" in decided, keys.unseen) == (True, [])

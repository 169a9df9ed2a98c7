"""The approval sheet as a client gets it: one file, opened from a disk, marked without a network, saved, taken back."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from browser_cast import BRIEF, Watch, press, sign_in

SHORTLIST = f"brief/{BRIEF}/shortlist/"


def sheet_of(chromium, market, folder: Path) -> Path:
    """Return the page that somebody of the brand downloads."""
    context = chromium.new_context(accept_downloads=True)
    page = context.new_page()
    sign_in(page, market, "ada")
    page.goto(market.url(SHORTLIST + "approval/"))
    with page.expect_download() as going:
        page.get_by_role("link", name="Page to mark").click()
    path = folder / "approval.html"
    going.value.save_as(path)
    context.close()
    return path


def row_ids(sheet: Path) -> list[str]:
    return re.findall(r'<li class="asked-one" id="(s\d+-\d+)"', sheet.read_text(encoding="utf-8"))


def taken_back(chromium, market, **sent) -> tuple[list[tuple[str, ...]], str]:
    """Send something back as somebody of the brand, keep it, undo it. Returns what was shown and what was said."""
    context = chromium.new_context()
    page = context.new_page()
    sign_in(page, market, "ada")
    page.goto(market.url(SHORTLIST + "approval/"))
    if "sheet" in sent:
        page.set_input_files("[name=sheet]", sent["sheet"])
    else:
        page.fill("[name=mail]", sent["mail"])
    press(page, page.get_by_role("button", name="Show what it decides"))
    rows = page.locator("tbody tr", has=page.locator(".cell-now"))
    shown = [tuple(cell.inner_text() for cell in row.locator("td").all()) for row in rows.all()]
    press(page, page.get_by_role("button", name=re.compile(r"^Keep ")))
    said = page.get_by_text("of the sheet were kept").inner_text()
    press(page, page.get_by_role("button", name="Undo"))
    page.get_by_text("Decisions are as they were before").wait_for()
    context.close()
    return shown, said


@pytest.mark.timeout(180)
def test_a_sheet_is_marked_offline_saved_and_taken_back_with_undo(chromium, market, tmp_path):
    sheet = sheet_of(chromium, market, tmp_path)
    first, second, third, *_ = row_ids(sheet)
    context = chromium.new_context(accept_downloads=True, offline=True)
    page = context.new_page()
    watch = Watch(home="file://")
    watch.over(page)
    page.goto(sheet.as_uri())
    page.check(f"[name={first}][value=approve]")
    page.fill(f"#comment-{first}", "lovely <b>bread</b>\n\u05e9\u05dc")
    page.check(f"[name={second}][value=reject]")
    page.check(f"[name={third}][value=ask]")
    page.fill("#by", "Carl")
    with page.expect_download() as going:
        page.get_by_role("button", name="Save my answers").click()
    answered = tmp_path / going.value.suggested_filename
    going.value.save_as(answered)
    text = page.input_value("#text")
    page.goto(answered.as_uri())
    again = (page.is_checked(f"[name={second}][value=reject]"), page.inner_text("#answered").split(" of ")[0])
    context.close()
    shown, said = taken_back(chromium, market, sheet=answered)

    assert [(one[0], one[2], one[3]) for one in shown] == [
        (first, "wanted", "lovely <b>bread</b> \u05e9\u05dc"), (second, "unwanted", "no comment"),
        (third, "asked", "no comment"),
    ]  # fmt: skip
    assert (watch.console, [url for url in watch.outside if not url.startswith("blob:")]) == ([], [])
    assert (again, said[:1], f"{first}: approve - lovely" in text) == ((True, "3"), "3", True)


@pytest.mark.timeout(180)
def test_without_script_the_text_is_filled_in_and_comes_back_by_mail(chromium, market, tmp_path):
    sheet = sheet_of(chromium, market, tmp_path)
    first, second, *_ = row_ids(sheet)
    context = chromium.new_context(offline=True, java_script_enabled=False)
    page = context.new_page()
    page.goto(sheet.as_uri())
    button, text = page.locator("#save").is_visible(), page.input_value("#text")
    context.close()
    text = text.replace(f"{first}:", f"{first}: approve, good").replace(f"{second}:", f"{second}: no")
    quoted = "Dear Ada,\n\n" + "".join(f"> {line}\n" for line in text.splitlines())
    shown, _ = taken_back(chromium, market, mail=quoted)

    assert not button
    assert [(one[0], one[2], one[3]) for one in shown] == [
        (first, "wanted", "good"), (second, "unwanted", "no comment"),
    ]  # fmt: skip


@pytest.mark.timeout(180)
@pytest.mark.parametrize(
    ("scheme", "contrast"), [("light", "no-preference"), ("dark", "no-preference"), ("light", "more")]
)
def test_the_sheet_has_no_violation_and_fits_a_phone(chromium, market, tmp_path, scheme, contrast):
    from axe_playwright_python.sync_playwright import Axe

    sheet = sheet_of(chromium, market, tmp_path)
    context = chromium.new_context(
        viewport={"width": 320, "height": 800}, color_scheme=scheme, contrast=contrast, bypass_csp=True
    )
    page = context.new_page()
    page.goto(sheet.as_uri())
    found = [one["id"] for one in Axe().run(page).response["violations"]]
    wide = page.evaluate("document.documentElement.scrollWidth")
    context.close()

    assert (found, wide <= 320) == ([], True)

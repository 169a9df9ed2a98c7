"""Shortlists on the page: built, decided, compared, approved by a sheet; nobody is named who must not be."""

from __future__ import annotations

import csv
import io
import re

import pytest
from briefs_market import BRIEF, fill
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

URL = "brief/spring/shortlist/"


@pytest.fixture
def listed(cast, tmp_path):
    """Return a workspace with a shortlist."""
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief(BRIEF)
    cast.shoal.planning.shortlist("spring")
    return cast


def accounts(cast):
    return [one.account_id for one in cast.shoal.planning.show_shortlist("spring").candidates]


def page(cast, who="ben", rest=""):
    return cast.client(who).get(cast.url(URL + rest))


def test_before_the_first_one_a_button_builds_it_and_twice_builds_one(cast, tmp_path):
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief(BRIEF)
    ben = cast.client("ben")
    empty = ben.get(cast.url(URL)).content.decode()
    first, second = (ben.post(cast.url(URL), {"after": "0"}) for _ in range(2))

    assert "Build the shortlist" in empty
    assert (first.status_code, second.status_code) == (303, 303)
    assert len(cast.shoal.stored.versions("shortlists", "spring")) == 1


def test_each_row_has_reasons_price_and_result_with_its_range(listed):
    text = page(listed).content.decode()

    assert text.count('name="who"') == len(accounts(listed))
    assert "80\u00a0%" in text
    assert "walk away above" in text


def test_names_are_text_and_never_markup(listed):
    text = page(listed).content.decode()

    assert "&lt;b&gt;Baker&lt;/b&gt; 3" in text
    assert "<b>Baker" not in text


def test_nobody_who_may_be_under_18_is_named_anywhere(listed):
    pages = [URL, URL + "approval/", URL + "approval.html", "brief/spring/report/"]
    texts = [listed.client("ana").get(listed.url(path)).content.decode() for path in pages]

    assert not any(re.search(r"\bBaker 9\b|@baker9\b", text) for text in texts)


def test_a_decision_needs_a_tick_and_stands_with_its_reason(listed):
    ben, who = listed.client("ben"), accounts(listed)[:2]
    ben.post(listed.url(URL + "decide/"), {"who": who, "act": "wanted", "reason": "knows <i>bread</i>"})
    text = ben.get(listed.url(URL)).content.decode()
    ben.post(listed.url(URL + "decide/"), {"act": "unwanted"})

    assert {account: one.choice for account, one in listed.shoal.decisions.of("spring").items()} == dict.fromkeys(
        who, "wanted"
    )
    assert "knows &lt;i&gt;bread&lt;/i&gt;" in text
    assert "2 marked as wanted" in text


def test_undo_puts_decisions_back(listed):
    ben, who = listed.client("ben"), accounts(listed)[:2]
    url = listed.url(URL + "decide/")
    ben.post(url, {"who": who[:1], "act": "asked", "reason": "a"})
    ben.post(url, {"who": who, "act": "unwanted", "reason": "b"})
    undo = ben.get(listed.url(URL)).context["messages"][-1]["undo_url"]
    ben.post(undo)

    kept = listed.shoal.decisions.of("spring")
    assert {account: (one.choice, one.reason) for account, one in kept.items()} == {who[0]: ("asked", "a")}


def test_a_forged_undo_changes_nothing(listed):
    answer = listed.client("ben").post(listed.url(URL + "undo/?seal=eyJhIjoxfQ:x:y"))

    assert (answer.status_code, listed.shoal.decisions.of("spring")) == (422, {})


def test_wanted_stand_first_and_unwanted_last(listed):
    ben, who = listed.client("ben"), accounts(listed)
    ben.post(listed.url(URL + "decide/"), {"who": [who[0]], "act": "unwanted"})
    ben.post(listed.url(URL + "decide/"), {"who": [who[-1]], "act": "wanted"})
    rows = [row.candidate.account_id for row in ben.get(listed.url(URL)).context["rows"]]

    assert (rows[0], rows[-1]) == (who[-1], who[0])


def test_somebody_who_is_not_on_the_list_cannot_be_decided_on(listed):
    answer = listed.client("ben").post(listed.url(URL + "decide/"), {"who": ["ac_stranger"], "act": "wanted"})

    assert (answer.status_code, listed.shoal.decisions.of("spring")) == (422, {})


def test_up_to_five_stand_side_by_side(listed):
    ben, who = listed.client("ben"), accounts(listed)[:7]
    asked = ben.post(listed.url(URL + "decide/"), {"who": who, "act": "compare"})
    shown = ben.get(asked["Location"])

    assert (asked.status_code, len(shown.context["rows"])) == (303, 5)


def test_a_brief_that_keeps_nobody_says_which_wish_to_relax(cast, tmp_path):
    fill(cast.shoal, tmp_path)
    cast.shoal.planning.brief({**BRIEF, "markets": ["JP"]})
    cast.shoal.planning.shortlist("spring")
    text = page(cast).content.decode()

    assert "keeps 0 creators: relax one of these wishes" in text
    assert "Change the brief" in text


def test_the_approval_sheet_holds_four_columns_and_no_price_or_note(listed):
    content = listed.client("ben").get(listed.url(URL + "approval.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    book = load_workbook(io.BytesIO(listed.client("ben").get(listed.url(URL + "approval.xlsx")).content))

    assert rows[0] == ["row id", "creator", "decision", "comment"]
    assert len(rows) == 1 + len(accounts(listed))
    assert all(row[2:] == ["", ""] and "€" not in row[1] and "EUR" not in row[1] for row in rows[1:])
    assert [cell.value for cell in book.worksheets[0][2]][:2] == rows[1][:2]


def filled(cast, decisions, kind="csv"):
    content = cast.client("ben").get(cast.url(URL + "approval.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    for at, (decision, comment) in decisions.items():
        rows[at][2:] = [decision, comment]
    if kind == "csv":
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows(rows)
        return SimpleUploadedFile("back.csv", text.getvalue().encode())
    from openpyxl import Workbook

    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    saved = io.BytesIO()
    book.save(saved)
    return SimpleUploadedFile("back.xlsx", saved.getvalue())


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_sheet_that_comes_back_is_shown_first_and_kept_on_yes(listed, kind):
    ben, who = listed.client("ben"), accounts(listed)
    sheet = filled(listed, {1: ("approve", "lovely"), 2: ("Reject", ""), 3: ("perhaps", ""), 4: ("?", "")}, kind)

    shown = ben.post(listed.url(URL + "approval/"), {"sheet": sheet})
    before = listed.shoal.decisions.of("spring")
    ben.post(listed.url(URL + "approval/"), {"seal": shown.context["seal"]})

    kept = {account: (one.choice, one.reason) for account, one in listed.shoal.decisions.of("spring").items()}
    assert (before, shown.context["deciding"], shown.context["wrong"]) == ({}, 3, 1)
    assert kept == {who[0]: ("wanted", "lovely"), who[1]: ("unwanted", ""), who[3]: ("asked", "")}


def test_the_page_to_mark_is_a_file_to_keep_and_names_those_whom_a_link_would_name(listed):
    first = listed.shoal.planning.show_shortlist("spring").candidates[0]
    listed.shoal.sharing.tell([first.creator_id], "by mail")
    answer = listed.client("ben").get(listed.url(URL + "approval.html"))
    text = answer.content.decode()

    assert answer["Content-Disposition"].startswith("attachment")
    assert len(set(re.findall(r"@baker\d+", text))) == 1
    assert [word in text for word in ("EUR", "€", "walk away", "http://", "https://")] == [False] * 5


def test_answers_in_the_text_of_a_mail_are_shown_first_and_the_other_briefs_sheet_is_refused(listed):
    ben, who = listed.client("ben"), accounts(listed)
    text = "Shortlist {}, version 1\nName: Carl\n\ns1-001: approve - yes\ns1-999: reject\n> s1-002:\ns1-002: no\n"
    shown = ben.post(listed.url(URL + "approval/"), {"mail": text.format("spring")})
    other = ben.post(listed.url(URL + "approval/"), {"mail": text.format("autumn")})
    changes = {one.row_id: (one.account_id, one.choice, bool(one.wrong)) for one in shown.context["changes"]}

    assert changes == {
        "s1-001": (who[0], "wanted", False), "s1-999": ("", "unwanted", True), "s1-002": (who[1], "unwanted", False),
    }  # fmt: skip
    assert (shown.context["by_name"], listed.shoal.decisions.of("spring")) == ("Carl", {})
    assert (other.status_code, b"another brief" in other.content, b"s1-001: approve" in other.content) == (
        422, True, True,
    )  # fmt: skip


def test_a_row_that_is_answered_twice_and_one_that_names_somebody_else_decide_nothing(listed):
    listed.shoal.sharing.set_processor(is_one=True)
    content = listed.client("ben").get(listed.url(URL + "approval.csv")).content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    other = [rows[1][0], "Somebody @else (instagram)", "approve", ""]
    sheet = [rows[0], other, [*rows[2][:2], "approve", ""], [*rows[2][:2], "reject", ""]]
    text = io.StringIO()
    csv.writer(text).writerows(sheet)
    (listed.shoal.settings.folder / "back.csv").write_text(text.getvalue(), encoding="utf-8")
    changes = listed.shoal.decisions.read_approval("spring", listed.shoal.settings.folder / "back.csv")

    assert [one.wrong.split(":")[0] for one in changes] == [
        "the sheet names @else in this row", *["this row is answered twice and differently"] * 2,
    ]  # fmt: skip


def test_a_late_sheet_still_means_the_same_creators_after_the_list_was_built_anew(listed):
    who = accounts(listed)
    sheet = filled(listed, {1: ("approve", "")})
    listed.shoal.planning.brief({**BRIEF, "values": ["cake", "regional"], "followers_at_least": 4000})
    listed.shoal.planning.shortlist("spring")
    ben = listed.client("ben")
    shown = ben.post(listed.url(URL + "approval/"), {"sheet": sheet})

    assert shown.context["changes"][0].account_id == who[0]


NO_SHEETS = {
    "nothing": b"",
    "another table": b"a,b\n1,2\n",
    "a picture": b"\x89PNG\r\n\x1a\n\x00\x00",
    "a sheet without its decisions": b"row id,creator\ns1-001,x\n",
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "a page": b"<!doctype html><script>alert(1)</script>",
    "a page and a sheet in one": b"<html><body>row id,decision\ns1-001,approve\n",
    "an archive": b"PK\x03\x04" + b"\0" * 40,
}


@pytest.mark.parametrize("content", NO_SHEETS.values(), ids=NO_SHEETS)
def test_a_file_that_is_no_such_sheet_is_refused_with_what_to_do(listed, content):
    answer = listed.client("ben").post(listed.url(URL + "approval/"), {"sheet": SimpleUploadedFile("x.csv", content)})

    assert (answer.status_code, b'role="alert"' in answer.content) == (422, True)
    assert b"alert(1)" not in answer.content


def test_without_a_public_address_the_page_says_that_a_link_opens_here_only(listed):
    assert b"opens on this computer only" in listed.client("ben").get(listed.url(URL + "approval/")).content


def test_the_figures_of_the_pictures_come_as_csv(listed):
    charts = re.findall(r'href="([^"]+pictures/[\w-]+\.csv[^"]*)"', page(listed).content.decode())

    assert charts
    assert {listed.client("cleo").get(url.replace("&amp;", "&")).status_code for url in charts} == {200}


def test_a_viewer_reads_the_list_with_its_prices_and_decides_nothing(listed):
    cleo = listed.client("cleo")
    text = cleo.get(listed.url(URL)).content.decode()
    decided = cleo.post(listed.url(URL + "decide/"), {"who": accounts(listed)[:1], "act": "wanted"})

    assert ("€" in text, "Unwanted</button>" in text) == (True, False)
    assert (decided.status_code, cleo.post(listed.url(URL), {"after": "1"}).status_code) == (403, 403)
    assert cleo.get(listed.url(URL + "approval.csv")).status_code == 403


@pytest.mark.parametrize("path", ["", "approval/", "approval.csv", "pictures/candidates.csv", "?compare=ac_1"])
def test_another_brand_sees_no_shortlist(listed, path):
    assert listed.client("dov").get(listed.url(URL + path)).status_code == 404
    assert listed.client().get(listed.url(URL + path)).status_code == 302
    assert listed.client("dov").get(listed.url(URL + path, listed.other)).status_code == 404


def test_reading_a_stored_list_never_looks_at_the_pool(listed, monkeypatch):
    def refused(*_):
        raise AssertionError("the pool was read")

    listed.shoal.looks.forget()
    listed.shoal.stored.forget()
    monkeypatch.setattr(listed.shoal.catalog, "pool", refused)

    assert page(listed, "cleo").status_code == 200

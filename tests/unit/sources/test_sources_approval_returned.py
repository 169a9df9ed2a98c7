"""An approval sheet comes back as a page with the answers inside, or as the text of a mail; both are read as text."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from pathlib import Path

import pytest

from shoal.domain.sharing import ApprovalSheet, SharedRow
from shoal.errors import FileFormatError
from shoal.report import render_approval
from shoal.sources import ReturnedSheet, read_approval

HTML = '<!doctype html><meta name="shoal-sheet" content="spring 1"><form>{rows}<input name="by" value="Carl"></form>'


def row(at: int, **told: object) -> SharedRow:
    plain = {
        "row_id": f"s1-{at:03d}", "account_id": f"ac_{at}", "name": f"Baker {at}", "handle": f"@baker{at}", "url": "",
        "platform": "instagram", "tier": "nano", "place": "AT", "followers": "", "engagement": "",
        "reasons": ("bakes",), "unknowns": (), "named": True,
    }  # fmt: skip
    return SharedRow(**{**plain, **told})  # type: ignore[arg-type]


def sheet(*rows: SharedRow) -> ApprovalSheet:
    return ApprovalSheet(
        brand="Oat Co", timezone="Europe/Vienna", brief_name="spring", version=1,
        made_at=datetime(2026, 3, 4, tzinfo=UTC), rows=rows,
    )  # fmt: skip


def read(folder: Path, text: str | bytes, name: str = "back.txt") -> ReturnedSheet:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_approval(path)


def told(found: ReturnedSheet) -> list[tuple[str, str | None, str]]:
    return [(line.row_id, line.choice, line.comment) for line in found.lines]


def test_a_page_that_nobody_marked_decides_nothing(tmp_path):
    found = read(tmp_path, render_approval(sheet(row(1), row(2))), "back.html")

    assert told(found) == [("s1-001", None, ""), ("s1-002", None, "")]
    assert (found.brief_name, [line.wrong for line in found.lines]) == ("spring", ["", ""])


def test_what_is_ticked_and_typed_in_a_page_is_read(tmp_path):
    rows = (
        '<input type="radio" name="s1-001" value="approve" checked=""><input type="radio" name="s1-001" value="open">'
        '<textarea name="comment-s1-001">so &amp; so\nmore</textarea>'
        '<input type="radio" name="s1-002" value="reject" checked><textarea name="comment-s1-002"></textarea>'
    )
    found = read(tmp_path, HTML.format(rows=rows), "back.html")

    assert told(found) == [("s1-001", "wanted", "so & so\nmore"), ("s1-002", "unwanted", "")]
    assert (found.brief_name, found.by_name) == ("spring", "Carl")


def test_a_script_in_a_comment_stays_the_text_it_was_typed_as(tmp_path):
    hostile = "<script>alert(1)</script>"
    typed = f'<textarea name="comment-s1-001">{escape(hostile)}</textarea>'
    rows = f'<input type="radio" name="s1-001" value="ask" checked>{typed}'

    assert told(read(tmp_path, HTML.format(rows=rows), "back.html")) == [("s1-001", "asked", hostile)]


def test_a_web_page_that_is_no_sheet_is_refused(tmp_path):
    with pytest.raises(FileFormatError):
        read(tmp_path, "<!doctype html><p>hello</p>", "page.html")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("s1-001: approve", ("s1-001", "wanted", "")),
        ("> > S1-001: approve - lovely", ("s1-001", "wanted", "lovely")),
        ("s1\u2011001: Reject, too loud", ("s1-001", "unwanted", "too loud")),
        ("s1-001 = ? who is she", ("s1-001", "asked", "who is she")),
        ("s1-001: open - call me first", ("s1-001", None, "call me first")),
        ("s1-001:", ("s1-001", None, "")),
    ],
)
def test_a_line_of_a_mail_is_read_as_people_write_it(tmp_path, line, expected):
    assert told(read(tmp_path, f"Hello,\n\n{line}\n")) == [expected]


def test_a_mail_names_its_brief_and_who_answered_and_long_comments_go_on(tmp_path):
    text = (
        "On Monday Ana wrote:\n> Shortlist spring, version 1\n> Name: Carl\n>\n> # Baker 1 @baker1\n"
        "> s1-001: approve - a long comment that the\n> program broke\n\nBest wishes\n> # Baker 2\n> s1-002:\n"
    )
    found = read(tmp_path, text)

    assert (found.brief_name, found.by_name) == ("spring", "Carl")
    assert told(found) == [("s1-001", "wanted", "a long comment that the program broke"), ("s1-002", None, "")]


def test_a_word_that_is_no_decision_is_named(tmp_path):
    (line,) = read(tmp_path, "s1-001: I like her").lines

    assert (line.choice, "“I” is no decision" in line.wrong) == (None, True)


def test_the_page_allows_its_own_style_and_script_and_nothing_else():
    page = render_approval(sheet(row(1)))

    assert "default-src 'none'" in page
    assert page.count("<script") == page.count("<style") == 1
    assert not any(word in page.split("<body>")[1] for word in (" src=", "<link", "<img", "onclick=", " style="))


def test_names_are_text_in_the_page_and_odd_addresses_are_no_links():
    page = render_approval(sheet(row(1, name="<b>x</b>\u202e", url="javascript:alert(1)")))

    assert ("&lt;b&gt;x&lt;/b&gt;" in page, "<b>x" in page, "javascript:" in page, "\u202e" in page) == (
        True, False, False, False,
    )  # fmt: skip


def test_who_was_not_told_is_a_row_without_a_name():
    page = render_approval(sheet(row(1, named=False, name="", handle="")))

    assert ("Baker 1" in page, "Creator s1-001" in page, "1 of them has no name" in page) == (False, True, True)

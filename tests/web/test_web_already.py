"""Who is with the brand already: own followers by the own export, customers by their application."""

from __future__ import annotations

import json
import sqlite3

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

SHEET = "platform,handle,followers\ninstagram,mina.bakes,4000\ninstagram,oat.fan,900\ntiktok,mina.bakes,100\n"
FOLLOWERS = (("mina.bakes", 1_700_000_000), ("some.private.person", 1_650_000_000), ("another.stranger", 1_660_000_000))


@pytest.fixture
def known(cast):
    """Return the cast with three accounts that the workspace knows."""
    path = cast.shoal.settings.folder / "sheet.csv"
    path.write_text(SHEET, encoding="utf-8")
    cast.shoal.creators.bring_in(path)
    path.unlink()
    return cast


def export(name: str = "followers_1.json", followers=FOLLOWERS) -> SimpleUploadedFile:
    told = [
        {"string_list_data": [{"href": f"https://www.instagram.com/{handle}", "value": handle, "timestamp": at}]}
        for handle, at in followers
    ]
    return SimpleUploadedFile(name, json.dumps(told).encode())


def tags(cast) -> dict[str, tuple[str, ...]]:
    with cast.shoal.acting(cast.as_("ana"), cast.brand):
        return dict(cast.shoal.ledger.notes.tags())


def whole(folder) -> bytes:
    files = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    with sqlite3.connect(folder / "ledger.sqlite3") as base:
        return files + "\n".join(base.iterdump()).encode()


def test_known_creators_who_follow_are_tagged_and_shown_with_the_day(known):
    browser = known.client("ben")
    answer = browser.post(known.url("already/"), {"export": export()})
    page = browser.get(known.url("already/")).content.decode()

    assert (answer.status_code, len(tags(known)["follows us"])) == (303, 1)
    assert ("mina.bakes" in page, "14 November 2023" in page, "2 other followers were counted" in page) == (True,) * 3


@pytest.mark.parametrize("name", ["followers_1.json", "following.json", "letters.json"])
def test_no_name_of_a_stranger_is_kept_whether_the_file_is_read_or_refused(known, name):
    known.client("ben").post(known.url("already/"), {"export": export(name)})

    assert b"some.private.person" not in whole(known.shoal.settings.folder)


def test_a_refused_file_is_gone_and_the_page_says_what_is_wanted(known):
    sent = SimpleUploadedFile("followers_1.html", b"<!doctype html><p>some.private.person")
    answer = known.client("ben").post(known.url("already/"), {"export": sent})
    left = list((known.shoal.settings.folder / "applications").iterdir())

    assert (answer.status_code, b"JSON" in answer.content, left) == (422, True, [])


def test_undo_takes_off_the_tags_it_put_on_and_no_others(known):
    with known.shoal.acting(known.as_("ana"), known.brand):
        hasher = known.shoal.catalog.hasher
        mine = hasher.account_id("instagram", "handle", "oat.fan").replace("ac_", "cr_")
        known.shoal.ledger.notes.tag([mine], "follows us")
    browser = known.client("ben")
    browser.post(known.url("already/"), {"export": export()})
    browser.post(known.url("already/instagram/undo/"))

    assert tags(known) == {"follows us": (mine,)}


def test_the_same_export_twice_tags_nobody_twice(known):
    browser = known.client("ben")
    for _ in range(2):
        browser.post(known.url("already/"), {"export": export()})

    assert len(tags(known)["follows us"]) == 1


def test_no_file_is_said_beside_the_field(known):
    answer = known.client("ben").post(known.url("already/"), {})

    assert (answer.status_code, b"id_export_error" in answer.content) == (422, True)


def test_the_audit_holds_counts_and_no_names(known):
    known.client("ben").post(known.url("already/"), {"export": export()})
    with known.shoal.acting(known.as_("ana"), known.brand):
        (entry,) = known.shoal.team.audit(verb="already.match")

    assert (entry.subject, entry.payload["counts"]) == ("instagram", {"matched": 1, "tagged": 1, "unmatched": 2})


@pytest.mark.parametrize(
    ("name", "status"), [("ana", 200), ("ada", 200), ("ben", 200), ("cleo", 403), (None, 302), ("dov", 404)]
)
def test_each_role_opens_the_page_or_not(known, name, status):
    assert known.client(name).get(known.url("already/")).status_code == status


def test_another_brand_sees_no_followers_of_this_one(known):
    known.client("ben").post(known.url("already/"), {"export": export()})

    assert b"mina.bakes" not in known.client("dov").get(known.url("already/", known.other)).content


def test_erasing_a_creator_takes_her_out_of_the_followers(known):
    browser = known.client("ben")
    browser.post(known.url("already/"), {"export": export()})
    known.shoal.creators.forget("instagram:mina.bakes", confirmed=True)

    assert b"mina.bakes" not in browser.get(known.url("already/")).content

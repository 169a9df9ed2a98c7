"""The public form: what it shows, what spam meets, which files are taken."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from applications_sent import (
    NOTICE,
    PLACE,
    exif_of,
    opened_form,
    photo_with_place,
    png,
    records,
    send,
    stamp,
    upload,
    whole,
    whole_png,
)


@pytest.fixture
def address(cast):
    return opened_form(cast)


# the public form -----------------------------------------------------------------------------------------------------


def test_the_form_needs_no_sign_in_and_loads_nothing_from_elsewhere(cast, address):
    answer = cast.client().get(address)
    page = answer.content.decode()

    assert (answer.status_code, "http://" in page or "https://" in page, NOTICE in page) == (200, False, True)


def test_the_form_is_not_for_search_engines(cast, address):
    assert "noindex" in cast.client().get(address)["X-Robots-Tag"]


@pytest.mark.parametrize("token", ["no-such-token", "x" * 200])
def test_an_unknown_address_says_whom_to_ask(cast, token):
    answer = cast.client().get(f"/apply/{token}/")

    assert (answer.status_code, b"Ask the brand" in answer.content) == (404, True)


def test_a_closed_form_looks_like_one_that_never_was(cast, address):
    never = cast.client().get("/apply/no-such-token/").content
    with cast.shoal.acting(cast.as_("ada", "approver"), cast.brand):
        cast.shoal.applying.change_form(notice=NOTICE, is_open=False)

    assert cast.client().get(address).content == never


def test_an_application_waits_in_the_list_and_thanks(cast, address):
    answer = send(cast, address)
    page = cast.client("ada").get(cast.url("applications/")).content.decode()

    assert (answer.status_code, answer["Location"], "mina.bakes" in page) == (303, f"{address}thanks/", True)


def test_nothing_enters_the_catalogue_before_a_person_accepts(cast, address):
    send(cast, address)

    assert cast.shoal.catalog.counts()["accounts"] == 0


def test_the_thanks_name_the_brand(cast, address):
    assert b"Oat &amp; Co" in cast.client().get(f"{address}thanks/").content


@pytest.mark.parametrize("left_out", ["platform", "handle", "email", "country", "adult", "notice"])
def test_a_missing_answer_is_said_beside_its_question_and_the_rest_stays(cast, address, left_out):
    answer = send(cast, address, **{left_out: None})
    page = answer.content.decode()

    assert (answer.status_code, f'id="id_{left_out}_error"' in page, "Rye, patience" in page) == (422, True, True)


def test_a_link_to_a_single_post_is_asked_back(cast, address):
    answer = send(cast, address, handle="https://www.instagram.com/p/C0abcdEFgh1/")

    assert (answer.status_code, b'id="id_handle_error"' in answer.content, records(cast)) == (422, True, ())


def test_the_same_application_twice_is_kept_once_and_thanked_twice(cast, address):
    browser = cast.client()
    answers = [send(cast, address, browser).status_code for _ in range(2)]

    assert (answers, len(records(cast))) == ([303, 303], 1)


def test_script_and_letters_from_the_right_are_shown_as_text(cast, address):
    told = "<script>alert(1)</script> \u202e\u0645\u0631\u062d\u0628\u0627\u202c"
    send(cast, address, values=told, city="<b>Graz</b>")
    (record,) = records(cast)
    page = cast.client("ada").get(cast.url(f"applications/{record.id}/")).content.decode()

    assert ("<script>alert" in page, "&lt;script&gt;" in page, "<b>Graz" in page) == (False, True, False)


def test_a_link_that_runs_something_is_not_kept(cast, address):
    send(cast, address, proof="javascript:alert(1)")

    assert records(cast)[0].application.proof is None


# spam ----------------------------------------------------------------------------------------------------------------


def test_the_field_that_nobody_sees_stops_a_program_and_not_a_person(cast, address):
    first = send(cast, address, fax="buy now")
    page = first.content.decode()

    assert (first.status_code, "buy now" in page, "Rye, patience" in page, records(cast)) == (422, False, True, ())


@pytest.mark.parametrize("opened", ["", "made:up"])
def test_a_form_that_was_never_opened_is_not_taken(cast, address, opened):
    assert (send(cast, address, opened=opened).status_code, records(cast)) == (422, ())


def test_a_form_sent_within_three_seconds_is_asked_once_more(cast, address):
    assert (send(cast, address, opened=stamp(0)).status_code, records(cast)) == (422, ())


def test_a_sixth_application_from_one_network_has_to_wait(cast, address):
    told = [send(cast, address, handle=f"@creator{n}", email=f"c{n}@mail.example").status_code for n in range(6)]

    assert told == [303] * 5 + [429]


def test_who_has_to_wait_keeps_what_was_typed(cast, address):
    for n in range(5):
        send(cast, address, handle=f"@creator{n}", email=f"c{n}@mail.example")

    assert b"Rye, patience" in send(cast, address).content


def test_a_form_takes_two_hundred_a_day(cast, address):
    people, now = cast.shoal.ledger.people, cast.shoal.wall_clock()
    for _ in range(200):
        people.attempt(f"apply form {cast.brand.id}", now, window=timedelta(days=1))

    assert send(cast, address).status_code == 429


def test_no_network_address_is_written_down(cast, address):
    send(cast, address)

    assert b"127.0.0.1" not in whole(cast.shoal.settings.folder)


# files ---------------------------------------------------------------------------------------------------------------


def test_a_screenshot_is_drawn_anew_and_its_place_is_gone(cast, address):
    from PIL import Image

    exif = Image.Exif()
    exif[0x9286] = "taken at home"
    send(cast, address, evidence=upload("../../insights.png", png(exif=exif)))
    (record,) = records(cast)
    kept = Path(record.evidence.path).read_bytes()

    assert (kept.startswith(b"\x89PNG"), b"taken at home" in kept, ".." in record.evidence.name) == (True, False, False)


def test_a_kept_file_is_for_its_owner_alone(cast, address):
    send(cast, address, evidence=upload("insights.png", png()))
    path = Path(records(cast)[0].evidence.path)

    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


BAD_FILES = {
    "drawing.svg": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "page.html": b"<!doctype html><script>alert(1)</script>",
    "page.png": b"<!doctype html><script>alert(1)</script>",
    "empty.png": b"",
    "both.csv": b"<html>a,b\n1,2\n",
    "archive.zip": b"PK\x03\x04" + b"\0" * 40,
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_of_another_kind_is_refused_in_words_and_what_was_typed_stays(cast, address, name):
    answer = send(cast, address, evidence=upload(name, BAD_FILES[name]))
    page = answer.content.decode()

    told = ('id="id_evidence_error"' in page, "Rye, patience" in page, records(cast))
    assert (answer.status_code, *told) == (422, True, True, ())


def test_a_picture_of_a_hundred_megapixels_is_refused_before_it_is_decoded(cast, address):
    head = png()
    huge = head[:16] + (10_000).to_bytes(4, "big") * 2 + head[24:]
    answer = send(cast, address, evidence=upload("huge.png", huge))

    assert (answer.status_code, b"100,000,000" in answer.content or b"10,000 x 10,000" in answer.content) == (422, True)


def test_a_whole_picture_of_a_hundred_megapixels_is_refused_too(cast, address):
    """Black and white, it has less than 20 kB: neither its size nor a broken part of it gives it away."""
    answer = send(cast, address, evidence=upload("huge.png", whole_png(10_000, 10_000)))

    assert (answer.status_code, b"10,000 x 10,000" in answer.content, records(cast)) == (422, True, ())


def test_a_photo_that_is_shown_does_not_say_where_it_was_taken(cast, address):
    send(cast, address, evidence=upload("phone.jpg", photo_with_place()))
    (record,) = records(cast)
    shown = cast.client("ben").get(cast.url(f"applications/{record.id}/evidence/")).content
    page = cast.client("ben").get(cast.url(f"applications/{record.id}/")).content.decode()

    assert (PLACE in photo_with_place(), PLACE in shown, exif_of(shown)) == (True, False, {})
    assert "camera data (EXIF), with the place where it held one" in page


@pytest.mark.parametrize(
    "behind", [b"<!doctype html><script>alert(1)</script>", b"PK\x03\x04" + b"\0" * 40 + b"evil.exe"]
)
def test_a_picture_that_is_a_page_or_an_archive_too_is_only_a_picture_when_it_is_shown(cast, address, behind):
    send(cast, address, evidence=upload("both.png", png() + behind))
    (record,) = records(cast)
    answer = cast.client("ben").get(cast.url(f"applications/{record.id}/evidence/"))

    assert (behind in answer.content, answer["Content-Type"], answer["X-Content-Type-Options"]) == (
        False, "image/png", "nosniff",
    )  # fmt: skip
    assert "sandbox" in answer["Content-Security-Policy"]


def test_a_file_above_ten_megabytes_is_said_beside_its_field(cast, address):
    answer = send(cast, address, evidence=upload("big.png", b"\x89PNG" + b"\0" * 10_100_000))

    assert (answer.status_code, "larger than 10\u00a0MB" in answer.content.decode()) == (422, True)


def test_a_refused_file_leaves_nothing_behind(cast, address):
    send(cast, address, evidence=upload("page.html", BAD_FILES["page.html"]))
    folder = cast.shoal.settings.folder / "applications"

    assert not folder.exists() or list(folder.iterdir()) == []


def test_a_picture_is_shown_and_a_document_is_only_a_download(cast, address):
    send(cast, address, evidence=upload("insights.png", png()))
    send(cast, address, handle="@other", email="o@mail.example", evidence=upload("insights.csv", b"day,reach\n1,20\n"))
    browser, told = cast.client("ben"), {}
    for record in records(cast):
        answer = browser.get(cast.url(f"applications/{record.id}/evidence/"))
        told[answer["Content-Type"]] = (
            answer["Content-Disposition"].partition(";")[0],
            answer["X-Content-Type-Options"],
        )

    assert told == {"image/png": ("inline", "nosniff"), "text/csv": ("attachment", "nosniff")}

from __future__ import annotations

import csv
import hashlib
import hmac
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from shoal.domain.application import Application, ApplicationsRead
from shoal.domain.intake import ReadOptions
from shoal.errors import FileFormatError, UnknownColumnError
from shoal.sources import (
    QUESTIONS,
    joined,
    printable_questions,
    read,
    read_answers,
    read_applications,
    recognise_applications,
)
from shoal.sources.applications.answers import adult, files_of, link_of, moment, scrubbed, ticked

MAIL = "mina.b@example.org"
PHONE = "+43 660 1234567"
GOOGLE = (
    "Timestamp", "Email Address", "Which platform do you post on?", "Your Instagram or TikTok handle",
    "Where do you live? (city, country)", "What do you care about?", "Link that proves it",
    "Upload a screenshot of your insights", "Have you bought from us before?", "Are you 18 or older?",
    "I have read the privacy notice and agree", "Phone number",
)  # fmt: skip
MINA = (
    "2026/05/20 1:43:01 PM GMT+1", " Mina.B@Example.org ", "Instagram", "@mina.backt.xmpl", "Vienna, Austria",
    f"Slow bread, شكرا. Write to {MAIL} or {PHONE}", "https://example.org/a",
    "https://drive.google.com/open?id=abc, https://drive.google.com/open?id=def", "Yes", "Yes, I am 18 or older",
    "I have read the privacy notice and agree", PHONE,
)  # fmt: skip
TYPEFORM = (
    "#", *(question.label for question in QUESTIONS), "Response Type", "Start Date (UTC)", "Stage Date (UTC)",
    "Submit Date (UTC)", "Network ID", "Tags",
)  # fmt: skip
THEO = (
    "odwdp4nzj1xg6m9l36", "TikTok", "theo.cooks", "theo@example.org", "Deutschland", "Köln", "Soup",
    "instagram.com/theo.cooks", "https://api.typeform.com/responses/files/ab/insights.png", "0", "1", "1", "completed",
    "2026-10-05 02:39:31", "null", "2026-10-05 02:41:38", "653e97acae", "",
)  # fmt: skip
ANSWERS = {
    "platform": "Instagram", "handle": "@mina.backt.xmpl", "email": MAIL, "country": "Austria", "adult": "yes",
    "notice": "yes",
}  # fmt: skip
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def hasher(kind: str, text: str) -> str:
    return hmac.new(b"key", f"{kind}\x1f{text}".encode(), hashlib.sha256).hexdigest()


def written(path: Path, *lines: Sequence[str]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return path


def changed(line: Sequence[str], headers: Sequence[str], **answers: str) -> list[str]:
    """Return a line with the answers under the first header that holds a word replaced."""
    cells = list(line)
    for word, answer in answers.items():
        cells[next(at for at, header in enumerate(headers) if word in header.lower())] = answer
    return cells


def google(tmp_path: Path, *lines: Sequence[str], options: ReadOptions | None = None) -> ApplicationsRead:
    return read_applications(written(tmp_path / "answers.csv", GOOGLE, *lines), options, hasher)


def test_an_export_of_google_forms_becomes_applications(tmp_path: Path) -> None:
    found = google(tmp_path, MINA)

    (application,) = found.applications
    account = application.account
    assert (account.platform, account.handle) == ("instagram", "mina.backt.xmpl")
    assert (application.email, application.country, application.city) == ("Mina.B@Example.org", "AT", "Vienna")
    assert application.at == datetime(2026, 5, 20, 12, 43, 1, tzinfo=UTC)
    assert (application.proof, application.customer, len(application.evidence)) == ("https://example.org/a", True, 2)
    assert found.reading.source == "google_forms_applications"


def test_an_export_of_typeform_becomes_applications(tmp_path: Path) -> None:
    started = changed(THEO, TYPEFORM, **{"response type": "started", "submit date": ""})
    path = written(tmp_path / "responses.csv", TYPEFORM, THEO, started)
    found = read_applications(path, None, hasher)

    (application,) = found.applications
    assert (application.account.platform, application.account.handle) == ("tiktok", "theo.cooks")
    assert (application.country, application.city, application.customer) == ("DE", "Köln", False)
    assert application.at == datetime(2026, 10, 5, 2, 41, 38, tzinfo=UTC)
    assert found.reading.source == "typeform_applications"
    assert [(result.row, result.outcome) for result in found.reading.results] == [(2, "skipped")]


def test_the_catalogue_gets_the_creator_and_no_address(tmp_path: Path) -> None:
    found = google(tmp_path, MINA)

    (row,) = found.reading.sighting.creators
    assert (found.reading.policy, row.handle, row.country, row.city) == (
        "creator_proof", "mina.backt.xmpl", "AT", "Vienna",
    )  # fmt: skip
    assert row.extra["values (link as proof)"] == "https://example.org/a"
    everything = repr(found.reading).casefold()
    assert MAIL not in everything
    assert hasher("email", MAIL) not in everything
    assert "1234567" not in everything


def test_an_address_does_not_show_where_an_application_is_printed(tmp_path: Path) -> None:
    assert MAIL not in repr(google(tmp_path, MINA)).casefold()


def test_an_applicant_joins_the_orders_of_a_shop(tmp_path: Path) -> None:
    headers = ("Name", "Email", "Financial Status", "Created at", "Currency", "Total", "Lineitem quantity")
    order = ("#1001", MAIL.upper(), "paid", "2026-05-01 10:00:00 +0200", "EUR", "20.00", "1")
    orders = read(written(tmp_path / "orders.csv", headers, order), None, hasher).orders
    other = changed(MINA, GOOGLE, email="nobody@example.org", handle="@other.xmpl", bought="")
    without = changed(MINA, GOOGLE, email="", handle="@third.xmpl")

    applications = google(tmp_path, other, without, MINA).applications
    found = joined(applications, {order.customer_key for order in orders if order.customer_key})

    assert [(applicant.bought, applicant.application.account.handle) for applicant in found] == [
        (True, "mina.backt.xmpl"), (False, "other.xmpl"), (False, "third.xmpl"),
    ]  # fmt: skip
    assert len({applicant.reason for applicant in found}) == 3


@pytest.mark.parametrize(
    "answers",
    [
        {"18": "No"}, {"18": ""}, {"18": "17"}, {"18": "I am not 18"}, {"18": "perhaps"}, {"18": "Yes, I am 16"},
        {"18": "under 18"}, {"privacy": ""}, {"privacy": "No"}, {"privacy": "later"},
    ],
)  # fmt: skip
def test_of_a_minor_or_without_the_notice_nothing_is_kept(tmp_path: Path, answers: dict[str, str]) -> None:
    found = google(tmp_path, changed(MINA, GOOGLE, **answers))

    assert found.applications == ()
    (result,) = found.reading.results
    assert (result.outcome, dict(result.cells)) == ("error", {})
    assert "mina" not in repr(found).casefold()


@pytest.mark.parametrize(
    "answer", ["Yes", "yes, i am 18 or older", "Ja", "Oui, j'ai 18 ans", "Sí", "1", "TRUE", "18+", "23", "はい", "✓",
               "I am 18 or older", "Ich bin 18 oder älter"]
)  # fmt: skip
def test_an_adult_says_so_in_many_ways(answer: str) -> None:
    assert adult(answer) == "yes"


def test_a_ticked_box_may_repeat_its_label() -> None:
    label = "Regolamento e informativa: letto"

    assert (ticked(label, label), ticked(label)) == ("yes", "open")


@given(st.text(max_size=60))
def test_no_text_with_an_age_below_18_is_an_adult(text: str) -> None:
    for age in ("9", "13", "17"):
        assert adult(f"{text} {age} {text}") != "yes"


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("2026/05/20 1:43:01 PM GMT+1", None, datetime(2026, 5, 20, 12, 43, 1, tzinfo=UTC)),
        ("2026/05/20 1:43:01 AM GMT-3:30", None, datetime(2026, 5, 20, 5, 13, 1, tzinfo=UTC)),
        ("2026/05/20 9:00:00 AM GMT", None, datetime(2026, 5, 20, 9, tzinfo=UTC)),
        ("2026/05/20 9:00:00 AM MESZ", None, datetime(2026, 5, 20, 7, tzinfo=UTC)),
        ("2026-10-05 02:41:38", None, datetime(2026, 10, 5, 2, 41, 38, tzinfo=UTC)),
        ("5/20/2026 13:43:01", None, datetime(2026, 5, 20, 13, 43, 1, tzinfo=UTC)),
        ("05/06/2026 13:43:01", "day-first", datetime(2026, 6, 5, 13, 43, 1, tzinfo=UTC)),
        ("05/06/2026 13:43:01", None, None),
        ("", None, None),
    ],
)
def test_moments_of_both_tools_are_read(text: str, order: str | None, expected: datetime | None) -> None:
    assert moment(text, order, UTC) == expected


def test_dates_that_could_be_two_days_are_asked(tmp_path: Path) -> None:
    line = changed(MINA, GOOGLE, timestamp="05/06/2026 13:43:01")
    asked = google(tmp_path, line)
    told = google(tmp_path, line, options=ReadOptions(dates="day-first"))

    assert [question.code for question in asked.reading.questions] == ["date_order"]
    assert asked.applications[0].at is None
    assert told.applications[0].at == datetime(2026, 6, 5, 13, 43, 1, tzinfo=UTC)


def test_every_column_says_why_and_what_is_not_stored(tmp_path: Path) -> None:
    columns = {column.header: column for column in google(tmp_path, MINA).reading.columns}

    assert [columns[header].field for header in GOOGLE] == [
        "at", "email", "platform", "handle", "place", "values", "proof", "evidence", "customer", "adult", "notice",
        None,
    ]  # fmt: skip
    assert all(column.reason for column in columns.values())
    assert columns["Email Address"].samples == ()
    assert columns["Phone number"].dropped


def test_a_column_may_be_kept_or_told_by_hand(tmp_path: Path) -> None:
    told = ReadOptions(columns={"What do you care about?": "keep", "Link that proves it": "evidence"})
    found = google(tmp_path, MINA, options=told)

    assert found.applications[0].values is None
    assert "(contact removed)" in found.reading.sighting.creators[0].extra["What do you care about?"]
    with pytest.raises(UnknownColumnError):
        google(tmp_path, MINA, options=ReadOptions(columns={"Nothing": "handle"}))


def test_two_handle_questions_are_two_accounts_of_one_person(tmp_path: Path) -> None:
    headers = ("Instagram handle", "TikTok username", "I am 18 or older", "Datenschutzhinweis gelesen")
    path = written(tmp_path / "a.csv", headers, ("@mina.xmpl", "mina_tt", "Ja", "Ja"))
    found = read_applications(path, None, hasher)

    assert [(account.platform, account.handle) for account in found.applications[0].accounts] == [
        ("instagram", "mina.xmpl"), ("tiktok", "mina_tt"),
    ]  # fmt: skip
    assert [row.row for row in found.reading.sighting.creators] == [1, 1]


def test_a_ticked_platform_is_no_handle_and_a_username_may_be_an_address(tmp_path: Path) -> None:
    headers = ("Timestamp", "Username", "Instagram", "TikTok", "Profile", "Adult?", "Privacy notice")
    path = written(tmp_path / "a.csv", headers, ("", MAIL, "", "TikTok", "mina_tt", "Yes", "Yes"))
    (application,) = read_applications(path, None, hasher).applications

    assert (application.email, application.account.platform, application.account.handle) == (MAIL, "tiktok", "mina_tt")


def test_who_applied_twice_counts_once_with_the_later(tmp_path: Path) -> None:
    later = changed(MINA, GOOGLE, timestamp="2026/05/21 1:43:01 PM GMT+1", live="Graz, Austria")
    for lines in ((MINA, later), (later, MINA)):
        found = google(tmp_path, *lines)

        assert [application.city for application in found.applications] == ["Graz"]
        assert [result.outcome for result in found.reading.results] == ["skipped"]


def test_a_line_without_a_usable_account_can_be_mended(tmp_path: Path) -> None:
    found = google(tmp_path, changed(MINA, GOOGLE, handle="https://www.instagram.com/p/Cxmpl/"))

    (result,) = found.reading.results
    assert "link to a post" in result.text
    assert result.cells["handle"] == "https://www.instagram.com/p/Cxmpl/"
    assert MAIL not in repr(found.reading).casefold()


def test_an_address_in_the_place_of_the_handle_is_not_shown(tmp_path: Path) -> None:
    found = google(tmp_path, changed(MINA, GOOGLE, handle=MAIL))

    assert found.applications == ()
    assert MAIL not in repr(found).casefold()


def test_a_file_that_does_not_ask_for_adulthood_is_no_file_of_applications(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", ("Instagram handle", "Privacy notice"), ("@mina.xmpl", "Yes"))

    with pytest.raises(FileFormatError, match="18 or older"):
        read_applications(path, None, hasher)


def test_headers_of_applications_are_told_from_a_sheet_of_creators() -> None:
    assert recognise_applications(GOOGLE) == "google_forms"
    assert recognise_applications(TYPEFORM) == "typeform"
    assert recognise_applications(("Handle", "Followers", "ER", "Fee", "Email")) is None


def test_two_questions_with_the_same_header_and_semicolons_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Handle link;Adult;Privacy notice;Other;Other\nhttps://www.tiktok.com/@mina.xmpl;1;1;a;b\n")

    assert read_applications(path, None, hasher).applications[0].account.handle == "mina.xmpl"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("https://example.org/a?b=c", "https://example.org/a?b=c"), ("instagram.com/p/x", "https://instagram.com/p/x"),
        ("javascript:alert(1)", None), ("data:text/html,x", None), ("ftp://example.org/a", None), ("a book", None),
        ("https://user:pass@example.org/", None), ("", None), ('instagram.com/"onmouseover="x', None),
    ],
)  # fmt: skip
def test_only_web_links_are_links(text: str, link: str | None) -> None:
    assert link_of(text) == link


def test_files_are_links_or_plain_names() -> None:
    assert files_of("reach.png, https://x.example/f.pdf, ../../etc/passwd, javascript:x") == (
        "reach.png", "https://x.example/f.pdf",
    )  # fmt: skip


@example("'@A.Al", "")
@given(st.emails().filter(lambda mail: "/@" not in mail), st.text(max_size=40))  # that is how links to profiles look
def test_no_address_survives_in_free_text(mail: str, text: str) -> None:
    assert mail not in scrubbed(f"{text} {mail} {text}")


def test_answers_of_the_form_become_the_same_application() -> None:
    checked = read_answers({**ANSWERS, "values": "Slow bread", "evidence": "ab12.png"}, hasher, at=NOW)

    assert checked.errors == ()
    assert checked.application is not None
    assert checked.reading is not None
    assert (checked.application.email_key, checked.application.at) == (hasher("email", MAIL), NOW)
    assert checked.application.evidence == ("ab12.png",)
    assert checked.reading.sighting.creators[0].handle == "mina.backt.xmpl"
    assert MAIL not in repr(checked.reading)


@pytest.mark.parametrize(
    ("key", "answer"),
    [
        ("handle", ""), ("handle", "https://vm.tiktok.com/x/"), ("email", ""), ("email", "mina"), ("country", ""),
        ("adult", ""), ("adult", "no"), ("notice", ""), ("platform", ""),
    ],
)  # fmt: skip
def test_a_wrong_answer_of_the_form_is_named(key: str, answer: str) -> None:
    checked = read_answers({**ANSWERS, key: answer}, hasher, at=NOW)

    assert checked.application is None
    assert key in dict(checked.errors)


def test_a_profile_link_needs_no_platform() -> None:
    answers = {**ANSWERS, "platform": "", "handle": "https://www.tiktok.com/@mina.xmpl"}

    assert read_answers(answers, hasher, at=NOW).errors == ()


@given(st.dictionaries(st.sampled_from([question.key for question in QUESTIONS]), st.text(max_size=60)))
def test_any_answers_are_an_application_or_named_errors(answers: dict[str, str]) -> None:
    checked = read_answers(answers, hasher, at=NOW)

    assert (checked.application is None) == bool(checked.errors)
    assert {key for key, _ in checked.errors} <= {question.key for question in QUESTIONS}


def test_the_printed_list_holds_every_question_and_escapes_what_it_is_given() -> None:
    printed = printable_questions("Brot <b>& Co", "https://example.org/notice?<x>")

    assert all(question.label in printed.text and question.help in printed.text for question in QUESTIONS)
    assert "<b>" not in printed.html
    assert "Brot &lt;b&gt;&amp; Co" in printed.html


def test_copying_the_printed_questions_gives_a_file_without_doubts(tmp_path: Path) -> None:
    path = written(tmp_path / "a.csv", TYPEFORM, THEO)
    columns = read_applications(path, None, hasher).reading.columns
    own = {column.header: column.reason for column in columns if column.header in {q.label for q in QUESTIONS}}

    assert set(own.values()) == {"the wording of Shoal's own question"}


@given(st.lists(st.lists(st.text(max_size=20), min_size=12, max_size=12), max_size=5))
def test_any_cells_are_applications_or_results(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]]
) -> None:
    clean = [[cell.replace("\0", "").replace("\r", " ").replace("\n", " ") for cell in line] for line in lines]
    path = written(tmp_path_factory.mktemp("any") / "a.csv", GOOGLE, MINA, *clean)
    found = read_applications(path, None, hasher)

    rows = [application.row for application in found.applications] + [result.row for result in found.reading.results]
    assert sorted(rows) == list(range(1, found.reading.rows + 1))
    assert all(isinstance(application, Application) for application in found.applications)

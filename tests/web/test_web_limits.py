"""What a member may ask for within a time, on the page: a program meets an end, a person does not."""

from __future__ import annotations

import re

import pytest
from django.urls import get_resolver
from web_two_brands import every_url

from shoal.web.desk import HOUSE
from shoal.web.limits import ALLOWANCES, ASKED_FOR_MORE, KINDS, Allowance, Limits


def few(kind: str, burst: int = 2) -> None:
    """Let everybody have a few of a kind, which do not come back while a test runs."""
    HOUSE.limits = Limits(allowances={**ALLOWANCES, kind: Allowance(burst=burst, per_second=1 / 600)})


def statuses(browser, url: str, times: int = 4) -> list[int]:
    return [browser.get(url).status_code for _ in range(times)]


@pytest.mark.parametrize(
    ("kind", "url"),
    [("page", ""), ("page", "briefs/"), ("search", "creators/?q=oats"), ("file out", "creators/export/?format=csv")],
)
def test_a_member_who_asks_too_often_has_to_wait(cast, kind, url):
    few(kind)

    assert statuses(cast.client("ben"), cast.url(url))[2:] == [429, 429]


def test_what_is_brought_in_too_often_is_refused_and_nothing_is_kept(cast):
    browser = cast.client("ben")
    few("file in", 1)
    answers = [browser.post(cast.url("paste/"), {"text": f"@mina{number}.bakes"}).status_code for number in range(3)]

    assert (answers[0] < 400, answers[1:]) == (True, [429, 429])


def test_the_page_says_what_happened_and_what_to_do_next(cast):
    browser = cast.client("ben")
    few("search", 1)
    text = [browser.get(cast.url("creators/?q=oats")).content.decode() for _ in range(2)][1]

    assert [words for words in ("More searches at once", "Wait 600 seconds", "Nothing was changed", "1 at once",
                                "Back to the start") if words not in text] == []  # fmt: skip


def test_the_limit_is_a_members_and_not_a_brands(cast):
    few("page", 3)  # a page, and what signing in leads to
    ben = statuses(cast.client("ben"), cast.url())

    assert (ben[-1], statuses(cast.client("cleo"), cast.url(), 1)) == (429, [200])


def test_another_session_of_the_same_member_has_no_limit_of_its_own(cast):
    few("page")
    statuses(cast.client("ben"), cast.url())

    assert statuses(cast.client("ben"), cast.url(), 1) == [429]


def test_other_pages_go_on_where_searching_has_to_wait(cast):
    browser = cast.client("ben")
    few("search")

    assert (statuses(browser, cast.url("creators/?q=oats"))[-1], browser.get(cast.url()).status_code) == (429, 200)


def test_somebody_who_works_fast_meets_no_limit(cast):
    """A hundred pages, forty searches and twenty files, each as fast as the server answers."""
    browser = cast.client("ben")
    told = [*[cast.url()] * 100, *[cast.url("creators/?q=oats")] * 40, *[cast.url("applications/template.csv")] * 20]

    assert {browser.get(url).status_code for url in told} == {200}


@pytest.mark.usefixtures("cast")
def test_every_address_that_is_counted_is_one_of_the_site():
    named = {name for name, _, _ in every_url(get_resolver().url_patterns)}

    assert ({name for _, name in KINDS} | {name for name, _ in ASKED_FOR_MORE}) - named == set()


@pytest.mark.usefixtures("cast")
def test_every_address_of_a_file_is_counted_as_one():
    """A new download without its line in the map of limits fails here."""
    urls = every_url(get_resolver().url_patterns)
    files = {
        name
        for name, route, names in urls
        if re.search(r"\.(csv|<str:kind>)$|export/$|evidence/$", route) and "brand" in names
    }

    assert {name for name in files if KINDS.get(("GET", name)) != "file out"} == set()
    assert len(files) >= 12

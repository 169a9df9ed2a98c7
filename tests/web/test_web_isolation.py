"""Nobody sees a row of a brand that was not granted, whatever is asked for and however."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.urls import get_resolver
from web_cast import people_of
from web_two_brands import OAT, TEA, every_url, fill, tokenless

from shoal.app import make_workspace, open_workspace
from shoal.config import Settings
from shoal.web.desk import HOUSE
from shoal.web.limits import Limits

OWN = {"ben": OAT, "cleo": OAT, "dov": TEA}
LEFT_OUT = {"logout", "login"}  # they end the session that asks
QUERIES = (
    "q", "sort", "page", "version", "part", "count", "state", "from", "template", "verb", "before", "outcome",
    "download", "check", "brief", "tag", "view", "next", "with", "budget", "platform", "pick", "kind", "cursor", "all",
)  # fmt: skip
FIELDS = (
    "act", "pick", "who", "account", "choice", "reason", "text", "name", "word", "number", "query", "said", "other",
    "version", "read_version", "hide", "seen", "email", "role", "label", "budget", "skipped", "state", "view", "file",
)  # fmt: skip
WORDS = ("", "1", "2", "0", "-1", "all", "name", "csv", "drop", "undo", "same", "accept", "contact", "wanted", "x" * 90)


@pytest.fixture(scope="module")
def two(tmp_path_factory) -> Iterator[tuple]:
    """Return the cast, the ids of both brands and a signed-in browser for each of three people."""
    folder = tmp_path_factory.mktemp("two")
    make_workspace(Settings(folder=folder / "web.shoal", name="Oat & Co", currency="EUR", timezone="Europe/Vienna"))
    with open_workspace(folder / "web.shoal") as shoal:
        cast = people_of(shoal)
        HOUSE.annex = None  # no made-up market is to be started here
        HOUSE.limits = Limits(allowances={})  # three people who ask for more than anybody could
        ids = fill(cast, folder)
        yield cast, ids, {name: cast.client(name, raise_request_exception=False) for name in OWN}


def pool(ids) -> list[str]:
    """Return every id of both brands, and some that are nobody's."""
    found = ["missing", "cr_0000000000", "up_0000000000", "ba_0000000000", "1", "2", "9999"]
    for told in ids.values():
        for value in told.values():
            found += map(str, value if isinstance(value, list) else [value])
    return sorted(set(found))


def brand_urls() -> list[tuple[str, str, tuple[str, ...]]]:
    return [url for url in every_url(get_resolver().url_patterns) if url[0] not in LEFT_OUT]


def address(route: str, parts: dict[str, str]) -> str:
    path = route
    for name, value in parts.items():
        for kind in ("slug:", "str:", "int:", ""):
            path = path.replace(f"<{kind}{name}>", value)
    return "/" + path


def asked(dice, urls, everything, ids) -> tuple[str, dict[str, str], dict[str, str]]:
    """Throw the dice for one request: an address, its query and a body."""
    _, route, names = urls[dice.integers(len(urls))]
    holder = ids[(OAT, TEA)[dice.integers(2)]]

    def one(name: str) -> str:
        if name == "brand":
            return ids[(OAT, TEA)[dice.integers(2)]]["brand"]
        if name in holder and dice.random() < 0.7:
            return str(holder[name])
        return everything[dice.integers(len(everything))]

    words = [*everything, *WORDS]

    def some(names: tuple[str, ...]) -> dict[str, str]:
        return {str(name): words[dice.integers(len(words))] for name in dice.choice(names, size=3, replace=False)}

    return address(route, {name: one(name) for name in names}), some(QUERIES), some(FIELDS)


@pytest.mark.trials
@pytest.mark.timeout(3_600)
def test_random_requests_show_no_row_of_another_brand(two, dice, repetitions):
    """A leak in one page of one kind of request in 60 would be missed by the full run in 1e-73 of cases."""
    _, ids, browsers = two
    urls, everything, people = brand_urls(), pool(ids), sorted(OWN)
    leaks, broken = [], []
    for _ in range(repetitions(400, 10_000)):
        person = people[dice.integers(len(people))]
        path, query, body = asked(dice, urls, everything, ids)
        more = {"headers": {"HX-Request": "true"}} if dice.random() < 0.3 else {}
        if dice.random() < 0.4:
            method, answer = "POST", browsers[person].post(path, body, query_params=query, **more)
        else:
            method, answer = "GET", browsers[person].get(path, query, **more)
        seen = b"".join(answer) if answer.streaming else answer.content
        seen += repr(sorted(answer.headers.items())).encode()
        foreign = (TEA if OWN[person] == OAT else OAT).encode()
        if foreign in seen.lower():
            leaks.append((person, method, path, query))
        if answer.status_code >= 500:
            broken.append((person, method, path, query, body))

    assert (leaks[:3], broken[:3]) == ([], [])


def test_the_marks_are_seen_by_those_whose_they_are(two):
    """Without this the test above would hold for pages that show nothing at all."""
    cast, ids, browsers = two
    brief = f"brief/{ids[TEA]['name']}/"
    pages = ["import/", "briefs/", brief, f"{brief}shortlist/", f"creators/{ids[TEA]['who']}/", "applications/"]
    text = {page: browsers["dov"].get(cast.url(page, cast.other)).content.lower() for page in pages}

    assert [page for page, seen in text.items() if TEA.encode() not in seen] == []


def with_objects() -> list[tuple[str, str, tuple[str, ...]]]:
    found = [url for url in every_url(get_resolver().url_patterns) if "brand" in url[2] and len(url[2]) > 1]
    return [url for url in found if set(url[2]) & {"upload_id", "batch_id", "application_id", "name", "file_id"}]


MISSING = {
    "upload_id": "up_1m80kjhj254sd", "batch_id": "ba_1m80kjhj254sd", "application_id": "ap_1m80kjhj254sd",
    "name": "no-such-brief",
}  # fmt: skip


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_of_another_brand_answers_as_what_does_not_exist(two, method):
    cast, ids, browsers = two
    differ = []
    for name, route, names in with_objects():
        theirs, nobodys = {"brand": cast.other.slug}, {"brand": cast.other.slug}
        for part in names[1:]:
            theirs[part] = str(ids[OAT].get(part, "1"))
            nobodys[part] = MISSING.get(part, theirs[part])
        answers = []
        for parts in (theirs, nobodys):
            browsers["dov"].get("/privacy/")  # hears what an earlier request left to be said
            answer = getattr(browsers["dov"], method)(address(route, parts))
            body = tokenless(answer.content)
            for part in parts.keys() & MISSING.keys():
                body = body.replace(parts[part].encode(), b"")
            answers.append((answer.status_code, body))
        (status, body), (other_status, other_body) = answers
        if status != other_status or (status >= 400 and body != other_body):
            differ.append((name, status, other_status))

    assert differ == []


@pytest.mark.parametrize("person", ["ben", "cleo", "dov"])
def test_a_brand_that_is_not_granted_answers_as_one_that_does_not_exist(two, person):
    cast, ids, browsers = two
    foreign = cast.other if OWN[person] == OAT else cast.brand
    held = ids[TEA if OWN[person] == OAT else OAT]
    browsers[person].get("/account/")  # hears what the random requests left to be said on the next page
    differ = []
    for name, route, names in (url for url in brand_urls() if "brand" in url[2]):
        parts = {part: str(held.get(part, "1")) for part in names}
        theirs = browsers[person].get(address(route, parts | {"brand": foreign.slug}))
        nobodys = browsers[person].get(address(route, parts | {"brand": "no-such-brand"}))
        if (theirs.status_code, tokenless(theirs.content)) != (404, tokenless(nobodys.content)):
            differ.append((name, theirs.status_code))

    assert differ == []


def test_no_address_of_the_draw_holds_a_mark(two):
    _, ids, _ = two

    assert [one for one in pool(ids) if OAT in one or TEA in one] == []

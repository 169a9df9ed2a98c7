"""Who may open and send what: every address of the site has its row here, and a new one fails until it gets one."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.urls import Resolver404, get_resolver, resolve
from test_web_isolation import address
from web_cast import people_of
from web_two_brands import OAT, every_url, fill, state_of

from shoal.app import make_workspace, open_workspace
from shoal.config import Settings
from shoal.web.desk import HOUSE

PEOPLE = {"cleo": "viewer", "ben": "editor", "ada": "approver", "ana": "owner"}
RANK = ("viewer", "editor", "approver", "owner")

# name of the address: (least role that may open it, least role that may send to it; "" where nothing is sent)
ROWS: dict[str, tuple[str, str]] = {
    "home": ("viewer", "viewer"),
    "keys": ("viewer", ""),
    # ways in
    "import": ("editor", "editor"),
    "import-sample": ("viewer", ""),
    "upload": ("editor", ""),
    "upload-read": ("editor", "editor"),
    "upload-mend": ("editor", "editor"),
    "upload-commit": ("editor", "editor"),
    "upload-drop": ("editor", "editor"),
    "upload-job": ("editor", "editor"),
    "upload-picture": ("editor", ""),
    "imports": ("viewer", ""),
    "import-undo": ("editor", "editor"),
    "import-rejects": ("editor", ""),
    "paste": ("editor", "editor"),
    "count": ("editor", "editor"),
    "look-up": ("editor", "editor"),
    "look-up-run": ("editor", "editor"),
    "applications": ("editor", ""),
    "application": ("editor", "approver"),
    "application-form": ("approver", "approver"),
    "application-questions": ("editor", ""),
    "application-template": ("editor", ""),
    "application-import": ("editor", "editor"),
    "application-preview": ("editor", "editor"),
    "application-undo": ("editor", "editor"),
    "application-evidence": ("editor", ""),
    "application-reopen": ("approver", "approver"),
    "application-erase": ("approver", "approver"),
    "already": ("editor", "editor"),
    "already-undo": ("editor", "editor"),
    # creators
    "creators": ("viewer", ""),
    "creators-export": ("editor", ""),
    "creators-picture": ("editor", ""),
    "creators-picked": ("viewer", "viewer"),
    "creators-compare": ("viewer", ""),
    "creators-tag": ("viewer", "editor"),
    "creators-views": ("viewer", "editor"),
    "creators-undo": ("viewer", "editor"),
    "creator": ("viewer", ""),
    "creator-notes": ("viewer", "editor"),
    "creator-tags": ("viewer", "editor"),
    "creator-correct": ("editor", "editor"),
    "creator-settle": ("viewer", "editor"),
    "creator-erase": ("owner", "owner"),
    "creator-picture": ("viewer", ""),
    "creator-answer": ("viewer", "editor"),
    "creator-looked": ("viewer", "approver"),
    "creator-followers": ("editor", "editor"),
    "vetting": ("viewer", "editor"),
    "vetting-file": ("viewer", "owner"),
    # briefs, shortlists, plans
    "briefs": ("viewer", ""),
    "brief": ("viewer", ""),
    "brief-new": ("editor", "editor"),
    "brief-edit": ("editor", "editor"),
    "brief-amount": ("viewer", ""),
    "brief-restore": ("viewer", "editor"),
    "brief-picture": ("viewer", ""),
    "shortlist": ("viewer", "editor"),
    "decide": ("viewer", "editor"),
    "decide-undo": ("viewer", "editor"),
    "approval": ("viewer", "editor"),
    "approval-file": ("editor", ""),
    "vetted": ("editor", ""),
    "share": ("approver", "approver"),
    "share-undo": ("viewer", "approver"),
    "answers": ("editor", ""),
    "shortlist-picture": ("viewer", ""),
    "plan": ("viewer", "editor"),
    "adopt": ("viewer", "approver"),
    "compare": ("viewer", ""),
    "plan-picture": ("viewer", ""),
    "report": ("viewer", ""),
    "report-html": ("viewer", ""),
    "report-picture": ("viewer", ""),
    # the house
    "team": ("owner", "owner"),
    "member": ("owner", "owner"),
    "settings": ("owner", "owner"),
    "connection": ("owner", "owner"),
    "audit": ("owner", ""),
}
# what is not a brand's: open to everybody, or to whoever signed in
EVERYBODYS = {
    "start", "login", "login-code", "logout", "join", "apply", "applied", "shared", "privacy", "made-up", "health",
}  # fmt: skip
SIGNED_IN = {"first", "account", "second-factor"}
FORM = re.compile(r"(<form\b[^>]*>)(.*?)</form>", re.IGNORECASE | re.DOTALL)
LOOKS = re.compile('name="act" value="compare"')  # holds candidates beside each other and keeps nothing


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Iterator[tuple]:
    folder = tmp_path_factory.mktemp("roles")
    make_workspace(Settings(folder=folder / "web.shoal", name="Oat & Co", currency="EUR", timezone="Europe/Vienna"))
    with open_workspace(folder / "web.shoal") as shoal:
        cast = people_of(shoal)
        HOUSE.annex = None
        ids = fill(cast, folder)[OAT]
        yield cast, ids, {name: cast.client(name, raise_request_exception=False) for name in (*PEOPLE, "dov")}


def closed(answer):
    """Return an answer after letting go of the file that it may hold."""
    if answer.streaming:
        answer.close()
    return answer


def brand_addresses(ids) -> dict[str, str]:
    urls = (url for url in every_url(get_resolver().url_patterns) if "brand" in url[2])
    return {name: address(route, {part: str(ids.get(part, "1")) for part in names}) for name, route, names in urls}


@pytest.mark.usefixtures("house")
def test_every_address_has_a_row():
    named = {name for name, _, _ in every_url(get_resolver().url_patterns)}

    assert (named - {*ROWS, *EVERYBODYS, *SIGNED_IN}, {*ROWS} - named) == (set(), set())


@pytest.mark.parametrize("person", PEOPLE)
def test_a_page_opens_for_its_roles_and_no_other(house, person):
    """An address that only takes what is sent may send everybody on to the page that shows it."""
    _, ids, browsers = house
    wrong = []
    for name, url in brand_addresses(ids).items():
        may = RANK.index(PEOPLE[person]) >= RANK.index(ROWS[name][0])
        status = closed(browsers[person].get(url)).status_code
        if status >= 500 or (status == 403 if may else status not in (302, 303, 403, 405)):
            wrong.append((name, status, "may" if may else "may not"))

    assert not wrong, "\n".join(map(str, wrong))


@pytest.mark.parametrize("person", ["cleo", "ben", "ada"])
def test_what_is_sent_changes_something_for_its_roles_alone(house, person):
    """From the weakest role to the strongest, so that nobody finds the work of another one done."""
    cast, ids, browsers = house
    wrong = []
    for name, url in brand_addresses(ids).items():
        least = ROWS[name][1] or ROWS[name][0]
        may = RANK.index(PEOPLE[person]) >= RANK.index(least)
        before = state_of(cast)
        status = closed(browsers[person].post(url, ids_sent(ids))).status_code
        if status >= 500 or (status == 403 if may else state_of(cast) != before):
            wrong.append((name, status, "may" if may else "may not"))

    assert not wrong, "\n".join(map(str, wrong))


def ids_sent(ids) -> dict[str, str]:
    """Return fields that make most forms whole, so that a refusal is for the role and not for a missing word."""
    return {
        "pick": ids["who"], "account": ids["account"], "choice": "wanted", "reason": "because", "word": "a tag",
        "text": "words", "name": "a view", "said": "same", "other": ids["creators"][1], "act": "accept",
        "goal": "orders", "budget": "100 EUR", "version": "1", "read_version": "0",
    }  # fmt: skip


def test_a_stranger_is_sent_to_the_door_of_every_page(house):
    cast, ids, _ = house
    stranger, wrong = cast.client(), []
    for name, url in brand_addresses(ids).items():
        answer = stranger.get(url)
        if answer.status_code != 302 or not answer["Location"].startswith("/login/?next="):
            wrong.append((name, answer.status_code))
        if stranger.post(url).status_code != 401:
            wrong.append((name, "sent"))

    assert not wrong, "\n".join(map(str, wrong))


def test_a_member_of_another_brand_finds_nothing(house):
    _, ids, browsers = house
    found = {name: (browsers["dov"].get(url).status_code, browsers["dov"].post(url).status_code)
             for name, url in brand_addresses(ids).items()}  # fmt: skip

    assert {name: both for name, both in found.items() if both != (404, 404)} == {}


@pytest.mark.parametrize("person", ["cleo", "ben", "ada"])
def test_no_page_shows_a_form_that_its_reader_may_not_send(house, person):
    _, ids, browsers = house
    wrong = []
    for name, url in brand_addresses(ids).items():
        answer = closed(browsers[person].get(url))
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        for target in sent_to(answer.content.decode(), url):
            row = ROWS.get(target, ("viewer", "viewer"))
            if RANK.index(row[1] or row[0]) > RANK.index(PEOPLE[person]):
                wrong.append((name, target))

    assert not wrong, "\n".join(map(str, sorted(set(wrong))))


def sent_to(html: str, here: str) -> Iterator[str]:
    """Yield the name of the address of every button that sends; a form without a button sends nothing."""
    targets = []
    for opening, inside in FORM.findall(html):
        buttons = re.findall(r"<button\b[^>]*>|<input[^>]*type=\"submit\"[^>]*>", inside)
        if 'method="post"' in opening.lower() and any(not LOOKS.search(button) for button in buttons):
            found = re.search(r'\baction="([^"]*)"', opening)
            targets.append(found[1] if found and found[1] else here)
    targets += re.findall(r'\b(?:formaction|hx-post)="([^"]+)"', html)
    for target in targets:
        try:
            yield str(resolve(target.split("?")[0]).url_name)
        except Resolver404:
            yield target

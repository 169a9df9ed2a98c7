"""What every page holds against attack; docs/explanation/security.md names these tests requirement by requirement."""

from __future__ import annotations

import ast
import base64
import hashlib
import random
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import RequestFactory, override_settings
from django.urls import get_resolver, resolve
from web_cast import PASSWORD
from web_two_brands import every_url, fill, state_of

import shoal
from shoal.config import Settings
from shoal.django_settings import as_django

# headers -------------------------------------------------------------------------------------------------------------

PAGES = {
    "sign-in": (None, "get", "/login/", 200),
    "to sign in": (None, "get", "/b/oat-co/", 302),
    "home": ("ana", "get", "/b/oat-co/", 200),
    "bare": ("ana", "get", "/privacy/", 200),
    "a part": ("ana", "get", "/b/oat-co/creators/", 200),
    "a file": ("ana", "get", "/b/oat-co/applications/template.csv", 200),
    "data": (None, "get", "/health/", 200),
    "missing": ("ana", "get", "/b/oat-co/nothing/", 404),
    "another's": ("dov", "get", "/b/oat-co/", 404),
    "denied": ("cleo", "get", "/b/oat-co/team/", 403),
    "no method": ("ana", "trace", "/b/oat-co/", 405),
    "a mistake of ours": ("ana", "get", "/breaks/x/", 500),
}


@pytest.mark.parametrize("kind", PAGES)
@override_settings(ROOT_URLCONF="web_breaking_urls")
def test_every_kind_of_page_carries_the_headers(cast, kind):
    name, method, url, status = PAGES[kind]
    answer = getattr(cast.client(name, raise_request_exception=False), method)(url)
    policy = answer["Content-Security-Policy"]
    found = {
        "status": answer.status_code,
        "scripts": "script-src 'self'" in policy and "unsafe" not in policy,
        "plugins and base": "object-src 'none'" in policy and "base-uri 'none'" in policy,
        "frames": "frame-ancestors 'none'" in policy and answer["X-Frame-Options"] == "DENY",
        "sniffing": answer["X-Content-Type-Options"],
        "referrer": answer["Referrer-Policy"],
        "openers": answer["Cross-Origin-Opener-Policy"],
        "readers": answer["Cross-Origin-Resource-Policy"],
        "powers": "camera=()" in answer["Permissions-Policy"],
        "kept": answer["Cache-Control"],
        "shared": answer.get("Access-Control-Allow-Origin"),
    }

    assert found == {
        "status": status, "scripts": True, "plugins and base": True, "frames": True, "sniffing": "nosniff",
        "referrer": "same-origin", "openers": "same-origin", "readers": "same-origin", "powers": True,
        "kept": "no-store", "shared": None,
    }  # fmt: skip


def from_server(cast, url: str) -> tuple[str, dict[str, str]]:
    from shoal.web.wsgi import application_of

    told: list = []
    environ = RequestFactory().get("/").environ | {"PATH_INFO": url}
    answer = application_of(cast.shoal, open_start=True)(
        environ, lambda status, headers: told.extend((status, dict(headers)))
    )
    getattr(answer, "close", lambda: None)()
    return told[0], told[1]


def test_a_static_file_is_guarded_and_shared_with_no_other_site(cast):
    status, headers = from_server(cast, "/static/shoal/frame.css")
    names = ("X-Content-Type-Options", "Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin")

    assert (status, *map(headers.get, names)) == ("200 OK", "nosniff", "same-origin", None)


@pytest.mark.parametrize(
    "url", ["/static/", "/static/../wsgi.py", "/static/%2e%2e/wsgi.py", "/.git/config", "/static/shoal/"]
)
def test_the_server_lists_no_folder_and_serves_no_code(cast, url):
    status, _ = from_server(cast, url)

    assert status.startswith("404")


def served(public_url: str) -> dict:
    return as_django(Settings(folder=Path("/tmp/none"), public_url=public_url), b"k" * 32, {})  # noqa: S108  never opened


def test_with_https_cookies_are_this_hosts_alone_and_the_browser_is_told_to_stay():
    told = served("https://shoal.example")
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "LANGUAGE_COOKIE_NAME", "LOOK_COOKIE_NAME")
    secure = ("SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE", "PAGE_IS_SECURE", "SECURE_HSTS_INCLUDE_SUBDOMAINS")

    assert {told[name].startswith("__Host-") for name in names} == {told[name] for name in secure} == {True}


def test_without_https_no_promise_is_made_that_a_browser_would_refuse():
    told = served("")

    plain = told["SESSION_COOKIE_NAME"].startswith("shoal_session")
    assert (plain, told["SECURE_HSTS_SECONDS"], told["SECURE_PROXY_SSL_HEADER"]) == (True, 0, None)


@override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True)
def test_over_https_every_answer_asks_the_browser_to_stay_there(cast):
    answer = cast.client().get("/login/", secure=True)

    assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast):
    browser = cast.client("ana")
    browser.get("/account/")
    browser.post("/account/", {"theme": "dark", "contrast": "", "density": ""})
    found = {name: (bool(kept["httponly"]), kept["samesite"]) for name, kept in browser.cookies.items()}

    names = (settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LOOK_COOKIE_NAME)
    assert found == dict.fromkeys(names, (True, "Lax"))


def test_two_workspaces_of_one_computer_do_not_share_a_session():
    """Ports do not keep cookies apart, so the name has to."""
    one, other = (as_django(Settings(folder=Path("none")), key * 32, {}) for key in (b"k", b"l"))

    assert one["SESSION_COOKIE_NAME"] != other["SESSION_COOKIE_NAME"]


ODD = ["\u00b2", "9" * 30, "9" * 5000, "-1", "1e9", "\u0663", "0", "", "1.5", "NaN"]


@pytest.mark.parametrize("odd", ODD, ids=[f"{word[:6]} of {len(word)}" for word in ODD])
def test_a_number_that_is_none_is_no_mistake_of_ours(cast, odd):
    browser = cast.client("ana")
    told = {"before": odd, "page": odd, "version": odd, "rows": odd, "drop": odd, "outcome": odd, "drop_row": odd}
    pages = ("audit/", "creators/", "briefs/", "import/", "paste/")
    seen = [browser.get(cast.url(page), told).status_code for page in pages]
    sent = [browser.post(cast.url(page), told).status_code for page in ("creators/views/", "briefs/new/", "paste/")]

    assert max(*seen, *sent) < 500


# pages ---------------------------------------------------------------------------------------------------------------


MOST_OF_A_KIND = 3


def opened_pages(cast, person: str = "ana", browser=None):
    """Yield the pages that somebody reaches by links, no more than three of a kind."""
    browser, seen = browser or cast.client(person), {}
    waiting = [cast.url(), "/account/", "/privacy/", "/"]
    while waiting:
        url = waiting.pop(0)
        plain = url.partition("?")[0]
        if not plain.startswith("/") or plain.startswith("/static/"):
            continue
        name = resolve(plain).view_name
        if url in seen.setdefault(name, set()) or len(seen[name]) >= MOST_OF_A_KIND:
            continue
        seen[name].add(url)
        answer = browser.get(url)
        yield url, answer
        if answer.streaming:
            answer.close()
        elif "html" in answer["Content-Type"] and answer.status_code == 200:
            links = re.findall(r'(?:href|hx-get)="([^"#]+)', answer.content.decode())
            waiting += [link.replace("&amp;", "&") if link.startswith("/") else plain + link.replace("&amp;", "&")
                        for link in links if link.startswith(("/", "?"))]  # fmt: skip


@pytest.fixture
def full(cast, tmp_path):
    fill(cast, tmp_path)
    return cast


def test_no_page_has_a_script_a_style_or_a_handler_of_its_own(full):
    wrong, count = [], 0
    for url, answer in opened_pages(full):
        if answer.streaming or "html" not in answer["Content-Type"] or "Content-Disposition" in answer:
            continue  # a file carries its own policy inside, because it is opened without us
        count += 1
        text, policy = answer.content.decode(), answer["Content-Security-Policy"]
        for style in re.findall(r"<style[^>]*>(.*?)</style>", text, re.DOTALL):
            mark = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
            if mark not in policy:
                wrong.append((url, "a style that its own header does not allow"))
        tags = re.findall(r"<[a-z][^>]*>", text)
        if any(re.search(r"\s(style|on[a-z]+)\s*=", tag) for tag in tags) or re.search(r"<script(?![^>]*\ssrc=)", text):
            wrong.append((url, "inline"))
        if re.search(r'(?:src|action)="(?:https?:)?//|javascript:', text):
            wrong.append((url, "from elsewhere"))

    assert (wrong, count > 15) == ([], True)


def test_looking_changes_nothing(full):
    """Sessions and counted tries may move, and a file that leaves the workspace may be noted in the audit."""
    browsers = [full.client(name) for name in ("ana", "cleo")]
    before, moved, looked = state_of(full), {}, 0
    for url, answer in (page for browser in browsers for page in opened_pages(full, browser=browser)):
        looked += 1
        now = state_of(full)
        audit = {"AuditEntry", "AuditPayload"} if "Content-Disposition" in answer else set()
        moved |= {table: url for table in before if now[table] != before[table] and table not in audit}
        before = now

    assert (moved, looked > 30) == ({}, True)


def test_no_page_shows_a_secret_of_the_workspace(full):
    from django.contrib.sessions.models import Session

    from shoal.ledger.models import User

    session = Session.objects.first()
    secrets = [full.shoal.key.hex(), settings.SECRET_KEY, *User.objects.values_list("password", flat=True), PASSWORD]
    secrets += [session.session_key] if session else []
    found = [
        (url, place) for url, answer in opened_pages(full) if not answer.streaming
        for place, secret in enumerate(secrets) if secret in answer.content.decode(errors="replace")
    ]  # fmt: skip

    assert found == []


# forms and addresses -------------------------------------------------------------------------------------------------


def test_nothing_is_taken_without_the_token_of_its_form(full):
    browser = full.client("ana")
    browser.handler.enforce_csrf_checks = True
    taken = {}
    for name, route, names in every_url(get_resolver().url_patterns):
        url = "/" + route
        for part in names:
            url = re.sub(rf"<(?:\w+:)?{part}>", full.brand.slug if part == "brand" else "1", url)
        status = browser.post(url, {"email": "ana@oat.example", "password": PASSWORD}).status_code
        if status not in (403, 404, 405):
            taken[name] = status

    assert taken == {}


def test_a_form_that_another_site_sends_is_refused(cast):
    browser = cast.client("ana")
    browser.handler.enforce_csrf_checks = True
    token = re.search(r'csrfmiddlewaretoken" value="([^"]+)', browser.get("/account/").content.decode())[1]
    sent = {"csrfmiddlewaretoken": token, "theme": "dark"}
    here = browser.post("/account/", sent, headers={"Origin": "http://testserver"}).status_code

    assert (here, browser.post("/account/", sent, headers={"Origin": "https://evil.example"}).status_code) == (302, 403)


EVIL = (
    "https://evil.example", "//evil.example", "/\\evil.example", "\\\\evil.example", "/\t/evil.example",
    "///evil.example", "http:evil.example", "javascript:alert(1)", "%2f%2fevil.example", "/%09/evil.example",
    "https:/evil.example", "//evil.example@testserver/", "http://testserver@evil.example/", "\x00//evil.example",
    " //evil.example", "/\n/evil.example", "data:text/html,x", "http://[::1", "/\u2028/evil.example",
    "https://testserver.evil.example",
)  # fmt: skip


@pytest.mark.usefixtures("cast")
def test_no_word_after_next_leads_to_another_site():
    """Twenty known tricks, and 300 thrown together from their parts."""
    from shoal.web.views.people import inside

    dice = random.Random(20_261_121)  # noqa: S311  a test
    parts = [
        "/",
        "\\",
        "//",
        "http:",
        "https://",
        "evil.example",
        "@",
        "\t",
        "\n",
        "%2f",
        "?",
        "#",
        ".",
        ":80",
        "testserver",
    ]
    made = ["".join(dice.choices(parts, k=dice.randint(1, 6))) for _ in range(300)]
    out = []
    for word in (*EVIL, *made):
        target = inside(RequestFactory().get("/login/"), word)
        flat = re.sub(r"[\t\r\n]", "", target).replace("\\", "/")
        if not flat.startswith("/") or flat.startswith("//"):
            out.append((word, target))

    assert out == []


@pytest.mark.parametrize(
    "host", ["evil.example", "testserver@evil.example", "evil.example:80", "[::1", "testserver.evil.example"]
)
def test_another_hosts_name_is_refused_without_being_repeated(cast, host):
    answer = cast.client().get("/login/", headers={"Host": host})

    assert (answer.status_code, b"evil" in answer.content, "Content-Security-Policy" in answer) == (400, False, True)


def test_a_link_is_made_from_the_public_address_and_never_from_a_forwarded_host(cast):
    browser = cast.client("ana")
    told = {"email": "eve@oat.example", "role": "editor"}
    text = browser.post(
        cast.url("team/"), told, follow=True, headers={"X-Forwarded-Host": "evil.example"}
    ).content  # fmt: skip

    assert (b"/join/" in text, b"evil.example" in text) == (True, False)


@pytest.mark.parametrize("method", ["put", "delete", "patch", "options", "trace"])
def test_other_methods_are_not_known(cast, method):
    assert getattr(cast.client("ana"), method)(cast.url()).status_code == 405


LOOPBACK = {"web/annex.py": {"http.client", "socket"}, "app/jobs.py": {"socket"}}  # its own server, and its own name
WAY_OUT = {"sources/instagram/client.py": {"http.client", "ssl"}}  # one host, named in the file, after a yes


def test_one_file_can_call_another_machine_and_no_other_code_can():
    """What is imported is all that can be called: one file goes out, and two speak to this machine."""
    clients = {"urllib.request", "http.client", "socket", "ftplib", "smtplib", "imaplib", "poplib", "telnetlib", "ssl",
               "requests", "httpx", "aiohttp", "urllib3", "xmlrpc.client", "asyncio", "websockets"}  # fmt: skip
    root = Path(shoal.__file__).parent
    found: dict[str, set[str]] = {}
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = {name.name for name in node.names} if isinstance(node, ast.Import) else set()
            if isinstance(node, ast.ImportFrom) and node.module:
                names = {node.module, *(f"{node.module}.{name.name}" for name in node.names)}
            if names & clients:
                found.setdefault(file.relative_to(root).as_posix(), set()).update(names & clients)

    assert found == LOOPBACK | WAY_OUT


def test_no_address_that_somebody_types_becomes_a_host():
    """The one file that goes out takes no address: its hosts are written in it."""
    source = (Path(shoal.__file__).parent / "sources" / "instagram" / "client.py").read_text(encoding="utf-8")
    hosts = re.findall(r"HTTPS?Connection\(([^,)]+)", source)

    assert sorted(set(hosts)) == ['"127.0.0.1"', "GRAPH_HOST"]


def test_no_template_lets_text_through_unescaped_but_our_own_pictures():
    """``safe`` and ``autoescape off`` are how markup of a stranger would get in."""
    root = Path(shoal.__file__).parent / "web" / "templates"
    found = {
        file.relative_to(root).as_posix() for file in root.rglob("*.html")
        if re.search(r"\|\s*safe(seq)?\b|autoescape\s+off", file.read_text(encoding="utf-8"))
    }  # fmt: skip

    assert found == set()

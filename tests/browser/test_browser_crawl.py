"""Every link that a role is shown leads somewhere, says nothing on the console and calls nobody outside."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import pytest
from browser_cast import Watch, sign_in

MOST_PAGES = 120
FILES = (".csv", ".xlsx", ".html", ".json")


def links(page, served) -> list[str]:
    hrefs = page.eval_on_selector_all("a[href]", "nodes => nodes.map(node => node.getAttribute('href'))")
    absolute = (urljoin(page.url, href).split("#")[0] for href in hrefs)
    return [url for url in absolute if url.startswith(served.address)]


def kind_of(url: str) -> tuple[str, ...]:
    """Return what distinguishes pages for the crawl: creators and queries of one kind are alike."""
    parts = urlsplit(url)
    path = tuple("creator" if part.startswith("cr_") else part for part in parts.path.split("/"))
    return (*path, *sorted({pair.partition("=")[0] for pair in parts.query.split("&") if pair}))


@pytest.mark.timeout(300)
@pytest.mark.parametrize("name", ["ana", "ada", "ben", "cleo", "dov"])
def test_a_crawl_finds_no_dead_link_no_console_word_and_no_call_outside(chromium, market, name):
    context = chromium.new_context(accept_downloads=True)
    page, watch = context.new_page(), Watch(home=market.address)
    sign_in(page, market, name)
    watch.over(page)
    waiting, seen, for_programs = [page.url], set(), []
    while waiting and len(seen) < MOST_PAGES:
        url = waiting.pop(0)
        if kind_of(url) in seen:
            continue
        seen.add(kind_of(url))
        if urlsplit(url).path.endswith(FILES) or "download" in url or "export" in url:
            answer = context.request.get(url)
            if answer.status >= 400:
                watch.failed.append(f"{answer.status} {url}")
            continue
        page.goto(url)
        waiting += links(page, market)
        for_programs += [url] if "synthetic://" in page.inner_text("body") else []
    context.close()

    assert (watch.failed, watch.console, watch.outside, for_programs) == ([], [], [], [])

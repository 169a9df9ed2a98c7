"""One of everything that a page can be about, in a workspace that was made to be measured, and the pages of the site.

The addresses are read from the map of the site itself: a new page is measured without a word here, unless it needs
something that nothing in :func:`furnish` makes; then it is named as not asked.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.urls import get_resolver

from benchmarks.data import write_creators
from shoal.app import Shoal, open_workspace
from shoal.errors import ConflictError, NotFoundError
from shoal.web.wsgi import application_of

PART = re.compile(r"<(?:\w+:)?(\w+)>")
WHO = "{who}"  # stands for somebody else on every request
UPLOAD_LINES = 1_000
USUAL = {"home", "creators", "creator", "import", "settings"}  # asked for apart, in several ways
NO_PAGES = {"logout", "health"}
QUERIES = {
    "creators-compare": "?" + "&".join([f"who={WHO}"] * 4), "creator-answer": "?check=engagement",
    "brief-amount": "?budget=1200", "creators-export": "?q=coffee",
}  # fmt: skip
FURTHER = {  # pages that one address has besides
    "list, picture": ("creators", "?picture=1"), "list, dense": ("creators", "?dense=1"),
    "audit, checked": ("audit", "?check=1"),
}  # fmt: skip


def furnish(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Put one of everything into a workspace; returns its pages and what could not be asked for, by name.

    Addresses hold ``{who}`` where a creator belongs, and ``{chart}`` where a picture of the page before it does.
    """
    with open_workspace(folder) as desk:
        application_of(desk, open_start=False)  # the map of the site wants settings
        return _filled(_routes(get_resolver().url_patterns), _held(desk))


def _held(desk: Shoal) -> dict[str, str]:
    """Return what stands in addresses by the name of the part, with the page's name before it where that matters."""
    member = next(iter(desk.team.members()))
    form = desk.applying.change_form(notice="What we keep, and why.", is_open=True)
    _, join = desk.team.invite("nobody@example.org", "viewer")
    held = {
        "brand": desk.brand.slug, "who": WHO, "chart": "{chart}", "chart_id": "{chart}", "kind": "csv",
        "member_id": member.id, "version": "1", "platform": "instagram", "number": "1",
        "apply token": form.token, "applied token": form.token, "join token": join,
        "import-sample name": "sample_creators.csv", "vetting-file name": "vetting.toml",
    }  # fmt: skip
    held["application_id"] = _application(desk, form.token)
    held["file_id"] = desk.applying.files.add("sent.csv", [desk.applying.files.template().encode()])
    if batches := desk.creators.batches():
        held["batch_id"] = batches[0].id
    with tempfile.TemporaryDirectory() as temporary:
        sheet = write_creators(Path(temporary) / "creators.csv", UPLOAD_LINES, "odd")
        # another one each time would be one more that an erasure looks through
        waiting = desk.imports.waiting() or (desk.imports.add(sheet.name, [sheet.read_bytes()]),)
        held["upload_id"] = waiting[0].id
    with suppress(ConflictError):  # in a made-up market nobody real is looked up
        held["run_id"] = desk.lookups.plan("@somebody.like.this").id
    return held | _planned(desk)


def _application(desk: Shoal, token: str) -> str:
    answers = {
        "platform": "instagram", "handle": "@somebody.who.applies", "email": "somebody@example.org",
        "country": "Germany", "values": "slow repair", "adult": "yes", "notice": "yes",
    }  # fmt: skip
    if not desk.applying.waiting().items:  # of one network, few are taken an hour
        desk.applying.submit(desk.applying.open_form(token), answers, file=None, place="192.0.2.7")
    return desk.applying.waiting().items[0].record.id


def _planned(desk: Shoal) -> dict[str, str]:
    """Return a brief that has a shortlist, and a link to that; nothing where the workspace has none."""
    for brief in desk.planning.briefs():
        with suppress(NotFoundError):
            made = desk.sharing.share(brief.name)
            return {"name": brief.name, "link_id": made.link.id, "shared token": made.token}
    return {}


def _routes(patterns: Sequence[Any], before: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = f"{before}{one.pattern}"
        if hasattr(one, "url_patterns"):
            yield from _routes(one.url_patterns, route)
        elif one.name not in NO_PAGES:
            yield one.name, f"/{route}"


def _filled(routes: Iterator[tuple[str, str]], held: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return the addresses of which every part is held, and the parts that others wait for."""
    found, missing = {}, {}
    for name, route in routes:
        parts = {part: held.get(f"{name} {part}", held.get(part, "")) for part in PART.findall(route)}
        lacking = [part for part, told in parts.items() if not told]
        if lacking:
            missing[name] = f"nothing stands for {', '.join(lacking)}"
            continue
        found[name] = PART.sub(lambda part, parts=parts: parts[part[1]], route) + QUERIES.get(name, "")
    found |= {name: found[base] + query for name, (base, query) in FURTHER.items()}
    return {name: path for name, path in found.items() if name not in USUAL}, missing

"""Two brands in one workspace, each with something of everything, each thing marked with its brand's word.

The words stand in what is private to a brand: what it calls its files, what it paid, what it wrote. Names and public
figures of creators are the workspace's, and carry no mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from web_cast import Cast

from shoal.domain.brief import Brand
from shoal.domain.people import Job
from shoal.domain.sharing import ShareAnswer

OAT, TEA = "zqoatzq", "zqteazq"
SECRET = "sk-not-for-anybody 4111-1111"  # noqa: S105  of nobody
SHEET = (
    "Name,Platform,Handle,Followers,ER,Niche,City,Country,Fee,Currency,Code,Notes\n"
    "{first},Instagram,@{stem}.one,12500,3.4 %,food,Leipzig,Germany,120,EUR,{mark}10,{mark} private words\n"
    "{second},Instagram,@{stem}.two,8400,4.1 %,food,Leipzig,Germany,90,EUR,,\n"
    "Both Known,Instagram,@both.known,5100,5.1 %,food,Leipzig,Germany,80,EUR,,{mark} about both\n"
    "No Handle,,,,,,,,,,,{mark} a line that stays out\n"
)
SHOP = (
    "Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,"
    "Created at,Lineitem quantity,Lineitem name,Lineitem price,Billing Country\n"
    "#1001,buyer@{mark}.example.com,paid,2026-05-02 10:00:00 +0200,EUR,40.00,0.00,0.00,36.00,{mark}10,4.00,"
    "2026-05-02 10:00:00 +0200,1,{mark} flour,40.00,DE\n"
)


def fill(cast: Cast, folder: Path) -> dict[str, dict[str, Any]]:
    """Give both brands something of everything; returns the ids of each by the name of the address's part."""
    return {
        OAT: _fill_one(cast, cast.brand, OAT, folder, ("Oda Oat", "Otto Oat", "oat")),
        TEA: _fill_one(cast, cast.other, TEA, folder, ("Tessa Tea", "Timo Tea", "tea")),
    }


def _fill_one(cast: Cast, brand: Brand, mark: str, folder: Path, names: tuple[str, str, str]) -> dict[str, Any]:
    shoal, (first, second, stem) = cast.shoal, names
    told = {"mark": mark, "first": first, "second": second, "stem": stem}
    with shoal.acting(cast.as_("ana"), brand):
        sheet, shop = folder / f"{mark} list.csv", folder / f"{mark} shop.csv"
        sheet.write_text(SHEET.format(**told), encoding="utf-8")
        shop.write_text(SHOP.format(**told), encoding="utf-8")
        batch = shoal.creators.bring_in(sheet, label=f"{mark} list")
        orders = shoal.results.bring_in_orders(shop, label=f"{mark} shop")
        shoal.planning.brief(
            goal="orders", budget="900 EUR", name=f"{stem}-spring", text=f"{mark} campaign", platforms=["instagram"]
        )
        # a name of a brief is part of its address; this one is in nobody's hand, so that it shows in lists alone
        shoal.planning.brief(goal="orders", budget="300 EUR", name=f"{mark}-autumn", text=f"{mark} later")
        shortlist = shoal.planning.shortlist(f"{stem}-spring")
        candidate = shortlist.candidates[0]
        shoal.decisions.decide(f"{stem}-spring", [candidate.account_id], "wanted", f"{mark} reason")
        link = shoal.sharing.share(f"{stem}-spring", label=f"{mark} client").link
        shoal.ledger.sharing.answer([
            ShareAnswer(
                link_id=link.id, account_id=candidate.account_id, choice="asked", comment=f"{mark} comment",
                by_name=f"{mark} guest", at=shoal.wall_clock(),
            )
        ])  # fmt: skip
        plan = shoal.planning.build(f"{stem}-spring")
        shoal.about.note(candidate.creator_id, f"{mark} note", private=False)
        hidden = shoal.about.note(candidate.creator_id, f"{mark} private note", private=True)
        shoal.about.tag([candidate.creator_id], f"{mark} tag")
        view = shoal.about.save_view(f"{mark} view", "sort=name", shared=True)
        upload = shoal.imports.add(f"{mark} waiting.csv", [SHEET.format(**told).encode()])
        run = shoal.lookups.plan(f"@{mark}.looked", 12)
        job = _job(shoal, brand, mark)
        creators = [found.creator.id for name in (first, "Both Known") for found in shoal.creators.find(name)]
        ids = {
            "brand": brand.slug, "upload_id": upload.id, "batch_id": batch.id, "orders": orders.id,
            "name": f"{stem}-spring", "version": plan.version, "who": candidate.creator_id, "number": hidden.id,
            "view": view.id, "job": job.id, "creators": creators, "account": candidate.account_id,
            "chart": "survivors", "chart_id": "outcome", "kind": "csv", "platform": "instagram", "link_id": link.id,
            "run_id": run.id,
        }  # fmt: skip
        ids |= _application(cast, mark)
    ids["member_id"] = next(member.id for member in shoal.team.members() if member.role_in(brand.id) == "editor")
    return ids


def _job(shoal: Any, brand: Brand, mark: str) -> Job:
    job = Job(
        id=f"jb_{mark[2:5]}", kind="import", arguments={"upload": "none"}, state="failed", by_id="me", by_name="Ana",
        role="owner", brand_id=brand.id, created_at=shoal.wall_clock(), words=f"{mark} job",
    )  # fmt: skip
    return shoal.ledger.jobs.add(job, f"{mark} key")


def _application(cast: Cast, mark: str) -> dict[str, Any]:
    """Open the form and apply by it, as a stranger does."""
    applying = cast.shoal.applying
    form = applying.change_form(notice="What we keep, and why.", is_open=True)
    answers = {
        "platform": "instagram", "handle": f"@applicant.{mark[2:5]}", "email": f"{mark}@example.com",
        "country": "Germany", "values": f"{mark} values", "adult": "yes", "notice": "yes",
    }  # fmt: skip
    applying.submit(applying.open_form(form.token), answers, file=None, place="192.0.2.7")
    found = applying.waiting().items[0]
    return {"application_id": found.record.id, "token": form.token}


def tokenless(body: bytes) -> bytes:
    """Return a page without what differs on every answer: the token of its forms and the number of a report."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]*"', b"", body)


def every_url(patterns: Any, prefix: str = "") -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Yield name, pattern and names of the parts of every address of the site."""
    for found in patterns:
        route = prefix + str(found.pattern)
        if hasattr(found, "url_patterns"):
            yield from every_url(found.url_patterns, route)
        else:
            yield found.name, route, tuple(re.findall(r"<(?:\w+:)?(\w+)>", route))


def state_of(cast: Cast) -> dict[str, Any]:
    """Return what the workspace holds, without what any request may leave behind: sessions, and counted tries."""
    from django.apps import apps

    tables = [model for model in apps.get_models() if model.__name__ not in ("Session", "Attempt")]
    held = {model.__name__: sorted(map(repr, model.objects.values_list())) for model in tables}
    return held | {"catalog": cast.shoal.catalog.version()}

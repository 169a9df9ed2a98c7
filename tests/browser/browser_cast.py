"""The cast and the helpers of the browser tests."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PASSWORD = "a rather long password"  # noqa: S105  of people who do not exist
FLAGS = [
    "--no-sandbox", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
]  # fmt: skip
WAITING = b"Platform,Handle,Followers\ninstagram,@nina.new,9000\nmastodon,@x,12k\n"
APPLIED = {
    "platform": "instagram", "handle": "@somebody.who.applies", "email": "somebody@example.org", "country": "Germany",
    "values": "slow repair", "adult": "yes", "notice": "yes",
}  # fmt: skip
PEOPLE = {"ana": "owner", "ada": "approver", "ben": "editor", "cleo": "viewer"}


@dataclass
class Served:
    """A server on this machine with its workspace."""

    folder: Path
    address: str
    process: subprocess.Popen[bytes]
    brand: str = "oat-co"
    doors: dict[str, str] = field(default_factory=dict)  # addresses for people outside, by their name in SCREENS

    def url(self, rest: str = "", brand: str = "") -> str:
        if rest.startswith("/"):
            return self.address + rest.format(**self.doors)
        return f"{self.address}/b/{brand or self.brand}/{rest.format(**self.doors)}"


@dataclass
class Watch:
    """What a page did that it should not: words on the console, calls to elsewhere, answers that are errors."""

    home: str
    console: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def over(self, page) -> None:
        page.on("console", lambda line: self.console.append(line.text) if line.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: self.console.append(str(error)))
        page.on("request", self._asked)
        page.on("response", lambda answer: self.failed.append(f"{answer.status} {answer.url}")
                if answer.status >= 400 else None)  # fmt: skip

    def _asked(self, request) -> None:
        if not request.url.startswith((self.home, "data:", "about:")):
            self.outside.append(request.url)


def populate(shoal) -> dict[str, str]:
    """Give a workspace its people, a second brand, a second plan, a link for approval and an open form.

    Returns the first brand's part of the address, and those of link and form.
    """
    told = {"currency": shoal.brand.currency, "timezone": shoal.brand.timezone}
    shoal.team.start(name=shoal.brand.name, password=PASSWORD, **told)
    other = shoal.team.add_brand("Tea House", currency="GBP", timezone="Europe/London")
    for name, role in PEOPLE.items():
        _, token = shoal.team.invite(f"{name}@oat.example", role, everywhere=role == "owner")
        shoal.team.join(token, name=name.title(), email="", password=PASSWORD)
    with shoal.acting(shoal.actor, other):
        _, token = shoal.team.invite("dov@tea.example", "editor")
        shoal.team.join(token, name="Dov", email="", password=PASSWORD)
    shoal.planning.build(BRIEF, budget="4000 EUR")
    link = shoal.sharing.share(BRIEF, label="the client")
    form = shoal.applying.change_form(notice="What you send is kept for a year.", is_open=True)
    upload = shoal.imports.add("waiting.csv", [WAITING])
    shoal.applying.submit(shoal.applying.open_form(form.token), APPLIED, file=None, place="192.0.2.7")
    return {
        "brand": shoal.brand.slug, "link": link.token, "form": form.token, "upload": upload.id,
        "batch": shoal.creators.batches()[-1].id, "application": shoal.applying.waiting().items[0].record.id,
        "one": shoal.creators.known(CREATOR).id, "other": shoal.creators.known(OTHER).id,
    }  # fmt: skip


def press(page, button) -> None:
    """Press what leads to another page, and be there: a click alone may return while the old page still stands."""
    with page.expect_navigation():
        button.click()


def sign_in(page, served: Served, name: str) -> None:
    """Sign somebody of the cast in."""
    page.goto(f"{served.address}/login/")
    page.fill("[name=email]", f"{name}@{'tea' if name == 'dov' else 'oat'}.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button.primary")
    page.wait_for_url("**/b/**")


BRIEF = "coffee-shop-opening-in-leipzig-plagwitz"
CREATOR = "instagram:alfie.kitchen"  # whose engagement is unusual for her size
OTHER = "instagram:lucia_coffee"
# every screen of a brand by name
SCREENS = {
    "home": "",
    "import": "import/",
    "upload": "import/{upload}/",
    "imports": "imports/{batch}/",
    "import-undo": "imports/{batch}/undo/",
    "paste": "paste/",
    "count": "count/",
    "applications": "applications/",
    "already": "already/",
    "creators": "creators/",
    "creators, picture": "creators/?picture=1",
    "creators, searched": "creators/?ask=vegan+food+near+Berlin+under+30k",
    "creators, nobody found": "creators/?q=vegan&max_followers=1&open=followers&country=unknown",
    "creators, refused": "creators/?ask=muslim+creators+in+Vienna",
    "creator": f"creators/{CREATOR}/",
    "creator-answer": f"creators/{CREATOR}/answer/?check=engagement",
    "creator-followers": f"creators/{CREATOR}/followers/",
    "vetting": "vetting/",
    "creator-erase": f"creators/{CREATOR}/erase/",
    "creators, side by side": "creators/compare/?who={one}&who={other}",
    "creator-correct": f"creators/{CREATOR}/correct/",
    "look-up": "look-up/",
    "connection": "settings/instagram/",
    "application": "applications/{application}/",
    "application-import": "applications/import/",
    "application-form": "applications/form/",
    "application-questions": "applications/questions/",
    "keys": "keys/",
    "briefs": "briefs/",
    "brief-new": "briefs/new/",
    "brief": f"brief/{BRIEF}/",
    "brief-edit": f"brief/{BRIEF}/edit/",
    "shortlist": f"brief/{BRIEF}/shortlist/",
    "approval": f"brief/{BRIEF}/shortlist/approval/",
    "share": f"brief/{BRIEF}/shortlist/share/",
    "vetted-list": f"brief/{BRIEF}/shortlist/vetted.html",
    "plan": f"brief/{BRIEF}/plan/?draw=1",
    "compare": f"brief/{BRIEF}/plan/compare/",
    "report": f"brief/{BRIEF}/report/",
    "team": "team/",
    "settings": "settings/",
    "audit": "audit/",
    "account": "/account/",
    "second-factor": "/account/second-factor/",
    "privacy": "/privacy/",
    "shared": "/shared/{link}/",
    "apply": "/apply/{form}/",
    "applied": "/apply/{form}/thanks/",
    "nothing there": "nothing/",
    "style-guide": "/style-guide/",  # no page of the site: what the tests render of every part is put there
}


if __name__ == "__main__":
    from shoal.app import open_workspace

    with open_workspace(sys.argv[1]) as opened:
        sys.stdout.write(json.dumps(populate(opened)))

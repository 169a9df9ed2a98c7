"""What every page is promised: the frame around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext

from shoal import __version__
from shoal.web.desk import Desk, heard


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of the menu."""

    label: str
    url: str
    icon: str
    current: bool
    rare: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BrandLink:
    """One brand of the switcher."""

    name: str
    url: str
    current: bool


# view names that belong to each entry of the menu: (first view, icon, least act, other views)
MENU = (
    ("home", "home", "read", ()),
    ("import", "import", "import", (
        "upload", "imports", "import-undo", "upload-mend", "upload-read", "paste", "count", "already",
        "look-up", "look-up-run",
        "applications", "application", "application-form", "application-import", "application-preview",
        "application-questions", "application-erase",
    )),
    ("creators", "creators", "read", ("creator", "creator-answer", "creator-followers", "creator-correct", "vetting")),
    ("briefs", "briefs", "read", ("brief", "brief-new", "brief-edit", "shortlist", "decide", "approval", "share",
     "answers", "plan", "report", "compare")),
    ("team", "team", "team", ("member",)),
    ("settings", "settings", "settings", ("audit", "policy", "connection")),
)  # fmt: skip
RARE = ("team", "settings")  # on a phone they stand under the name of whoever is signed in


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return what ``base.html`` and ``bare.html`` print around a page."""
    desk: Desk | None = getattr(request, "desk", None)
    found: dict[str, Any] = {
        "version": __version__,
        "privacy_url": reverse("privacy"),
        "home_url": reverse("first"),
        "messages": heard(request) if hasattr(request, "session") else [],
        "htmx_url": static("django_htmx/htmx-2.min.js"),
        "look": look_of(request),
    }
    if desk is None:
        return found
    found["made_up"] = desk.shoal.settings.seed is not None
    if desk.member is not None:
        found |= {"sign_out_url": reverse("logout"), "account_url": reverse("account")}
    if desk.brand is None or desk.actor is None:
        return found | {"actor": desk.member and {"name": desk.member.name, "role": ""}}
    return found | {
        "desk": desk,
        "actor": desk.actor,
        "brand": desk.brand,
        "brands": [
            BrandLink(name=other.name, url=reverse("home", args=[other.slug]), current=other.id == desk.brand.id)
            for other in desk.brands
        ],
        "menu": menu(request, desk),
    }


def menu(request: HttpRequest, desk: Desk) -> list[Entry]:
    """Return the entries that this role may open."""
    words = {
        "home": gettext("Home"),
        "import": gettext("Import"),
        "creators": gettext("Creators"),
        "briefs": gettext("Briefs"),
        "team": gettext("Team"),
        "settings": gettext("Settings"),
    }
    here = request.resolver_match.url_name if request.resolver_match else ""
    slug = desk.brand.slug if desk.brand else ""
    return [
        Entry(
            label=words[name],
            url=reverse(name, args=[slug]),
            icon=icon,
            current=here in (name, *others),
            rare=name in RARE,
        )
        for name, icon, act, others in MENU
        if desk.may(act)
    ]


def look_of(request: HttpRequest) -> dict[str, str]:
    """Return how this person wants pages to look, from a cookie of their own; nothing in it is trusted."""
    allowed = {"theme": ("light", "dark"), "contrast": ("more",), "density": ("compact",)}
    cookie = request.COOKIES.get(settings.LOOK_COOKIE_NAME, "")
    told = dict(pair.split("=", 1) for pair in cookie.split("&") if "=" in pair)
    return {name: told[name] for name, values in allowed.items() if told.get(name) in values}

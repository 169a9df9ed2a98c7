"""Settings, team and audit: the pages of an owner."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.errors import InputError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.people import BrandForm
from shoal.web.forms.settings import InviteForm, NewBrandForm, RoleForm
from shoal.web.pages.history import SENTENCES, event_of
from shoal.web.pages.settings import AuditPage, MemberRow, SettingsPage, TeamPage
from shoal.web.views.moves import is_number
from shoal.web.views.people import into_form

PAGE = 50
LINK = "fresh_link"


# team ----------------------------------------------------------------------------------------------------------------


def team(request: Request) -> HttpResponse:
    """Show who works on this brand, and invite somebody."""
    desk = request.desk
    desk.shoal.require("team")
    if "require" in request.POST:
        return _require(request)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _, token = desk.shoal.team.invite(form.cleaned_data["email"], form.cleaned_data["role"])
        except InputError as error:
            into_form(form, error)
        else:
            request.session[LINK] = _absolute(request, reverse("join", args=[token]))
            return redirect(request.path)
    return render(request, "settings/team.html", {"page": _team_page(request), "form": form, "role_form": RoleForm()})


def _require(request: Request) -> HttpResponse:
    """Ask everybody in this brand for a second factor, or nobody any more."""
    wanted = request.POST["require"] == "yes"
    request.desk.shoal.second_factor.require(wanted=wanted)
    asked = gettext("Everybody here needs a second factor now; who has none is sent to set it up.")
    say(request, Message(text=asked if wanted else gettext("A second factor is everybody's own choice again.")))
    return redirect(request.path)


def _absolute(request: Request, path: str) -> str:
    public = request.desk.shoal.settings.public_url.rstrip("/")
    return f"{public}{path}" if public else request.build_absolute_uri(path)


def _team_page(request: Request) -> TeamPage:
    desk, brand_id = request.desk, request.desk.brand.id if request.desk.brand else ""
    members = [member for member in desk.shoal.team.members() if member.role_in(brand_id) or not member.grants]
    rows = [
        MemberRow(
            member=member,
            role=member.role_in(brand_id) or "",
            everywhere=any(not grant.brand_id for grant in member.grants),
            myself=desk.member is not None and member.id == desk.member.id,
        )
        for member in members
    ]
    invited = [item for item in desk.shoal.team.invitations() if item.grant.brand_id in ("", brand_id)]
    return TeamPage(
        members=rows, invitations=invited, link=request.session.pop(LINK, ""),
        second_factor=desk.shoal.second_factor.required, with_factor=sum(row.member.second_factor for row in rows),
    )  # fmt: skip


def member(request: Request, member_id: str) -> HttpResponse:
    """Change a role, close or open an account; asked first where it closes something."""
    desk = request.desk
    desk.shoal.require("team")
    if request.method != "POST":
        return redirect("team", desk.brand.slug if desk.brand else "")
    act = request.POST.get("act", "")
    if act == "withdraw":
        desk.shoal.team.withdraw(member_id)
        say(request, Message(text=gettext("The invitation was taken back; its link is worth nothing now.")))
    elif act in ("close", "open"):
        changed = desk.shoal.team.close_account(member_id, closed=act == "close")
        told = gettext("The account of {name} is closed.") if act == "close" else gettext("{name} may sign in again.")
        say(request, Message(text=told.format(name=changed.name)))
    else:
        form = RoleForm(request.POST)
        if form.is_valid():
            changed = desk.shoal.team.change_role(member_id, form.cleaned_data["role"] or None)
            say(request, Message(text=gettext("The role of {name} was changed.").format(name=changed.name)))
    return redirect("team", desk.brand.slug if desk.brand else "")


# settings ------------------------------------------------------------------------------------------------------------


def settings(request: Request) -> HttpResponse:
    """Show and change the brand, add another, and look at the health of the workspace."""
    desk = request.desk
    desk.shoal.require("settings")
    brand = desk.shoal.brand
    told = {"name": brand.name, "currency": brand.currency, "timezone": brand.timezone}
    form = BrandForm(request.POST if request.POST.get("act") == "change" else None, initial=told)
    new = NewBrandForm(request.POST if request.POST.get("act") == "add" else None, initial=told | {"name": ""})
    if request.method == "POST":
        done = _change(request, form) if request.POST.get("act") == "change" else _add(request, new)
        if done is not None:
            return done
    shoal = desk.shoal
    checks = shoal.admin.doctor() if "health" in request.GET else ()
    page = SettingsPage(
        brand=brand, brands=desk.brands, checks=checks, policies=shoal.admin.policies(),
        public_url=shoal.settings.public_url, database="PostgreSQL" if shoal.settings.database_url else "SQLite",
        instagram=shoal.connections.show(),
    )  # fmt: skip
    return render(request, "settings/settings.html", {"page": page, "form": form, "new_form": new})


def _change(request: Request, form: BrandForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        request.desk.shoal.team.change_brand(**form.cleaned_data)
    except InputError as error:
        into_form(form, error)
        return None
    say(request, Message(text=gettext("The brand was changed.")))
    return redirect(request.path)


def _add(request: Request, form: NewBrandForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    try:
        brand = request.desk.shoal.team.add_brand(**form.cleaned_data)
    except InputError as error:
        into_form(form, error)
        return None
    text = gettext("{name} was added. Only owners see it until somebody is given a role there.")
    say(request, Message(text=text.format(name=brand.name)))
    return redirect("home", brand.slug)


# audit ---------------------------------------------------------------------------------------------------------------


def audit(request: Request) -> HttpResponse:
    """Show who did what, and check that nothing in it was changed."""
    desk = request.desk
    verb = request.GET.get("verb", "")
    before = request.GET.get("before", "")
    entries = desk.shoal.team.audit(verb=verb, before=int(before) if is_number(before) else None)
    checked = "check" in request.GET
    page = AuditPage(
        events=[event_of(entry) for entry in entries],
        older=entries[-1].seq if len(entries) == PAGE else None,
        verb=verb,
        verbs=[(name, str(told)) for name, told in SENTENCES.items()],
        checked=checked,
        broken_at=desk.shoal.team.verify_audit() if checked else None,
    )
    return render(request, "settings/audit.html", {"page": page})

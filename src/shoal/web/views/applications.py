"""The brand's side of applications: the list, one application, and what a person decides."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shoal.domain.application import ApplicationState
from shoal.errors import InputError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.applications import ExportForm, FormSettings
from shoal.web.pages.applications import PICTURES, Door, line_of, notice_draft, one_page, pager_of
from shoal.web.views.imports import to
from shoal.web.views.moves import number_in
from shoal.web.views.people import into_form

STATES: tuple[ApplicationState, ...] = ("waiting", "accepted", "declined")
CLOSED_OFF = "default-src 'none'; sandbox"


def applications(request: Request) -> HttpResponse:
    """Show who applied: those who bought before come first."""
    applying = request.desk.shoal.applying
    asked = request.GET.get("state", "")
    state: ApplicationState = next((state for state in STATES if state == asked), "waiting")
    if request.desk.may("applications"):
        applying.expire()
    found = applying.waiting(state, page=number_in(request.GET.get("page")) or 1)
    labels = {"waiting": gettext("Waiting"), "accepted": gettext("Accepted"), "declined": gettext("Declined")}
    context = {
        "lines": [line_of(standing, request.desk.shoal.brand.timezone) for standing in found.items],
        "state": state,
        "tabs": [
            {"label": labels[one], "url": f"?state={one}", "current": one == state, "count": found.counts[one]}
            for one in STATES
        ],
        "soon": found.soon,
        "pager": pager_of(found, state),
        "nobody": not any(found.counts.values()),
        "door": door_of(request),
        "decides": request.desk.may("applications"),
        "export_form": ExportForm(),
    }
    return render(request, "applications/list.html", context)


def door_of(request: Request) -> Door:
    """Return the address of the form as outsiders would open it."""
    form = request.desk.shoal.applying.form()
    public = request.desk.shoal.settings.public_url.rstrip("/")
    path = reverse("apply", args=[form.token]) if form.token else ""
    url = (f"{public}{path}" if public else request.build_absolute_uri(path)) if path else ""
    return Door(url=url, outside=bool(public), open=form.open)


# one -----------------------------------------------------------------------------------------------------------------


def application(request: Request, application_id: str) -> HttpResponse:
    """Show one application, or decide about it."""
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "contact":
            return _one(request, application_id, contact=request.desk.shoal.applying.contact(application_id))
        return _decide(request, application_id, act)
    return _one(request, application_id)


def _one(request: Request, application_id: str, *, contact: str = "") -> HttpResponse:
    desk = request.desk
    standing = desk.shoal.applying.standing(application_id)
    page = one_page(
        standing, desk.shoal.brand, contact=contact, decides=desk.may("applications"),
        sees_contact=desk.may("contacts"),
    )  # fmt: skip
    return render(request, "applications/one.html", {"page": page})


def _decide(request: Request, application_id: str, act: str) -> HttpResponse:
    applying = request.desk.shoal.applying
    undo = reverse("application-reopen", args=[request.desk.shoal.brand.slug, application_id])
    if act == "accept":
        applying.accept(application_id)
        text = gettext("Accepted: what was told is among the creators now, marked as given by the creator.")
        say(request, Message(text=text, undo_url=undo))
    elif act == "decline":
        applying.decline(application_id)
        text = gettext("Declined. Nothing was sent: the text to copy is below. It is deleted after 180 days.")
        say(request, Message(text=text, undo_url=undo))
    elif act in ("ask", "unask"):
        applying.ask_back(application_id, asked=act == "ask")
        text = gettext("Noted that you asked back.") if act == "ask" else gettext("Noted that nobody asked back.")
        say(request, Message(text=text))
    elif act == "reopen":
        return reopen(request, application_id)
    return to("application", request, application_id)


@require_POST
def reopen(request: Request, application_id: str) -> HttpResponse:
    """Let an answered application wait again; what it brought in is taken back."""
    request.desk.shoal.applying.reopen(application_id)
    say(request, Message(text=gettext("Taken back: the application waits again."), level="info"))
    return to("application", request, application_id)


def erase(request: Request, application_id: str) -> HttpResponse:
    """Ask, then delete an application with its address and file for good."""
    applying = request.desk.shoal.applying
    request.desk.shoal.require("applications")
    standing = applying.standing(application_id)
    if request.method == "POST":
        applying.erase(application_id)
        say(request, Message(text=gettext("The application was deleted, with its address and its file."), level="info"))
        return to("applications", request)
    return render(request, "applications/erase.html", {"line": line_of(standing, request.desk.shoal.brand.timezone)})


def evidence(request: Request, application_id: str) -> HttpResponse:
    """Return the file that came with an application: a picture to look at, anything else as a download only."""
    kept, data = request.desk.shoal.applying.evidence(application_id)
    response = HttpResponse(data, content_type=kept.media_type)
    how = "inline" if kept.media_type in PICTURES else "attachment"
    ending = kept.name.rpartition(".")[2]
    response["Content-Disposition"] = f'{how}; filename="insights.{ending}"'
    response["Content-Security-Policy"] = CLOSED_OFF
    return response


# the form ------------------------------------------------------------------------------------------------------------


def form_settings(request: Request) -> HttpResponse:
    """Open or close the form, and say what applicants are told."""
    applying = request.desk.shoal.applying
    request.desk.shoal.require("applications")
    kept = applying.form()
    told = {"notice": kept.notice or notice_draft(request.desk.shoal.brand), "open": kept.open}
    form = FormSettings(request.POST or None, initial=told)
    if request.method == "POST" and request.POST.get("act") == "token":
        applying.new_token()
        say(request, Message(text=gettext("The form has another address; the old one is worth nothing now.")))
        return to("application-form", request)
    if request.method == "POST" and form.is_valid():
        try:
            changed = applying.change_form(notice=form.cleaned_data["notice"], is_open=form.cleaned_data["open"])
        except InputError as error:
            into_form(form, error)
        else:
            text = gettext("The form is open.") if changed.open else gettext("The form is closed.")
            say(request, Message(text=text))
            return to("applications", request)
    status = 422 if form.errors else 200
    return render(request, "applications/form.html", {"form": form, "door": door_of(request)}, status=status)

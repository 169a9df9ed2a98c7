"""The connection to Instagram: off until an owner agrees; connected, tested and removed here."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext

from shoal.app import TERMS, TERMS_VERSION
from shoal.errors import InputError, OutsideError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.connections import InstagramForm
from shoal.web.views.imports import to
from shoal.web.views.people import into_form


def instagram(request: Request) -> HttpResponse:
    """Show how the connection stands; connect, test or remove it. Only ``test`` asks anything of anybody."""
    connections = request.desk.shoal.connections
    request.desk.shoal.require("settings")
    act = request.POST.get("act", "") if request.method == "POST" else ""
    if act == "remove":
        there = connections.remove()
        told = gettext("The token is deleted and the connection is off.") if there else gettext("It was off already.")
        say(request, Message(text=told))
        return to("connection", request)
    if act == "test":
        return _test(request)
    stands = connections.show()
    known = {"user_id": stands.user_id, "version": stands.version, "expires_on": stands.expires_on}
    form = InstagramForm(request.POST if act == "connect" else None, initial={**known, "terms": TERMS_VERSION})
    status = 200
    if act == "connect":
        if form.is_valid() and _connect(request, form):
            return to("connection", request)
        status = 422
    context = {
        "form": form, "stands": stands, "terms": TERMS, "calls": connections.calls()[:10],
        "fields": [form["user_id"], form["token"], form["expires_on"], form["version"]],
    }  # fmt: skip
    return render(request, "settings/instagram.html", context, status=status)


def _connect(request: Request, form: InstagramForm) -> bool:
    given = form.cleaned_data
    try:
        request.desk.shoal.connections.connect(
            token=given["token"], user_id=given["user_id"], version=given["version"], expires_on=given["expires_on"],
            confirmed=given["terms"],
        )  # fmt: skip
    except InputError as error:
        into_form(form, error)
        return False
    said = gettext("Instagram is connected. Nothing was asked of it yet: test the connection to see whether it works.")
    say(request, Message(text=said))
    return True


def _test(request: Request) -> HttpResponse:
    """Put two questions, because an owner pressed the button that says so."""
    try:
        stands = request.desk.shoal.connections.check()
    except OutsideError as error:
        say(
            request,
            Message(text=f"{error.message} {error.next_step}", level="error", details=str(error.received or "")),
        )
        return to("connection", request)
    if stands.lacks:
        text = gettext("It answers, but the token lacks: %(names)s") % {"names": ", ".join(stands.lacks)}
        say(request, Message(text=text, level="warning"))
    else:
        say(request, Message(text=gettext("It works: it asks as @%(name)s.") % {"name": stands.username}))
    return to("connection", request)

"""The door to the made-up market: made on request, opened in a page of its own, thrown away with one click."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from shoal.errors import DeniedError, NotFoundError
from shoal.web.desk import HOUSE, Message, Request, say


def made_up(request: Request) -> HttpResponse:
    """Show how far the made-up market is; make it, or throw it away."""
    annex = HOUSE.annex
    if annex is None:
        raise NotFoundError(
            gettext("A made-up market is opened only on the machine that it runs on."),
            next_step="shoal demo --workspace made-up.shoal",
        )
    if request.desk.member is None and request.desk.shoal.team.started:
        raise DeniedError(gettext("Sign in first."))
    if request.method == "POST":
        if "away" in request.POST:
            annex.throw_away()
            say(request, Message(text=gettext("The made-up market is gone.")))
            return redirect("first")
        annex.open()
        return redirect("made-up")
    response = render(request, "home/made_up.html", {"annex": annex})
    if annex.state == "making":
        response.headers["Refresh"] = "2"
    return response

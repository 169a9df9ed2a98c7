"""Pages for what the framework itself refuses."""

from __future__ import annotations

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import gettext

from shoal.errors import DeniedError, InputError, NotFoundError, ShoalError
from shoal.web.answers import error_page

log = logging.getLogger("shoal.web")


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer an address that does not exist."""
    return error_page(request, NotFoundError(gettext("There is no such page."), next_step=gettext("Start over.")))


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that makes no sense, or carries too much."""
    error = InputError(
        gettext("This request could not be read."),
        next_step=gettext("Go back and try again; a file has to be under 250 MB, a form under 2 MB."),
    )
    return render(request, "errors/error.html", {"error": error, "status": 400}, status=400)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer what may not be done."""
    return error_page(request, DeniedError(gettext("This is not allowed."), next_step=gettext("Ask an owner.")))


def forgery(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form without its token: it waited too long, or it came from another site."""
    error: ShoalError = DeniedError(
        gettext("This form is too old, or it was not sent from this page."),
        next_step=gettext("Go back, load the page again and send it once more; what you typed is still in the form."),
    )
    return error_page(request, error)


def bug(request: HttpRequest) -> HttpResponse:
    """Return the page of a mistake of ours: an id that is in the log, an apology, no traceback."""
    number = secrets.token_hex(4)
    match = request.resolver_match
    # not the address itself, which may hold a one-time link
    log.error("bug %s at %s", number, match.route if match else "none", exc_info=True)
    error = ShoalError(
        "Something went wrong that is our mistake, sorry. What was stored before is as it was.",
        next_step=f"Try again; if it stays, report the id {number} with what you did.",
    )
    # the frame of a page may be what went wrong, so this one stands alone
    page = loader.get_template("errors/error.html").render({"error": error, "status": 500})
    return HttpResponse(page, status=500)

"""The page of a link: somebody without an account reads a shortlist and answers row by row.

It sets no session. A passphrase that fitted is remembered in a signed cookie for this one address, for an hour.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import SharedPage
from shoal.errors import InputError, NotFoundError, TooOftenError
from shoal.web.desk import Request
from shoal.web.forms.sharing import UnlockForm
from shoal.web.views.moves import see_other
from shoal.web.views.people import place_of

OPEN_SECONDS = 3600
SALT = "shoal passphrase of a link"
REFUSED = 422


def shared(request: Request, token: str) -> HttpResponse:
    """Show the page of a link, ask for its passphrase, or take answers."""
    try:
        _, link = request.desk.shoal.sharing.find(token)
        if link.locked and not _unlocked(request, token):
            return _lock(request, token)
        if request.method == "POST":
            return _answered(request, token)
        return _private(_page(request, token, {}))
    except NotFoundError as error:
        return _private(render(request, "applications/gone.html", {"error": error}, status=error.http_status))


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "no-referrer"  # the address is the key
    return response


def _page(request: Request, token: str, more: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    page: SharedPage = request.desk.shoal.sharing.read(token)
    typed = {row.account_id: _typed(request, row.account_id) for row in page.rows}
    rows = [(row, *typed[row.account_id], row.answer) for row in page.rows]
    choices = (("", gettext("open")), ("wanted", gettext("approve")), ("unwanted", gettext("reject")),
               ("asked", gettext("ask")))  # fmt: skip
    context = {
        "page": page, "rows": rows, "thanks": "thanks" in request.GET, "name": request.POST.get("name", ""),
        "choices": choices,
    }  # fmt: skip
    return render(request, "shared/page.html", context | dict(more), status=status)


def _typed(request: HttpRequest, account: str) -> tuple[str, str]:
    return request.POST.get(f"choice-{account}", ""), request.POST.get(f"comment-{account}", "")


def _answered(request: Request, token: str) -> HttpResponse:
    told = {
        key.removeprefix("choice-"): _typed(request, key.removeprefix("choice-"))
        for key in request.POST
        if key.startswith("choice-")
    }
    try:
        request.desk.shoal.sharing.answer(
            token, told, by_name=request.POST.get("name", ""), place=place_of(request)
        )  # fmt: skip
    except (InputError, TooOftenError) as error:
        return _private(_page(request, token, {"error": error}, status=error.http_status))
    return _private(see_other(reverse("shared", args=[token]) + "?thanks=1"))


def _lock(request: Request, token: str) -> HttpResponse:
    """Ask for the passphrase; a right one opens the page for an hour."""
    form = UnlockForm(request.POST if "passphrase" in request.POST else None)
    if request.method == "POST" and form.is_valid():
        try:
            fits = request.desk.shoal.sharing.unlock(token, form.cleaned_data["passphrase"], place=place_of(request))
        except TooOftenError as error:
            form.add_error(None, f"{error.message} {error.next_step}")
            return _private(render(request, "shared/unlock.html", {"form": form}, status=error.http_status))
        if fits:
            response = see_other(reverse("shared", args=[token]))
            response.set_signed_cookie(
                "shoal_shared", token[-8:], salt=SALT + token, max_age=OPEN_SECONDS, httponly=True, samesite="Strict",
                secure=request.is_secure(), path=reverse("shared", args=[token]),
            )  # fmt: skip
            return _private(response)
        form.add_error("passphrase", gettext("This is not the passphrase."))
    status = REFUSED if form.is_bound else 200
    return _private(render(request, "shared/unlock.html", {"form": form}, status=status))


def _unlocked(request: HttpRequest, token: str) -> bool:
    told = request.get_signed_cookie("shoal_shared", default="", salt=SALT + token, max_age=OPEN_SECONDS)
    return bool(told) and told == token[-8:]

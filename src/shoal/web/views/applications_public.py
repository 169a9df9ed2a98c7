"""The public form: no sign-in, nothing from elsewhere, and every reason against a program that a person never meets."""

from __future__ import annotations

import secrets
from datetime import timedelta

from django.core.files.uploadedfile import UploadedFile
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from shoal.app import OpenForm
from shoal.errors import InputError, NotFoundError, TooLargeError, TooOftenError
from shoal.web.answers import error_page
from shoal.web.desk import Request
from shoal.web.forms.applications import ApplyForm
from shoal.web.views.moves import see_other
from shoal.web.views.people import into_form, place_of

LARGEST_BODY = 40 * 2**20  # a picture right from a camera is refused by its field, so that what was typed stays
LARGEST_FILE = 10 * 10**6
QUICKEST = timedelta(seconds=3)  # nobody reads the questions faster [judgement]
TRAP = "fax"  # a field that no person sees
SIGNER = TimestampSigner(salt="shoal application form")
REFUSED = 422


@csrf_exempt  # only until the size is known: reading the token would read the whole body
def apply(request: Request, token: str) -> HttpResponse:
    """Show the form of a token, or take an application."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_BODY:
        text, step = gettext("This is too large."), gettext("Go back and choose a smaller file, up to 10 MB.")
        return error_page(request, TooLargeError(text, next_step=step))
    response: HttpResponse = _apply(request, token)
    return response


@csrf_protect
def _apply(request: Request, token: str) -> HttpResponse:
    try:
        open_form = request.desk.shoal.applying.open_form(token)
    except NotFoundError as error:
        return _gone(request, error)
    if request.method != "POST":
        return _page(request, open_form, ApplyForm(open_form.questions))
    form = ApplyForm(open_form.questions, request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, open_form, form, status=REFUSED)
    if not _by_a_person(request):
        form.add_error(None, gettext("This looks as if a program had filled it in. Press Send once more."))
        return _page(request, open_form, form, status=REFUSED)
    try:
        file = _file(form.cleaned_data.get("evidence"))
        request.desk.shoal.applying.submit(open_form, form.answers(), file=file, place=place_of(request))
    except (InputError, TooOftenError) as error:
        into_form(form, error)
        return _page(request, open_form, form, status=error.http_status)
    return see_other(reverse("applied", args=[token]))


def applied(request: Request, token: str) -> HttpResponse:
    """Say thanks; the same for an application that was sent twice."""
    try:
        open_form = request.desk.shoal.applying.open_form(token)
    except NotFoundError as error:
        return _gone(request, error)
    return render(request, "applications/applied.html", {"form_of": open_form})


def _gone(request: HttpRequest, error: NotFoundError) -> HttpResponse:
    """Say whom to ask; a form that was closed and an address that never was get the same page."""
    return render(request, "applications/gone.html", {"error": error}, status=error.http_status)


def _by_a_person(request: HttpRequest) -> bool:
    """Say whether a person may have sent this: the hidden field is empty, and somebody had time to read."""
    if request.POST.get(TRAP):
        return False
    stamp = request.POST.get("opened", "")
    try:
        SIGNER.unsign(stamp, max_age=QUICKEST)
    except SignatureExpired:
        return True
    except BadSignature:
        return False
    return False


def _stamp_of(request: HttpRequest) -> str:
    """Return when the form was opened, signed; who mends a word needs no three seconds more."""
    told = request.POST.get("opened", "")
    try:
        SIGNER.unsign(told)
    except BadSignature:
        return SIGNER.sign(secrets.token_hex(8))
    return told


def _file(sent: UploadedFile[bytes] | None) -> tuple[str, bytes] | None:
    if sent is None:
        return None
    if (sent.size or 0) > LARGEST_FILE:
        raise InputError(
            "too large", fields={"evidence": gettext("This file is larger than 10 MB. Send a screenshot.")}
        )
    return (sent.name or "file", sent.read())


def _page(request: Request, open_form: OpenForm, form: ApplyForm, *, status: int = 200) -> HttpResponse:
    parts = {
        "notice": open_form.notice, "trap": TRAP, "opened": _stamp_of(request), "brand_name": open_form.brand.name,
        "file_again": bool(request.FILES) and form.is_bound,
    }  # fmt: skip
    return render(request, "applications/apply.html", {"form": form, **parts}, status=status)

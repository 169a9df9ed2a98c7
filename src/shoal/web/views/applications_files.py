"""The way without a public address: questions to print or copy, and exports of form tools that come back."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from shoal.errors import InputError, NotFoundError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.applications import ExportForm
from shoal.web.pages.applications import REASONS_SHOWN, counts_of, targets
from shoal.web.views.imports import to
from shoal.web.views.moves import csv_file

DATES = ("day-first", "month-first")


def questions(request: Request) -> HttpResponse:
    """Show the questions to print, or to copy into another form."""
    printed = request.desk.shoal.applying.files.printed()
    form = request.desk.shoal.applying.form()
    parts = {"questions": printed.questions, "notice": form.notice, "text": printed.text}
    return render(request, "applications/questions.html", parts)


def template(request: Request) -> HttpResponse:
    """Return an empty table with the questions as headers."""
    return csv_file(request.desk.shoal.applying.files.template(), "applications-template.csv")


def bring(request: Request) -> HttpResponse:
    """Take an export in as far as a look at it."""
    files = request.desk.shoal.applying.files
    request.desk.shoal.require("import")
    form = ExportForm(request.POST or None, request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            return to("application-preview", request, files.add(sent.name or "file", sent.chunks()))
        except InputError as error:
            allowed = f" ({', '.join(error.allowed)})" if error.allowed else ""
            form.add_error("file", f"{error.message}{allowed}. {error.next_step}".strip())
            status = error.http_status
    return render(request, "applications/bring.html", {"form": form}, status=status)


def preview(request: Request, file_id: str) -> HttpResponse:
    """Show what an export would do; take it in with a yes, delete it with a no."""
    files = request.desk.shoal.applying.files
    told = request.POST if request.method == "POST" else request.GET
    dates = told.get("dates", "")
    dates = dates if dates in DATES else ""
    try:
        if request.method == "POST":
            return _answer(request, file_id, dates, _said(told))
        look = files.look(file_id, dates, _said(told))
    except NotFoundError as error:
        say(request, Message(text=f"{error.message} {error.next_step}", level="info"))
        return to("applications", request)
    out = [result for result in look.reading.results if result.outcome in ("error", "skipped")]
    parts = {
        "look": look,
        "counts": counts_of(look),
        "dates": dates,
        "asks": bool(look.reading.questions) or bool(dates),
        "columns": look.reading.columns,
        "said": [(f"c-{name}", value) for name, value in _said(told).items()],
        "targets": targets(request.desk.shoal.applying.questions),
        "out": out[:REASONS_SHOWN],
        "more_out": max(0, len(out) - REASONS_SHOWN),
        "choices": [("day-first", gettext("the day comes first")), ("month-first", gettext("the month comes first"))],
    }
    return render(request, "applications/preview.html", parts)


def _said(told: QueryDict) -> dict[str, str]:
    """Return what a person said of columns, by header."""
    return {name[2:]: str(value) for name, value in told.items() if name.startswith("c-") and value}


def _answer(request: Request, file_id: str, dates: str, columns: dict[str, str]) -> HttpResponse:
    files = request.desk.shoal.applying.files
    if request.POST.get("act") == "drop":
        files.drop(file_id)
        say(request, Message(text=gettext("The file was deleted; nothing of it was kept."), level="info"))
        return to("applications", request)
    added = files.take_in(file_id, dates, columns)
    words = ngettext("{n} application waits for you; the file was deleted.",
                     "{n} applications wait for you; the file was deleted.", added)  # fmt: skip
    undo = reverse("application-undo", args=[request.desk.shoal.brand.slug, file_id]) if added else ""
    say(request, Message(text=words.format(n=added), undo_url=undo))
    return to("applications", request)


@require_POST
def undo(request: Request, file_id: str) -> HttpResponse:
    """Take back what an export brought, as far as nobody answered it."""
    gone = request.desk.shoal.applying.files.undo(file_id)
    words = ngettext("{n} application was deleted again.", "{n} applications were deleted again.", gone)
    say(request, Message(text=words.format(n=gone), level="info"))
    return to("applications", request)

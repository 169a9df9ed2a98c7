"""Look up by handle: what it would cost, then a yes, then what would be new, then in."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from shoal.app import LookUp
from shoal.errors import ConflictError, InputError, NotFoundError, OutsideAccessError, PolicyError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.connections import LookUpForm
from shoal.web.pages.imports import line_row
from shoal.web.views.imports import to

SHOWN = 200


def look_up(request: Request) -> HttpResponse:
    """Take handles down; nothing is sent. Shows what waits for somebody to go on."""
    shoal = request.desk.shoal
    shoal.require("import")
    form = LookUpForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                run = shoal.lookups.plan(form.cleaned_data["text"], form.cleaned_data["posts"])
                return to("look-up-run", request, run.id)
            except InputError as error:
                form.add_error("text", f"{error.message} {error.next_step}")
    context = {
        "form": form, "stands": shoal.connections.show(), "waiting": shoal.lookups.waiting(),
        "may_connect": request.desk.may("settings"), "made_up": shoal.settings.seed is not None,
    }  # fmt: skip
    return render(request, "imports/look_up.html", context, status=status)


def run(request: Request, run_id: str) -> HttpResponse:
    """Show one look-up as it stands; send it, bring it in, or drop it."""
    lookups = request.desk.shoal.lookups
    request.desk.shoal.require("import")
    if request.method == "POST":
        return _act(request, run_id)
    found = lookups.show(run_id)
    context = {
        "run": found, "stands": request.desk.shoal.connections.show(), "cost": lookups.cost(found),
        "may_connect": request.desk.may("settings"), "left": len(found.left),
        "again": [failure for failure in found.failures if failure.again],
        "over": [failure for failure in found.failures if not failure.again],
    }  # fmt: skip
    if found.state == "working":
        context["job"] = request.desk.shoal.jobs.job(found.job_id)
    elif found.answered:
        looked = lookups.preview(run_id)
        came = (result for result in looked.preview.results if result.outcome not in ("error", "held"))
        rows = [(line_row(result), *looked.figures.get(result.row, (None, 0))) for result in came]
        context |= {"looked": looked, "rows": rows[:SHOWN], "rows_total": len(rows)}
    return render(request, "imports/look_up_run.html", context)


def _act(request: Request, run_id: str) -> HttpResponse:
    """Do what a button says; a second press of the same button changes nothing."""
    act = request.POST.get("act", "")
    try:
        if act == "send":
            return _sent(request, run_id)
        if act == "bring":
            return _brought(request, run_id)
        if act == "drop":
            request.desk.shoal.lookups.drop(run_id)
            say(request, Message(text=gettext("The look-up was deleted; nothing of it was stored.")))
            return to("look-up", request)
        if act == "cancel":
            _cancel(request, request.desk.shoal.lookups.show(run_id))
    except NotFoundError as error:
        say(request, Message(text=error.message, level="info"))
        return to("import", request)
    return to("look-up-run", request, run_id)


def _sent(request: Request, run_id: str) -> HttpResponse:
    """Send it, because somebody pressed the button that says how many go where."""
    try:
        request.desk.shoal.lookups.send(run_id)
    except (PolicyError, OutsideAccessError, ConflictError) as error:
        say(request, Message(text=f"{error.message} {error.next_step}", level="error"))
    return to("look-up-run", request, run_id)


def _brought(request: Request, run_id: str) -> HttpResponse:
    try:
        batch = request.desk.shoal.lookups.bring_in(run_id)
    except ConflictError as error:
        say(request, Message(text=f"{error.message} {error.next_step}", level="info"))
        return to("look-up-run", request, run_id)
    number = batch.counts.get("new", 0) + batch.counts.get("changed", 0)
    told = ngettext("%(n)s creator was brought in.", "%(n)s creators were brought in.", number) % {"n": f"{number:,}"}
    slug = request.desk.brand.slug if request.desk.brand else ""
    say(request, Message(text=told, undo_url=reverse("import-undo", args=[slug, batch.id])))
    return to("imports", request, batch.id)


def _cancel(request: Request, found: LookUp) -> None:
    if found.state == "working":
        request.desk.shoal.jobs.cancel(found.job_id)
        say(request, Message(text=gettext("It was stopped; what was answered is kept."), level="info"))

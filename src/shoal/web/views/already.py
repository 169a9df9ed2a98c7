"""Who is with the brand already: its followers by its own export, and customers who applied."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from shoal.errors import InputError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.already import OwnAudienceForm
from shoal.web.pages.already import page_of
from shoal.web.views.imports import to


def already(request: Request) -> HttpResponse:
    """Show who is with the brand already, and read the export of its own account."""
    verbs = request.desk.shoal.already
    request.desk.shoal.require("import")
    form, status = OwnAudienceForm(), 200
    if request.method == "POST":
        form = OwnAudienceForm(request.POST, request.FILES)
        done = _match(request, form)
        if done is not None:
            return done
        status = 422
    return render(
        request,
        "already/already.html",
        {"form": form, "page": page_of(verbs.show(), request.desk.shoal.brand.timezone)},
        status=status,
    )


def _match(request: Request, form: OwnAudienceForm) -> HttpResponse | None:
    if not form.is_valid():
        return None
    files = [(file.name or "file", file.chunks()) for file in form.cleaned_data["export"]]
    try:
        match = request.desk.shoal.already.match(files)
    except InputError as error:
        form.add_error("export", f"{error.message}. {error.next_step}".strip())
        return None
    text = ngettext("{n} known creator follows you; {others} others were counted and forgotten, and the file is gone.",
                    "{n} known creators follow you; {others} others were counted and forgotten, and the file is gone.",
                    len(match.since))  # fmt: skip
    undo = reverse("already-undo", args=[request.desk.shoal.brand.slug, match.platform])
    told = text.format(n=len(match.since), others=f"{match.unmatched:,}")
    say(request, Message(text=told, undo_url=undo, details=" ".join(match.notes)))
    return to("already", request)


@require_POST
def undo(request: Request, platform: str) -> HttpResponse:
    """Take off the tags that the newest export of a platform put on."""
    gone = request.desk.shoal.already.undo(platform)
    words = ngettext("The tag was taken off {n} creator.", "The tag was taken off {n} creators.", gone)
    say(request, Message(text=words.format(n=gone), level="info"))
    return to("already", request)

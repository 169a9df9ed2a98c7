"""Imports that were done: what each brought, the lines that stayed out, and taking one back."""

from __future__ import annotations

from django.http import FileResponse, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as words

from shoal.web.desk import Message, Request, say
from shoal.web.pages.imports import OUTCOMES, outcome_words
from shoal.web.views.imports import there, to

VERDICT_WORDS = {
    "own record": words("Own record: sold or worked with you before, by your own sheet and shop."),
    "ok": words("Ok: nothing speaks against them."),
    "review": words("Review: a person should look."),
    "refuse": words("Refuse: a rule of yours says no."),
    "unknown": words("Unknown: too little is known to say."),
}


def result(request: Request, batch_id: str) -> HttpResponse:
    """Show what an import brought: sheet beside shop, verdicts, and what would settle each unknown."""
    shoal = request.desk.shoal
    found = shoal.imports.result(batch_id)
    counts = found.batch.counts if found.batch else {}
    told = [f"{counts[name]:,} {outcome_words(name)}" for name in OUTCOMES if counts.get(name)]
    context = {
        "found": found,
        "record": found.record,
        "counts": ", ".join(told),
        "verdict_line": " · ".join(f"{gettext(state)} {number:,}" for state, number in found.verdicts),
        "verdict_words": [(state, VERDICT_WORDS[state]) for state, _ in found.verdicts if state in VERDICT_WORDS],
        "others": shoal.imports.waiting() if request.desk.may("import") else (),
        "may_import": request.desk.may("import"),
        "creators_url": there("creators", request),
        "brief_url": there("brief-new" if request.desk.may("edit") else "briefs", request),
    }
    return render(request, "imports/result.html", context)


def rejects(request: Request, batch_id: str) -> HttpResponse | FileResponse:
    """Hand out the lines that stayed out, to be mended and brought in again."""
    path = request.desk.shoal.imports.rejects(batch_id)
    name = f"stayed-out-{batch_id}.csv"
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="text/csv; charset=utf-8")


def undo(request: Request, batch_id: str) -> HttpResponse:
    """Say what taking an import back would do; done only when that was read and confirmed. Again, nothing changes."""
    shoal = request.desk.shoal
    shoal.require("undo_own")
    plan = shoal.imports.undo_plan(batch_id)
    if plan.record.undone_at:
        say(request, Message(text=gettext("This import is taken back already; nothing changed."), level="info"))
        return to("imports", request, batch_id)
    if request.method != "POST" or request.POST.get("confirmed") != "yes":
        slug = request.desk.brand.slug if request.desk.brand else ""
        cancel = reverse("imports", args=[slug, batch_id])
        return render(request, "imports/undo.html", {"plan": plan, "cancel_url": cancel})
    shoal.imports.undo(batch_id)
    said = gettext("%(name)s was taken back. To redo it, bring the file in again.") % {"name": plan.record.label}
    say(request, Message(text=said))
    return to("imports", request, batch_id)

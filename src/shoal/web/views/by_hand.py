"""What people type: a pasted list, and likes and comments counted by hand."""

from __future__ import annotations

import re

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from shoal.app import Counted, Turn
from shoal.domain.intake import Preview
from shoal.errors import ConflictError, InputError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.by_hand import CountForm, PasteForm
from shoal.web.pages.imports import line_row, plain_words
from shoal.web.views.imports import there, to
from shoal.web.views.moves import is_number

MOST_SKIPPED = 200
LONGEST_ANSWER = 300
PROFILES = {
    "instagram": "https://www.instagram.com/{handle}/", "tiktok": "https://www.tiktok.com/@{handle}",
    "youtube": "https://www.youtube.com/@{handle}", "x": "https://x.com/{handle}",
    "twitch": "https://www.twitch.tv/{handle}", "threads": "https://www.threads.net/@{handle}",
}  # fmt: skip


# pasting -------------------------------------------------------------------------------------------------------------


def paste(request: Request) -> HttpResponse:
    """Look at a pasted list, ask back what names nobody, then add it."""
    counting = request.desk.shoal.counting
    request.desk.shoal.require("import")
    form = PasteForm(request.POST or None)
    context: dict[str, object] = {"form": form}
    status = 200
    if request.method == "POST" and form.is_valid():
        text, platform = form.cleaned_data["text"], form.cleaned_data["platform"] or None
        answers = _answers(request)
        try:
            if request.POST.get("act") == "add":
                return _add(request, text, platform, answers)
            found = counting.preview_pasted(text, platform, answers)
            context |= _asked_back(found, answers)
        except InputError as error:
            form.add_error("text", f"{error.message}. {error.next_step}".replace("..", "."))
            status = error.http_status
    return render(request, "imports/paste.html", context, status=status)


def _answers(request: Request) -> dict[int, str]:
    """Return what was typed for the lines that were asked back."""
    told = {}
    for name, typed in request.POST.items():
        if name.startswith("answer-") and is_number(name[7:]) and str(typed).strip():
            told[int(name[7:])] = str(typed).strip()[:LONGEST_ANSWER]
    return told


def _add(request: Request, text: str, platform: str | None, answers: dict[int, str]) -> HttpResponse:
    try:
        batch = request.desk.shoal.counting.add_pasted(text, platform, answers)
    except ConflictError:
        say(request, Message(text=gettext("Nothing of it is new: these creators are here already."), level="info"))
        return to("import", request)
    number = batch.counts.get("new", 0)
    told = ngettext("%(n)s creator was added.", "%(n)s creators were added.", number) % {"n": f"{number:,}"}
    slug = request.desk.brand.slug if request.desk.brand else ""
    say(request, Message(text=told, undo_url=reverse("import-undo", args=[slug, batch.id])))
    return to("imports", request, batch.id)


def _asked_back(found: Preview, answers: dict[int, str]) -> dict[str, object]:
    """Return the preview of a paste, and the lines that name nobody with what was answered so far."""
    asked = [
        (result.row, next(iter(result.cells.values()), ""), _why(result.text), answers.get(result.row, ""))
        for result in found.results
        if result.outcome == "error"
    ]
    known = [line_row(result) for result in found.results if result.outcome != "error"]
    coming = found.counts.get("new", 0) + found.counts.get("changed", 0)
    named = {result.row for result in found.results if result.outcome == "error"}
    kept = [(row, answer) for row, answer in sorted(answers.items()) if row not in named]
    return {"found": found, "asked": asked, "known": known, "coming": coming, "answered": kept}


def _why(text: str) -> str:
    """Return why a line is asked back; what was pasted stands above it already."""
    return re.sub(r" \(“.*?”, column “paste”\)", "", plain_words(text))


# counting ------------------------------------------------------------------------------------------------------------


def count(request: Request) -> HttpResponse:
    """Show one creator to count for; saving shows the next."""
    counting = request.desk.shoal.counting
    request.desk.shoal.require("import")
    if request.method == "POST":
        return _counted(request)
    skipped = _skipped(request.GET.get("skipped", ""))
    who = request.GET.get("who", "")
    turn = counting.turn(who, skipped) if who else counting.next(skipped)
    if turn is None:
        return render(
            request, "imports/count_done.html", {"skipped": skipped, "creators_url": there("creators", request)}
        )
    form = CountForm(initial={"account": turn.account_id, "skipped": " ".join(skipped)})
    return _screen(request, form, turn, skipped)


def _screen(request: Request, form: CountForm, turn: Turn, skipped: list[str], status: int = 200) -> HttpResponse:
    account = turn.shown.creator.accounts[0]
    profile = account.url or PROFILES.get(account.platform, "").format(handle=account.handle)
    if not profile.startswith(("https://", "http://")) or account.key_kind == "row_id":
        profile = ""
    skip = " ".join([*skipped, turn.account_id][-MOST_SKIPPED:])
    context = {"form": form, "turn": turn, "account": account, "profile": profile, "skip": skip}
    return render(request, "imports/count.html", context, status=status)


def _skipped(text: str) -> list[str]:
    return [word for word in text.split() if word.startswith("ac_")][-MOST_SKIPPED:]


def _counted(request: Request) -> HttpResponse:
    counting = request.desk.shoal.counting
    form = CountForm(request.POST)
    skipped = _skipped(request.POST.get("skipped", ""))
    valid, account_id = form.is_valid(), request.POST.get("account", "")
    if valid:
        try:
            done = counting.count(account_id, form.cleaned_data["posts"])
        except ConflictError:
            say(request, Message(text=gettext("This count is here already; nothing changed."), level="info"))
        except InputError as error:
            form.add_error(None, f"{error.message}. " + " ".join(error.fields.values()) + f" {error.next_step}")
            valid = False
        else:
            _say_counted(request, done)
    if not valid:
        return _screen(request, form, counting.turn(account_id, skipped), skipped, status=422)
    response = to("count", request)
    if skipped:
        response["Location"] += "?skipped=" + "+".join(skipped)
    return response


def _say_counted(request: Request, done: Counted) -> None:
    slug = request.desk.brand.slug if request.desk.brand else ""
    before, after = done.before, done.after
    if done.settled:
        text = gettext("Counted: unknown became %(state)s.") % {"state": gettext(after.kind or after.state)}
    elif before.state != after.state:
        text = gettext("Counted: %(before)s became %(after)s.") % {"before": before.state, "after": after.state}
    else:
        text = gettext("Counted: the verdict stays %(state)s.") % {"state": gettext(after.state)}
    undo = reverse("import-undo", args=[slug, done.batch.id])
    say(request, Message(text=f"{text} {done.narrowed}".strip(), undo_url=undo))

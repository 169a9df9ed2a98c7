"""One creator: looked at, noted on, tagged, corrected, settled, erased."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext

from shoal.errors import ConflictError, InputError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.creators import CorrectForm, NoteForm, TagForm
from shoal.web.forms.vetting import LookedForm
from shoal.web.pages.creators_one import addresses, creator_shown, erasing, erasing_counts
from shoal.web.views.creators import remember
from shoal.web.views.moves import csv_file, is_number
from shoal.web.views.people import into_form
from shoal.web.views.vetted import beside


def creator(request: Request, who: str) -> HttpResponse:
    """Show one creator by id; a handle (``instagram:mina``) leads to her id, an unclear one to the list."""
    if not who.startswith("cr_"):
        return _by_name(request, who)
    return _page(request, who, note=NoteForm(), tag=TagForm())


def _by_name(request: Request, who: str) -> HttpResponse:
    slug = _slug(request)
    try:
        (account,) = request.desk.shoal.creators.accounts(who)[:1]
    except ConflictError:
        return redirect(f"{reverse('creators', args=[slug])}?{urlencode({'q': who.rpartition(':')[2]})}")
    return redirect("creator", slug, f"cr_{account.removeprefix('ac_')}")


def _page(request: Request, who: str, *, note: NoteForm, tag: TagForm, status: int = 200) -> HttpResponse:
    about = request.desk.shoal.about
    found = about.portrait(who, addresses(request.desk, who), beside(request, who))
    page = creator_shown(found, request.desk, tags=about.tags(), notes=about.notes(who))
    context = {
        "page": page, "note": note, "tag": tag, "keys_url": reverse("keys", args=[_slug(request)]),
        "look_form": LookedForm(),
    }  # fmt: skip
    return render(request, "creators/creator.html", context, status=status)


def _slug(request: Request) -> str:
    return request.desk.brand.slug if request.desk.brand else ""


def _to(request: Request, who: str, part: str = "") -> HttpResponse:
    return redirect(reverse("creator", args=[_slug(request), who]) + part)


def picture(request: Request, who: str, chart: str) -> HttpResponse:
    """Return the figures of one picture of her page as CSV."""
    text = request.desk.shoal.about.picture_csv(who, chart.removesuffix(".csv"))
    return csv_file(text, "figures.csv")


def notes(request: Request, who: str) -> HttpResponse:
    """Write a note, or delete one."""
    if request.method != "POST":
        return _to(request, who)
    about, back = request.desk.shoal.about, reverse("creator", args=[_slug(request), who])
    if is_number(request.POST.get("drop", "")):
        gone = about.drop_note(who, int(request.POST["drop"]))
        told = {"act": "note", "creator": who, "text": gone.text, "private": gone.private, "back": back}
        say(request, Message(text=gettext("The note was deleted."), undo_url=remember(request, told)))
        return _to(request, who)
    form = NoteForm(request.POST)
    if form.is_valid():
        try:
            note = about.note(who, form.cleaned_data["text"], private=form.cleaned_data["private"])
        except InputError as error:
            into_form(form, error)
        else:
            told = {"act": "drop_note", "creator": who, "note": note.id, "back": back}
            say(request, Message(text=gettext("The note was kept."), undo_url=remember(request, told)))
            return _to(request, who)
    return _page(request, who, note=form, tag=TagForm(), status=422)


def tags(request: Request, who: str) -> HttpResponse:
    """Put a tag on her, or take one off."""
    if request.method != "POST":
        return _to(request, who)
    about, back = request.desk.shoal.about, reverse("creator", args=[_slug(request), who])
    if request.POST.get("drop"):
        word = request.POST["drop"][:40]
        about.untag([who], word)
        undo = remember(request, {"act": "tag", "pick": [who], "word": word, "back": back})
        say(request, Message(text=gettext("“{word}” was taken off.").format(word=word), undo_url=undo))
        return _to(request, who)
    form = TagForm(request.POST)
    if form.is_valid():
        word = " ".join(form.cleaned_data["word"].split())
        new = about.tag([who], word)
        undo = remember(request, {"act": "untag", "pick": [who], "word": word, "back": back}) if new else ""
        text = gettext("Tagged “{word}”.") if new else gettext("“{word}” was there already.")
        say(request, Message(text=text.format(word=word), undo_url=undo))
        return _to(request, who)
    return _page(request, who, note=NoteForm(), tag=form, status=422)


def correct(request: Request, who: str) -> HttpResponse:
    """Type values over what is known; they outrank every import, and can be taken back."""
    shoal = request.desk.shoal
    shoal.require("import")
    form = CorrectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            done = shoal.about.correct(who, form.cleaned_data)
        except InputError as error:
            into_form(form, error)
        else:
            back = reverse("creator", args=[_slug(request), who])
            undo = remember(request, {"act": "batch", "batch": done.batch.id, "back": back})
            read = "; ".join(f"{form.fields[name].label}: {text}" for name, text in done.told)
            say(request, Message(text=gettext("Typed by hand: {read}.").format(read=read), undo_url=undo))
            return _to(request, who)
    known = shoal.creators.known(who)
    told = {
        "name": known.name, "country": known.place.country or "", "city": known.place.city or "",
        "languages": ", ".join(known.languages), "niche": ", ".join(known.topics),
        "followers": known.value("followers"),
    }  # fmt: skip
    context = {"form": form, "creator": known, "known": told}
    return render(request, "creators/correct.html", context, status=422 if form.is_bound else 200)


def settle(request: Request, who: str) -> HttpResponse:
    """Say whether two accounts are one person's."""
    if request.method != "POST":
        return _to(request, who)
    other, said = request.POST.get("other", ""), request.POST.get("said", "")
    about = request.desk.shoal.about
    before = about.said_of(who, [other])[other]
    about.settle(who, other, said)
    back = reverse("creator", args=[_slug(request), who])
    undo = remember(request, {"act": "settle", "creator": who, "other": other, "said": before, "back": back})
    words = {
        "same": gettext("Kept: one person, counted once from now on. Each account keeps its own figures."),
        "other": gettext("Kept: two people. They are not suggested again."),
        "": gettext("Open again."),
    }
    say(request, Message(text=words[said], undo_url=undo))
    return _to(request, who)


def erase(request: Request, who: str) -> HttpResponse:
    """Count what an erasure touches, ask, and do it where the count is still the one that was shown."""
    shoal = request.desk.shoal
    shoal.require("forget")
    found = shoal.creators.forget(who)
    counted = "-".join(map(str, erasing_counts(found)))
    if request.method == "POST" and request.POST.get("counted") == counted:
        done = shoal.creators.forget(who, confirmed=True)
        rows = sum(done.rows.values())
        text = gettext(
            "Erased: {n} rows are gone for good. This cannot be undone, because nothing of them was kept but a keyed "
            "mark that holds this person back from later files."
        )
        say(request, Message(text=text.format(n=f"{rows:,}")))
        return redirect("creators", _slug(request))
    name = shoal.creators.name(who)
    context = {"confirm": erasing(found, request.desk, name), "changed": request.method == "POST", "who": who}
    return render(request, "creators/erase.html", context, status=409 if request.method == "POST" else 200)

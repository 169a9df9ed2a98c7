"""The list of creators: looked through, narrowed, tagged, saved, drawn, taken out."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext, ngettext

from shoal.domain.listing import FACETS, MOST_LIKE, ListQuery
from shoal.domain.search import SEARCH_FACETS
from shoal.errors import InputError, NotFoundError, ProtectedTraitError
from shoal.web.desk import Message, Request, say
from shoal.web.pages.creators import compared, last_page, list_shown
from shoal.web.pages.creators_asked import Asked, asked_of, line_of
from shoal.web.pages.creators_out import export_shown, filter_words
from shoal.web.pages.creators_search import Said, index_note, search_shown
from shoal.web.pages.frame import look_of
from shoal.web.views.moves import csv_file, is_number

UNDO, MOST_UNDO = "creators_undo", 5


def creators(request: Request) -> HttpResponse:
    """Show one page of the list; a part of a page to who asks for a part. A sentence becomes the wishes it holds."""
    asked = asked_of(request.GET)
    if "ask" not in request.GET:
        return _listed(request, asked, _said(request, asked))
    sentence = line_of(request.GET["ask"])
    try:
        return redirect(f"{request.path}{_wished(request, asked, sentence).href()}")
    except ProtectedTraitError as error:
        said = Said(sentence=sentence, refused=error.message, next_step=error.next_step)
        return _listed(request, asked, said)


def _listed(request: Request, asked: Asked, said: Said | None) -> HttpResponse:
    """Show the list that an address asks for."""
    shoal = request.desk.shoal
    query, unread = _looked_for(request, asked)
    tags, found = shoal.about.tags(), shoal.listing.page(query)
    if found.total and not found.rows:
        return redirect(f"{request.path}?{_at_page(asked, last_page(found.total))}")
    waits = found.index in ("absent", "behind")
    search = search_shown(
        found, asked, said=said, like=shoal.listing.names(query.like) if query.like else (),
        notes=(*unread, *index_note(found, shoal.searching.ask_for_it() if waits else None)),
        currency=shoal.settings.currency,
    )  # fmt: skip
    picture = shoal.about.cloud(query) if asked.picture else None
    page = list_shown(found, search, request.desk, tags=tags, views=shoal.about.views(), picture=picture)
    part = bool(request.htmx) and not getattr(request.htmx, "history_restore_request", False)
    # the heads of columns link to this address with another order: they read the request
    context = {
        "request": request, "page": page, "part": part, "keys_url": reverse("keys", args=[_slug(request)]),
        "texts_unread": shoal.vetting.unread,
    }  # fmt: skip
    if asked.dense:
        context["look"] = look_of(request) | {"density": "compact"}
    return render(request, "creators/_results.html" if part else "creators/list.html", context)


def _looked_for(request: Request, asked: Asked) -> tuple[ListQuery, tuple[str, ...]]:
    """Return what the list is asked for, and what of the typed fields could not be read."""
    shoal = request.desk.shoal
    typed = shoal.searching.typed(asked.typed)
    return asked.query(shoal.about.tagged(asked.tags), typed.asked), typed.unread


def _wished(request: Request, asked: Asked, sentence: str) -> Asked:
    """Return the list with the wishes of a sentence; those on other things stay, words are those of the sentence."""
    searching = request.desk.shoal.searching
    told = searching.understand(sentence)
    facets = {name: values for name in FACETS if name in SEARCH_FACETS and (values := told.query.chosen(name))}
    typed = {name: text for name, text in {**asked.typed, **searching.typed_of(told)}.items() if text}
    return replace(
        asked, page=1, text=told.rest, facets=asked.facets | facets, typed=typed, like=(),
        said=sentence if told.wishes or told.doubts else "", sort="" if told.rest else asked.sort.replace("fit", ""),
    )  # fmt: skip


def _said(request: Request, asked: Asked) -> Said | None:
    """Return the sentence that the wishes were read from, with what in it could mean something else."""
    if not asked.said:
        return None
    try:
        told = request.desk.shoal.searching.understand(asked.said)
    except ProtectedTraitError:
        return None  # an address written by hand: no page of ours leads to it
    return Said(sentence=asked.said, as_words=replace(asked.bare(), text=asked.said).href(), doubts=told.doubts)


def _at_page(asked: Asked, number: int) -> str:
    return f"{asked.text_query()}&page={number}".lstrip("&")


def _slug(request: Request) -> str:
    return request.desk.brand.slug if request.desk.brand else ""


def picture(request: Request) -> HttpResponse:
    """Return the figures of the picture as CSV."""
    shoal = request.desk.shoal
    shoal.require("export")
    text = shoal.about.cloud_csv(_looked_for(request, asked_of(request.GET))[0])
    return csv_file(text, "followers-and-engagement.csv")


def export(request: Request) -> HttpResponse:
    """Say what a file of this list would hold and what stays here; send it to who asks for it."""
    shoal, asked = request.desk.shoal, asked_of(request.GET)
    shoal.require("export")
    query, _ = _looked_for(request, asked)
    if request.method == "POST":
        made = shoal.about.export(query, filter_words(asked, query, shoal.settings.currency))
        return csv_file(made.text, made.name)
    words = filter_words(asked, query, shoal.settings.currency)
    shown = export_shown(shoal.listing.leaving(query), asked, words)
    return render(request, "creators/export.html", {"page": shown})


def keys(request: Request) -> HttpResponse:
    """List the keys."""
    return render(request, "creators/keys.html")


# several beside each other -------------------------------------------------------------------------------------------


def picked(request: Request) -> HttpResponse:
    """Lead those who were picked to where they stand beside each other, or to who is like them; nothing is kept."""
    back = _back(request)
    chosen = list(dict.fromkeys(request.POST.getlist("pick")))
    if request.method != "POST":
        return redirect(back)
    if not chosen:
        say(request, Message(text=gettext("Nobody was picked: tick one or more creators."), level="error"))
        return redirect(back)
    if len(chosen) > MOST_LIKE:
        text = gettext("The first {n} of those picked were taken: more do not fit side by side.").format(n=MOST_LIKE)
        say(request, Message(text=text, level="info"))
    name, key = ("creators-compare", "who") if request.POST.get("act") == "compare" else ("creators", "like")
    query = urlencode([(key, creator) for creator in chosen[:MOST_LIKE]])
    return redirect(f"{reverse(name, args=[_slug(request)])}?{query}")


def compare(request: Request) -> HttpResponse:
    """Show a few creators side by side."""
    shoal = request.desk.shoal
    chosen = list(dict.fromkeys(request.GET.getlist("who")))[:MOST_LIKE]
    rows = shoal.listing.rows([f"ac_{creator.removeprefix('cr_')}" for creator in chosen])
    if not rows:
        raise NotFoundError(
            gettext("None of these creators is here."), next_step=gettext("Tick them in the list again.")
        )
    prices = shoal.about.prices([row.account_id for row in rows])
    page = compared(rows, request.desk, shoal.about.tags(), prices)
    return render(request, "creators/compare.html", {"page": page})


# tags and views ------------------------------------------------------------------------------------------------------


def tag(request: Request) -> HttpResponse:
    """Tag those who were picked."""
    back = _back(request)
    if request.method != "POST":
        return redirect(back)
    word = " ".join(request.POST.get("word", "").split())
    try:
        new = request.desk.shoal.about.tag(request.POST.getlist("pick"), word)
    except InputError as error:
        told = "; ".join(error.fields.values())
        say(request, Message(text=gettext("Nothing was tagged: {why}.").format(why=told), level="error"))
        return redirect(back)
    text = ngettext("{n} creator now carries “{word}”.", "{n} creators now carry “{word}”.", len(new))
    undo = remember(request, {"act": "untag", "pick": list(new), "word": word, "back": back}) if new else ""
    if not new:
        text = gettext("All of them carried “{word}” already.")
    say(request, Message(text=text.format(n=len(new), word=word), undo_url=undo))
    return redirect(back)


def views(request: Request) -> HttpResponse:
    """Save the list under a name, or delete a saved one."""
    back, about = _back(request), request.desk.shoal.about
    if request.method != "POST":
        return redirect(back)
    if is_number(request.POST.get("drop", "")):
        gone = about.drop_view(int(request.POST["drop"]))
        undo = remember(
            request, {"act": "view", "name": gone.name, "query": gone.query, "shared": gone.shared, "back": back}
        )
        say(request, Message(text=gettext("The view “{name}” was deleted.").format(name=gone.name), undo_url=undo))
        return redirect(back)
    try:
        view = about.save_view(request.POST.get("name", ""), _query(request), shared="shared" in request.POST)
    except InputError as error:
        told = "; ".join(error.fields.values())
        say(request, Message(text=gettext("Nothing was saved: the name needs {why}.").format(why=told), level="error"))
        return redirect(back)
    undo = remember(request, {"act": "drop_view", "view": view.id, "back": back})
    say(request, Message(text=gettext("Saved as “{name}”.").format(name=view.name), undo_url=undo))
    return redirect(f"{reverse('creators', args=[_slug(request)])}?{view.query}")


def _query(request: Request) -> str:
    """Return the query that a form carries, read and written anew: nothing else gets into an address."""
    return asked_of(QueryDict(request.POST.get("query", "")[:4_000])).text_query()


def _back(request: Request) -> str:
    query = _query(request)
    address = reverse("creators", args=[_slug(request)])
    return f"{address}?{query}" if query else address


# undo ----------------------------------------------------------------------------------------------------------------


def remember(request: Request, told: dict[str, Any]) -> str:
    """Keep what would take the last act back, in this person's session; returns the address that does it."""
    kept = dict(list(request.session.get(UNDO, {}).items())[-(MOST_UNDO - 1) :])
    number = secrets.token_urlsafe(9)
    request.session[UNDO] = kept | {number: told | {"brand": _slug(request)}}
    return reverse("creators-undo", args=[_slug(request), number])


def undo(request: Request, number: str) -> HttpResponse:
    """Take the last act back; a second press finds it done."""
    kept = dict(request.session.get(UNDO, {}))
    told = kept.get(number)
    here = reverse("creators", args=[_slug(request)])
    if request.method != "POST" or told is None or told["brand"] != _slug(request):
        say(request, Message(text=gettext("This was taken back already, or too long ago."), level="info"))
        return redirect(here)
    _take_back(request, told)
    request.session[UNDO] = {other: kept[other] for other in kept if other != number}
    say(request, Message(text=gettext("Taken back.")))
    return redirect(told.get("back") or here)


def _take_back(request: Request, told: dict[str, Any]) -> None:
    shoal = request.desk.shoal
    about = shoal.about
    acts: dict[str, Callable[[], object]] = {
        "untag": lambda: about.untag(told["pick"], told["word"]),
        "tag": lambda: about.tag(told["pick"], told["word"]),
        "view": lambda: about.save_view(told["name"], told["query"], shared=told["shared"]),
        "drop_view": lambda: about.drop_view(told["view"]),
        "drop_note": lambda: about.drop_note(told["creator"], told["note"]),
        "note": lambda: about.note(told["creator"], told["text"], private=told["private"]),
        "batch": lambda: shoal.creators.undo(told["batch"]),
        "settle": lambda: about.settle(told["creator"], told["other"], told["said"]),
        "looked": lambda: shoal.vetting.looked(told["creator"], told["said"]),
        "answer": lambda: shoal.vetting.answer(
            told["creator"],
            told["check"],
            told["text"],
            proof=told.get("proof", ""),
            said_on=date.fromisoformat(told["said_on"]) if told.get("said_on") else None,
        ),
        "rule_file": lambda: (shoal.rule_files.put_back if told["step"] == "back" else shoal.rule_files.use_shipped)(
            told["name"]
        ),
    }
    try:
        acts[told["act"]]()
    except NotFoundError:
        return  # it is gone already: what was asked for is the case

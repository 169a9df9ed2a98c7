"""Links that let somebody without an account approve a shortlist: made, ended, and what came back."""

from __future__ import annotations

from django.core import signing
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import brief_title
from shoal.errors import InputError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.sharing import ShareForm, ToldForm
from shoal.web.pages.briefs import crumbs, slug_of, tabs
from shoal.web.pages.sharing import link_rows
from shoal.web.pages.shortlist import sealed, told_by
from shoal.web.views.moves import see_other
from shoal.web.views.people import into_form

LINK = "new_link"
TOLD = "creators down as told"


def share(request: Request, name: str) -> HttpResponse:
    """Show the links of a brief's shortlists; POST makes one, ends one, or writes down who was told."""
    shoal = request.desk.shoal
    shoal.require("share")
    brief = shoal.planning.show_brief(name)
    form, told_form = ShareForm(), ToldForm()
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "told":
            told_form = ToldForm(request.POST)
            if told_form.is_valid():
                return _told(request, name, told_form.cleaned_data["how"])
        elif act == "end":
            shoal.sharing.revoke(request.POST.get("link", ""))
            say(request, Message(text=gettext("The link is worth nothing from now on. This cannot be undone.")))
            return see_other(request.path)
        elif act in ("processor", "controller"):
            shoal.sharing.set_processor(is_one=act == "processor")
            return see_other(request.path)
        else:
            form = ShareForm(request.POST)
            if form.is_valid() and _made(request, name, form):
                return see_other(request.path)
    here = reverse("share", args=[slug_of(request), name])
    context = {
        "brief": brief, "title": brief_title(brief), "crumbs": crumbs(request, brief, gettext("Approval by link")),
        "tabs": tabs(request, brief.name, "shortlist"), "form": form, "told_form": told_form, "here": here,
        "public": bool(shoal.settings.public_url), "link": request.session.pop(LINK, ""),
        "naming": shoal.sharing.naming(name), "rows": link_rows(request, name), "owner": request.desk.may("settings"),
        "approval_url": reverse("approval", args=[slug_of(request), name]),
    }  # fmt: skip
    refused = form.is_bound or told_form.is_bound
    return render(request, "shortlist/share.html", context, status=422 if refused else 200)


def _made(request: Request, name: str, form: ShareForm) -> bool:
    """Make the link that was asked for; its address is shown by the next page, once."""
    try:
        made = request.desk.shoal.sharing.share(name, **form.cleaned_data)
    except InputError as error:
        into_form(form, error)
        return False
    path = reverse("shared", args=[made.token])
    public = request.desk.shoal.settings.public_url.rstrip("/")
    request.session[LINK] = f"{public}{path}" if public else request.build_absolute_uri(path)
    return True


def _told(request: Request, name: str, how: str) -> HttpResponse:
    sharing = request.desk.shoal.sharing
    hidden = sharing.naming(name).hidden
    count = sharing.tell(hidden, how)
    text = gettext("{count} creators are down as told. Nothing was sent.").format(count=count)
    undo = reverse("share-undo", args=[slug_of(request), name])
    seal = signing.dumps(list(hidden), salt=TOLD, compress=True)
    say(request, Message(text=text, undo_url=f"{undo}?seal={seal}"))
    return see_other(request.path)


def undo(request: Request, name: str) -> HttpResponse:
    """Take back that creators were told, for those whom one press wrote down."""
    url = reverse("share", args=[slug_of(request), name])
    if request.method == "POST":
        try:
            creators = signing.loads(request.GET.get("seal", ""), salt=TOLD)
        except signing.BadSignature as error:
            raise InputError("This cannot be taken back any more.", next_step="Look at the list as it is.") from error
        request.desk.shoal.sharing.untell(creators)
        say(request, Message(text=gettext("They are not down as told any more; their names are hidden.")))
    return see_other(url)


def answers(request: Request, name: str, link_id: str) -> HttpResponse:
    """Show what somebody answered by a link, and what keeping it would decide."""
    shoal = request.desk.shoal
    brief = shoal.planning.show_brief(name)
    changes = shoal.sharing.answers(link_id)
    told = told_by(changes)
    brand = slug_of(request)
    context = {
        "brief": brief, "title": brief_title(brief), "crumbs": crumbs(request, brief, gettext("Answers")),
        "tabs": tabs(request, brief.name, "shortlist"), "changes": changes, "deciding": len(told),
        "seal": sealed(told) if told else "", "approval_url": reverse("approval", args=[brand, name]),
        "back": reverse("share", args=[brand, name]) if request.desk.may("share")
        else reverse("shortlist", args=[brand, name]),
    }  # fmt: skip
    return render(request, "shortlist/answers.html", context)

"""Rules of vetting and word lists: what counts here, whose it is, what is wrong with it; vettings that were kept."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import Verified
from shoal.errors import ConflictError, NotFoundError, ShoalError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.vetting import RuleFileForm, VetForm
from shoal.web.pages.vetting import vetting_shown
from shoal.web.views.creators import remember
from shoal.web.views.moves import file_answer, see_other

RULES, WORDS = "vetting.toml", "words.toml"


def vetting(request: Request) -> HttpResponse:
    """Show the rules and word lists that count, and the vettings that were kept; vet and keep what is found."""
    shoal = request.desk.shoal
    briefs = [(brief.name, brief.name) for brief in shoal.planning.briefs()]
    if request.method == "POST":
        shoal.require("edit")
        form = VetForm(request.POST, briefs=briefs)
        if form.is_valid():
            return _vet(request, form.cleaned_data["brief"])
    else:
        form = VetForm(briefs=briefs)
    return _page(request, form, status=422 if form.is_bound else 200)


def _vet(request: Request, brief: str) -> HttpResponse:
    vetting = request.desk.shoal.vetting
    if vetting.unread:
        vetting.later(brief or None)
        text = gettext("Captions and comments that no page can wait for are read first; then the vetting is kept.")
        say(request, Message(text=text, level="info"))
        return see_other(_here(request))
    found = vetting.run(brief=brief or None)
    told = ", ".join(f"{name} {number:,}" for name, number in found.counts.items() if number)
    if found.run is None:
        text = gettext("Nothing was kept: {why}. Found: {counts}.").format(why=found.not_kept, counts=told)
        say(request, Message(text=text, level="warning"))
    else:
        text = gettext("Kept, with all it went by: {counts}.").format(counts=told or gettext("nobody"))
        say(request, Message(text=text))
    return see_other(reverse("vetting", args=[_slug(request)]) + "#runs")


def _page(
    request: Request, form: VetForm, *, upload: RuleFileForm | None = None, name: str = "", status: int = 200
) -> HttpResponse:
    shoal = request.desk.shoal
    rules, words, run = shoal.rule_files.show(RULES), shoal.rule_files.show(WORDS), request.GET.get("verify", "")[:80]
    usable = rules.wrong is None and words.wrong is None
    verified: Verified | None = shoal.vetting.verify(run) if run and usable else None
    context = {
        "page": vetting_shown(rules, words, shoal.vetting.runs(), verified, request.desk),
        "form": form, "rules_form": _upload(upload, name, RULES), "words_form": _upload(upload, name, WORDS),
    }  # fmt: skip
    return render(request, "settings/vetting.html", context, status=status)


def _upload(upload: RuleFileForm | None, name: str, wanted: str) -> RuleFileForm:
    if upload is not None and name == wanted:
        return upload
    return RuleFileForm(auto_id=f"id_{wanted.partition('.')[0]}_%s")


def file(request: Request, name: str) -> HttpResponse:
    """Hand a file out as it counts; an owner changes it: copy, replace, put back, use the shipped one."""
    shoal = request.desk.shoal
    if request.method != "POST":
        return file_answer(shoal.rule_files.show(name).text.encode(), name, "text/plain; charset=utf-8")
    shoal.require("settings")
    act = request.POST.get("act", "")
    if act == "replace":
        return _replace(request, name)
    words = {
        "copy": gettext("A copy lies in the workspace folder as {name}; from now on it counts."),
        "shipped": gettext("{name}: what comes with Shoal counts again."),
        "back": gettext("{name}: what counted before counts again."),
    }
    if act not in words:
        return redirect("vetting", _slug(request))
    try:
        _change(request, name, act)
    except (ConflictError, NotFoundError) as error:
        say(request, Message(text=f"{error.message} {error.next_step}", level="info"))
    else:
        step = "use_shipped" if act == "copy" else "back"
        undo = remember(request, {"act": "rule_file", "name": name, "step": step, "back": _here(request)})
        say(request, Message(text=words[act].format(name=name), undo_url=undo))
    return see_other(_here(request))


def _change(request: Request, name: str, act: str) -> None:
    shoal = request.desk.shoal
    if act == "copy":
        shoal.rule_files.show(name)  # refuses a name of no file
        (shoal.vetting.copy_rules if name == RULES else shoal.words.copy)()
    elif act == "shipped":
        shoal.rule_files.use_shipped(name)
    else:
        shoal.rule_files.put_back(name)


def _replace(request: Request, name: str) -> HttpResponse:
    form = RuleFileForm(request.POST, request.FILES, auto_id=f"id_{name.partition('.')[0]}_%s")
    files, own = request.desk.shoal.rule_files, request.desk.shoal.rule_files.show(name).own
    if form.is_valid():
        try:
            files.replace(name, form.cleaned_data["file"].read())
        except ShoalError as error:
            told = "; ".join(f"{field}: {why}" for field, why in error.fields.items())
            form.add_error("file", " ".join(filter(None, (error.message, told, error.next_step))))
        else:
            step = "back" if own else "use_shipped"
            undo = remember(request, {"act": "rule_file", "name": name, "step": step, "back": _here(request)})
            text = gettext("{name} was replaced and counts from now on.").format(name=name)
            say(request, Message(text=text, undo_url=undo))
            return see_other(_here(request))
    briefs = [(brief.name, brief.name) for brief in request.desk.shoal.planning.briefs()]
    return _page(request, VetForm(briefs=briefs), upload=form, name=name, status=422)


def _here(request: Request) -> str:
    return reverse("vetting", args=[_slug(request)])


def _slug(request: Request) -> str:
    return request.desk.brand.slug if request.desk.brand else ""

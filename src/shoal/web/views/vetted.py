"""Vetting of one creator on her page: what she answers to a finding, and whether a person looked at her age."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext

from shoal.app import Html, Shown
from shoal.domain.finding import Finding
from shoal.domain.vetting import CreatorAnswer
from shoal.errors import InputError, NotFoundError
from shoal.web.desk import Message, Request, say
from shoal.web.forms.vetting import AnswerForm
from shoal.web.views.creators import remember
from shoal.web.views.moves import see_other
from shoal.web.views.people import into_form


def beside(request: Request, who: str) -> Callable[[Shown], Mapping[str, Html]]:
    """Return what stands beside the findings of her page: her answers, and a form for one to whatever is open."""

    def made(shown: Shown) -> Mapping[str, Html]:
        answers = {answer.check: answer for answer in shown.answers}
        open_checks = [one.check for one in shown.verdict.findings if one.weight in ("-", "?")]
        wanted = dict.fromkeys((*open_checks, *answers))
        return {
            check: _aside(request, who, check, answers.get(check))
            for check in wanted
            if _shows(request, check, answers)
        }

    return made


def _shows(request: Request, check: str, answers: Mapping[str, CreatorAnswer]) -> bool:
    return check in answers or request.desk.may("edit")


def _aside(request: Request, who: str, check: str, answer: CreatorAnswer | None) -> Html:
    context = {
        "check": check,
        "answer": answer,
        "url": reverse("creator-answer", args=[_slug(request), who]),
        "form": _form(check, answer),
        "may_edit": request.desk.may("edit"),
        "csrf_token": get_token(request),
    }
    # without the request: what stands around a page, with the messages that wait, is that of the page
    return Html(render_to_string("creators/_answer.html", context))


def _form(check: str, answer: CreatorAnswer | None) -> AnswerForm:
    told = {"check": check}
    if answer is not None:
        told |= {"text": answer.text, "said_on": f"{answer.said_on:%Y-%m-%d}", "proof": answer.proof}
    return AnswerForm(initial=told, auto_id=f"id_{check}_%s")


def answer(request: Request, who: str) -> HttpResponse:
    """Show every version of an answer with its form; write the next one down."""
    vetting, who = request.desk.shoal.vetting, _id_of(request, who)
    if request.method != "POST":
        check = request.GET.get("check", "")[:60]
        newest = next((one for one in vetting.answers(who) if one.check == check), None)
        return _answer_page(request, who, check, _form(check, newest))
    request.desk.shoal.require("edit")
    form = AnswerForm(request.POST)
    check = request.POST.get("check", "")[:60]
    before = next((one for one in vetting.answers(who) if one.check == check), None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            vetting.answer(who, check, told["text"], said_on=told["said_on"], proof=told["proof"])
        except InputError as error:
            into_form(form, error)
        else:
            _say_answered(request, who, check, before, taken_back=not told["text"].strip())
            return see_other(reverse("creator", args=[_slug(request), who]) + f"#answer-{check}")
    return _answer_page(request, who, check, form, status=422)


def _id_of(request: Request, who: str) -> str:
    """Return the id of a creator who may be named by a handle."""
    return who if who.startswith("cr_") else f"cr_{request.desk.shoal.creators.accounts(who)[0].removeprefix('ac_')}"


def _say_answered(request: Request, who: str, check: str, before: CreatorAnswer | None, *, taken_back: bool) -> None:
    undo = {"act": "answer", "creator": who, "check": check, "back": reverse("creator", args=[_slug(request), who])}
    undo |= {"text": before.text, "said_on": f"{before.said_on}", "proof": before.proof} if before else {"text": ""}
    text = gettext("Their answer was taken back.") if taken_back else gettext("Their answer stands beside the finding.")
    say(request, Message(text=text, undo_url=remember(request, undo)))


def _answer_page(request: Request, who: str, check: str, form: AnswerForm, status: int = 200) -> HttpResponse:
    shown = request.desk.shoal.creators.show(who)
    finding = _finding(shown, check)
    versions = request.desk.shoal.vetting.answer_versions(shown.creator.id, check)
    if finding is None and not versions and status == 200:  # noqa: PLR2004  an address that somebody made up
        raise NotFoundError(gettext("There is no such finding about them."), received=check)
    context = {
        "shown": shown, "finding": finding, "versions": versions, "form": form, "check": check,
        "may_edit": request.desk.may("edit"),
    }  # fmt: skip
    return render(request, "creators/answer.html", context, status=status)


def _finding(shown: Shown, check: str) -> Finding | None:
    return next((one for one in shown.verdict.findings if one.check == check), None)


def looked(request: Request, who: str) -> HttpResponse:
    """Keep that a person looked whether she is an adult; what was said can be taken back."""
    here = reverse("creator", args=[_slug(request), who])
    if request.method != "POST":
        return redirect(here)
    shoal, said = request.desk.shoal, request.POST.get("said", "")
    kept = shoal.vetting.looked(who, said, note=request.POST.get("note", "")[:500])
    words = {
        "adult": gettext("Kept: a person looked, and they are an adult. Other words would raise the question again."),
        "minor": gettext("Kept: under 18. They stay blocked everywhere."),
        "open": gettext("The question is open again: they are blocked until a person has looked."),
    }
    undo = remember(request, {"act": "looked", "creator": who, "said": "open", "back": here}) if said != "open" else ""
    say(request, Message(text=words[kept.looked.said], undo_url=undo))
    if said == "minor" and request.desk.may("forget"):
        return see_other(reverse("creator-erase", args=[_slug(request), who]))
    return see_other(here)


def _slug(request: Request) -> str:
    return request.desk.brand.slug if request.desk.brand else ""

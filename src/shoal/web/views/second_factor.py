"""One's own second factor: turned on with one code, kept with recovery codes, turned off with password and code."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from shoal.domain.people import Member
from shoal.errors import ConflictError, DeniedError, NotFoundError, TooOftenError
from shoal.web.desk import Message, Request, prove, proved, say, sign_in
from shoal.web.forms.second_factor import BeginForm, CodeForm, ProveForm
from shoal.web.pages.second_factor import SecondFactorPage, picture_of
from shoal.web.views.people import place_of

Act = Callable[[Request, Member, Form], HttpResponse]


def second_factor(request: Request) -> HttpResponse:
    """Show how one's own second factor stands, and change it."""
    member = request.desk.member
    if member is None:
        raise NotFoundError(gettext("There is no such page."))
    if request.method != "POST":
        return _page(request, member)
    kind, act = ACTS.get(request.POST.get("act", ""), (BeginForm, _begin))
    form = kind(request.POST)
    if not form.is_valid():
        return _page(request, member, form)
    try:
        return act(request, member, form)
    except ConflictError as error:  # another page of the same person was faster
        say(request, Message(text=error.message, level="warning"))
        return redirect("second-factor")
    except (DeniedError, TooOftenError) as error:
        form.add_error(None, f"{error.message} {error.next_step}")
        return _page(request, member, form, status=error.http_status)


def _begin(request: Request, member: Member, form: Form) -> HttpResponse:
    request.desk.shoal.second_factor.begin(member, place=place_of(request), **form.cleaned_data)
    prove(request)
    return redirect("second-factor")


def _turn_on(request: Request, member: Member, form: Form) -> HttpResponse:
    if not proved(request):
        raise ConflictError(gettext("Too much time went by. Begin again, with your password."))
    done = request.desk.shoal.second_factor.turn_on(member, form.cleaned_data["code"], place=place_of(request))
    sign_in(request, done.signed)
    return _page(request, done.signed.member, codes=done.recovery_codes)


def _renew(request: Request, member: Member, form: Form) -> HttpResponse:
    verbs = request.desk.shoal.second_factor
    codes = verbs.renew_codes(member, place=place_of(request), **form.cleaned_data)
    return _page(request, member, codes=codes)


def _turn_off(request: Request, member: Member, form: Form) -> HttpResponse:
    verbs = request.desk.shoal.second_factor
    sign_in(request, verbs.turn_off(member, place=place_of(request), **form.cleaned_data))
    say(request, Message(text=gettext("The second factor is off; other sessions have ended.")))
    return redirect("account")


ACTS: dict[str, tuple[type[Form], Act]] = {
    "begin": (BeginForm, _begin),
    "confirm": (CodeForm, _turn_on),
    "codes": (ProveForm, _renew),
    "off": (ProveForm, _turn_off),
}


def _page(
    request: Request, member: Member, form: Form | None = None, *, codes: Sequence[str] = (), status: int = 200
) -> HttpResponse:
    """Show the page; recovery codes are in the answer to the form that made them, and nowhere else."""
    verbs = request.desk.shoal.second_factor
    setup = verbs.waiting(member) if proved(request) else None
    page = SecondFactorPage(
        factor=verbs.standing(member), required_by=verbs.required_by(member), codes=codes, setup=setup,
        picture=picture_of(setup.address) if setup else None,
    )  # fmt: skip
    shown = {name: form if isinstance(form, kind) else kind() for name, kind in
             (("begin_form", BeginForm), ("code_form", CodeForm), ("prove_form", ProveForm))}  # fmt: skip
    return render(request, "people/second_factor.html", {"page": page, **shown}, status=status)

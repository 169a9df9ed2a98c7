"""First start, signing in and out, joining by a link, and one's own account."""

from __future__ import annotations

import ipaddress
import json
import secrets
from urllib.parse import parse_qsl, urlencode

from django.conf import settings as conf
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext

from shoal.app import SignedIn
from shoal.domain.people import Member
from shoal.errors import DeniedError, InputError, NotFoundError, ShoalError, TooOftenError
from shoal.web.desk import HOUSE, Message, Request, ask_for_code, half_signed_in, say, sign_in, sign_out
from shoal.web.forms.people import AgainForm, EndForm, JoinForm, LookForm, PasswordForm, SignInForm, StartForm
from shoal.web.forms.second_factor import CodeForm, RecoveryForm
from shoal.web.log import told
from shoal.web.pages.frame import look_of
from shoal.web.sessions import end_sessions, open_sessions

SECRET = ("csrfmiddlewaretoken", "password", "token")  # never shown again, not even to be sent once more
LONGEST_LINE = 60  # what is longer is shown in a box of several lines
YEAR_SECONDS = 365 * 24 * 3600


def place_of(request: HttpRequest) -> str:
    """Return the network address a request came from, as the server saw it: no header is trusted.

    Whoever has one IPv6 address has a whole /64 of them, so that is one place.
    """
    told = str(request.META.get("REMOTE_ADDR", "unknown"))
    try:
        address = ipaddress.ip_address(told.partition("%")[0])
    except ValueError:
        return told
    if isinstance(address, ipaddress.IPv4Address):
        return told
    return str(address.ipv4_mapped or ipaddress.ip_network((int(address), 64), strict=False))


def inside(request: HttpRequest, target: str) -> str:
    """Return where to go next: an address of this site, or the first page."""
    allowed = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=False)
    return target if allowed and target.startswith("/") and not target.startswith("//") else reverse("first")


def start(request: Request) -> HttpResponse:
    """Name the brand and make the owner's account; only while there is none."""
    shoal = request.desk.shoal
    if shoal.team.started:
        return redirect("login")
    if not HOUSE.open_start:
        raise DeniedError(
            gettext("This server can be reached by others, so the first account needs the link from the terminal."),
            next_step=gettext("Look at the terminal in which shoal serve was started and open the link printed there."),
        )
    if request.method == "POST" and "look" in request.POST and shoal.settings.seed is not None:
        told = {"name": shoal.brand.name, "currency": shoal.brand.currency, "timezone": shoal.brand.timezone}
        sign_in(request, shoal.team.start(**told, password=secrets.token_urlsafe(24)))
        return redirect("first")
    settings = shoal.settings
    name = "" if settings.name == "My brand" else settings.name
    form = StartForm(
        request.POST or None, initial={"name": name, "currency": settings.currency, "timezone": settings.timezone}
    )
    if request.method == "POST" and form.is_valid():
        try:
            sign_in(request, shoal.team.start(**form.cleaned_data))
        except InputError as error:
            into_form(form, error)
        else:
            return redirect("first")
    return render(request, "people/start.html", {"form": form, "annex": HOUSE.annex})


def login(request: Request) -> HttpResponse:
    """Sign in, and go on where one wanted to go."""
    shoal, target = request.desk.shoal, request.POST.get("next") or request.GET.get("next", "")
    if not shoal.team.started:
        return redirect("start")
    if request.desk.member is not None and request.method == "GET":
        return redirect(inside(request, target))
    kept = request.POST.get("kept", "")
    form = SignInForm(request.POST or None if "password" in request.POST or request.method == "GET" else None)
    if request.method == "POST" and form.is_valid():
        try:
            signed = shoal.team.sign_in(place=place_of(request), **form.cleaned_data)
        except (DeniedError, TooOftenError) as error:
            form.add_error(None, f"{error.message} {error.next_step}")
            return render(
                request, "people/login.html", {"form": form, "next": target, "kept": kept}, status=error.http_status
            )
        return arrive(request, signed, target, kept)
    return render(request, "people/login.html", {"form": form, "next": target, "kept": kept})


def arrive(request: HttpRequest, signed: SignedIn, target: str = "", kept: str = "") -> HttpResponse:
    """Let in who gave the right password, or ask for the second factor first; no way in goes past here."""
    if signed.member.second_factor:
        ask_for_code(request, signed)
        return _code_page(request, {"next": target, "kept": kept})
    sign_in(request, signed)
    return again(request, kept) if kept else redirect(inside(request, target))


def code(request: Request) -> HttpResponse:
    """Take the one-time or recovery code of who gave the password before."""
    half, told = half_signed_in(request), {name: request.POST.get(name, "") for name in ("next", "kept")}
    if half is None and request.method != "POST":
        return redirect("login")
    if half is None:  # typed text goes along, however long somebody looked for the phone
        return render(request, "people/login.html", {"form": SignInForm(), "late": True, **told}, status=401)
    kind = RecoveryForm if "recovery" in request.POST else CodeForm
    form = kind(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _code_page(request, told, form)
    try:
        signed = request.desk.shoal.second_factor.confirm(*half, *form.cleaned_data.values(), place=place_of(request))
    except (DeniedError, TooOftenError) as error:
        form.add_error(None, f"{error.message} {error.next_step}")
        return _code_page(request, told, form, status=error.http_status)
    sign_in(request, signed)
    return again(request, told["kept"]) if told["kept"] else redirect(inside(request, told["next"]))


def _code_page(request: HttpRequest, told: dict[str, str], form: Form | None = None, status: int = 200) -> HttpResponse:
    recovery = form if isinstance(form, RecoveryForm) else RecoveryForm()
    shown = {"form": form if isinstance(form, CodeForm) else CodeForm(), "recovery": recovery, **told}
    return render(request, "people/code.html", shown, status=status)


def keep_typed(request: HttpRequest) -> HttpResponse:
    """Ask for the password in the middle of a form: what was typed goes along and is shown again afterwards."""
    names = ((name, value) for name in request.POST for value in request.POST.getlist(name))
    typed = [(name, value) for name, value in names if name not in SECRET]
    kept = json.dumps({"to": request.get_full_path(), "typed": urlencode(typed)})
    context = {"form": SignInForm(), "next": request.get_full_path(), "kept": kept, "expired": True}
    return render(request, "people/login.html", context, status=401)


def again(request: HttpRequest, kept: str) -> HttpResponse:
    """Show what was typed before the session ended, to be sent once more by the person: nothing is sent by itself."""
    try:
        told = json.loads(kept)
        target, typed = inside(request, str(told["to"])), parse_qsl(str(told["typed"]), keep_blank_values=True)
    except (ValueError, KeyError, TypeError):
        return redirect("first")
    shown = [(name, text, len(text) > LONGEST_LINE or "\n" in text) for name, text in typed]
    return render(request, "people/again.html", {"target": target, "typed": shown})


def logout(request: Request) -> HttpResponse:
    """Sign out; a link alone does not."""
    response = redirect("login")
    if request.method == "POST":
        sign_out(request)
        response.headers["Clear-Site-Data"] = '"cache"'
    return response


def join(request: Request, token: str) -> HttpResponse:
    """Make the account that a one-time link is for."""
    team = request.desk.shoal.team
    invited = team.invitation(token)
    known = team.account_of(invited)
    form = AgainForm(request.POST or None) if known else JoinForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        told = {"name": known.name if known else "", **form.cleaned_data}
        try:
            signed = team.join(token, email=invited.email, **told)
        except InputError as error:
            into_form(form, error)
        else:
            return arrive(request, signed)
    return render(request, "people/join.html", {"form": form, "invited": invited, "known": known})


def account(request: Request) -> HttpResponse:
    """Change one's own password, and how pages look."""
    member = request.desk.member
    if member is None:
        raise NotFoundError(gettext("There is no such page."))
    if request.method == "POST" and "theme" in request.POST:
        return _look(request)
    if request.method == "POST" and "end" in request.POST:
        return _end(request, member)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            signed = request.desk.shoal.team.change_password(member, place=place_of(request), **form.cleaned_data)
        except InputError as error:
            into_form(form, error, password="new")  # noqa: S106  the name of a field
        except (DeniedError, TooOftenError) as error:
            form.add_error("old", error.message)
        else:
            sign_in(request, signed)
            say(request, Message(text=gettext("Your password was changed; other sessions have ended.")))
            return redirect("account")
    return _account_page(request, member, form=form)


def _account_page(request: Request, member: Member, **forms: Form) -> HttpResponse:
    shown: dict[str, object] = {"form": PasswordForm(), "look_form": LookForm(initial=look_of(request)),
                                "end_form": EndForm(), **forms}  # fmt: skip
    return render(request, "people/account.html", shown | {"member": member, "sessions": open_sessions(request)})


def _end(request: Request, member: Member) -> HttpResponse:
    """End other sessions of one's own, once the password was given again: a session left open must not do it."""
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            request.desk.shoal.team.sign_in(member.email, form.cleaned_data["again"], place=place_of(request))
        except (DeniedError, TooOftenError) as error:
            form.add_error("again", error.message)
        else:
            ended = end_sessions(request, request.POST["end"])
            told(request, "sessions-ended", who=member.id, count=ended)
            words = ngettext("{n} other session was ended.", "{n} other sessions were ended.", ended)
            say(request, Message(text=words.format(n=ended)))
            return redirect("account")
    return _account_page(request, member, end_form=form)


def _look(request: Request) -> HttpResponse:
    form = LookForm(request.POST)
    response = redirect("account")
    if form.is_valid():
        told = urlencode({name: value for name, value in form.cleaned_data.items() if value})
        response.set_cookie(
            conf.LOOK_COOKIE_NAME, told, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=conf.PAGE_IS_SECURE
        )
    return response


def into_form(form, error: ShoalError, **renamed: str) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001  any form
    """Write an error of a verb beside the fields that it names, or on top of the form."""
    for name, words in error.fields.items():
        field = renamed.get(name, name)
        form.add_error(field if field in form.fields else None, words)
    if not error.fields:
        form.add_error(None, f"{error.message} {error.next_step}".strip())

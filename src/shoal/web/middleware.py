"""What stands around every view: headers, one shape for errors, and who may see which brand.

The brand and the role are settled here once, before any view runs, so that no view can forget them. A brand that is
not granted and one that does not exist give the same page.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from shoal.app import kept_together
from shoal.domain.people import VISITOR
from shoal.errors import DeniedError, NotFoundError, ShoalError, TooLargeError, TooOftenError
from shoal.web.answers import error_page
from shoal.web.desk import HOUSE, MARK, MEMBER, SEEN, SINCE, Desk, shoal_of_process
from shoal.web.limits import kinds_of
from shoal.web.log import told
from shoal.web.views.people import keep_typed

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    (
        "default-src 'self'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "font-src 'self'",
        "connect-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
    )
)  # fmt: skip
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"
PUBLIC = frozenset(
    {"login", "login-code", "logout", "start", "join", "apply", "applied", "shared", "health", "made-up", "privacy"}
)
LEAST_REFUSAL = 400
METHODS = ("GET", "HEAD", "POST")  # no page knows another one; TRACE would repeat cookies
# how long a session lives: docs/explanation/security.md says why (OWASP ASVS 5.0, 7.1.1; NIST SP 800-63B, AAL1)
IDLE_SECONDS = 12 * 3600
LONGEST_SECONDS = 14 * 24 * 3600
SEEN_EVERY_SECONDS = 300  # a page that is read writes into its session no more often than this
STRANGERS_BODY = 44 * 2**20  # who has not signed in may send an application with its picture, and no sheet


def static_headers() -> Mapping[str, str]:
    """Return what files of the page itself carry: no page, and nothing to be read by another site."""
    found = {
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
    }
    if settings.SECURE_HSTS_SECONDS:
        found["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}; includeSubDomains"
    return found


def headers(answer: Answer) -> Answer:
    """Add the headers that every page carries; pages about people are not kept by anybody on the way."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("X-Frame-Options", "DENY")  # for browsers that know no frame-ancestors
        response.headers["Permissions-Policy"] = PERMISSIONS
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if response.status_code >= LEAST_REFUSAL:
            told(request, "refused", status=response.status_code)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
            response.headers.setdefault("X-Robots-Tag", "noindex, nofollow")
        patch_vary_headers(response, ["HX-Request"])
        return response

    return middleware


def bodies(answer: Answer) -> Answer:
    """Refuse what is larger than a stranger needs before it is read; a large file is for those who signed in."""

    def middleware(request: Any) -> HttpResponse:  # noqa: ANN401  the request has its session
        size = request.headers.get("Content-Length", "")
        if size.isdecimal() and int(size) > STRANGERS_BODY and not request.session.get(MEMBER):
            error = TooLargeError(
                "This is more than a page takes from somebody who is not signed in.",
                allowed=(f"up to {STRANGERS_BODY // 2**20} MB",),
                next_step="Sign in first.",
            )
            return error_page(request, error, status=413)
        return answer(request)

    return middleware


def numbers(answer: Answer) -> Answer:
    """Keep every number of a page together with its unit: one place for all that is written on pages."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = kept_together(response.content.decode()).encode()
        return response

    return middleware


def errors(answer: Answer) -> Answer:
    """Turn every error into one page, or a part of one: what came in, what is allowed, the next step."""

    def middleware(request: HttpRequest) -> HttpResponse:
        return answer(request)

    def process_exception(request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, ShoalError):
            return error_page(request, error)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django's hook on a function
    return middleware


def desk(answer: Answer) -> Answer:
    """Settle who asks, for which brand, and let them act for the time of the request."""

    def middleware(request: Any) -> HttpResponse:  # noqa: ANN401  the request gains its desk here
        shoal = shoal_of_process()
        member = None
        if request.session.get(MEMBER):
            if _alive(request.session, shoal.wall_clock()):
                member = shoal.team.present(request.session[MEMBER], request.session.get(MARK, ""))
            if member is None:
                request.session.flush()
        request.desk = Desk(shoal=shoal, member=member, brands=shoal.team.brands(member) if member else ())
        with shoal.acting(VISITOR):  # else a page outside a brand would act as whoever sits at the machine
            return answer(request)

    def process_view(request: Any, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> HttpResponse | None:  # noqa: ANN401
        refusal = _refusal(request, request.resolver_match.url_name)
        slug = kwargs.pop("brand", None)
        if refusal is not None or slug is None:
            return refusal
        return _for_brand(request, view, slug, args, kwargs)

    middleware.process_view = process_view  # type: ignore[attr-defined]  # Django's hook on a function
    return middleware


def _refusal(request: Any, name: str) -> HttpResponse | None:  # noqa: ANN401  the request has its desk
    """Send a stranger to the door and let a member wait who asks too often; ``None`` for whoever may go on."""
    member = request.desk.member
    if member is None:
        return None if name in PUBLIC else _to_sign_in(request)
    try:
        HOUSE.limits.count(member.id, kinds_of(request.method, name, request.GET))
    except TooOftenError as error:
        return error_page(request, error)
    return None


def _alive(session: Any, now: datetime) -> bool:  # noqa: ANN401  Django's session
    """Say whether a session goes on, and note that somebody is there; both moments are seconds since 1970."""
    at = int(now.timestamp())
    began, seen = session.get(SINCE, 0), session.get(SEEN, 0)
    if at - began > LONGEST_SECONDS or at - seen > IDLE_SECONDS:
        return False
    if at - seen > SEEN_EVERY_SECONDS:
        session[SEEN] = at
    return True


def _for_brand(request: Any, view: Callable[..., HttpResponse], slug: str, args: Any, kwargs: Any) -> HttpResponse:  # noqa: ANN401
    seen: Desk = request.desk
    brand = next((brand for brand in seen.brands if brand.slug == slug), None)
    actor = seen.shoal.team.actor(seen.member, brand.id) if brand and seen.member else None
    if brand is None or actor is None:
        return error_page(request, NotFoundError("There is no such page.", next_step="Go to the first page."))
    request.desk = Desk(shoal=seen.shoal, member=seen.member, actor=actor, brand=brand, brands=seen.brands)
    HOUSE.asked_at = time.monotonic()
    with seen.shoal.acting(actor, brand):
        if seen.member and not seen.member.second_factor and seen.shoal.second_factor.required:
            return _to_set_up(request)
        try:
            return view(request, *args, **kwargs)
        except ShoalError as error:
            return error_page(request, error)


def _to_set_up(request: HttpRequest) -> HttpResponse:
    """Send a member without a second factor to set it up, before this brand shows or takes anything."""
    if request.method == "POST":
        error = DeniedError(
            "This brand asks everybody for a second factor, and your account has none yet.",
            next_step="Turn it on under your account, then send this again.",
        )
        return error_page(request, error)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": reverse("second-factor")})
    return redirect("second-factor")


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send a stranger to the door; what a form held is shown there, so that typed text is never lost."""
    shoal = shoal_of_process()
    if not shoal.team.started:
        return redirect("start")
    if request.method == "POST":
        return keep_typed(request)
    target = f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)

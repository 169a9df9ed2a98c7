"""The map of the site with one page that always breaks; it can be loaded only where a workspace is open."""

from __future__ import annotations

from django.urls import include, path
from web_two_brands import SECRET

from shoal.web.views import errors


def breaks(request, token):  # noqa: ARG001  a one-time link stands in the address
    raise RuntimeError(f"{SECRET} {request.POST.get('password', '')}")


urlpatterns = [path("breaks/<str:token>/", breaks, name="health"), path("", include("shoal.web.urls"))]
handler404, handler500 = errors.missing, errors.bug
handler400, handler403 = errors.bad_request, errors.refused

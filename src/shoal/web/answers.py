"""Answers that any part of the page may give: what an error looks like."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from shoal.errors import DeniedError, ShoalError


def error_page(request: HttpRequest, error: ShoalError, *, status: int = 0) -> HttpResponse:
    """Return the page of an error; a denied act names the role that may. ``status`` is the error's own unless given."""
    status = status or error.http_status
    context = {"error": error, "status": status, "denied": isinstance(error, DeniedError)}
    return render(request, "errors/error.html", context, status=status)

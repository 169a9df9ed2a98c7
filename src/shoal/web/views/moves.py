"""Small answers that several views give: a redirect after a write, a file, a number out of an address."""

from __future__ import annotations

import re

from django.http import HttpResponse, HttpResponseRedirect

STYLE_HASH = re.compile(r"style-src ('sha256-[A-Za-z0-9+/=]+')")
MOST_DIGITS = 15  # a longer number is nobody's, and some are longer than a database or Python itself takes


class SeeOther(HttpResponseRedirect):
    """The answer to a write: look there, by GET."""

    status_code = 303


def see_other(url: str) -> HttpResponse:
    """Return the answer to a write; going back or reloading repeats nothing."""
    return SeeOther(url)


def is_number(text: str) -> bool:
    """Say whether a text is a whole number as we write them: signs like ² are digits too, and no number."""
    return text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS


def number_in(text: str | None) -> int | None:
    """Return a whole number above 0 from an address, ``None`` for anything else."""
    return int(text) if text and is_number(text) and 0 < int(text) < 10**6 else None


def file_answer(content: bytes, name: str, kind: str) -> HttpResponse:
    """Return a file to keep."""
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def csv_file(text: str, name: str) -> HttpResponse:
    """Return a table as CSV in UTF-8 with the mark that spreadsheets know."""
    return file_answer(text.encode("utf-8-sig"), name, "text/csv; charset=utf-8")


def page_of_its_own(html: str) -> HttpResponse:
    """Return a self-contained page; its one style sheet is allowed by its hash, and nothing else is."""
    found = STYLE_HASH.search(html)
    style = found[1] if found else "'none'"
    response = HttpResponse(html)
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {style}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return response

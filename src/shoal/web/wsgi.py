"""The page as a WSGI application, with its static files in front: they carry the same protection as every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django_htmx
from django.core.handlers.wsgi import WSGIHandler
from whitenoise import WhiteNoise

from shoal.app import Shoal
from shoal.web.desk import open_house
from shoal.web.log import keep_log
from shoal.web.middleware import static_headers

HERE = Path(__file__).parent


def _protect(found: Any, _path: str, _url: str) -> None:  # noqa: ANN401  the library's own kind of headers
    for name, value in static_headers().items():
        found[name] = value


def application_of(shoal: Shoal, *, open_start: bool) -> WhiteNoise:
    """Return the application that serves one open workspace and its static files."""
    open_house(shoal, open_start=open_start)
    _ = shoal.ledger  # tells Django of the workspace before anything of it is loaded
    keep_log()
    # its own default lets every other site read these files; nobody needs that
    static = WhiteNoise(
        WSGIHandler(), max_age=3600, allow_all_origins=False,
        add_headers_function=_protect,
    )  # fmt: skip
    for folder in (HERE / "static", HERE.parent / "report" / "styles", Path(django_htmx.__file__).parent / "static"):
        static.add_files(str(folder), prefix="static/")
    return static

"""The settings of one workspace in Django's words: values and strings only, code is named by its path."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from shoal.config import THIS_MACHINE, Settings
from shoal.errors import InputError

HERE = Path(__file__).parent
SESSION_DAYS = 14  # the longest that a session lasts; the middleware ends it earlier where nobody works
YEAR_SECONDS = 31_536_000
MEGABYTE = 2**20
IN_MEMORY = 2 * MEGABYTE  # a larger upload goes to a temporary file
# the way to a database elsewhere, unless DATABASE_URL says another: encrypted, its name checked as a browser does
VERIFIED = {"sslmode": "verify-full", "sslrootcert": "system"}
SLOWEST_WRITE_SECONDS = 20  # how long a writer waits for another one


def database_of(url: str, folder: Path) -> dict[str, Any]:
    """Return Django's entry for a database: SQLite in the workspace, or PostgreSQL by ``postgresql://…``.

    A server elsewhere has to be encrypted and to prove its name, unless the address itself says another ``sslmode``.

    Raises ``InputError`` for another kind of address; the password in it is never repeated.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(folder / "ledger.sqlite3"),
            "OPTIONS": {
                # a read that becomes a write half-way would fail at once instead of waiting its turn
                "transaction_mode": "IMMEDIATE",
                "timeout": SLOWEST_WRITE_SECONDS,
                # what is erased is overwritten in the file, not only unlinked
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;",
            },
        }
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name or not _port_fits(parts):
        raise InputError(
            "The database address is not one that Shoal can use.",
            received=f"{parts.scheme or 'no scheme'}, {'a name' if name else 'no name'} of a database",
            allowed=("postgresql://user:password@host:5432/name",),
            next_step="Mend DATABASE_URL, or leave it out: the ledger is then a file in the workspace.",
        )
    options = dict(parse_qsl(parts.query))
    host = unquote(parts.hostname or "") or options.pop("host", "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options if "sslmode" in options or on_this_machine(host) else VERIFIED | options,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }


def on_this_machine(host: str) -> bool:
    """Say whether a database is reached without a network: by a socket or over the loopback."""
    return host.startswith("/") or host in ("", "localhost", THIS_MACHINE, "::1")


def _port_fits(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:  # not a number
        return False


def as_django(settings: Settings, key: bytes, environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return everything ``django.conf.settings.configure`` is told for one workspace; ``key`` is the workspace's."""
    environment = os.environ if environment is None else environment
    public = urlsplit(settings.public_url)
    secure = public.scheme == "https"
    hosts = ["localhost", "127.0.0.1", "[::1]", *([public.hostname] if public.hostname else [])]
    hosts += [host for host in environment.get("SHOAL_ALLOWED_HOSTS", "").split(",") if host]
    return {
        # derived, so that the key itself never meets a cookie
        "SECRET_KEY": hmac.new(key, b"shoal web sessions", hashlib.sha256).hexdigest(),
        "DEBUG": False,
        "ALLOWED_HOSTS": hosts,
        "DATABASES": {"default": database_of(settings.database_url, settings.folder)},
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": ["django.contrib.sessions", "shoal.ledger"],
        "USE_TZ": True,
        "TIME_ZONE": "UTC",
        "USE_I18N": True,
        "LANGUAGE_CODE": "en",
        "PAGE_IS_SECURE": secure,
        **_web(settings, mark=hmac.new(key, b"shoal cookies", hashlib.sha256).hexdigest()[:8], secure=secure),
    }


def _web(settings: Settings, *, mark: str, secure: bool) -> dict[str, Any]:
    """Return what only the web page needs; the command line configures it too and never touches it."""
    # a browser takes a cookie of this name from this very host alone and over HTTPS only; plain HTTP cannot have it.
    # There, ports share their cookies: without the mark a made-up market next door would sign one out here
    prefix, end = ("__Host-", "") if secure else ("", f"_{mark}")
    return {
        "ROOT_URLCONF": "shoal.web.urls",
        "MIDDLEWARE": [
            "django.middleware.security.SecurityMiddleware",
            "shoal.web.middleware.headers",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "shoal.web.middleware.bodies",
            "django.middleware.locale.LocaleMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django_htmx.middleware.HtmxMiddleware",
            "shoal.web.middleware.numbers",
            "shoal.web.middleware.errors",
            "shoal.web.middleware.desk",
        ],
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [str(HERE / "web" / "templates")],
                "OPTIONS": {
                    "context_processors": ["django.template.context_processors.request", "shoal.web.pages.frame.frame"],
                    "builtins": ["django.templatetags.i18n", "django.templatetags.static"],
                    "libraries": {"shoal_words": "shoal.web.templatetags.shoal_words"},
                },
            }
        ],
        "FORM_RENDERER": "django.forms.renderers.DjangoTemplates",
        # those that pages are translated into: a browser's wish for another one must not mix two languages on a page
        "LANGUAGES": [("en", "English")],
        "LANGUAGE_COOKIE_NAME": f"{prefix}shoal_language",
        "LOOK_COOKIE_NAME": f"{prefix}shoal_look",
        "STATIC_URL": "/static/",
        "STATICFILES_DIRS": [str(HERE / "web" / "static"), str(HERE / "report" / "styles")],
        "AUTH_PASSWORD_VALIDATORS": [
            {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
            for name, options in (
                ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
                ("MinimumLengthValidator", {"min_length": 12}),
                ("CommonPasswordValidator", {}),
            )
        ],
        "SESSION_ENGINE": "django.contrib.sessions.backends.db",
        "SESSION_COOKIE_NAME": f"{prefix}shoal_session{end}",
        "SESSION_COOKIE_AGE": SESSION_DAYS * 24 * 3600,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure,
        "CSRF_COOKIE_NAME": f"{prefix}shoal_csrf{end}",
        "CSRF_COOKIE_HTTPONLY": True,
        "CSRF_COOKIE_SAMESITE": "Lax",
        "CSRF_COOKIE_SECURE": secure,
        "CSRF_FAILURE_VIEW": "shoal.web.views.errors.forgery",
        "CSRF_TRUSTED_ORIGINS": [settings.public_url.rstrip("/")] if settings.public_url else [],
        "SECURE_CONTENT_TYPE_NOSNIFF": True,
        "SECURE_REFERRER_POLICY": "same-origin",
        "SECURE_CROSS_ORIGIN_OPENER_POLICY": "same-origin",
        "SECURE_HSTS_SECONDS": YEAR_SECONDS if secure else 0,
        "SECURE_HSTS_INCLUDE_SUBDOMAINS": secure,  # of this host name only, so nothing else is meant
        "SECURE_SSL_REDIRECT": False,  # the proxy in front does that; it speaks plain HTTP to us
        "SECURE_PROXY_SSL_HEADER": ("HTTP_X_FORWARDED_PROTO", "https") if secure else None,
        "FILE_UPLOAD_MAX_MEMORY_SIZE": IN_MEMORY,
        "DATA_UPLOAD_MAX_MEMORY_SIZE": IN_MEMORY,
        "DATA_UPLOAD_MAX_NUMBER_FIELDS": 5_000,
        "DATA_UPLOAD_MAX_NUMBER_FILES": 10,
        "FILE_UPLOAD_TEMP_DIR": None,
        "LOGGING_CONFIG": None,
    }

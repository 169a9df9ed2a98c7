"""Settings of one workspace: options before environment before ``shoal.toml``, read once, at a door."""

from __future__ import annotations

import ipaddress
import os
import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shoal.errors import FileFormatError, InputError

FILE_NAME = "shoal.toml"
KEY_NAME = "workspace.key"
DEFAULT_WORKSPACE = "market.shoal"
THIS_MACHINE = "127.0.0.1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What a workspace was told.

    ``name`` is the brand's, ``currency`` an ISO 4217 code, ``timezone`` an IANA name, ``engine`` a URL.
    ``stands_at`` stops the workspace's clock at a moment: the made-up market does not age.
    ``seed`` is that of a made-up market and ``None`` anywhere else.
    ``database_url`` names a PostgreSQL server for the ledger (never written to ``shoal.toml``: it holds a password);
    empty means a SQLite file in the workspace. ``public_url`` is the address under which outsiders reach the web page,
    empty where there is none. ``trusted_proxy`` is the one machine that is believed about who a visitor is.
    ``member_limits`` says whether the web page limits how often a member asks for what costs much.
    """

    folder: Path
    name: str = "My brand"
    currency: str = "EUR"
    timezone: str = "UTC"
    engine: str = "duckdb://"
    memory_mb: int = 1024
    stands_at: datetime | None = None
    seed: int | None = None
    database_url: str = ""
    public_url: str = ""
    trusted_proxy: str = THIS_MACHINE
    member_limits: bool = True


def workspace_folder(option: Path | None, environment: Mapping[str, str] | None = None) -> Path:
    """Return the workspace folder: the option, ``SHOAL_WORKSPACE``, or ``market.shoal`` here."""
    environment = os.environ if environment is None else environment
    return option or Path(environment.get("SHOAL_WORKSPACE") or DEFAULT_WORKSPACE)


def instagram_token(environment: Mapping[str, str] | None = None) -> str:
    """Return the access token for Instagram that the environment holds; never kept in ``Settings``, which are shown."""
    environment = os.environ if environment is None else environment
    return environment.get("SHOAL_INSTAGRAM_TOKEN", "").strip()


def load_settings(folder: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """Read the settings of a workspace. Raises ``InputError`` for a value that cannot be."""
    environment = os.environ if environment is None else environment
    path = folder / FILE_NAME
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as cause:
        raise FileFormatError(f"{path} is not readable: {cause}", next_step="Mend the line it names.") from cause
    values = {
        "name": told.get("name", "My brand"),
        "currency": environment.get("SHOAL_CURRENCY") or told.get("currency", "EUR"),
        "timezone": environment.get("SHOAL_TIMEZONE") or told.get("timezone", "UTC"),
        "engine": environment.get("SHOAL_ENGINE") or told.get("engine", "duckdb://"),
        "memory_mb": environment.get("SHOAL_MEMORY_MB") or told.get("memory_mb", 1024),
        "stands_at": told.get("stands_at"),
        "seed": told.get("seed"),
        "database_url": environment.get("DATABASE_URL", ""),
        "public_url": environment.get("SHOAL_PUBLIC_URL") or told.get("public_url", ""),
        "trusted_proxy": environment.get("SHOAL_TRUSTED_PROXY") or told.get("trusted_proxy", THIS_MACHINE),
        "member_limits": environment.get("SHOAL_MEMBER_LIMITS", "") != "off",
    }
    return checked(Settings(folder=folder, **{**values, "memory_mb": _megabytes(values["memory_mb"])}))


def checked(settings: Settings) -> Settings:
    """Return the settings, or say which one cannot be."""
    _check_kinds(settings)
    if not re.fullmatch("[A-Z]{3}", settings.currency):
        raise InputError(
            "The currency is not an ISO 4217 code.",
            received=settings.currency,
            allowed=("EUR", "USD", "GBP", "..."),
            next_step=f"Set currency in {settings.folder / FILE_NAME}.",
        )
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError) as cause:
        raise InputError(
            "The time zone is not known.",
            received=settings.timezone,
            allowed=("Europe/Berlin", "America/New_York", "UTC", "..."),
            next_step=f"Set timezone in {settings.folder / FILE_NAME}.",
        ) from cause
    _check_proxy(settings.trusted_proxy)
    return settings


def _check_proxy(told: str) -> None:
    """Refuse all but one address: whoever is believed can say that a visitor is anybody."""
    try:
        ipaddress.ip_address(told)
    except ValueError as cause:
        raise InputError(
            "The proxy that is believed about visitors is named by its IP address.",
            received=told,
            allowed=("127.0.0.1", "10.88.0.1", "..."),
            next_step="Set SHOAL_TRUSTED_PROXY to the address from which the proxy reaches this server.",
        ) from cause


def _check_kinds(settings: Settings) -> None:
    """Refuse a value of another kind than its setting: the file is written by hand."""
    told: dict[str, object] = {field.name: getattr(settings, field.name) for field in fields(settings)}
    texts = ("name", "currency", "timezone", "engine", "database_url", "public_url", "trusted_proxy")
    kinds = {name: isinstance(told[name], str) for name in texts}
    kinds["stands_at"] = told["stands_at"] is None or _zoned(told["stands_at"])
    kinds["seed"] = told["seed"] is None or (isinstance(told["seed"], int) and not isinstance(told["seed"], bool))
    wrong = {name: "not a value this setting can have" for name, fits in kinds.items() if not fits}
    if wrong:
        raise InputError(
            f"{settings.folder / FILE_NAME} holds a setting of the wrong kind.",
            received=", ".join(wrong),
            next_step='Write text in quotes, as in name = "My brand", and times with their zone.',
            fields=wrong,
        )


def _zoned(value: object) -> bool:
    return isinstance(value, datetime) and value.tzinfo is not None


def write_settings(settings: Settings) -> None:
    """Write ``shoal.toml`` for a new workspace."""
    lines = [
        "# Settings of this workspace; the environment variables SHOAL_CURRENCY, SHOAL_TIMEZONE, SHOAL_ENGINE and",
        "# SHOAL_MEMORY_MB come before what stands here.",
        f"name = {_quoted(settings.name)}",
        f"currency = {_quoted(settings.currency)}",
        f"timezone = {_quoted(settings.timezone)}",
        f"engine = {_quoted(settings.engine)}",
        f"memory_mb = {settings.memory_mb}",
    ]
    if settings.public_url:
        lines.append(f"public_url = {_quoted(settings.public_url)}")
    if settings.trusted_proxy != THIS_MACHINE:
        lines.append(f"trusted_proxy = {_quoted(settings.trusted_proxy)}")
    if settings.stands_at is not None:
        lines.append(f"stands_at = {settings.stands_at.isoformat()}  # a made-up market does not age")
    if settings.seed is not None:
        lines.append(f"seed = {settings.seed}")
    (settings.folder / FILE_NAME).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    plain = "".join(" " if unicodedata.category(character) == "Cc" else character for character in text)
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _megabytes(told: object) -> int:
    try:
        number = int(str(told))
    except ValueError:
        number = 0
    if number < 128:  # noqa: PLR2004  the engine does not start with less
        raise InputError("memory_mb is a whole number from 128 up.", received=told, next_step="Leave it out for 1024.")
    return number

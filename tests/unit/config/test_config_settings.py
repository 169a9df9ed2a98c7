"""Settings: options before environment before the file, and what cannot be is named."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from shoal.config import Settings, load_settings, workspace_folder, write_settings
from shoal.errors import FileFormatError, InputError

FULL = {"name": 'Mühle "Ost" \\ Söhne', "currency": "CHF", "timezone": "Europe/Zurich", "memory_mb": 512, "seed": 7}


def test_a_workspace_without_a_file_has_the_defaults(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {}) == Settings(folder=tmp_path)


def test_what_was_written_is_read_again(tmp_path: Path) -> None:
    at = datetime(2026, 6, 1, 12, tzinfo=UTC)
    settings = Settings(folder=tmp_path, stands_at=at, trusted_proxy="10.88.0.1", **FULL)
    write_settings(settings)
    assert load_settings(tmp_path, {}) == settings


def test_the_environment_comes_before_the_file(tmp_path: Path) -> None:
    write_settings(Settings(folder=tmp_path, **FULL))
    told = {"SHOAL_CURRENCY": "USD", "SHOAL_TIMEZONE": "UTC", "SHOAL_MEMORY_MB": "2048", "SHOAL_ENGINE": "duckdb://x"}
    found = load_settings(tmp_path, told)
    assert (found.currency, found.timezone, found.memory_mb, found.engine) == ("USD", "UTC", 2048, "duckdb://x")


def test_an_empty_variable_is_none(tmp_path: Path) -> None:
    assert load_settings(tmp_path, {"SHOAL_CURRENCY": ""}).currency == "EUR"


@pytest.mark.parametrize(("line", "words"), [
    ('currency = "euro"', "currency"), ('currency = "eur"', "currency"), ('timezone = "Mars/Base"', "time zone"),
    ('timezone = "../etc"', "time zone"), ('timezone = ""', "time zone"), ("memory_mb = 64", "memory_mb"),
    ('memory_mb = "much"', "memory_mb"), ('trusted_proxy = "*"', "proxy"), ('trusted_proxy = "proxy"', "proxy"),
])  # fmt: skip
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "shoal.toml").write_text(line, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_settings(tmp_path, {})


@pytest.mark.parametrize("content", [b"name = ", b"name = '\xff'"])
def test_a_file_that_is_not_readable_is_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "shoal.toml").write_bytes(content)
    with pytest.raises(FileFormatError, match=r"shoal\.toml is not readable"):
        load_settings(tmp_path, {})


def test_the_option_comes_before_the_environment_before_the_default() -> None:
    told = {"SHOAL_WORKSPACE": "there"}
    assert [str(workspace_folder(option, names)) for option, names in (
        (Path("here"), told), (None, told), (None, {}), (None, {"SHOAL_WORKSPACE": ""}),
    )] == ["here", "there", "market.shoal", "market.shoal"]  # fmt: skip

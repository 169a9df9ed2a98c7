"""Every command that a page shows exists, with every option it shows; ``make check`` compares the generated pages."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import typer

from shoal.cli.main import app

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SHOWN = re.compile(r"^\$ (?:\.venv/bin/)?shoal\b(.*)$", re.MULTILINE)
NAMED = re.compile(r"`shoal ([^`]+)`")


def shown_commands() -> list[str]:
    """Collect the command lines of all pages: those in blocks in full, those in a sentence as well."""
    texts = [page.read_text(encoding="utf-8") for page in PAGES]
    found = [line.strip() for text in texts for pattern in (SHOWN, NAMED) for line in pattern.findall(text)]
    return sorted({line for line in found if line and not line.startswith(("NOUN", "..."))})


def what_is_wrong(line: str) -> str:
    """Return which word of a command line the command tree does not know, nothing where all is well."""
    command: Any = typer.main.get_command(app)
    words = shlex.split(line, comments=True)
    known = set(option_names(command))
    while words and hasattr(command, "commands") and not words[0].startswith("-"):
        command = command.commands.get(words.pop(0))
        if command is None:
            return f"no such command: {line}"
        known |= set(option_names(command))
    unknown = [word for word in words if word.startswith("--") and word.split("=")[0] not in known]
    return f"no such option: {unknown}" if unknown else ""


def option_names(command: Any) -> list[str]:
    return ["--help", *(name for parameter in command.params for name in (*parameter.opts, *parameter.secondary_opts))]


@pytest.mark.parametrize("line", shown_commands())
def test_a_command_on_a_page_is_one_that_exists(line: str):
    assert what_is_wrong(line) == ""


@pytest.mark.parametrize("line", ["creators dance", "creators find --sideways"])
def test_a_command_that_does_not_exist_would_be_noticed(line: str):
    assert what_is_wrong(line) != ""


def test_every_command_has_its_heading_on_the_generated_page():
    page = (ROOT / "docs" / "reference" / "commands.md").read_text(encoding="utf-8")

    assert sorted(re.findall(r"^## shoal (.*)$", page, re.MULTILINE)) == sorted(leaves(typer.main.get_command(app)))


def leaves(command: Any, words: str = "") -> list[str]:
    if not hasattr(command, "commands"):
        return [words.strip()]
    return [leaf for name, child in command.commands.items() for leaf in leaves(child, f"{words} {name}")]

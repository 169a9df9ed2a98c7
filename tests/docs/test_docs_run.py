"""What the tutorials and the Python examples show does run, on the files that the tutorials print."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TUTORIAL = ROOT / "docs" / "tutorial" / "first-shortlist.md"
TUTORIALS = (TUTORIAL, ROOT / "docs" / "tutorial" / "two-stories.md")
PYTHON_PAGES = (
    ROOT / "README.md",
    ROOT / "docs" / "how-to" / "use-from-python.md",
    ROOT / "docs" / "reference" / "methods.md",
)


def blocks(page: Path, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands_of(page: Path) -> list[str]:
    lines = "\n".join(blocks(page, "console")).splitlines()
    return [line.removeprefix("$ shoal ") for line in lines if line.startswith("$ shoal ")]


@pytest.fixture
def desk_folder(tmp_path: Path) -> Path:
    """Return a folder with what the tutorials ask to save, and nothing else."""
    (tmp_path / "sheet.csv").write_text(blocks(TUTORIAL, "text")[0], encoding="utf-8")
    (tmp_path / "fashion.toml").write_text(blocks(TUTORIALS[1], "toml")[0], encoding="utf-8")
    return tmp_path


def run(arguments: list[str], folder: Path, workspace: str = "spring.shoal") -> subprocess.CompletedProcess[str]:
    surroundings = {**os.environ, "HOME": str(folder), "SHOAL_WORKSPACE": workspace, "COLUMNS": "120"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=surroundings, capture_output=True, text=True, check=False, timeout=100
    )


@pytest.mark.parametrize("page", TUTORIALS, ids=lambda page: page.stem)
def test_a_tutorial_runs_from_its_first_command_to_its_last(page: Path, desk_folder: Path):
    (workspace,) = re.findall(r"export SHOAL_WORKSPACE=(\S+)", page.read_text(encoding="utf-8"))
    ended = [(line, run(["-m", "shoal", *shlex.split(line)], desk_folder, workspace)) for line in commands_of(page)]

    assert {line: (0, "") for line, _ in ended} == {
        line: (done.returncode, done.stderr if done.returncode else "") for line, done in ended
    }


@pytest.mark.parametrize("page", PYTHON_PAGES, ids=lambda page: page.name)
def test_the_python_on_a_page_runs(page: Path, desk_folder: Path):
    done = run(["-c", "\n".join(blocks(page, "python"))], desk_folder)

    assert (done.returncode, done.stderr) == (0, "")


def test_the_readme_example_is_as_short_as_promised():
    lines = [line for line in blocks(ROOT / "README.md", "python")[0].splitlines() if line.strip()]

    assert len(lines) <= 6

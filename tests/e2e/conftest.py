"""The command line as a person meets it: in this process where that is enough, as a program where it is not."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from shoal.app import Shoal, open_workspace
from shoal.cli.main import run

STANDS_AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Done:
    """How a command ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def shape(self) -> dict[str, Any]:
        return json.loads(self.out)

    @property
    def data(self) -> Any:
        return self.shape["data"]

    @property
    def error(self) -> dict[str, Any]:
        """Return the error; words on progress stand on the same stream, above it."""
        return json.loads(self.err[self.err.index("{") :])["error"]


Command = Callable[..., Done]


@pytest.fixture
def shoal(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Command:
    """Return the command line, run in this process: ``shoal("creators", "vet", workspace=folder)``."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SHOAL_WORKSPACE", raising=False)

    def command(*words: str | Path, workspace: Path | None = None, typed: str = "") -> Done:
        named = ["--workspace", str(workspace)] if workspace else []
        monkeypatch.setattr(sys, "argv", ["shoal", *map(str, words), *named])
        monkeypatch.setattr(sys, "stdin", io.StringIO(typed))
        capsys.readouterr()
        pressed = signal.getsignal(signal.SIGINT)
        with pytest.raises(SystemExit) as ended:
            run()
        signal.signal(signal.SIGINT, pressed)  # the tests go on after this command
        told = capsys.readouterr()
        return Done(int(ended.value.code or 0), told.out, told.err)

    return command


@pytest.fixture
def program(tmp_path: Path) -> Command:
    """Return the command line as a program of its own, with an empty home; it takes about a second to start."""

    def command(*words: str | Path, workspace: Path | None = None, typed: str = "") -> Done:
        named = ["--workspace", str(workspace)] if workspace else []
        surroundings = {**os.environ, "HOME": str(tmp_path), "COLUMNS": "120"}
        done = subprocess.run(
            [sys.executable, "-m", "shoal", *map(str, words), *named],
            cwd=tmp_path, env=surroundings, input=typed, capture_output=True, text=True, check=False, timeout=100,
        )  # fmt: skip
        return Done(done.returncode, done.stdout, done.stderr)

    return command


@pytest.fixture(scope="session")
def samples(shared_data: Path) -> Path:
    return shared_data / "import_samples"


@pytest.fixture(scope="session")
def expected(samples: Path) -> dict[str, Any]:
    return json.loads((samples / "expected.json").read_text(encoding="utf-8"))


def opened(folder: Path) -> Shoal:
    """Open a workspace whose clock stands still in the summer of the sample files."""
    return open_workspace(folder, clock=STANDS_AT)

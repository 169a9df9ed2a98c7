"""The process that serves: what a command line needs is not in it, and it fails with the same words."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

LOADED = "import sys, shoal.cli.alone, shoal.web.serve; print('\\n'.join(sorted(sys.modules)))"


@pytest.mark.parametrize("library", ["typer", "rich", "pydantic"])
def test_a_server_holds_nothing_of_what_reads_a_command_line(library: str) -> None:
    done = subprocess.run([sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=60)

    assert library not in done.stdout.split()


@pytest.mark.enable_socket
def test_a_port_that_is_taken_is_told_as_by_every_command(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, "-m", "shoal", "serve", "--workspace", str(tmp_path / "new.shoal"), "--port", port]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)

    assert (done.returncode, f"The port {port} is taken" in done.stderr, list(tmp_path.iterdir())) == (4, True, [])

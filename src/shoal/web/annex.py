"""A made-up market next door: a workspace of its own with a server of its own, thrown away with one click.

It never mixes with the user's data, because it is another folder and another process. It exists only where the server
is this machine's alone.
"""

from __future__ import annotations

import http.client
import shutil
import socket
import subprocess
import sys
import threading
from pathlib import Path
from typing import Literal

State = Literal["none", "making", "open", "failed"]
STOP_SECONDS = 10


class Annex:
    """The made-up market of one server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.address = ""
        self.state: State = "none"
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None

    def open(self) -> None:
        """Begin to make the market up, unless that was begun already; takes about ten seconds."""
        with self._lock:
            if self.state in ("none", "failed"):
                self.state = "making"
                threading.Thread(target=self._make, daemon=True, name="made-up market").start()

    def _make(self) -> None:
        command = [sys.executable, "-P", "-m", "shoal"]
        made = subprocess.run(  # noqa: S603  our own interpreter and our own verb
            [*command, "demo", "--workspace", str(self.folder)], capture_output=True, check=False
        )
        if made.returncode:
            self.state = "failed"
            return
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self._server = subprocess.Popen(  # noqa: S603  our own interpreter and our own verb
            [*command, "serve", "--workspace", str(self.folder), "--port", str(port)], stdout=subprocess.DEVNULL
        )
        self.address = f"http://127.0.0.1:{port}/"
        self.state = "open" if self._answers(port) else "failed"

    def _ask(self, port: int) -> None:
        # spoken to directly: a proxy of the environment is not asked, and no answer sends us elsewhere
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=1)
        try:
            connection.request("GET", "/health/")
            connection.getresponse().read()
        finally:
            connection.close()

    def _answers(self, port: int) -> bool:
        wait = threading.Event()
        for _ in range(200):
            try:
                self._ask(port)
            except (OSError, http.client.HTTPException):
                wait.wait(0.1)
            else:
                return True
        return False

    def throw_away(self) -> None:
        """Stop the server and delete the folder with everything in it."""
        with self._lock:
            if self._server is not None:
                self._server.terminate()
                self._server.wait(timeout=STOP_SECONDS)
                self._server = None
            shutil.rmtree(self.folder, ignore_errors=True)
            self.state, self.address = "none", ""

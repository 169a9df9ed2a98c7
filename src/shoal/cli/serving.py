"""The server, in a process that never read a command line: an idle one would keep 13 MB of what reads it."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from pkgutil import resolve_name

from shoal.cli.opening import opened
from shoal.errors import MissingExtraError

SERVER = "shoal.web.serve:serve"  # by name: doors do not import each other


def serve_alone(folder: Path, host: str, port: int, *, worker: bool) -> None:
    """Serve a workspace until it is stopped, in place of this process where the system can do that."""
    if os.name != "posix":
        serve(folder, host, port, worker=worker)
        return
    sys.stdout.flush()
    sys.stderr.flush()
    told = (str(folder), host, str(port), "worker" if worker else "")
    # -P: nothing that lies in the folder somebody stands in is taken for a library
    os.execv(sys.executable, [sys.executable, "-P", "-m", "shoal.cli.alone", *told])  # noqa: S606  our own interpreter


def serve(folder: Path, host: str, port: int, *, worker: bool) -> None:
    """Serve a workspace until it is stopped. Raises ``MissingExtraError`` where a library of the page is missing."""
    try:
        run = resolve_name(SERVER)
    except ImportError as cause:
        raise MissingExtraError(
            "The web page needs libraries that are not installed.",
            received=cause.name,
            next_step="pip install 'shoal[web]'",
        ) from cause
    with opened(folder, create=True) as shoal:
        run(shoal, host=host, port=port, worker=worker, say=say)


def say(words: str) -> None:
    """Print a line at once, also where the output is a file."""
    print(words, flush=True)  # noqa: T201  this is the command line

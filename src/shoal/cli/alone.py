"""``python -m shoal.cli.alone FOLDER HOST PORT WORKER``: what ``shoal serve`` becomes; WORKER is a word or empty."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NoReturn

from shoal.cli.serving import serve


def main() -> NoReturn:
    """Serve what the command line named; a failure is told as by every command."""
    folder, host, port, worker = sys.argv[1:]
    try:
        serve(Path(folder), host, int(port), worker=bool(worker))
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  whatever it is, a person gets words
        from shoal.cli.main import ending  # only now: it brings the libraries of the command line

        sys.exit(ending(error))
    sys.exit(0)


if __name__ == "__main__":
    main()

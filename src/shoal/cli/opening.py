"""From a folder to an open workspace; opened late, so that ``shoal --help`` loads no room."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from shoal.config import KEY_NAME, workspace_folder
from shoal.errors import ShoalError

if TYPE_CHECKING:
    from shoal.app import Shoal


def progress(words: str) -> None:
    """Say on the error stream what is going on, so that the answer itself stays clean."""
    sys.stderr.write(f"… {words}\n")
    sys.stderr.flush()


@contextmanager
def opened(folder: Path | None, *, create: bool = False) -> Iterator[Shoal]:
    """Open the workspace, and close it again; one that was made for a command that failed goes with it."""
    from shoal.app import open_workspace  # the rooms behind it cost half a second

    path = workspace_folder(folder)
    made = create and not (path / KEY_NAME).exists()
    with open_workspace(path, create=create, progress=progress) as shoal:
        try:
            yield shoal
        except ShoalError:
            if made and shoal.empty:
                shoal.close()
                shutil.rmtree(path)
            raise


@contextmanager
def looking(folder: Path | None) -> Iterator[Shoal]:
    """Open the workspace for a look; where there is none yet, an empty one that is gone afterwards."""
    path = workspace_folder(folder)
    if (path / KEY_NAME).exists():
        with opened(folder) as shoal:
            yield shoal
        return
    with TemporaryDirectory(prefix="shoal-preview-") as empty, opened(Path(empty) / "none.shoal", create=True) as shoal:
        yield shoal

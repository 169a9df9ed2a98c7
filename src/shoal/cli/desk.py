"""What nearly every command takes: the workspace, and whether the answer is JSON."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shoal.cli.opening import looking, opened, progress

__all__ = ["AsJson", "Workspace", "looking", "opened", "progress"]

Workspace = Annotated[
    Path | None,
    typer.Option("--workspace", "-w", help="Folder of the workspace; SHOAL_WORKSPACE or market.shoal if left out."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON, in the one documented shape.")]

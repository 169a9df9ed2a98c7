"""``shoal orders``, ``shoal results``, ``shoal report``."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, looking, opened
from shoal.cli.helping import Verbs
from shoal.cli.options import reading, said_again
from shoal.cli.output import answer_json, say
from shoal.cli.previews import tell_batch, tell_preview
from shoal.cli.sheets import tell_sheet
from shoal.domain.intake import ReadOptions

orders = typer.Typer(help="Orders of your shop.", cls=Verbs)
results = typer.Typer(help="What came of it.", cls=Verbs)
File = Annotated[Path, typer.Argument(help="The file.", show_default=False)]


@orders.command("preview")
@reading
def preview_orders(*, file: File, workspace: Workspace = None, as_json: AsJson = False, told: ReadOptions) -> None:
    """Say what an orders file would do; nothing is stored."""
    with looking(workspace) as shoal:
        found = shoal.results.preview_orders(file, told)
    if as_json:
        answer_json("orders preview", found)
    else:
        tell_preview(found, command=f"shoal orders bring-in {shlex.quote(str(file))}{said_again(told, workspace)}")


@orders.command("bring-in")
@reading
def bring_in_orders(
    *,
    file: File,
    workspace: Workspace = None,
    label: Annotated[str, typer.Option("--as", help="A name for it.")] = "",
    as_json: AsJson = False,
    told: ReadOptions,
) -> None:
    """Bring orders in, and hold your sheet against them at once."""
    with opened(workspace, create=True) as shoal:
        batch = shoal.results.bring_in_orders(file, told, label=label)
        sheet = shoal.results.sheet()
    if as_json:
        answer_json("orders bring-in", {"batch": batch, "sheet_against_shop": sheet})
        return
    tell_batch(batch)
    if sheet is not None:
        tell_sheet(sheet)


@results.command("preview")
@reading
def preview_results(*, file: File, workspace: Workspace = None, as_json: AsJson = False, told: ReadOptions) -> None:
    """Say what is in an insights or analytics export; creators bring-in --account keeps one of an account."""
    with looking(workspace) as shoal:
        found = shoal.results.preview(file, told)
    answer_json("results preview", found) if as_json else tell_preview(found, command="")


@results.command("sheet")
def sheet_against_shop(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Hold your sheet's typed uses and revenue against what the shop booked."""
    with opened(workspace) as shoal:
        sheet = shoal.results.sheet()
    if as_json:
        answer_json("results sheet", sheet)
    elif sheet is None:
        say("No orders yet. Next: shoal orders bring-in FILE")
    else:
        tell_sheet(sheet)


def report(
    name: Annotated[str, typer.Argument(help="The name of the brief.", show_default=False)],
    workspace: Workspace = None,
    *,
    to: Annotated[Path | None, typer.Option(help="Where to write it.")] = None,
    names: Annotated[bool, typer.Option("--names/--no-names", help="Show names and texts, or own ids only.")] = True,
    as_json: AsJson = False,
) -> None:
    """Write the report of a brief: shortlist, plan, unknowns and method as one page that needs nothing else."""
    with opened(workspace) as shoal:
        made = shoal.results.report(name, path=to, names_shown=names)
    if as_json:
        answer_json("report", made)
    else:
        say(f"report {made.path}   {made.size_bytes / 1024:,.0f} KiB   open it in a browser; it loads nothing else")

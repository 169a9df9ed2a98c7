"""The command tree, and errors to exit codes."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import tempfile
import traceback
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from shoal import __version__
from shoal.cli import admin, connections, creators, planning, results, searching, serve, shortlists
from shoal.cli.output import end_quietly, error_json, error_words
from shoal.errors import ShoalError

BUG = 1
CANCELLED = 130

app = typer.Typer(
    name="shoal",
    help="Plan, vet and measure campaigns with nano and micro creators, on your own machine.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
creators.app.command("look-up")(connections.look_up)
app.add_typer(creators.app, name="creators")
app.add_typer(connections.app, name="connections")
app.add_typer(planning.briefs, name="briefs")
app.add_typer(shortlists.shortlists, name="shortlist")
app.add_typer(planning.plans, name="plan")
app.add_typer(results.orders, name="orders")
app.add_typer(results.results, name="results")
app.add_typer(searching.index, name="index")
app.command("report")(results.report)
app.command("demo")(admin.demo)
app.command("doctor")(admin.doctor)
app.command("backup")(serve.backup)
app.command("serve")(serve.serve)
app.command("work")(serve.work)
app.command("owner-link")(serve.owner_link)
app.command("migrate")(serve.migrate)


def _version(*, wanted: bool) -> None:
    if wanted:
        typer.echo(f"shoal {__version__}")
        raise typer.Exit


@app.callback()
def root(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=lambda value: _version(wanted=value), is_eager=True
        ),
    ] = False,
) -> None:
    """Plan, vet and measure campaigns with nano and micro creators, on your own machine."""


def run() -> None:
    """Run the command line; every failure leaves with the exit code of its kind."""
    as_json = "--json" in sys.argv
    try:
        code = app(standalone_mode=False)
        sys.stdout.flush()
    except ShoalError as error:
        _tell(error.as_dict(), as_json=as_json)
        code = error.exit_code
    except (typer.Abort, KeyboardInterrupt):
        code = CANCELLED
    except TyperException as error:
        _tell(_usage(error), as_json=as_json)
        code = 2
    except BrokenPipeError:
        end_quietly()
    except Exception as error:  # noqa: BLE001  whatever it is, a person gets words and an id, not a traceback
        _tell(_bug(error), as_json=as_json)
        code = BUG
    if code == CANCELLED:  # Typer turns Ctrl-C into this code by itself
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # pressed again, it would cut off the ending
        sys.stderr.write("shoal: stopped; what was not finished left no trace\n")
    sys.exit(code or 0)


def _tell(shape: dict[str, object], *, as_json: bool) -> None:
    error_json(shape) if as_json else error_words(shape)


def _usage(error: TyperException) -> dict[str, object]:
    usage = ShoalError(
        str(getattr(error, "message", error)), next_step="shoal --help lists the commands, shoal NOUN --help the verbs."
    )
    return {**usage.as_dict(), "code": "input.usage"}


def _bug(error: Exception) -> dict[str, object]:
    """Write the traceback to a file of its own and return words that point to it."""
    lines = traceback.format_exception(error)
    name = hashlib.sha256("".join(lines).encode()).hexdigest()[:10]
    path = Path(tempfile.gettempdir()) / f"shoal-bug-{name}.txt"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)  # cell contents are nobody else's business
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write("".join(lines))
    bug = ShoalError(
        "Something went wrong that is our mistake, sorry. What was stored before is as it was.",
        next_step=f"Please report the id and the file {path}; look through it first, it may hold cell contents.",
    )
    return {**bug.as_dict(), "code": "bug", "id": name}

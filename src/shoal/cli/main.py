"""The command tree, and errors to exit codes."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import FrameType
from typing import Annotated

import typer
from typer.exceptions import TyperException

from shoal import __version__
from shoal.cli import admin, connections, creators, planning, results, searching, serve, shortlists
from shoal.cli.helping import Verbs
from shoal.cli.output import end_quietly, error_json, error_words
from shoal.errors import ShoalError

BUG = 1
CANCELLED = 130

app = typer.Typer(
    name="shoal",
    help="Plan, vet and measure campaigns with nano and micro creators, on your own machine.",
    cls=Verbs,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    epilog="A first look: shoal demo. Your own: shoal creators preview SHEET.xlsx. In a browser: shoal serve.",
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
app.command("second-factor-off")(serve.second_factor_off)
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
    # Linear algebra in one thread, settled before numpy is loaded: a second one mostly waits, which it does by turning
    # around itself. Reading 40 texts for search took 1.1 s of two cores that way and takes .3 s of one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    stopping = Stopping()
    signal.signal(signal.SIGINT, stopping)
    try:
        code = _work()
    except BrokenPipeError:
        end_quietly()
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001  a person gets words and an id, not a traceback
        code = ending(error, as_json=as_json, stopped=stopping.asked)
    if code == CANCELLED:  # Typer turns Ctrl-C into this code by itself
        sys.stderr.write("shoal: stopped; what was not finished left no trace\n")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Python takes its own handlers away before it has ended
    sys.exit(code or 0)


def ending(error: BaseException, *, as_json: bool = False, stopped: bool = False) -> int:
    """Tell what went wrong and return the exit code of its kind; ``stopped`` where somebody pressed Ctrl-C."""
    if isinstance(error, typer.Abort | KeyboardInterrupt):
        return CANCELLED
    if isinstance(error, ShoalError):
        _tell(error.as_dict(), as_json=as_json)
        return error.exit_code
    if isinstance(error, TyperException):
        _tell(_usage(error), as_json=as_json)
        return 2
    if stopped:  # a library may tell that it was interrupted in its own words
        return CANCELLED
    _tell(_bug(error), as_json=as_json)
    return BUG


def _work() -> int:
    """Do what was typed."""
    code = app(standalone_mode=False)
    sys.stdout.flush()
    return int(code or 0)


class Stopping:
    """What Ctrl-C does: it cuts off the work, and nothing after it, however often it is pressed.

    An ending that is cut off leaves with another exit code and without its words. So a press is looked at by where it
    meets the program, which leaves no moment in between, as turning presses off after the work would.
    """

    def __init__(self) -> None:
        self.asked = False

    def __call__(self, _signal: int, frame: FrameType | None) -> None:
        """Raise ``KeyboardInterrupt`` inside the work."""
        self.asked = True
        while frame is not None:
            if frame.f_code is _work.__code__:
                raise KeyboardInterrupt
            frame = frame.f_back


def _tell(shape: dict[str, object], *, as_json: bool) -> None:
    """Tell an error; one that names no next step gets the help of the command that was typed."""
    told = {**shape, "next_step": shape["next_step"] or f"{asked_for(sys.argv[1:])} --help says what it takes."}
    error_json(told) if as_json else error_words(told)


def _usage(error: TyperException) -> dict[str, object]:
    early = sys.argv[1:] and sys.argv[1].startswith("-")
    step = "Options stand behind the verb: shoal creators find --workspace DIR. See shoal --help." if early else ""
    return {**ShoalError(error.format_message(), next_step=step).as_dict(), "code": "input.usage"}


def asked_for(arguments: Sequence[str]) -> str:
    """Return the command of a line, as far as there is one: ``shoal plan build`` of ``plan build spring``."""
    found, command = ["shoal"], typer.main.get_command(app)
    for word in arguments:
        inner = getattr(command, "commands", {}).get(word)
        if inner is None:
            break
        found.append(word)
        command = inner
    return " ".join(found)


def _bug(error: BaseException) -> dict[str, object]:
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

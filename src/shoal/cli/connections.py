"""``shoal connections`` and ``shoal creators look-up``: the ways out, and what goes out by them after a yes."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from shoal.cli.desk import AsJson, Workspace, opened, progress
from shoal.cli.helping import Verbs
from shoal.cli.output import answer_json, say, some, table
from shoal.cli.previews import tell_batch, tell_preview
from shoal.domain.intake import Batch
from shoal.errors import InputError

if TYPE_CHECKING:
    from shoal.app import Connection, LookedAt, LookUp, LookUpCost, Shoal

app = typer.Typer(help="Ways out to other machines; all are off until you agree.", cls=Verbs)
YES = "yes"
Sure = Annotated[bool, typer.Option("--yes", help="Do not ask: this is the yes.")]


class Told:
    """Says on the error stream how far a look-up is."""

    def progress(self, words: str, done: int = 0, total: int | None = None) -> None:  # noqa: ARG002  the words say it
        """Say it."""
        progress(words)


@app.command()
def show(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Say how the connection to Instagram stands; nothing is asked."""
    with opened(workspace) as shoal:
        stands = shoal.connections.show()
    answer_json("connections show", stands) if as_json else _tell(stands)


@app.command()
def connect(
    workspace: Workspace = None, *,
    user_id: Annotated[str, typer.Option(help="The number of your own Instagram account at Meta.")],
    graph: Annotated[str, typer.Option(help="The Graph version, such as v25.0.")] = "",
    expires: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Until when the token holds.")] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Connect Instagram: shows what it means, asks you to agree, then for the token. Nothing is asked of Instagram."""
    from shoal.app import TERMS, TERMS_VERSION

    with opened(workspace) as shoal:
        sys.stderr.write("By connecting Instagram you confirm:\n")
        sys.stderr.writelines(f"  {number}. {sentence}\n" for number, sentence in enumerate(TERMS, start=1))
        if typer.prompt("Type yes if all of it is so", err=True, default="", show_default=False).strip() != YES:
            raise typer.Abort
        sys.stderr.write("The token is not shown while you type. Empty: the one kept here, or SHOAL_INSTAGRAM_TOKEN.\n")
        stands = shoal.connections.connect(
            token=_token(), user_id=user_id, version=graph, expires_on=expires.date() if expires else None,
            confirmed=TERMS_VERSION,
        )  # fmt: skip
    if as_json:
        answer_json("connections connect", stands)
        return
    _tell(stands)
    say("Nothing was asked of Instagram yet. To see whether it works: shoal connections test")


def _token() -> str:
    """Return the token that is typed unseen, or comes in from a program: never as an argument, which others can see."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().strip()
    return str(typer.prompt("Access token", hide_input=True, err=True, default="", show_default=False))


@app.command("test")
def try_it(workspace: Workspace = None, *, yes: Sure = False, as_json: AsJson = False) -> None:
    """Put two questions to Instagram: which account asks, until when the token holds and what it may do."""
    with opened(workspace) as shoal:
        if not yes and not typer.confirm("This puts two questions to graph.facebook.com. Go on?", err=True):
            raise typer.Abort
        stands = shoal.connections.check()
    answer_json("connections test", stands) if as_json else _tell(stands)


@app.command()
def remove(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Delete the token and switch the connection off, in one step."""
    with opened(workspace) as shoal:
        there = shoal.connections.remove()
    if as_json:
        answer_json("connections remove", {"removed": there})
    else:
        say("The token is deleted and the connection is off." if there else "There was no connection.")


@app.command()
def calls(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """List the newest questions that were put to other machines: when, to whom, what for, by whom."""
    with opened(workspace) as shoal:
        found = shoal.connections.calls()
    if as_json:
        answer_json("connections calls", found)
        return
    if not found:
        say("Nothing was ever asked of another machine.")
        return
    rows = [(f"{call.at:%Y-%m-%d %H:%M:%S}", call.host, call.purpose, call.by_name) for call in found]
    table("", ("at (UTC)", "host", "what for", "by"), rows)


def look_up(
    handles: Annotated[list[str] | None, typer.Argument(help="Handles or profile links at Instagram.")] = None,
    workspace: Workspace = None, *,
    posts: Annotated[int, typer.Option(help="How many of the newest posts of each: 12, 25 or 50.")] = 25,
    resume: Annotated[str, typer.Option(help="Go on with a look-up that waits, by its id.")] = "",
    yes: Sure = False, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Look creators up at Instagram: says what it costs, asks, shows what would be new, asks, brings it in."""
    if bool(handles) == bool(resume):
        raise InputError(
            "Name handles, or a look-up to go on with.",
            next_step="shoal creators look-up mina ben asks for two.",
            allowed=("HANDLE...", "--resume ID"),
        )
    with opened(workspace) as shoal:
        run = shoal.lookups.show(resume) if resume else shoal.lookups.plan("\n".join(handles or ()), posts)
        if run.left:
            _tell_cost(run, shoal.lookups.cost(run))
            _ask(f"Send {some(len(run.left), 'handle')} to graph.facebook.com?", run, sure=yes)
            run = shoal.lookups.send(run.id, at_once=True, told=Told())
        looked, batch = _look_and_bring_in(shoal, run, sure=yes)
    if as_json:
        found: dict[str, Any] = {"look_up": run, "preview": looked.preview if looked else None, "batch": batch}
        answer_json("creators look-up", found)
        return
    if looked:
        tell_preview(looked.preview, command="")
    else:
        for failure in run.failures:
            say(f"  {failure.handle}: {failure.text} {failure.next_step}")
    if run.stopped:
        say(f"Stopped with {some(len(run.left), 'handle')} left. {run.stopped}")
    if batch:
        tell_batch(batch)


def _look_and_bring_in(shoal: Shoal, run: LookUp, *, sure: bool) -> tuple[LookedAt | None, Batch | None]:
    """Return what would come in, and the batch where somebody said yes; a look-up with a rest waits for it."""
    if not run.answered:
        return None, None
    looked = shoal.lookups.preview(run.id)
    if run.left:
        sys.stderr.write(f"The rest waits for a day: shoal creators look-up --resume {run.id}\n")
    if not looked.coming:
        return looked, None
    counts = looked.preview.counts
    told = f"{counts.get('new', 0):,} new, {counts.get('changed', 0):,} changed, {looked.posts:,} posts"
    _ask(f"Bring in {told}?", run, sure=sure)
    return looked, shoal.lookups.bring_in(run.id)


def _ask(question: str, run: LookUp, *, sure: bool) -> None:
    if not sure and not typer.confirm(question, err=True):
        sys.stderr.write(f"It waits for a day: shoal creators look-up --resume {run.id}\n")
        raise typer.Abort


def _tell_cost(run: LookUp, cost: LookUpCost) -> None:
    lines = [
        f"{some(cost.questions, 'question')} to {cost.host}, no money, about {max(1, round(cost.seconds))} s",
        f"{cost.left} of {cost.per_hour} questions are left this hour"
        + (": it will stop on the way" if cost.in_parts else ""),
        f"asked for: {', '.join(cost.fields)}",
        f"sent along: the handles and your access token; {cost.known} of them are known here already",
    ]
    lines += [f"row {row} names no account at Instagram: {typed}" for row, typed, _ in run.unread]
    sys.stderr.writelines(f"  {line}\n" for line in lines)


def _tell(stands: Connection) -> None:
    say(f"Instagram: {'on' if stands.on else 'off'}{'' if stands.ready else '. ' + stands.why_not}")
    say(f"  token      {stands.token}{f', until {stands.expires_on}' if stands.expires_on else ''}")
    if stands.consent is not None:
        agreed, who = stands.consent, f"@{stands.username}" if stands.username else "not tested yet"
        say(
            f"  asks as    {who} ({stands.user_id}, {stands.version})",
            f"  agreed     {agreed.by_name}, {agreed.at:%Y-%m-%d %H:%M} UTC, wording {agreed.version}",
            f"  this hour  {stands.asked} questions asked, {stands.left} left",
        )  # fmt: skip
    if stands.lacks:
        say(f"  lacks      {', '.join(stands.lacks)}")

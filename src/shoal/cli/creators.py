"""``shoal creators``: files in, people found, looked at, vetted and forgotten."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shoal.cli import following, searching, vetting
from shoal.cli.desk import AsJson, Workspace, looking, opened, progress
from shoal.cli.helping import Verbs
from shoal.cli.options import Platform, reading, said_again
from shoal.cli.output import answer_json, say, table
from shoal.cli.people import tell_creator
from shoal.cli.previews import prepared_words, tell_batch, tell_preview
from shoal.cli.words import words as word_lists
from shoal.domain.intake import ReadOptions
from shoal.errors import ShoalError

if TYPE_CHECKING:
    from shoal.app import Shoal

app = typer.Typer(help="Bring creators in, look at them, vet them.", cls=Verbs)
File = Annotated[Path, typer.Argument(help="The file: CSV, XLSX, JSON or Parquet.", show_default=False)]
Who = Annotated[str, typer.Argument(help="A handle, platform:handle, or an id.", show_default=False)]


@app.command()
@reading
def preview(*, file: File, workspace: Workspace = None, as_json: AsJson = False, told: ReadOptions) -> None:
    """Say what a file would do; nothing is stored."""
    with looking(workspace) as shoal:
        found = shoal.creators.preview(file, told)
    if as_json:
        answer_json("creators preview", found)
    else:
        tell_preview(found, command=f"shoal creators bring-in {shlex.quote(str(file))}{said_again(told, workspace)}")


@app.command("bring-in")
@reading
def bring_in(  # noqa: PLR0913  each is an option of the command
    *,
    file: File,
    workspace: Workspace = None,
    label: Annotated[str, typer.Option("--as", help="A name for it.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="All lines or none.")] = False,
    prepared: Annotated[
        bool,
        typer.Option("--prepare/--no-prepare", help="Read texts and build the search index now, or when first wanted."),
    ] = True,
    as_json: AsJson = False,
    told: ReadOptions,
) -> None:
    """Bring a file in as one batch that can be undone; lines in error stay out."""
    with opened(workspace, create=True) as shoal:
        batch = shoal.creators.bring_in(file, told, label=label, strict=strict)
        answer_json("creators bring-in", batch) if as_json else tell_batch(batch)
        if prepared:
            _prepare(shoal)


def _prepare(shoal: Shoal) -> None:
    """Prepare what came in, and say so on the error stream: the import stands, and was told of, before."""
    progress("preparing vetting, shortlists and search; the import stands, so this may be stopped (Ctrl-C)")
    try:
        progress(prepared_words(shoal.imports.prepare()))
    except ShoalError as error:
        progress(f"not prepared, so the next command does it: {error.message}")


@app.command()
def undo(
    batch: Annotated[str, typer.Argument(help="The id of the batch.", show_default=False)],
    workspace: Workspace = None, *, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Take a batch back; what was known before shows again."""
    with opened(workspace) as shoal:
        gone = shoal.creators.undo(batch)
    if as_json:
        answer_json("creators undo", gone)
    else:
        say(f"{gone.id} ({gone.label}, {gone.kind}) is undone. To redo it, bring the file in again.")


@app.command()
def batches(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """List what was brought in."""
    with opened(workspace) as shoal:
        found = shoal.creators.batches()
    if as_json:
        answer_json("creators batches", found)
        return
    rows = [(b.id, f"{b.at:%Y-%m-%d %H:%M}", b.kind, b.label, b.source, _counts(b.counts)) for b in found]
    table("", ("batch", "at (UTC)", "kind", "label", "source", "lines"), rows)


@app.command()
def add(
    words: Annotated[list[str] | None, typer.Argument(help="Links or handles; none: standard input is read.")] = None,
    workspace: Workspace = None, *, platform: Platform = None, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Add creators from pasted profile links, handles or copied profile text (1 to 500)."""
    text = "\n".join(words) if words else sys.stdin.read()
    with opened(workspace, create=True) as shoal:
        found = shoal.creators.preview_pasted(text, platform=platform)
        batch = shoal.creators.add(text, platform=platform)
    if as_json:
        answer_json("creators add", batch)
        return
    tell_preview(found, command="")
    tell_batch(batch)


@app.command()
def count(
    who: Who,
    posts: Annotated[list[str], typer.Argument(help="LIKES,COMMENTS of 3 to 12 posts, newest first; ? is hidden.")],
    workspace: Workspace = None, *, as_json: AsJson = False,
) -> None:  # fmt: skip
    """Keep likes and comments of the last posts as you counted them: about 30 seconds turn an unknown into a range."""
    with opened(workspace) as shoal:
        batch = shoal.creators.count(who, posts)
        shown = shoal.creators.show(who)
    if as_json:
        answer_json("creators count", {"batch": batch, "verdict": shown.verdict})
        return
    tell_batch(batch)
    tell_creator(shown)


@app.command()
def same(
    who: Who,
    other: Annotated[str, typer.Argument(help="The other account.", show_default=False)],
    workspace: Workspace = None,
    *,
    said: Annotated[str, typer.Option("--as", help="same, other, or open to take the word back.")] = "same",
    as_json: AsJson = False,
) -> None:
    """Say that two accounts are one person, who is counted once from then on, or that they are two."""
    with opened(workspace) as shoal:
        shoal.about.settle(who, other, said)
        also = shoal.about.same_as(shoal.creators.show(who).creator.id)
    if as_json:
        answer_json("creators same", {"said": "" if said == "open" else said, "same": also})
    else:
        told = {"same": "one person, counted once", "other": "two people", "open": "open again"}.get(said, "open again")
        say(f"{who} and {other}: {told}. Undo: shoal creators same {who} {other} --as open")


app.command()(searching.find)
app.command()(searching.like)
app.command()(following.handcount)
app.command()(vetting.show)
app.command()(vetting.vet)
app.command()(vetting.rules)
app.command()(vetting.answer)
app.command()(vetting.looked)
app.command("words")(word_lists)


@app.command()
def forget(
    who: Who, workspace: Workspace = None, *,
    reason: Annotated[str, typer.Option(help="Why, for the record.")] = "request", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Erase a creator for good; a keyed suppression stays, so that a re-import does not bring them back."""
    with opened(workspace) as shoal:
        planned = shoal.creators.forget(who, reason=reason)
        rows = ", ".join(f"{number:,} {name}" for name, number in planned.rows.items() if number)
        sys.stderr.write(
            f"This erases {planned.creator_id}: {rows} in {planned.batches} batches; it rewrites "
            f"{len(planned.documents)} shortlists and plans and deletes {len(planned.reports)} files that name them.\n"
            "It cannot be undone. Orders stay, without them.\n"
        )
        if not typer.confirm("Erase them?", err=True):
            raise typer.Abort
        done = shoal.creators.forget(planned.creator_id, reason=reason, confirmed=True)
    if as_json:
        answer_json("creators forget", done)
    else:
        say(f"{done.creator_id} is erased. A line that names this account again will be held, not brought in.")


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number:,} {name}" for name, number in counts.items() if number)

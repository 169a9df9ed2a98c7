"""The web page and its worker, and what an administrator does with the ledger."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, opened
from shoal.cli.output import answer_json, say
from shoal.cli.serving import serve_alone
from shoal.config import workspace_folder
from shoal.errors import InputError


def serve(
    *,
    workspace: Workspace = None,
    host: Annotated[str, typer.Option(help="Address to listen on; the default is this computer only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = 8000,
    worker: Annotated[bool, typer.Option(help="Start a worker for long jobs when there are some.")] = True,
) -> None:
    """Open the web page on this machine; server and worker start and stop together."""
    serve_alone(workspace_folder(workspace), host, port, worker=worker)


def work(
    *,
    workspace: Workspace = None,
    forever: Annotated[bool, typer.Option("--forever", help="Wait for more, as a service does.")] = False,
) -> None:
    """Do the long jobs that wait; shoal serve starts this by itself."""
    with opened(workspace) as shoal:
        shoal.jobs.work_forever() if forever else shoal.jobs.work()


def owner_link(*, workspace: Workspace = None) -> None:
    """Print a one-time link with which whoever sits at the machine becomes an owner."""
    with opened(workspace) as shoal:
        address = shoal.settings.public_url.rstrip("/") or "http://127.0.0.1:8000"
        typer.echo(f"{address}/join/{shoal.team.owner_link()}/   (once, within 7 days)")


def second_factor_off(
    name: Annotated[str, typer.Argument(help="What the person signs in as: an e-mail, or owner.")],
    *,
    workspace: Workspace = None,
) -> None:
    """Take the second factor off the account of somebody who lost phone and recovery codes; the password stays."""
    with opened(workspace) as shoal:
        member = shoal.second_factor.take_off(name)
    say(f"{member.name} signs in by the password alone now; sessions that were open have ended.")


def migrate(*, workspace: Workspace = None) -> None:
    """Bring the ledger on a database server up to date; the one in the workspace does so by itself."""
    from shoal.app import migrate_ledger  # opened late, as everywhere here

    typer.echo(migrate_ledger(workspace))


def backup(
    *,
    workspace: Workspace = None,
    to: Annotated[Path | None, typer.Option(help="Folder in which a new folder with the copy is made.")] = None,
    check: Annotated[Path | None, typer.Option(help="Open this copy and say whether it is whole.")] = None,
    with_key: Annotated[bool, typer.Option("--with-key", help="Put the key in too; keep such a copy safe.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy the workspace while it is in use, or open a copy to see that it is whole."""
    if (to is None) == (check is None):
        raise InputError(
            "Say where the copy goes, or which one to check.", allowed=("--to DIR", "--check COPY"),
            next_step="shoal backup --to FOLDER makes a copy and prints how to check it.",
        )  # fmt: skip
    with opened(workspace) as shoal:
        done = shoal.admin.backup(to, with_key=with_key) if to else shoal.admin.check_backup(check or Path())
    if as_json:
        answer_json("backup", done)
        return
    from shoal.app import BackupCheck  # opened late, as everywhere here

    if isinstance(done, BackupCheck):
        rows = ", ".join(f"{count:,} {table}" for table, count in done.rows.items() if count) or "no rows"
        chain = "the chain holds" if done.broken_at is None else f"THE CHAIN BREAKS AT ENTRY {done.broken_at}"
        say(f"{done.path}: {rows}; {done.audit_entries:,} audit entries, {chain}")
        return
    without = "" if done.key else "  without workspace.key: keep a copy of that apart"
    ledger = "" if done.ledger else "  without the ledger, which is on a server: pg_dump it"
    say(f"{done.path}  {done.size_bytes:,} bytes{ledger}{without}", f"check it: shoal backup --check {done.path}")

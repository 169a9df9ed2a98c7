"""``shoal shortlist``: built, shown, compared, decided, shared and taken out as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, opened
from shoal.cli.helping import Verbs
from shoal.cli.output import answer_json, say, some, table
from shoal.cli.plans import tell_shortlist
from shoal.errors import ConflictError, InputError

if TYPE_CHECKING:
    from shoal.app import ApprovalChange, NameBook, Shoal
    from shoal.domain.shortlist import Candidate

shortlists = typer.Typer(help="Who fits a brief, why, and who was left out.", cls=Verbs)
Name = Annotated[str, typer.Argument(help="The name of the brief.", show_default=False)]
Who = Annotated[list[str], typer.Argument(help="Handles or ids.", show_default=False)]
LinkId = Annotated[str, typer.Argument(help="The id of the link, sh_…", show_default=False)]
MOST_COMPARED = 5
DECISIONS = {"wanted": "wanted", "unwanted": "unwanted", "ask": "asked", "open": None}


@shortlists.command("build")
def build_shortlist(name: Name, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Build the next shortlist of a brief."""
    with opened(workspace) as shoal:
        made = shoal.planning.shortlist(name)
        names = shoal.planning.names(made)
    if as_json:
        answer_json("shortlist build", made)
    else:
        tell_shortlist(made, names)
        say(f"Next: shoal plan build {made.brief_name}")


@shortlists.command("show")
def show_shortlist(name: Name, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Show the newest shortlist of a brief."""
    with opened(workspace) as shoal:
        found = shoal.planning.show_shortlist(name)
        names = shoal.planning.names(found)
    answer_json("shortlist show", found) if as_json else tell_shortlist(found, names)


@shortlists.command("compare")
def compare(name: Name, who: Who, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Hold up to five candidates side by side."""
    with opened(workspace) as shoal:
        found = shoal.planning.show_shortlist(name)
        names = shoal.planning.names(found)
        accounts = _accounts(shoal, who)
    chosen = [one for one in found.candidates if one.account_id in accounts][:MOST_COMPARED]
    if not chosen:
        raise InputError(
            "None of these is on the shortlist.", received=", ".join(who), next_step="shoal shortlist show"
        )
    if as_json:
        answer_json("shortlist compare", chosen)
        return
    told = [_facts(one, names) for one in chosen]
    rows = [(fact, *(facts[fact] for facts in told)) for fact in told[0]]
    table("", ("", *(names.name(one.creator_id) for one in chosen)), rows)


def _facts(one: Candidate, names: NameBook) -> dict[str, str]:
    from shoal.app import number_text, price_text, walk_away_text

    return {
        "verdict": one.verdict.kind or one.verdict.state,
        "tier": f"{one.platform}, {one.tier}",
        "followers": number_text(one.followers),
        "engagement": number_text(one.engagement),
        "price": f"{price_text(one.price)} {walk_away_text(one.price)}".strip(),
        "reach": number_text(one.response.reach),
        "orders": number_text(one.response.orders),
        "for": "; ".join(names.text(item.claim) for item in one.reasons if item.weight == "+")
        or "meets every hard wish",
        "unknown": "; ".join(names.text(item.claim) for item in one.unknowns) or "nothing that a check asks for",
    }


@shortlists.command("decide")
def decide(
    name: Name,
    who: Who,
    workspace: Workspace = None,
    *,
    choice: Annotated[str, typer.Option("--as", help="wanted, unwanted, ask or open.", show_default=False)],
    reason: Annotated[str, typer.Option(help="Why, in your words.")] = "",
    as_json: AsJson = False,
) -> None:
    """Record what was decided about candidates; open takes a decision back."""
    if choice not in DECISIONS:
        raise InputError(
            "This cannot be decided.", received=choice, allowed=tuple(DECISIONS),
            next_step="Say one of these after --as; open takes a decision back.",
        )  # fmt: skip
    with opened(workspace) as shoal:
        accounts = _accounts(shoal, who)
        before = {account: one.choice for account, one in shoal.decisions.of(name).items() if account in accounts}
        count = shoal.decisions.decide(name, accounts, DECISIONS[choice], reason)
    if as_json:
        answer_json("shortlist decide", {"decided": count, "as": choice, "before": before})
    else:
        say(f"{some(count, 'candidate')}: {choice}. Undo: the same command --as {_undo(before, accounts)}")


def _undo(before: Mapping[str, str], accounts: list[str]) -> str:
    was = {before.get(account, "open") for account in accounts}
    return next(iter(was)).replace("asked", "ask") if len(was) == 1 else "what each of them was before"


@shortlists.command("share")
def share(
    name: Name,
    workspace: Workspace = None,
    *,
    days: Annotated[int, typer.Option(help="How long it opens, 1 to 90.")] = 14,
    label: Annotated[str, typer.Option(help="For whom; only you see it.")] = "",
    passphrase: Annotated[
        bool, typer.Option("--passphrase", help="Ask for a passphrase and put it on the link.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a link by which somebody without an account approves row by row. Nothing is sent."""
    secret = typer.prompt("Passphrase", hide_input=True, confirmation_prompt=True) if passphrase else ""
    with opened(workspace) as shoal:
        made = shoal.sharing.share(name, days=days, label=label, passphrase=secret)
        naming, public = shoal.sharing.naming(name), shoal.settings.public_url.rstrip("/")
    path = f"/shared/{made.token}/"
    if as_json:
        answer_json(
            "shortlist share", {"link": made.link, "path": path, "hidden": len(naming.hidden), "public": public}
        )
        return
    say(
        f"{public or 'http://127.0.0.1:8765'}{path}",
        f"  open until {made.link.expires_at:%Y-%m-%d %H:%M} UTC; id {made.link.id}; shown once",
    )
    if not public:
        say(
            "  without a public address it opens on this computer only, while shoal serve runs: set public_url, or send"
        )
        say(f"  the approval sheet: shoal shortlist export {made.link.brief_name} --approval --to sheet.html")
    if naming.hidden:
        say(f"  {some(len(naming.hidden), 'creator')} not told yet, no names: shoal shortlist told {name} --how …")


@shortlists.command("links")
def links(name: Name, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """List the links of a brief's shortlists, and how often they were opened."""
    with opened(workspace) as shoal:
        found, now = shoal.sharing.links(name), shoal.wall_clock()
    if as_json:
        answer_json("shortlist links", found)
        return
    rows = [
        (
            one.id,
            one.label or "no label",
            one.version,
            "open" if one.live(now) else "ended",
            f"{one.expires_at:%Y-%m-%d}",
            one.openings,
        )
        for one in found
    ]
    table("", ("link", "for", "shortlist", "state", "until", "opened"), rows, right=(2, 5))


@shortlists.command("unshare")
def unshare(link_id: LinkId, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """End a link for good."""
    with opened(workspace) as shoal:
        shoal.sharing.revoke(link_id)
    if as_json:
        answer_json("shortlist unshare", {"link": link_id})
    else:
        say("The link is worth nothing from now on.")


@shortlists.command("answers")
def answers(
    link_id: LinkId,
    workspace: Workspace = None,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Keep them as decisions.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what was answered by a link; --keep makes decisions of it."""
    with opened(workspace) as shoal:
        changes = shoal.sharing.answers(link_id)
        told = {one.account_id: (one.choice, one.comment) for one in changes if one.choice and not one.wrong}
        brief = next(one.brief_name for one in shoal.sharing.links() if one.id == link_id)
        kept = shoal.decisions.decide_each(brief, told) if keep and told else 0
    if as_json:
        answer_json("shortlist answers", {"answers": changes, "kept": kept})
        return
    _tell_answers(changes)
    say(f"{some(kept, 'decision')} kept." if keep else f"{some(len(told), 'decision')} to keep: --keep")


@shortlists.command("returned")
def returned(
    name: Name,
    sheet: Annotated[Path, typer.Argument(help="The page, workbook, CSV or text of a mail.", show_default=False)],
    workspace: Workspace = None,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Keep what it says as decisions.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what an approval sheet that came back would decide; --keep makes decisions of it."""
    with opened(workspace) as shoal:
        changes = shoal.decisions.read_approval(name, sheet)
        told = {one.account_id: (one.choice, one.comment) for one in changes if one.choice and not one.wrong}
        kept = shoal.decisions.decide_each(name, told) if keep and told else 0
    if as_json:
        answer_json("shortlist returned", {"answers": changes, "kept": kept})
        return
    _tell_answers(changes)
    say(f"{some(kept, 'decision')} kept." if keep else f"{some(len(told), 'decision')} to keep: --keep")


@shortlists.command("told")
def told(
    name: Name,
    workspace: Workspace = None,
    *,
    how: Annotated[str, typer.Option(help='As in "e-mail of 3 May".')] = "",
    undo: Annotated[bool, typer.Option("--undo", help="Take it back for everybody on the list.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write down that everybody on the list was told what is kept of them; names then show by links."""
    with opened(workspace) as shoal:
        if undo:
            creators = [one.creator_id for one in shoal.planning.show_shortlist(name).candidates]
            shoal.sharing.untell(creators)
            count = 0
        else:
            count = shoal.sharing.tell(shoal.sharing.naming(name).hidden, how)
    if as_json:
        answer_json("shortlist told", {"told": count})
    elif undo:
        say("Nobody on this list is down as told any more.")
    else:
        say(f"{some(count, 'creator')} down as told. Nothing was sent. Undo: shoal shortlist told {name} --undo")


@shortlists.command("export")
def export(
    name: Name,
    workspace: Workspace = None,
    *,
    to: Annotated[Path, typer.Option(help="A file ending in .html, .xlsx or .csv.", show_default=False)],
    approval: Annotated[
        bool, typer.Option("--approval", help="The approval sheet, to send out and take back.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    as_json: AsJson = False,
) -> None:
    """Write the vetted list: per creator why, what was checked, what is unknown, price zone, expected result."""
    kind = to.suffix.lower().lstrip(".")
    if to.exists() and not force:
        raise ConflictError("There is a file of this name already.", received=to, next_step="Name another, or --force.")
    with opened(workspace) as shoal:
        content = shoal.decisions.approval_file(name, kind) if approval else shoal.stored.vetted_list(name, kind)
    to.write_bytes(content)
    if as_json:
        answer_json("shortlist export", {"path": str(to), "bytes": len(content)})
    else:
        say(f"{to}  {len(content):,} bytes")


def _tell_answers(changes: Sequence[ApprovalChange]) -> None:
    """Print what answers would decide, row by row."""
    rows = [
        (
            one.row_id,
            one.name,
            one.before or "undecided",
            one.wrong or one.choice or ("comment only" if one.comment else "left open"),
            one.comment,
            one.by_name,
        )
        for one in changes
    ]
    table("", ("row", "creator", "now", "answer", "comment", "by"), rows)


def _accounts(shoal: Shoal, who: list[str]) -> list[str]:
    return [account for one in who for account in shoal.creators.accounts(one)]

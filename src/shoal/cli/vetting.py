"""``shoal creators show``, ``vet`` and what belongs to them: the rules, answers of creators, looks of people."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, opened
from shoal.cli.output import answer_json, say, some
from shoal.cli.people import tell_creator, tell_verdicts
from shoal.cli.verdicts import tell_rules, tell_verified
from shoal.errors import InputError, NotReproducedError

Who = Annotated[str, typer.Argument(help="A handle, platform:handle, or an id.", show_default=False)]
MOST_NAMED = 20  # of what differs, in an error


def show(who: Who, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Show everything known of one creator, with evidence, what else it could be, and what would settle it."""
    with opened(workspace) as shoal:
        shown = shoal.creators.show(who)
        # the list reads everybody: not for somebody of one account
        several = not as_json and shoal.about.same_as(shown.creator.id)
        rows = shoal.listing.rows([shown.creator.accounts[0].id]) if several else ()
        also = [one for row in rows for one in row.also]
    answer_json("creators show", shown) if as_json else tell_creator(shown, also)


def vet(
    who: Annotated[
        list[str] | None, typer.Argument(help="Creators by handle or id, none for everybody; with --verify a kept run.")
    ] = None,
    workspace: Workspace = None, *,
    brief: Annotated[str | None, typer.Option(help="Whom its hard wishes keep; with --verify its shortlist.")] = None,
    limit: Annotated[int, typer.Option(min=0, help="How many to list.")] = 20,
    verify: Annotated[bool, typer.Option("--verify", help="Work the newest kept run out again and compare.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Say what is true of each creator: ok, review, refuse or unknown, with what would settle it; and keep it."""
    if verify:
        if len(who or ()) + bool(brief) > 1:
            raise InputError(
                "--verify takes one kept run, none for the newest, or a brief.", received=" ".join(who or ()),
                allowed=("vr_…", "--brief NAME"), next_step="Leave the others out.",
            )  # fmt: skip
        _verify(workspace, who[0] if who else "", brief, as_json=as_json)
        return
    with opened(workspace) as shoal:
        found = shoal.vetting.run(brief=brief, who=who or ())
        people = found.found if as_json else found.first(limit)
    if as_json:
        verdicts = [{"creator": creator, "verdict": verdict} for creator, verdict in people]
        told = {"version": found.rules.version, "origin": found.rules.origin}
        answer_json("creators vet", {
            "counts": found.counts, "rules": told, "run": found.run, "not_kept": found.not_kept,
            "verdicts": verdicts,
        })  # fmt: skip
        return
    tell_verdicts(found, people)
    if found.run is None:
        say(f"not kept: {found.not_kept}")
    else:
        say(f"kept as {found.run.id}, rules {found.rules.version}; shoal creators vet --verify works it out again")


def _verify(workspace: Workspace, run: str, brief: str | None, *, as_json: bool) -> None:
    with opened(workspace) as shoal:
        found = shoal.vetting.verify(run, brief=brief)
    wrong = [one for one in found.rechecked if one.outcome == "different"]
    if wrong:
        raise NotReproducedError(
            f"{some(len(wrong), 'verdict')} of {found.run.id} came out otherwise.",
            received=f"{found.run.id}, {some(len(found.rechecked), 'verdict')}",
            next_step="Compare with a backup: somebody may have changed the database past Shoal. Else report it.",
            fields={
                one.creator_id: f"{', '.join(one.checks) or 'the whole verdict'}: {one.because}"
                for one in wrong[:MOST_NAMED]
            },
        )
    if as_json:
        counts = {outcome: found.number(outcome) for outcome in ("same", "cannot", "different")}
        answer_json("creators vet", {"run": found.run, "counts": counts, "rechecked": found.rechecked})
    else:
        tell_verified(found)


def rules(
    workspace: Workspace = None, *,
    copy: Annotated[bool, typer.Option("--copy", help="Put them into the workspace, to be changed there.")] = False,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Show the rules by which findings become a verdict, from top to bottom, each with its reason and source."""
    with opened(workspace) as shoal:
        path = shoal.vetting.copy_rules() if copy else ""
        found = shoal.vetting.rules()
    if as_json:
        answer_json("creators rules", {"rules": found, "copied_to": path})
        return
    tell_rules(found)
    if path:
        say(f"copied to {path}: change it there, and it counts from the next command on")


def answer(  # noqa: PLR0913  each is an option of the command
    who: Who,
    check: Annotated[str, typer.Argument(help="The finding, as creators show names it.", show_default=False)],
    words: Annotated[str, typer.Argument(help="What they said; nothing takes it back.")] = "",
    workspace: Workspace = None, *,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day they said it; today.")] = None,
    proof: Annotated[str, typer.Option(help="A link to what they showed.")] = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Write down what a creator said to a finding. It stands beside it and moves no verdict; older versions stay."""
    with opened(workspace) as shoal:
        kept = shoal.vetting.answer(who, check, words, said_on=on.date() if on else None, proof=proof)
    if as_json:
        answer_json("creators answer", kept)
    elif kept.text:
        say(f"kept as version {kept.version} of what they said to '{kept.check}' on {kept.said_on}")
    else:
        say(f"what they said to '{kept.check}' is taken back; older versions stay")


def looked(
    who: Who,
    said: Annotated[str, typer.Argument(help="adult, minor, or open to take it back.", show_default=False)],
    workspace: Workspace = None, *,
    note: Annotated[str, typer.Option(help="How you know.")] = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Keep that you looked whether they are an adult: adult lifts the block, minor erases them after your yes."""
    with opened(workspace) as shoal:
        kept = shoal.vetting.looked(who, said, note=note)
        plan = kept.erasing
        if plan is not None:
            rows = ", ".join(f"{number:,} {name}" for name, number in plan.rows.items() if number)
            sys.stderr.write(
                f"They stay blocked. Somebody under 18 is not kept: this erases {plan.creator_id} ({rows}); a keyed "
                "mark stays, so that an import does not bring them back. It cannot be undone.\n"
            )
            if typer.confirm("Erase them now?", err=True):
                done = shoal.creators.forget(plan.creator_id, reason="minor", confirmed=True)
                kept = type(kept)(looked=kept.looked, erasing=done)
    if as_json:
        answer_json("creators looked", kept)
    elif kept.erasing is not None:
        say("erased" if kept.erasing.done else "kept: they stay blocked until they are erased or you look again")
    else:
        say(f"kept: {kept.looked.said}, by {kept.looked.by_name}, {kept.looked.at:%Y-%m-%d}")

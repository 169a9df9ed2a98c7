"""``shoal creators handcount``: followers opened by a person, every n-th of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, opened
from shoal.cli.output import answer_json, say
from shoal.cli.previews import tell_batch

if TYPE_CHECKING:
    from shoal.app import CountPlan, HandCounted


def handcount(  # noqa: PLR0913  each number of a count is an option of its own
    who: Annotated[str, typer.Argument(help="A handle, platform:handle, or an id.", show_default=False)],
    workspace: Workspace = None, *,
    every: Annotated[int | None, typer.Option(help="The step: 40 for every 40th follower.", show_default=False)] = None,
    real: Annotated[int | None, typer.Option(help="How many are real people or shops.", show_default=False)] = None,
    unsure: Annotated[int, typer.Option(help="Of how many you could not say.")] = 0,
    fake: Annotated[int | None, typer.Option(help="How many are not real.", show_default=False)] = None,
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Keep a count of followers that you opened one by one; without numbers, say which to open and what is known."""
    told = {"--every": every, "--real": real, "--fake": fake}
    missing = [name for name, number in told.items() if number is None]
    if missing and len(missing) < len(told):
        raise typer.BadParameter(f"A count needs --every, --real and --fake; {', '.join(missing)} is missing.")
    with opened(workspace) as shoal:
        if every is None or real is None or fake is None:
            plan, known = shoal.following.plan(who), shoal.following.latest(who)
        else:
            plan, known = None, shoal.following.save(who, every=every, real=real, unsure=unsure, fake=fake)
    if as_json:
        answer_json("creators handcount", known if plan is None else {"plan": plan, "known": known})
        return
    if plan is not None:
        _tell_plan(plan)
    _tell_count(known)


def _tell_plan(plan: CountPlan) -> None:
    """Print which followers to open."""
    followers = "followers not known" if plan.followers is None else f"{plan.followers:,.0f} followers"
    say(f"{plan.name}   {plan.platform}:{plan.handle}   {followers}")
    say(f"  open {plan.words}, and judge each: real, unsure, or not real")
    say(f"  then: shoal creators handcount {plan.handle} --every {plan.every} --real N --unsure N --fake N")


def _tell_count(known: HandCounted) -> None:
    """Print what the newest count says, and how many there are."""
    if known.batch is not None:
        tell_batch(known.batch)
    if known.finding is None:
        say("  nobody has counted yet")
        return
    say(f"  {known.finding.claim}", *(f"      {told.text}  [{told.ref}]" for told in known.finding.evidence))
    if known.finding.settle:
        say(f"      would settle it: {known.finding.settle}")

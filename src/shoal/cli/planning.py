"""``shoal briefs``, ``shoal plan``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from shoal.cli.desk import AsJson, Workspace, opened
from shoal.cli.helping import Verbs
from shoal.cli.output import answer_json, say, table
from shoal.cli.plans import tell_brief, tell_plan
from shoal.errors import InputError

briefs = typer.Typer(help="Turn a wish into something that can be checked.", cls=Verbs)
plans = typer.Typer(help="Who gets what part of the budget.", cls=Verbs)
Name = Annotated[str, typer.Argument(help="The name of the brief.", show_default=False)]


@briefs.command("add")
def add_brief(  # noqa: PLR0913  one option per field of a brief
    file: Annotated[Path | None, typer.Argument(help="A brief as TOML or JSON.")] = None,
    workspace: Workspace = None,
    *,
    name: Annotated[str | None, typer.Option(help="A short name; without a file.")] = None,
    goal: Annotated[str | None, typer.Option(help="orders, reach or visits.")] = None,
    text: Annotated[str | None, typer.Option(help="What it is about, in your words.")] = None,
    budget: Annotated[str | None, typer.Option(help='As in "5000 EUR".')] = None,
    markets: Annotated[list[str] | None, typer.Option("--market", help="A country; may be repeated.")] = None,
    place: Annotated[str | None, typer.Option(help='A town, as in "Graz, AT".')] = None,
    radius_km: Annotated[float | None, typer.Option(help="How far around it.")] = None,
    tiers: Annotated[list[str] | None, typer.Option("--tier", help="nano, micro, …; may be repeated.")] = None,
    platforms: Annotated[list[str] | None, typer.Option("--platform", help="May be repeated.")] = None,
    languages: Annotated[list[str] | None, typer.Option("--language", help="May be repeated.")] = None,
    values: Annotated[list[str] | None, typer.Option("--value", help="A value that counts; may be repeated.")] = None,
    price_at_most: Annotated[str | None, typer.Option(help='As in "300 EUR".')] = None,
    as_json: AsJson = False,
) -> None:
    """Keep a brief, from a file or from options, as the next version of its name."""
    given: dict[str, Any] = {
        "name": name, "goal": goal, "text": text, "budget": budget, "markets": markets, "place": place,
        "radius_km": radius_km, "tiers": tiers, "platforms": platforms, "languages": languages, "values": values,
        "price_at_most": price_at_most,
    }  # fmt: skip
    told = {field: value for field, value in given.items() if value}
    if file is None and not told:
        raise InputError(
            "A brief needs a file or options.", next_step='shoal briefs add spring.toml, or --name spring --budget "…"'
        )
    with opened(workspace, create=True) as shoal:
        brief = shoal.planning.brief_from_file(file, told) if file else shoal.planning.brief(told)
        doubts = shoal.planning.contradictions(brief)
        kept = shoal.planning.survivors(brief)
    if as_json:
        answer_json("briefs add", {"brief": brief, "contradictions": doubts, "survivors": kept})
    else:
        tell_brief(brief, kept, doubts)


@briefs.command("show")
def show_brief(name: Name, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Show a brief and how many creators each hard wish keeps."""
    with opened(workspace) as shoal:
        brief = shoal.planning.show_brief(name)
        doubts = shoal.planning.contradictions(brief)
        kept = shoal.planning.survivors(brief)
    if as_json:
        answer_json("briefs show", {"brief": brief, "contradictions": doubts, "survivors": kept})
    else:
        tell_brief(brief, kept, doubts)


@briefs.command("list")
def list_briefs(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """List the briefs, the newest version of each."""
    from shoal.app import money_text

    with opened(workspace) as shoal:
        newest = {brief.name: brief for brief in shoal.planning.briefs()}
    if as_json:
        answer_json("briefs list", list(newest.values()))
        return
    rows = [
        (one.name, one.version, one.goal, money_text(one.budget), ", ".join(one.markets) or "any")
        for one in newest.values()
    ]
    table("", ("brief", "version", "goal", "budget", "markets"), rows, right=(1, 3))


@plans.command("build")
def build_plan(
    name: Name,
    workspace: Workspace = None,
    *,
    budget: Annotated[str | None, typer.Option(help='Another budget than the brief\'s, as in "5000 EUR".')] = None,
    as_json: AsJson = False,
) -> None:
    """Choose creators for a brief under its budget."""
    with opened(workspace) as shoal:
        made = shoal.planning.build(name, budget=budget)
        names = shoal.planning.names(made, shoal.planning.shortlist_of(made))
    if as_json:
        answer_json("plan build", made)
    else:
        tell_plan(made, names)
        say(f"Next: shoal report {made.brief_name}")


@plans.command("show")
def show_plan(name: Name, workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Show the newest plan of a brief."""
    with opened(workspace) as shoal:
        found = shoal.planning.show_plan(name)
        names = shoal.planning.names(found, shoal.planning.shortlist_of(found))
    answer_json("plan show", found) if as_json else tell_plan(found, names)

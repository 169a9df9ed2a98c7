"""``shoal demo`` and ``shoal doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from shoal.cli.desk import AsJson, Workspace, progress
from shoal.cli.output import answer_json, say, table
from shoal.cli.previews import prepared_words
from shoal.config import KEY_NAME, workspace_folder

DEMO_FOLDER = Path("demo.shoal")


def demo(
    workspace: Workspace = None,
    *,
    seed: Annotated[int, typer.Option(min=0, help="Another seed makes up another market.")] = 7,
    creators: Annotated[int, typer.Option(min=120, max=5000, help="How many creators to make up.")] = 400,
    as_json: AsJson = False,
) -> None:
    """Run the main job on a made-up market: creators in, a shortlist and a plan out, and a report to open."""
    from shoal.app import demo_settings, make_workspace, open_workspace

    folder = workspace or DEMO_FOLDER
    if not (folder / KEY_NAME).exists():
        make_workspace(demo_settings(folder, seed))
    with open_workspace(folder, create=False, progress=progress) as shoal:
        done = shoal.admin.demo(creators=creators)
    progress(prepared_words(done.prepared))  # on the error stream: what is printed is the same each time
    if as_json:
        answer_json("demo", done)
        return
    from shoal.app import bound_sentence, cost_sentence, evidence_mix_sentence, reach_sentence, shortlist_sentence

    say(f"THIS MARKET IS MADE UP (seed {done.seed}): no creator, price or order in it is real.", "")
    for batch in done.batches:
        counts = ", ".join(f"{number:,} {name}" for name, number in batch.counts.items() if number)
        say(f"brought in  {batch.label}: {counts}")
    for story in done.stories:
        say("", f"{story.brief.name}: {story.brief.text}")
        say(f"  shortlist  {shortlist_sentence(story.shortlist)}")
        say(f"  plan       {cost_sentence(story.plan)}")
        say(f"  evidence   {evidence_mix_sentence(story.plan.evidence_mix)}")
        say(f"  result     {reach_sentence(story.plan.forecast)}")
        say(f"  bound      {bound_sentence(story.plan.bound)}")
        say(f"  report     {story.report.path}")
    say("", f"The workspace is {done.folder}; delete the folder to be rid of it. With your own data:")
    say("  shoal creators preview YOUR_SHEET.xlsx")


def doctor(workspace: Workspace = None, *, as_json: AsJson = False) -> None:
    """Look at the machine and the workspace, and say what is wrong and what to do."""
    from shoal.app import machine_checks, open_workspace

    folder = workspace_folder(workspace)
    checks = machine_checks(folder)
    if (folder / KEY_NAME).exists():
        with open_workspace(folder, create=False) as shoal:
            checks = shoal.admin.doctor()
    if as_json:
        answer_json("doctor", checks)
    else:
        words = {True: "well", False: "MEND", None: "note"}
        table("", ("", "what", "found", "advice"), [(words[c.passed], c.name, c.text, c.advice) for c in checks])
        if not (folder / KEY_NAME).exists():
            say(f"There is no workspace in {folder} yet; the first file you bring in makes one.")
    if any(check.passed is False for check in checks):
        raise typer.Exit(4)

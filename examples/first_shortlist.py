"""From a made-up market to a shortlist and a plan, in Python.

python examples/first_shortlist.py
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from shoal.app import demo_settings, make_workspace, number_text, open_workspace

with TemporaryDirectory() as folder:
    make_workspace(demo_settings(Path(folder) / "market.shoal", seed=7))
    with open_workspace(Path(folder) / "market.shoal") as desk:
        desk.admin.demo(creators=200)
        brief = desk.planning.brief(
            name="oats",
            goal="reach",
            budget="900 EUR",
            markets=["DE", "AT"],
            tiers=["nano"],
            text="vegan food and baking",
        )
        shortlist = desk.planning.shortlist(brief)
        names = desk.planning.names(shortlist)
        for place, candidate in enumerate(shortlist.candidates[:5], start=1):
            why = "; ".join(reason.claim for reason in candidate.reasons[:2])
            print(f"{place}. {names.name(candidate.creator_id)}, {candidate.tier}, {candidate.verdict.state}: {why}")
        print(f"set apart: {shortlist.apart_total}, left out: {shortlist.left_out_total}")
        plan = desk.planning.build(shortlist)
        print(f"{len(plan.lines)} creators, reach {number_text(plan.forecast.reach)}")
        print(f"no other choice brings more than {plan.bound.more:.1%} more in this model")

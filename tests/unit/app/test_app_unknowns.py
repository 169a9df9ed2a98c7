"""How much of a shortlist leaves *unknown* with a minute of work each: the remedy is carried out by the real verbs.

``pytest -s tests/unit/app/test_app_unknowns.py`` prints the shares; ``SHOAL_TRIALS=full`` takes all unknown candidates
instead of the first few. What a person would read off a profile is drawn: the typed rate, or a usual one of 3 %, times
followers, with the scatter between posts of ordinary accounts (sd of log .49, science.md S1), 3 comments per 100 likes.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from vetting_market import AT

from shoal.app import Shoal, demo_settings, make_workspace, open_workspace
from shoal.domain.creator import Creator
from shoal.domain.vetting import open_points

WANTED, MOST_SECONDS = 0.6, 60  # issue 4, item 8
USUAL_RATE, SCATTER, COMMENTS = 0.03, 0.49, 0.03
FEW = 8


@dataclass
class Tally:
    """How the unknown candidates of some shortlists came out."""

    candidates: int = 0
    unknown: int = 0
    tried: int = 0
    left: int = 0
    ok: int = 0
    seconds: int = 0

    @property
    def share(self) -> float:
        """Return the share of tried ones that left unknown within the time."""
        return self.left / self.tried

    def __str__(self) -> str:
        return (
            f"{self.candidates} candidates, {self.unknown} unknown, {self.tried} tried: {self.left} leave unknown "
            f"({self.share:.0%}), {self.ok} of them ok, {self.seconds / max(self.tried, 1):.0f} s each"
        )


def settle(shoal: Shoal, creator: Creator, dice: np.random.Generator) -> int:
    """Carry out every quick remedy of one creator as a person would; returns the seconds that they are said to take."""
    spent = 0
    followers = creator.value("followers")
    size = followers.estimate.value if followers is not None and followers.estimate else 5_000.0
    rate = creator.value("er")
    typed = rate.estimate.value if rate is not None and rate.estimate and rate.estimate.value < 0.5 else USUAL_RATE
    for point in open_points(shoal.creators.show(creator.id).verdict):
        if point.check == "followers":
            shoal.about.correct(creator.id, {"followers": f"{size:.0f}"})
        elif point.check == "engagement" and "count" in point.settle:
            likes = size * typed * np.exp(SCATTER * dice.standard_normal(3))
            shoal.creators.count(creator.id, [f"{round(one) + 1},{round(one * COMMENTS)}" for one in likes])
        else:
            continue
        spent += point.settle_seconds or 0
    return spent


def tally(shoal: Shoal, briefs: list[str], most: int, dice: np.random.Generator) -> Tally:
    found, seen = Tally(), set()
    for name in briefs:
        shortlist = shoal.planning.draft_shortlist(shoal.planning.show_brief(name))
        for candidate in shortlist.candidates:
            if candidate.creator_id in seen:
                continue
            seen.add(candidate.creator_id)
            found.candidates += 1
            if candidate.verdict.state != "unknown":
                continue
            found.unknown += 1
            if found.tried >= most:
                continue
            (creator,) = shoal.catalog.creators([candidate.account_id], shoal.now(), shoal.brand.id)
            spent = settle(shoal, creator, dice)
            state = shoal.creators.show(creator.id).verdict.state
            found.tried += 1
            found.seconds += spent
            found.left += state != "unknown" and spent <= MOST_SECONDS
            found.ok += state == "ok"
    return found


def test_most_unknowns_of_a_hand_kept_sheet_are_settled_within_a_minute(
    shared_data: Path, tmp_path: Path, dice: np.random.Generator, repetitions: Callable[[int, int], int]
):
    with open_workspace(tmp_path / "market.shoal", create=True, clock=AT) as shoal:
        shoal.creators.bring_in(shared_data / "import_samples" / "brand_spreadsheet.csv")
        shoal.planning.brief(name="spring", text="bread", budget="5000 EUR", shortlist_size=40)
        found = tally(shoal, ["spring"], repetitions(FEW, 1_000), dice)
    sys.stdout.write(f"\nimport sample without orders: {found}\n")

    assert found.tried >= FEW
    assert found.share >= WANTED


@pytest.mark.parametrize("seed", [7])
def test_most_unknowns_of_the_made_up_market_are_settled_within_a_minute(
    tmp_path: Path, dice: np.random.Generator, repetitions: Callable[[int, int], int], seed: int
):
    folder = tmp_path / "market.shoal"
    make_workspace(demo_settings(folder, seed))
    with open_workspace(folder) as shoal:
        shoal.admin.demo(creators=repetitions(150, 400))
        briefs = sorted({brief.name for brief in shoal.planning.briefs()})
        found = tally(shoal, briefs, repetitions(4, 1_000), dice)
    sys.stdout.write(f"\nmade-up market, {len(briefs)} briefs: {found}\n")

    assert found.unknown == 0 or found.share >= WANTED

"""Run the main job on real creators: files in, a brief, a shortlist, a plan and a report for each.

The files are not published with Shoal; without them the script says so and ends. It prints counts, times and row ids
of its own: no bio, no caption, no name. The reports are made without names for the same reason.

    python examples/real_run.py --data ../shared/data --workspace real-run.shoal
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from shoal.app import (
    Shoal,
    bound_sentence,
    cost_sentence,
    evidence_mix_sentence,
    open_workspace,
    reach_sentence,
    shortlist_sentence,
)
from shoal.domain.intake import ReadOptions
from shoal.errors import ConflictError

DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
LINES_SHOWN = 3


@dataclass(frozen=True)
class Story:
    """One market of real creators: its files, how to read them, the brief, and when its present is.

    Each market gets a workspace of its own, because the files were collected in different years. The posts of the last
    one end in 2018: seen from today every rate in it is stale, so its clock stands at the end of that year.
    """

    name: str
    files: Mapping[str, ReadOptions]
    brief: Mapping[str, Any]
    stands_at: datetime | None = None


CODES = "creator_id"
STORIES = (
    Story(
        name="tiktok",
        files={"tiktok/creators.csv": ReadOptions(platform="tiktok", key=CODES)},
        brief={
            "goal": "reach", "budget": "5000 EUR", "text": "fashion, beauty and make-up", "tiers": ["nano", "micro"],
            "markets": ["DE", "CH", "AT", "GB", "IT", "ES", "FR"], "formats": ["video"],
        },
    ),
    Story(
        name="youtube",
        files={"youtube/creators.csv": ReadOptions(platform="youtube", key=CODES)},
        brief={
            "goal": "reach", "budget": "8000 EUR", "text": "", "tiers": ["nano", "micro"], "languages": ["de", "it"],
            "formats": ["video"],
        },
    ),
    Story(
        name="climbing",
        files={
            "instagram_climbing/creators.csv": ReadOptions(platform="instagram", key=CODES),
            "instagram_climbing/audience_edges.csv": ReadOptions(platform="instagram", key=CODES),
        },
        brief={"goal": "reach", "budget": "2500 EUR", "text": "climbing and bouldering outdoors"},
    ),
    Story(
        name="instafake-2018",
        files={"instafake/ordinary_posts.json": ReadOptions(platform="instagram")},
        brief={"goal": "reach", "budget": "1000 EUR", "text": "", "tiers": ["nano"], "followers_at_least": 300},
        stands_at=datetime(2018, 12, 14, 12, 0, tzinfo=UTC),
    ),
)  # fmt: skip


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something took, once it is done."""
    started = time.perf_counter()
    yield
    print(f"  {time.perf_counter() - started:6.2f} s  {what}")


def bring_in(desk: Shoal, data: Path, story: Story) -> None:
    """Bring the files of a story in; a second run says that nothing in them is new."""
    for name, options in story.files.items():
        with timed(f"{name} brought in"):
            try:
                batch = desk.creators.bring_in(data / name, options)
            except ConflictError as known:
                print(f"           {known.message}")
                continue
        counts = ", ".join(f"{number:,} {outcome}" for outcome, number in batch.counts.items() if number)
        print(f"           {batch.kind}: {counts}")
    rows = ", ".join(f"{count:,} {table}" for table, count in desk.catalog.counts().items() if count)
    print(f"           the workspace holds {rows}")


def run(desk: Shoal, data: Path, story: Story) -> None:
    """Run one story from its files to its report."""
    print(f"\n{story.name}" + (f"   (its present is {story.stands_at:%Y-%m-%d})" if story.stands_at else ""))
    bring_in(desk, data, story)
    with timed("vetted"):
        verdicts = [verdict for _, verdict in desk.creators.vet()]
    states = {state: sum(verdict.state == state for verdict in verdicts) for state in ("ok", "review", "unknown")}
    blocked = sum(verdict.blocked for verdict in verdicts)
    told = ", ".join(f"{number:,} {state}" for state, number in states.items())
    print(f"           {told}; {blocked} held until a person has looked (the under-18 rule)")
    with timed("shortlist built"):
        brief = desk.planning.brief({"name": story.name, **story.brief})
        shortlist = desk.planning.shortlist(brief)
    print(f"           {shortlist_sentence(shortlist)}")
    with timed("plan built"):
        plan = desk.planning.build(shortlist)
    for sentence in (cost_sentence(plan), evidence_mix_sentence(plan.evidence_mix),
                     reach_sentence(plan.forecast), bound_sentence(plan.bound)):  # fmt: skip
        print(f"           {sentence}")
    for line in plan.lines[:LINES_SHOWN]:
        print(f"           {line.creator_id}  {line.tier}  {'; '.join(reason.claim for reason in line.reasons[:1])}")
    print(f"           … {len(plan.lines)} lines in all")
    with timed("report written"):
        report = desk.results.report(brief.name, names_shown=False)
    print(f"           {report.path}, {report.size_bytes / 1024:,.0f} KiB, without names")


def main() -> int:
    """Run every story whose files are there."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=DATA, help="folder of the real files")
    parser.add_argument("--workspace", type=Path, default=Path("real-run.shoal"), help="where the workspaces go")
    parser.add_argument("--only", choices=[story.name for story in STORIES], help="run one story")
    told = parser.parse_args()
    found = [story for story in STORIES if all((told.data / name).is_file() for name in story.files)]
    if not found:
        print(f"There are no real files in {told.data}: they are not published with Shoal. Try: shoal demo")
        return 0
    for story in STORIES:
        if told.only not in (None, story.name):
            continue
        if story not in found:
            print(f"{story.name} is left out: its files are not in {told.data}")
            continue
        with open_workspace(told.workspace / f"{story.name}.shoal", clock=story.stands_at) as desk:
            run(desk, told.data, story)
    return 0


if __name__ == "__main__":
    sys.exit(main())

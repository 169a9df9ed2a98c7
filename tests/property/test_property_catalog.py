"""Whatever is brought in, undone and brought in again: the catalogue shows what a few lines of Python say it must."""

from __future__ import annotations

import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from readings import AT, Desk, creator

FIELDS = ("followers", "bio", "country")
Line = dict[str, object]

told = st.fixed_dictionaries(
    {},
    optional={
        "followers": st.integers(0, 3),
        "bio": st.sampled_from(["bread", "cake"]),
        "country": st.sampled_from(["AT", "DE"]),
        "codes": st.sampled_from([("A",), ("B",), ("A", "B")]),
    },
)
files = st.dictionaries(st.sampled_from(["mina", "theo", "lea"]), told, min_size=1, max_size=3)
steps = st.one_of(
    st.tuples(st.just("bring in"), files, st.sampled_from(["user_file", "user_file", "manual"])),
    st.tuples(st.just("again"), st.integers(0, 9)),
    st.tuples(st.just("undo"), st.integers(0, 9)),
)


@dataclass
class Model:
    """The live batches from old to new: by account, the fields that each of them holds."""

    batches: list[tuple[str, str, dict[str, Line]]] = field(default_factory=list)

    def shown(self) -> dict[str, Line]:
        by_rank = sorted(self.batches, key=lambda batch: batch[1] == "manual")
        found: dict[str, Line] = {}
        for _, _, lines in by_rank:
            for handle, line in lines.items():
                account = found.setdefault(handle, {"codes": set()})
                account |= {name: line[name] for name in FIELDS if name in line}
                account["codes"] = {*account["codes"], *line.get("codes", ())}
        return found

    def news(self, file: dict[str, Line]) -> dict[str, Line]:
        """Return the lines of a file that add something."""
        shown = self.shown()
        return {handle: line for handle, line in file.items() if _adds(line, shown.get(handle))}


def _adds(line: Line, shown: Line | None) -> bool:
    if shown is None:
        return True
    return bool({*line.get("codes", ())} - shown["codes"]) or any(
        name in line and line[name] != shown.get(name) for name in FIELDS
    )


def shown_by(desk: Desk) -> dict[str, Line]:
    pool = desk.catalog.pool(AT)
    found: dict[str, Line] = {}
    for place, handle in enumerate(pool.handle):
        line = {"followers": pool.followers[place], "bio": pool.bio[place], "country": pool.country[place]}
        line = {name: value for name, value in line.items() if value not in ("", None) and value == value}  # noqa: PLR0124  NaN
        found[str(handle)] = {**line, "codes": set(filter(None, pool.codes[place].split("|")))}
    return found


def take(step: tuple, desk: Desk, model: Model, seen: list[tuple[dict[str, Line], str]]) -> None:
    """Take one step in the catalogue and in the model."""
    if step[0] == "undo":
        if model.batches:
            batch = model.batches.pop(step[1] % len(model.batches))
            desk.catalog.undo(batch[0])
        return
    if step[0] == "again" and not seen:
        return
    file, policy = (step[1], step[2]) if step[0] == "bring in" else seen[step[1] % len(seen)]
    seen.append((file, policy))
    rows = [creator(handle, row, **line) for row, (handle, line) in enumerate(file.items(), start=1)]
    news = model.news(file)
    draft = desk.draft(*rows, policy=policy)
    assert [row.outcome != "same" for row in draft.results] == [handle in news for handle in file]
    if news:
        model.batches.append((desk.bring_in(*rows, policy=policy), policy, news))


@pytest.mark.trials
@settings(max_examples=150 if os.environ.get("SHOAL_TRIALS") == "full" else 8)
@given(st.lists(steps, min_size=3, max_size=6))
def test_what_is_shown_follows_from_the_live_batches_alone(taken: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk, model, seen = Desk(Path(folder)), Model(), []
        for step in taken:
            take(step, desk, model, seen)
            assert shown_by(desk) == model.shown()
        desk.catalog.close()

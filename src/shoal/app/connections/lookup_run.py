"""What a look-up is: which handles were asked for, what came, what is left, and what it costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from shoal.domain.intake import Preview, RowResult
from shoal.sources import fits_instagram, read_paste

PLATFORM = "instagram"
ERASED = "held: this may be a person who asked to be erased, so they are not asked for"


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpFailure:
    """A line without an answer, and why; ``again`` says that going on asks for it once more."""

    row: int
    handle: str
    code: str
    text: str
    next_step: str
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUp:
    """One look-up as it stands. ``asked`` are (line, handle), ``unread`` lines that name no account at Instagram.

    ``planned``: nothing was asked yet. ``working``: a worker is at it. ``stopped``: some are left, and ``stopped`` says
    why. ``answered``: every line has its answer or its failure.
    """

    id: str
    at: datetime
    by_name: str
    posts: int
    asked: tuple[tuple[int, str], ...]
    unread: tuple[tuple[int, str, str], ...]
    answered: tuple[int, ...]
    failures: tuple[LookUpFailure, ...]
    state: Literal["planned", "working", "stopped", "answered"]
    stopped: str = ""
    job_id: str = ""

    @property
    def left(self) -> tuple[tuple[int, str], ...]:
        """Return the lines that were not asked for, or are to be asked for once more."""
        over = {*self.answered, *(failure.row for failure in self.failures if not failure.again)}
        return tuple((row, handle) for row, handle in self.asked if row not in over)


@dataclass(frozen=True, slots=True, kw_only=True)
class LookUpCost:
    """What sending the rest of a look-up would mean, before anything is sent."""

    handles: int
    questions: int
    left: int
    per_hour: int
    percent: float | None
    again_at: datetime | None
    seconds: float
    host: str
    fields: tuple[str, ...]
    known: int

    @property
    def in_parts(self) -> bool:
        """Say whether the limit of this hour will stop it on the way."""
        return self.questions > self.left


@dataclass(frozen=True, slots=True, kw_only=True)
class LookedAt:
    """What bringing a look-up in would do; ``posts`` are posts that would be new or changed.

    ``figures`` are followers (``None``: not given) and how many posts came, by line.
    """

    preview: Preview
    posts: int
    figures: Mapping[int, tuple[int | None, int]]

    @property
    def coming(self) -> bool:
        """Say whether anything of it is news."""
        counts = self.preview.counts
        return bool(self.posts or counts.get("new", 0) or counts.get("changed", 0))


def handles_of(text: str) -> tuple[list[tuple[int, str]], list[tuple[int, str, str]]]:
    """Return the handles of a pasted list, each once, and the lines that name no account at Instagram."""
    found = read_paste(text, platform=PLATFORM)
    asked: dict[str, int] = {}
    unread = [(result.row, next(iter(result.cells.values()), ""), result.text) for result in found.results]
    for row in found.creators:
        if row.platform == PLATFORM and row.key_kind == "handle" and fits_instagram(row.handle):
            asked.setdefault(row.handle, row.row)
        else:
            unread.append((row.row, row.handle_raw, "not an account at Instagram"))
    return [(row, handle) for handle, row in asked.items()], sorted(unread)


def held_back(row: int, handle: str) -> LookUpFailure:
    """Return the failure of a line that may be about somebody erased."""
    return LookUpFailure(row=row, handle=handle, code="held", text=ERASED, next_step="Ask them first.", again=False)


def lines_out(run: LookUp) -> Iterator[RowResult]:
    """Yield the lines that stay out, with what was typed, so that they can be mended and looked up again."""
    for failure in (one for one in run.failures if not one.again):
        outcome: Literal["held", "error"] = "held" if failure.code == "held" else "error"
        text = failure.text if outcome == "held" else f"{failure.text} {failure.next_step}"
        cells = {} if outcome == "held" else {"handle": failure.handle}
        yield RowResult(
            row=failure.row, outcome=outcome, subject=f"{PLATFORM} {failure.handle}", text=text, cells=cells
        )
    for row, typed, text in run.unread:
        yield RowResult(row=row, outcome="error", text=text, cells={"handle": typed})


def run_of(told: Mapping[str, Any], answered: tuple[int, ...]) -> LookUp:
    """Return a look-up from what was kept of it."""
    return LookUp(
        id=told["id"], at=datetime.fromisoformat(told["at"]), by_name=told["by_name"], posts=told["posts"],
        asked=tuple((row, handle) for row, handle in told["asked"]),
        unread=tuple((row, typed, text) for row, typed, text in told["unread"]), answered=answered,
        failures=tuple(LookUpFailure(**failure) for failure in told["failures"]), state=told["state"],
        stopped=told["stopped"], job_id=told["job_id"],
    )  # fmt: skip

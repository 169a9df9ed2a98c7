"""One question after the other: what was answered stays, whatever happens to the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

from shoal.app.connections.lookup_run import LookUp, LookUpFailure
from shoal.app.connections.lookup_store import answered_rows, keep_answer
from shoal.errors import (
    InputError,
    NotFoundError,
    OutsideAccessError,
    OutsideError,
    OutsideLimitError,
    PolicyError,
    ShoalError,
)
from shoal.sources import Instagram

if TYPE_CHECKING:
    from shoal.app.shoal import Shoal

MOST_IN_A_ROW = 3  # questions without an answer, then it is not the one creator that is the trouble


class Teller(Protocol):
    """Where long work says how far it is."""

    def progress(self, words: str, done: int = 0, total: int | None = None) -> None:
        """Tell it; raises where the work should stop."""


class Asking:
    """Goes through the lines that are left, one question after the other."""

    def __init__(self, shoal: Shoal, client: Instagram, told: Teller | None) -> None:
        self._shoal = shoal
        self._client = client
        self._told = told

    def through(self, run: LookUp, keep: Callable[[LookUp], None]) -> LookUp:
        """Ask for what is left; stops at a limit, a closed door, or three silences in a row."""
        left, failures, silent, stopped = run.left, dict(_by_row(run)), 0, ""
        for done, (row, handle) in enumerate(left):
            if self._told is not None:
                self._told.progress(f"asked for {done} of {len(left)} handles", done, len(left))
            failures.pop(row, None)
            try:
                error = self._ask(run, row, handle)
            except (OutsideAccessError, OutsideLimitError, PolicyError) as closed:
                stopped = f"{closed.message} {closed.next_step}"
                break
            silent = silent + 1 if isinstance(error, OutsideError) else 0
            if error is not None:
                failures[row] = _failure(row, handle, error)
                keep(replace(run, failures=tuple(failures.values())))
            if silent >= MOST_IN_A_ROW and error is not None:
                stopped = f"{MOST_IN_A_ROW} questions in a row had no answer. {error.message} {error.next_step}"
                break
        run = replace(
            run, failures=tuple(failures.values()), answered=answered_rows(self._shoal.settings.folder, run.id)
        )
        if not stopped and run.left:
            stopped = "Some had no answer, and may be asked for once more."
        run = replace(run, state="stopped" if run.left else "answered", stopped=stopped if run.left else "", job_id="")
        keep(run)
        return run

    def _ask(self, run: LookUp, row: int, handle: str) -> ShoalError | None:
        """Ask for one handle and keep the answer; returns what went wrong with this one alone."""
        try:
            answer = self._client.look_up(handle, run.posts)
        except (OutsideAccessError, OutsideLimitError):
            raise
        except (NotFoundError, OutsideError, InputError) as error:
            return error
        told = {"at": self._shoal.wall_clock().isoformat(), "answer": answer}
        keep_answer(self._shoal.settings.folder, self._shoal.key, run.id, row, told)
        return None


def _failure(row: int, handle: str, error: ShoalError) -> LookUpFailure:
    return LookUpFailure(
        row=row, handle=handle, code=error.code, text=error.message, next_step=error.next_step, again=error.retryable
    )


def _by_row(run: LookUp) -> Iterator[tuple[int, LookUpFailure]]:
    return ((failure.row, failure) for failure in run.failures)

"""How often a member may ask for what costs much: enough for any person, and an end for a program (ASVS 5.0, 2.4.1).

A token bucket per member and kind, in this process: it holds ``burst`` and fills by ``per_second``. Nothing is written
down, since a write would cost more than most pages; a second server process counts for itself.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from shoal.errors import TooOftenError


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """How much of a kind a member has at once, and how fast it comes back."""

    burst: int
    per_second: float


# Judgements: several times what somebody who works fast would ask for
ALLOWANCES: Mapping[str, Allowance] = {
    "page": Allowance(burst=600, per_second=20),  # everything counts as one of these as well
    "search": Allowance(burst=120, per_second=2),
    "file out": Allowance(burst=60, per_second=1 / 5),
    "file in": Allowance(burst=60, per_second=1 / 10),
    "long work": Allowance(burst=60, per_second=1 / 10),
}
WORDS = {
    "page": "pages",
    "search": "searches",
    "file out": "files to take out",
    "file in": "files to bring in",
    "long work": "vettings, shortlists, plans and checks",
}
# what costs more than a page, by method and name of the address
FILES_OUT = (
    "application-evidence", "application-template", "approval-file", "brief-picture", "creator-picture",
    "creators-export", "creators-picture", "import-rejects", "import-sample", "plan-picture", "report-html",
    "report-picture", "shortlist-picture", "upload-picture", "vetted", "vetting-file",
)  # fmt: skip
FILES_IN = ("already", "application-import", "approval", "import", "paste", "upload-commit", "vetting-file")
LONG_WORK = ("look-up", "look-up-run", "plan", "report", "shortlist", "vetting")
KINDS: Mapping[tuple[str, str], str] = {
    **{("GET", name): "file out" for name in FILES_OUT},
    **{("POST", name): "file in" for name in FILES_IN},
    **{("POST", name): "long work" for name in LONG_WORK},
    ("GET", "creators"): "search",
    ("GET", "creators-compare"): "long work",
    ("GET", "compare"): "long work",
}
# a look at a page that does more when it is asked to: name of the address, word of the query
ASKED_FOR_MORE = (("vetting", "verify"), ("settings", "health"), ("audit", "check"))


def kinds_of(method: str, name: str, query: Mapping[str, object]) -> tuple[str, ...]:
    """Return what a request is counted as."""
    method = "GET" if method == "HEAD" else method
    more = KINDS.get((method, name)) or ("long work" if any((name, word) in ASKED_FOR_MORE for word in query) else "")
    return ("page", more) if more else ("page",)


@dataclass(slots=True)
class Limits:
    """The buckets of one server process; a kind without an allowance is not limited."""

    allowances: Mapping[str, Allowance] = field(default_factory=lambda: ALLOWANCES)
    clock: Callable[[], float] = time.monotonic
    _left: dict[tuple[str, str], tuple[float, float]] = field(
        default_factory=dict
    )  # tokens, and when they were counted
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def count(self, member_id: str, kinds: tuple[str, ...]) -> None:
        """Take one token of each kind. Raises ``TooOftenError``, which says how long to wait, where one is missing."""
        for kind in kinds:
            wait = self._wait(member_id, kind)
            if wait:
                raise TooOftenError(
                    f"More {WORDS[kind]} at once than one person asks for.",
                    allowed=(f"{self.allowances[kind].burst} at once",),
                    next_step=f"Wait {_seconds(wait)}, then go back and send it again. Nothing was changed. "
                    "A program does better with the command line on the machine, which has no such limit.",
                    retryable=True,
                )

    def _wait(self, member_id: str, kind: str) -> int:
        """Return the whole seconds until there is a token, 0 where one was taken."""
        allowed = self.allowances.get(kind)
        if allowed is None:
            return 0
        with self._turn:
            now = self.clock()
            left, counted = self._left.get((member_id, kind), (float(allowed.burst), now))
            left = min(left + (now - counted) * allowed.per_second, allowed.burst)
            taken = left >= 1
            self._left[member_id, kind] = (left - taken, now)
        return 0 if taken else math.ceil((1 - left) / allowed.per_second)


def _seconds(number: int) -> str:
    return "a second" if number == 1 else f"{number} seconds"

"""What Instagram's refusals mean: each code to an error that says what came in, what is allowed and what to do.

Codes after the vendor's page on error handling. What it writes in its own words is never repeated: such a sentence may
quote the token that was sent, or the name of the person who was asked for.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from shoal.errors import NotFoundError, OutsideAccessError, OutsideError, OutsideLimitError, ShoalError

PERMISSIONS = ("instagram_basic", "instagram_manage_insights", "pages_read_engagement")
TOKEN_CODES = frozenset({102, 190})
LIMIT_CODES = frozenset({4, 17, 32, 613, 80002})
MISSING_CODES = frozenset({3, 10})
PERMISSION_FIRST, PERMISSION_LAST = 200, 299
BLOCKED = 368  # blocked for a while for what the vendor takes for a breach of its rules
PASSING = frozenset({1, 2})  # the vendor's own trouble
NO_SUCH_ACCOUNT = (110, 2207013)  # seen by others in 2026 for private accounts and for names that nobody has
NO_SUCH_FIELD = 100
TOO_MANY = 429
SERVER_FAULT = 500
LONGEST_WAIT = timedelta(hours=1)  # the window of the vendor's limit rolls over one hour
WHY_TOKEN = {
    458: "the app was taken off the account", 459: "the account has to be looked after at Facebook first",
    460: "the password was changed", 463: "it expired", 464: "the account has to be confirmed first",
    467: "it was taken back",
}  # fmt: skip
_TRACE = re.compile(r"[A-Za-z0-9_\-]{4,60}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphProblem:
    """A refusal as it came: its codes, whether it passes by itself, and whether a field was unknown there."""

    status: int
    code: int | None = None
    subcode: int | None = None
    passing: bool = False
    trace: str = ""
    unknown_field: bool = False

    @property
    def named(self) -> str:
        """Return what came in, as a person reports it."""
        parts = [f"HTTP {self.status}", f"code {self.code}" if self.code is not None else ""]
        parts += [f"subcode {self.subcode}" if self.subcode is not None else "", self.trace and f"trace {self.trace}"]
        return ", ".join(part for part in parts if part)


def problem_of(status: int, told: Mapping[str, Any]) -> GraphProblem:
    """Return a refusal from what the vendor wrote under ``error``, without its sentences."""
    code, trace = _number(told.get("code")), told.get("fbtrace_id")
    return GraphProblem(
        status=status,
        code=code,
        subcode=_number(told.get("error_subcode")),
        passing=told.get("is_transient") is True,
        trace=trace if isinstance(trace, str) and _TRACE.fullmatch(trace) else "",
        unknown_field=code == NO_SUCH_FIELD and "nonexisting field" in str(told.get("message", "")),
    )


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def graph_error(problem: GraphProblem, at: datetime, again_at: datetime | None = None) -> ShoalError:
    """Return the error of the house for a refusal that came at a moment.

    ``again_at`` is when the headers of the answer say to go on; without it an hour is said.
    """
    found = _of_the_account(problem) or _of_access(problem)
    if found is not None:
        return found
    if problem.status == TOO_MANY or problem.code in LIMIT_CODES:
        return _limit_error("Instagram's limit on questions is reached.", at, again_at, problem.named)
    if problem.passing or problem.code in PASSING or problem.status >= SERVER_FAULT:
        return OutsideError(
            "Instagram has trouble of its own at the moment.",
            received=problem.named,
            next_step="Try again in a while; nothing of this account was stored.",
            retryable=True,
        )
    return OutsideError(
        "Instagram refused the question, and Shoal does not know this refusal.",
        received=problem.named,
        next_step="Look the code up on the vendor's page of error codes, and check the Graph version.",
    )


def stopped_before(at: datetime, again_at: datetime | None, received: str) -> OutsideLimitError:
    """Return the error for a limit that is nearly reached: we stop in time."""
    return _limit_error("Shoal stopped before Instagram's limit on questions was reached.", at, again_at, received)


def _limit_error(said: str, at: datetime, again_at: datetime | None, received: str) -> OutsideLimitError:
    until = again_at or at + LONGEST_WAIT
    minutes = max(1, math.ceil((until - at).total_seconds() / 60))
    return OutsideLimitError(
        said,
        received=received,
        next_step=f"Go on in {minutes} min, at {until:%H:%M} UTC; what was answered is kept.",
    )


def _of_the_account(problem: GraphProblem) -> ShoalError | None:
    """Return the error where only this account cannot be had, ``None`` for all others."""
    if problem.subcode != NO_SUCH_ACCOUNT[1] and problem.code != NO_SUCH_ACCOUNT[0]:
        return None
    return not_given(problem.named)


def not_given(received: str) -> NotFoundError:
    """Return the error for an account of which nothing comes: the vendor does not say which of the reasons it is."""
    return NotFoundError(
        "Instagram gives nothing for this handle. It does not say why: the account is personal (neither business nor "
        "creator), is shown to adults only, goes by another name, or is gone. Which of these, we could not check.",
        received=received,
        next_step="Open the profile in the app. Where it is a personal account, count three posts by hand instead.",
    )


def _of_access(problem: GraphProblem) -> ShoalError | None:
    """Return the error where the connection itself is refused, ``None`` for all others."""
    if problem.code in TOKEN_CODES:
        why = WHY_TOKEN.get(problem.subcode or 0, "it expired, was taken back or is not whole")
        return OutsideAccessError(
            f"Instagram does not accept the access token any more: {why}.",
            received=problem.named,
            next_step="Make a new long-lived token and enter it under Settings, Connections.",
        )
    missing = problem.code is not None and PERMISSION_FIRST <= problem.code <= PERMISSION_LAST
    if problem.code in MISSING_CODES or missing:
        return OutsideAccessError(
            "The access token does not carry a permission that the look-up needs.",
            received=problem.named,
            allowed=(*PERMISSIONS, "ads_read or ads_management, where the role came through a business portfolio"),
            next_step="Make a token with these permissions, by somebody who may work on the linked page.",
        )
    if problem.code == BLOCKED:
        return OutsideAccessError(
            "Instagram has blocked this app or person for a while.",
            received=problem.named,
            next_step="Read the notice in the app's dashboard at Meta before you go on.",
        )
    return None

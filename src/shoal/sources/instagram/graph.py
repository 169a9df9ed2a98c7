"""Questions to Instagram's Graph interface: one creator by handle, her newest posts page by page, and our own token.

After the vendor's pages on business discovery, on media and on rate limits (copies of August 2026).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from shoal.errors import InputError, OutsideError, OutsideLimitError, ShoalError
from shoal.sources.instagram.client import GRAPH_HOST, Answer, GraphLine
from shoal.sources.instagram.errors import (
    LONGEST_WAIT,
    PERMISSIONS,
    GraphProblem,
    graph_error,
    not_given,
    problem_of,
    stopped_before,
)

PROFILE = ("username", "name", "biography", "website", "followers_count", "media_count", "id")
MEDIA = (
    "id", "caption", "like_count", "comments_count", "media_type", "media_product_type", "permalink", "timestamp",
)  # fmt: skip
# fields that the vendor does not list as public, or not in every version: asked for, and left out where refused
MAY_LACK_PROFILE = ("follows_count",)
MAY_LACK_MEDIA = ("view_count", "shares_count", "saved_count")
GRAPH_FIELDS = (*PROFILE, *MAY_LACK_PROFILE, *(f"media.{name}" for name in (*MEDIA, *MAY_LACK_MEDIA)))
GRAPH_VERSION = "v25.0"  # as in the vendor's examples of 2026
FIRST_HONEST_VERSION = 11  # before it hidden likes came as 0 instead of not at all
STOP_AT_PERCENT = 90.0  # the vendor throttles at 100 %; we stop before [our own choice]
PAGE_POSTS = 50
LOOK_UP, TEST = "look up a creator", "test the connection"  # what a question is for, as it is written down
MOST_PAGES = 4
MANY_SECONDS = 10**11
_HANDLE = re.compile(r"[a-z0-9._]{1,30}")
_VERSION = re.compile(r"v(\d{1,3})\.\d{1,2}")
_USER_ID = re.compile(r"\d{5,25}")
_TOKEN = re.compile(r"[A-Za-z0-9_\-.|]{20,1000}")
_CURSOR = re.compile(r"[A-Za-z0-9_\-=]{1,500}")


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphAccess:
    """What a look-up goes in with; the token shows nowhere, not even where this is printed by mistake."""

    token: str = field(repr=False)
    user_id: str
    version: str = GRAPH_VERSION


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphUsage:
    """How much of the vendor's limit is used, in percent, as the headers of one answer say."""

    percent: float
    again_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFacts:
    """What a test call says of a token; ``None`` where the vendor names no day.

    ``lacks`` are the permissions of which it carries none, ``username`` the account that asks.
    """

    username: str
    expires_at: datetime | None
    data_until: datetime | None
    lacks: tuple[str, ...]


def fits_instagram(handle: str) -> bool:
    """Say whether a text is a handle of Instagram in its comparison form."""
    return _HANDLE.fullmatch(handle) is not None


def checked_access(token: str, user_id: str, version: str) -> GraphAccess:
    """Return an access of which every part has the form it must have. Raises ``InputError`` with the parts that lack.

    All of them become part of an address or a header: nothing else may get in there.
    """
    wrong = {}
    if not _TOKEN.fullmatch(token):
        wrong["token"] = "a token is one word of 20 to 1,000 letters and digits, without spaces"  # noqa: S105
    if not _USER_ID.fullmatch(user_id):
        wrong["user_id"] = "the number of your Instagram account at Meta has 5 to 25 digits, such as 17841400000000000"
    found = _VERSION.fullmatch(version)
    if not found:
        wrong["version"] = "a Graph version is written as v25.0"
    elif int(found[1]) < FIRST_HONEST_VERSION:
        wrong["version"] = "before v11.0 hidden likes came as 0, which nobody could tell from none"
    if wrong:
        raise InputError(
            "The connection cannot be used as it is.",
            fields=wrong,
            next_step="Correct what is named; nothing was kept.",
        )
    return GraphAccess(token=token, user_id=user_id, version=version)


class Instagram:
    """One connection. ``before`` is called before every question, and may raise to stop it; ``clock`` tells the time.

    ``usage`` is what the newest answer said of the limit, ``None`` where it said nothing.
    """

    def __init__(
        self,
        access: GraphAccess,
        line: GraphLine,
        *,
        before: Callable[[str], None],
        clock: Callable[[], datetime],
        usage: GraphUsage | None = None,
    ) -> None:
        self._access = access
        self._line = line
        self._before = before
        self._clock = clock
        self._may_lack = True
        self.usage = usage

    # a creator -----------------------------------------------------------------------------------------------------

    def look_up(self, handle: str, posts: int) -> dict[str, Any]:
        """Return what Instagram says of one handle with up to ``posts`` of her newest posts, as plain data.

        Only what was asked for is in it. One question for 50 posts. Raises ``NotFoundError`` where nothing is given
        for the handle, ``OutsideAccessError``, ``OutsideLimitError`` and ``OutsideError``.
        """
        if not fits_instagram(handle):
            raise InputError("This is no handle of Instagram.", allowed=("letters, digits, point and underscore",))
        found = self._discovered(handle, partial(self._profile_fields, posts))
        if str(found.get("username") or handle).casefold() != handle:
            raise OutsideError("Instagram answered with another account than was asked for.", next_step="Report it.")
        kept = {name: found[name] for name in (*PROFILE, *MAY_LACK_PROFILE) if name in found}
        return kept | {"media": self._media(handle, found, posts)}

    def _media(self, handle: str, found: Mapping[str, Any], posts: int) -> list[dict[str, Any]]:
        """Return the posts of all pages, each once. The answer names no next address: pages go by their cursor."""
        gathered: dict[str, dict[str, Any]] = {}
        cursor = _take_page(found, gathered)
        for _ in range(MOST_PAGES - 1):
            if cursor is None or len(gathered) >= posts:
                break
            before, asked = len(gathered), cursor
            page = self._discovered(handle, partial(self._media_fields, posts - before, asked))
            cursor = _take_page(page, gathered)
            if len(gathered) == before or cursor == asked:
                break
        return list(gathered.values())[:posts]

    def _profile_fields(self, posts: int) -> str:
        profile = (*PROFILE, *(MAY_LACK_PROFILE if self._may_lack else ()))
        return ",".join((*profile, self._media_fields(posts)))

    def _media_fields(self, posts: int, cursor: str = "") -> str:
        after = f".after({cursor})" if cursor else ""
        media = ",".join((*MEDIA, *(MAY_LACK_MEDIA if self._may_lack else ())))
        return f"media{after}.limit({min(posts, PAGE_POSTS)}){{{media}}}"

    def _discovered(self, handle: str, fields: Callable[[], str]) -> Mapping[str, Any]:
        """Ask for a handle; where a version knows one of the fields not, ask once more without those that may lack."""
        answered = self._put(self._own, {"fields": f"business_discovery.username({handle}){{{fields()}}}"}, LOOK_UP)
        if isinstance(answered, GraphProblem) and answered.unknown_field and self._may_lack:
            self._may_lack = False
            answered = self._put(self._own, {"fields": f"business_discovery.username({handle}){{{fields()}}}"}, LOOK_UP)
        found = self._accepted(answered).get("business_discovery")
        if not isinstance(found, Mapping):
            raise not_given("an answer without the account")
        return found

    # ourselves -----------------------------------------------------------------------------------------------------

    def check(self) -> TokenFacts:
        """Ask which account we ask for and what the token may do, in two questions. Raises as ``look_up`` does."""
        own = self._accepted(self._put(self._own, {"fields": "username"}, TEST))
        debug = f"/{self._access.version}/debug_token"
        data = self._accepted(self._put(debug, {"input_token": self._access.token}, TEST)).get("data")
        facts = data if isinstance(data, Mapping) else {}
        scopes = facts.get("scopes")
        granted = set(map(str, scopes)) if isinstance(scopes, list) else None
        return TokenFacts(
            username=str(own.get("username") or "")[:60],
            expires_at=_moment(facts.get("expires_at")),
            data_until=_moment(facts.get("data_access_expires_at")),
            lacks=() if granted is None else tuple(name for name in PERMISSIONS if name not in granted),
        )

    # asking --------------------------------------------------------------------------------------------------------

    @property
    def _own(self) -> str:
        return f"/{self._access.version}/{self._access.user_id}"

    def _put(self, path: str, query: Mapping[str, str], purpose: str) -> Mapping[str, Any] | GraphProblem:
        """Put one question: announced, in time before the limit, and its answer read as data."""
        self._stop_in_time()
        self._before(purpose)
        answer = self._line.get(path, query, self._access.token)
        self.usage = usage_of(answer, self._clock()) or self.usage
        document = _document(answer)
        error = document.get("error")
        if isinstance(error, Mapping) or answer.status >= 400:  # noqa: PLR2004  the least status of a refusal
            return problem_of(answer.status, error if isinstance(error, Mapping) else {})
        return document

    def _accepted(self, answered: Mapping[str, Any] | GraphProblem) -> Mapping[str, Any]:
        """Return an answer. Raises the error of the house for a refusal."""
        if isinstance(answered, GraphProblem):
            raise self._refusal(answered)
        return answered

    def _refusal(self, problem: GraphProblem) -> ShoalError:
        """Return the error for a refusal; one for a limit is remembered, also where no header spoke of it."""
        at = self._clock()
        error = graph_error(problem, at, self.usage.again_at if self.usage else None)
        if isinstance(error, OutsideLimitError):
            again_at = (self.usage.again_at if self.usage else None) or at + LONGEST_WAIT
            self.usage = GraphUsage(percent=100.0, again_at=again_at)
        return error

    def _stop_in_time(self) -> None:
        if self.usage is not None and self.usage.percent >= STOP_AT_PERCENT:
            raise stopped_before(self._clock(), self.usage.again_at, f"{self.usage.percent:g} % used")


def _take_page(found: Mapping[str, Any], gathered: dict[str, dict[str, Any]]) -> str | None:
    """Add the posts of a page and return the cursor of the next one, ``None`` at the end.

    A cursor is put into the next question, so one of another form than a cursor has is taken for none.
    """
    media = found.get("media")
    if not isinstance(media, Mapping):
        return None
    items = media.get("data")
    for item in items if isinstance(items, list) else ():
        if isinstance(item, Mapping) and isinstance(item.get("id"), str):
            kept = {name: item[name] for name in (*MEDIA, *MAY_LACK_MEDIA) if name in item}
            gathered.setdefault(item["id"], kept)
    paging = media.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, Mapping) else None
    after = cursors.get("after") if isinstance(cursors, Mapping) else None
    return after if isinstance(after, str) and _CURSOR.fullmatch(after) else None


def _document(answer: Answer) -> Mapping[str, Any]:
    """Return the answer as data. Raises ``OutsideError`` where it is none."""
    try:
        document = json.loads(answer.body)
    except (ValueError, RecursionError) as cause:
        raise OutsideError(
            f"The answer of {GRAPH_HOST} is not whole, or no JSON.",
            received=f"HTTP {answer.status}, {len(answer.body):,} bytes",
            next_step="Try again in a while; nothing of this account was stored.",
            retryable=True,
        ) from cause
    if not isinstance(document, dict):
        raise OutsideError(f"{GRAPH_HOST} answered something that is no account.", received=f"HTTP {answer.status}")
    return document


def usage_of(answer: Answer, at: datetime) -> GraphUsage | None:
    """Return the largest share of any limit that the headers name; ``None`` where they name none.

    The time until the limit is free again comes in minutes, beside shares in percent.
    """
    shares: list[float] = []
    minutes = 0.0
    for entry in _entries(answer):
        told = {name: float(value) for name, value in entry.items() if _is_number(value)}
        shares += [told[name] for name in ("call_count", "total_time", "total_cputime") if name in told]
        minutes = max(minutes, told.get("estimated_time_to_regain_access", 0.0))
    if not shares:
        return None
    again_at = at + timedelta(minutes=min(minutes, 24 * 60.0)) if minutes > 0 else None
    return GraphUsage(percent=max(shares), again_at=again_at)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < MANY_SECONDS


def _entries(answer: Answer) -> list[Mapping[str, Any]]:
    """Return the entries of both usage headers; one that cannot be read says nothing."""
    found: list[Any] = []
    for name in ("x-app-usage", "x-business-use-case-usage"):
        try:
            told = json.loads(answer.headers.get(name, "{}"))
        except (ValueError, RecursionError):
            continue
        found.append(told)
        for listed in told.values() if isinstance(told, Mapping) else ():
            found += listed if isinstance(listed, list) else []
    return [entry for entry in found if isinstance(entry, Mapping)]


def _moment(seconds: object) -> datetime | None:
    """Return a moment from seconds since 1970; 0 means never."""
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 0 < seconds < MANY_SECONDS:
        return None
    return datetime.fromtimestamp(seconds, UTC)

"""Who of the workspace follows the brand. The names of all others end here: they are counted and forgotten."""

from __future__ import annotations

from collections.abc import Iterable

from shoal.domain.application import AlreadyWithUs, KnownFollower, OwnAudience
from shoal.sources.cells.handles import fold_handle


def match_own_audience(audience: OwnAudience, accounts: Iterable[tuple[str, str, str]]) -> AlreadyWithUs:
    """Return which known accounts follow the brand; everybody else is a count and nothing more.

    ``accounts`` are (account id, platform, handle). A person may have changed her handle since the export, so that not
    being matched says nothing. O(followers + accounts).
    """
    since = {follower.handle: follower.since for follower in audience.followers}
    matched: list[KnownFollower] = []
    handles: set[str] = set()
    known = 0
    for account_id, platform, handle in accounts:
        if platform != audience.platform:
            continue
        known += 1
        folded = fold_handle(platform, handle)
        if folded in since:
            handles.add(folded)
            matched.append(KnownFollower(account_id=account_id, since=since[folded]))
    return AlreadyWithUs(
        platform=audience.platform, matched=tuple(matched), unmatched=len(since) - len(handles), total=len(since),
        known=known,
    )  # fmt: skip

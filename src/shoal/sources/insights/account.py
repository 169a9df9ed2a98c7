"""A platform's export of one account as an observation of it: sums over its days, counted by the platform.

The file does not say whose it is, so a person says it. The window stands in the name of each figure: sums of two
windows are two figures, and never one that changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime, time

from shoal.domain.intake import CreatorRow, Question
from shoal.errors import InputError
from shoal.sources.cells.handles import AccountCell, profile_url, read_account
from shoal.sources.insights.tables import Figures

PLATFORMS: Mapping[str, tuple[str, ...]] = {"meta": ("instagram", "facebook"), "tiktok": ("tiktok",)}
WHOSE = Question(
    code="account",
    column=None,
    text="Whose account do these figures count? The file does not say it. Left open, they are shown and not stored.",
    option="--account",
    options=("a handle, or platform:handle",),
)


def account_row(figures: Figures, said: str, export: str) -> CreatorRow:
    """Return the account and what was counted of it, by ``insights.<measure>.<first day>.<last day>``.

    Raises ``InputError`` where nobody is named, an account of another platform is, or no line has a day.
    """
    account = _account(said, PLATFORMS[export])
    days = sorted({row.day for row in figures.insights if row.day is not None})
    if not days:
        raise InputError("No line of this export has a day that can be read.", next_step="Export it again as CSV.")
    platform = account.platform or ""
    sums: dict[str, float] = defaultdict(float)
    for row in figures.insights:
        if row.day is not None:
            sums[f"insights.{row.metric}.{days[0].isoformat()}.{days[-1].isoformat()}"] += row.value
    return CreatorRow(
        row=1, platform=platform, handle=account.handle, key_kind=account.key_kind, handle_raw=account.raw,
        url=account.url or profile_url(platform, account.handle, account.key_kind),
        observed=dict(sums), observed_at=datetime.combine(days[-1], time(), UTC),
    )  # fmt: skip


def _account(said: str, platforms: tuple[str, ...]) -> AccountCell:
    found = read_account(said, platform=platforms[0])
    if found.error is not None or found.platform not in platforms:
        raise InputError(
            "These figures are of another platform." if found.error is None else f"{found.error.text}.",
            received=said,
            allowed=tuple(f"{platform}:handle" for platform in platforms),
            next_step="Name the account whose owner gave you the file.",
        )
    return found
